/** Providers decide whether to make up results, and a sample of the work is done again: the rule is told in `Verification.ts`. */
import { Draws } from "../../kernel/Draws.ts"
import { microUsd, move } from "../../ledger/Money.ts"
import { day } from "../../units/Time.ts"
import { checkingCost, detection, falseAlarmCost, isHonest } from "../honesty/Detection.ts"
import { type EconomyState, payFromWallet, unitsPerToken } from "./EconomyState.ts"
import type { Epoch } from "../Incentives.ts"
import { slashingShare } from "../stake/Stake.ts"

export class Verifying {
  private readonly state: EconomyState
  private readonly temper: number

  constructor(state: EconomyState) {
    this.state = state
    this.temper = Draws.purpose(`token/${state.config.name}/willing-to-make-up-results`)
  }

  /** Providers answer, results are checked, those found and those blamed lose stake. */
  settle(epoch: Epoch, price: number): void {
    const { accounts, columns, config, ledger, signals, stakes } = this.state
    const rule = config.verification
    if (rule.kind === "none") return
    const found = detection(rule)
    const slashing = slashingShare(config.stake)
    const step = 1 - (1 - rule.speed) ** (epoch.seconds / day)
    let falsified = 0
    let work = 0
    for (let provider = 0; provider < epoch.providers; provider++) {
      const paid = columns.workUsd[provider] ?? 0
      if (paid === 0) continue
      // What is still being bought is at stake as well: nobody may offer without.
      const staked = ((stakes.staked[provider] ?? 0) + (columns.missing[provider] ?? 0)) / unitsPerToken
      const income = (paid + (columns.rewardUsd[provider] ?? 0)) / epoch.seconds
      const honest = isHonest({
        detection: found,
        stake: staked * slashing,
        price,
        rents: income * rule.rents,
        gain: rule.saved * rule.job_size,
        falseAlarms: falseAlarmCost(rule, staked * slashing * price)
      })
      const target = honest ? 0 : this.isWilling(epoch, provider, rule.willing)
      const before = columns.falsified[provider] ?? 0
      const share = before + step * (target - before)
      columns.falsified[provider] = share
      const made = share * paid
      falsified += made
      work += paid
      payFromWallet(
        this.state,
        epoch.usdWallets[provider] ?? -1,
        accounts.elsewhere,
        Math.floor(found * made * microUsd)
      )
      const faults = (found * made + rule.sample * rule.false_alarm * (paid - made)) / rule.job_size
      const lost = Math.floor((stakes.staked[provider] ?? 0) * Math.min(1, faults * slashing))
      if (lost > 0) stakes.slash(provider, lost)
    }
    const cost = Math.floor(checkingCost(rule) * work * microUsd)
    const fromFees = Math.min(cost, ledger.spendable(accounts.fees))
    move(ledger, accounts.fees, accounts.elsewhere, fromFees)
    move(ledger, accounts.owners, accounts.elsewhere, cost - fromFees)
    signals.falsifiedUsd = falsified
    signals.checkingUsd = cost / microUsd
  }

  private isWilling(epoch: Epoch, provider: number, share: number): number {
    const { columns, draws } = this.state
    if (columns.willingToFalsify[provider] === -1) {
      const { group, number } = epoch.ownerOf(provider)
      columns.willingToFalsify[provider] = draws.at(this.temper, number, group).uniform() < share ? 1 : 0
    }
    return columns.willingToFalsify[provider] ?? 0
  }
}
