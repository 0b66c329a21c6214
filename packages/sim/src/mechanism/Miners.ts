/** What a converted Bitcoin miner compares, as calculators. */
import { Schema } from "effect"
import { breakEvenHashPrice, marginPerGrossMwh, rentPerKilowattMonth, yearlyRent } from "../supply/HostingContracts.ts"
import { hashPriceForRevenue, revenuePerMwh } from "../supply/MinerRevenue.ts"
import * as Field from "../units/Field.ts"
import { mechanism, shown } from "./Mechanism.ts"

const core = "Core Scientific and CoreWeave, 2024 (company filings)"
const efficiency = Field.number({ minimum: 1e-6 })({ description: "Efficiency of the machines", unit: "J/TH" })
const powerPrice = Field.number({ minimum: 0 })({
  description: "Price of power, all-in",
  unit: "USD/MWh",
  default: 34,
  source: "Riot, June 2025: 3.4 cents/kWh"
})
const grossPerIt = Field.number({ minimum: 1 })({
  description: "Gross power per power of IT load",
  default: 1.43,
  source: "Core Scientific, Muskogee: 100 MW gross, 70 MW IT"
})
const margin = Field.share({
  description: "Share of the rent that is left to the landlord",
  default: "77.5%",
  source: `${core}: gross margin 75 to 80%`
})

const mining = mechanism({
  name: "miner-revenue",
  description: "Converted miners: what a MWh earns in a Bitcoin mine, before and after power",
  rules:
    "Revenue per MWh = hash price / (0.024 × J/TH): one MWh at e J/TH computes 41.67/e PH-days. 38.2 USD/PH/day at 21.2 J/TH is 75.1.",
  source: "arithmetic; hash prices by Luxor, efficiencies in company reports",
  input: Schema.Struct({
    hash_price: Field.number({ minimum: 0 })({ description: "Hash price", unit: "USD/PH/day" }),
    efficiency,
    power_price: powerPrice
  }),
  output: Schema.Struct({
    revenue: shown("Earned before power", "USD/MWh"),
    after_power: shown("Left after power; below zero the machines stand still", "USD/MWh"),
    break_even: shown("Hash price that pays the power and nothing else", "USD/PH/day")
  }),
  example: { hash_price: 38.2, efficiency: 21.2 },
  compute: ({ efficiency: joules, hash_price, power_price }) => {
    const revenue = revenuePerMwh(hash_price, joules)
    return {
      revenue,
      after_power: revenue - power_price,
      break_even: hashPriceForRevenue(power_price, joules)
    }
  }
})

const hosting = mechanism({
  name: "hosting-rent",
  description: "Converted miners: a hosting contract as rent per kW and month, and what it leaves per MWh drawn",
  rules:
    "Rent = total / (MW of IT load × 1,000 × months). Per gross MWh the landlord keeps rent × 12 / 8.76 / (gross per IT) × margin; the tenant pays the power. 8.7 billion over 500 MW and 144 months is 120.8 USD/kW-month.",
  source: core,
  input: Schema.Struct({
    total: Field.number({ minimum: 0 })({ description: "Worth of the contract", unit: "USD" }),
    megawatts: Field.number({ minimum: 1e-9 })({ description: "Contracted IT load", unit: "MW" }),
    months: Field.number({ minimum: 1e-9 })({ description: "Term", unit: "months" }),
    gross_per_it: grossPerIt,
    margin
  }),
  output: Schema.Struct({
    rent: shown("Rent", "USD/kW-month"),
    per_megawatt_year: shown("Rent of a MW of IT load", "USD/MW-year"),
    per_gross_mwh: shown("Left to the landlord per MWh that the site draws", "USD/MWh")
  }),
  example: { total: 8.7e9, megawatts: 500, months: 144 },
  compute: ({ gross_per_it, margin: kept, megawatts, months, total }) => {
    const rent = rentPerKilowattMonth(total, megawatts, months)
    return { rent, per_megawatt_year: yearlyRent(rent), per_gross_mwh: marginPerGrossMwh(rent, gross_per_it, kept) }
  }
})

const breakEven = mechanism({
  name: "miner-break-even",
  description:
    "Converted miners: the hash price at which mining earns as much as a hosting contract whose tenant pays the capital",
  rules:
    "(rent × 12 / 8.76 / (gross per IT) × margin + power) × 0.024 × J/TH: about 63 USD/PH/day at 21.2 J/TH and 52 at 17.5 for 121 USD/kW-month.",
  source: core,
  input: Schema.Struct({
    rent: Field.number({ minimum: 0 })({ description: "Rent of the contract", unit: "USD/kW-month" }),
    efficiency,
    power_price: powerPrice,
    gross_per_it: grossPerIt,
    margin,
    hash_price: Schema.optionalKey(
      Field.number({ minimum: 0 })({ description: "Hash price to compare", unit: "USD/PH/day" })
    )
  }),
  output: Schema.Struct({
    break_even: shown("Hash price at which both earn the same", "USD/PH/day"),
    hosting: shown("What the contract leaves per MWh that the site draws", "USD/MWh"),
    mining: Schema.optionalKey(shown("What mining leaves after power at the compared hash price", "USD/MWh")),
    converts: Schema.optionalKey(
      Field.flag({ description: "Whether the contract earns more than mining at the compared hash price" })
    )
  }),
  example: { rent: 121, efficiency: 21.2, hash_price: 38.2 },
  compute: ({ efficiency: joules, gross_per_it, hash_price, margin: kept, power_price, rent }) => {
    const contract = { rent, grossPerIt: gross_per_it, margin: kept, powerPrice: power_price, efficiency: joules }
    const hosted = marginPerGrossMwh(rent, gross_per_it, kept)
    const mined = hash_price === undefined ? undefined : revenuePerMwh(hash_price, joules) - power_price
    return {
      break_even: breakEvenHashPrice(contract),
      hosting: hosted,
      ...(mined === undefined ? {} : { mining: mined, converts: hosted > mined })
    }
  }
})

export const miners = [mining, hosting, breakEven]
