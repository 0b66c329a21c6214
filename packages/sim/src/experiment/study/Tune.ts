/** Tuning of a study: search, then the winner beside the scenario as it is, on seeds that the search never saw; what of it is luck, what the assumptions
 * would change, and what matters around it. */
import { Effect } from "effect"
import * as Interval from "../Interval.ts"
import { latinHypercube } from "../tuning/Designs.ts"
import { judge, type Judged } from "../tuning/Goal.ts"
import * as Probability from "../tuning/Probability.ts"
import * as Pareto from "../tuning/Pareto.ts"
import type { Point } from "../tuning/Space.ts"
import type * as Tuner from "../tuning/Tuner.ts"
import { drive, type Step } from "./Drive.ts"
import { type Laboratory, type Settings, unseenSeedsOf } from "./Laboratory.ts"
import { startOf, type Study } from "./Study.ts"

/** How a study is tuned: with its budget, from where the scenario stands if that is within the ranges. */
export const settingsOf = (study: Study): Tuner.Settings => {
  const start = startOf(study)
  const { replications, trials } = study.budget
  return {
    space: study.space,
    goal: study.goal,
    seed: study.seed,
    trials,
    replications: { first: Math.min(replications, Math.max(2, Math.ceil(replications / 3))), most: replications },
    ...(start === null ? {} : { start })
  }
}

/** Searches for the best setting of the knobs. */
export const search = <E>(laboratory: Laboratory<E>, onStep: (step: Step) => void) =>
  drive(laboratory, settingsOf(laboratory.study), (knobs) => ({ knobs, assumptions: null }), onStep)

/** A candidate scored on seeds that no search saw. */
export interface Scored {
  /** Positions of the knobs; `null`: the scenario as it is. */
  readonly point: Point | null
  readonly judged: Judged
  /** By objective, against the scenario as it is under the same luck: candidate less start, less is better. */
  readonly gains: ReadonlyArray<Interval.Interval>
  /** Probability to be the best of those scored that keep the constraints, by the first objective; 0 for those that do not. */
  readonly probability: number
}

const fewestScores = 20
const seedsOfScore = ({ budget, seed }: Study): ReadonlyArray<number> =>
  unseenSeedsOf(seed, Math.max(fewestScores, 4 * budget.replications))

/** Scores candidates on unseen seeds, the scenario as it is first. */
export const score = Effect.fnUntraced(function* <E>(laboratory: Laboratory<E>, points: ReadonlyArray<Point>) {
  const { study } = laboratory
  const candidates = [null, ...points]
  const samples = yield* laboratory.samples(
    candidates.map((knobs): Settings => ({ knobs, assumptions: null })),
    seedsOfScore(study)
  )
  const judged = samples.map((own) => judge(study.goal, own))
  const [start] = judged
  return judged.map((own, candidate): Scored => {
    const rivals = judged.filter(({ violation }) => violation === 0)
    return {
      point: candidates[candidate] ?? null,
      judged: own,
      gains: own.values.map((values, objective) => Interval.ofDifference(start?.values[objective] ?? [], values)),
      probability: !rivals.includes(own)
        ? 0
        : Probability.ofWinner(
            rivals.map((rival) => rival.values[0] ?? []),
            rivals.indexOf(own),
            study.seed
          )
    }
  })
})

/** Which of those scored is the answer: the first after the scenario as it is, where the search found it (`isStart`: the search found nothing before that scenario).
 * When that one breaks a constraint on unseen luck, the surest of those that keep all of them. */
export const answerOf = (scores: ReadonlyArray<Scored>, isStart: boolean): number => {
  const found = isStart ? 0 : 1
  if (scores[found]?.judged.violation === 0) return found
  const surest = scores.reduce(
    (best, { judged, point, probability }, index) =>
      point !== null && judged.violation === 0 && probability > (scores[best]?.probability ?? 0) ? index : best,
    found
  )
  return surest
}

/** Along the first objective. */
const along = <A extends { readonly judged: Judged }>(candidates: ReadonlyArray<A>): ReadonlyArray<A> =>
  candidates.toSorted((a, b) => (a.judged.objectives[0] ?? 0) - (b.judged.objectives[0] ?? 0))

/** So many of a front that stand farthest apart, along the first objective. */
export const spreadAlong = (front: ReadonlyArray<Tuner.Finalist>, count: number): ReadonlyArray<Tuner.Finalist> =>
  along(
    Pareto.spreadAlong(
      front.map(({ judged }) => judged.objectives),
      count
    ).flatMap((position) => front[position] ?? [])
  )

/** Of those scored the ones that no other beats in everything, on luck that the search never saw: their positions, along the first objective. */
export const frontOf = (scores: ReadonlyArray<Scored>): ReadonlyArray<number> => {
  const [front = []] = Pareto.fronts(scores.map(({ judged }) => judged))
  return along(front.flatMap((position) => scores[position] ?? [])).map((scored) => scores.indexOf(scored))
}

/** The compromise among several objectives that the rest of a report is about: of the front, the one that is nearest to the best of each. The scenario as it
 * is counts only where nothing else is on the front. */
export const compromiseOf = (scores: ReadonlyArray<Scored>): number => {
  const front = frontOf(scores)
  const found = front.filter((position) => scores[position]?.point !== null)
  const own = found.length === 0 ? front : found
  return own[Pareto.compromiseOf(own.map((position) => scores[position]?.judged.objectives ?? []))] ?? 0
}

/** What the assumptions make of an objective, apart from luck. */
export interface Uncertainty {
  /** Standard deviation of its expected value over the assumptions: the spread of means, less what luck adds to it. */
  readonly deviation: number
  /** Nine of ten assumptions give something between these. */
  readonly low: number
  readonly high: number
}

/** How a winner and the scenario as it is stand when the assumptions are drawn anew. */
export interface Unsure {
  readonly draws: number
  /** By objective, less is better. */
  readonly start: ReadonlyArray<Uncertainty>
  readonly winner: ReadonlyArray<Uncertainty>
  /** Share of the assumptions under which the winner is better in the first objective. */
  readonly better: number
}

const assumptionDraws = 32
const runsOfDraw = 2

const uncertaintyOf = (values: ReadonlyArray<Float64Array>): Uncertainty => {
  const moments = values.map((own) => Interval.moments(own)).filter(({ mean }) => Number.isFinite(mean))
  const means = Float64Array.from(moments, ({ mean }) => mean).toSorted()
  const luck = Interval.moments(moments.map(({ n, variance }) => variance / n)).mean
  const spread = Interval.moments(means).variance - (Number.isFinite(luck) ? luck : 0)
  const at = (share: number): number => means[Math.round(share * (means.length - 1))] ?? Number.NaN
  return { deviation: Math.sqrt(Math.max(0, spread)), low: at(0.05), high: at(0.95) }
}

/** Draws the assumptions anew (a Latin hypercube over their distributions), for the winner and the start alike; `undefined` without assumptions. */
export const underAssumptions = Effect.fnUntraced(function* <E>(laboratory: Laboratory<E>, winner: Point) {
  const { study } = laboratory
  if (study.assumptions.length === 0) return undefined
  const drawn = latinHypercube({ points: assumptionDraws, dimensions: study.assumptions.length, seed: study.seed })
  const of = (knobs: Point | null) => drawn.map((assumptions): Settings => ({ knobs, assumptions }))
  const samples = yield* laboratory.samples([...of(null), ...of(winner)], unseenSeedsOf(study.seed, runsOfDraw))
  const values = samples.map((own) => judge(study.goal, own).values)
  const [start, found] = [values.slice(0, drawn.length), values.slice(drawn.length)]
  const by = (all: typeof values) =>
    study.goal.objectives.map((_, objective) => uncertaintyOf(all.map((own) => own[objective] ?? new Float64Array())))
  const meanOf = (own: (typeof values)[number] | undefined) => Interval.moments(own?.[0] ?? []).mean
  const better = found.filter((own, index) => meanOf(own) < meanOf(start[index])).length / drawn.length
  const unsure: Unsure = { draws: drawn.length, start: by(start), winner: by(found), better }
  return unsure
})

/** What the first objective does when one thing alone moves away from the winner. */
export interface Move {
  readonly name: string
  readonly role: "knob" | "assumption"
  /** Where the winner has it (`null`: as the scenario has it), and the mean of the objective there, from the same luck. */
  readonly here: { readonly text: string | null; readonly mean: number }
  /** Where it moved to, the mean of the objective there, less is better, and how much that is more than at the winner, under the same luck. */
  readonly to: ReadonlyArray<{ readonly text: string; readonly mean: number; readonly change: Interval.Interval }>
  /** Greatest less least of these and of the winner. */
  readonly size: number
  /** Whether any of the changes is more than luck may make. */
  readonly sure: boolean
}

const nudge = 0.1
const fewestTurns = 8
const [unlikelyLow, unlikelyHigh] = [0.05, 0.95]

/** Turns each knob by a tenth of its range, and each assumption to where one in twenty lies beyond, everything else at the winner; the strongest first. */
export const around = Effect.fnUntraced(function* <E>(laboratory: Laboratory<E>, winner: Point) {
  const { study } = laboratory
  const moves = [
    ...study.knobs.flatMap((dial, index) => {
      const here = winner[index] ?? 0.5
      const { knob } = dial
      const positions =
        knob.kind === "choice"
          ? knob.choices.map((_, cell) => (cell + 0.5) / knob.choices.length)
          : [Math.max(0, here - nudge), Math.min(1, here + nudge)]
      return positions
        .filter((position) => dial.textAt(position) !== dial.textAt(here))
        .map((position) => ({
          dial,
          role: "knob" as const,
          text: dial.textAt(here),
          position,
          settings: { knobs: winner.with(index, position), assumptions: null }
        }))
    }),
    ...study.assumptions.flatMap((dial, index) =>
      [unlikelyLow, unlikelyHigh].map((position) => ({
        dial,
        role: "assumption" as const,
        text: null,
        position,
        settings: {
          knobs: winner,
          assumptions: study.assumptions.map((_, other) => (other === index ? position : null))
        }
      }))
    )
  ]
  const samples = yield* laboratory.samples(
    [{ knobs: winner, assumptions: null }, ...moves.map(({ settings }) => settings)],
    unseenSeedsOf(study.seed, Math.max(fewestTurns, study.budget.replications))
  )
  const values = samples.map((own) => judge(study.goal, own).values[0] ?? new Float64Array())
  const [winning = new Float64Array()] = values
  const here = Interval.moments(winning).mean
  const found = new Map<string, Move>()
  moves.forEach(({ dial, role, text, position }, index) => {
    const own = values[index + 1] ?? new Float64Array()
    const change = Interval.ofDifference(winning, own)
    const before = found.get(dial.path)
    const to = [...(before?.to ?? []), { text: dial.textAt(position), mean: Interval.moments(own).mean, change }]
    const all = [here, ...to.map((one) => one.mean)].filter(Number.isFinite)
    found.set(dial.path, {
      name: dial.name,
      role,
      here: { text, mean: here },
      to,
      size: Math.max(...all) - Math.min(...all),
      sure: before?.sure === true || (change.halfWidth !== null && Math.abs(change.mean) > change.halfWidth)
    })
  })
  return [...found.values()].toSorted((a, b) => b.size - a.size)
})
