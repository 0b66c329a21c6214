/** What came out of a replay, in figures. */
import type { Recorded } from "./Replay.ts"
import { quantile } from "./Statistics.ts"

/** Waits in seconds from submit to start; quantiles by nearest rank over all jobs of the one replay (no confidence: a replay is not random). */
export interface ReplayReport {
  readonly jobs: number
  readonly gpus: number
  readonly waitSum: number
  readonly waitMean: number
  readonly waitMedian: number
  readonly waitP95: number
  readonly waitP99: number
  readonly waitMax: number
  /** Jobs that waited at all. */
  readonly waited: number
  /** Seconds from the first submit to the last completion. */
  readonly makespan: number
  readonly busyGpuSeconds: number
  /** Busy GPU-seconds / (GPUs × makespan). */
  readonly utilisation: number
}

/** The figures of a replay from the seconds at which its jobs started. */
export const report = (trace: Recorded, gpus: number, started: Float64Array): ReplayReport => {
  const jobs = started.length
  const waits = new Float64Array(jobs)
  let waitSum = 0
  let waited = 0
  let lastEnd = -Infinity
  let busyGpuSeconds = 0
  for (let job = 0; job < jobs; job++) {
    const start = started[job] ?? 0
    const wait = start - (trace.submit[job] ?? 0)
    const duration = trace.duration[job] ?? 0
    waits[job] = wait
    waitSum += wait
    if (wait > 0) waited++
    lastEnd = Math.max(lastEnd, start + duration)
    busyGpuSeconds += duration * (trace.demand[job] ?? 0)
  }
  waits.sort()
  const makespan = lastEnd - (trace.submit[0] ?? 0)
  return {
    jobs,
    gpus,
    waitSum,
    waitMean: waitSum / jobs,
    waitMedian: quantile(waits, 0.5),
    waitP95: quantile(waits, 0.95),
    waitP99: quantile(waits, 0.99),
    waitMax: quantile(waits, 1),
    waited,
    makespan,
    busyGpuSeconds,
    utilisation: makespan === 0 ? 0 : busyGpuSeconds / (gpus * makespan)
  }
}
