/** Sums over providers since the tallies were cleared, USD and MWh. */
export class ProviderTally {
  /** Of data centres and owners of idle GPUs: what they earned from jobs and rewards, and the full cost of what they offered. */
  ownersIncomeUsd = 0
  rewardedUsd = 0
  ownersCostUsd = 0
  offeredGpuHours = 0
  rentedGpuHours = 0
  energyMwh = 0
  fakeUsd = 0
  burnedUsd = 0
  /** What networks with a token kept of payments, what checking work cost, and paid work whose results were made up. */
  feesUsd = 0
  checkingUsd = 0
  falsifiedUsd = 0
  /** Days on which nobody could buy credits, all networks together. */
  haltedDays = 0
  entries = 0
  exits = 0

  clear(): void {
    this.ownersIncomeUsd = 0
    this.rewardedUsd = 0
    this.ownersCostUsd = 0
    this.offeredGpuHours = 0
    this.rentedGpuHours = 0
    this.energyMwh = 0
    this.fakeUsd = 0
    this.burnedUsd = 0
    this.feesUsd = 0
    this.checkingUsd = 0
    this.falsifiedUsd = 0
    this.haltedDays = 0
    this.entries = 0
    this.exits = 0
  }
}
