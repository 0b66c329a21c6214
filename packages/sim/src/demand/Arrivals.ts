/** When requests come: bursts, the hours of the day, the days of the week, a stock of users that grows.
 *
 * A renewal process in *operational time*: gaps with mean 1 and a given coefficient of variation are drawn, and the clock that measures
 * them runs at the rate of the moment, `users × requests per user × rhythm`. With a coefficient of 1 this is the inhomogeneous Poisson
 * process; recorded GPU clusters are near 2.8 (Philly, October 2017), so Poisson is not the default.
 *
 * **Gotchas** The rate is constant within an hour, and a gap that reaches beyond today is measured with today's users. */
import { Distribution } from "../kernel/Distribution.ts"
import type { Draws } from "../kernel/Draws.ts"
import { hour } from "../units/Time.ts"

const hoursOfWeek = 168

/** How demand moves through day and week. */
export interface Rhythm {
  /** Largest deviation from the daily mean, 0 (flat) to 1. */
  readonly daily_swing: number
  /** Hour of the day (UTC) at which demand is highest. */
  readonly peak_hour: number
  /** Rate on Saturday and Sunday as a share of the rate on a working day. */
  readonly weekend: number
}

/** Factors for the 168 hours of the week, with mean 1; the first hour is Monday 00:00 UTC. */
export const weeklyFactors = (rhythm: Rhythm): Float64Array => {
  const factors = Float64Array.from({ length: hoursOfWeek }, (_, index) => {
    const daily = 1 + rhythm.daily_swing * Math.cos(((index % 24) + 0.5 - rhythm.peak_hour) * (Math.PI / 12))
    return daily * (index >= 120 ? rhythm.weekend : 1)
  })
  const mean = factors.reduce((sum, factor) => sum + factor, 0) / hoursOfWeek
  return factors.map((factor) => factor / mean)
}

/** Gaps of mean 1 with the given coefficient of variation: constant, gamma below 1, exponential, hyperexponential above 1. */
export const unitGaps = (coefficient: number): Distribution =>
  coefficient === 0
    ? Distribution.make({ kind: "constant", value: 1 })
    : coefficient < 1
      ? Distribution.make({ kind: "gamma", mean: 1, cv: coefficient })
      : coefficient === 1
        ? Distribution.make({ kind: "exponential", mean: 1 })
        : Distribution.make({ kind: "hyperexponential", mean: 1, cv: coefficient })

/** Instants of the requests of one job class. */
export class Arrivals {
  /** Requests a second at the mean of the week; the world sets it when the stock of users changes. */
  ratePerSecond: number
  private readonly factors: Float64Array
  private readonly gaps: Distribution
  private readonly purpose: number

  constructor(ratePerSecond: number, coefficient: number, rhythm: Rhythm, purpose: number) {
    this.ratePerSecond = ratePerSecond
    this.factors = weeklyFactors(rhythm)
    this.gaps = unitGaps(coefficient)
    this.purpose = purpose
  }

  /** The instant of request `index` when the one before came at `now`; Infinity when nobody asks. */
  next(draws: Draws, index: number, now: number, horizon: number): number {
    if (this.ratePerSecond <= 0) return Infinity
    let gap = this.gaps.sample(draws.at(this.purpose, index, 0))
    let instant = now
    for (;;) {
      const elapsedHours = Math.floor(instant / hour)
      const rate = this.ratePerSecond * (this.factors[elapsedHours % hoursOfWeek] ?? 1)
      const hourEnds = (elapsedHours + 1) * hour
      const room = (hourEnds - instant) * rate
      if (gap <= room && rate > 0) return instant + gap / rate
      gap -= room
      instant = hourEnds
      if (instant > horizon) return Infinity
    }
  }
}
