/** Drives a search: makes the runs that it asks for, in every world, and tells it what they measured. */
import { Effect } from "effect"
import * as Seeds from "../Seeds.ts"
import { judge } from "../tuning/Goal.ts"
import { Session } from "../tuning/Method.ts"
import type { Sample } from "../tuning/Objectives.ts"
import type { Point } from "../tuning/Space.ts"
import * as Tuner from "../tuning/Tuner.ts"
import type { Laboratory, Request, Settings } from "./Laboratory.ts"
import type { Tried } from "./Sweep.ts"

/** A trial of a search, with the numbers of its replications: each generation of candidates has fresh luck. */
export interface Searched extends Tried {
  readonly replications: ReadonlyArray<number>
}

/** How far a search is. */
export interface Step {
  readonly trials: number
  readonly stage: Tuner.State["stage"]
  /** The best so far: its objectives, less is better. */
  readonly best: ReadonlyArray<number> | undefined
}

/** Searches to the end. What is asked next follows from the numbers of the runs and what they measured, never from who finished first. `at` says which
 * settings a point of the search stands for. */
export const drive = Effect.fnUntraced(function* <E>(
  laboratory: Laboratory<E>,
  settings: Tuner.Settings,
  at: (point: Point) => Settings,
  onStep: (step: Step) => void
) {
  const { seed, worlds } = laboratory.study
  const session = new Session(Tuner.make(settings))
  const trials = new Map<
    number,
    { readonly point: Point; readonly samples: Array<Sample>; readonly replications: Array<number> }
  >()
  for (let runs = session.asks(); runs.length > 0; runs = session.asks()) {
    const requests = runs.flatMap(({ point, replication }) =>
      worlds.map((_, world): Request => ({
        variation: { ...at(point), world },
        seed: Seeds.ofReplication(seed, replication)
      }))
    )
    const measured = yield* laboratory.measure(requests)
    runs.forEach(({ number, point, replication, trial }, index) => {
      const sample = measured.slice(index * worlds.length, (index + 1) * worlds.length)
      const own = trials.get(trial) ?? { point, samples: [], replications: [] }
      own.samples.push(sample)
      own.replications.push(replication)
      trials.set(trial, own)
      session.tell(number, sample)
    })
    const { elite, stage } = session.state
    onStep({ trials: trials.size, stage, best: elite[0]?.answer.objectives })
  }
  const tried = [...trials].map(([trial, own]): Searched => ({
    trial,
    ...own,
    judged: judge(settings.goal, own.samples)
  }))
  return { outcome: Tuner.outcomeOf(settings, session.state), tried }
})
