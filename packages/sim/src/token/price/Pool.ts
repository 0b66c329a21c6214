/** A constant-product pool between a token and USD, exact in whole minor units.
 *
 * What goes in, less the fee, buys so much of the other side that the product of the reserves does not fall:
 * `out = ⌊reserveOut × in(1−fee) / (reserveIn + in(1−fee))⌋`. The fee stays in the pool. So the product of the reserves never
 * falls: a trade adds the fee and at most one minor unit of rounding to it.
 *
 * Selling tokens worth U at the price of the moment into a pool with y USD divides the price by (1 + U/y)².
 *
 * **Gotchas** The functions at the top are the whole mechanism, on plain bigints; the class only adds the postings. */
import { Schema } from "effect"
import { type AccountId, type Ledger } from "../../ledger/Ledger.ts"
import { fromUnits, scaleOf } from "../../ledger/Money.ts"
import * as Field from "../../units/Field.ts"

export const PoolConfig = Schema.Struct({
  depth: Field.quantity("money", { minimum: 1 })({
    description: "USD side of the pool at the start; the token side is worth as much at the initial price",
    default: "2M USD",
    source: "assumption"
  }),
  fee: Field.share({
    description: "What each trade leaves in the pool, of what goes in",
    default: "0.3%",
    source: "Uniswap v2 whitepaper: 0.30%"
  })
})
export type PoolConfig = typeof PoolConfig.Type

/** A trade that a pool does not make: nothing would come out, or more is asked than it holds. */
export class TradeRefused extends Error {
  readonly _tag = "TradeRefused"
  override readonly name = "TradeRefused"
}

/** Fees are whole parts in a million. */
const million = 1_000_000n

/** A fee share as whole parts in a million. */
export const feeParts = (fee: number): bigint => BigInt(Math.round(fee * 1e6))

/** What comes out when `amount` goes in; 0 when that is less than one minor unit. */
export const outputFor = (reserveIn: bigint, reserveOut: bigint, amount: bigint, fee: bigint): bigint => {
  const effective = amount * (million - fee)
  return effective <= 0n ? 0n : (reserveOut * effective) / (reserveIn * million + effective)
}

/** The least that must go in so that at least `amount` comes out. */
export const inputFor = (reserveIn: bigint, reserveOut: bigint, amount: bigint, fee: bigint): bigint => {
  if (amount >= reserveOut) throw new TradeRefused(`${amount} is asked of a pool that holds ${reserveOut}`)
  if (fee >= million) throw new TradeRefused("A pool whose fee is everything gives nothing")
  if (amount <= 0n) return 0n
  const divisor = (reserveOut - amount) * (million - fee)
  return (reserveIn * amount * million + divisor - 1n) / divisor
}

/** The pool of one token with its two accounts in the ledger. */
export class Pool {
  private readonly ledger: Ledger
  /** The accounts of its reserves. */
  readonly tokens: AccountId
  readonly usd: AccountId
  private readonly tokenDecimals: number
  private readonly usdDecimals: number
  /** Fee on what goes in, parts in a million. */
  readonly fee: bigint

  /** A pool over two accounts that already hold its reserves. */
  constructor(ledger: Ledger, tokens: AccountId, usd: AccountId, fee: number) {
    this.ledger = ledger
    this.tokens = tokens
    this.usd = usd
    this.tokenDecimals = ledger.decimals(ledger.assetOfAccount(tokens))
    this.usdDecimals = ledger.decimals(ledger.assetOfAccount(usd))
    this.fee = feeParts(fee)
  }

  /** Spot price in USD per token: USD side over token side. */
  get price(): number {
    const tokens = this.tokenReserve
    return tokens > 0 ? this.usdReserve / tokens : 0
  }

  /** USD in the pool. */
  get usdReserve(): number {
    return fromUnits(this.ledger.approximateBalance(this.usd), this.usdDecimals)
  }

  /** Tokens in the pool. */
  get tokenReserve(): number {
    return fromUnits(this.ledger.approximateBalance(this.tokens), this.tokenDecimals)
  }

  /** Product of the two reserves in minor units: never falls by a trade. */
  get product(): bigint {
    return this.ledger.balance(this.tokens) * this.ledger.balance(this.usd)
  }

  /** Minor units of USD that selling `amount` minor units of the token would bring now. */
  quoteSale(amount: bigint): bigint {
    return outputFor(this.ledger.balance(this.tokens), this.ledger.balance(this.usd), amount, this.fee)
  }

  /** Minor units of the token that `amount` minor units of USD would buy now. */
  quotePurchase(amount: bigint): bigint {
    return outputFor(this.ledger.balance(this.usd), this.ledger.balance(this.tokens), amount, this.fee)
  }

  /** Minor units of the token that must be sold now to get at least `usd` minor units of USD. */
  quoteSaleFor(usd: bigint): bigint {
    return inputFor(this.ledger.balance(this.tokens), this.ledger.balance(this.usd), usd, this.fee)
  }

  /** Sells whole minor units of the token out of `tokensFrom`; the USD goes to `usdTo`. Returns the minor units of USD. */
  sell(tokensFrom: AccountId, usdTo: AccountId, amount: bigint): bigint {
    const out = this.quoteSale(amount)
    this.trade(tokensFrom, this.tokens, amount, this.usd, usdTo, out)
    return out
  }

  /** Buys tokens with whole minor units of USD out of `usdFrom`; they go to `tokensTo`. Returns the minor units of the token. */
  buy(usdFrom: AccountId, tokensTo: AccountId, amount: bigint): bigint {
    const out = this.quotePurchase(amount)
    this.trade(usdFrom, this.usd, amount, this.tokens, tokensTo, out)
    return out
  }

  private trade(payer: AccountId, into: AccountId, paid: bigint, outOf: AccountId, to: AccountId, out: bigint): void {
    if (out <= 0n) throw new TradeRefused(`${paid} minor units buy nothing in a pool at ${this.price} USD per token`)
    this.ledger.transferLarge(payer, into, paid)
    this.ledger.transferLarge(outOf, to, out)
  }
}

/** Tokens that stand beside `depth` USD at `price` USD per token, in minor units. */
export const tokenSide = (depth: number, price: number, decimals: number): bigint =>
  BigInt(Math.round((depth / price) * scaleOf(decimals)))
