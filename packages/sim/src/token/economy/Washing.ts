/** Providers choose how much work to fake, pay what that costs, and those found lose stake. The answer itself is `SelfDealing.ts`. */
import { Draws } from "../../kernel/Draws.ts"
import { microUsd } from "../../ledger/Money.ts"
import { day } from "../../units/Time.ts"
import { workShare } from "../distribution/Distribution.ts"
import { type EconomyState, feeOfUsd, payFromWallet, unitsPerToken } from "./EconomyState.ts"
import type { Epoch } from "../Incentives.ts"
import { respond } from "../honesty/SelfDealing.ts"
import { slashingShare } from "../stake/Stake.ts"

export class Washing {
  private readonly state: EconomyState
  /** Purpose of the draw of who is willing, by the name of the token: other tokens and other networks do not disturb it. */
  private readonly temper: number

  constructor(state: EconomyState) {
    this.state = state
    this.temper = Draws.purpose(`token/${state.config.name}/willing-to-fake`)
  }

  /** Fills what each provider fakes and what the network measures, and takes what faking costs. */
  settle(epoch: Epoch, minted: number, price: number): void {
    const { columns, config, draws, stakes } = this.state
    const rule = config.self_dealing
    const { providers } = epoch
    if (rule.kind === "none") return void columns.measured.set(columns.workUsd)
    const slashing = slashingShare(config.stake)
    const epochsOfRents = rule.rents / epoch.seconds
    for (let provider = 0; provider < providers; provider++) {
      // Asked when it first offers, because nobody may stand in a row that offers nothing.
      if (columns.willing[provider] === -1 && (epoch.offeredGpuHours[provider] ?? 0) > 0) {
        const { group, number } = epoch.ownerOf(provider)
        columns.willing[provider] = draws.at(this.temper, number, group).uniform() < rule.willing ? 1 : 0
      }
      const staked = ((stakes.staked[provider] ?? 0) / unitsPerToken) * price
      const income = (columns.workUsd[provider] ?? 0) + (columns.rewardUsd[provider] ?? 0)
      columns.slashable[provider] = staked * slashing + income * epochsOfRents
    }
    const worth = ((minted * workShare(config.distribution)) / unitsPerToken) * price
    const temptation = { emission: worth, fee: config.sink.fee, days: epoch.seconds / day, count: providers }
    respond(
      rule,
      temptation,
      columns.workUsd,
      epoch.offeredGpuHours,
      columns.willing,
      columns.slashable,
      columns.fakeUsd
    )
    for (let provider = 0; provider < providers; provider++) {
      const fake = columns.fakeUsd[provider] ?? 0
      columns.measured[provider] = (columns.workUsd[provider] ?? 0) + fake * (1 - rule.detection)
      columns.dishonestyCost[provider] = 0
      if (fake > 0) this.pay(epoch, provider, fake, rule.friction, (rule.detection * fake) / rule.job_size)
    }
  }

  /** The fee and friction of fake work leave the wallet (its owner advances what is missing); `found` faults are slashed. */
  private pay(epoch: Epoch, provider: number, fake: number, friction: number, found: number): void {
    const { accounts, columns, config, stakes } = this.state
    const wallet = epoch.usdWallets[provider] ?? -1
    const fee = feeOfUsd(this.state, fake)
    const cost = Math.floor(fake * friction * microUsd)
    payFromWallet(this.state, wallet, accounts.fees, fee)
    payFromWallet(this.state, wallet, accounts.elsewhere, cost)
    columns.dishonestyCost[provider] = (fee + cost) / microUsd
    const staked = stakes.staked[provider] ?? 0
    const lost = Math.floor(staked * Math.min(1, found * slashingShare(config.stake)))
    if (lost > 0) stakes.slash(provider, lost)
  }
}
