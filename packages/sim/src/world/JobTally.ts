import { Quantiles } from "../kernel/Quantiles.ts"
import { TrainingTally } from "./TrainingTally.ts"

/** What happened to the jobs of one venue, or of all, since the tallies were cleared. Sums; nothing here steers the run. */
export class JobTally {
  requests = 0
  starts = 0
  completed = 0
  abandoned = 0
  late = 0
  interruptions = 0
  /** Members that running gangs lost and went on without. */
  membersLost = 0
  readonly training = new TrainingTally()
  /** Of completed jobs: from first start, and from request, to completion. */
  runSeconds = 0
  turnaroundSeconds = 0
  waitSeconds = 0
  readonly waits = new Quantiles()
  gpuSeconds = 0
  wastedGpuSeconds = 0
  paidUsd = 0
  /** What requesters would have paid for the same GPU-hours at most, less what they paid. */
  surplusUsd = 0
  /** Paid for moving data. */
  egressUsd = 0
  private readonly all: JobTally | undefined

  /** What is told to the tally of a venue counts in that of `all` venues too: by a loop, because a method that calls itself is not inlined. */
  constructor(all?: JobTally) {
    this.all = all
  }

  /** A job starts for the first time after so many seconds. */
  start(wait: number): void {
    for (let tally: JobTally | undefined = this; tally !== undefined; tally = tally.all) {
      tally.starts++
      tally.waitSeconds += wait
      tally.waits.add(wait)
    }
  }

  complete(late: boolean, surplusUsd: number, runSeconds: number, turnaroundSeconds: number): void {
    for (let tally: JobTally | undefined = this; tally !== undefined; tally = tally.all) {
      tally.completed++
      tally.runSeconds += runSeconds
      tally.turnaroundSeconds += turnaroundSeconds
      if (late) tally.late++
      tally.surplusUsd += surplusUsd
    }
  }

  /** A job loses patience. */
  abandon(): void {
    for (let tally: JobTally | undefined = this; tally !== undefined; tally = tally.all) {
      tally.abandoned++
    }
  }

  /** A training job does not start: the gang that it found would not reach its loss. */
  turnDown(): void {
    for (let tally: JobTally | undefined = this; tally !== undefined; tally = tally.all) {
      tally.abandoned++
      tally.training.outOfReach++
    }
  }

  /** A job loses its machines. */
  interrupt(): void {
    for (let tally: JobTally | undefined = this; tally !== undefined; tally = tally.all) {
      tally.interruptions++
    }
  }

  /** A gang goes on without a member. */
  loseMember(): void {
    for (let tally: JobTally | undefined = this; tally !== undefined; tally = tally.all) {
      tally.membersLost++
    }
  }

  /** GPU-seconds that were rented and brought no work that lasts: lost since the checkpoint, or spent on starting again. */
  waste(gpuSeconds: number): void {
    for (let tally: JobTally | undefined = this; tally !== undefined; tally = tally.all) {
      tally.wastedGpuSeconds += gpuSeconds
    }
  }

  pay(usd: number, gpuSeconds: number): void {
    for (let tally: JobTally | undefined = this; tally !== undefined; tally = tally.all) {
      tally.paidUsd += usd
      tally.gpuSeconds += gpuSeconds
    }
  }

  /** Data is moved for so much. */
  moveData(usd: number): void {
    for (let tally: JobTally | undefined = this; tally !== undefined; tally = tally.all) {
      tally.egressUsd += usd
    }
  }

  clear(): void {
    this.requests = 0
    this.starts = 0
    this.completed = 0
    this.abandoned = 0
    this.late = 0
    this.interruptions = 0
    this.membersLost = 0
    this.training.clear()
    this.runSeconds = 0
    this.turnaroundSeconds = 0
    this.waitSeconds = 0
    this.waits.clear()
    this.gpuSeconds = 0
    this.wastedGpuSeconds = 0
    this.paidUsd = 0
    this.surplusUsd = 0
    this.egressUsd = 0
  }
}
