/** CMA-ES: the evolution strategy with covariance matrix adaptation, for knobs that are all real.
 *
 * N. Hansen, "The CMA Evolution Strategy: A Tutorial" (2016, arXiv:1604.00772), with its default parameters: weighted recombination of the better half,
 * rank-one and rank-mu update, cumulative step-size control. It sees the *order* of a generation only, so constraints and races come in through
 * `Constraints.order`, and neither the scale of an objective nor an outlier matters.
 *
 * - *Bounds.* Points are drawn in the whole space and folded back into the cube, as by mirrors on every side. The search so sees a continuous function whose
 *   best answer may lie on a face like anywhere else. *Rejected:* drawing again until a point is inside (in a corner of ten dimensions one
 *   in a thousand is); a penalty for distance (needs the scale of the objective).
 * - *Restarts.* When the steps have become small, the answers are all alike or nothing has become better for long, it starts again at a point of
 *   chance with twice the population (IPOP: Auger and Hansen 2005), for answers with many valleys.
 * - *Noise.* Answers may be means of few replications; then take `centreOf` beside the best: the mean of the distribution averages over many trials, and
 *   the best of noisy answers is the luckiest. `Tuner` races the points of a generation and adds replications when they cannot be told apart. */
import { Draws } from "../../kernel/Draws.ts"
import { type Answer, compare, order } from "./Constraints.ts"
import { eigen } from "./Eigen.ts"
import type { Ask, Method } from "./Method.ts"
import type { Point } from "./Space.ts"

/** A point to try, by its number. */
export interface Trial extends Ask {
  readonly point: Point
}

export interface Settings {
  readonly dimensions: number
  readonly seed: number
  /** Most trials to ask for. */
  readonly trials: number
  /** Middle of the first generation; the middle of the cube unless said. */
  readonly start?: Point
  /** First standard deviation, as a part of the range; 0.3 unless said. */
  readonly step?: number
  /** Points of a generation; 4 + ⌊3 ln n⌋ unless said. */
  readonly population?: number
  /** Whether to start again; true unless said. */
  readonly restarts?: boolean
  /** Standard deviation, as a part of the range, below which the search has converged; 1e-8 unless said. */
  readonly tolerance?: number
}

/** A point with its answer. */
export interface Found {
  readonly trial: number
  readonly point: Point
  readonly answer: Answer
}

/** Plain data. Matrices are row after row. */
export interface State {
  /** Trials asked for before this generation: the number of its first. */
  readonly asked: number
  /** Generations since the last restart. */
  readonly generation: number
  readonly restarts: number
  readonly population: number
  /** Mean of the distribution; unfolded, so it may lie outside of the cube. */
  readonly mean: ReadonlyArray<number>
  readonly step: number
  readonly covariance: ReadonlyArray<number>
  /** Eigenvectors and standard deviations of the covariance. */
  readonly axes: ReadonlyArray<number>
  readonly lengths: ReadonlyArray<number>
  readonly stepPath: ReadonlyArray<number>
  readonly covariancePath: ReadonlyArray<number>
  /** Best objective of the latest generations since the restart, for `stagnates`. */
  readonly history: ReadonlyArray<number>
  /** The best of all answers. */
  readonly best: Found | null
  readonly converged: boolean
}

const normals = Draws.purpose("tuning/cma/normal")
const starts = Draws.purpose("tuning/cma/start")

/** Folds a position into 0 to 1 as between two mirrors. */
export const fold = (position: number): number => {
  const turned = position - 2 * Math.floor(position / 2)
  return turned > 1 ? 2 - turned : turned
}

const identity = (size: number): ReadonlyArray<number> =>
  Array.from({ length: size * size }, (_, cell) => (cell % (size + 1) === 0 ? 1 : 0))
const zeros = (size: number): ReadonlyArray<number> => Array<number>(size).fill(0)

const defaultStep = 0.3

const fresh = (settings: Settings, mean: Point, population: number) => ({
  generation: 0,
  population,
  mean,
  step: settings.step ?? defaultStep,
  covariance: identity(settings.dimensions),
  axes: identity(settings.dimensions),
  lengths: Array<number>(settings.dimensions).fill(1),
  stepPath: zeros(settings.dimensions),
  covariancePath: zeros(settings.dimensions),
  history: []
})

/** Points of a generation in so many dimensions, unless said. */
export const defaultPopulation = (dimensions: number): number => 4 + Math.floor(3 * Math.log(dimensions))

/** Parameters of the strategy for a population (Hansen 2016, table 1; weights of the worse half are nought). */
const strategyOf = (size: number, population: number) => {
  const parents = Math.floor(population / 2)
  const raw = Array.from({ length: parents }, (_, rank) => Math.log((population + 1) / 2) - Math.log(rank + 1))
  const total = raw.reduce((sum, weight) => sum + weight, 0)
  const weights = raw.map((weight) => weight / total)
  const mass = 1 / weights.reduce((sum, weight) => sum + weight * weight, 0)
  const rankOne = 2 / ((size + 1.3) ** 2 + mass)
  const stepRate = (mass + 2) / (size + mass + 5)
  return {
    weights,
    mass,
    stepRate,
    damping: 1 + 2 * Math.max(0, Math.sqrt((mass - 1) / (size + 1)) - 1) + stepRate,
    pathRate: (4 + mass / size) / (size + 4 + (2 * mass) / size),
    rankOne,
    rankMu: Math.min(1 - rankOne, (2 * (mass - 2 + 1 / mass)) / ((size + 2) ** 2 + mass)),
    /** Expected length of a standard normal vector. */
    expected: Math.sqrt(size) * (1 - 1 / (4 * size) + 1 / (21 * size * size))
  }
}

/** Departure of a trial from the mean in units of the step, before folding. Drawn anew whenever it is needed: it depends on the state and its number. */
const departure = (settings: Settings, state: State, number: number): ReadonlyArray<number> => {
  const size = settings.dimensions
  const draws = new Draws(settings.seed).at(normals, number)
  const along = state.lengths.map((length) => length * draws.normal())
  return Array.from({ length: size }, (_, row) =>
    along.reduce((sum, distance, column) => sum + (state.axes[row * size + column] ?? 0) * distance, 0)
  )
}

/** Middle of the distribution, in the cube: the answer to take when answers are noisy. */
export const centreOf = (state: State): Point => state.mean.map(fold)

/** Nothing became better for long: the median of the newest 20 generations is not below that of the oldest 20 of a long window. */
const stagnates = (history: ReadonlyArray<number>, window: number): boolean => {
  if (history.length < window) return false
  const median = (values: ReadonlyArray<number>): number => values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0
  return median(history.slice(-20)) >= median(history.slice(0, 20))
}

const tell = (settings: Settings, state: State, answers: ReadonlyArray<Answer>): State => {
  const size = settings.dimensions
  const { covariance, covariancePath, generation, mean, population, step, stepPath } = state
  const { damping, expected, mass, pathRate, rankMu, rankOne, stepRate, weights } = strategyOf(size, population)
  const ranked = order(answers)
  const moves = weights.map((_, rank) => departure(settings, state, state.asked + (ranked[rank] ?? 0)))
  const moved = Array.from({ length: size }, (_, row) =>
    moves.reduce((sum, move, rank) => sum + (weights[rank] ?? 0) * (move[row] ?? 0), 0)
  )

  // C^(-1/2) of the move: into the axes, over their lengths, and back.
  const along = state.lengths.map((length, column) => {
    const part = moved.reduce((sum, distance, row) => sum + (state.axes[row * size + column] ?? 0) * distance, 0)
    return part / length
  })
  const whitened = moved.map((_, row) =>
    along.reduce((sum, part, column) => sum + (state.axes[row * size + column] ?? 0) * part, 0)
  )
  const stepGain = Math.sqrt(stepRate * (2 - stepRate) * mass)
  const nextStepPath = stepPath.map((value, row) => (1 - stepRate) * value + stepGain * (whitened[row] ?? 0))
  const length = Math.sqrt(nextStepPath.reduce((sum, value) => sum + value * value, 0))
  const usual = Math.sqrt(1 - (1 - stepRate) ** (2 * (generation + 1)))
  // A long path to a far goal would stretch the covariance at once with the step: then the rank-one update waits.
  const stalled = length / usual >= (1.4 + 2 / (size + 1)) * expected
  const pathGain = stalled ? 0 : Math.sqrt(pathRate * (2 - pathRate) * mass)
  const nextPath = covariancePath.map((value, row) => (1 - pathRate) * value + pathGain * (moved[row] ?? 0))
  const kept = 1 - rankOne - rankMu + (stalled ? rankOne * pathRate * (2 - pathRate) : 0)
  const nextCovariance = covariance.map((value, cell) => {
    const row = Math.floor(cell / size)
    const column = cell % size
    const spread = moves.reduce(
      (sum, move, rank) => sum + (weights[rank] ?? 0) * (move[row] ?? 0) * (move[column] ?? 0),
      0
    )
    return kept * value + rankOne * (nextPath[row] ?? 0) * (nextPath[column] ?? 0) + rankMu * spread
  })
  // No more than a factor e a generation, and no wider than the cube: folded, a wider distribution is uniform and learns nothing.
  const grown = step * Math.exp(Math.min(1, (stepRate / damping) * (length / expected - 1)))
  const { values, vectors } = eigen(nextCovariance, size)
  const lengths = Array.from(values, (value) => Math.sqrt(Math.max(value, 1e-30)))
  const longest = Math.max(...lengths)
  const nextStep = Math.min(grown, 1 / longest)

  const first = ranked[0] ?? 0
  const leader = answers[first]
  const point = departure(settings, state, state.asked + first).map((away, row) => fold((mean[row] ?? 0) + step * away))
  const best =
    leader !== undefined && (state.best === null || compare(leader, state.best.answer) < 0)
      ? { trial: state.asked + first, point, answer: leader }
      : state.best
  const window = 120 + Math.ceil((30 * size) / population)
  const history = [...state.history, leader?.objectives[0] ?? Number.NaN].slice(-window)
  const last = answers[ranked.at(-1) ?? 0]
  const alike = leader !== undefined && last !== undefined && compare(leader, last) === 0
  const next: State = {
    asked: state.asked + population,
    generation: generation + 1,
    restarts: state.restarts,
    population,
    mean: mean.map((value, row) => value + step * (moved[row] ?? 0)),
    step: nextStep,
    covariance: nextCovariance,
    axes: Array.from(vectors),
    lengths,
    stepPath: nextStepPath,
    covariancePath: nextPath,
    history,
    best,
    converged: false
  }
  const small = nextStep * longest < (settings.tolerance ?? 1e-8)
  const narrow = longest > 1e7 * Math.min(...lengths)
  if (!(small || narrow || alike || stagnates(history, window))) return next
  if (settings.restarts === false) return { ...next, converged: true }
  const restarts = state.restarts + 1
  const draws = new Draws(settings.seed).at(starts, restarts)
  const start = mean.map(() => draws.uniform())
  return { ...next, ...fresh(settings, start, population * 2), restarts }
}

/** The search as a method: rounds are generations. It ends when a whole further generation does not fit into the trials. */
export const make = (settings: Settings): Method<State, Trial, Answer> => ({
  begin: () => ({
    ...fresh(
      settings,
      settings.start ?? Array<number>(settings.dimensions).fill(0.5),
      settings.population ?? defaultPopulation(settings.dimensions)
    ),
    asked: 0,
    restarts: 0,
    best: null,
    converged: false
  }),
  asks: (state) =>
    state.converged || state.asked + state.population > settings.trials
      ? []
      : Array.from({ length: state.population }, (_, index) => {
          const number = state.asked + index
          const away = departure(settings, state, number)
          return { number, point: state.mean.map((value, row) => fold(value + state.step * (away[row] ?? 0))) }
        }),
  tell: (state, answers) => tell(settings, state, answers)
})
