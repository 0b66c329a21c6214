/** The epoch's trading: what providers hand in for sale, what users, buy-backs and stakers buy, and who gets what the trades brought. */
import { microUsd, move } from "../../ledger/Money.ts"
import type { BurnMint } from "../payment/BurnMint.ts"
import { type EconomyState, unitsPerToken } from "./EconomyState.ts"
import { handOut, portion, sum } from "../../ledger/HandOut.ts"
import { sold } from "../price/Holding.ts"
import type { Epoch } from "../Incentives.ts"
import type { PayoutSettlement } from "../emission/IoNetPayouts.ts"
import { burnOf } from "../payment/Sink.ts"
import type { StakeKeeping } from "./StakeKeeping.ts"
import type { Unlocks } from "../price/Unlocks.ts"

/** USD (whole micro-USD) that buy tokens in an epoch, by what they are for; stakes take the rest. */
interface Purchases {
  /** Tokens that go straight to providers. */
  readonly payments: number
  /** Tokens to be burned. */
  readonly buyBack: number
  /** Tokens that users burn for credits. */
  readonly credits: number
  readonly all: bigint
}

export class Trading {
  private readonly state: EconomyState
  private readonly unlocks: Unlocks
  private readonly stakes: StakeKeeping
  private readonly credits: BurnMint | undefined

  constructor(state: EconomyState, unlocks: Unlocks, stakes: StakeKeeping, credits: BurnMint | undefined) {
    this.state = state
    this.unlocks = unlocks
    this.stakes = stakes
    this.credits = credits
  }

  /** Providers hand in the tokens that they sell in this epoch. */
  collectSales(epoch: Epoch, price: number): void {
    const { columns, config, ledger, accounts } = this.state
    const unitPrice = price / unitsPerToken
    for (let provider = 0; provider < epoch.providers; provider++) {
      const wallet = epoch.tokenWallets[provider] ?? -1
      const held = ledger.spendable(wallet)
      columns.onSale[provider] = 0
      if (held === 0) continue
      const received = Math.min(held, columns.received[provider] ?? 0)
      const need = (epoch.cashNeedUsd[provider] ?? 0) + (columns.dishonestyCost[provider] ?? 0)
      const units = sold(config.holding, held, received, need, unitPrice)
      columns.received[provider] = 0
      columns.onSale[provider] = units
      if (units > 0) move(ledger, wallet, accounts.sales, units)
    }
  }

  /** Users, buy-backs and stakers buy, providers sell, and everybody gets the average price of the epoch. */
  trade(epoch: Epoch, days: number, price: number, payouts: PayoutSettlement | undefined): void {
    const { columns, ledger, accounts, exchange, signals } = this.state
    const purchases = this.collectPurchases(epoch, days, price, payouts)
    exchange.trade(accounts)
    const proceeds = ledger.balance(accounts.proceeds)
    // What unlocked tokens brought goes to their owners, who are outside.
    const { onSale } = this.unlocks
    const forGrants = portion(proceeds, onSale, onSale + sum(columns.onSale, epoch.providers))
    ledger.transferLarge(accounts.proceeds, accounts.elsewhere, forGrants)
    handOut(
      ledger,
      accounts.proceeds,
      proceeds - forGrants,
      columns.onSale,
      epoch.usdWallets,
      epoch.providers,
      columns.shares,
      accounts.roundingUsd
    )
    this.divideBought(epoch, purchases, price)
    signals.sellPressureUsdPerDay = Number(proceeds) / microUsd / days
    signals.buyPressureUsdPerDay = Number(purchases.all - ledger.balance(accounts.purchases)) / microUsd / days
  }

  /** Puts all USD that buy in this epoch into one account. */
  private collectPurchases(
    epoch: Epoch,
    days: number,
    price: number,
    payouts: PayoutSettlement | undefined
  ): Purchases {
    const { columns, config, ledger, accounts } = this.state
    const paid = ledger.balance(accounts.payments)
    let payments = Number(paid)
    let credits = 0
    if (this.credits === undefined) ledger.transferLarge(accounts.payments, accounts.purchases, paid)
    else {
      const plan = this.credits.plan(sum(columns.owed, epoch.providers), payments, epoch.now, days, price)
      payments = plan.direct
      credits = plan.credits
      this.credits.fund(accounts.payments, accounts.purchases, payments + credits)
    }
    const fees = ledger.balance(accounts.fees)
    const buyBack =
      payouts === undefined ? this.splitFees(fees, burnOf(config.sink, Number(fees))) : this.splitVault(epoch, payouts)
    return { payments, buyBack, credits, all: ledger.balance(accounts.purchases) }
  }

  /** Of the fees a part buys tokens to be burned, the rest is kept. */
  private splitFees(fees: bigint, burn: number): number {
    const { ledger, accounts } = this.state
    const toBurn = BigInt(burn)
    const buyBack = toBurn < fees ? toBurn : fees
    ledger.transferLarge(accounts.fees, accounts.purchases, buyBack)
    ledger.transferLarge(accounts.fees, accounts.treasuryUsd, fees - buyBack)
    return Number(buyBack)
  }

  /** All fees go into the fee vault; it pays providers what the reward vault could not, by capacity, and buys back out of a surplus. */
  private splitVault(epoch: Epoch, payouts: PayoutSettlement): number {
    const { columns, ledger, accounts, signals } = this.state
    ledger.transferLarge(accounts.fees, accounts.treasuryUsd, ledger.balance(accounts.fees))
    const inUsd = Math.floor(payouts.paidInUsd * microUsd)
    if (inUsd > 0 && sum(columns.capacity, epoch.providers) > 0) {
      handOut(
        ledger,
        accounts.treasuryUsd,
        BigInt(inUsd),
        columns.capacity,
        epoch.usdWallets,
        epoch.providers,
        columns.shares,
        accounts.roundingUsd
      )
      for (let provider = 0; provider < epoch.providers; provider++) {
        const usd = (columns.shares[provider] ?? 0) / microUsd
        columns.rewardUsd[provider] = (columns.rewardUsd[provider] ?? 0) + usd
      }
      // Owners count on it like on tokens, or they would leave while they are paid.
      signals.subsidyPerOfferedGpuHour += payouts.paidInUsd / sum(epoch.offeredGpuHours, epoch.providers)
    }
    const buyBack = Math.min(Math.floor(payouts.buyBack * microUsd), Number(ledger.balance(accounts.treasuryUsd)))
    ledger.transferLarge(accounts.treasuryUsd, accounts.purchases, BigInt(buyBack))
    return buyBack
  }

  /** Tokens bought go where the USD came from: payments to providers less the fee, buy-backs into the fire, credits into the vault, stakes under lock. */
  private divideBought(epoch: Epoch, purchases: Purchases, price: number): void {
    const { config, ledger, accounts } = this.state
    const spending = Number(purchases.all)
    const bought = ledger.balance(accounts.bought)
    const forCredits = portion(bought, purchases.credits, spending)
    let forPayments = portion(bought, purchases.payments, spending)
    const forFire = portion(bought, purchases.buyBack, spending)
    const share = this.credits === undefined ? 1 : this.settleCredits(epoch, forCredits, purchases.payments, price)
    if (this.credits !== undefined) forPayments += this.credits.paidOut
    const fee = portion(forPayments, config.sink.fee, 1)
    const burnt = portion(fee, config.sink.burn, 1)
    ledger.burnLarge(accounts.bought, burnt + forFire)
    ledger.transferLarge(accounts.bought, accounts.treasuryTokens, fee - burnt)
    this.creditPayments(epoch, forPayments - fee, share)
    this.stakes.lockBought(epoch, price)
    ledger.transferLarge(accounts.bought, accounts.roundingTokens, ledger.balance(accounts.bought))
  }

  /** Users' tokens become credits, and the credits that work has earned become tokens; returns the share of what is owed that is paid now. */
  private settleCredits(epoch: Epoch, burned: bigint, direct: number, price: number): number {
    const { columns, accounts } = this.state
    const { credits } = this
    if (credits === undefined) return 1
    const owed = sum(columns.owed, epoch.providers)
    credits.mint(accounts.bought, burned, price)
    const settled = credits.settle(accounts.bought, owed - direct, price)
    return owed > 0 ? Math.min(1, (settled + direct) / owed) : 1
  }

  private creditPayments(epoch: Epoch, units: bigint, share: number): void {
    const { columns, ledger, accounts } = this.state
    handOut(
      ledger,
      accounts.bought,
      units,
      columns.owed,
      epoch.tokenWallets,
      epoch.providers,
      columns.shares,
      accounts.roundingTokens
    )
    for (let provider = 0; provider < epoch.providers; provider++) {
      columns.received[provider] = (columns.received[provider] ?? 0) + (columns.shares[provider] ?? 0)
      // What credits could not cover stays owed, in whole micro-USD.
      if (share < 1) columns.owed[provider] = Math.floor((columns.owed[provider] ?? 0) * (1 - share))
    }
    if (share >= 1) columns.owed.fill(0)
  }
}
