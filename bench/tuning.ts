/** What the algorithms of tuning cost themselves, and how many runs a race saves.
 *
 *     node bench/main.ts tuning
 *
 * Answers cost nothing here, so all of the time is that of asking, telling and judging. */
import { type Entry, median, type Row } from "./Entry.ts"
import * as Cma from "../packages/sim/src/experiment/tuning/Cma.ts"
import * as Designs from "../packages/sim/src/experiment/tuning/Designs.ts"
import * as Goal from "../packages/sim/src/experiment/tuning/Goal.ts"
import { type Ask, type Method, Session, solve } from "../packages/sim/src/experiment/tuning/Method.ts"
import * as Mixed from "../packages/sim/src/experiment/tuning/Mixed.ts"
import type { Sample } from "../packages/sim/src/experiment/tuning/Objectives.ts"
import * as Pareto from "../packages/sim/src/experiment/tuning/Pareto.ts"
import * as Racing from "../packages/sim/src/experiment/tuning/Racing.ts"
import * as SobolIndices from "../packages/sim/src/experiment/tuning/SobolIndices.ts"
import type { Point, Space } from "../packages/sim/src/experiment/tuning/Space.ts"
import * as Tuner from "../packages/sim/src/experiment/tuning/Tuner.ts"
import { Draws } from "../packages/sim/src/kernel/Draws.ts"

const cube = (dimensions: number): Space =>
  Array.from({ length: dimensions }, (_, index) => ({
    kind: "real",
    path: `knob-${index}`,
    least: 0,
    most: 1,
    scale: "linear"
  }))
const sphere = (point: Point): number => point.reduce((sum, x) => sum + (x - 0.3) ** 2, 0)
const luck = Draws.purpose("bench/luck")
const noisy = (point: Point, trial: number, replication: number): Sample => {
  const draws = new Draws(1)
  const common = draws.at(luck, replication).normal()
  return [{ cost: sphere(point) + common + 0.1 * draws.at(luck, replication, 1 + trial).normal() }]
}

/** Milliseconds of `work`, median of some turns. */
const milliseconds = (work: () => void, turns = 9): number => {
  const times = Array.from({ length: turns }, () => {
    const start = performance.now()
    work()
    return performance.now() - start
  })
  return median(times)
}

/** Microseconds a trial of a whole search. */
const perTrial = <State, Asked extends Ask, Answer>(
  method: Method<State, Asked, Answer>,
  answer: (asked: Asked) => Answer
): number => {
  let asked = 0
  const time = milliseconds(() => {
    asked = 0
    solve(method, (ask) => {
      asked += 1
      return answer(ask)
    })
  })
  return (1_000 * time) / asked
}

const search = (): ReadonlyArray<Row> => {
  const answer = ({ point }: Cma.Trial) => ({ objectives: [sphere(point), 1 - (point[0] ?? 0)], violation: 0 })
  const rows = [2, 10, 40].map((dimensions) => ({
    case: `CMA-ES, ${dimensions} knobs, 1,000 trials`,
    value: perTrial(Cma.make({ dimensions, seed: 1, trials: 1_000 }), answer),
    unit: "µs a trial"
  }))
  return [
    ...rows,
    {
      case: "mixed, 10 knobs, 1,000 trials",
      value: perTrial(Mixed.make({ space: cube(10), seed: 1, trials: 1_000 }), answer),
      unit: "µs a trial"
    },
    {
      case: "front, 10 knobs, 1,000 trials",
      value: perTrial(Pareto.make({ space: cube(10), seed: 1, trials: 1_000 }), answer),
      unit: "µs a trial"
    }
  ]
}

const tuner: Tuner.Settings = {
  space: cube(10),
  goal: Goal.least("cost"),
  seed: 1,
  trials: 1_000,
  replications: { first: 4, most: 16 }
}

const wholeStudy = (): ReadonlyArray<Row> => {
  const answer = ({ point, replication, trial }: Tuner.Run) => noisy(point, trial, replication)
  const kept: Array<readonly [number, Sample]> = []
  const state = solve(Tuner.make(tuner), (run) => {
    const sample = answer(run)
    kept.push([run.number, sample])
    return sample
  })
  const resume = () => {
    const session = new Session(Tuner.make(tuner))
    for (const [number, sample] of kept) session.tell(number, sample)
    if (!session.finished) throw new Error("all answers do not end the study")
  }
  return [
    {
      case: "tuning, 10 knobs, 1,000 trials",
      value: milliseconds(() => void solve(Tuner.make(tuner), answer), 5),
      unit: `ms for ${state.runs} runs`
    },
    { case: "the same told again, to resume", value: milliseconds(resume, 5), unit: "ms" }
  ]
}

const analysis = (): ReadonlyArray<Row> => {
  const settings = { space: cube(10), rows: 1_024, seed: 1 }
  const points = SobolIndices.points(settings)
  const answers = points.map((point) => [sphere(point)])
  return [
    {
      case: "Sobol points, 40 dimensions, 1,024",
      value: milliseconds(() => void Designs.sobol({ points: 1_024, dimensions: 40, seed: 1, scramble: "owen" })),
      unit: "ms"
    },
    {
      case: "Sobol indices, 10 knobs, 1,024 rows",
      value: milliseconds(() => void SobolIndices.analyse(settings, answers), 3),
      unit: "ms"
    }
  ]
}

/** Races of candidates that stand `gap` apart, in standard deviations of the luck that all share; own luck is 0.3 of it. */
const race = (gap: number): Row => {
  const settings: Racing.Settings = { goal: Goal.least("cost"), candidates: 32, most: 64 }
  const races = 50
  let runs = 0
  let same = 0
  for (let seed = 0; seed < races; seed++) {
    const draws = new Draws(seed)
    const value = (candidate: number, replication: number): number => {
      const common = draws.at(luck, replication).normal()
      return candidate * gap + common + 0.3 * draws.at(luck, replication, 1 + candidate).normal()
    }
    const state = solve(Racing.make(settings), ({ candidate, replication }): Sample => [
      { cost: value(candidate, replication) }
    ])
    const sums = state.samples.map((_, candidate) =>
      Array.from({ length: settings.most }, (_, r) => value(candidate, r)).reduce((a, b) => a + b, 0)
    )
    if (Racing.outcomeOf(settings, state, 1).order[0] === sums.indexOf(Math.min(...sums))) same += 1
    runs += state.runs
  }
  const plain = settings.candidates * settings.most
  return {
    case: `race of 32, ${gap} apart, same winner ${same} of ${races}`,
    value: runs / races,
    unit: "runs",
    reference: { name: "plain", value: plain },
    ratio: runs / races / plain,
    target: "at most 0.5 times"
  }
}

export const tuning: Entry = {
  name: "tuning",
  what: "the algorithms of tuning without the trials, and races against a fixed number of replications",
  run: () => [...search(), ...wholeStudy(), ...analysis(), ...[0.2, 0.1, 0.05].map(race)]
}
