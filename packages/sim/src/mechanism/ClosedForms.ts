/** Incentives with an answer in closed form, as calculators. */
import { Schema } from "effect"
import * as ClosedForms from "../token/honesty/ClosedForms.ts"
import * as Detection from "../token/honesty/Detection.ts"
import * as Field from "../units/Field.ts"
import { mechanism, shown } from "./Mechanism.ts"

const usd = (description: string, unit = "USD/period") => Field.number({ minimum: 0 })({ description, unit })
const above = (description: string, unit: string) => Field.number({ minimum: 1e-12 })({ description, unit })

const freeEntry = mechanism({
  name: "free-entry",
  description: "Where capacity rewards lead when anybody may enter: capacity, its use, the price that pays",
  rules:
    "Capacity enters until its pay is its cost: N* = (R + E)/c with R fees, E rewards and c the cost of an offered unit, whatever of it is used; utilisation D/N*. Price × utilisation + subsidy per offered unit = cost.",
  source: "arithmetic of free entry; compare Filecoin (4% used in 2023) and Helium (about a million hotspots in 2022)",
  input: Schema.Struct({
    fees: usd("What users pay, R"),
    rewards: usd("Worth of the rewards, E"),
    cost: above("Full cost of a unit offered for a period, capital at its hurdle rate included, c", "USD/unit"),
    demand: Schema.optionalKey(Field.number({ minimum: 0 })({ description: "Units that users want, D", unit: "units" }))
  }),
  output: Schema.Struct({
    capacity: shown("Units offered at rest, N*", "units"),
    utilisation: Schema.optionalKey(shown("Share of them that is used; left out without demand")),
    subsidy: shown("Rewards per unit offered", "USD/unit"),
    break_even_price: Schema.optionalKey(
      shown("Price per used unit at which a unit offered earns its cost; left out without demand", "USD/unit")
    )
  }),
  example: { fees: 1_000_000, rewards: 500_000, cost: 1500, demand: 400 },
  compute: ({ cost, demand, fees, rewards }) => {
    const { breakEvenPrice, capacity, subsidy, utilisation } = ClosedForms.freeEntry(fees, rewards, cost, demand ?? 0)
    return { capacity, subsidy, ...(demand === undefined ? {} : { utilisation, break_even_price: breakEvenPrice }) }
  }
})

const washing = mechanism({
  name: "washing",
  description: "How much fake work rewards for work invite when nobody can tell it from real work",
  rules:
    "Faking a volume w pays while E/(V + w) > f, so the measured volume goes to V* = E/f whatever the real demand V, and what is above V is fake. At V* the rewards are as large as all fees.",
  source: "arithmetic: E = 1M a month and f = 5% give 20M a month",
  input: Schema.Struct({
    rewards: usd("Worth of the rewards for work, E"),
    fee: Field.number({ minimum: 1e-9, maximum: 1 })({
      description: "Share of a payment that is lost to fee and burn, f"
    }),
    real: Field.number({ minimum: 0 })({
      description: "Real volume, V",
      unit: "USD/period",
      default: 0,
      source: "setting"
    })
  }),
  output: Schema.Struct({
    volume: shown("Measured volume at rest, V*", "USD/period"),
    fake: shown("Of it fake", "USD/period"),
    pays: Field.flag({ description: "Whether the first fake USD pays" })
  }),
  example: { rewards: 1_000_000, fee: 0.05, real: 3_000_000 },
  compute: ({ fee, real, rewards }) => {
    const volume = ClosedForms.washedVolume(rewards, fee, real)
    return { volume, fake: volume - real, pays: volume > real }
  }
})

const burnMintPrice = mechanism({
  name: "burn-mint-price",
  description: "The price at which a burn-and-mint token rests",
  rules:
    "What is burned is worth what users spend, so the supply rests at P* = USD spent per epoch / tokens emitted per epoch. Above it more is minted than burned.",
  source: "RNP-001; arithmetic",
  input: Schema.Struct({
    spent: usd("Spent, and burned in tokens", "USD/epoch"),
    emitted: above("Emitted", "tokens/epoch"),
    price: Schema.optionalKey(above("A price to compare", "USD/token"))
  }),
  output: Schema.Struct({
    price_at_rest: shown("P*", "USD/token"),
    net_emission: Schema.optionalKey(shown("Emitted less burned at the compared price", "tokens/epoch"))
  }),
  example: { spent: 100_000, emitted: 50_000, price: 3 },
  compute: ({ emitted, price, spent }) => ({
    price_at_rest: ClosedForms.burnMintPrice(spent, emitted),
    ...(price === undefined ? {} : { net_emission: emitted - spent / price })
  })
})

const poolSales = mechanism({
  name: "pool-sales",
  description: "What selling rewards of a fixed worth does to the price in a pool without other buyers",
  rules:
    "Selling tokens worth U at the price of the moment into a constant-product pool with y USD divides the price by (1 + U/y)² and the USD side by 1 + U/y. Repeated, the price goes to nothing: depth outside the pool decides.",
  source: "constant-product market maker (Uniswap v2), no fee",
  input: Schema.Struct({
    price: Field.number({ minimum: 1e-12 })({
      description: "Price at the start",
      unit: "USD/token",
      default: 1,
      source: "setting"
    }),
    depth: above("USD side of the pool at the start, y", "USD"),
    worth: usd("Worth of what is sold each time, U", "USD"),
    times: Field.count({ minimum: 0, maximum: 100_000 })({ description: "Sales", default: 1, source: "setting" })
  }),
  output: Schema.Struct({
    price: shown("Price afterwards", "USD/token"),
    depth: shown("USD side afterwards", "USD"),
    kept: shown("Price afterwards over price at the start"),
    received: shown("What sellers got", "USD")
  }),
  example: { price: 1, depth: 2_000_000, worth: 50_000, times: 12 },
  compute: ({ depth, price, times, worth }) => {
    const after = ClosedForms.priceAfterSales(price, depth, worth, times)
    return { ...after, kept: after.price / price, received: depth - after.depth }
  }
})

const honesty = mechanism({
  name: "honest-stake",
  description: "Whether stake, rents and detection make honest work pay, and what would",
  rules:
    "Honest work pays iff d(S·p + rents) ≥ (1 − d)g + the cost of false alarms. A stake of S tokens is worth S·p: when the price falls, so does security.",
  source: "expected profit of a cheat against that of an honest provider",
  input: Schema.Struct({
    detection: Field.share({ description: "Probability that cheating is found, d" }),
    stake: Field.number({ minimum: 0 })({
      description: "Tokens at stake, S",
      unit: "tokens",
      default: 0,
      source: "setting"
    }),
    price: Field.number({ minimum: 0 })({
      description: "Price of the token, p; at 1 stakes are in USD",
      unit: "USD/token",
      default: 1,
      source: "setting"
    }),
    rents: Field.number({ minimum: 0 })({
      description: "Future income that is lost when found",
      unit: "USD",
      default: 0,
      source: "setting"
    }),
    gain: Field.number({ minimum: 0 })({ description: "Gain of cheating, g", unit: "USD" }),
    false_alarms: Field.number({ minimum: 0 })({
      description: "Expected cost of false alarms",
      unit: "USD",
      default: 0,
      source: "setting"
    })
  }),
  output: Schema.Struct({
    honest: Field.flag({ description: "Whether honest work pays" }),
    margin: shown("Left side less right side: what honesty is worth", "USD"),
    detection_needed: Schema.optionalKey(
      shown("Least probability of detection with this stake; left out when none suffices")
    ),
    stake_needed: Schema.optionalKey(shown("Least stake at this detection; left out when none suffices", "tokens")),
    price_needed: Schema.optionalKey(shown("Least price with this stake; left out when none suffices", "USD/token"))
  }),
  example: { detection: 0.1, stake: 16_000, price: 0.2, rents: 500, gain: 300 },
  compute: ({ false_alarms, ...given }) => {
    const temptation = { ...given, falseAlarms: false_alarms }
    const detection = Detection.detectionNeeded(temptation)
    const stake = Detection.stakeNeeded(temptation)
    const price = Detection.priceNeeded(temptation)
    return {
      honest: Detection.isHonest(temptation),
      margin: 0 - Detection.cheatingProfit(temptation),
      ...(Number.isFinite(detection) ? { detection_needed: detection } : {}),
      ...(Number.isFinite(stake) ? { stake_needed: stake } : {}),
      ...(Number.isFinite(price) ? { price_needed: price } : {})
    }
  }
})

export const closedForms = [freeEntry, washing, burnMintPrice, poolSales, honesty]
