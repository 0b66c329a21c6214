import { none, Table } from "./Table.ts"

/** Where a job is in its life. A row is released when the job reaches one of the last three. */
export const JobState = { waiting: 0, running: 1, interrupted: 2, completed: 3, abandoned: 4, pricedOut: 5 } as const
export type JobState = (typeof JobState)[keyof typeof JobState]
export const jobStates = ["waiting", "running", "interrupted", "completed", "abandoned", "priced-out"] as const

/** The venue of a job that has not chosen one. */
export const noVenue = 255

/** Jobs that are alive. */
export class Jobs extends Table {
  /** Number of the job in the run, from 0 in the order of arrival, never reused. */
  number = new Float64Array(this.capacity)
  /** Number of the request in its class, from 0: the entity of its random draws, so that other classes do not disturb them. */
  request = new Float64Array(this.capacity)
  /** Position of its class in the scenario. */
  jobClass = new Uint8Array(this.capacity)
  state = new Uint8Array(this.capacity)
  /** GPUs that it needs at once. */
  gpus = new Int32Array(this.capacity)
  /** Models and regions that it accepts, bit masks over the catalogue. */
  gpuModels = new Uint32Array(this.capacity)
  regions = new Uint32Array(this.capacity)
  /** The most that it pays, whole micro-USD per GPU-hour of the reference GPU: a GPU of half the speed is worth half of it. */
  highestPrice = new Float64Array(this.capacity)
  /** Work left and work at the start, seconds on the reference GPU. */
  workLeft = new Float64Array(this.capacity)
  work = new Float64Array(this.capacity)
  /** Work that the last checkpoint holds, and GPU-seconds that went into it: at different speeds where a job has moved to other machines. */
  workSaved = new Float64Array(this.capacity)
  gpuSecondsSaved = new Float64Array(this.capacity)
  /** Seconds of reference work a second: the slowest member of the gang. */
  speed = new Float64Array(this.capacity)
  submittedAt = new Float64Array(this.capacity)
  /** First start, or −1. */
  startedAt = new Float64Array(this.capacity)
  /** Start of the present attempt, or of the present wait. */
  since = new Float64Array(this.capacity)
  /** Instant after which completion is worth nothing; Infinity: none. */
  deadline = new Float64Array(this.capacity)
  venue = new Uint8Array(this.capacity)
  /** Pending event that will end the present state (completion while running, patience while waiting), or −1. */
  nextEvent = new Float64Array(this.capacity)
  /** Head of its list of leases. */
  firstLease = new Int32Array(this.capacity)
  /** In escrow for it, minor units of the asset that it pays in. */
  escrow = new Float64Array(this.capacity)
  /** Paid so far, micro-USD at the price of the day, and GPU-seconds rented so far. */
  paid = new Float64Array(this.capacity)
  gpuSeconds = new Float64Array(this.capacity)
  /** Paid for moving its data, micro-USD; not part of what it paid for machines. */
  moved = new Float64Array(this.capacity)
  interruptions = new Int32Array(this.capacity)
  /** Its place in the order of first contact with its venue, kept while it runs; see `market/Market.ts`. */
  queuePosition = new Int32Array(this.capacity)

  /** A job that has asked for nothing yet; the caller writes what it wants. */
  add(number: number, jobClass: number, now: number): number {
    const row = this.allocate()
    this.number[row] = number
    this.request[row] = 0
    this.jobClass[row] = jobClass
    this.state[row] = JobState.waiting
    this.submittedAt[row] = now
    this.startedAt[row] = -1
    this.since[row] = now
    this.deadline[row] = Infinity
    this.speed[row] = 1
    this.workSaved[row] = 0
    this.gpuSecondsSaved[row] = 0
    this.venue[row] = noVenue
    this.nextEvent[row] = none
    this.firstLease[row] = none
    this.escrow[row] = 0
    this.paid[row] = 0
    this.gpuSeconds[row] = 0
    this.moved[row] = 0
    this.interruptions[row] = 0
    this.queuePosition[row] = none
    return row
  }
}
