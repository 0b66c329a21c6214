/** Demand that was recorded: jobs of a trace, more or fewer of them, faster or slower, in order or drawn anew. */
import { Draws } from "../kernel/Draws.ts"

/** Recorded jobs as columns, sorted by the time of submission, s. */
export interface RecordedJobs {
  readonly submit: Float64Array
  readonly demand: Float64Array
  readonly duration: Float64Array
}

/** Jobs to be submitted, in order. Frozen: it is configuration, not state. Sizes and run times that it does not have are drawn. */
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

/** The jobs that a trace gives under a scaling until an instant (s). `load` 2.5 repeats every job twice and every second one a third time, at
 * random; with `bootstrap` size and run time come from a job drawn from the whole trace, while the instants stay. Draws belong to the job of
 * the trace, so a longer run only adds jobs.
 *
 * *Gotchas* A share of a GPU counts as a whole one. */
export const plan = (
  jobs: RecordedJobs,
  scaling: TraceScaling,
  draws: Draws,
  name: string,
  until = Infinity
): TracePlan => {
  const { bootstrap, load, stretch } = scaling
  const copies = Draws.purpose(`demand/${name}/copies`)
  const source = Draws.purpose(`demand/${name}/bootstrap`)
  const whole = Math.floor(load)
  const timesOf = (job: number): number =>
    load === whole ? whole : whole + (draws.at(copies, job, 0).uniform() < load - whole ? 1 : 0)
  const within = firstAfter(jobs.submit, until / stretch)
  let rows = 0
  for (let job = 0; job < within; job++) rows += timesOf(job)
  const planned = { submit: new Float64Array(rows), gpus: new Float64Array(rows), duration: new Float64Array(rows) }
  let row = 0
  for (let job = 0; job < within; job++) {
    const times = timesOf(job)
    for (let copy = 0; copy < times; copy++, row++) {
      const chosen = bootstrap ? draws.at(source, job, copy).integer(jobs.submit.length) : job
      planned.submit[row] = (jobs.submit[job] ?? 0) * stretch
      planned.gpus[row] = Math.max(1, Math.ceil(jobs.demand[chosen] ?? 1))
      planned.duration[row] = jobs.duration[chosen] ?? 0
    }
  }
  return Object.freeze(planned)
}

/** Jobs at given instants (s), so many at each, in the order of time. */
export const planned = (instants: ReadonlyArray<number>, each: number): TracePlan =>
  Object.freeze({
    submit: Float64Array.from(
      [...instants].sort((a, b) => a - b).flatMap((at) => Array.from({ length: each }, () => at))
    ),
    gpus: new Float64Array(0),
    duration: new Float64Array(0)
  })

/** Position of the first instant after `until`. */
const firstAfter = (submit: Float64Array, until: number): number => {
  let low = 0
  let high = submit.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((submit[middle] ?? 0) <= until) low = middle + 1
    else high = middle
  }
  return low
}
