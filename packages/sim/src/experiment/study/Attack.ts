/** Attack: one self-interested provider searches its best response to a setting. It leaves its cohort (`OneAlone.ts`) and its
 * own figures are turned until its profit is greatest. Under incentives that need not fear it the gain over playing like the others is nothing.
 *
 * **Gotchas** It is a best response of one to everybody else as they are: not a coalition, and only by figures of a cohort (price, availability, GPUs, networks…) and
 * by the number of names that it goes by. Fake work is as the network's `self_dealing` has it for everybody. Profit is that of the whole run, the warm-up included. */
import { Effect } from "effect"
import * as Interval from "../Interval.ts"
import { type Goal, judge } from "../tuning/Goal.ts"
import type { Point } from "../tuning/Space.ts"
import { drive, type Step } from "./Drive.ts"
import { type Laboratory, unseenSeedsOf } from "./Laboratory.ts"
import { type Attack, profit, spaceOf } from "./OneAlone.ts"

export { type Attack, identitiesAt } from "./OneAlone.ts"

/** What an attack found. */
export interface Attacked {
  readonly attack: Attack
  /** Settings of its own that it tried. */
  readonly trials: number
  /** Its best response. */
  readonly point: Point
  /** Profit when it plays like the others, and what its best response adds, both on unseen luck, USD. */
  readonly honest: Interval.Interval
  readonly best: Interval.Interval
  readonly gain: Interval.Interval
}

const trialsEach = 12
const scores = 20

/** Settings that one provider tries at most, finalists beside them. */
export const trialsOf = (attack: Attack): number => trialsEach * (spaceOf(attack).length + 1)

/** Attacks a setting of the knobs (`null`: the scenario as it is); `undefined` when the study names no attack. */
export const run = Effect.fnUntraced(function* <E>(
  laboratory: Laboratory<E>,
  knobs: Point | null,
  onStep: (step: Step) => void = () => {}
) {
  const { study } = laboratory
  const { attack } = study
  if (attack === undefined) return undefined
  const goal: Goal = {
    worlds: study.goal.worlds,
    objectives: [{ metric: profit, direction: "maximise", over: { kind: "mean" } }],
    constraints: []
  }
  const settings = {
    space: spaceOf(attack),
    goal,
    seed: study.seed,
    trials: trialsOf(attack),
    replications: { first: 3, most: 6 }
  }
  const at = (point: Point | null) => ({ knobs, assumptions: null, attack: point })
  const { outcome, tried } = yield* drive(laboratory, settings, at, onStep)
  const point = outcome?.finalists[0]?.point
  if (point === undefined) return undefined
  const samples = yield* laboratory.samples([at(null), at(point)], unseenSeedsOf(study.seed, scores))
  const [honest, best] = samples.map((own) => (judge(goal, own).values[0] ?? new Float64Array()).map((value) => -value))
  const found: Attacked = {
    attack,
    trials: tried.length,
    point,
    honest: Interval.ofMean(honest ?? []),
    best: Interval.ofMean(best ?? []),
    gain: Interval.ofDifference(honest ?? [], best ?? [])
  }
  return found
})
