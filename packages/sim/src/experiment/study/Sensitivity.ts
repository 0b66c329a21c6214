/** Sensitivity: which knobs and which assumptions move the objectives of a study. Morris' screening first, to leave out what does not matter; then Sobol's
 * indices of the rest, with intervals.
 *
 * Knobs vary evenly over their ranges and assumptions by their distributions, all at the same time. What the screening leaves out is held where the
 * scenario has it. */
import { Result } from "effect"
import * as Interval from "../Interval.ts"
import { judge } from "../tuning/Goal.ts"
import * as Morris from "../tuning/Morris.ts"
import type { Sample } from "../tuning/Objectives.ts"
import * as SobolIndices from "../tuning/SobolIndices.ts"
import type { Point } from "../tuning/Space.ts"
import type { Dial } from "./Dial.ts"
import type { Settings } from "./Laboratory.ts"
import { startOf, type Study } from "./Study.ts"

/** Something that is varied. */
export interface Factor {
  readonly role: "knob" | "assumption"
  readonly dial: Dial
}

/** All that a study varies, knobs first. */
export const factorsOf = ({ assumptions, knobs }: Study): ReadonlyArray<Factor> => [
  ...knobs.map((dial): Factor => ({ role: "knob", dial })),
  ...assumptions.map((dial): Factor => ({ role: "assumption", dial }))
]

/** The settings at a point of all factors. */
export const settingsAt = ({ knobs }: Study, point: Point): Settings => ({
  knobs: point.slice(0, knobs.length),
  assumptions: point.slice(knobs.length)
})

const fewestTrajectories = 4
const mostTrajectories = 10
/** Of eight rows intervals reach from next to nothing to everything, and a share alone may come out above the share with others. */
const fewestRows = 16

/** The screening that a budget allows: a quarter of its trials, four to ten trajectories. Fails when nothing would be left for the indices. */
export const screeningOf = (study: Study): Result.Result<Morris.Settings, string> => {
  const factors = factorsOf(study)
  const { trials } = study.budget
  const each = factors.length + 1
  const least = fewestTrajectories * each + fewestRows * (each + 1)
  if (trials < least) {
    return Result.fail(
      `${trials} ${trials === 1 ? "trial is" : "trials are"} too few for the sensitivity to ${factors.length} knobs and assumptions: at least ${least} are wanted, ${2 * least} are better (--trials, or the study's budget)`
    )
  }
  const affordable = Math.min(trials / 4, trials - fewestRows * (each + 1)) / each
  const trajectories = Math.max(fewestTrajectories, Math.min(mostTrajectories, Math.floor(affordable)))
  return Result.succeed({ space: factors.map(({ dial }) => dial.knob), trajectories, seed: study.seed })
}

/** One value per replication of an objective, in its own sign. */
export const valuesOf = (study: Study, samples: ReadonlyArray<Sample>, objective: number): Float64Array => {
  const sign = study.goal.objectives[objective]?.direction === "maximise" ? -1 : 1
  return (judge(study.goal, samples).values[objective] ?? new Float64Array()).map((value) => sign * value)
}

/** What the screening found: by objective and factor. */
export const screened = (
  study: Study,
  settings: Morris.Settings,
  samples: ReadonlyArray<ReadonlyArray<Sample>>
): ReadonlyArray<ReadonlyArray<Morris.Effect>> =>
  study.goal.objectives.map((_, objective) =>
    Morris.effects(
      settings,
      samples.map((own) => Interval.moments(valuesOf(study, own, objective)).mean)
    )
  )

/** A factor whose effect is smaller than this part of the largest is left out. */
const negligible = 0.05

/** Positions of the factors that matter to any objective; all of them when none can be told from the others. */
export const worthIndices = (effects: ReadonlyArray<ReadonlyArray<Morris.Effect>>): ReadonlyArray<number> => {
  const kept = new Set<number>()
  for (const own of effects) {
    const sizes = own.map(({ muStar }) => (Number.isFinite(muStar.mean) ? muStar.mean : Number.POSITIVE_INFINITY))
    const largest = Math.max(0, ...sizes)
    sizes.forEach((size, factor) => {
      if (size > 0 && (size === Number.POSITIVE_INFINITY || size >= negligible * largest)) kept.add(factor)
    })
  }
  return [...kept].sort((a, b) => a - b)
}

/** The indices that are left to be found. */
export interface IndexPlan {
  /** Positions of the factors. */
  readonly kept: ReadonlyArray<number>
  readonly settings: SobolIndices.Settings
  /** Points of all factors. */
  readonly points: ReadonlyArray<Point>
}

/** The design for the indices of the factors that are kept, from the trials that the screening left: a power of two of rows. */
export const indexPlanOf = (study: Study, kept: ReadonlyArray<number>, used: number): IndexPlan => {
  const factors = factorsOf(study)
  const rows = Math.max(fewestRows, 2 ** Math.floor(Math.log2((study.budget.trials - used) / (kept.length + 2))))
  const space = kept.flatMap((factor) => factors[factor]?.dial.knob ?? [])
  const settings: SobolIndices.Settings = { space, rows, seed: study.seed }
  const held = heldAt(study)
  const points = SobolIndices.points(settings).map((point) => {
    const whole = [...held]
    kept.forEach((factor, index) => (whole[factor] = point[index] ?? 0.5))
    return whole
  })
  return { kept, settings, points }
}

/** Trials that are enough for twice as many rows of as many factors: rows are a power of two, so a larger budget may change nothing. */
export const trialsToDouble = (study: Study, rows: number, kept: number): number =>
  mostTrajectories * (factorsOf(study).length + 1) + 2 * rows * (kept + 2)

/** Where factors are held: knobs as the scenario has them (in the middle if that is outside of their range), assumptions at their median. */
const heldAt = (study: Study): ReadonlyArray<number> => [
  ...(startOf(study) ?? study.knobs.map(() => 0.5)),
  ...study.assumptions.map(() => 0.5)
]

/** The indices: by objective. */
export const analysed = (
  study: Study,
  { settings }: IndexPlan,
  samples: ReadonlyArray<ReadonlyArray<Sample>>
): ReadonlyArray<SobolIndices.Analysis> =>
  study.goal.objectives.map((_, objective) =>
    SobolIndices.analyse(
      settings,
      samples.map((own) => [...valuesOf(study, own, objective)])
    )
  )
