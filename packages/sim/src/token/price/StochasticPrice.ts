/** A price that goes its own way: geometric Brownian motion that may be drawn back to a level, and its fit to a recorded series.
 *
 * ln p follows an Ornstein-Uhlenbeck process with speed κ around ln(level) + drift × t; κ = 0 is plain geometric Brownian motion with that drift. Steps are exact for any length Δ:
 *
 *     κ > 0:  ln p' = m' + e^(−κΔ) (ln p − m) + σ √((1 − e^(−2κΔ)) / 2κ) z,     m = ln(level) + drift t
 *     κ = 0:  ln p' = ln p + drift Δ + σ √Δ z
 *
 * so what the path looks like does not depend on how often it is looked at. z is a standard normal, keyed by whoever draws: one for each token and epoch.
 *
 * The fit is the regression of ln p' on ln p (exact maximum likelihood of a path without drift, given its first price). Where the slope is 1 or more there is no pull: then it is
 * the mean and the standard deviation of the changes. Where it is nil or negative, the pull is faster than the records can tell, and is taken to close 99.9% of a gap between two.
 *
 * Sources: Uhlenbeck and Ornstein 1930; Schwartz 1997, "The Stochastic Behavior of Commodity Prices" (model 1).
 *
 * **Gotchas** `drift` is that of ln p: the mean of p grows faster by σ²/2. A year of daily prices says little about κ: its fit is biased upwards by about 4 / (years recorded). */
import { Schema } from "effect"
import { Draws } from "../../kernel/Draws.ts"
import * as Field from "../../units/Field.ts"
import { day, year } from "../../units/Time.ts"

/** A random path that nothing the network does can move. */
export const StochasticPath = Schema.Struct({
  kind: Schema.tag("stochastic-path"),
  level: Field.quantity("tokenPrice", { minimum: 1e-9 })({
    description: "Price to which the path is drawn back",
    default: "1 USD/token",
    source: "assumption"
  }),
  reversion: Field.quantity("rate")({
    description: "Speed at which it is drawn back; 0 leaves it alone",
    default: "0.5 per year",
    source: "assumption"
  }),
  drift: Field.quantity(
    "rateOfReturn",
    {}
  )({
    description: "Yearly growth of ln price, or of the level when the path is drawn back",
    default: 0,
    source: "assumption"
  }),
  volatility: Field.number({ minimum: 0, maximum: 0.5 })({
    description: "Standard deviation of the daily change of ln price",
    default: 0.05,
    source: "assumption"
  })
}).annotate({ description: "a random path: geometric Brownian motion, drawn back to a level or not" })
export type StochasticPath = typeof StochasticPath.Type

/** No price falls below this: one micro-USD for a thousand tokens. */
const lowestPrice = 1e-9

/** Price so many seconds after `price` held at `now` (seconds from the start); `noise` is a standard normal draw. */
export const next = (rule: StochasticPath, price: number, now: number, seconds: number, noise: number): number => {
  const days = seconds / day
  const pull = rule.reversion * seconds
  const drift = (rule.drift * seconds) / year
  if (pull === 0) {
    return Math.max(lowestPrice, price * Math.exp(drift + rule.volatility * Math.sqrt(days) * noise))
  }
  const mean = Math.log(rule.level) + (rule.drift * now) / year
  // √((1 − e^(−2κΔ)) / 2κ), in days.
  const spread = Math.sqrt((days * -Math.expm1(-2 * pull)) / (2 * pull))
  const away = Math.exp(-pull) * (Math.log(price) - mean)
  return Math.max(lowestPrice, Math.exp(mean + drift + away + rule.volatility * spread * noise))
}

/** Prices at the ends of `count` steps of so many seconds, from `initial` at time 0. The draws are keyed by the name of the token and the number of the step. */
export const path = (
  rule: StochasticPath,
  draws: Draws,
  token: string,
  initial: number,
  seconds: number,
  count: number
): ReadonlyArray<number> => {
  const purpose = Draws.purpose(`token/${token}/stochastic-price`)
  const prices: Array<number> = []
  let price = initial
  for (let step = 0; step < count; step++) {
    price = next(rule, price, step * seconds, seconds, draws.at(purpose, 0, step).normal())
    prices.push(price)
  }
  return prices
}

/** Below this part of the gap closed between two records, a pull cannot be told from rounding. */
const leastPull = 1e-9
/** Part of a gap that is still there one record later, at least. */
const leastSlope = 1e-3

/** The path that fits prices recorded every so many seconds, or why none does. At least three prices, all above 0. */
export const fit = (prices: ReadonlyArray<number>, seconds: number): StochasticPath | string => {
  if (prices.length < 3) return `${prices.length} prices are too few: at least 3`
  const unfit = prices.findIndex((price) => !(price > 0))
  if (unfit >= 0) return `price ${unfit + 1} is ${prices[unfit]}: prices must be above 0`
  const logs = prices.map(Math.log)
  const { slope, intercept, residual } = regression(logs)
  const days = seconds / day
  if (slope < 1 - leastPull) {
    const pull = -Math.log(slope)
    const level = Math.max(lowestPrice, Math.exp(intercept / (1 - slope)))
    const volatility = residual * Math.sqrt((2 * pull) / (days * -Math.expm1(-2 * pull)))
    return { kind: "stochastic-path", level, reversion: pull / seconds, drift: 0, volatility }
  }
  const change = ((logs.at(-1) ?? 0) - (logs[0] ?? 0)) / (logs.length - 1)
  let squares = 0
  for (let index = 1; index < logs.length; index++) {
    squares += ((logs[index] ?? 0) - (logs[index - 1] ?? 0) - change) ** 2
  }
  const volatility = Math.sqrt(squares / (logs.length - 1) / days)
  const level = prices.at(-1) ?? 1
  return { kind: "stochastic-path", level, reversion: 0, drift: (change / seconds) * year, volatility }
}

/** Least squares of each value on the one before. */
const regression = (values: ReadonlyArray<number>) => {
  const count = values.length - 1
  let before = 0
  let after = 0
  for (let index = 0; index < count; index++) {
    before += (values[index] ?? 0) / count
    after += (values[index + 1] ?? 0) / count
  }
  let squares = 0
  let products = 0
  for (let index = 0; index < count; index++) {
    const deviation = (values[index] ?? 0) - before
    squares += deviation ** 2
    products += deviation * ((values[index + 1] ?? 0) - after)
  }
  const slope = squares > 0 ? Math.max(leastSlope, products / squares) : 1
  const intercept = after - slope * before
  let left = 0
  for (let index = 0; index < count; index++) {
    left += ((values[index + 1] ?? 0) - intercept - slope * (values[index] ?? 0)) ** 2
  }
  return { slope, intercept, residual: Math.sqrt(left / count) }
}
