/** Which venue a requester goes to: a discrete choice (multinomial logit) among the venues that it can afford.
 *
 * The utility of a venue is
 * `trust − price weight × ln(price) − wait weight × expected wait (h) − price weight × moving cost ÷ job cost + inertia if used last`
 * plus a Gumbel draw that belongs to (job, venue). So shares follow exp(utility) ÷ Σ exp(utility), and the same job has the same luck
 * under another policy.
 *
 * **Gotchas** The expected wait is what the venue quoted or what this class remembers, never the true state of its queue. */
import type { Draws } from "../kernel/Draws.ts"

/** How much a class minds price, waiting and change. */
export interface ChoiceWeights {
  readonly price_weight: number
  readonly wait_weight: number
  readonly inertia: number
}

/** One micro-USD: what is free has no logarithm. */
const leastPrice = 1e-6

/** Systematic utility of a venue; −Infinity when it has no offer (price NaN) or asks more, data moved included, than the requester would pay. */
export const utility = (
  weights: ChoiceWeights,
  trust: number,
  price: number,
  highestPrice: number,
  expectedWaitHours: number,
  movingShare: number,
  usedLast: boolean
): number =>
  price * (1 + movingShare) <= highestPrice
    ? trust -
      weights.price_weight * (Math.log(Math.max(price, leastPrice)) + movingShare) -
      weights.wait_weight * expectedWaitHours +
      (usedLast ? weights.inertia : 0)
    : -Infinity

/** Shares that utilities give: exp(u) ÷ Σ exp(u). All zero when no venue is possible. */
export const shares = (utilities: ReadonlyArray<number>): ReadonlyArray<number> => {
  const best = Math.max(...utilities)
  if (best === -Infinity) return utilities.map(() => 0)
  const weights = utilities.map((value) => Math.exp(value - best))
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  return weights.map((weight) => weight / total)
}

/** The venue with the highest utility after its Gumbel draw, or −1. `utilities` holds `venues` entries; each venue has a purpose of its own. */
export const choose = (
  draws: Draws,
  purposes: ReadonlyArray<number>,
  job: number,
  utilities: Float64Array,
  venues: number
): number => {
  let best = -1
  let bestValue = -Infinity
  for (let venue = 0; venue < venues; venue++) {
    const systematic = utilities[venue] ?? -Infinity
    if (systematic === -Infinity) continue
    const value = systematic - Math.log(draws.at(purposes[venue] ?? 0, job, 0).exponential())
    if (value > bestValue) {
      bestValue = value
      best = venue
    }
  }
  return best
}
