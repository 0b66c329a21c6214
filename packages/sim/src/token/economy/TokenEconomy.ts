/** One token's economy over a run: joins emission, distribution, stakes, holding, sinks, self-dealing, verification, pool and outside market.
 *
 * Between settlements the world calls `payOut` for every finished piece of work. Users pay in USD; where the network is paid in tokens, the day's payments buy the
 * tokens in one go; where it is paid in credits, users burn tokens for them beforehand (`BurnMint.ts`).
 *
 * Once per epoch `settleEpoch` does, in this order: holders trade outside; new tokens are reckoned; providers choose how much work to fake (`Washing.ts`); tokens
 * are minted and handed out (`RewardPayment.ts`); stakes are brought to what is needed (`StakeKeeping.ts`); providers choose whether to make up results, and a
 * sample is checked (`Verifying.ts`); what unlocks is put on sale; providers sell; everything is traded, spread over the epoch, what the trades brought is handed out and burned (`Trading.ts`).
 *
 * A provider is a row of the world's table; its USD and token wallets are accounts that the world opened. Every movement of value is a posting.
 *
 * **Gotchas** Call `leave` when a provider is gone, before its row is used again. Rewards follow what is *measured*, fake work included; success is to
 * be judged by `trueWorkUsd`. */
import { Draws } from "../../kernel/Draws.ts"
import { type AccountId, type AssetId, InvalidPosting, type Ledger } from "../../ledger/Ledger.ts"
import { microUsd, move, tokenDecimals, usd } from "../../ledger/Money.ts"
import type { Courses } from "../../state/SeriesConfig.ts"
import { day } from "../../units/Time.ts"
import { BurnMint } from "../payment/BurnMint.ts"
import { type EconomyState, ProviderColumns, unitsPerToken } from "./EconomyState.ts"
import { Exchange } from "../price/Exchange.ts"
import { sum } from "../../ledger/HandOut.ts"
import type { Epoch, Incentives } from "../Incentives.ts"
import { Minting } from "../emission/Minting.ts"
import { RewardPayment } from "./RewardPayment.ts"
import { Signals } from "../Signals.ts"
import { feeOf } from "../payment/Sink.ts"
import { StakeKeeping } from "./StakeKeeping.ts"
import { Stakes } from "../stake/Stakes.ts"
import { openTokenAccounts } from "./TokenAccounts.ts"
import type { NetworkToken } from "../TokenConfig.ts"
import { Trading } from "./Trading.ts"
import { Unlocks } from "../price/Unlocks.ts"
import { Verifying } from "./Verifying.ts"
import { VestedRewards } from "./VestedRewards.ts"
import { Washing } from "./Washing.ts"

/** The economy of one token. */
export class TokenEconomy implements Incentives {
  readonly config: NetworkToken
  readonly token: AssetId
  readonly signals = new Signals()
  readonly stakes: Stakes
  private readonly state: EconomyState
  private readonly columns = new ProviderColumns()
  /** Purpose of the draws of the outside price, by the name of the token. */
  private readonly outsideNoise: number
  private readonly minting: Minting
  private readonly washing: Washing
  private readonly verifying: Verifying
  private readonly rewards: RewardPayment
  private readonly staking: StakeKeeping
  private readonly unlocks: Unlocks
  private readonly vested: VestedRewards
  private readonly trading: Trading
  private readonly credits: BurnMint | undefined
  private epochs = 0
  private carriedUnits = 0
  /** Fees of payments since the last settlement, USD. */
  private fees = 0

  /** `courses` are the files that the config names. */
  constructor(config: NetworkToken, ledger: Ledger, draws: Draws, courses: Courses = {}) {
    const { name } = config
    this.config = config
    this.outsideNoise = Draws.purpose(`token/${name}/outside-price`)
    this.token = ledger.asset(name, tokenDecimals)
    const { signals, token } = this
    if (ledger.minted(token) > 0n) throw new InvalidPosting(`Two networks cannot both make ${name}`)
    const dollars = ledger.asset(usd.name, usd.decimals)
    const exchange = new Exchange(config, ledger, token, dollars, courses)
    this.stakes = new Stakes(ledger, token, name)
    const { columns, stakes } = this
    const accounts = openTokenAccounts(ledger, name, token, dollars)
    const state = { config, ledger, token, draws, accounts, exchange, stakes, signals, columns }
    this.state = state
    this.minting = new Minting(config.emission)
    this.unlocks = new Unlocks(config.unlocks, config.unlock_selling, ledger, token, name, unitsPerToken)
    this.vested = new VestedRewards(ledger, token, name)
    const { sink } = config
    this.credits = sink.payment === "credits" ? new BurnMint(sink.credits, ledger, token, dollars, name) : undefined
    this.credits?.endow(exchange.holders)
    this.washing = new Washing(state)
    this.verifying = new Verifying(state)
    this.rewards = new RewardPayment(state, this.vested)
    this.staking = new StakeKeeping(state)
    this.trading = new Trading(state, this.unlocks, this.staking, this.credits)
    this.tellState()
  }

  get feeShare(): number {
    const { fee } = this.config.sink
    return fee + (1 - fee) * this.settleSpread
  }

  /** What stays in the vault of the tokens that credits are settled with: a provider does not earn it. */
  private get settleSpread(): number {
    const { credits, payment } = this.config.sink
    return payment === "credits" ? credits.settle_spread : 0
  }

  get paysCredits(): boolean {
    return this.credits !== undefined
  }

  get fakeUsd(): Float64Array {
    return this.columns.fakeUsd
  }

  get rewardUsd(): Float64Array {
    return this.columns.rewardUsd
  }

  capacityFactor(model: number): number {
    return this.rewards.capacityFactor(model)
  }

  /** Pays for work: `amount` micro-USD leave `from`. In a network paid in USD the provider gets them less the fee now; in one paid in tokens or
   * credits they wait for the next settlement and buy tokens then. Returns the micro-USD that the provider has earned. */
  payOut(from: AccountId, provider: number, usdWallet: AccountId, amount: number): number {
    const { columns } = this
    const { accounts, ledger } = this.state
    columns.reserve(provider + 1)
    this.stakes.reserve(provider + 1)
    const fee = feeOf(this.config.sink, amount)
    this.fees += fee / microUsd
    columns.workUsd[provider] = (columns.workUsd[provider] ?? 0) + amount / microUsd
    if (this.config.sink.payment === "usd") {
      ledger.transfer(from, accounts.fees, fee)
      ledger.transfer(from, usdWallet, amount - fee)
    } else {
      ledger.transfer(from, accounts.payments, amount)
      columns.owed[provider] = (columns.owed[provider] ?? 0) + amount
    }
    return amount - fee - Math.round((amount - fee) * this.settleSpread)
  }

  /** A provider is gone: what users still owe it is paid in USD, its tokens and stake go with its owner, who is a holder from now on. */
  leave(provider: number, usdWallet: AccountId, tokenWallet: AccountId): void {
    const { columns, credits } = this
    if (provider >= columns.length) return
    const { accounts, exchange, ledger } = this.state
    const owed = columns.owed[provider] ?? 0
    const fee = feeOf(this.config.sink, owed)
    if (owed > 0) {
      if (credits !== undefined) credits.payInUsd(accounts.payments, usdWallet, owed)
      else move(ledger, accounts.payments, usdWallet, owed)
      move(ledger, usdWallet, accounts.fees, fee)
    }
    this.stakes.clear(provider, exchange.holders)
    this.vested.clear(provider, exchange.holders)
    if (tokenWallet >= 0) ledger.transferLarge(tokenWallet, exchange.holders, ledger.balance(tokenWallet))
    columns.clear(provider)
  }

  /** Settles one epoch. */
  settleEpoch(epoch: Epoch): void {
    const { ledger, exchange, accounts } = this.state
    this.columns.reserve(epoch.providers)
    this.stakes.reserve(epoch.providers)
    const days = epoch.seconds / day
    this.holdersTrade(epoch.now, days)
    const { price } = exchange
    const burnedBefore = ledger.burned(this.token)
    const due = this.unitsDue(epoch)
    this.washing.settle(epoch, due, price)
    this.signals.feesUsd = this.fees + sum(this.columns.fakeUsd, epoch.providers) * this.config.sink.fee
    this.fees = 0
    const { burnedPerDay, payouts, reminted } = this.minting
    this.rewards.settle(epoch, due, price, { smoothed: burnedPerDay, reminted })
    this.staking.bring(epoch, price, this.epochs === 0)
    this.verifying.settle(epoch, price)
    this.unlocks.settle(epoch.now - epoch.seconds, epoch.now, exchange.holders, accounts.sales)
    this.trading.collectSales(epoch, price)
    this.trading.trade(epoch, days, price, payouts)
    this.tellState()
    const burned = Number(ledger.burned(this.token) - burnedBefore) / unitsPerToken
    this.signals.burnedUsd = burned * exchange.price
    this.columns.workUsd.fill(0)
    this.epochs++
  }

  /** Holders answer what the last epoch has shown, and the pool follows. */
  private holdersTrade(now: number, days: number): void {
    const { epochs } = this
    const { draws, exchange } = this.state
    const { burnedUsd: burned, emitted: minted, supply } = this.signals
    const noise = draws.at(this.outsideNoise, 0, epochs).normal()
    exchange.holdersTrade({ epochs, now, days, burned, minted, supply, noise })
  }

  /** Whole minor units to be minted for this epoch; the fraction is carried to the next. */
  private unitsDue(epoch: Epoch): number {
    const { accounts, exchange, ledger } = this.state
    const offeredGpuHours = sum(epoch.offeredGpuHours, epoch.providers)
    const tokens = this.minting.due({
      from: epoch.now - epoch.seconds,
      to: epoch.now,
      issued: Number(ledger.minted(this.token)) / unitsPerToken,
      burned: Number(ledger.burned(this.token)) / unitsPerToken,
      offeredGpuHours,
      utilisation: offeredGpuHours > 0 ? epoch.rentedGpuHours / offeredGpuHours : 0,
      price: exchange.price,
      fees: ledger.approximateBalance(accounts.fees) / microUsd,
      feeVault: ledger.approximateBalance(accounts.treasuryUsd) / microUsd
    })
    const due = tokens * unitsPerToken + this.carriedUnits
    const units = Math.floor(due)
    this.carriedUnits = due - units
    return units
  }

  private tellState(): void {
    const { credits, signals, stakes, token, unlocks, vested } = this
    const { exchange, ledger } = this.state
    const { price } = exchange
    signals.price = price
    signals.poolDepthUsd = exchange.poolDepth
    signals.supply = ledger.approximateSupply(token) / unitsPerToken
    signals.burned = Number(ledger.burned(token)) / unitsPerToken
    signals.staked = ledger.approximateBalance(stakes.account) / unitsPerToken
    signals.slashed = stakes.slashed / unitsPerToken
    signals.vesting = ledger.approximateBalance(vested.account) / unitsPerToken
    signals.unlocked = ledger.approximateBalance(unlocks.account) / unitsPerToken
    if (credits === undefined) return
    signals.supply -= credits.vault
    signals.creditsUsd = credits.outstanding
    signals.collateralRatio = credits.ratio(price)
    signals.halted = credits.isHalted ? 1 : 0
  }
}
