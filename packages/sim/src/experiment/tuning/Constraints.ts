/** Constraints: what a candidate must keep to, how surely it does, and who stands before whom.
 *
 * Feasibility comes first (Deb, "An efficient constraint handling method for genetic algorithms", 2000): of two that keep every constraint the better
 * objective wins; one that keeps them beats one that does not; of two that do not, the one that is nearer. So when nothing is
 * feasible the first in order is the nearest. */
import * as Interval from "../Interval.ts"
import type { MetricDefinition } from "../MetricDefinition.ts"
import { type Sample, valuesByWorld, type World } from "./Objectives.ts"
import * as Probability from "./Probability.ts"

/** What must hold, in every world.
 *
 * - `mean`: the metric as it is reported (`p95 wait ≤ 10 min`).
 * - `chance`: the share of runs in which the metric is within the limit is at least `probability` (`solvency ≥ 0.99`). */
export type Constraint = {
  readonly metric: MetricDefinition
  readonly relation: "at most" | "at least"
  readonly limit: number
} & (
  | { readonly kind: "mean" }
  | {
      readonly kind: "chance"
      /** Above 0 and below 1. */
      readonly probability: number
    }
)

/** How a candidate stands to a constraint. */
export interface Kept {
  /** The metric's mean, or the share of runs within the limit, in the world where it is worst; `null` when it was never measured. */
  readonly found: number | null
  /** How far it is from being kept, 0 when it is: of a mean in parts of the limit, of a chance in missing probability. */
  readonly violation: number
  /** Probability that it is kept in every world, given what was seen: the least over worlds. */
  readonly probability: number
  /** One value per replication whose mean, where it is above 0, is the violation: how far each run of that world was beyond the limit. */
  readonly excess: Float64Array
}

/** Something that was never measured is further from right than anything that was. */
const unmeasured = 1e9

const keptInWorld = (constraint: Constraint, values: Float64Array): Kept => {
  const { limit, relation } = constraint
  const sign = relation === "at most" ? 1 : -1
  if (!values.some(Number.isFinite)) return { found: null, violation: unmeasured, probability: 0, excess: values }
  if (constraint.kind === "mean") {
    const { mean } = Interval.moments(values)
    const excess = values.map((value) => (sign * (value - limit)) / (Math.abs(limit) || 1))
    return {
      found: mean,
      violation: Math.max(0, sign * (mean - limit)) / (Math.abs(limit) || 1),
      probability: Probability.meanBelow(excess, 0),
      excess
    }
  }
  // A run that had nothing to measure did not keep the constraint.
  const failed = values.map((value) => (sign * (value - limit) <= 0 ? 0 : 1))
  const successes = failed.reduce((sum, one) => sum + 1 - one, 0)
  return {
    found: successes / values.length,
    violation: Math.max(0, constraint.probability - successes / values.length),
    probability: Probability.shareAtLeast(successes, values.length, constraint.probability),
    excess: failed.map((one) => one - (1 - constraint.probability))
  }
}

/** How the samples of a candidate stand to a constraint.
 *
 * **Gotchas** A chance near 1 is always kept *by the count* in few runs; `probability` says that nothing is proven: 30 runs without failure give
 * "≥ 0.99" a probability of 0.27. */
export const keptBy = (constraint: Constraint, worlds: ReadonlyArray<World>, samples: ReadonlyArray<Sample>): Kept => {
  const inWorlds = valuesByWorld(constraint.metric, worlds, samples).map((values) => keptInWorld(constraint, values))
  const probability = Math.min(1, ...inWorlds.map((kept) => kept.probability))
  const worst = inWorlds.reduce<Kept | undefined>(
    (a, b) =>
      a === undefined || b.violation > a.violation || (b.violation === a.violation && b.probability < a.probability)
        ? b
        : a,
    undefined
  )
  return {
    found: worst?.found ?? null,
    violation: worst?.violation ?? 0,
    probability,
    excess: worst?.excess ?? new Float64Array()
  }
}

/** What a search is told of a point. */
export interface Answer {
  /** To be made small; NaN where nothing was measured. */
  readonly objectives: ReadonlyArray<number>
  /** Sum of the violations of all constraints: 0 when feasible. */
  readonly violation: number
  /** Round of the race in which it was given up; absent when it stayed to the end. */
  readonly stopped?: number
}

const orWorst = (value: number | undefined): number =>
  value === undefined || Number.isNaN(value) ? Number.POSITIVE_INFINITY : value
const apart = (a: number, b: number): number => (a === b ? 0 : a < b ? -1 : 1)

/** Deb's rules for one objective, below 0 when `a` stands before `b`. One that stayed longer in the race stands before one that was given up: the
 * race knows more than the two means. */
export const compare = (a: Answer, b: Answer): number =>
  apart(b.stopped ?? Number.POSITIVE_INFINITY, a.stopped ?? Number.POSITIVE_INFINITY) ||
  apart(a.violation, b.violation) ||
  apart(orWorst(a.objectives[0]), orWorst(b.objectives[0]))

/** Positions of the answers, the best first; equals in the order of their positions. */
export const order = (answers: ReadonlyArray<Answer>): ReadonlyArray<number> =>
  answers
    .map((answer, position) => ({ answer, position }))
    .toSorted((a, b) => compare(a.answer, b.answer) || a.position - b.position)
    .map(({ position }) => position)
