/** How long an exchange between replicas takes on given links. Pure functions; bits are those that one replica contributes, bandwidths are in bit/s,
 * latencies in seconds one way. Fewer than two replicas have nothing to exchange: 0 s. Over no bandwidth it never ends: `Infinity`.
 *
 * **Gotchas** A link has two directions that do not hinder each other. Where an exchange is made of steps, every step lasts as long as its slowest
 * transfer, so `bandwidth` is that of the slowest link. */

/** Nothing to send takes no time, not even over no bandwidth. */
const transfer = (bits: number, bandwidth: number): number => (bits === 0 ? 0 : bits / bandwidth)

/** All-reduce around a ring: 2(R − 1) steps, in each of which everybody passes on one R-th of the bits. Ends with the average at everybody.
 *
 * Patarasuk and Yuan 2009: no algorithm sends less, but latency is paid 2(R − 1) times. */
export const ring = (bits: number, replicas: number, bandwidth: number, latency: number): number =>
  replicas < 2 ? 0 : 2 * (replicas - 1) * (transfer(bits / replicas, bandwidth) + latency)

/** All-reduce up a binomial tree and down again: 2⌈log₂ R⌉ steps, in each of which whole messages move between pairs. Better than a ring where latency
 * rules: little to send, or very many replicas. */
export const tree = (bits: number, replicas: number, bandwidth: number, latency: number): number =>
  replicas < 2 ? 0 : 2 * Math.ceil(Math.log2(replicas)) * (transfer(bits, bandwidth) + latency)

/** The least time for an all-reduce over these links: 2 bits / W × (1 − 1/R) + ε (arXiv 2503.09799, appendix A). A ring that pays latency once. */
export const optimal = (bits: number, replicas: number, bandwidth: number, latency: number): number =>
  replicas < 2 ? 0 : transfer(2 * bits, bandwidth) * (1 - 1 / replicas) + latency

/** Everybody gets what each of the others has. A contribution is sent once, to where all may read it, and read R − 1 times; reading begins while others
 * still send, so the slower of the two directions decides.
 *
 * @param upload slowest upload of a replica
 * @param download slowest download of a replica, shared fairly by what it reads
 * @param flow slowest rate between two places: no single transfer is faster */
export const gather = (
  bits: number,
  replicas: number,
  upload: number,
  download: number,
  flow: number,
  latency: number
): number =>
  replicas < 2
    ? 0
    : Math.max(transfer(bits, upload), transfer((replicas - 1) * bits, download), transfer(bits, flow)) + latency

/** Everybody sends to one of them, who sends the average back to everybody; the hub's links are shared fairly.
 *
 * @param upload slowest rate from a spoke towards the hub
 * @param download slowest rate from the hub towards a spoke */
export const star = (
  bits: number,
  replicas: number,
  upload: number,
  download: number,
  hubUpload: number,
  hubDownload: number,
  latency: number
): number =>
  replicas < 2
    ? 0
    : Math.max(transfer(bits, upload), transfer((replicas - 1) * bits, hubDownload)) +
      Math.max(transfer(bits, download), transfer((replicas - 1) * bits, hubUpload)) +
      2 * latency

/** Two replicas send each other what they have, both at once. */
export const pair = (bits: number, bandwidth: number, latency: number): number => transfer(bits, bandwidth) + latency
