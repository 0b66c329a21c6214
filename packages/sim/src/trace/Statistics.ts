/** What a recorded trace looks like in figures. */
import { hour } from "../units/Time.ts"
import { ExactQuantiles } from "./ExactQuantiles.ts"
import type { JobSink } from "./Trace.ts"

/** A size of jobs and how many have it. */
export interface SizeShare {
  /** GPUs. */
  readonly demand: number
  readonly jobs: number
  /** Share of all jobs. */
  readonly share: number
}

/** Figures of a trace. Seconds, GPUs, GPU-hours. */
export interface Statistics {
  readonly jobs: number
  /** From the first submit to the last, seconds. */
  readonly span: number
  /** Mean seconds between submits. 0 for a single job. */
  readonly interarrivalMean: number
  /** Coefficient of variation (standard deviation over mean, of the population) of the time between submits: 1 for Poisson arrivals, more for
   * bursts. 0 when all jobs arrive at once. */
  readonly interarrivalVariation: number
  readonly demandMean: number
  readonly demandMax: number
  /** All sizes in ascending order when there are few, else the most common ones. */
  readonly sizes: ReadonlyArray<SizeShare>
  /** Jobs whose size is not in `sizes`. */
  readonly otherSizes: number
  readonly durationMean: number
  readonly durationMedian: number
  readonly durationP95: number
  readonly durationP99: number
  readonly durationMax: number
  readonly gpuHours: number
}

const sizesListed = 16
const sizesCounted = 65_536

/** Collects the figures job by job. Memory stays the same however many there are, if durations are whole seconds;
 * else they are kept, 8 bytes each. */
export class StatisticsCollector implements JobSink {
  private readonly durations = new ExactQuantiles()
  private readonly sizes = new Map<number, number>()
  private jobs = 0
  private first = 0
  private latest = 0
  private gapMean = 0
  private gapSquares = 0
  private demandSum = 0
  private demandMax = 0
  private durationSum = 0
  private gpuSeconds = 0

  job(_number: number, submit: number, demand: number, duration: number): void {
    if (this.jobs === 0) this.first = submit
    else this.gap(submit - this.latest)
    this.latest = submit
    this.jobs++
    this.durations.add(duration)
    this.durationSum += duration
    this.demandSum += demand
    this.demandMax = Math.max(this.demandMax, demand)
    this.gpuSeconds += demand * duration
    const known = this.sizes.get(demand)
    if (known !== undefined || this.sizes.size < sizesCounted) this.sizes.set(demand, (known ?? 0) + 1)
  }

  /** The figures; the collector is empty afterwards. */
  take(): Statistics {
    const { jobs } = this
    const [median = NaN, p95 = NaN, p99 = NaN, longest = NaN] = this.durations.take([0.5, 0.95, 0.99, 1])
    const variance = jobs > 1 ? this.gapSquares / (jobs - 1) : 0
    const sizes = this.listSizes()
    return {
      jobs,
      span: this.latest - this.first,
      interarrivalMean: this.gapMean,
      interarrivalVariation: this.gapMean === 0 ? 0 : Math.sqrt(variance) / this.gapMean,
      demandMean: jobs === 0 ? 0 : this.demandSum / jobs,
      demandMax: this.demandMax,
      sizes,
      otherSizes: jobs - sizes.reduce((sum, size) => sum + size.jobs, 0),
      durationMean: jobs === 0 ? 0 : this.durationSum / jobs,
      durationMedian: median,
      durationP95: p95,
      durationP99: p99,
      durationMax: longest,
      gpuHours: this.gpuSeconds / hour
    }
  }

  /** Welford's running mean and sum of squared deviations. */
  private gap(seconds: number): void {
    const deviation = seconds - this.gapMean
    this.gapMean += deviation / this.jobs
    this.gapSquares += deviation * (seconds - this.gapMean)
  }

  private listSizes(): ReadonlyArray<SizeShare> {
    const mostCommon = [...this.sizes].sort(([, a], [, b]) => b - a).slice(0, sizesListed)
    return mostCommon.sort(([a], [b]) => a - b).map(([demand, jobs]) => ({ demand, jobs, share: jobs / this.jobs }))
  }
}

/** The share of so many GPUs that the jobs would keep busy over the span: GPU-seconds asked for / (GPUs × span).
 * Infinity when all jobs come at one instant. */
export const offeredLoad = ({ gpuHours, span }: Statistics, gpus: number): number => (gpuHours * hour) / (gpus * span)
