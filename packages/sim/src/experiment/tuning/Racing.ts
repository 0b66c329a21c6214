/** Racing: candidates run under the same luck, a few replications at a time; whoever is surely worse is given up, and the runs go to those that are close.
 *
 * After each round a candidate is given up when enough others *surely* beat it, by paired differences replication by replication (`Interval.ofDifference`). The
 * chance that the truly best is ever given up is at most 1 − `confidence`: the error is shared out over rivals and looks (Bonferroni), so it
 * holds however often one looks. Rounds grow by half, which keeps the looks few. (O. Maron and A. Moore, "Hoeffding races", 1994; the paired test instead
 * of Hoeffding's bound follows M. Birattari et al., "A racing algorithm for configuring metaheuristics", 2002, which leaves the looks uncorrected.)
 *
 * With several objectives to be beaten is to be worse in each. With constraints one beats another on objectives only if it is surely feasible, or seems so and is no
 * less probably so than the other; one that is surely feasible beats one that is surely not; and of two that are surely not the nearer wins, by paired
 * differences of how far they are. */
import * as Interval from "../Interval.ts"
import { type Answer, order } from "./Constraints.ts"
import { type Goal, judge, type Judged } from "./Goal.ts"
import type { Ask, Method } from "./Method.ts"
import type { Sample } from "./Objectives.ts"
import * as Probability from "./Probability.ts"

export interface Settings {
  readonly goal: Goal
  readonly candidates: number
  /** Replications of every candidate before the first look; 6 unless said. */
  readonly first?: number
  /** Most replications of a candidate. */
  readonly most: number
  /** Most runs of all candidates together; no bound unless said. */
  readonly runs?: number
  /** Probability with which the best (with `keep`, each of the best) is not given up; 0.95 unless said. */
  readonly confidence?: number
  /** How many are wanted: a candidate is given up when as many surely beat it, and the race ends when no more are left. 1 unless said. */
  readonly keep?: number
}

/** A run to make. */
export interface Run extends Ask {
  readonly candidate: number
  /** From 0; the same number is the same luck for all. */
  readonly replication: number
}

/** Plain data. */
export interface State {
  readonly round: number
  /** Replications that all who are left have made. */
  readonly replications: number
  /** Replications that the present round goes up to; none are asked for when it is not more than `replications`. */
  readonly until: number
  /** Runs made. */
  readonly runs: number
  /** By candidate and replication. */
  readonly samples: ReadonlyArray<ReadonlyArray<Sample>>
  /** By candidate: the round after which it was given up, `null` while it is in the race. */
  readonly stopped: ReadonlyArray<number | null>
}

const growth = 1.5
const firstOf = ({ first = 6, most }: Settings): number => Math.min(first, most)

/** Replications at which the race looks, the last one included. */
export const looks = (settings: Settings): ReadonlyArray<number> => {
  const rounds = [firstOf(settings)]
  for (let n = firstOf(settings); n < settings.most; rounds.push(n)) n = Math.min(settings.most, Math.ceil(n * growth))
  return rounds
}

/** Candidates still in the race. */
export const leftOf = (state: State): ReadonlyArray<number> =>
  state.stopped.flatMap((stopped, candidate) => (stopped === null ? [candidate] : []))

/** Whether the mean of `b − a` is surely above zero: the interval of `Interval.ofDifference`, without the correlation that nobody asks for here. */
const surelyLess = (a: ArrayLike<number>, b: ArrayLike<number>, error: number): boolean => {
  const differences = Float64Array.from({ length: Math.min(a.length, b.length) }, (_, r) => (b[r] ?? 0) - (a[r] ?? 0))
  const { halfWidth, mean } = Interval.ofMean(differences, 1 - 2 * error)
  return halfWidth !== null && mean - halfWidth > 0
}

/** Whether `a` surely beats `b`, with this much error allowed. */
const surelyBeats = (a: Judged, b: Judged, error: number): boolean => {
  const sure = 1 - error
  const hopeless = b.violation > 0 && b.feasible <= error
  if (hopeless && a.feasible >= sure) return true
  if (hopeless && a.violation > 0 && a.feasible <= error) return surelyLess(a.excess, b.excess, error)
  if (a.feasible < sure && (a.violation > 0 || a.feasible < b.feasible)) return false
  return a.values.every((values, objective) => {
    const own = a.objectives[objective] ?? Number.NaN
    const rival = b.objectives[objective] ?? Number.NaN
    // Nothing measured in any replication, where the other has something: there is nothing to wait for.
    if (Number.isNaN(rival)) return !Number.isNaN(own)
    return own < rival && surelyLess(values, b.values[objective] ?? [], error)
  })
}

/** Whether at least `keep` of the rivals surely beat one of them. */
const isBeaten = (own: Judged, rivals: ReadonlyArray<Judged>, keep: number, error: number): boolean => {
  let beaten = 0
  for (const rival of rivals) {
    if (rival !== own && surelyBeats(rival, own, error)) beaten += 1
    if (beaten >= keep) return true
  }
  return false
}

/** Everyone in the race judged by their samples so far. */
export const judgedOf = (settings: Settings, state: State): ReadonlyArray<Judged> =>
  state.samples.map((samples) => judge(settings.goal, samples))

const tell = (settings: Settings, state: State, answers: ReadonlyArray<Sample>): State => {
  const {
    candidates,
    confidence = Interval.defaultConfidence,
    keep = 1,
    most,
    runs = Number.POSITIVE_INFINITY
  } = settings
  const left = leftOf(state)
  const added = state.until - state.replications
  const samples = state.samples.map((own) => [...own])
  // Answers come replication by replication, in each candidate by candidate: see `asks`.
  answers.forEach((sample, index) => samples[left[index % left.length] ?? 0]?.push(sample))
  const made = state.runs + added * left.length
  const stopped = [...state.stopped]
  if (state.until < most && left.length > keep) {
    const judged = left.map((candidate) => judge(settings.goal, samples[candidate] ?? []))
    // No look after the last replication: it could save nothing.
    const error = (1 - confidence) / Math.max(1, candidates - 1) / Math.max(1, looks(settings).length - 1)
    // The strongest first: most who are beaten are beaten by them.
    const rivals = order(judged).flatMap((index) => judged[index] ?? [])
    judged.forEach((own, index) => {
      if (isBeaten(own, rivals, keep, error)) stopped[left[index] ?? 0] = state.round
    })
    // Rivals with constraints could beat each other in a circle: then nobody is given up.
    if (stopped.filter((round) => round === null).length < keep) stopped.splice(0, stopped.length, ...state.stopped)
  }
  const staying = stopped.filter((round) => round === null).length
  const wanted = Math.min(most, Math.ceil(state.until * growth))
  const affordable = Math.floor((runs - made) / staying)
  const until = staying <= keep ? state.until : Math.min(wanted, state.until + Math.max(0, affordable))
  return { round: state.round + 1, replications: state.until, until, runs: made, samples, stopped }
}

/** The race as a method: it ends when no more are left than wanted, all replications are made, or the runs are used up. */
export const make = (settings: Settings): Method<State, Run, Sample> => ({
  begin: () => ({
    round: 0,
    replications: 0,
    until: settings.candidates === 0 ? 0 : firstOf(settings),
    runs: 0,
    samples: Array.from({ length: settings.candidates }, () => []),
    stopped: Array<null>(settings.candidates).fill(null)
  }),
  asks: (state) => {
    const left = leftOf(state)
    return Array.from({ length: (state.until - state.replications) * left.length }, (_, index) => ({
      number: state.runs + index,
      candidate: left[index % left.length] ?? 0,
      replication: state.replications + Math.floor(index / left.length)
    }))
  },
  tell: (state, answers) => tell(settings, state, answers)
})

/** What a search is told: by candidate, with the round in which it was given up. */
export const answersOf = (settings: Settings, state: State): ReadonlyArray<Answer> =>
  judgedOf(settings, state).map(({ objectives, violation }, candidate) => {
    const stopped = state.stopped[candidate] ?? null
    return { objectives, violation, ...(stopped === null ? {} : { stopped }) }
  })

/** Who won, and how surely. */
export interface Outcome {
  /** Candidates, the best first. */
  readonly order: ReadonlyArray<number>
  /** By candidate. */
  readonly judged: ReadonlyArray<Judged>
  /** Probability that the first in order is the best of those that keep the constraints by what was seen (of all, when none does), by paired differences in
   * the first objective.
   * **Gotchas** On the seeds of the race, which chose it: of a winner that matters, ask again on seeds that no race has seen. */
  readonly probability: number
}

/** The outcome of a race; `seed` is for the resampling. */
export const outcomeOf = (settings: Settings, state: State, seed: number): Outcome => {
  const judged = judgedOf(settings, state)
  const ranked = order(answersOf(settings, state))
  const winner = ranked[0] ?? 0
  const rivals = ranked.filter((candidate) => judged[candidate]?.violation === 0 || judged[winner]?.violation !== 0)
  const probability = Probability.ofWinner(
    rivals.map((candidate) => judged[candidate]?.values[0] ?? []),
    0,
    seed
  )
  return { order: ranked, judged, probability }
}
