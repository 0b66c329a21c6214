/** Replays recorded jobs on one pool of identical GPUs, to the second.
 *
 * Whole seconds. At each instant first the completions, then the arrivals in the order of the file, then one scheduling
 * pass. A job gives its GPUs back at start + duration; nothing is ever preempted. *fifo*: while the head of the queue fits
 * in the free GPUs, start it; stop at the first that does not. *backfill*: walk the whole queue once in arrival order and
 * start every job that fits in what is free at that moment of the walk; no reservation for the head.
 *
 * **Gotchas** A job that takes 0 s gives its GPUs back in the second in which it starts, after the pass that started it; the
 * jobs behind it then get another pass in the same second. */
import { Completions } from "./Completions.ts"
import { ReplayError } from "./TraceError.ts"
import type { Trace } from "./Trace.ts"
import { none, WaitingBySize } from "./WaitingBySize.ts"

/** The ways to choose who starts, in the order in which help lists them. */
export const disciplines = ["fifo", "backfill"] as const
export type Discipline = (typeof disciplines)[number]

export interface ReplayOptions {
  /** GPUs in the pool, all alike: a whole number. */
  readonly gpus: number
  readonly discipline: Discipline
}

/** What a replay reads of a trace. */
export type Recorded = Pick<Trace, "number" | "submit" | "demand" | "duration" | "nameOf">

/** A replay that goes on in steps, so that a long one can be interrupted between them. */
export class Replay {
  /** The second at which each job started, by position in the trace; meaningless for a job that has not. */
  readonly started: Float64Array
  /** Jobs that have started so far. */
  count = 0
  private arrived = 0
  private free: number
  private readonly running = new Completions()
  private readonly waiting: WaitingBySize | undefined
  private readonly trace: Recorded

  /** @throws {ReplayError} when the trace has fractions or a job that can never start. */
  constructor(trace: Recorded, { gpus, discipline }: ReplayOptions) {
    checkWhole(trace)
    checkPool(trace, gpus)
    this.trace = trace
    this.free = gpus
    this.started = new Float64Array(trace.submit.length)
    this.waiting = discipline === "backfill" ? new WaitingBySize(trace.demand) : undefined
  }

  /** Goes through at most so many instants. True when every job has started. */
  advance(instants = Infinity): boolean {
    const { submit } = this.trace
    const jobs = submit.length
    for (let instant = 0; this.count < jobs && instant < instants; instant++) {
      const arrival = this.arrived < jobs ? (submit[this.arrived] ?? 0) : Infinity
      const now = Math.min(arrival, this.running.earliest)
      const released = this.running.release(now)
      this.free += released
      if (this.waiting === undefined) this.passInOrder(now)
      else this.passOver(now, this.waiting, released > 0)
    }
    return this.count === jobs
  }

  /** The pass of *fifo*. Who waits are the jobs from `count` to `arrived`: nobody passes anybody. */
  private passInOrder(now: number): void {
    const { submit, demand } = this.trace
    while (this.arrived < submit.length && (submit[this.arrived] ?? 0) <= now) this.arrived++
    while (this.count < this.arrived && (demand[this.count] ?? 0) <= this.free) this.start(this.count, now)
  }

  /** The pass of *backfill*: the walk over those who wait already, then over the arrivals, who stand behind them. Whoever is
   * passed over cannot fit later in the walk, so an arrival starts if it fits when the walk comes to it, and else joins the queue. */
  private passOver(now: number, waiting: WaitingBySize, freed: boolean): void {
    const { submit, demand } = this.trace
    if (freed && waiting.size > 0) {
      for (let job = waiting.firstThatFits(this.free); job !== none; job = waiting.firstThatFits(this.free)) {
        waiting.removeFound()
        this.start(job, now)
      }
    }
    for (; this.arrived < submit.length && (submit[this.arrived] ?? 0) <= now; this.arrived++) {
      const gpus = demand[this.arrived] ?? 0
      if (gpus <= this.free) this.start(this.arrived, now)
      else waiting.add(this.arrived, gpus)
    }
  }

  private start(job: number, now: number): void {
    const gpus = this.trace.demand[job] ?? 0
    this.started[job] = now
    this.free -= gpus
    this.running.push(now + (this.trace.duration[job] ?? 0), gpus)
    this.count++
  }
}

/** The second at which each job starts.
 *
 * @throws {ReplayError} when the trace has fractions or a job that can never start. */
export const replay = (trace: Recorded, options: ReplayOptions): Float64Array => {
  const run = new Replay(trace, options)
  run.advance()
  return run.started
}

const columns = ["submit", "demand", "duration"] as const
const nouns = { submit: "a submit time of", demand: "a demand of", duration: "a duration of" } as const
const unitOf = { submit: "s", demand: "GPUs", duration: "s" } as const

const checkWhole = (trace: Recorded): void => {
  for (const column of columns) {
    const job = trace[column].findIndex((value) => !Number.isSafeInteger(value))
    if (job === -1) continue
    throw new ReplayError({
      job: trace.nameOf(trace.number[job] ?? job),
      found: `${nouns[column]} ${trace[column][job]} ${unitOf[column]}`,
      allowed: "whole GPUs and whole seconds, unless they are rounded up (--round-up)"
    })
  }
}

const checkPool = (trace: Recorded, gpus: number): void => {
  if (!Number.isSafeInteger(gpus) || gpus < 1) {
    throw new ReplayError({ found: `a pool of ${gpus} GPUs`, allowed: "a whole number of GPUs, 1 or more" })
  }
  const job = trace.demand.findIndex((demand) => demand > gpus)
  if (job === -1) return
  let more = 0
  for (const demand of trace.demand) if (demand > gpus) more++
  throw new ReplayError({
    job: trace.nameOf(trace.number[job] ?? job),
    found: `a demand of ${trace.demand[job]} GPUs${others(more - 1)}`,
    allowed: `at most the ${gpus} GPUs of the pool`
  })
}

const others = (jobs: number): string =>
  jobs === 0 ? "" : ` (and ${jobs} more ${jobs === 1 ? "job" : "jobs"} above the pool)`

/** What {@link roundUp} changed. */
export interface Rounded {
  readonly trace: Recorded
  /** Jobs with a demand, a submit time or a duration that was no whole number. */
  readonly jobs: number
  /** GPU-seconds that rounding added to the demand of all jobs. */
  readonly addedGpuSeconds: number
}

/** The trace with every demand, submit time and duration rounded up to a whole number; the order stays. */
export const roundUp = (trace: Recorded): Rounded => {
  const submit = ceiling(trace.submit)
  const demand = ceiling(trace.demand)
  const duration = ceiling(trace.duration)
  let jobs = 0
  let addedGpuSeconds = 0
  for (let job = 0; job < submit.length; job++) {
    const changed =
      submit[job] !== trace.submit[job] || demand[job] !== trace.demand[job] || duration[job] !== trace.duration[job]
    if (!changed) continue
    jobs++
    addedGpuSeconds += (demand[job] ?? 0) * (duration[job] ?? 0) - (trace.demand[job] ?? 0) * (trace.duration[job] ?? 0)
  }
  return { trace: { number: trace.number, submit, demand, duration, nameOf: trace.nameOf }, jobs, addedGpuSeconds }
}

/** The column itself when all of it is whole already: a copy of a large one is dear. */
const ceiling = (column: Float64Array): Float64Array =>
  column.every((value) => value === Math.floor(value)) ? column : column.map(Math.ceil)
