/** What an offered GPU-hour of each model brings on one venue: the income that owners look at when they think about coming or leaving.
 *
 * Rents are counted as they run, not when a job ends: a venue full of jobs of a month would else seem to earn nothing for weeks. What
 * is remembered is the mean of all days so far for a month, then a smoothed mean with a memory of a month. */
import { microUsd } from "../ledger/Money.ts"
import { hour } from "../units/Time.ts"

/** Weight of the last day in the smoothed income: a month of memory, an assumption. */
const memory = 1 / 30

type Column = Float64Array<ArrayBuffer>

export class Takings {
  /** By GPU model, smoothed: USD that users pay for an offered GPU-hour, and the share of it that is rented. */
  readonly income: Column
  readonly load: Column
  /** By GPU model: GPU-hours offered since the last day. */
  private readonly offered: Column
  // Of the open leases, by model: micro-USD an hour and GPUs; their integrals since the last day; when these were last brought up to date.
  private readonly rate: Column
  private readonly gpus: Column
  private readonly rent: Column
  private readonly rented: Column
  private readonly countedAt: Column
  private readonly days: Column

  constructor(models: number) {
    const column = () => new Float64Array(models)
    this.income = column()
    this.load = column()
    this.offered = column()
    this.rate = column()
    this.gpus = column()
    this.rent = column()
    this.rented = column()
    this.countedAt = column()
    this.days = column()
  }

  /** A lease of so many GPUs opens at a price in micro-USD per GPU-hour; with a negative number of GPUs one closes. */
  lease(model: number, gpus: number, price: number, now: number): void {
    this.countUntil(model, now)
    this.rate[model] = (this.rate[model] ?? 0) + gpus * price
    this.gpus[model] = (this.gpus[model] ?? 0) + gpus
  }

  /** GPU-hours that a provider offered since the last day. */
  offer(model: number, gpuHours: number): void {
    this.offered[model] = (this.offered[model] ?? 0) + gpuHours
  }

  /** A day is over: moves what is remembered toward what it brought. */
  endDay(now: number): void {
    for (let model = 0; model < this.income.length; model++) {
      this.countUntil(model, now)
      const offered = this.offered[model] ?? 0
      if (offered > 0) this.remember(model, offered)
      this.offered[model] = 0
      this.rent[model] = 0
      this.rented[model] = 0
    }
  }

  /** USD that users paid for a rented GPU-hour, lately; NaN when none was rented. */
  goingRate(model: number): number {
    return (this.income[model] ?? 0) / (this.load[model] ?? 0)
  }

  private remember(model: number, offered: number): void {
    const days = (this.days[model] ?? 0) + 1
    this.days[model] = days
    const weight = Math.max(memory, 1 / days)
    const income = (this.rent[model] ?? 0) / hour / microUsd / offered
    const load = (this.rented[model] ?? 0) / hour / offered
    this.income[model] = (this.income[model] ?? 0) + weight * (income - (this.income[model] ?? 0))
    this.load[model] = (this.load[model] ?? 0) + weight * (load - (this.load[model] ?? 0))
  }

  private countUntil(model: number, now: number): void {
    const seconds = now - (this.countedAt[model] ?? 0)
    this.countedAt[model] = now
    this.rent[model] = (this.rent[model] ?? 0) + (this.rate[model] ?? 0) * seconds
    this.rented[model] = (this.rented[model] ?? 0) + (this.gpus[model] ?? 0) * seconds
  }
}
