/** The goal of a study: what is wanted, what must hold, in which worlds; and how a candidate stands to it. */
import type { MetricDefinition } from "../MetricDefinition.ts"
import { type Answer, type Constraint, type Kept, keptBy } from "./Constraints.ts"
import * as Interval from "../Interval.ts"
import { type Objective, onlyWorld, type Sample, valuesOfObjective, type World } from "./Objectives.ts"

export interface Goal {
  readonly worlds: ReadonlyArray<World>
  /** At least one; several make a Pareto front. */
  readonly objectives: ReadonlyArray<Objective>
  readonly constraints: ReadonlyArray<Constraint>
}

/** How a candidate stands, after its replications so far. */
export interface Judged extends Answer {
  /** By objective: one value per replication whose mean is the objective; less is better. */
  readonly values: ReadonlyArray<Float64Array>
  /** By constraint. */
  readonly kept: ReadonlyArray<Kept>
  /** Probability that all constraints hold: at least this much (Bonferroni's bound). */
  readonly feasible: number
  /** One value per replication whose mean is the violation: the excess over all constraints that are violated; zeros when none is. */
  readonly excess: Float64Array
}

/** Judges a candidate by its samples, in the order of its replications. */
export const judge = (goal: Goal, samples: ReadonlyArray<Sample>): Judged => {
  const values = goal.objectives.map((objective) => valuesOfObjective(objective, goal.worlds, samples))
  const kept = goal.constraints.map((constraint) => keptBy(constraint, goal.worlds, samples))
  return {
    values,
    kept,
    objectives: values.map((own) => Interval.moments(own).mean),
    violation: kept.reduce((sum, { violation }) => sum + violation, 0),
    excess: Float64Array.from(samples, (_, replication) =>
      kept.reduce((sum, { excess, violation }) => (violation > 0 ? sum + (excess[replication] ?? 0) : sum), 0)
    ),
    feasible: Math.max(0, 1 - kept.reduce((sum, { probability }) => sum + (1 - probability), 0))
  }
}

/** A metric by its name alone, for goals that are no scenario's. */
export const metric = (name: string): MetricDefinition => ({ name, unit: "", description: "", kind: "mean" })

/** The goal of making the mean of one metric small. */
export const least = (name: string): Goal => ({
  worlds: onlyWorld,
  objectives: [{ metric: metric(name), direction: "minimise", over: { kind: "mean" } }],
  constraints: []
})
