/** Incentives whose answer is known in closed form: where simple rules end up when everybody has answered them. They are calculators, and what simulations are tested
 * against.
 *
 * - Capacity rewards with free entry: capacity enters until its pay is its cost, so N* = (R + E)/c, whatever of it is used.
 * - Work rewards without proof that the demand is real: faking work pays while E/V > f, so the measured volume is V* = E/f whatever the real demand.
 * - Burn-and-mint: what is burned is worth what is spent, so with a supply at rest P* = USD spent / tokens emitted.
 * - Selling into a constant-product pool tokens worth U at the price of the moment divides the price by (1 + U/y)².
 *
 * Honest work, d(S·p + rents) ≥ (1 − d)g + the cost of false alarms, stands in `Detection.ts`. */

export interface FreeEntry {
  /** Units of capacity offered at rest. */
  readonly capacity: number
  /** Share of it that is used. */
  readonly utilisation: number
  /** USD per unit offered that come from rewards. */
  readonly subsidy: number
  /** USD that each used unit must be paid so that, with the subsidy, a unit offered earns its cost. */
  readonly breakEvenPrice: number
}

/** Fees and rewards in USD, demand in units, for one period; `cost` in USD per unit offered. */
export const freeEntry = (fees: number, rewards: number, cost: number, demand: number): FreeEntry => {
  const capacity = (fees + rewards) / cost
  const used = Math.min(demand, capacity)
  const subsidy = capacity > 0 ? rewards / capacity : 0
  return {
    capacity,
    utilisation: capacity > 0 ? used / capacity : 0,
    subsidy,
    breakEvenPrice: used > 0 ? ((cost - subsidy) * capacity) / used : 0
  }
}

/** USD of measured volume at which faking more no longer pays: E/f, or the real volume if that is larger. Infinite without a fee. */
export const washedVolume = (rewards: number, fee: number, real: number): number =>
  Math.max(real, fee > 0 ? rewards / fee : rewards > 0 ? Number.POSITIVE_INFINITY : 0)

/** USD per token at which burning what is spent takes as many tokens as are emitted. */
export const burnMintPrice = (spent: number, emitted: number): number => spent / emitted

/** Price after selling `times` times tokens worth `worth` USD at the price of the moment into a pool with `depth` USD on its USD side, and that side afterwards. */
export const priceAfterSales = (
  price: number,
  depth: number,
  worth: number,
  times: number
): { readonly price: number; readonly depth: number } => {
  let now = price
  let side = depth
  for (let sale = 0; sale < times; sale++) {
    const factor = 1 + worth / side
    now /= factor ** 2
    side /= factor
  }
  return { price: now, depth: side }
}
