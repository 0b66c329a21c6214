/** The economy of one subnet: its alpha is made by blocks, earned by owner, miners, validators and root, and traded for TAO in its own pool.
 *
 * Users pay in USD; a part of the fee buys back alpha. Once per epoch, after the chain has minted its TAO (`SubnetChain.openEpoch`): providers are scored and weighed
 * by validators, new alpha is handed out, and everything that is traded in the pool is spread evenly over the epoch, hour by hour: liquidity and chain buys, then sales,
 * then purchases. TAO of providers is sold for USD by the chain when all subnets have settled; owner, validators, root and stakers keep theirs as holders of TAO.
 *
 * Every movement of value is a posting, in alpha, TAO or USD.
 *
 * **Gotchas** What is due to nobody is not minted: root's alpha while root is not paid, and the miners' while nobody has a score. Alpha that the chain or
 * buy-backs have bought is burned. */
import * as Catalog from "../catalog/Catalog.ts"
import type { Draws } from "../kernel/Draws.ts"
import { type AccountId, type AssetId, InvalidPosting, type Ledger } from "../ledger/Ledger.ts"
import { mint, move, scaleOf, splitDown, tokenDecimals, usd, wholeUnitsLarge } from "../ledger/Money.ts"
import { AlphaPool, unitsOf } from "./AlphaPool.ts"
import { handOut, portion, sum } from "./HandOut.ts"
import { sold } from "./Holding.ts"
import type { Epoch, Incentives } from "./Incentives.ts"
import { worth } from "./OutsideMarket.ts"
import { Signals } from "./Signals.ts"
import type { Subnet, SubnetChain } from "./SubnetChain.ts"
import type { SubnetToken } from "./SubnetConfig.ts"
import { type AlphaSplit, type Injection, injectionCap, injectLiquidity, splitAlpha } from "./SubnetShares.ts"
import { SubnetValidators } from "./SubnetValidators.ts"
import { blockSeconds, emittedOver } from "./TaoIssuance.ts"

const microUsd = scaleOf(usd.decimals)
const unitsPerToken = scaleOf(tokenDecimals)
/** Hourly in a day-long epoch. */
const slices = 24
/** Share of the alpha outside the pool that belongs to validators at the start; the rest is staked with them. Assumption. */
const validatorsOwn = 0.5
/** Over how many days stakers remember buy-backs, and the largest ln(value / price) that they act on. Assumptions. */
const memoryDays = 30
const largestGap = 1

const smaller = (a: bigint, b: bigint): bigint => (a < b ? a : b)

/** The ledger accounts of a subnet beside those of its pool. */
interface Accounts {
  /** USD kept of payments until the next settlement; what of it the owner keeps. */
  readonly fees: AccountId
  readonly ownerUsd: AccountId
  readonly roundingUsd: AccountId
  /** Alpha on sale, and the TAO that it brings. */
  readonly sales: AccountId
  readonly taken: AccountId
  /** TAO that buys alpha, and the alpha bought. */
  readonly purchases: AccountId
  readonly bought: AccountId
  readonly owner: AccountId
  readonly stakers: AccountId
}

export class SubnetEconomy implements Incentives, Subnet {
  readonly config: SubnetToken
  readonly token: AssetId
  readonly signals = new Signals()
  readonly fakeUsd = new Float64Array(0)
  readonly validators: SubnetValidators
  readonly pool: AlphaPool
  readonly number: number
  /** USD for providers, and TAO bought with the fees: the chain pays into them. */
  readonly proceeds: AccountId
  readonly taoBought: AccountId
  rewardUsd = new Float64Array(0)
  blocks: number

  private readonly ledger: Ledger
  private readonly chain: SubnetChain
  private readonly accounts: Accounts
  /** Alpha of each validator. */
  private readonly stakes: ReadonlyArray<AccountId>
  private readonly firstStakes: Float64Array
  private readonly stakeWeights: Float64Array
  private readonly split: AlphaSplit = { owner: 0, miners: 0, validators: 0, root: 0, recycled: 0 }
  private readonly injection: Injection = { tao: 0, alpha: 0, chainBuy: 0 }
  // By provider: USD that users paid, score, minor units of alpha earned, received since the last sale, on sale; scratch.
  private workUsd = new Float64Array(0)
  private scores = new Float64Array(0)
  private earned = new Float64Array(0)
  private received = new Float64Array(0)
  private onSale = new Float64Array(0)
  private parts = new Float64Array(0)
  /** Smoothed USD of buy-backs a day. */
  private buyBackPerDay = 0
  private days = 0

  constructor(config: SubnetToken, chain: SubnetChain, ledger: Ledger, draws: Draws) {
    const { name } = config
    this.config = config
    this.chain = chain
    this.ledger = ledger
    this.token = ledger.asset(name, tokenDecimals)
    if (ledger.minted(this.token) > 0n) throw new InvalidPosting(`Two networks cannot both make ${name}`)
    const dollars = ledger.asset(usd.name, usd.decimals)
    const tao = chain.token
    this.accounts = {
      fees: ledger.account(`${name} fees`, dollars),
      ownerUsd: ledger.account(`${name} owner USD`, dollars),
      roundingUsd: ledger.account(`${name} rounding USD`, dollars),
      sales: ledger.account(`${name} sales`, this.token),
      taken: ledger.account(`${name} TAO from sales`, tao),
      purchases: ledger.account(`${name} TAO to spend`, tao),
      bought: ledger.account(`${name} bought`, this.token),
      owner: ledger.account(`${name} owner`, this.token),
      stakers: ledger.account(`${name} stakers`, this.token)
    }
    this.proceeds = ledger.account(`${name} proceeds of sales`, dollars)
    this.taoBought = ledger.account(`${name} TAO for buy-backs`, tao)
    this.validators = new SubnetValidators(config.validators, name, config.miners, draws)
    this.stakes = Array.from({ length: this.validators.count }, (_, number) =>
      ledger.account(`${name} validator`, this.token, { number })
    )
    this.firstStakes = this.validators.firstStakes
    this.stakeWeights = new Float64Array(this.validators.count)
    ledger.mintLarge(this.accounts.stakers, wholeUnitsLarge(config.issued, tokenDecimals))
    this.pool = new AlphaPool(
      ledger,
      name,
      { alpha: this.token, tao },
      { alpha: this.accounts.stakers, tao: chain.exchange.holders },
      { alpha: unitsOf(config.pool.alpha), tao: unitsOf(config.pool.tao) },
      config.pool.fee
    )
    const outside = ledger.balance(this.accounts.stakers)
    for (const [at, account] of this.stakes.entries()) {
      const units = portion(outside, validatorsOwn * (this.firstStakes[at] ?? 0), 1)
      ledger.transferLarge(this.accounts.stakers, account, units)
    }
    this.blocks = Math.floor(config.age / blockSeconds)
    this.number = chain.add(name, this)
    this.tellState()
  }

  get feeShare(): number {
    return this.config.fee
  }

  /** TAO per alpha. */
  get price(): number {
    return this.pool.price
  }

  get alphaIssued(): number {
    return Number(this.ledger.minted(this.token)) / unitsPerToken
  }

  get minerBurned(): number {
    return this.config.owner.burns
  }

  /** Alpha of a validator. */
  stakeOf(validator: number): number {
    return Number(this.ledger.balance(this.stakes[validator] ?? -1)) / unitsPerToken
  }

  payOut(from: AccountId, provider: number, usdWallet: AccountId, amount: number): number {
    this.reserve(provider + 1)
    const fee = Math.floor(amount * this.config.fee)
    this.workUsd[provider] = (this.workUsd[provider] ?? 0) + amount / microUsd
    this.ledger.transfer(from, this.accounts.fees, fee)
    this.ledger.transfer(from, usdWallet, amount - fee)
    return amount - fee
  }

  /** Miners of a subnet have no stake to lose. */
  slash(): number {
    return 0
  }

  leave(provider: number, _usdWallet: AccountId, tokenWallet: AccountId): void {
    this.validators.leave(provider)
    if (tokenWallet >= 0) {
      this.ledger.transferLarge(tokenWallet, this.accounts.stakers, this.ledger.balance(tokenWallet))
    }
    if (provider >= this.workUsd.length) return
    for (const column of [this.workUsd, this.scores, this.received, this.onSale, this.rewardUsd]) column[provider] = 0
  }

  settleEpoch(epoch: Epoch): void {
    this.reserve(epoch.providers)
    const { chain, ledger } = this
    const unitPrice = (this.price * chain.price) / unitsPerToken
    const burnedBefore = ledger.burned(this.token)
    const root = chain.averages.rootProportion[this.number] ?? 0
    const emission = Number(emittedOver(ledger.minted(this.token), BigInt(chain.blocks)))
    splitAlpha(emission, chain.config.owner_cut, root, chain.rootPaid, this.split)
    this.score(epoch)
    this.weighStakes()
    this.validators.judge(epoch, this.scores, this.stakeWeights, chain.blocks)
    this.payMiners(epoch, unitPrice)
    const providers = this.collectSales(epoch, unitPrice)
    this.payOthers()
    this.keepFees(epoch.seconds / 86_400)
    this.tradeInPool(epoch.seconds / 86_400, providers, injectionCap(chain.config.injection, emission, root))
    this.blocks += chain.blocks
    this.days++
    this.tellState()
    this.signals.burnedUsd = (Number(ledger.burned(this.token) - burnedBefore) / unitsPerToken) * this.signals.price
    chain.work[this.number] = (chain.work[this.number] ?? 0) + sum(this.workUsd, epoch.providers)
    this.workUsd.fill(0)
  }

  /** Hands the USD on to the providers whose TAO it was. */
  close(usdWallets: ArrayLike<AccountId>, providers: number, seconds: number): void {
    const { accounts, ledger, onSale, proceeds } = this
    const dollars = ledger.balance(proceeds)
    handOut(ledger, proceeds, dollars, onSale, usdWallets, providers, this.parts, accounts.roundingUsd)
    this.signals.sellPressureUsdPerDay = ((Number(dollars) / microUsd) * 86_400) / seconds
  }

  /** What there is to measure: a share of all paid work, and a share of all capacity. */
  private score({ gpuModels, offeredGpuHours, providers }: Epoch): void {
    const { parts, scores, workUsd } = this
    for (let provider = 0; provider < providers; provider++) {
      parts[provider] = (offeredGpuHours[provider] ?? 0) * (Catalog.speeds[gpuModels[provider] ?? 0] ?? 0)
    }
    const work = sum(workUsd, providers)
    const capacity = sum(parts, providers)
    const forWork = work > 0 ? this.config.work_share / work : 0
    const forCapacity = capacity > 0 ? (1 - this.config.work_share) / capacity : 0
    for (let provider = 0; provider < providers; provider++) {
      scores[provider] = forWork * (workUsd[provider] ?? 0) + forCapacity * (parts[provider] ?? 0)
    }
  }

  /** Alpha of each validator with what is staked with it, and its part of root's TAO at the chain's weight. */
  private weighStakes(): void {
    const { chain, ledger, stakeWeights, stakes } = this
    const root = chain.config.tao_weight * chain.rootTao * unitsPerToken
    let own = 0
    for (const [at, account] of stakes.entries()) {
      stakeWeights[at] = ledger.approximateBalance(account)
      own += stakeWeights[at] ?? 0
    }
    const staked = own > 0 ? ledger.approximateBalance(this.accounts.stakers) / own : 0
    for (let at = 0; at < stakes.length; at++) {
      stakeWeights[at] = (1 + staked) * (stakeWeights[at] ?? 0) + root * (this.firstStakes[at] ?? 0)
    }
  }

  private payMiners(epoch: Epoch, unitPrice: number): void {
    const { config, earned, ledger, parts, signals } = this
    const count = epoch.providers
    for (let provider = 0; provider < count; provider++) parts[provider] = this.validators.shareOf(provider)
    const burned = Math.floor(this.split.miners * config.owner.burns)
    mint(ledger, this.accounts.bought, burned)
    ledger.burn(this.accounts.bought, burned)
    const whole = sum(parts, count)
    splitDown(whole > 0 ? this.split.miners - burned : 0, parts, whole, count, earned)
    let units = 0
    for (let provider = 0; provider < count; provider++) {
      const own = earned[provider] ?? 0
      this.rewardUsd[provider] = own * unitPrice
      if (own === 0) continue
      mint(ledger, epoch.tokenWallets[provider] ?? -1, own)
      this.received[provider] = (this.received[provider] ?? 0) + own
      units += own
    }
    const work = sum(this.workUsd, count)
    const offered = sum(epoch.offeredGpuHours, count)
    const forWork = work > 0 ? units * config.work_share : 0
    signals.emitted = units / unitsPerToken
    signals.emissionUsd = units * unitPrice
    signals.subsidyPerOfferedGpuHour = offered > 0 ? ((units - forWork) * unitPrice) / offered : 0
    signals.subsidyPerWorkedUsd = work > 0 ? (forWork * unitPrice) / work : 0
    signals.trueWorkUsd = work
  }

  /** Providers hand in the alpha that they sell; returns how many minor units. */
  private collectSales(epoch: Epoch, unitPrice: number): bigint {
    const { accounts, config, ledger, onSale } = this
    let all = 0n
    for (let provider = 0; provider < epoch.providers; provider++) {
      const wallet = epoch.tokenWallets[provider] ?? -1
      onSale[provider] = 0
      const held = wallet < 0 ? 0 : ledger.spendable(wallet)
      if (held === 0) continue
      const received = Math.min(held, this.received[provider] ?? 0)
      const units = sold(config.holding, held, received, epoch.cashNeedUsd[provider] ?? 0, unitPrice)
      this.received[provider] = 0
      onSale[provider] = units
      if (units > 0) move(ledger, wallet, accounts.sales, units)
      all += BigInt(units)
    }
    return all
  }

  /** Owner, validators and root get their alpha and sell what they sell of it. */
  private payOthers(): void {
    const { accounts, config, ledger, split } = this
    const ofOwner = Math.floor(split.owner * config.owner.sells)
    mint(ledger, accounts.owner, split.owner - ofOwner)
    mint(ledger, accounts.sales, ofOwner + split.root)
    for (const [at, account] of this.stakes.entries()) {
      const dividend = Math.floor(split.validators * (this.validators.dividends[at] ?? 0))
      const ofValidator = Math.floor(dividend * config.validators.sells)
      mint(ledger, account, dividend - ofValidator)
      mint(ledger, accounts.sales, ofValidator)
    }
  }

  /** Of the fees a part goes to the chain to buy TAO; the alpha is bought in the next epoch. */
  private keepFees(days: number): void {
    const { accounts, config, ledger } = this
    const fees = ledger.balance(accounts.fees)
    const buyBack = portion(fees, config.buy_back, 1)
    this.chain.spend(this.number, accounts.fees, buyBack)
    ledger.transferLarge(accounts.fees, accounts.ownerUsd, fees - buyBack)
    const perDay = Number(buyBack) / microUsd / days
    const weight = Math.max(-Math.expm1(-days / memoryDays), 1 / (this.days + 1))
    this.buyBackPerDay += weight * (perDay - this.buyBackPerDay)
    this.signals.buyPressureUsdPerDay = perDay
  }

  /** Everything that is traded in the pool, evenly over the epoch. */
  private tradeInPool(days: number, ofProviders: bigint, cap: number): void {
    const { accounts, chain, config, ledger, pool } = this
    const incoming = chain.incoming[this.number] ?? -1
    const { holders } = chain.exchange
    const wanted = this.stakersWant(days)
    const leaving = smaller(unitsOf(wanted.alpha), ledger.balance(accounts.stakers))
    ledger.transferLarge(accounts.stakers, accounts.sales, leaving)
    const buyBack = ledger.balance(this.taoBought)
    ledger.transferLarge(this.taoBought, accounts.purchases, buyBack)
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
    chain.flow(this.number, Number(spending - unspent - taken) / unitsPerToken)
    chain.sell(this.number, accounts.taken, portion(taken, Number(ofProviders), Number(onSale)))
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
  private stakersWant(days: number): { readonly tao: number; readonly alpha: number } {
    const { chain, config, ledger, pool } = this
    const { discount, inflow, value_speed } = config.stakers
    let tao = Math.max(0, inflow * days)
    let alpha = inflow < 0 ? (-inflow * days) / this.price : 0
    if (value_speed === 0) return { tao, alpha }
    const supply = ledger.approximateSupply(this.token) / unitsPerToken
    const perYear = (this.split.owner + this.split.miners + this.split.validators) / unitsPerToken / days
    const value = worth(this.buyBackPerDay * 365, perYear * 365, discount, supply) / chain.price
    const gap = Math.max(-largestGap, Math.min(largestGap, Math.log(value / this.price)))
    const target = this.price * Math.exp(-Math.expm1(-value_speed * days * 86_400) * gap)
    tao += pool.taoToReach(target)
    alpha += pool.alphaToReach(target)
    return { tao, alpha }
  }

  private tellState(): void {
    const { ledger, signals } = this
    signals.price = this.price * this.chain.price
    signals.poolDepthUsd = this.pool.depth * this.chain.price
    signals.supply = ledger.approximateSupply(this.token) / unitsPerToken
    signals.burned = Number(ledger.burned(this.token)) / unitsPerToken
    let staked = ledger.approximateBalance(this.accounts.stakers)
    for (const account of this.stakes) staked += ledger.approximateBalance(account)
    signals.staked = staked / unitsPerToken
  }

  /** Makes room for provider numbers below `count`. */
  private reserve(count: number): void {
    if (count <= this.workUsd.length) return
    for (const name of ["rewardUsd", "workUsd", "scores", "earned", "received", "onSale", "parts"] as const) {
      const larger = new Float64Array(count * 2)
      larger.set(this[name])
      this[name] = larger
    }
  }
}
