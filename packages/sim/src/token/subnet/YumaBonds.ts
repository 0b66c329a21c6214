/** Bonds: what a validator has bought, by its weights, of the incentives of servers to come. Dividends are paid on them.
 *
 * - **Yuma 1**: bonds are stake-weighted. Each column of what is bought and of what is held sums to 1; the stored column is scaled so that
 *   the largest bond is 65535. So validators compete for each server.
 * - **Yuma 3**: a bond stands between one validator and one server, from 0 to 1, and knows nothing of stake. It moves to the weight with a speed of its own
 *   (liquid alpha) or of the subnet. Stake comes in when dividends are paid.
 *
 * Source: subtensor, pallets/subtensor/src/epoch/run_epoch.rs. */
import { proportionToU16, wholeU16 } from "./ChainNumbers.ts"

export const consensusModes = ["current", "previous", "auto"] as const

/** How fast a bond of Yuma 3 follows the weight, by how far the validator is from consensus or from what it holds.
 *
 * `alpha = low + (high − low) / (1 + exp(−steepness/100 · (distance − ½)))`. Distance is weight − consensus when buying (weight ≥ bond), bond − weight when
 * selling, within [0, 1]. */
export interface LiquidAlpha {
  readonly low: number
  readonly high: number
  readonly steepness: number
  /** Drop a bond whose weight entry is absent (not merely 0), as the sparse code that runs on chain does. The dense code lets it decay. */
  readonly dropAbsent: boolean
  /** Which consensus weights are held against: this epoch's, that of the epoch before as it was stored, or the stored one under the full bonds penalty only. */
  readonly consensus: (typeof consensusModes)[number]
}

/** The bonds of one subnet. */
export class Bonds {
  /** As stored: parts in 65535, row-major, a row for each validator. */
  readonly stored: Uint16Array
  private readonly neurons: number
  private readonly validators: Int32Array
  /** New bonds before they are stored. */
  private readonly fresh: Float64Array
  private readonly boughtSum: Float64Array
  private readonly heldSum: Float64Array
  private readonly largest: Float64Array

  /** @param validators neuron of each row */
  constructor(neurons: number, validators: Int32Array) {
    this.neurons = neurons
    this.validators = validators
    this.stored = new Uint16Array(neurons * validators.length)
    this.fresh = new Float64Array(neurons * validators.length)
    this.boughtSum = new Float64Array(neurons)
    this.heldSum = new Float64Array(neurons)
    this.largest = new Float64Array(neurons)
  }

  /** Drops all bonds on a neuron: another has taken its place. */
  forget(neuron: number): void {
    for (let at = neuron; at < this.stored.length; at += this.neurons) this.stored[at] = 0
  }

  /** Keeps only the bonds of those who may validate next. */
  keepPermitted(permits: Uint8Array): void {
    for (const [row, validator] of this.validators.entries()) {
      if (permits[validator] !== 1) this.stored.fill(0, row * this.neurons, (row + 1) * this.neurons)
    }
  }

  /** Yuma 1: `bought = colnorm(stake × weight)`, `bonds = colnorm(alpha × bought + (1 − alpha) × colnorm(held))`. Adds the unnormalised dividends
   * of each validator to `dividends`. */
  competitive(
    weights: Float64Array,
    stake: Float64Array,
    incentive: Float64Array,
    alpha: number,
    dividends: Float64Array
  ): void {
    const { boughtSum, fresh, heldSum, largest, neurons, stored, validators } = this
    const rows = validators.length
    boughtSum.fill(0)
    heldSum.fill(0)
    for (let row = 0, at = 0; row < rows; row++) {
      const own = stake[validators[row] ?? 0] ?? 0
      for (let column = 0; column < neurons; column++, at++) {
        boughtSum[column] = (boughtSum[column] ?? 0) + own * (weights[at] ?? 0)
        heldSum[column] = (heldSum[column] ?? 0) + (stored[at] ?? 0)
      }
    }
    // From here on the sums are the factors that bring a column to alpha and to 1 − alpha.
    for (let column = 0; column < neurons; column++) {
      const bought = boughtSum[column] ?? 0
      const held = heldSum[column] ?? 0
      boughtSum[column] = bought > 0 ? alpha / bought : 0
      heldSum[column] = held > 0 ? (1 - alpha) / held : 0
    }
    largest.fill(0)
    for (let row = 0, at = 0; row < rows; row++) {
      const own = stake[validators[row] ?? 0] ?? 0
      for (let column = 0; column < neurons; column++, at++) {
        const bond = own * (weights[at] ?? 0) * (boughtSum[column] ?? 0) + (stored[at] ?? 0) * (heldSum[column] ?? 0)
        fresh[at] = bond
        if (bond > (largest[column] ?? 0)) largest[column] = bond
      }
    }
    this.sumColumns(incentive)
    for (let row = 0, at = 0; row < rows; row++) {
      let dividend = 0
      for (let column = 0; column < neurons; column++, at++) {
        const bond = fresh[at] ?? 0
        if (bond > 0) {
          dividend += bond * (boughtSum[column] ?? 0)
          stored[at] = proportionToU16(bond / (largest[column] ?? 1))
        } else {
          stored[at] = 0
        }
      }
      const validator = validators[row] ?? 0
      dividends[validator] = (dividends[validator] ?? 0) + dividend
    }
  }

  /** Yuma 3: each bond moves towards the weight; `dividends = stake × Σ colnorm(bonds) × incentive`, not yet normalised.
   *
   * @param alpha speed of all bonds when `liquid` is not given
   * @param present 1 where the validator has a weight entry; read only when absent ones are dropped */
  perPair(
    weights: Float64Array,
    stake: Float64Array,
    incentive: Float64Array,
    consensus: Float64Array,
    alpha: number,
    liquid: LiquidAlpha | undefined,
    present: Uint8Array,
    dividends: Float64Array
  ): void {
    const { boughtSum, fresh, neurons, stored, validators } = this
    if (liquid === undefined) {
      for (let at = 0; at < fresh.length; at++) {
        fresh[at] = Math.min(1, alpha * (weights[at] ?? 0) + ((1 - alpha) * (stored[at] ?? 0)) / wholeU16)
      }
    } else {
      this.follow(weights, consensus, liquid, present)
    }
    this.sumColumns(incentive)
    for (let row = 0, at = 0; row < validators.length; row++) {
      let held = 0
      for (let column = 0; column < neurons; column++, at++) {
        const bond = fresh[at] ?? 0
        held += bond * (boughtSum[column] ?? 0)
        stored[at] = bond > 0 ? proportionToU16(bond) : 0
      }
      const validator = validators[row] ?? 0
      dividends[validator] = (dividends[validator] ?? 0) + held * (stake[validator] ?? 0)
    }
  }

  private follow(weights: Float64Array, consensus: Float64Array, liquid: LiquidAlpha, present: Uint8Array): void {
    const { dropAbsent, high, low, steepness } = liquid
    const { fresh, neurons, stored } = this
    const none = speed(0, low, high, steepness)
    for (let row = 0, at = 0; row < this.validators.length; row++) {
      for (let column = 0; column < neurons; column++, at++) {
        const weight = weights[at] ?? 0
        const bond = (stored[at] ?? 0) / wholeU16
        if ((weight === 0 && bond === 0) || (dropAbsent && present[at] !== 1)) {
          fresh[at] = 0
          continue
        }
        const apart = weight >= bond ? weight - (consensus[column] ?? 0) : bond - weight
        const alpha = apart > 0 ? speed(Math.min(1, apart), low, high, steepness) : none
        fresh[at] = Math.min(1, (1 - alpha) * bond + alpha * weight)
      }
    }
  }

  /** Leaves in `boughtSum` what a bond of each column earns: incentive over the sum of the column's bonds. */
  private sumColumns(incentive: Float64Array): void {
    const { boughtSum, fresh, neurons } = this
    boughtSum.fill(0)
    for (let row = 0, at = 0; row < this.validators.length; row++) {
      for (let column = 0; column < neurons; column++, at++) {
        boughtSum[column] = (boughtSum[column] ?? 0) + (fresh[at] ?? 0)
      }
    }
    for (let column = 0; column < neurons; column++) {
      const sum = boughtSum[column] ?? 0
      boughtSum[column] = sum > 0 ? (incentive[column] ?? 0) / sum : 0
    }
  }
}

const speed = (distance: number, low: number, high: number, steepness: number): number => {
  const alpha = low + (high - low) / (1 + Math.exp((-steepness / 100) * (distance - 0.5)))
  return Math.max(low, Math.min(high, alpha))
}
