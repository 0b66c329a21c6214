/** One FIFO pipe between the replicas of a training run, and how much of the time they compute while it carries their exchanges.
 *
 * An exchange is cut into equal buckets that become ready evenly through the last part of a step (the backward pass). The pipe carries them in
 * order, one after the other; a bucket takes its latency and its bits over the bandwidth. The last bucket is due at the end of the step that
 * released it, or so many steps later as the rule overlaps; by what it is late, all wait. Utilisation is compute over compute and waiting.
 *
 * Source: the bandwidth model of Streaming DiLoCo (arXiv 2501.18512), as its first author's web tool has it (arthurdouillard.github.io/diloco). */

/** What the replicas send. */
export interface Traffic {
  /** Time of a step without communication, s; above zero. */
  readonly step: number
  /** Share of the step, its last part, through which buckets become ready; 0: all at once at its end. */
  readonly readyShare: number
  /** Bits through the pipe until every parameter was exchanged once. */
  readonly bits: number
  /** Steps in which every parameter is exchanged once. */
  readonly innerSteps: number
  /** Equal parts that are exchanged in turn, evenly spread over the inner steps; several in one step if there are more parts than steps. */
  readonly fragments: number
  /** Equal buckets of each fragment. */
  readonly buckets: number
  /** Steps that an exchange may last beyond the one that released it. */
  readonly overlapSteps: number
  /** Time that each bucket takes besides its bits, s. */
  readonly latency: number
}

/** Steps over which waiting is counted, rounded up to whole periods of inner steps. */
const steps = 2000

/** When the last of `buckets` buckets has gone through the pipe. They become ready one `spacing` after the other, the first at `first`; each
 * takes `each`; the pipe is free from `free` on.
 *
 * The last waits for one unbroken row of buckets before it. That row begins when the pipe became free, or with a bucket that found it free; and
 * as the finish grows evenly with the number of that bucket, it begins with the first or is the last alone. */
export const lastFinish = (free: number, first: number, spacing: number, buckets: number, each: number): number =>
  Math.max(Math.max(free, first) + buckets * each, first + (buckets - 1) * spacing + each)

/** Share of time in which replicas compute, from 0 to 1, over a pipe of `bandwidth` bit/s. Never falls with bandwidth. */
export const utilisation = (traffic: Traffic, bandwidth: number): number => {
  const { bits, buckets, fragments, innerSteps, latency, overlapSteps, step } = traffic
  if (bits === 0 && latency === 0) return 1
  if (!(bandwidth > 0)) return 0
  const each = latency + bits / (fragments * buckets) / bandwidth
  if (overlapSteps < Math.floor(innerSteps / Math.min(fragments, innerSteps))) {
    return share(innerSteps * step, waitedInPeriod(traffic, each))
  }
  const periods = Math.ceil(steps / innerSteps)
  const walked = share(periods * innerSteps * step, waitedInWalk(traffic, each, periods))
  // A walk that starts with an empty pipe may end before a backlog that grows slowly makes anybody wait.
  return Math.min(walked, (innerSteps * step) / (fragments * buckets * each))
}

const share = (computed: number, waited: number): number => computed / (computed + waited)

/** Time waited in one period when no exchange meets another one in the pipe: each is late by itself. */
const waitedInPeriod = (traffic: Traffic, each: number): number => {
  const { fragments, innerSteps } = traffic
  const releases = Math.min(fragments, innerSteps)
  const least = Math.floor(fragments / releases)
  const larger = fragments - least * releases
  return (
    (releases - larger) * lateness(traffic, each, least) +
    (larger > 0 ? larger * lateness(traffic, each, least + 1) : 0)
  )
}

/** By what an exchange of so many fragments is late that finds the pipe free. */
const lateness = ({ buckets, overlapSteps, readyShare, step }: Traffic, each: number, fragments: number): number => {
  const spacing = (readyShare * step) / (fragments * buckets)
  const first = (1 - readyShare) * step + spacing
  return Math.max(0, lastFinish(0, first, spacing, fragments * buckets, each) - (1 + overlapSteps) * step)
}

/** Time waited in so many periods, exchange by exchange. An exchange that is due after the last step still counts. */
const waitedInWalk = (traffic: Traffic, each: number, periods: number): number => {
  const { buckets, fragments, innerSteps, overlapSteps, readyShare, step } = traffic
  const inPeriod = Math.min(fragments, innerSteps)
  const releases = periods * inPeriod
  const stepOf = (release: number): number => Math.ceil(((release + 1) * innerSteps) / inPeriod) - 1
  const finishes = new Float64Array(releases)
  let waited = 0
  let settled = 0
  let free = 0
  for (let release = 0; release <= releases; release++) {
    const at = release === releases ? Number.POSITIVE_INFINITY : stepOf(release)
    for (; settled < release && stepOf(settled) + overlapSteps < at; settled++) {
      const due = (stepOf(settled) + overlapSteps + 1) * step + waited
      waited += Math.max(0, (finishes[settled] ?? 0) - due)
    }
    if (release === releases) break
    const sent =
      buckets * (Math.floor(((release + 1) * fragments) / inPeriod) - Math.floor((release * fragments) / inPeriod))
    const spacing = (readyShare * step) / sent
    const first = (at + 1 - readyShare) * step + waited + spacing
    free = lastFinish(free, first, spacing, sent, each)
    finishes[release] = free
  }
  return waited
}
