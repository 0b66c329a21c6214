/** What stands in for a token where there is none. */
import { type AccountId, type Ledger } from "../ledger/Ledger.ts"
import { usd } from "../ledger/Money.ts"
import type { Incentives } from "./Incentives.ts"
import { Signals } from "./Signals.ts"

/** A network without a token: its operator keeps a fee, the rest of a payment passes through, everything else is zero. */
export class NoIncentives implements Incentives {
  readonly token = undefined
  readonly feeShare: number
  readonly signals = new Signals()
  readonly rewardUsd = new Float64Array(0)
  readonly fakeUsd = new Float64Array(0)
  private readonly ledger: Ledger
  private readonly operator: AccountId

  /** `number` tells the operators of several networks of one run apart. */
  constructor(ledger: Ledger, fee = 0, number = 0) {
    this.ledger = ledger
    this.feeShare = fee
    this.operator = ledger.account("network operator", ledger.asset(usd.name, usd.decimals), { number })
  }

  payOut(from: AccountId, _provider: number, usdWallet: AccountId, amount: number): number {
    // Rounded down in the provider's favour.
    const fee = Math.floor(amount * this.feeShare)
    if (fee > 0) this.ledger.transfer(from, this.operator, fee)
    this.ledger.transfer(from, usdWallet, amount - fee)
    return amount - fee
  }

  leave(): void {}
  settleEpoch(): void {}
}
