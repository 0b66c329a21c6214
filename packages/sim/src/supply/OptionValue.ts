/** What it is worth to wait: thresholds for entering and leaving an investment that cannot be undone.
 *
 * Dixit and Pindyck, *Investment under Uncertainty* (1994), chapters 5 and 7. The value V of the running project moves as a
 * geometric Brownian motion with volatility s; r is the discount rate and d what the project pays out (so V grows by r − d). The
 * roots of s²/2·b(b − 1) + (r − d)·b − r = 0 give both thresholds: enter when V reaches b⁺/(b⁺ − 1) of the capital, leave when it has
 * fallen to b⁻/(b⁻ − 1) of what leaving brings. Between the two the site stays what it is.
 *
 * **Gotchas** A contract that fixes the income takes the uncertainty away, and an offer that lapses takes the waiting away: for those the
 * threshold is one, not the limit of these formulas (which is r/d for s → 0, because V still grows while one waits). */

export interface Waiting {
  /** Discount rate, per year. */
  readonly rate: number
  /** What the project pays out of its value, per year. */
  readonly payout: number
  /** Standard deviation of the logarithm of the project's value, per square root of a year. */
  readonly volatility: number
}

const root = ({ rate, payout, volatility }: Waiting, sign: 1 | -1): number => {
  const variance = volatility * volatility
  const drift = (rate - payout) / variance
  return 0.5 - drift + sign * Math.sqrt((drift - 0.5) ** 2 + (2 * rate) / variance)
}

/** How many times its capital a project must be worth before one enters: 3.0 at r 12%, d 8%, s 0.4, and 4.4 at s 0.6. */
export const entryThreshold = (waiting: Waiting): number => {
  if (waiting.volatility <= 0) return Math.max(1, waiting.rate / waiting.payout)
  const positive = root(waiting, 1)
  return positive / (positive - 1)
}

/** To which share of what leaving brings the value of a running project must fall before one leaves. */
export const exitThreshold = (waiting: Waiting): number => {
  if (waiting.volatility <= 0) return 1
  const negative = root(waiting, -1)
  return negative / (negative - 1)
}

/** A threshold of which a contract removes a share: 1 means that nothing is left of the waiting. */
export const softened = (threshold: number, removed: number): number => 1 + (threshold - 1) * (1 - removed)

/** Standard normal distribution function, absolute error below 7.5e-8 (Abramowitz and Stegun 26.2.17). */
export const normalDistribution = (x: number): number => {
  const t = 1 / (1 + 0.2316419 * Math.abs(x))
  const polynomial = t * (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))))
  const tail = (Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI)) * polynomial
  return x > 0 ? 1 - tail : tail
}

/** Mean of max(X − strike, 0) for a lognormal X with a mean and a standard deviation of its logarithm: what an hour is worth in which one
 * may produce at cost `strike` or not. A plant that can stand still is a strip of these (McDonald and Siegel 1985). */
export const expectedExcess = (mean: number, strike: number, deviation: number): number => {
  if (strike <= 0) return mean - strike
  if (mean <= 0) return 0
  if (deviation <= 0) return Math.max(0, mean - strike)
  const upper = Math.log(mean / strike) / deviation + deviation / 2
  return Math.max(0, mean * normalDistribution(upper) - strike * normalDistribution(upper - deviation))
}
