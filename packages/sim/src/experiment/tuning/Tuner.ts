/** Tuning: a Latin hypercube first, then a search, each generation raced under the same luck, and a last race among the finalists.
 *
 * - *Design.* Four points a knob, but at most a third of the trials; all trials where they are too few for a search; every setting, and no search, where there
 *   are no more settings than trials. How many trials are given changes where the search ends, and hardly how it begins: a longer one finds the runs of a shorter one.
 * - *Search.* `Cma` when all knobs are real, `Mixed` otherwise, `Pareto` for several objectives.
 * - *Luck.* Candidates of a generation share theirs; the next generation and the finalists have fresh luck (further replication numbers), so that no answer is fitted
 *   to a handful of seeds. Score the winner on seeds beyond `outcomeOf(…).luck`.
 * - *Noise.* When a race ends with more left than the search wants, the points can not be told apart: the next generation may use half as many replications
 *   again, and fewer again after one that was decided early (uncertainty handling in the spirit of Hansen et al. 2009).
 * - *Finalists.* The best seen, the middle of the search's distribution and the starting point: so tuning never ends below where it began, but by chance.
 *
 * Every run is numbered; see `Method` for how to drive it. */
import * as Cma from "./Cma.ts"
import { type Answer, compare, order } from "./Constraints.ts"
import {
  designOf,
  finalistsOf,
  isExhaustive,
  isFront,
  lastOf,
  mixedPopulation,
  samePoint,
  type Settings
} from "./FirstDesign.ts"
import type { Judged } from "./Goal.ts"
import type { Ask, Method } from "./Method.ts"
import * as Mixed from "./Mixed.ts"
import type { Sample } from "./Objectives.ts"
import * as Pareto from "./Pareto.ts"
import * as Racing from "./Racing.ts"
import { isReal, type Point, snap, type Values, valuesAt } from "./Space.ts"

export { isExhaustive, leastTrials, type Settings } from "./FirstDesign.ts"

/** A run to make. */
export interface Run extends Ask {
  /** Number of the candidate, counted from 0 over the whole study. */
  readonly trial: number
  readonly point: Point
  /** Key of the luck: `Seeds.ofReplication(seed, replication)`. */
  readonly replication: number
}

type Search =
  | { readonly kind: "cma"; readonly state: Cma.State }
  | { readonly kind: "mixed"; readonly state: Mixed.State }
  | { readonly kind: "pareto"; readonly state: Pareto.State }

/** Plain data. */
export interface State {
  readonly stage: "design" | "search" | "last" | "done"
  /** What the search starts from, the best first; empty until the design is answered, of a front the design. */
  readonly starts: ReadonlyArray<Point>
  readonly search: Search | null
  /** Candidates that run now. */
  readonly points: ReadonlyArray<Point>
  readonly race: Racing.State
  /** Most replications in this race. */
  readonly most: number
  /** Candidates, replication numbers and runs that are used up before this race. */
  readonly trials: number
  readonly luck: number
  readonly runs: number
  /** The best of all candidates, the best first. */
  readonly elite: ReadonlyArray<Cma.Found>
}

/** A search that goes on from a state, whichever of the three it is. */
const searchOf = (settings: Settings, starts: ReadonlyArray<Point>) => {
  const { seed, space } = settings
  const left = isExhaustive(settings) ? 0 : Math.max(0, settings.trials - starts.length)
  const [start = space.map(() => 0.5)] = starts
  const cma = Cma.make({ dimensions: space.length, seed, trials: left, start, step: 0.2, tolerance: 1e-4 })
  const mixed = Mixed.make({
    space,
    seed,
    trials: left,
    start: starts.slice(0, 4),
    population: mixedPopulation(space)
  })
  const pareto = Pareto.make({ space, seed, trials: starts.length + left, start: starts })
  return {
    begin: (): Search =>
      isFront(settings)
        ? { kind: "pareto", state: pareto.begin() }
        : isReal(space)
          ? { kind: "cma", state: cma.begin() }
          : { kind: "mixed", state: mixed.begin() },
    points: (search: Search): ReadonlyArray<Point> =>
      (search.kind === "cma"
        ? cma.asks(search.state)
        : search.kind === "mixed"
          ? mixed.asks(search.state)
          : pareto.asks(search.state)
      ).map(({ point }) => point),
    tell: (search: Search, answers: ReadonlyArray<Answer>): Search =>
      search.kind === "cma"
        ? { kind: "cma", state: cma.tell(search.state, answers) }
        : search.kind === "mixed"
          ? { kind: "mixed", state: mixed.tell(search.state, answers) }
          : { kind: "pareto", state: pareto.tell(search.state, answers) }
  }
}

/** How many of a race's candidates its reader wants. */
const keepOf = (stage: State["stage"], candidates: number): number =>
  stage === "last" ? 1 : Math.max(1, Math.floor(candidates / 2))

/** Runs that are set aside for the finalists: of a front, as many as its members may be. */
const reserve = (settings: Settings): number =>
  (isFront(settings) ? Pareto.populationAt(settings.trials) : finalistsOf(settings) + 2) * lastOf(settings)

/** Runs that the first round and the finalists need: a smaller budget makes no sense. */
export const leastRuns = (settings: Settings): number => {
  return (
    designOf(settings).length * Math.min(settings.replications.first, settings.replications.most) + reserve(settings)
  )
}

const raceOf = (settings: Settings, state: Pick<State, "stage" | "points" | "most" | "runs">): Racing.Settings => {
  const { goal, replications, runs = Number.POSITIVE_INFINITY } = settings
  const last = state.stage === "last"
  // A front has no winner: its members all make all replications.
  const first = last && isFront(settings) ? state.most : replications.first
  return {
    goal,
    candidates: state.points.length,
    first,
    most: state.most,
    runs: Math.max(0, runs - state.runs - (last ? 0 : reserve(settings))),
    // In a generation an error costs a rank, not the answer.
    confidence: last ? 0.95 : 0.8,
    keep: keepOf(state.stage, state.points.length)
  }
}

const enter = (settings: Settings, state: Omit<State, "race">): State => ({
  ...state,
  race: Racing.make(raceOf(settings, state)).begin()
})

/** The best of all, without the rounds of their races, which mean nothing outside of them. */
const withNew = (settings: Settings, state: State, answers: ReadonlyArray<Answer>): ReadonlyArray<Cma.Found> => {
  const elite = [...state.elite]
  answers.forEach(({ objectives, stopped, violation }, candidate) => {
    const point = state.points[candidate] ?? []
    if (stopped === undefined && !elite.some((other) => samePoint(other.point, point)))
      elite.push({ trial: state.trials + candidate, point, answer: { objectives, violation } })
  })
  return elite.toSorted((a, b) => compare(a.answer, b.answer) || a.trial - b.trial).slice(0, finalistsOf(settings))
}

const lastPoints = (
  settings: Settings,
  search: Search | null,
  elite: ReadonlyArray<Cma.Found>
): ReadonlyArray<Point> => {
  const candidates =
    search?.kind === "pareto"
      ? Pareto.frontOf(search.state).map(({ point }) => point)
      : [
          ...elite.map(({ point }) => point),
          ...(search?.kind === "cma" ? [Cma.centreOf(search.state)] : []),
          ...(settings.start === undefined ? [] : [snap(settings.space, settings.start)])
        ]
  return candidates.filter((point, index) => candidates.findIndex((other) => samePoint(other, point)) === index)
}

const adapted = (settings: Settings, state: State): number => {
  const { first, most } = settings.replications
  const undecided = Racing.leftOf(state.race).length > keepOf(state.stage, state.points.length)
  return undecided
    ? Math.min(most, Math.ceil(state.most * 1.5))
    : Math.max(Math.min(most, 2 * first), Math.floor(state.most / 1.2))
}

/** The next race, once the present one has ended. */
const onwards = (settings: Settings, state: State): State => {
  const answers = Racing.answersOf(raceOf(settings, state), state.race)
  const used = {
    trials: state.trials + state.points.length,
    luck: state.luck + state.race.replications,
    runs: state.runs + state.race.runs
  }
  if (state.stage === "last") return { ...state, ...used, stage: "done" }
  const elite = withNew(settings, state, answers)
  const starts = state.search === null ? order(answers).flatMap((index) => [state.points[index] ?? []]) : state.starts
  const methods = searchOf(settings, starts)
  const search = state.search === null ? methods.begin() : methods.tell(state.search, answers)
  const points = methods.points(search)
  const left = (settings.runs ?? Number.POSITIVE_INFINITY) - used.runs - reserve(settings)
  const goesOn = points.length > 0 && left >= points.length * settings.replications.first
  return enter(settings, {
    ...used,
    stage: goesOn ? "search" : "last",
    starts,
    search,
    points: goesOn ? points : lastPoints(settings, search, elite),
    most: goesOn ? adapted(settings, state) : lastOf(settings),
    elite
  })
}

const begin = (settings: Settings): State => {
  const design = designOf(settings)
  const front = isFront(settings)
  const methods = searchOf(settings, design)
  const search = front ? methods.begin() : null
  return enter(settings, {
    stage: "design",
    starts: front ? design : [],
    search,
    points: design,
    most: settings.replications.most,
    trials: 0,
    luck: 0,
    runs: 0,
    elite: []
  })
}

/** Tuning as a method: rounds are those of the races. */
export const make = (settings: Settings): Method<State, Run, Sample> => ({
  begin: () => begin(settings),
  asks: (state) =>
    state.stage === "done"
      ? []
      : Racing.make(raceOf(settings, state))
          .asks(state.race)
          .map(({ candidate, number, replication }) => ({
            number: state.runs + number,
            trial: state.trials + candidate,
            point: state.points[candidate] ?? [],
            replication: state.luck + replication
          })),
  tell: (state, answers) => {
    const race = Racing.make(raceOf(settings, state))
    const next = { ...state, race: race.tell(state.race, answers) }
    return race.asks(next.race).length > 0 ? next : onwards(settings, next)
  }
})

/** A finalist. */
export interface Finalist {
  readonly point: Point
  readonly values: Values
  /** After the replications of the last race. */
  readonly judged: Judged
}

/** What came out. */
export interface Outcome {
  /** The best first; of several objectives those of the front first. */
  readonly finalists: ReadonlyArray<Finalist>
  /** How many of the finalists are on the front; 1 for one objective. */
  readonly front: number
  /** Probability that the first is the best of the finalists, `null` for several objectives. */
  readonly probability: number | null
  readonly trials: number
  readonly runs: number
  /** First replication number that tuning never saw: score the winner from here on. */
  readonly luck: number
}

/** The outcome, when the search has come to its end; `null` before. */
export const outcomeOf = (settings: Settings, state: State): Outcome | null => {
  if (state.stage !== "done") return null
  const race = { ...raceOf(settings, { ...state, stage: "last" }) }
  const { judged, order: ranked, probability } = Racing.outcomeOf(race, state.race, settings.seed)
  const front = isFront(settings) ? Pareto.fronts(judged) : [[ranked[0] ?? 0], ranked.slice(1)]
  return {
    finalists: front.flat().flatMap((candidate) => {
      const own = judged[candidate]
      const point = state.points[candidate] ?? []
      return own === undefined ? [] : [{ point, values: valuesAt(settings.space, point), judged: own }]
    }),
    front: front[0]?.length ?? 0,
    probability: isFront(settings) ? null : probability,
    trials: state.trials,
    runs: state.runs,
    luck: state.luck
  }
}
