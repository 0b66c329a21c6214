/** The epoch's new tokens go into the wallets of those who worked, offered and staked. */
import { mint } from "../../ledger/Money.ts"
import { day } from "../../units/Time.ts"
import { backstop } from "../emission/HeliumEmission.ts"
import { Rewards, vestedShare, weightsOf, workShare } from "../distribution/Distribution.ts"
import { type EconomyState, unitsPerToken } from "./EconomyState.ts"
import { sum } from "../../ledger/HandOut.ts"
import type { Epoch } from "../Incentives.ts"
import type { VestedRewards } from "./VestedRewards.ts"

/** What was burned lately, and what of it the emission rule brings back: tokens a day. */
export interface BurnRecord {
  readonly smoothed: number
  readonly reminted: number
}

export class RewardPayment {
  private readonly state: EconomyState
  private readonly vested: VestedRewards
  private readonly rewards = new Rewards()
  /** By position of a GPU model: what its hour on offer counts. */
  private readonly capacityWeights: Float64Array
  private meanWeight = 0

  constructor(state: EconomyState, vested: VestedRewards) {
    this.state = state
    this.vested = vested
    this.capacityWeights = weightsOf(state.config.distribution)
  }

  /** What an offered hour of a model counts against the mean of the last epoch. */
  capacityFactor(model: number): number {
    return this.meanWeight > 0 ? (this.capacityWeights[model] ?? 1) / this.meanWeight : 1
  }

  /** Mints for an epoch for which the emission rule says `due` minor units. */
  settle(epoch: Epoch, due: number, price: number, burn: BurnRecord): void {
    const { columns, config, ledger, accounts, stakes, signals } = this.state
    const { rewards, vested } = this
    const { distribution } = config
    const unitPrice = price / unitsPerToken
    for (let provider = 0; provider < epoch.providers; provider++) {
      const weight = this.capacityWeights[epoch.gpuModels[provider] ?? 0] ?? 1
      columns.capacity[provider] = (epoch.offeredGpuHours[provider] ?? 0) * weight
    }
    const { measured } = columns
    const { topUp, overflow } = this.band(epoch, due, price, burn)
    const toMint = rewards.divide(
      distribution,
      due + topUp,
      measured,
      columns.capacity,
      stakes.staked,
      epoch.providers,
      overflow
    )
    const released = vestedShare(distribution, epoch.seconds / day)
    let offered = 0
    let work = 0
    let paid = 0
    for (let provider = 0; provider < epoch.providers; provider++) {
      const units = rewards.total[provider] ?? 0
      columns.rewardUsd[provider] = units * unitPrice
      const wallet = epoch.tokenWallets[provider] ?? -1
      const later = distribution.vested > 0 ? Math.floor(units * distribution.vested) : 0
      const freed = distribution.vested > 0 ? vested.release(provider, wallet, released) : 0
      if (units > later) mint(ledger, wallet, units - later)
      vested.lock(provider, later)
      columns.received[provider] = (columns.received[provider] ?? 0) + units - later + freed
      offered += epoch.offeredGpuHours[provider] ?? 0
      work += measured[provider] ?? 0
      paid += columns.workUsd[provider] ?? 0
    }
    this.meanWeight = offered > 0 ? sum(columns.capacity, epoch.providers) / offered : 0
    mint(ledger, accounts.treasuryTokens, rewards.treasury)
    mint(ledger, accounts.roundingTokens, rewards.rounding)
    signals.emitted = toMint / unitsPerToken
    signals.emissionUsd = toMint * unitPrice
    signals.subsidyPerOfferedGpuHour = offered > 0 ? (rewards.forCapacity * unitPrice) / offered : 0
    signals.subsidyPerWorkedUsd = work > 0 ? (rewards.forWork * unitPrice) / work : 0
    signals.trueWorkUsd = paid
    signals.fakeWorkUsd = sum(columns.fakeUsd, epoch.providers)
  }

  /** Minor units that the band adds to the emission, and takes from those who worked. */
  private band(epoch: Epoch, due: number, price: number, burn: BurnRecord): { topUp: number; overflow: number } {
    const { columns, config } = this.state
    const { payout_band: band } = config.distribution
    const alpha = workShare(config.distribution)
    const paid = sum(columns.measured, epoch.providers)
    if (band.kind === "none" || !(paid > 0) || !(price > 0) || !(alpha > 0)) return { topUp: 0, overflow: 0 }
    const days = epoch.seconds / day
    const held = backstop(
      {
        paid: paid / days,
        price,
        baseline: (due * alpha) / unitsPerToken / days,
        alpha,
        smoothedBurn: burn.smoothed
      },
      { floor: band.floor, ceiling: band.ceiling, netCap: burn.reminted }
    )
    return {
      topUp: Math.floor(held.topUp * days * unitsPerToken),
      overflow: Math.floor(held.overflow * days * unitsPerToken)
    }
  }
}
