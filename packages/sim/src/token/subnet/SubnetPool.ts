/** A subnet's pool of alpha and TAO: weighted, so that liquidity may be added out of proportion without moving the price.
 *
 * With x alpha of weight w₁ and y TAO of weight w₂ = 1 − w₁ the price of alpha is `w₁y / (w₂x)`. Buying with Δy gives `x · (1 − (y / (y + Δy))^(w₂/w₁))`, selling Δx gives
 * `y · (1 − (x / (x + Δx))^(w₁/w₂))`. Equal weights are a constant-product pool. New liquidity moves the weights instead of the price, unless one
 * would fall below 0.01.
 *
 * Amounts are in tokens, not minor units. What comes out is rounded in favour of the pool, so that no round trip gains by rounding.
 *
 * Source: subtensor, pallets/swap/src/pallet/balancer.rs. */

/** Least weight of either side. */
export const leastWeight = 0.01
/** Fee on what goes in, as the runtime sets it: 33 parts in 65535, about 0.05%. */
export const runtimeFee = 33 / 65_535

/** A hair less than what doubles say: more than the error of a power. */
const inFavourOfPool = 1 - 2 ** -48

/** A pool cannot be as asked. */
export class NoSuchPool extends Error {
  readonly _tag = "NoSuchPool"
  override readonly name = "NoSuchPool"
}

export class SubnetPool {
  /** Reserves. */
  alpha: number
  tao: number
  /** Weight of the alpha side, w₁. */
  alphaWeight: number
  /** Share of what goes in that leaves the pool for the block's author. */
  readonly fee: number
  /** Fees taken so far. */
  alphaFees = 0
  taoFees = 0

  /** @throws NoSuchPool when a reserve is not positive, a weight is below 0.01, or the fee is no share below 1 */
  constructor(alpha: number, tao: number, alphaWeight = 0.5, fee = 0) {
    if (!(alpha > 0 && tao > 0)) throw new NoSuchPool(`A pool needs both sides, not ${alpha} alpha and ${tao} TAO`)
    if (!(alphaWeight >= leastWeight && alphaWeight <= 1 - leastWeight)) {
      throw new NoSuchPool(`A weight of ${alphaWeight} leaves one side below ${leastWeight}`)
    }
    if (!(fee >= 0 && fee < 1)) throw new NoSuchPool(`A fee of ${fee} is no share below 1`)
    this.alpha = alpha
    this.tao = tao
    this.alphaWeight = alphaWeight
    this.fee = fee
  }

  /** A pool whose weights make `price` the price of these reserves.
   *
   * @throws NoSuchPool when that takes a weight below 0.01 */
  static atPrice(alpha: number, tao: number, price: number, fee = 0): SubnetPool {
    return new SubnetPool(alpha, tao, (price * alpha) / (price * alpha + tao), fee)
  }

  get taoWeight(): number {
    return 1 - this.alphaWeight
  }

  /** TAO per alpha. */
  get price(): number {
    return (this.alphaWeight * this.tao) / (this.taoWeight * this.alpha)
  }

  /** What trades without a fee do not change: `x^w₁ · y^w₂`. */
  get invariant(): number {
    return this.alpha ** this.alphaWeight * this.tao ** this.taoWeight
  }

  /** Alpha that `tao` TAO would buy, after the fee. */
  quoteBuy(tao: number): number {
    return out(this.alpha, this.tao, tao * (1 - this.fee), this.taoWeight / this.alphaWeight)
  }

  /** TAO that `alpha` alpha would bring, after the fee. */
  quoteSell(alpha: number): number {
    return out(this.tao, this.alpha, alpha * (1 - this.fee), this.alphaWeight / this.taoWeight)
  }

  /** Buys alpha with `tao` TAO; returns the alpha. */
  buy(tao: number): number {
    const bought = this.quoteBuy(tao)
    const fee = tao * this.fee
    this.tao += tao - fee
    this.alpha -= bought
    this.taoFees += fee
    return bought
  }

  /** Sells `alpha` alpha; returns the TAO. */
  sell(alpha: number): number {
    const brought = this.quoteSell(alpha)
    const fee = alpha * this.fee
    this.alpha += alpha - fee
    this.tao -= brought
    this.alphaFees += fee
    return brought
  }

  /** Alpha, before the fee, whose sale brings `tao` TAO: `x · ((y / (y − Δy))^(w₂/w₁) − 1)`. Infinite when there is not so much. */
  alphaFor(tao: number): number {
    if (!(tao < this.tao)) return Number.POSITIVE_INFINITY
    const grown = this.alpha * Math.expm1((-this.taoWeight / this.alphaWeight) * Math.log1p(-tao / this.tao))
    return grown / (1 - this.fee)
  }

  /** TAO, before the fee, whose purchase lifts the price to `price`: `y · ((p′ / p)^w₁ − 1)`. 0 when it stands there or higher. */
  taoToReach(price: number): number {
    const grown = this.tao * Math.expm1(this.alphaWeight * Math.log(price / this.price))
    return Math.max(0, grown) / (1 - this.fee)
  }

  /** Alpha, before the fee, whose sale lowers the price to `price`: `x · ((p / p′)^w₂ − 1)`. 0 when it stands there or lower. */
  alphaToReach(price: number): number {
    const grown = this.alpha * Math.expm1(this.taoWeight * Math.log(this.price / price))
    return Math.max(0, grown) / (1 - this.fee)
  }

  /** Adds liquidity in any proportion; weights move so that the price stays. Returns false, and adds nothing, when a weight would fall below 0.01. */
  inject(tao: number, alpha: number): boolean {
    const forAlpha = this.price * (this.alpha + alpha)
    const weight = forAlpha / (forAlpha + this.tao + tao)
    if (!(weight >= leastWeight && weight <= 1 - leastWeight)) return false
    this.alpha += alpha
    this.tao += tao
    this.alphaWeight = weight
    return true
  }
}

const out = (reserveOut: number, reserveIn: number, amount: number, exponent: number): number =>
  amount > 0 ? -reserveOut * Math.expm1(-exponent * Math.log1p(amount / reserveIn)) * inFavourOfPool : 0
