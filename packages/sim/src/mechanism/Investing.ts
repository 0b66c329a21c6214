/** What an owner weighs before capital is spent that cannot be got back, as calculators. */
import { Schema } from "effect"
import { annuity, discount } from "../supply/Discounting.ts"
import { entryThreshold, exitThreshold } from "../supply/OptionValue.ts"
import * as Field from "../units/Field.ts"
import { hoursPerYear } from "../units/Time.ts"
import { mechanism, shown } from "./Mechanism.ts"

const rate = Field.number({ minimum: 0, maximum: 10 })({ description: "Discount rate, r", unit: "per year" })

const capital = mechanism({
  name: "capital-cost",
  description: "What capital must earn in a year, and in an hour that is rented: a GPU, a building",
  rules:
    "Per year (K − S/(1 + r)ⁿ) × r / (1 − (1 + r)⁻ⁿ) with capital K, resale S and n years; per rented hour that over 8,760 u, and running costs on top. A GPU of 40,600 USD that resells at 30% costs 1.90 a rented hour over three years at 12% and 80% use.",
  source: "user cost of capital, payments at the end of each year",
  input: Schema.Struct({
    capital: Field.number({ minimum: 0 })({ description: "Capital, K", unit: "USD" }),
    resale: Field.share({ description: "Part of it that is got back at the end, S/K", default: 0, source: "setting" }),
    rate,
    years: Field.number({ minimum: 0.01, maximum: 100 })({ description: "Life, n", unit: "years" }),
    utilisation: Field.number({ minimum: 0.0001, maximum: 1 })({
      description: "Share of hours that is rented, u",
      default: 1,
      source: "setting"
    }),
    running: Field.number({ minimum: 0 })({
      description: "Site, power and upkeep for each rented hour",
      unit: "USD/h",
      default: 0,
      source: "setting"
    })
  }),
  output: Schema.Struct({
    recovery_factor: shown("Part of the capital that a year must bring without resale: r / (1 − (1 + r)⁻ⁿ)"),
    per_year: shown("What a year must bring", "USD/year"),
    per_rented_hour: shown("What a rented hour must bring, running costs included", "USD/h")
  }),
  example: { capital: 40_600, resale: 0.3, rate: 0.12, years: 3, utilisation: 0.8 },
  compute: ({ capital: spent, rate: r, resale, running, utilisation, years }) => {
    const factor = 1 / annuity(r, years)
    const perYear = spent * (1 - resale * discount(r, years)) * factor
    return {
      recovery_factor: factor,
      per_year: perYear,
      per_rented_hour: perYear / (hoursPerYear * utilisation) + running
    }
  }
})

const waiting = mechanism({
  name: "value-of-waiting",
  description: "How much more than its capital a project must be worth before one enters, when one may as well wait",
  rules:
    "Enter at V/I = b/(b − 1), b = ½ − (r − d)/s² + √(((r − d)/s² − ½)² + 2r/s²): 3.0 at r 12%, d 8%, s 0.4, and 4.4 at s 0.6. Leave when V has fallen to b⁻/(b⁻ − 1) of what leaving brings, b⁻ the root with −√. A contract that fixes the income takes it away.",
  source: "Dixit and Pindyck 1994, Investment under Uncertainty",
  input: Schema.Struct({
    rate: Field.number({ minimum: 1e-6, maximum: 10 })({ description: "Discount rate, r", unit: "per year" }),
    payout: Field.number({ minimum: 1e-6, maximum: 10 })({
      description: "What the project pays out of its value, d",
      unit: "per year"
    }),
    volatility: Field.number({ minimum: 0.001, maximum: 10 })({
      description: "Standard deviation of ln V, s",
      unit: "per √year"
    })
  }),
  output: Schema.Struct({
    enter: shown("Worth over capital at which one enters, V/I"),
    leave: shown("Worth over what leaving brings at which one leaves")
  }),
  example: { rate: 0.12, payout: 0.08, volatility: 0.4 },
  compute: (given) => ({ enter: entryThreshold(given), leave: exitThreshold(given) })
})

export const investing = [capital, waiting]
