/** What stands in for a token where there is none. */
import type { AccountId, Ledger } from "../ledger/Ledger.ts"
import type { Incentives } from "./Incentives.ts"
import { Signals } from "./Signals.ts"

/** A network without a token: payments pass through whole, everything else is zero. */
export class NoIncentives implements Incentives {
  readonly token = undefined
  readonly feeShare = 0
  readonly signals = new Signals()
  readonly rewardUsd = new Float64Array(0)
  readonly fakeUsd = new Float64Array(0)
  private readonly ledger: Ledger
  constructor(ledger: Ledger) {
    this.ledger = ledger
  }
  payOut(from: AccountId, _provider: number, usdWallet: AccountId, amount: number): number {
    this.ledger.transfer(from, usdWallet, amount)
    return amount
  }
  slash(): number {
    return 0
  }
  leave(): void {}
  settleEpoch(): void {}
}
