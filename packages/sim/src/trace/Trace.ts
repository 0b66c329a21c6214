/** Recorded jobs as columns: one row a job, in the order of the file, sorted by submit time.
 *
 * 32 bytes a job, so that a month of a cluster is a megabyte or two and a gigabyte of text still fits. */

/** Where a parser puts jobs, one call a job. Columns, statistics and writers are sinks; whatever streams, streams through one.
 *
 * `number` is the job's own number in its file (not its position), `submit` seconds since the trace's origin,
 * `demand` GPUs (a fraction is a share of one), `duration` seconds. */
export interface JobSink {
  job(number: number, submit: number, demand: number, duration: number): void
}

/** A recorded trace. Row `i` is the job at position `i` of the file, counted from 0 without the jobs that were skipped. */
export interface Trace {
  /** The job's own number in its file. */
  readonly number: Float64Array
  /** Seconds since the trace's origin, never falling. */
  readonly submit: Float64Array
  /** GPUs, fractions kept. */
  readonly demand: Float64Array
  /** Seconds. */
  readonly duration: Float64Array
  /** The name of a job in its file, made from its number: `job 17`, `openb-pod-0017`. */
  readonly nameOf: (number: number) => string
}

const rowsPerBlock = 65_536

/** Numbers that grow in blocks, so that growing never copies what is already there. */
export class GrowingColumn {
  private blocks: Array<Float64Array> = []
  private block: Float64Array = new Float64Array(0)
  private used = 0

  get length(): number {
    return Math.max(0, this.blocks.length - 1) * rowsPerBlock + this.used
  }

  push(value: number): void {
    if (this.used === this.block.length) {
      this.block = new Float64Array(rowsPerBlock)
      this.blocks.push(this.block)
      this.used = 0
    }
    this.block[this.used++] = value
  }

  /** All numbers in one array; the column is empty afterwards. `make` may put the array elsewhere, such as in shared memory. */
  take(make: (length: number) => Float64Array = (length) => new Float64Array(length)): Float64Array {
    const whole = make(this.length)
    this.blocks.forEach((block, index) => {
      const from = index * rowsPerBlock
      whole.set(from + rowsPerBlock <= whole.length ? block : block.subarray(0, whole.length - from), from)
    })
    this.blocks = []
    this.block = new Float64Array(0)
    this.used = 0
    return whole
  }
}

/** Collects jobs into columns. While it does so it needs at most 40 bytes a job (one column is copied at a time). */
export class TraceColumns implements JobSink {
  private readonly number = new GrowingColumn()
  private readonly submit = new GrowingColumn()
  private readonly demand = new GrowingColumn()
  private readonly duration = new GrowingColumn()

  get jobs(): number {
    return this.number.length
  }

  job(number: number, submit: number, demand: number, duration: number): void {
    this.number.push(number)
    this.submit.push(submit)
    this.demand.push(demand)
    this.duration.push(duration)
  }

  /** The trace; the collector is empty afterwards. */
  take(nameOf: Trace["nameOf"] = defaultName): Trace {
    return {
      number: this.number.take(),
      submit: this.submit.take(),
      demand: this.demand.take(),
      duration: this.duration.take(),
      nameOf
    }
  }
}

export const defaultName = (number: number): string => `job ${number}`
