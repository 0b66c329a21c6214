/** A central cloud in a run: one provider for each of its fleets, list prices, expansions under way. */
import * as SeriesConfig from "../state/SeriesConfig.ts"
import type { CloudConfig } from "../supply/CloudConfig.ts"
import { year } from "../units/Time.ts"
import { type Reliability, reliabilityOf } from "./Cohort.ts"

export class Cloud {
  readonly index: number
  readonly name: string
  readonly config: CloudConfig
  readonly venue: number
  readonly reliability: Reliability
  /** List prices by fleet, USD per GPU-hour. */
  readonly prices: ReadonlyArray<SeriesConfig.Given>
  /** Whether any of them follows a file. */
  readonly follows: boolean
  /** By fleet: row of the provider, GPUs on order, rented and offered GPU-seconds at the last review. */
  readonly rows: Array<number> = []
  readonly ordered: Array<number> = []
  readonly rentedBefore: Array<number> = []
  readonly offeredBefore: Array<number> = []
  /** Expansions so far: which fleet, how many GPUs. */
  readonly expansionFleet: Array<number> = []
  readonly expansionGpus: Array<number> = []
  /** What drift has made of the list prices up to an instant, and what shocks have. */
  drift = 1
  private driftedAt = 0
  priceFactor = 1

  constructor(index: number, name: string, config: CloudConfig, venue: number, courses: SeriesConfig.Courses) {
    this.index = index
    this.name = name
    this.config = config
    this.venue = venue
    this.prices = Object.freeze(config.fleets.map(({ price }) => SeriesConfig.given(price, courses)))
    this.follows = this.prices.some(SeriesConfig.moves)
    this.reliability = reliabilityOf(name, config.failure_every, config.repair)
  }

  /** Brings the drift up to now, at the rate that has held since it was last done. */
  driftOn(now: number): void {
    this.drift *= (1 + this.config.price_drift) ** ((now - this.driftedAt) / year)
    this.driftedAt = now
  }
}
