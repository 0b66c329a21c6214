/** Demand that was recorded: jobs of a trace, more or fewer of them, faster or slower, in order or drawn anew. */
import { Draws } from "../kernel/Draws.ts"

/** Recorded jobs as columns, sorted by the time of submission, s. */
export interface RecordedJobs {
  readonly submit: Float64Array
  readonly demand: Float64Array
  readonly duration: Float64Array
}

/** Jobs to be submitted, in order. Frozen: it is configuration, not state. */
export interface TracePlan {
  readonly submit: Float64Array
  readonly gpus: Float64Array
  readonly duration: Float64Array
}

/** How a trace is turned into demand. */
export interface TraceScaling {
  readonly load: number
  readonly stretch: number
  readonly bootstrap: boolean
}

/** The jobs that a trace gives under a scaling. `load` 2.5 repeats every job twice and every second one a third time, at random;
 * with `bootstrap` size and run time come from a job drawn from the whole trace, while the instants stay. */
export const plan = (jobs: RecordedJobs, scaling: TraceScaling, draws: Draws, name: string): TracePlan => {
  const copies = Draws.purpose(`demand/${name}/copies`)
  const source = Draws.purpose(`demand/${name}/bootstrap`)
  const whole = Math.floor(scaling.load)
  const submit: Array<number> = []
  const chosen: Array<number> = []
  for (let job = 0; job < jobs.submit.length; job++) {
    const times = whole + (draws.at(copies, job, 0).uniform() < scaling.load - whole ? 1 : 0)
    for (let copy = 0; copy < times; copy++) {
      submit.push((jobs.submit[job] ?? 0) * scaling.stretch)
      chosen.push(scaling.bootstrap ? draws.at(source, job, copy).integer(jobs.submit.length) : job)
    }
  }
  return Object.freeze({
    submit: Float64Array.from(submit),
    gpus: Float64Array.from(chosen, (job) => Math.max(1, Math.ceil(jobs.demand[job] ?? 1))),
    duration: Float64Array.from(chosen, (job) => jobs.duration[job] ?? 0)
  })
}
