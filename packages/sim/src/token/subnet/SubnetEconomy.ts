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
import { lengthened } from "../../kernel/Columns.ts"
import * as Catalog from "../../catalog/Catalog.ts"
import type { Draws } from "../../kernel/Draws.ts"
import { type AccountId, type AssetId, InvalidPosting, type Ledger } from "../../ledger/Ledger.ts"
import { microUsd, mint, move, scaleOf, splitDown, tokenDecimals, usd, wholeUnitsLarge } from "../../ledger/Money.ts"
import { day } from "../../units/Time.ts"
import { AlphaPool, unitsOf } from "./AlphaPool.ts"
import { handOut, portion, sum } from "../../ledger/HandOut.ts"
import { sold } from "../price/Holding.ts"
import type { Epoch, Incentives } from "../Incentives.ts"
import { Signals } from "../Signals.ts"
import type { Subnet, SubnetChain } from "./SubnetChain.ts"
import type { SubnetToken } from "./SubnetConfig.ts"
import { type AlphaSplit, injectionCap, splitAlpha } from "./SubnetShares.ts"
import { SubnetTrading, type TradingAccounts } from "./SubnetTrading.ts"
import { SubnetValidators } from "./SubnetValidators.ts"
import { SubnetWashing } from "./SubnetWashing.ts"
import { blockSeconds, emittedOver } from "./TaoIssuance.ts"

const unitsPerToken = scaleOf(tokenDecimals)
/** Share of the alpha outside the pool that belongs to validators at the start; the rest is staked with them. Assumption. */
const validatorsOwn = 0.5
/** The ledger accounts of a subnet that do not trade. */
interface SubnetAccounts {
  /** USD kept of payments until the next settlement; what of it the owner keeps. */
  readonly fees: AccountId
  readonly ownerUsd: AccountId
  readonly roundingUsd: AccountId
}

export class SubnetEconomy implements Incentives, Subnet {
  readonly config: SubnetToken
  readonly token: AssetId
  readonly signals = new Signals()
  readonly validators: SubnetValidators
  private readonly washing: SubnetWashing
  readonly pool: AlphaPool
  readonly number: number
  /** USD for providers, and TAO bought with the fees: the chain pays into them. */
  readonly proceeds: AccountId
  readonly taoBought: AccountId
  rewardUsd = new Float64Array(0)
  blocks: number

  private readonly ledger: Ledger
  private readonly chain: SubnetChain
  private readonly accounts: SubnetAccounts & TradingAccounts
  /** Alpha of each validator. */
  private readonly stakes: ReadonlyArray<AccountId>
  private readonly firstStakes: Float64Array
  private readonly stakeWeights: Float64Array
  private readonly split: AlphaSplit = { owner: 0, miners: 0, validators: 0, root: 0, recycled: 0 }
  private readonly trading: SubnetTrading
  // By provider: USD that users paid, score, minor units of alpha earned, received since the last sale, on sale; scratch.
  private workUsd = new Float64Array(0)
  private scores = new Float64Array(0)
  private earned = new Float64Array(0)
  private received = new Float64Array(0)
  private onSale = new Float64Array(0)
  private parts = new Float64Array(0)
  /** Speed of the GPUs on offer in the last epoch, mean by hour. */
  private meanSpeed = 0

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
    this.washing = new SubnetWashing(name, ledger, draws)
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
    this.trading = new SubnetTrading(config, chain, ledger, this.pool, this.accounts, this.taoBought)
    const outside = ledger.balance(this.accounts.stakers)
    for (const [at, account] of this.stakes.entries()) {
      const units = portion(outside, validatorsOwn * (this.firstStakes[at] ?? 0), 1)
      ledger.transferLarge(this.accounts.stakers, account, units)
    }
    this.blocks = Math.floor(config.age / blockSeconds)
    this.number = chain.add(name, this)
    this.tellState()
  }

  get fakeUsd(): Float64Array {
    return this.washing.fake
  }

  /** What an offered hour of a GPU model counts against the mean of the last epoch: miners are scored by speed. */
  capacityFactor(model: number): number {
    return this.meanSpeed > 0 ? (Catalog.speeds[model] ?? 0) / this.meanSpeed : 1
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

  payOut(from: AccountId, provider: number, usdWallet: AccountId, amount: number): number {
    this.reserve(provider + 1)
    const fee = Math.floor(amount * this.config.fee)
    this.workUsd[provider] = (this.workUsd[provider] ?? 0) + amount / microUsd
    this.ledger.transfer(from, this.accounts.fees, fee)
    this.ledger.transfer(from, usdWallet, amount - fee)
    return amount - fee
  }

  leave(provider: number, _usdWallet: AccountId, tokenWallet: AccountId): void {
    this.validators.leave(provider)
    this.washing.leave(provider)
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
    this.wash(epoch, unitPrice)
    this.score(epoch)
    this.weighStakes()
    this.validators.judge(epoch, this.scores, this.stakeWeights, chain.blocks)
    this.payMiners(epoch, unitPrice)
    const providers = this.collectSales(epoch, unitPrice)
    this.payOthers()
    const days = epoch.seconds / day
    this.keepFees(days)
    this.trading.settle(this.number, days, providers, emission, injectionCap(chain.config.injection, emission, root))
    this.blocks += chain.blocks
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
    this.signals.sellPressureUsdPerDay = ((Number(dollars) / microUsd) * day) / seconds
  }

  /** Whoever is willing pays itself for work as far as its reward is worth it. */
  private wash(epoch: Epoch, unitPrice: number): void {
    const { burns } = this.config.owner
    const forWork = this.split.miners * (1 - burns) * this.config.work_share * unitPrice
    const { fee, self_dealing } = this.config
    this.washing.settle(self_dealing, epoch, forWork, fee, this.workUsd, this.rewardUsd, this.accounts.fees)
  }

  /** What there is to measure: a share of all paid work, and a share of all capacity. */
  private score(epoch: Epoch): void {
    const { gpuModels, offeredGpuHours, providers } = epoch
    const { parts, scores } = this
    const { measured } = this.washing
    for (let provider = 0; provider < providers; provider++) {
      parts[provider] = (offeredGpuHours[provider] ?? 0) * (Catalog.speeds[gpuModels[provider] ?? 0] ?? 0)
    }
    const work = sum(measured, providers)
    const capacity = sum(parts, providers)
    const hours = sum(offeredGpuHours, providers)
    if (hours > 0) this.meanSpeed = capacity / hours
    const forWork = work > 0 ? this.config.work_share / work : 0
    const forCapacity = capacity > 0 ? (1 - this.config.work_share) / capacity : 0
    for (let provider = 0; provider < providers; provider++) {
      scores[provider] = forWork * (measured[provider] ?? 0) + forCapacity * (parts[provider] ?? 0)
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
    const work = sum(this.washing.measured, count)
    const offered = sum(epoch.offeredGpuHours, count)
    const forWork = work > 0 ? units * config.work_share : 0
    signals.emitted = units / unitsPerToken
    signals.emissionUsd = units * unitPrice
    signals.subsidyPerOfferedGpuHour = offered > 0 ? ((units - forWork) * unitPrice) / offered : 0
    signals.subsidyPerWorkedUsd = work > 0 ? (forWork * unitPrice) / work : 0
    signals.trueWorkUsd = sum(this.workUsd, count)
    signals.fakeWorkUsd = sum(this.washing.fake, count)
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
      const need = (epoch.cashNeedUsd[provider] ?? 0) + (this.washing.cost[provider] ?? 0)
      const units = sold(config.holding, held, received, need, unitPrice)
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
    this.trading.remember(perDay, days)
    this.signals.buyPressureUsdPerDay = perDay
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
    this.washing.reserve(count * 2)
    for (const name of ["rewardUsd", "workUsd", "scores", "earned", "received", "onSale", "parts"] as const) {
      this[name] = lengthened(this[name], count * 2)
    }
  }
}
