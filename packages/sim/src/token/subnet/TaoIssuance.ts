/** How much a block mints: Bittensor's halving by what has been issued, not by height.
 *
 * A block mints `1 / 2^⌊log₂(1 / (1 − issuance / 21,000,000))⌋` TAO: one until half of the cap is out, a half until three quarters are, and so on. The
 * same rule holds for the alpha of each subnet, by that subnet's own issuance.
 *
 * All in whole rao (10⁻⁹), as bigints: at 10,499,999.999 TAO a block still mints 1, at 10,500,000 a half, and 21 million TAO are more rao than a double counts.
 *
 * Source: subtensor, pallets/subtensor/src/coinbase/block_emission.rs. */

/** Rao in a TAO. */
export const raoPerTao = 1_000_000_000n

/** What halves, and towards what. */
export interface IssuanceSchedule {
  /** Whole units that a block mints at first. */
  readonly first: bigint
  /** Whole units that are approached and never passed. */
  readonly cap: bigint
}

/** TAO, and the alpha of each subnet: 1 a block, 21 million in all. */
export const taoSchedule: IssuanceSchedule = { first: raoPerTao, cap: 21_000_000n * raoPerTao }

/** Seconds between blocks. */
export const blockSeconds = 12
export const blocksPerDay = 7200

/** How often emission has halved once `issued` units are out: the largest n with `2ⁿ · (cap − issued) ≤ cap`. Infinite when nothing is left. */
export const halvings = (issued: bigint, { cap }: IssuanceSchedule = taoSchedule): number => {
  let left = cap - issued
  if (left <= 0n) return Number.POSITIVE_INFINITY
  let count = 0
  for (left *= 2n; left <= cap; left *= 2n) count++
  return count
}

/** Whole units that the next block mints when `issued` units are out. */
export const blockEmission = (issued: bigint, schedule: IssuanceSchedule = taoSchedule): bigint => {
  const count = halvings(issued, schedule)
  if (count === Number.POSITIVE_INFINITY) return 0n
  const emission = schedule.first >> BigInt(count)
  const left = schedule.cap - issued
  return emission < left ? emission : left
}

/** Issuance at which emission halves for the `count`-th time, the least whole number of units: half of the cap, three quarters, … */
export const halvingThreshold = (count: number, { cap }: IssuanceSchedule = taoSchedule): bigint =>
  cap - (cap >> BigInt(count))

/** Whole units that `blocks` blocks mint, one after the other, when `issued` units are out before the first. Exact across thresholds, at the cost of a few
 * steps for each halving and none for a block. */
export const emittedOver = (issued: bigint, blocks: bigint, schedule: IssuanceSchedule = taoSchedule): bigint => {
  let now = issued
  let left = blocks
  while (left > 0n) {
    const emission = blockEmission(now, schedule)
    if (emission <= 0n) break
    const until = blocksUntil(now, halvingThreshold(halvings(now, schedule) + 1, schedule), emission)
    const steps = until < left ? until : left
    now += steps * emission
    left -= steps
  }
  return now - issued
}

/** Blocks until the next halving: how many mint at the rate of the next block. 0 when nothing is minted any more. */
export const blocksUntilHalving = (issued: bigint, schedule: IssuanceSchedule = taoSchedule): bigint => {
  const emission = blockEmission(issued, schedule)
  return emission <= 0n ? 0n : blocksUntil(issued, halvingThreshold(halvings(issued, schedule) + 1, schedule), emission)
}

/** Blocks that mint `emission` each before `threshold` is reached: at least one, because the next block mints so much. */
const blocksUntil = (issued: bigint, threshold: bigint, emission: bigint): bigint => {
  const blocks = (threshold - issued + emission - 1n) / emission
  return blocks > 1n ? blocks : 1n
}
