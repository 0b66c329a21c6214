/** How a scenario says where the hash price comes from. */
import { Schema } from "effect"
import * as SeriesConfig from "../state/SeriesConfig.ts"
import * as Field from "../units/Field.ts"

const bitcoinPrice = Field.group(
  Schema.Union([
    Schema.Struct({
      kind: Schema.tag("constant"),
      price: Field.quantity("money")({
        description: "USD for one bitcoin, for the whole run",
        default: "90000 USD",
        source: "with 1,082 EH/s (JPMorgan, October 2025) and 2% fees this is the 38.2 USD/PH/day of November 2025"
      })
    }),
    Schema.Struct({
      kind: Schema.tag("brownian"),
      price: Field.quantity("money")({
        description: "USD for one bitcoin at the start",
        default: "90000 USD",
        source: "with 1,082 EH/s (JPMorgan, October 2025) and 2% fees this is the 38.2 USD/PH/day of November 2025"
      }),
      drift: Field.quantity("rateOfReturn", { minimum: -0.99, maximum: 10 })({
        description: "growth of the expected price",
        default: "0% per year",
        source: "assumption"
      }),
      volatility: Field.number({ minimum: 0, maximum: 10 })({
        description: "standard deviation of the logarithm of the price over a year",
        default: 0.6,
        source: "assumption"
      })
    }),
    SeriesConfig.SeriesFile.annotate({ description: "USD for one bitcoin as a file says" })
  ])
)

const endogenous = Schema.Struct({
  kind: Schema.tag("endogenous"),
  btc_price: bitcoinPrice({
    description: "path of the price of a bitcoin",
    default: { kind: "constant" },
    source: "assumption"
  }),
  subsidy: Field.number({ minimum: 1e-8 })({
    description: "bitcoins newly made per block at the start",
    default: 3.125,
    source: "Bitcoin's schedule since April 2024"
  }),
  fees: Field.share({
    description: "fees per block as a share of the subsidy at the start; they do not halve",
    default: "2%",
    source: "assumption"
  }),
  halving_in: Field.quantity("duration")({
    description: "time to the next halving at the target pace of blocks; later ones come 210,000 blocks apart",
    default: "17 months",
    source: "about April 2028, for a scenario that starts in November 2026"
  }),
  hash_rate: SeriesConfig.ofQuantity("hashRate", { minimum: 1e-9 })({
    description:
      "hash rate of the whole network, our own sites included: at the start, from where others answer the hash price; or a series in EH/s, which is then followed whatever anybody earns",
    default: "1082 EH/s",
    source: "JPMorgan, mean of October 2025"
  }),
  elasticity: Field.number({ minimum: 0, maximum: 10 })({
    description: "response of the others' hash rate to the hash price within days",
    default: 0.14,
    source: "April 2024: hash price 110 to 47, hash rate 650 to 579 EH/s"
  }),
  growth: Field.quantity("rateOfReturn", { minimum: -0.99, maximum: 10 })({
    description: "growth of the others' hash rate at the hash price of the start",
    default: "0% per year",
    source: "assumption: fleets are renewed, not enlarged, at a five-year low"
  }),
  entry: Field.number({ minimum: 0, maximum: 10 })({
    description:
      "further growth per year when the hash price is e times that of the start (new fleets come, old ones go)",
    default: 0.3,
    source: "assumption"
  })
})

const given = Schema.Struct({
  kind: Schema.tag("given"),
  price: SeriesConfig.ofQuantity("hashPrice")({
    description: "hash price at the start; or a series in USD/PH/day, which is then followed",
    default: "38.2 USD/PH/day",
    source: "Luxor, November 2025"
  }),
  change: Field.quantity("rateOfReturn", { minimum: -1 })({
    description: "steady change of the price",
    default: "0% per year",
    source: "assumption"
  }),
  halving_in: Schema.optionalKey(
    Field.quantity("duration")({ description: "time to a halving that multiplies the price; none when left out" })
  ),
  halving_factor: Field.share({
    description: "what the halving leaves of the hash price",
    default: "54%",
    source: "half the reward and the hash rate's answer at elasticity 0.14: 0.5^(1/1.14)"
  })
})

/** The hash price: computed from Bitcoin's rules and the miners' answer, or a given path. */
export const HashPriceConfig = Schema.Union([endogenous, given])
export type HashPriceConfig = typeof HashPriceConfig.Type
export type EndogenousConfig = typeof endogenous.Type
export type GivenConfig = typeof given.Type
