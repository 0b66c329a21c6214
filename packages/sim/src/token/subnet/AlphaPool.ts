/** A subnet's pool in the ledger: the weighted pool of `SubnetPool.ts`, exact in whole minor units.
 *
 * The formula is asked in doubles, from the balances of the moment; what comes out is rounded down. So the two sides are always the balances of two accounts
 * and nothing can be taken that is not there. */
import type { AccountId, AssetId, Ledger } from "../../ledger/Ledger.ts"
import { scaleOf, tokenDecimals } from "../../ledger/Money.ts"
import { feeParts } from "../price/Pool.ts"
import { SubnetPool } from "./SubnetPool.ts"

const unitsPerToken = scaleOf(tokenDecimals)
const million = 1_000_000n

const tokens = (units: bigint): number => Number(units) / unitsPerToken
/** Whole minor units, rounded down; never below 0. */
export const unitsOf = (amount: number): bigint => (amount > 0 ? BigInt(Math.floor(amount * unitsPerToken)) : 0n)

export class AlphaPool {
  /** The accounts of its two sides. */
  readonly alpha: AccountId
  readonly tao: AccountId
  /** What trades leave for the authors of blocks. */
  private readonly alphaFees: AccountId
  private readonly taoFees: AccountId
  private readonly ledger: Ledger
  private readonly fee: bigint
  private readonly formula: SubnetPool

  /** Takes whole minor units for both sides out of two accounts. */
  constructor(
    ledger: Ledger,
    name: string,
    assets: { readonly alpha: AssetId; readonly tao: AssetId },
    from: { readonly alpha: AccountId; readonly tao: AccountId },
    sides: { readonly alpha: bigint; readonly tao: bigint },
    fee: number
  ) {
    this.ledger = ledger
    this.alpha = ledger.account(`${name} pool alpha`, assets.alpha)
    this.tao = ledger.account(`${name} pool`, assets.tao)
    this.alphaFees = ledger.account(`${name} authors of blocks, alpha`, assets.alpha)
    this.taoFees = ledger.account(`${name} authors of blocks`, assets.tao)
    this.fee = feeParts(fee)
    ledger.transferLarge(from.alpha, this.alpha, sides.alpha)
    ledger.transferLarge(from.tao, this.tao, sides.tao)
    this.formula = new SubnetPool(tokens(sides.alpha), tokens(sides.tao))
  }

  /** TAO per alpha. */
  get price(): number {
    return this.look().price
  }

  /** TAO in the pool. */
  get depth(): number {
    return tokens(this.ledger.balance(this.tao))
  }

  /** Weight of the alpha side. */
  get alphaWeight(): number {
    return this.formula.alphaWeight
  }

  /** TAO, fee included, that lifts the price to `price`; 0 when it stands there or higher. */
  taoToReach(price: number): number {
    return this.look().taoToReach(price) / this.kept
  }

  /** Alpha, fee included, that lowers the price to `price`; 0 when it stands there or lower. */
  alphaToReach(price: number): number {
    return this.look().alphaToReach(price) / this.kept
  }

  /** Buys alpha with whole minor units of TAO out of `from`. Returns the minor units that `to` gets; when that is none, nothing changes hands. */
  buy(from: AccountId, to: AccountId, units: bigint): bigint {
    const fee = (units * this.fee) / million
    const bought = unitsOf(this.look().quoteBuy(tokens(units - fee)))
    if (bought === 0n) return 0n
    const { ledger } = this
    ledger.transferLarge(from, this.taoFees, fee)
    ledger.transferLarge(from, this.tao, units - fee)
    ledger.transferLarge(this.alpha, to, bought)
    return bought
  }

  /** Sells whole minor units of alpha out of `from`. Returns the minor units of TAO that `to` gets; when that is none, nothing changes hands. */
  sell(from: AccountId, to: AccountId, units: bigint): bigint {
    const fee = (units * this.fee) / million
    const brought = unitsOf(this.look().quoteSell(tokens(units - fee)))
    if (brought === 0n) return 0n
    const { ledger } = this
    ledger.transferLarge(from, this.alphaFees, fee)
    ledger.transferLarge(from, this.alpha, units - fee)
    ledger.transferLarge(this.tao, to, brought)
    return brought
  }

  /** Adds TAO out of `from` and new alpha; weights move, the price stays. Returns false, and does nothing, when a weight would fall too low. */
  inject(from: AccountId, tao: bigint, alpha: bigint): boolean {
    if (!this.look().inject(tokens(tao), tokens(alpha))) return false
    this.ledger.transferLarge(from, this.tao, tao)
    if (alpha > 0n) this.ledger.mintLarge(this.alpha, alpha)
    return true
  }

  private get kept(): number {
    return 1 - Number(this.fee) / 1e6
  }

  /** The formula over the balances of the moment. */
  private look(): SubnetPool {
    const { formula, ledger } = this
    formula.alpha = tokens(ledger.balance(this.alpha))
    formula.tao = tokens(ledger.balance(this.tao))
    return formula
  }
}
