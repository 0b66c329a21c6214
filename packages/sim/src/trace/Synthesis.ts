/** Makes up a trace that looks like a real one in its figures, for examples and tests that may not carry the real one.
 *
 * What it keeps: the mean and the burstiness of arrivals, the sizes of jobs, and the run times of each size. What it leaves out: rhythm
 * through the day and the week, users who submit again and again, failures. A file of it says in its first line that it is synthetic. */
import { Distribution } from "../kernel/Distribution.ts"
import { Draws } from "../kernel/Draws.ts"
import type { JobSink } from "./Trace.ts"

/** Jobs of one size: how many of all jobs, and their run times as a lognormal distribution. */
export interface SizeFit {
  /** GPUs, all needed at once. */
  readonly gpus: number
  /** Weight against the other sizes. */
  readonly weight: number
  /** Median run time, seconds. */
  readonly median: number
  /** 99th percentile of the run time, seconds. */
  readonly p99: number
}

/** The figures that a synthetic trace is made from. */
export interface Fit {
  /** Mean time between submits, seconds. */
  readonly interarrivalMean: number
  /** Its coefficient of variation. */
  readonly interarrivalVariation: number
  readonly sizes: ReadonlyArray<SizeFit>
}

/** Fitted to 46,070 jobs of the Philly cluster, 2 to 29 October 2017 (Jeon et al., "Analysis of Large-Scale Multi-Tenant GPU Clusters for
 * DNN Training Workloads", USENIX ATC 2019; msr-fiddle/philly-traces, CC-BY-4.0). Weights are counts of jobs; 11 jobs of 12 and 24 GPUs are
 * left out. Lognormal by median and p99 of each size, with two exceptions: 2-GPU jobs are two-peaked and have the median that goes with
 * their mean and p99; the median of 1-GPU jobs is 1,600 s instead of 1,715 s, so that the median of all is 1,740 s (original 1,739 s). Two
 * parameters a size do not catch the tail: p99 of all is 160,000 s (original 182,547 s), GPU-hours are the original's within 1%. */
export const philly: Fit = {
  interarrivalMean: 52.5,
  interarrivalVariation: 2.83,
  sizes: [
    { gpus: 1, weight: 43_982, median: 1600, p99: 86_404 },
    { gpus: 2, weight: 722, median: 10_147, p99: 942_695 },
    { gpus: 4, weight: 753, median: 26_081, p99: 1_213_031 },
    { gpus: 8, weight: 542, median: 72_455, p99: 1_102_767 },
    { gpus: 16, weight: 41, median: 42_596, p99: 1_710_643 },
    { gpus: 32, weight: 19, median: 51_170, p99: 71_514 }
  ]
}

const purposes = {
  arrival: Draws.purpose("trace/arrival"),
  size: Draws.purpose("trace/size"),
  duration: Draws.purpose("trace/duration")
}

/** Makes jobs up one after the other: whole seconds, the first at 0, no run time below 1 s. */
export class Synthesis {
  /** Jobs made so far. */
  made = 0
  private now = 0
  private readonly draws: Draws
  private readonly fit: Fit
  private readonly gap: Distribution
  private readonly size: Distribution
  private readonly durations: ReadonlyArray<Distribution>

  constructor(seed: number, fit: Fit = philly) {
    const { interarrivalMean: mean, interarrivalVariation: cv, sizes } = fit
    this.fit = fit
    this.draws = new Draws(seed)
    this.gap = Distribution.make({ kind: "lognormal-mean", mean, cv })
    const weights = sizes.map(({ weight }) => weight)
    this.size = Distribution.make({ kind: "choice", values: sizes.map((_, index) => index), weights })
    this.durations = sizes.map(({ median, p99 }) => Distribution.make({ kind: "lognormal", median, p99 }))
  }

  /** Sends the next so many jobs to the sink. */
  send(jobs: number, sink: JobSink): void {
    const { draws } = this
    for (const last = this.made + jobs; this.made < last; this.made++) {
      const job = this.made
      if (job > 0) this.now += this.gap.sample(draws.at(purposes.arrival, job, 0))
      const index = this.size.sample(draws.at(purposes.size, job, 0))
      const duration = this.durations[index]?.sample(draws.at(purposes.duration, job, 0)) ?? 0
      sink.job(job, Math.floor(this.now), this.fit.sizes[index]?.gpus ?? 1, Math.max(1, Math.round(duration)))
    }
  }
}

/** What the first line of a file of it says. */
export const label = (jobs: number, seed: number): string =>
  `# synthetic: ${jobs} made-up jobs (seed ${seed}) from figures fitted to the Philly cluster, October 2017; not a recording\n`
