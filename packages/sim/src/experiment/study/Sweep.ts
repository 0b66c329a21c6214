/** Sweeps: many settings of the knobs laid out beforehand, each run in every world under the same luck, and what each knob does to the objective. */
import { Result } from "effect"
import * as Interval from "../Interval.ts"
import { order } from "../tuning/Constraints.ts"
import { grid, latinHypercube, sobol, sobolDimensions } from "../tuning/Designs.ts"
import { judge, type Judged } from "../tuning/Goal.ts"
import type { Sample } from "../tuning/Objectives.ts"
import { dominatesFeasibly } from "../tuning/Pareto.ts"
import { cellsOf, type Knob, type Point, snap } from "../tuning/Space.ts"
import type { Dial } from "./Dial.ts"
import type { Study } from "./Study.ts"

export const designs = ["grid", "latin-hypercube", "sobol"] as const
/** How settings are laid out. A Sobol sequence of more points holds the shorter one, so a wider sweep uses the runs of a narrower one. */
export type Design = (typeof designs)[number]

/** A setting that was tried. Trial 0 of a sweep is the scenario as it is; its point is where the knobs stand there, if that is within their ranges. */
export interface Tried {
  readonly trial: number
  readonly point: Point | null
  /** By replication, what each world measured. */
  readonly samples: ReadonlyArray<Sample>
  readonly judged: Judged
}

/** Values of each knob in the widest even grid that has at most `trials` points; `undefined` when two values each are too many. */
const levelsOf = (knobs: ReadonlyArray<Dial>, trials: number): ReadonlyArray<number> | undefined => {
  const sized = (even: number): ReadonlyArray<number> =>
    knobs.map(({ knob, steps }) => Math.min(cellsOf(knob), steps ?? (knob.kind === "choice" ? cellsOf(knob) : even)))
  const total = (levels: ReadonlyArray<number>): number => levels.reduce((product, count) => product * count, 1)
  if (total(sized(2)) > trials) return undefined
  let even = 2
  while (even < trials && total(sized(even + 1)) <= trials && total(sized(even + 1)) > total(sized(even))) even += 1
  return sized(even)
}

/** The points of a design, each setting once; or why there can be none. */
export const pointsOf = (
  { knobs, seed, space }: Study,
  design: Design,
  trials: number
): Result.Result<ReadonlyArray<Point>, string> => {
  const dimensions = space.length
  if (design === "sobol" && dimensions > sobolDimensions)
    return Result.fail(
      `Sobol's sequence is for at most ${sobolDimensions} knobs and the study has ${dimensions}; --design latin-hypercube takes any number`
    )
  const levels = design === "grid" ? levelsOf(knobs, trials) : []
  if (levels === undefined)
    return Result.fail(
      `a grid takes at least two values of each of ${dimensions} knobs (or all steps and choices), more than the ${trials} of the budget; give more --trials, or --design sobol`
    )
  const laid =
    design === "grid"
      ? grid(space, levels)
      : design === "sobol"
        ? sobol({ points: trials, dimensions, seed, scramble: "owen" })
        : latinHypercube({ points: trials, dimensions, seed, tries: trials <= 500 ? 16 : 1 })
  const points = laid.map((point) => snap(space, point))
  // Whole numbers and choices have fewer settings than a design may have points.
  return Result.succeed([...new Map(points.map((point) => [JSON.stringify(point), point])).values()])
}

/** The trials of a sweep from what was measured, in the order of the points, the scenario as it is first. */
export const triedOf = (
  study: Study,
  start: Point | null,
  points: ReadonlyArray<Point>,
  samples: ReadonlyArray<ReadonlyArray<Sample>>
): ReadonlyArray<Tried> =>
  samples.map((own, trial) => ({
    trial,
    point: trial === 0 ? start : (points[trial - 1] ?? null),
    samples: own,
    judged: judge(study.goal, own)
  }))

/** The trials, the best first: those that keep every constraint, of several objectives those that no other beats in everything, then by the first objective. */
export const ranked = (tried: ReadonlyArray<Tried>): ReadonlyArray<Tried> => {
  const sorted = order(tried.map(({ judged }) => judged)).flatMap((position) => tried[position] ?? [])
  const first = new Set(unbeaten(sorted))
  return [...sorted.filter((one) => first.has(one)), ...sorted.filter((one) => !first.has(one))]
}

const unbeaten = (tried: ReadonlyArray<Tried>): ReadonlyArray<Tried> =>
  (tried[0]?.judged.objectives.length ?? 0) < 2
    ? tried.slice(0, 1)
    : tried.filter(({ judged }) => !tried.some((other) => dominatesFeasibly(other.judged, judged)))

/** Of several objectives the trials that keep every constraint and that no other beats in everything, in the order given; none of one objective. */
export const frontOf = ({ goal }: Study, tried: ReadonlyArray<Tried>): ReadonlyArray<Tried> =>
  goal.objectives.length < 2 ? [] : unbeaten(tried).filter(isFeasible)

/** Whether a trial keeps every constraint, as far as its means tell. */
export const isFeasible = ({ judged }: Tried): boolean => judged.violation === 0

/** What an objective is at one value (or in one stretch) of a knob, over all else. */
export interface Level {
  readonly text: string
  /** Mean of the objective, in its own sign; NaN where no trial has a value. */
  readonly mean: number
  readonly trials: number
}

/** What one knob does to one objective, over all else. */
export interface Effect {
  readonly knob: string
  readonly levels: ReadonlyArray<Level>
  /** Share of the variance between trials that the knob explains alone, less what chance would explain (ε², Kelley 1935); from 0. Of an only knob, all
   * that luck does not explain. `null`: too few trials or replications to tell. */
  readonly share: number | null
}

const stretches = 5

/** The level of each position: the value itself where there are few, else one of five stretches of the range. */
const levelOf = (knob: Knob, positions: ReadonlyArray<number>): ((position: number) => number) => {
  const distinct = [...new Set(positions)].sort((a, b) => a - b)
  if (knob.kind === "choice" || distinct.length <= 8) return (position) => distinct.indexOf(position)
  return (position) => Math.min(stretches - 1, Math.floor(position * stretches))
}

/** Main effects of all knobs on an objective, the strongest first. Trial 0 is no part of the design and is left out. */
export const effectsOf = (study: Study, tried: ReadonlyArray<Tried>, objective: number): ReadonlyArray<Effect> => {
  const sign = study.goal.objectives[objective]?.direction === "maximise" ? -1 : 1
  const rows = tried.flatMap(({ judged, point, trial }) => {
    const value = sign * (judged.objectives[objective] ?? Number.NaN)
    return trial === 0 || point === null || !Number.isFinite(value)
      ? []
      : [{ point, value, replications: judged.values[objective] ?? new Float64Array() }]
  })
  const { mean, n, variance } = Interval.moments(rows.map(({ value }) => value))
  return study.knobs
    .map((dial, index): Effect => {
      const positions = rows.map(({ point }) => point[index] ?? 0)
      const level = levelOf(dial.knob, positions)
      const groups = new Map<number, { readonly values: Array<number>; readonly positions: Array<number> }>()
      rows.forEach(({ point, value }) => {
        const position = point[index] ?? 0
        const group = groups.get(level(position)) ?? { values: [], positions: [] }
        group.values.push(value)
        group.positions.push(position)
        groups.set(level(position), group)
      })
      const levels = [...groups]
        .sort(([a], [b]) => a - b)
        .map(([, group]) => ({ group, mean: Interval.moments(group.values).mean }))
      const between = levels.reduce((sum, { group, mean: own }) => sum + group.values.length * (own - mean) ** 2, 0)
      const explained = variance > 0 ? between / (variance * (n - 1)) : 0
      const spare = n - levels.length
      // With fewer trials to spare than levels, what chance would explain is not known.
      const ofMany = spare < levels.length ? null : Math.max(0, 1 - ((1 - explained) * (n - 1)) / spare)
      return {
        knob: dial.name,
        levels: levels.map(({ group, mean: own }) => ({
          text: textOf(dial, group.positions),
          mean: own,
          trials: group.values.length
        })),
        share: study.knobs.length === 1 ? shareBesideLuck(rows.map(({ replications }) => replications)) : ofMany
      }
    })
    .toSorted((a, b) => (b.share ?? -1) - (a.share ?? -1))
}

/** Share of the variance between the means of trials that luck does not explain, from values by trial and replication. Luck that all trials share makes no
 * difference between them and is left out: luck is what remains when every trial and every replication is taken at its mean (a two-way layout). `null` where
 * that cannot be known. */
const shareBesideLuck = (values: ReadonlyArray<Float64Array>): number | null => {
  const trials = values.length
  const replications = Math.min(...values.map(({ length }) => length))
  if (trials < 2 || replications < 2 || !values.every((own) => own.every(Number.isFinite))) return null
  const meansOfTrials = values.map((own) => Interval.moments(own.subarray(0, replications)).mean)
  const { mean, variance } = Interval.moments(meansOfTrials)
  if (variance === 0) return 0
  let remaining = 0
  for (let replication = 0; replication < replications; replication++) {
    const shared = Interval.moments(values.map((own) => own[replication] ?? 0)).mean - mean
    values.forEach((own, trial) => {
      remaining += ((own[replication] ?? 0) - (meansOfTrials[trial] ?? 0) - shared) ** 2
    })
  }
  const luck = remaining / ((trials - 1) * (replications - 1)) / replications
  return Math.max(0, 1 - luck / variance)
}

const textOf = ({ textAt }: Dial, positions: ReadonlyArray<number>): string => {
  const low = textAt(Math.min(...positions))
  const high = textAt(Math.max(...positions))
  return low === high ? low : `${low} to ${high}`
}
