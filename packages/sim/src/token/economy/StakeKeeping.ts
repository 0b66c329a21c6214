/** Stakes are brought to what is asked: freed, locked, and bought with the owners' money where a wallet does not hold enough. */
import { microUsd, move, splitDown } from "../../ledger/Money.ts"
import { day, hour, hoursPerYear } from "../../units/Time.ts"
import { type EconomyState, unitsPerToken } from "./EconomyState.ts"
import { sum, wholeBelow } from "../../ledger/HandOut.ts"
import type { Epoch } from "../Incentives.ts"
import { capitalCost, multipliersOf, required, unbondingTime } from "../stake/Stake.ts"

export class StakeKeeping {
  private readonly state: EconomyState
  /** By position of a GPU model: what its stake is multiplied by. */
  private readonly multipliers: Float64Array

  constructor(state: EconomyState) {
    this.state = state
    const { stake } = state.config
    this.multipliers = stake.kind === "stake-by-hardware" ? multipliersOf(stake) : new Float64Array(0)
  }

  /** Frees and locks stakes; what a provider lacks is bought with its owner's money in this epoch's trading, or over several when the market is thin. */
  bring(epoch: Epoch, price: number, isFirst: boolean): void {
    const { columns, config, ledger, accounts, stakes, signals, exchange } = this.state
    const rule = config.stake
    if (rule.kind === "none") return
    const hours = epoch.seconds / hour
    const freeAt = epoch.now + unbondingTime(rule)
    let missing = 0
    const view = {
      price,
      networkGpus: sum(epoch.offeredGpuHours, epoch.providers) / hours,
      rewardPerDay: (signals.emitted * day) / epoch.seconds,
      circulating: signals.supply - signals.staked
    }
    for (let provider = 0; provider < epoch.providers; provider++) {
      const gpus = (epoch.offeredGpuHours[provider] ?? 0) / hours
      columns.missing[provider] = 0
      if (gpus === 0 && stakes.staked[provider] === 0 && stakes.unbonding[provider] === 0) continue
      const wallet = epoch.tokenWallets[provider] ?? -1
      const freed = stakes.release(provider, wallet, epoch.now)
      columns.received[provider] = (columns.received[provider] ?? 0) + freed
      const needed = Math.ceil(
        required(rule, gpus, epoch.gpuModels[provider] ?? 0, view, this.multipliers) * unitsPerToken
      )
      const lacking = stakes.adjust(provider, wallet, needed, epoch.seconds / day, freeAt)
      columns.missing[provider] = lacking
      missing += lacking
    }
    const worth = (sum(stakes.staked, epoch.providers) / unitsPerToken) * price
    const yearly = worth * capitalCost(rule)
    signals.stakeCostPerOfferedGpuHour = view.networkGpus > 0 ? yearly / hoursPerYear / view.networkGpus : 0
    if (isFirst) return this.endow(epoch)
    const wanted = Math.min((missing / unitsPerToken) * price, exchange.appetite(epoch.seconds / day))
    const dollars = Math.ceil(wanted * microUsd)
    if (dollars > 0) move(ledger, accounts.owners, accounts.purchases, dollars)
  }

  /** Whoever offers from the start has staked before: their stakes come out of the initial supply, as far as it goes. */
  private endow(epoch: Epoch): void {
    const { columns, ledger, stakes, exchange } = this.state
    for (let provider = 0; provider < epoch.providers; provider++) {
      const units = Math.min(columns.missing[provider] ?? 0, ledger.spendable(exchange.holders))
      if (units > 0) stakes.add(provider, exchange.holders, units)
      columns.missing[provider] = 0
    }
  }

  /** Locks what was bought for those who lack stake. */
  lockBought(epoch: Epoch, price: number): void {
    const { columns, ledger, accounts, stakes } = this.state
    const total = sum(columns.missing, epoch.providers)
    if (!(total > 0) || !(price > 0)) return
    const bought = wholeBelow(ledger.balance(accounts.bought))
    splitDown(bought, columns.missing, total, epoch.providers, columns.shares)
    for (let provider = 0; provider < epoch.providers; provider++) {
      const units = columns.shares[provider] ?? 0
      if (units > 0) stakes.add(provider, accounts.bought, units)
    }
  }
}
