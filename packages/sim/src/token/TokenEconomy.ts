/** One token's economy over a run: joins emission, distribution, stakes, holding, sinks, self-dealing, pool and outside market.
 *
 * Between settlements the world calls `payOut` for every finished piece of work; users pay in USD, or, when the network is paid in tokens, the
 * day's payments buy the tokens in one go. Once per epoch `settleEpoch` does, in this order: holders trade outside; providers choose how much work to
 * fake; new tokens are minted and handed out; stakes are brought to what is needed; providers sell; everything is traded, spread over the epoch; USD and
 * tokens from the trades are handed out in proportion; burning.
 *
 * A provider is a row of the world's table; its USD and token wallets are accounts that the world opened. Every movement of value is a posting.
 *
 * **Gotchas** Call `leave` when a provider is gone, before its row is used again. Rewards follow what is *measured*, fake work included; success is to
 * be judged by `trueWorkUsd`. */
import { Draws } from "../kernel/Draws.ts"
import { type AccountId, type AssetId, InvalidPosting, type Ledger } from "../ledger/Ledger.ts"
import { mint, move, scaleOf, splitDown, tokenDecimals, usd } from "../ledger/Money.ts"
import type { Courses } from "../state/SeriesConfig.ts"
import { Rewards, vestedShare, weightsOf, workShare } from "./Distribution.ts"
import { Exchange } from "./Exchange.ts"
import { handOut, portion, sum, wholeBelow } from "./HandOut.ts"
import { sold } from "./Holding.ts"
import type { Epoch, Incentives } from "./Incentives.ts"
import { Minting } from "./Minting.ts"
import { respond } from "./SelfDealing.ts"
import { Signals } from "./Signals.ts"
import { burnOf, feeOf } from "./Sink.ts"
import { multipliersOf, required, slashingShare, unbondingTime } from "./Stake.ts"
import { Stakes } from "./Stakes.ts"
import { openTokenAccounts, type TokenAccounts } from "./TokenAccounts.ts"
import type { NetworkToken } from "./TokenConfig.ts"
import { Unlocks } from "./Unlocks.ts"
import { VestedRewards } from "./VestedRewards.ts"

const microUsd = scaleOf(usd.decimals)
const unitsPerToken = scaleOf(tokenDecimals)

/** The economy of one token. */
export class TokenEconomy implements Incentives {
  readonly config: NetworkToken
  readonly token: AssetId
  readonly signals = new Signals()
  readonly stakes: Stakes
  fakeUsd = new Float64Array(0)
  rewardUsd = new Float64Array(0)

  private readonly ledger: Ledger
  private readonly draws: Draws
  /** Purposes of this token's draws, by its name: other tokens and other networks do not disturb them. */
  private readonly outsideNoise: number
  private readonly temper: number
  private readonly exchange: Exchange
  private readonly accounts: TokenAccounts
  private readonly rewards = new Rewards()
  private readonly minting: Minting
  private readonly unlocks: Unlocks
  private readonly vested: VestedRewards
  /** By position of a GPU model: what its hour on offer counts, and what its stake is multiplied by. */
  private readonly capacityWeights: Float64Array
  private readonly stakeMultipliers: Float64Array
  private epochs = 0
  private carriedUnits = 0
  // By provider. What users paid through the network (USD), what they paid that is still to be turned into tokens (micro-USD),
  // tokens that came in since the last sale and tokens on sale (minor units), stake still to be bought (minor units), what faking cost (USD).
  private workUsd = new Float64Array(0)
  private owed = new Float64Array(0)
  private received = new Float64Array(0)
  private onSale = new Float64Array(0)
  private missing = new Float64Array(0)
  private fakingCost = new Float64Array(0)
  private measured = new Float64Array(0)
  private capacity = new Float64Array(0)
  private slashable = new Float64Array(0)
  /** 1 willing to fake, 0 not, −1 not yet drawn. */
  private willing = new Float64Array(0)
  private shares = new Float64Array(0)

  /** `courses` are the files that the config names. */
  constructor(config: NetworkToken, ledger: Ledger, draws: Draws, courses: Courses = {}) {
    this.config = config
    this.ledger = ledger
    this.draws = draws
    this.outsideNoise = Draws.purpose(`token/${config.name}/outside-price`)
    this.temper = Draws.purpose(`token/${config.name}/willing-to-fake`)
    this.token = ledger.asset(config.name, tokenDecimals)
    if (ledger.minted(this.token) > 0n) throw new InvalidPosting(`Two networks cannot both make ${config.name}`)
    const dollars = ledger.asset(usd.name, usd.decimals)
    this.exchange = new Exchange(config, ledger, this.token, dollars, courses)
    this.stakes = new Stakes(ledger, this.token, config.name)
    this.accounts = openTokenAccounts(ledger, config.name, this.token, dollars)
    this.minting = new Minting(config.emission)
    this.unlocks = new Unlocks(config.unlocks, config.unlock_selling, ledger, this.token, config.name, unitsPerToken)
    this.vested = new VestedRewards(ledger, this.token, config.name)
    this.capacityWeights = weightsOf(config.distribution)
    this.stakeMultipliers =
      config.stake.kind === "stake-by-hardware" ? multipliersOf(config.stake) : new Float64Array(0)
    this.tellState()
  }

  get feeShare(): number {
    return this.config.sink.fee
  }

  /** Pays for work: `amount` micro-USD leave `from`. In a network paid in USD the provider gets them less the fee now; in one paid in tokens
   * they wait for the next settlement and buy tokens then. Returns the micro-USD that the provider has earned. */
  payOut(from: AccountId, provider: number, usdWallet: AccountId, amount: number): number {
    this.reserve(provider + 1)
    const fee = feeOf(this.config.sink, amount)
    this.workUsd[provider] = (this.workUsd[provider] ?? 0) + amount / microUsd
    if (this.config.sink.payment === "token") {
      this.ledger.transfer(from, this.accounts.payments, amount)
      this.owed[provider] = (this.owed[provider] ?? 0) + amount
    } else {
      this.ledger.transfer(from, this.accounts.fees, fee)
      this.ledger.transfer(from, usdWallet, amount - fee)
    }
    return amount - fee
  }

  /** Burns the slashed share of a provider's stake for one proven fault; returns what it was worth in USD. */
  slash(provider: number): number {
    const staked = (this.stakes.staked[provider] ?? 0) + (this.stakes.unbonding[provider] ?? 0)
    const lost = this.stakes.slash(provider, Math.floor(staked * slashingShare(this.config.stake)))
    return (lost / unitsPerToken) * this.exchange.price
  }

  /** A provider is gone: what users still owe it is paid in USD, its tokens and stake go with its owner, who is a holder from now on. */
  leave(provider: number, usdWallet: AccountId, tokenWallet: AccountId): void {
    if (provider >= this.workUsd.length) return
    const { ledger, accounts } = this
    const owed = this.owed[provider] ?? 0
    const fee = feeOf(this.config.sink, owed)
    if (owed > 0) {
      move(ledger, accounts.payments, accounts.fees, fee)
      move(ledger, accounts.payments, usdWallet, owed - fee)
    }
    this.stakes.clear(provider, this.exchange.holders)
    this.vested.clear(provider, this.exchange.holders)
    if (tokenWallet >= 0) ledger.transferLarge(tokenWallet, this.exchange.holders, ledger.balance(tokenWallet))
    for (const column of [this.workUsd, this.owed, this.received, this.fakeUsd, this.rewardUsd]) column[provider] = 0
    this.willing[provider] = -1
  }

  /** Settles one epoch. */
  settleEpoch(epoch: Epoch): void {
    this.reserve(epoch.providers)
    const days = epoch.seconds / 86_400
    this.holdersTrade(epoch.now, days)
    const price = this.exchange.price
    const burnedBefore = this.ledger.burned(this.token)
    const minted = this.unitsDue(epoch)
    this.fake(epoch, minted, price)
    this.reward(epoch, minted, price)
    this.bringStakes(epoch, price)
    this.unlocks.settle(epoch.now - epoch.seconds, epoch.now, this.exchange.holders, this.accounts.sales)
    this.collectSales(epoch, price)
    this.trade(epoch, days, price)
    this.tellState()
    const burned = Number(this.ledger.burned(this.token) - burnedBefore) / unitsPerToken
    this.signals.burnedUsd = burned * this.exchange.price
    this.workUsd.fill(0)
    this.epochs++
  }

  /** Holders answer what the last epoch has shown, and the pool follows. */
  private holdersTrade(now: number, days: number): void {
    const { epochs } = this
    const { burnedUsd: burned, emitted: minted, supply } = this.signals
    const noise = this.draws.at(this.outsideNoise, 0, epochs).normal()
    this.exchange.holdersTrade({ epochs, now, days, burned, minted, supply, noise })
  }

  /** Whole minor units to be minted for this epoch; the fraction is carried to the next. */
  private unitsDue(epoch: Epoch): number {
    const offeredGpuHours = sum(epoch.offeredGpuHours, epoch.providers)
    const tokens = this.minting.due({
      from: epoch.now - epoch.seconds,
      to: epoch.now,
      issued: Number(this.ledger.minted(this.token)) / unitsPerToken,
      burned: Number(this.ledger.burned(this.token)) / unitsPerToken,
      offeredGpuHours,
      utilisation: offeredGpuHours > 0 ? epoch.rentedGpuHours / offeredGpuHours : 0,
      price: this.exchange.price
    })
    const due = tokens * unitsPerToken + this.carriedUnits
    const units = Math.floor(due)
    this.carriedUnits = due - units
    return units
  }

  /** Providers choose how much work to fake, pay what that costs, and those found lose stake. */
  private fake(epoch: Epoch, minted: number, price: number): void {
    const rule = this.config.self_dealing
    const { providers } = epoch
    if (rule.kind === "none") return void this.measured.set(this.workUsd)
    for (let provider = 0; provider < providers; provider++) {
      // Asked when it first offers, because nobody may stand in a row that offers nothing.
      if (this.willing[provider] === -1 && (epoch.offeredGpuHours[provider] ?? 0) > 0) {
        const { group, number } = epoch.ownerOf(provider)
        this.willing[provider] = this.draws.at(this.temper, number, group).uniform() < rule.willing ? 1 : 0
      }
      const staked = ((this.stakes.staked[provider] ?? 0) / unitsPerToken) * price
      this.slashable[provider] = staked * slashingShare(this.config.stake)
    }
    const worth = ((minted * workShare(this.config.distribution)) / unitsPerToken) * price
    const temptation = { emission: worth, fee: this.config.sink.fee, days: epoch.seconds / 86_400, count: providers }
    respond(rule, temptation, this.workUsd, epoch.offeredGpuHours, this.willing, this.slashable, this.fakeUsd)
    for (let provider = 0; provider < providers; provider++) {
      const fake = this.fakeUsd[provider] ?? 0
      this.measured[provider] = (this.workUsd[provider] ?? 0) + fake * (1 - rule.detection)
      this.fakingCost[provider] = 0
      if (fake > 0) this.payForFake(epoch, provider, fake, rule.friction, (rule.detection * fake) / rule.job_size)
    }
  }

  /** The fee and friction of fake work leave the wallet (its owner advances what is missing); `found` faults are slashed. */
  private payForFake(epoch: Epoch, provider: number, fake: number, friction: number, found: number): void {
    const { ledger, accounts } = this
    const wallet = epoch.usdWallets[provider] ?? -1
    const fee = feeOf(this.config.sink, Math.floor(fake * microUsd))
    const cost = Math.floor(fake * friction * microUsd)
    if (!ledger.covers(wallet, fee)) move(ledger, accounts.owners, wallet, fee)
    move(ledger, wallet, accounts.fees, fee)
    if (!ledger.covers(wallet, cost)) move(ledger, accounts.owners, wallet, cost)
    move(ledger, wallet, accounts.elsewhere, cost)
    this.fakingCost[provider] = (fee + cost) / microUsd
    const staked = this.stakes.staked[provider] ?? 0
    const lost = Math.floor(staked * Math.min(1, found * slashingShare(this.config.stake)))
    if (lost > 0) this.stakes.slash(provider, lost)
  }

  /** Mints the epoch's tokens into the wallets of those who worked and offered. */
  private reward(epoch: Epoch, minted: number, price: number): void {
    const { rewards, signals, ledger, vested } = this
    const { distribution } = this.config
    const unitPrice = price / unitsPerToken
    for (let provider = 0; provider < epoch.providers; provider++) {
      const weight = this.capacityWeights[epoch.gpuModels[provider] ?? 0] ?? 1
      this.capacity[provider] = (epoch.offeredGpuHours[provider] ?? 0) * weight
    }
    const toMint = rewards.divide(
      distribution,
      minted,
      this.measured,
      this.capacity,
      this.stakes.staked,
      epoch.providers
    )
    const released = vestedShare(distribution, epoch.seconds / 86_400)
    let offered = 0
    let measured = 0
    let work = 0
    for (let provider = 0; provider < epoch.providers; provider++) {
      const units = rewards.total[provider] ?? 0
      this.rewardUsd[provider] = units * unitPrice
      const wallet = epoch.tokenWallets[provider] ?? -1
      const later = distribution.vested > 0 ? Math.floor(units * distribution.vested) : 0
      const freed = distribution.vested > 0 ? vested.release(provider, wallet, released) : 0
      if (units > later) mint(ledger, wallet, units - later)
      vested.lock(provider, later)
      this.received[provider] = (this.received[provider] ?? 0) + units - later + freed
      offered += epoch.offeredGpuHours[provider] ?? 0
      measured += this.measured[provider] ?? 0
      work += this.workUsd[provider] ?? 0
    }
    mint(ledger, this.accounts.treasuryTokens, rewards.treasury)
    mint(ledger, this.accounts.roundingTokens, rewards.rounding)
    signals.emitted = toMint / unitsPerToken
    signals.emissionUsd = toMint * unitPrice
    signals.subsidyPerOfferedGpuHour = offered > 0 ? (rewards.forCapacity * unitPrice) / offered : 0
    signals.subsidyPerWorkedUsd = measured > 0 ? (rewards.forWork * unitPrice) / measured : 0
    signals.trueWorkUsd = work
    signals.fakeWorkUsd = sum(this.fakeUsd, epoch.providers)
  }

  /** Frees and locks stakes; what a provider lacks is bought with its owner's money in this epoch's trading, or over several when the market is thin. */
  private bringStakes(epoch: Epoch, price: number): void {
    const rule = this.config.stake
    if (rule.kind === "none") return
    const hours = epoch.seconds / 3600
    const freeAt = epoch.now + unbondingTime(rule)
    let missing = 0
    const view = {
      price,
      networkGpus: sum(epoch.offeredGpuHours, epoch.providers) / hours,
      rewardPerDay: (this.signals.emitted * 86_400) / epoch.seconds,
      circulating: this.signals.supply - this.signals.staked
    }
    for (let provider = 0; provider < epoch.providers; provider++) {
      const gpus = (epoch.offeredGpuHours[provider] ?? 0) / hours
      this.missing[provider] = 0
      if (gpus === 0 && this.stakes.staked[provider] === 0 && this.stakes.unbonding[provider] === 0) continue
      const wallet = epoch.tokenWallets[provider] ?? -1
      const freed = this.stakes.release(provider, wallet, epoch.now)
      this.received[provider] = (this.received[provider] ?? 0) + freed
      const needed = Math.ceil(
        required(rule, gpus, epoch.gpuModels[provider] ?? 0, view, this.stakeMultipliers) * unitsPerToken
      )
      const lacking = this.stakes.adjust(provider, wallet, needed, epoch.seconds / 86_400, freeAt)
      this.missing[provider] = lacking
      missing += lacking
    }
    if (this.epochs === 0) return this.endowStakes(epoch)
    const wanted = Math.min((missing / unitsPerToken) * price, this.exchange.appetite(epoch.seconds / 86_400))
    const dollars = Math.ceil(wanted * microUsd)
    if (dollars > 0) move(this.ledger, this.accounts.owners, this.accounts.purchases, dollars)
  }

  /** Whoever offers from the start has staked before: their stakes come out of the initial supply, as far as it goes. */
  private endowStakes(epoch: Epoch): void {
    for (let provider = 0; provider < epoch.providers; provider++) {
      const units = Math.min(this.missing[provider] ?? 0, this.ledger.spendable(this.exchange.holders))
      if (units > 0) this.stakes.add(provider, this.exchange.holders, units)
      this.missing[provider] = 0
    }
  }

  /** Providers hand in the tokens that they sell in this epoch. */
  private collectSales(epoch: Epoch, price: number): void {
    const { ledger, accounts } = this
    const unitPrice = price / unitsPerToken
    for (let provider = 0; provider < epoch.providers; provider++) {
      const wallet = epoch.tokenWallets[provider] ?? -1
      const held = ledger.spendable(wallet)
      this.onSale[provider] = 0
      if (held === 0) continue
      const received = Math.min(held, this.received[provider] ?? 0)
      const need = (epoch.cashNeedUsd[provider] ?? 0) + (this.fakingCost[provider] ?? 0)
      const units = sold(this.config.holding, held, received, need, unitPrice)
      this.received[provider] = 0
      this.onSale[provider] = units
      if (units > 0) move(ledger, wallet, accounts.sales, units)
    }
  }

  /** Users, buy-backs and stakers buy, providers sell, and everybody gets the average price of the epoch. */
  private trade(epoch: Epoch, days: number, price: number): void {
    const { ledger, accounts } = this
    const payments = ledger.balance(accounts.payments)
    ledger.transferLarge(accounts.payments, accounts.purchases, payments)
    const fees = ledger.balance(accounts.fees)
    const toBurn = BigInt(burnOf(this.config.sink, Number(fees)))
    const buyBack = toBurn < fees ? toBurn : fees
    ledger.transferLarge(accounts.fees, accounts.purchases, buyBack)
    ledger.transferLarge(accounts.fees, accounts.treasuryUsd, fees - buyBack)
    const spending = ledger.balance(accounts.purchases)
    this.exchange.trade(accounts)
    const proceeds = ledger.balance(accounts.proceeds)
    // What unlocked tokens brought goes to their owners, who are outside.
    const { onSale } = this.unlocks
    const forGrants = portion(proceeds, onSale, onSale + sum(this.onSale, epoch.providers))
    ledger.transferLarge(accounts.proceeds, accounts.elsewhere, forGrants)
    handOut(
      ledger,
      accounts.proceeds,
      proceeds - forGrants,
      this.onSale,
      epoch.usdWallets,
      epoch.providers,
      this.shares,
      accounts.roundingUsd
    )
    this.divideBought(epoch, Number(payments), Number(buyBack), Number(spending), price)
    this.signals.sellPressureUsdPerDay = Number(proceeds) / microUsd / days
    this.signals.buyPressureUsdPerDay = Number(spending - ledger.balance(accounts.purchases)) / microUsd / days
  }

  /** Tokens bought go where the USD came from: payments to providers less the fee, buy-backs into the fire, stakes under lock. */
  private divideBought(epoch: Epoch, payments: number, buyBack: number, spending: number, price: number): void {
    const { ledger, accounts } = this
    const bought = ledger.balance(accounts.bought)
    const forPayments = portion(bought, payments, spending)
    const fee = portion(forPayments, this.config.sink.fee, 1)
    const burnt = portion(fee, this.config.sink.burn, 1)
    ledger.burnLarge(accounts.bought, burnt + portion(bought, buyBack, spending))
    ledger.transferLarge(accounts.bought, accounts.treasuryTokens, fee - burnt)
    this.creditPayments(epoch, forPayments - fee)
    this.lockBought(epoch, price)
    ledger.transferLarge(accounts.bought, accounts.roundingTokens, ledger.balance(accounts.bought))
  }

  private creditPayments(epoch: Epoch, units: bigint): void {
    const { ledger, accounts } = this
    handOut(
      ledger,
      accounts.bought,
      units,
      this.owed,
      epoch.tokenWallets,
      epoch.providers,
      this.shares,
      accounts.roundingTokens
    )
    for (let provider = 0; provider < epoch.providers; provider++) {
      this.received[provider] = (this.received[provider] ?? 0) + (this.shares[provider] ?? 0)
    }
    this.owed.fill(0)
  }

  private lockBought(epoch: Epoch, price: number): void {
    const total = sum(this.missing, epoch.providers)
    if (!(total > 0) || !(price > 0)) return
    const { accounts } = this
    splitDown(wholeBelow(this.ledger.balance(accounts.bought)), this.missing, total, epoch.providers, this.shares)
    for (let provider = 0; provider < epoch.providers; provider++) {
      const units = this.shares[provider] ?? 0
      if (units > 0) this.stakes.add(provider, accounts.bought, units)
    }
  }

  private tellState(): void {
    const { signals, ledger } = this
    signals.price = this.exchange.price
    signals.poolDepthUsd = this.exchange.poolDepth
    signals.supply = ledger.approximateSupply(this.token) / unitsPerToken
    signals.burned = Number(ledger.burned(this.token)) / unitsPerToken
    signals.staked = ledger.approximateBalance(this.stakes.account) / unitsPerToken
  }

  /** Makes room for provider numbers below `count`. */
  private reserve(count: number): void {
    if (count <= this.workUsd.length) return
    this.stakes.reserve(count)
    for (const name of [
      "fakeUsd",
      "rewardUsd",
      "workUsd",
      "owed",
      "received",
      "onSale",
      "missing",
      "fakingCost",
      "measured",
      "capacity",
      "slashable",
      "willing",
      "shares"
    ] as const) {
      const larger = new Float64Array(count * 2)
      if (name === "willing") larger.fill(-1)
      larger.set(this[name])
      this[name] = larger
    }
  }
}
