/** Random prices of a token: a path, and the path that fits recorded ones, as calculators. */
import { Schema } from "effect"
import { Draws } from "../kernel/Draws.ts"
import * as StochasticPrice from "../token/price/StochasticPrice.ts"
import * as Field from "../units/Field.ts"
import { day, year } from "../units/Time.ts"
import { assumed, mechanism, shown } from "./Mechanism.ts"

const schwartz = "Uhlenbeck and Ornstein 1930; Schwartz 1997 (model 1)"

const pricePath = mechanism({
  name: "price-path",
  description: "A random path of a price: geometric Brownian motion, drawn back to a level or not",
  rules:
    "κ > 0: ln p' = m' + e^(−κΔ)(ln p − m) + σ √((1 − e^(−2κΔ))/2κ) z with m = ln(level) + drift t; κ = 0: ln p' = ln p + drift Δ + σ √Δ z. z is drawn by token and step.",
  source: schwartz,
  input: Schema.Struct({
    seed: Field.count()({ description: "Seed of the draws", default: 1, source: "setting" }),
    token: Field.text({
      description: "Name of the token: another name, other luck",
      default: "LODE",
      source: "setting"
    }),
    price: Field.number({ minimum: 1e-9 })({ description: "Price at the start", unit: "USD/token" }),
    level: Schema.optionalKey(
      Field.number({ minimum: 1e-9 })({
        description: "Price it is drawn back to; the first one if left out",
        unit: "USD/token"
      })
    ),
    reversion: assumed("κ: speed at which it is drawn back", 0.5, "per year"),
    drift: Field.number()({
      description: "Growth of ln price, or of the level",
      unit: "per year",
      default: 0,
      source: "assumption"
    }),
    volatility: assumed("σ: standard deviation of the daily change of ln price", 0.05),
    days: Field.number({ minimum: 1e-6 })({
      description: "Length of a step",
      unit: "days",
      default: 1,
      source: "setting"
    }),
    steps: Field.count({ minimum: 1, maximum: 100_000 })({ description: "Steps", default: 30, source: "setting" })
  }),
  output: Schema.Struct({
    prices: Field.list(shown("Price at the end of a step", "USD/token"))({ description: "In order" }),
    median_at_end: shown("Price at the end of a path without luck", "USD/token")
  }),
  example: { price: 1, steps: 5 },
  compute: (input) => {
    const rule: StochasticPrice.StochasticPath = {
      kind: "stochastic-path",
      level: input.level ?? input.price,
      reversion: input.reversion / year,
      drift: input.drift,
      volatility: input.volatility
    }
    const step = input.days * day
    return {
      prices: StochasticPrice.path(rule, new Draws(input.seed), input.token, input.price, step, input.steps),
      median_at_end: StochasticPrice.next(rule, input.price, 0, step * input.steps, 0)
    }
  }
})

const priceFit = mechanism({
  name: "price-fit",
  description: "The random path that fits recorded prices: level, speed of return, volatility",
  rules:
    "Regression of ln p' on ln p, which is the exact likelihood of a path that is drawn back; where the slope is 1 or more nothing draws it back, and drift and deviation of the changes remain; nil or negative, it is back between any two records. A short record finds too fast a return: " +
    "by about 4 / years recorded.",
  source: schwartz,
  input: Schema.Struct({
    prices: Field.list(Field.number({ minimum: 1e-12 })({ description: "A price", unit: "USD/token" }))({
      description: "At equal distances, at least 3"
    }),
    days: Field.number({ minimum: 1e-6 })({
      description: "Time from one to the next",
      unit: "days",
      default: 1,
      source: "setting"
    })
  }).check(
    Schema.makeFilter(({ prices }) =>
      prices.length >= 3 ? undefined : { path: ["prices"], issue: `Expected at least 3 prices, not ${prices.length}` }
    )
  ),
  output: Schema.Struct({
    level: shown("Price it is drawn back to; the last one when it is not drawn back", "USD/token"),
    reversion: shown("Speed at which it is drawn back; 0 when it is not", "per year"),
    drift: shown("Growth of ln price when nothing draws it back", "per year"),
    volatility: shown("Standard deviation of the daily change of ln price")
  }),
  example: { prices: [1, 1.1, 1.12, 1.05, 0.98, 0.9, 0.92, 0.99, 1.04, 1.02] },
  compute: ({ days, prices }) => {
    const found = StochasticPrice.fit(prices, days * day)
    if (typeof found === "string") throw new TypeError(found)
    const { drift, level, reversion, volatility } = found
    return { level, reversion: reversion * year, drift, volatility }
  }
})

export const prices = [pricePath, priceFit]
