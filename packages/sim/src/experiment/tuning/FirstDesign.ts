/** What a tuner is told, and the first design that follows from it. See `Tuner.ts`. */
import * as Cma from "./Cma.ts"
import { grid, latinHypercube, spreadOut } from "./Designs.ts"
import type { Goal } from "./Goal.ts"
import * as Pareto from "./Pareto.ts"
import { cellsOf, isReal, type Point, snap, type Space } from "./Space.ts"

export interface Settings {
  readonly space: Space
  readonly goal: Goal
  readonly seed: number
  /** Most candidates, the first design among them, finalists beside them. A front takes four at least. */
  readonly trials: number
  /** Most runs, those of the finalists among them; no bound unless said. Fewer than `leastRuns` cannot be kept to. */
  readonly runs?: number
  /** Replications of each candidate of a generation before the first look, and at most. */
  readonly replications: { readonly first: number; readonly most: number }
  /** Replications of a finalist at most; three times `replications.most` unless said. */
  readonly last?: number
  /** How many of the best seen reach the last race; 6 unless said. */
  readonly finalists?: number
  /** Points of the first design, where trials allow; four a knob unless said. */
  readonly design?: number
  /** Where the scenario stands today. */
  readonly start?: Point
}

/** How many of the best seen reach the last race. */
export const finalistsOf = ({ finalists = 6 }: Settings): number => finalists
/** Replications of a finalist at most. */
export const lastOf = ({ last, replications }: Settings): number => last ?? 3 * replications.most
/** Whether a front is wanted, and no single winner. */
export const isFront = ({ goal }: Settings): boolean => goal.objectives.length > 1

/** More are not raced at once. */
const mostAtOnce = 100

/** Whether the trials are enough for every setting that there is, so that nothing is left to search. */
export const isExhaustive = ({ space, trials }: Settings): boolean =>
  space.reduce((product, knob) => product * cellsOf(knob), 1) <= Math.min(trials, mostAtOnce)

/** Points of a generation of `Mixed`. */
export const mixedPopulation = (space: Space): number => Math.max(12, 4 * space.length)

/** Points of the first generation of a search. */
const generationOf = (settings: Settings): number =>
  isFront(settings)
    ? Pareto.populationAt(0)
    : isReal(settings.space)
      ? Cma.defaultPopulation(settings.space.length)
      : mixedPopulation(settings.space)

const designSize = ({ design, space, trials }: Settings): number =>
  Math.min(design ?? 4 * space.length, Math.floor(trials / 3))

/** Whether the first design leaves trials for a search. */
const isEnough = (settings: Settings): boolean => {
  const first = designSize(settings) + (settings.start === undefined ? 0 : 1)
  return settings.trials - first >= generationOf(settings)
}

/** The fewest trials that leave some for a search. */
export const leastTrials = (settings: Settings): number => {
  let trials = 1
  while (!isEnough({ ...settings, trials })) trials += 1
  return trials
}

/** Points of a Latin hypercube, in an order of which every beginning is spread out; when they are used up, of another one. */
const spread = ({ design, seed, space }: Settings, count: number): ReadonlyArray<Point> => {
  const points = design ?? 4 * space.length
  return Array.from({ length: Math.ceil(count / points) }, (_, block) =>
    spreadOut(latinHypercube({ points, dimensions: space.length, seed: seed + block, tries: 16 }))
  )
    .flat()
    .slice(0, count)
}

/** Whether two settings are the same. */
export const samePoint = (a: Point, b: Point): boolean => a.every((position, index) => position === b[index])

/** Points of the first design; the starting point comes before them. */
export const designOf = (settings: Settings): ReadonlyArray<Point> => {
  const { space, start, trials } = settings
  const first = start === undefined ? [] : [snap(space, start)]
  if (isExhaustive(settings)) {
    const others = grid(space, space.map(cellsOf))
    return [...first, ...others.filter((point) => !first.some((other) => samePoint(other, point)))]
  }
  const points = spread(settings, isEnough(settings) ? designSize(settings) : trials - first.length)
  return [...first, ...points.map((point) => snap(space, point))]
}
