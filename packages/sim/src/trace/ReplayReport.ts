/** What came out of a replay, in figures. */
import { ExactQuantiles } from "./ExactQuantiles.ts"
import type { Recorded } from "./Replay.ts"

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
  const waits = new ExactQuantiles()
  let waitSum = 0
  let waited = 0
  let lastEnd = -Infinity
  let busyGpuSeconds = 0
  for (let job = 0; job < jobs; job++) {
    const start = started[job] ?? 0
    const wait = start - (trace.submit[job] ?? 0)
    const duration = trace.duration[job] ?? 0
    waits.add(wait)
    waitSum += wait
    if (wait > 0) waited++
    lastEnd = Math.max(lastEnd, start + duration)
    busyGpuSeconds += duration * (trace.demand[job] ?? 0)
  }
  const [median = NaN, p95 = NaN, p99 = NaN, longest = NaN] = waits.take([0.5, 0.95, 0.99, 1])
  const makespan = lastEnd - (trace.submit[0] ?? 0)
  return {
    jobs,
    gpus,
    waitSum,
    waitMean: waitSum / jobs,
    waitMedian: median,
    waitP95: p95,
    waitP99: p99,
    waitMax: longest,
    waited,
    makespan,
    busyGpuSeconds,
    utilisation: makespan === 0 ? 0 : busyGpuSeconds / (gpus * makespan)
  }
}
