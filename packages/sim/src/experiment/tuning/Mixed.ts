/** Search over whole numbers, choices and real knobs together: the mixed-integer evolution strategy (MIES).
 *
 * R. Li, M. Emmerich, J. Eggermont, T. Bäck, M. Schütz, J. Dijkstra and J. Reiber, "Mixed Integer Evolution Strategies for Parameter Optimization",
 * Evolutionary Computation 21(1), 2013. A (μ, λ) strategy in which each knob has a step of its own that is inherited and mutates with it:
 *
 * - real: a normal step of its own deviation, folded into the range as in `Cma`;
 * - whole: the difference of two geometric numbers, the distribution of greatest entropy on whole numbers for its mean size;
 * - choice: another of the choices, each alike, with a probability of its own. A distance between choices is never assumed.
 *
 * Children take each position from one of two parents, and each step as the mean of both. Parents do not survive, so a lucky answer is forgotten by the search
 * (not by `best`): that is what makes it sound under noise.
 *
 * *Rejected:* CMA-ES with margin (Hamano et al. 2022), which keeps covariance between knobs but orders the choices of a knob; with several choices
 * in a study that is what matters. */
import { Draws } from "../../kernel/Draws.ts"
import { type Found, fold, type Trial } from "./Cma.ts"
import { type Answer, compare, order } from "./Constraints.ts"
import type { Method } from "./Method.ts"
import { cellsOf, type Knob, type Point, snap, type Space } from "./Space.ts"

export interface Settings {
  readonly space: Space
  readonly seed: number
  /** Most trials to ask for. */
  readonly trials: number
  /** Parents of the first generation; points of chance unless said. */
  readonly start?: ReadonlyArray<Point>
  /** μ; 4 unless said. */
  readonly parents?: number
  /** λ; seven times the parents unless said. */
  readonly population?: number
}

/** A point with the step of each of its knobs: a deviation in parts of the range, a mean distance in cells, a probability. */
export interface Individual {
  readonly point: Point
  readonly steps: ReadonlyArray<number>
}

/** Plain data. */
export interface State {
  readonly asked: number
  readonly generation: number
  readonly parents: ReadonlyArray<Individual>
  readonly best: Found | null
}

const mutations = Draws.purpose("tuning/mixed/mutation")
const starts = Draws.purpose("tuning/mixed/start")

/** Whole numbers on a log scale are stepped over like real ones, by no less than a cell: their cells differ in width. */
const isStepped = (knob: Knob): boolean => knob.kind === "real" || (knob.kind === "whole" && knob.scale === "log")

const leastStep = (knob: Knob): number =>
  knob.kind === "choice"
    ? 1 / (3 * cellsOf(knob))
    : knob.kind === "real"
      ? 1e-9
      : isStepped(knob)
        ? Math.log((knob.least + 1) / knob.least) / Math.log((knob.most + 0.5) / (knob.least - 0.5)) / 4
        : 0.5
const mostStep = (knob: Knob): number => (knob.kind === "choice" || isStepped(knob) ? 0.5 : cellsOf(knob) / 3)
const firstStep = (knob: Knob): number =>
  knob.kind === "choice" ? 0.3 : isStepped(knob) ? 0.2 : Math.max(1, 0.2 * cellsOf(knob))

/** A whole number from a symmetric geometric distribution whose expected size is about `size` (Rudolph 1994). */
const geometricStep = (draws: Draws, size: number): number => {
  const chance = 1 - size / (1 + Math.sqrt(1 + size * size))
  const one = () => Math.floor(Math.log1p(-draws.uniform()) / Math.log1p(-chance))
  return one() - one()
}

const mutatedStep = (knob: Knob, step: number, change: number): number => {
  const next = knob.kind === "choice" ? 1 / (1 + ((1 - step) / step) * Math.exp(-change)) : step * Math.exp(change)
  return Math.min(mostStep(knob), Math.max(leastStep(knob), next))
}

const mutatedPosition = (draws: Draws, knob: Knob, position: number, step: number): number => {
  if (isStepped(knob)) return fold(position + step * draws.normal())
  const cells = cellsOf(knob)
  if (knob.kind === "choice") {
    if (draws.uniform() >= step) return position
    const cell = Math.min(cells - 1, Math.floor(position * cells))
    return (((cell + 1 + draws.integer(cells - 1)) % cells) + 0.5) / cells
  }
  return fold(position + geometricStep(draws, step) / cells)
}

const child = (settings: Settings, state: State, number: number): Individual => {
  const { space } = settings
  const draws = new Draws(settings.seed).at(mutations, number)
  const one = state.parents[draws.integer(state.parents.length)]
  const two = state.parents[draws.integer(state.parents.length)]
  // One change is common to all knobs of a child, one is each knob's own (Schwefel's learning rates).
  const common = draws.normal() / Math.sqrt(2 * space.length)
  const rate = 1 / Math.sqrt(2 * Math.sqrt(space.length))
  const point: Array<number> = []
  const steps: Array<number> = []
  space.forEach((knob, index) => {
    const from = draws.uniform() < 0.5 ? one : two
    const mean = ((one?.steps[index] ?? 0) + (two?.steps[index] ?? 0)) / 2
    const step = mutatedStep(knob, mean, common + rate * draws.normal())
    steps.push(step)
    point.push(mutatedPosition(draws, knob, from?.point[index] ?? 0.5, step))
  })
  return { point: snap(space, point), steps }
}

const populationOf = (settings: Settings): number => settings.population ?? 7 * (settings.parents ?? 4)

const firstParents = (settings: Settings): ReadonlyArray<Individual> => {
  const { parents = 4, seed, space } = settings
  const draws = new Draws(seed)
  const points =
    settings.start ??
    Array.from({ length: parents }, (_, index) => {
      draws.at(starts, index)
      return space.map(() => draws.uniform())
    })
  return points.map((point) => ({ point: snap(space, point), steps: space.map(firstStep) }))
}

const tell = (settings: Settings, state: State, answers: ReadonlyArray<Answer>): State => {
  const ranked = order(answers)
  const first = ranked[0] ?? 0
  const leader = answers[first]
  return {
    asked: state.asked + answers.length,
    generation: state.generation + 1,
    parents: ranked.slice(0, settings.parents ?? 4).map((index) => child(settings, state, state.asked + index)),
    best:
      leader !== undefined && (state.best === null || compare(leader, state.best.answer) < 0)
        ? { trial: state.asked + first, point: child(settings, state, state.asked + first).point, answer: leader }
        : state.best
  }
}

/** The search as a method: rounds are generations. It ends when a whole further generation does not fit into the trials. */
export const make = (settings: Settings): Method<State, Trial, Answer> => ({
  begin: () => ({ asked: 0, generation: 0, parents: firstParents(settings), best: null }),
  asks: (state) =>
    state.asked + populationOf(settings) > settings.trials
      ? []
      : Array.from({ length: populationOf(settings) }, (_, index) => {
          const number = state.asked + index
          return { number, point: child(settings, state, number).point }
        }),
  tell: (state, answers) => tell(settings, state, answers)
})
