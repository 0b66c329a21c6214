/** What training jobs did since the tallies were cleared. */
export class TrainingTally {
  completed = 0
  ended = 0
  /** Jobs that did not start, because the gang that they found would never reach their loss. */
  outOfReach = 0
  /** Time from start to completion. */
  runSeconds = 0
  /** GPU-seconds rented; of these, those that computed; of these, those that one data centre would have needed too. */
  gpuSeconds = 0
  computingGpuSeconds = 0
  usefulGpuSeconds = 0
  /** FLOP that one data centre would have needed for the same losses, of completed jobs. */
  effectiveFlop = 0
  /** Paid by jobs that ended, completed or not, moving data included. */
  spentUsd = 0

  book(gpuSeconds: number, computing: number, useful: number): void {
    this.gpuSeconds += gpuSeconds
    this.computingGpuSeconds += computing
    this.usefulGpuSeconds += useful
  }

  complete(flop: number, runSeconds: number): void {
    this.completed++
    this.effectiveFlop += flop
    this.runSeconds += runSeconds
  }

  end(usd: number): void {
    this.ended++
    this.spentUsd += usd
  }

  copy(): TrainingTally {
    return Object.assign(new TrainingTally(), this)
  }

  clear(): void {
    this.completed = 0
    this.ended = 0
    this.outOfReach = 0
    this.runSeconds = 0
    this.gpuSeconds = 0
    this.computingGpuSeconds = 0
    this.usefulGpuSeconds = 0
    this.effectiveFlop = 0
    this.spentUsd = 0
  }
}
