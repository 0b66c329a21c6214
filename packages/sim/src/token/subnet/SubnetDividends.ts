/** How what validators earned in a Bittensor subnet divides by where their stake stands: alpha on the subnet, or TAO on root.
 *
 * Source: subtensor, pallets/subtensor/src/coinbase/run_coinbase.rs (`calculate_dividend_distribution`). */

/** A validator with all stake behind it, in any unit, and its dividend of the subnet's alpha, in any unit. */
export interface ValidatorStake {
  readonly alpha: number
  readonly rootTao: number
  readonly dividend: number
}

/** What validators get, one entry for each. */
export interface DividendSplit {
  /** Out of the alpha for those who stake on the subnet. */
  readonly alpha: ReadonlyArray<number>
  /** Out of the alpha for those who stake on root. */
  readonly root: ReadonlyArray<number>
}

/** Divides both pots. Of a validator's dividend the part `r = wT / (A + wT)` counts as root's, the rest as alpha's; each pot goes by its own parts. A pot for
 * which nobody has a part goes to nobody.
 *
 * @param alphaPot alpha for stake on the subnet
 * @param rootPot alpha for stake on root
 * @param taoWeight w, what a TAO on root weighs against one alpha */
export const divideDividends = (
  validators: ReadonlyArray<ValidatorStake>,
  alphaPot: number,
  rootPot: number,
  taoWeight: number
): DividendSplit => {
  const root = validators.map(({ alpha, dividend, rootTao }) => {
    const weighted = rootTao * taoWeight
    return weighted > 0 ? (dividend * weighted) / (alpha + weighted) : 0
  })
  const alpha = validators.map(({ dividend }, at) => dividend - (root[at] ?? 0))
  return { alpha: divided(alpha, alphaPot), root: divided(root, rootPot) }
}

const divided = (parts: ReadonlyArray<number>, pot: number): ReadonlyArray<number> => {
  const sum = parts.reduce((total, part) => total + part, 0)
  return parts.map((part) => (sum > 0 ? (pot * part) / sum : 0))
}
