/** Where a token changes hands: its pool, and the outside market that arbitrage ties to it.
 *
 * Sellers and buyers trade evenly over an epoch and meet each other at the pool's price; only the difference goes through the pool. With T tokens offered and
 * B USD spent while the pool holds x tokens and k/x USD, dx = (T − B x²/k) dt, whose end is `tokensAfter`: the price goes to B/T, the price at rest of
 * burn-and-mint, and falls by 1/(1 + U/y)² when nobody buys. Arbitrage acts after each hour of a day. */
import { type AccountId, type AssetId, type Ledger } from "../../ledger/Ledger.ts"
import { scaleOf, wholeUnitsLarge } from "../../ledger/Money.ts"
import type { Courses } from "../../state/SeriesConfig.ts"
import { arbitrage, type HoldersView, makeOutside, type OutsidePrice } from "./OutsideMarket.ts"
import { Pool, tokenSide } from "./Pool.ts"
import type { NetworkToken } from "../TokenConfig.ts"

/** What of a token's configuration its trading needs. */
export type Listing = Pick<NetworkToken, "name" | "initial_supply" | "initial_price" | "pool" | "outside_market">

/** Hourly in a day-long epoch. */
const slices = 24n

/** How much buyers who can wait are ready to lift the price in a day. Assumption. */
const patientRise = 1.1

/** Tokens in a pool of `tokens` and `usd` after `sold` tokens and `spent` USD have met in it evenly over time, without fee. For whole minor
 * units: amounts beyond reason (1e100) overflow. */
export const tokensAfter = (tokens: number, usd: number, sold: number, spent: number): number => {
  if (spent === 0) return tokens + sold
  if (sold === 0) return (tokens * usd) / (usd + spent)
  const rest = Math.sqrt((tokens * usd * sold) / spent)
  const way = Math.tanh(sold / rest)
  return (rest * (tokens + rest * way)) / (rest + tokens * way)
}

/** The accounts that take part in an epoch's trading. */
export interface TradingAccounts {
  /** Tokens waiting to be sold, and the USD they bring. */
  readonly sales: AccountId
  readonly proceeds: AccountId
  /** USD waiting to buy, and the tokens bought. */
  readonly purchases: AccountId
  readonly bought: AccountId
}

/** Pool, outside market and the holders who stand behind it. */
export class Exchange {
  private readonly ledger: Ledger
  private readonly pool: Pool
  private readonly outside: OutsidePrice | undefined
  private readonly usdScale: number
  /** Tokens of everybody outside the network; not below zero: holders can only sell what exists. */
  readonly holders: AccountId
  private readonly holdersUsd: AccountId

  /** Mints the initial supply to the holders, who fill the pool. `courses` are the files that the config names. */
  constructor(config: Listing, ledger: Ledger, token: AssetId, usd: AssetId, courses: Courses = {}) {
    this.ledger = ledger
    this.usdScale = scaleOf(ledger.decimals(usd))
    this.holders = ledger.account(`${config.name} holders`, token)
    this.holdersUsd = ledger.account(`${config.name} holders' money`, usd, { outside: true })
    const poolTokens = ledger.account(`${config.name} pool tokens`, token)
    const poolUsd = ledger.account(`${config.name} pool USD`, usd)
    const decimals = ledger.decimals(token)
    this.outside = makeOutside(config.outside_market, config.initial_price, courses)
    const startPrice = this.outside?.price ?? config.initial_price
    ledger.mintLarge(this.holders, wholeUnitsLarge(config.initial_supply, decimals))
    ledger.transferLarge(this.holders, poolTokens, tokenSide(config.pool.depth, startPrice, decimals))
    ledger.transferLarge(this.holdersUsd, poolUsd, wholeUnitsLarge(config.pool.depth, ledger.decimals(usd)))
    this.pool = new Pool(ledger, poolTokens, poolUsd, config.pool.fee)
  }

  /** USD per token in the pool. */
  get price(): number {
    return this.pool.price
  }

  /** USD side of the pool. */
  get poolDepth(): number {
    return this.pool.usdReserve
  }

  /** USD that buyers who can wait spend in `days`: about what lifts the price by a tenth in a day. */
  appetite(days: number): number {
    const outside = this.outside === undefined ? 0 : (Math.log(patientRise) / Math.log(1.01)) * this.outside.depth
    return days * (outside + (Math.sqrt(patientRise) - 1) * this.pool.usdReserve)
  }

  /** Holders trade outside, then arbitrage brings the pool along. */
  holdersTrade(view: HoldersView): void {
    this.outside?.follow(view)
    this.arbitrage()
  }

  /** Sells all tokens in `sales` and spends all USD in `purchases`, spread over the epoch. What is too little to trade stays where it is. */
  trade(accounts: TradingAccounts): void {
    let toSell = this.ledger.balance(accounts.sales)
    let toSpend = this.ledger.balance(accounts.purchases)
    if (toSell === 0n && toSpend === 0n) return
    for (let left = slices; left > 0n; left--) {
      const sold = toSell / left
      const spent = toSpend / left
      toSell -= sold
      toSpend -= spent
      this.meet(accounts, sold, spent)
      this.arbitrage()
    }
  }

  /** `sold` tokens and `spent` USD (minor units) meet: the difference goes through the pool, the rest changes hands directly. */
  private meet({ sales, proceeds, purchases, bought }: TradingAccounts, sold: bigint, spent: bigint): void {
    const { ledger, pool } = this
    const tokens = Number(ledger.balance(pool.tokens))
    const usd = Number(ledger.balance(pool.usd))
    const after = tokensAfter(tokens, usd, Number(sold), Number(spent))
    let tokensLeft = sold
    let usdLeft = spent
    if (after > tokens) {
      const toPool = smaller(BigInt(Math.round(after - tokens)), sold)
      if (pool.quoteSale(toPool) > 0n) {
        pool.sell(sales, proceeds, toPool)
        tokensLeft -= toPool
      }
    } else {
      const toPool = smaller(BigInt(Math.round((tokens * usd) / after - usd)), spent)
      if (pool.quotePurchase(toPool) > 0n) {
        pool.buy(purchases, bought, toPool)
        usdLeft -= toPool
      }
    }
    if (tokensLeft === 0n || usdLeft === 0n) return
    ledger.transferLarge(sales, bought, tokensLeft)
    ledger.transferLarge(purchases, proceeds, usdLeft)
  }

  private arbitrage(): void {
    if (this.outside === undefined) return
    const { pool, outside } = this
    const wanted = arbitrage(pool.usdReserve, pool.price, Number(pool.fee) / 1e6, outside.price, outside.depth)
    const units = BigInt(Math.floor(Math.abs(wanted) * this.usdScale))
    if (units === 0n) return
    if (wanted > 0) {
      if (pool.quotePurchase(units) === 0n) return
      pool.buy(this.holdersUsd, this.holders, units)
      outside.absorb(-Number(units) / this.usdScale)
      return
    }
    const asked = pool.quoteSaleFor(units)
    const tokens = smaller(asked, this.ledger.balance(this.holders))
    if (pool.quoteSale(tokens) === 0n) return
    outside.absorb(Number(pool.sell(this.holders, this.holdersUsd, tokens)) / this.usdScale)
  }
}

const smaller = (a: bigint, b: bigint): bigint => (a < b ? a : b)
