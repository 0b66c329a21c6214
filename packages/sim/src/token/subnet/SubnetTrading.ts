/** What is traded in a subnet's pool, evenly over an epoch: hour by hour liquidity and chain buys, then sales, then purchases.
 *
 * Providers' TAO goes to the chain to be sold for USD; everybody else keeps theirs as holders of TAO. Alpha that the chain and buy-backs have bought is
 * burned; what people take in and out is the flow that the chain looks at. */
import type { AccountId, Ledger } from "../../ledger/Ledger.ts"
import { scaleOf, tokenDecimals } from "../../ledger/Money.ts"
import { day, daysPerYear } from "../../units/Time.ts"
import { type AlphaPool, unitsOf } from "./AlphaPool.ts"
import { portion } from "../../ledger/HandOut.ts"
import { worth } from "../price/OutsideMarket.ts"
import type { SubnetChain } from "./SubnetChain.ts"
import type { SubnetToken } from "./SubnetConfig.ts"
import { type Injection, injectLiquidity } from "./SubnetShares.ts"

const unitsPerToken = scaleOf(tokenDecimals)
/** Hourly in a day-long epoch. */
const slices = 24
/** Over how many days stakers remember buy-backs, and the largest ln(value / price) that they act on. Assumptions. */
const memoryDays = 30
const largestGap = 1

const smaller = (a: bigint, b: bigint): bigint => (a < b ? a : b)

/** The ledger accounts that take part. */
export interface TradingAccounts {
  /** Alpha on sale, and the TAO that it brings. */
  readonly sales: AccountId
  readonly taken: AccountId
  /** TAO that buys alpha, and the alpha bought. */
  readonly purchases: AccountId
  readonly bought: AccountId
  /** Alpha of the owner, and of stakers. */
  readonly owner: AccountId
  readonly stakers: AccountId
}

export class SubnetTrading {
  private readonly config: SubnetToken
  private readonly chain: SubnetChain
  private readonly ledger: Ledger
  private readonly pool: AlphaPool
  private readonly accounts: TradingAccounts
  /** TAO bought with the fees of the epoch before. */
  private readonly forBuyBacks: AccountId
  private readonly injection: Injection = { tao: 0, alpha: 0, chainBuy: 0 }
  /** Smoothed USD of buy-backs a day. */
  private buyBackPerDay = 0
  private epochs = 0

  constructor(
    config: SubnetToken,
    chain: SubnetChain,
    ledger: Ledger,
    pool: AlphaPool,
    accounts: TradingAccounts,
    forBuyBacks: AccountId
  ) {
    this.config = config
    this.chain = chain
    this.ledger = ledger
    this.pool = pool
    this.accounts = accounts
    this.forBuyBacks = forBuyBacks
  }

  /** Stakers see what fees will buy back: USD a day. */
  remember(perDay: number, days: number): void {
    const weight = Math.max(-Math.expm1(-days / memoryDays), 1 / (this.epochs + 1))
    this.buyBackPerDay += weight * (perDay - this.buyBackPerDay)
    this.epochs++
  }

  /** Trades everything, evenly over the epoch.
   *
   * @param ofProviders minor units of alpha on sale that are providers'
   * @param emission minor units of alpha that the epoch makes
   * @param cap minor units of alpha that may be injected */
  settle(subnet: number, days: number, ofProviders: bigint, emission: number, cap: number): void {
    const { accounts, chain, config, ledger, pool } = this
    const incoming = chain.incoming[subnet] ?? -1
    const { holders } = chain.exchange
    const wanted = this.stakersWant(days, emission)
    const leaving = smaller(unitsOf(wanted.alpha), ledger.balance(accounts.stakers))
    ledger.transferLarge(accounts.stakers, accounts.sales, leaving)
    const buyBack = ledger.balance(this.forBuyBacks)
    ledger.transferLarge(this.forBuyBacks, accounts.purchases, buyBack)
    const ofOwner = smaller(unitsOf(config.owner.buys * days), ledger.balance(holders))
    ledger.transferLarge(holders, accounts.purchases, ofOwner)
    const ofStakers = smaller(unitsOf(wanted.tao), ledger.balance(holders))
    ledger.transferLarge(holders, accounts.purchases, ofStakers)
    const onSale = ledger.balance(accounts.sales)
    const spending = ledger.balance(accounts.purchases)
    for (let left = slices; left > 0; left--) {
      const parts = BigInt(left)
      this.addLiquidity(incoming, ledger.balance(incoming) / parts, cap / slices)
      pool.sell(accounts.sales, accounts.taken, ledger.balance(accounts.sales) / parts)
      pool.buy(accounts.purchases, accounts.bought, ledger.balance(accounts.purchases) / parts)
    }
    const unspent = ledger.balance(accounts.purchases)
    const taken = ledger.balance(accounts.taken)
    chain.flow(subnet, Number(spending - unspent - taken) / unitsPerToken)
    chain.sell(subnet, accounts.taken, portion(taken, Number(ofProviders), Number(onSale)))
    ledger.transferLarge(accounts.taken, holders, ledger.balance(accounts.taken))
    const alpha = ledger.balance(accounts.bought)
    const whole = Number(spending)
    ledger.transferLarge(accounts.bought, accounts.owner, portion(alpha, Number(ofOwner), whole))
    ledger.transferLarge(accounts.bought, accounts.stakers, portion(alpha, Number(ofStakers), whole))
    ledger.burnLarge(accounts.bought, ledger.balance(accounts.bought))
  }

  /** New TAO goes into the pool beside new alpha, as far as the cap allows, and buys alpha with the rest; `cap` in minor units. */
  private addLiquidity(incoming: AccountId, units: bigint, cap: number): void {
    const { accounts, injection, ledger, pool } = this
    injectLiquidity(Number(units), pool.price, cap, injection)
    const tao = smaller(BigInt(Math.floor(injection.tao)), units)
    const added = tao > 0n && pool.inject(incoming, tao, BigInt(Math.floor(injection.alpha)))
    const bought = pool.buy(incoming, accounts.bought, added ? units - tao : units)
    ledger.burnLarge(accounts.bought, bought)
  }

  /** TAO that stakers bring, and alpha that they take out, in so many days. */
  private stakersWant(days: number, emission: number): { readonly tao: number; readonly alpha: number } {
    const { chain, config, ledger, pool } = this
    const { discount, inflow, value_speed } = config.stakers
    const { price } = pool
    let tao = Math.max(0, inflow * days)
    let alpha = inflow < 0 ? (-inflow * days) / price : 0
    if (value_speed === 0) return { tao, alpha }
    const supply = ledger.approximateSupply(ledger.assetOfAccount(pool.alpha)) / unitsPerToken
    const perYear = (daysPerYear * emission) / unitsPerToken / days
    const value = worth(this.buyBackPerDay * daysPerYear, perYear, discount, supply) / chain.price
    const gap = Math.max(-largestGap, Math.min(largestGap, Math.log(value / price)))
    const target = price * Math.exp(-Math.expm1(-value_speed * days * day) * gap)
    tao += pool.taoToReach(target)
    alpha += pool.alphaToReach(target)
    return { tao, alpha }
  }
}
