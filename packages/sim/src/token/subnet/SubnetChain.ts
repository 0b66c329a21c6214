/** A chain of subnets: mints TAO by what has been issued, splits it between subnets by a rule, and trades TAO for USD.
 *
 * Once per epoch: `openEpoch` (holders trade outside, averages move, TAO is minted and stands before each subnet), then each subnet settles by
 * itself (`SubnetEconomy.ts`) and hands in the TAO that its providers sell and the USD of its buy-backs, then `closeEpoch` trades all of it at once, so
 * that no subnet is served before another.
 *
 * **Gotchas** Prices and flows are looked at once per epoch and held for all of its blocks. The share of the chain that is not modelled is minted to
 * holders, so that issuance halves when it should. */
import { Draws } from "../../kernel/Draws.ts"
import type { AccountId, AssetId, Ledger } from "../../ledger/Ledger.ts"
import { microUsd, scaleOf, splitInto, tokenDecimals, usd } from "../../ledger/Money.ts"
import type { Courses } from "../../state/SeriesConfig.ts"
import { day } from "../../units/Time.ts"
import { Exchange, type TradingAccounts } from "../price/Exchange.ts"
import { handOut, portion, sum } from "../../ledger/HandOut.ts"
import type { Subnets } from "./SubnetConfig.ts"
import { averageFlow, averagePriceOver, rootIsPaid, rootProportion, subnetShares } from "./SubnetShares.ts"
import { blockSeconds, emittedOver } from "./TaoIssuance.ts"

const unitsPerToken = scaleOf(tokenDecimals)

/** What the chain needs of a subnet. */
export interface Subnet {
  /** TAO per alpha. */
  readonly price: number
  /** Alpha ever issued. */
  readonly alphaIssued: number
  /** Share of the miners' alpha that is burned. */
  readonly minerBurned: number
  /** Blocks since it began to emit. */
  readonly blocks: number
  /** Takes USD for the TAO that it handed in, and TAO for the USD. */
  readonly proceeds: AccountId
  readonly taoBought: AccountId
  /** USD and TAO have come in: hands them on to providers. */
  close(usdWallets: ArrayLike<AccountId>, providers: number, seconds: number): void
}

export class SubnetChain {
  readonly config: Subnets
  readonly token: AssetId
  readonly exchange: Exchange
  readonly subnets: Array<Subnet> = []
  /** By subnet: TAO minted for it in this epoch, waiting to go into its pool. */
  readonly incoming: Array<AccountId> = []
  /** By subnet, what the rules look at, and the shares of TAO that follow. */
  readonly averages = {
    price: new Float64Array(0),
    flow: new Float64Array(0),
    rootProportion: new Float64Array(0),
    minerBurned: new Float64Array(0),
    enabled: new Uint8Array(0)
  }
  shares = new Float64Array(0)
  /** By subnet since the tallies were cleared: TAO minted for it, USD that users paid on it. */
  minted = new Float64Array(0)
  work = new Float64Array(0)
  /** Blocks of this epoch, and whether root is paid in it. */
  blocks = 0
  rootPaid = false
  private readonly ledger: Ledger
  private readonly draws: Draws
  private readonly outsideNoise: number
  private readonly accounts: TradingAccounts
  private readonly roundingUsd: AccountId
  private readonly roundingTao: AccountId
  /** By subnet, of this epoch: TAO that people put into its pool less what they took out; TAO handed in; USD handed in. */
  private flows = new Float64Array(0)
  private taoOnSale = new Float64Array(0)
  private usdToSpend = new Float64Array(0)
  private parts = new Float64Array(0)
  private order = new Uint32Array(0)
  private epochs = 0
  private mintedLast = 0

  constructor(config: Subnets, ledger: Ledger, draws: Draws, courses: Courses = {}) {
    this.config = config
    this.ledger = ledger
    this.draws = draws
    this.token = ledger.asset(config.token, tokenDecimals)
    this.outsideNoise = Draws.purpose(`token/${config.token}/outside-price`)
    const dollars = ledger.asset(usd.name, usd.decimals)
    const market = { ...config, name: config.token, initial_supply: config.issued }
    this.exchange = new Exchange(market, ledger, this.token, dollars, courses)
    this.accounts = {
      sales: ledger.account(`${config.token} sales`, this.token),
      proceeds: ledger.account(`${config.token} proceeds of sales`, dollars),
      purchases: ledger.account(`${config.token} purchases`, dollars),
      bought: ledger.account(`${config.token} bought`, this.token)
    }
    this.roundingUsd = ledger.account(`${config.token} rounding USD`, dollars)
    this.roundingTao = ledger.account(`${config.token} rounding`, this.token)
  }

  /** USD per TAO. */
  get price(): number {
    return this.exchange.price
  }

  /** TAO staked on root. */
  get rootTao(): number {
    return this.config.root * this.config.issued
  }

  /** Takes a subnet in; returns its number. */
  add(name: string, subnet: Subnet): number {
    const number = this.subnets.push(subnet) - 1
    this.incoming.push(this.ledger.account(`${name} new ${this.config.token}`, this.token))
    const { averages } = this
    averages.price = appended(averages.price, Math.min(1, subnet.price))
    averages.flow = appended(averages.flow, 0)
    averages.rootProportion = appended(averages.rootProportion, 0)
    averages.minerBurned = appended(averages.minerBurned, 0)
    averages.enabled = new Uint8Array(number + 1).fill(1)
    for (const name of ["shares", "minted", "work", "flows", "taoOnSale", "usdToSpend", "parts"] as const) {
      this[name] = appended(this[name], 0)
    }
    this.order = new Uint32Array(number + 1)
    return number
  }

  /** The epoch that ends now begins to be settled: mints its TAO and says who gets it. */
  openEpoch(now: number, seconds: number): void {
    this.blocks = Math.round(seconds / blockSeconds)
    this.holdersTrade(now, seconds / day)
    this.look()
    subnetShares(this.config.rule, this.averages, this.shares)
    const { ledger, parts, shares, subnets } = this
    const minted = emittedOver(ledger.minted(this.token) - ledger.burned(this.token), BigInt(this.blocks))
    const whole = sum(shares, subnets.length)
    const forSubnets = whole > 0 ? portion(minted, this.config.share, 1) : 0n
    splitInto(Number(forSubnets), shares, whole, subnets.length, parts, this.order)
    for (let at = 0; at < subnets.length; at++) {
      const units = parts[at] ?? 0
      ledger.mint(this.incoming[at] ?? -1, units)
      this.minted[at] = (this.minted[at] ?? 0) + units / unitsPerToken
    }
    ledger.mintLarge(this.exchange.holders, minted - forSubnets)
    this.mintedLast = Number(minted) / unitsPerToken
    this.flows.fill(0)
    this.taoOnSale.fill(0)
    this.usdToSpend.fill(0)
    this.epochs++
  }

  /** People have put `tao` more into a subnet's pool than they took out in this epoch (chain buys and injections are not people). */
  flow(subnet: number, tao: number): void {
    this.flows[subnet] = (this.flows[subnet] ?? 0) + tao
  }

  /** Hands in minor units of TAO to be sold for USD. */
  sell(subnet: number, from: AccountId, units: bigint): void {
    this.ledger.transferLarge(from, this.accounts.sales, units)
    this.taoOnSale[subnet] = Number(units)
  }

  /** Hands in micro-USD to buy TAO. */
  spend(subnet: number, from: AccountId, units: bigint): void {
    this.ledger.transferLarge(from, this.accounts.purchases, units)
    this.usdToSpend[subnet] = Number(units)
  }

  /** Every subnet has settled: trades what they handed in, at one price for all. */
  closeEpoch(usdWallets: ArrayLike<AccountId>, providers: number, seconds: number): void {
    const { accounts, exchange, ledger, parts, subnets } = this
    exchange.trade(accounts)
    const count = subnets.length
    const usdFor = subnets.map(({ proceeds }) => proceeds)
    const taoFor = subnets.map(({ taoBought }) => taoBought)
    const proceeds = ledger.balance(accounts.proceeds)
    handOut(ledger, accounts.proceeds, proceeds, this.taoOnSale, usdFor, count, parts, this.roundingUsd)
    const bought = ledger.balance(accounts.bought)
    handOut(ledger, accounts.bought, bought, this.usdToSpend, taoFor, count, parts, this.roundingTao)
    for (const subnet of subnets) subnet.close(usdWallets, providers, seconds)
  }

  /** Forgets what happened so far, as at the end of a warm-up. */
  clearTallies(): void {
    this.minted.fill(0)
    this.work.fill(0)
  }

  private holdersTrade(now: number, days: number): void {
    const { epochs, exchange, ledger } = this
    const noise = this.draws.at(this.outsideNoise, 0, epochs).normal()
    const supply = ledger.approximateSupply(this.token) / unitsPerToken
    // What buy-backs spend is what holders of TAO earn, through alpha.
    const burned = sum(this.usdToSpend, this.subnets.length) / microUsd
    exchange.holdersTrade({ epochs, now, days, burned, minted: this.mintedLast, supply, noise })
  }

  /** Moves the averages over the epoch's blocks. */
  private look(): void {
    const { averages, blocks, config, subnets } = this
    const smoothing = -Math.expm1((-Math.LN2 * blockSeconds) / config.flow_half_life)
    for (const [at, subnet] of subnets.entries()) {
      const before = averages.price[at] ?? 0
      averages.price[at] = averagePriceOver(before, subnet.price, subnet.blocks, blocks)
      const perBlock = blocks > 0 ? (this.flows[at] ?? 0) / blocks : 0
      averages.flow[at] = averageFlow(averages.flow[at] ?? 0, perBlock, blocks, smoothing)
      averages.rootProportion[at] = rootProportion(this.rootTao, subnet.alphaIssued, config.tao_weight)
      averages.minerBurned[at] = subnet.minerBurned
    }
    this.rootPaid = rootIsPaid(appended(averages.price, config.other_prices))
  }
}

const appended = (values: Float64Array, value: number): Float64Array<ArrayBuffer> => {
  const longer = new Float64Array(values.length + 1)
  longer.set(values)
  longer[values.length] = value
  return longer
}
