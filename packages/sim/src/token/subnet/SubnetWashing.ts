/** Miners of a subnet who pay themselves for work, because validators measure what is paid. The answer itself is `SelfDealing.ts`.
 *
 * A miner has no stake: what detection takes are the rewards of the fake work, and rents where the rule counts them. The fee of fake work is a real one, so it
 * buys back alpha like any other. */
import { lengthened } from "../../kernel/Columns.ts"
import { Draws } from "../../kernel/Draws.ts"
import type { AccountId, Ledger } from "../../ledger/Ledger.ts"
import { microUsd, move, usd } from "../../ledger/Money.ts"
import { day } from "../../units/Time.ts"
import type { Epoch } from "../Incentives.ts"
import { respond, type SelfDealing } from "../honesty/SelfDealing.ts"

export class SubnetWashing {
  /** By provider, of the last epoch: fake work, work that validators measure, what faking cost; USD. */
  fake = new Float64Array(0)
  measured = new Float64Array(0)
  cost = new Float64Array(0)
  private readonly draws: Draws
  private readonly ledger: Ledger
  private readonly temper: number
  /** Providers' own money, and where what faking costs beside the fee goes. */
  private readonly owners: AccountId
  private readonly elsewhere: AccountId
  /** 1 willing to fake, 0 not, −1 not yet drawn. */
  private willing = new Float64Array(0)
  private atStake = new Float64Array(0)

  constructor(name: string, ledger: Ledger, draws: Draws) {
    const dollars = ledger.asset(usd.name, usd.decimals)
    this.draws = draws
    this.ledger = ledger
    this.temper = Draws.purpose(`token/${name}/willing-to-fake`)
    this.owners = ledger.account(`${name} providers' own money`, dollars, { outside: true })
    this.elsewhere = ledger.account(`${name} elsewhere`, dollars, { outside: true })
  }

  /** Fills what each provider fakes and what is measured of it; takes the fee, into `fees`, and what faking costs beside it.
   *
   * @param emission worth of the rewards for work in this epoch, USD
   * @param work what users paid each provider, USD
   * @param rewards what each earned in the last epoch, USD */
  settle(
    rule: SelfDealing,
    epoch: Epoch,
    emission: number,
    fee: number,
    work: Float64Array,
    rewards: Float64Array,
    fees: AccountId
  ): void {
    const { providers: count } = epoch
    this.measured.set(work)
    if (rule.kind === "none") return
    for (let provider = 0; provider < count; provider++) {
      if (this.willing[provider] === -1 && (epoch.offeredGpuHours[provider] ?? 0) > 0) {
        const { group, number } = epoch.ownerOf(provider)
        this.willing[provider] = this.draws.at(this.temper, number, group).uniform() < rule.willing ? 1 : 0
      }
      const income = (work[provider] ?? 0) + (rewards[provider] ?? 0)
      this.atStake[provider] = (income * rule.rents) / epoch.seconds
    }
    const temptation = { emission, fee, days: epoch.seconds / day, count }
    respond(rule, temptation, work, epoch.offeredGpuHours, this.willing, this.atStake, this.fake)
    for (let provider = 0; provider < count; provider++) {
      const fake = this.fake[provider] ?? 0
      const ofFee = Math.floor(fake * fee * microUsd)
      const friction = Math.floor(fake * rule.friction * microUsd)
      this.measured[provider] = (work[provider] ?? 0) + fake * (1 - rule.detection)
      this.cost[provider] = (ofFee + friction) / microUsd
      if (fake === 0) continue
      this.pay(epoch.usdWallets[provider] ?? -1, fees, ofFee)
      this.pay(epoch.usdWallets[provider] ?? -1, this.elsewhere, friction)
    }
  }

  /** A provider is gone: whoever comes into its row decides anew. */
  leave(provider: number): void {
    for (const column of [this.fake, this.measured, this.cost]) column[provider] = 0
    this.willing[provider] = -1
  }

  /** Makes room for so many rows. */
  reserve(length: number): void {
    for (const name of ["fake", "measured", "cost", "atStake"] as const) this[name] = lengthened(this[name], length)
    this.willing = lengthened(this.willing, length, -1)
  }

  /** Out of the wallet; its owner advances what is missing. */
  private pay(wallet: AccountId, to: AccountId, units: number): void {
    const { ledger } = this
    if (!ledger.covers(wallet, units)) move(ledger, this.owners, wallet, units)
    move(ledger, wallet, to, units)
  }
}
