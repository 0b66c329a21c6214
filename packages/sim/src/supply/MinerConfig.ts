/** What a scenario says about converted miners: the sites, what capital and waiting cost their owners, and who asks for power. */
import { Schema } from "effect"
import * as Catalog from "../catalog/Catalog.ts"
import * as SeriesConfig from "../state/SeriesConfig.ts"
import * as Field from "../units/Field.ts"
import { cloud, colocation, mining, spot } from "./MinerFormConfig.ts"

const cohort = Schema.Struct({
  count: Field.count({ minimum: 1 })({ description: "number of sites" }),
  power: Field.quantity("power")({ description: "median gross power of a site" }),
  power_spread: Field.number({ minimum: 0, maximum: 5 })({
    description: "standard deviation of the logarithm of the power among the sites",
    default: 0.5,
    source: "assumption"
  }),
  efficiency: Field.quantity("hashEfficiency")({
    description: "median efficiency of a site's mining machines",
    default: "21.2 J/TH",
    source: "Riot's fleet, June 2025"
  }),
  efficiency_spread: Field.number({ minimum: 0, maximum: 5 })({
    description: "standard deviation of the logarithm of the efficiency among the sites",
    default: 0.15,
    source: "assumption: 17.5 (newest fleets) to 25.8 J/TH (Riot a year before)"
  }),
  power_price: SeriesConfig.ofQuantity("energyPrice")({
    description: "median all-in price of power; or a series in USD/MWh, of which each month's mean counts",
    default: "34 USD/MWh",
    source: "Riot, June 2025: 3.4 cents per kWh after credits"
  }),
  power_price_spread: Field.number({ minimum: 0, maximum: 5 })({
    description: "standard deviation of the logarithm of the price of power among the sites",
    default: 0.2,
    source: "assumption"
  }),
  region: Field.choice(Catalog.regionNames)({
    description: "region of the catalogue",
    default: "us-texas",
    source: "assumption"
  }),
  gross_per_it: Field.number({ minimum: 1 })({
    description: "power that the site draws per power of computers in an AI building",
    default: 1.43,
    source: "Core Scientific, Muskogee: 100 MW gross give 70 MW IT"
  }),
  suitable: Field.share({
    description:
      "share of the sites that tenants accept (fibre, firm power, water, nearness); the others can only mine or serve the network",
    default: "40%",
    source: "assumption: most mining sites have neither fibre nor firm power"
  }),
  capital: Field.quantity("capitalPerPower")({
    description: "own money that a site's owner can spend on conversion, per gross MW",
    default: "0.5M USD/MW",
    source: "assumption: about what a mining building cost (0.7M to 1M USD/MW, CoinShares)"
  }),
  resale: Field.share({
    description: "share of the market price that the site gets when it sells its power back; 0 when it cannot",
    default: "90%",
    source: "assumption: Riot's Texas sites earned 24.2M USD of power credits in August 2023"
  })
})

const costOfCapital = Schema.Struct({
  investment_grade: Field.quantity("rateOfReturn")({
    description: "take-or-pay contract of a tenant with an investment-grade name or guarantee",
    default: "8% per year",
    source: "assumption: the lower end of what the published comparison uses"
  }),
  other_tenant: Field.quantity("rateOfReturn")({
    description: "take-or-pay contract of another tenant",
    default: "12% per year",
    source: "assumption: the upper end of what the published comparison uses"
  }),
  cloud_premium: Field.quantity("rateOfReturn")({
    description: "added for a GPU cloud under contract, whose owner bears the GPUs' worth when it ends",
    default: "1% per year",
    source: "assumption"
  }),
  mining: Field.quantity("rateOfReturn")({
    description: "mining, when an owner asks whether to close",
    default: "15% per year",
    source: "assumption"
  }),
  spot: Field.quantity("rateOfReturn")({
    description: "network income without contract",
    default: "20% per year",
    source: "assumption"
  }),
  spread: Field.quantity("rateOfReturn")({
    description: "standard deviation among the owners, added to all of the above (never below 1%)",
    default: "1% per year",
    source: "assumption"
  })
})

const waiting = Schema.Struct({
  enabled: Field.flag({ description: "count the value of waiting", default: true, source: "assumption" }),
  rate: Field.quantity("rateOfReturn")({
    description: "discount rate of the option",
    default: "12% per year",
    source: "assumption: with 8% and volatility 0.6 the threshold is 4.4 times the capital"
  }),
  payout: Field.quantity("rateOfReturn", { minimum: 0.001 })({
    description: "what a running project pays out of its value",
    default: "8% per year",
    source: "assumption"
  }),
  volatility: Field.number({ minimum: 0, maximum: 10 })({
    description: "of the value of uncontracted network income",
    default: 0.6,
    source: "assumption: between the 0.4 of rents and more for token income"
  }),
  take_or_pay_removes: Field.share({
    description: "share of the value of waiting that a take-or-pay contract takes away",
    default: "100%",
    source: "assumption: its income is fixed and the offer lapses"
  })
})

const tenants = Schema.Struct({
  requests: Field.quantity("rate")({
    description: "requests for converted power from all tenants together",
    default: "3 per year",
    source: "assumption: sized so that a tenth or so of the default sites' power finds a tenant in five years"
  }),
  size: Field.quantity("power")({
    description: "median IT power of a request",
    default: "30 MW",
    source: "assumption: published blocks are 40 to 200 MW, from miners larger than ours"
  }),
  size_spread: Field.number({ minimum: 0, maximum: 5 })({
    description: "standard deviation of the logarithm of the size",
    default: 0.6,
    source: "assumption"
  }),
  rent: Field.quantity("capacityRent")({
    description: "median rent offered for colocation",
    default: "121 USD/kW-month",
    source: "Core Scientific and CoreWeave: 116 to 121; TeraWulf 154 to 188"
  }),
  rent_spread: Field.number({ minimum: 0, maximum: 5 })({
    description: "standard deviation of the logarithm of the rents",
    default: 0.15,
    source: "published rents of 116 to 188 USD/kW-month"
  }),
  cloud_rent: Field.quantity("capacityRent")({
    description: "median rent offered for GPUs and all, per kW of IT load",
    default: "808 USD/kW-month",
    source: "IREN and Microsoft: 9.7 billion USD, 200 MW, five years"
  }),
  cloud_share: Field.share({
    description: "share of the requests that want GPUs and all",
    default: "17%",
    source: "200 of the 1,158 MW of the contracts of June 2024 to November 2025"
  }),
  tenant_pays: Field.share({
    description: "share of the colocation requests whose tenant pays the building",
    default: "60%",
    source: "Core Scientific's 590 of the 958 MW of colocation of June 2024 to November 2025"
  }),
  investment_grade: Field.share({
    description: "share of the tenants with an investment-grade name or guarantee",
    default: "50%",
    source: "assumption"
  }),
  shortest_term: Field.quantity("duration")({
    description: "shortest term of colocation; terms are uniform up to the longest",
    default: "10 years",
    source: "TeraWulf and Fluidstack"
  }),
  longest_term: Field.quantity("duration")({
    description: "longest term of colocation",
    default: "15 years",
    source: "assumption: Core Scientific 12 years, TeraWulf Abernathy 25"
  }),
  cloud_term: Field.quantity("duration")({
    description: "term of a GPU cloud contract",
    default: "5 years",
    source: "IREN and Microsoft"
  }),
  smallest_block: Field.quantity("power")({
    description: "least IT power that a tenant takes from one site (less only when less is left of his request)",
    default: "5 MW",
    source: "assumption"
  }),
  patience: Field.quantity("duration")({
    description: "how long a request that no site wants stays open",
    default: "12 months",
    source: "assumption"
  })
}).check(
  Schema.makeFilter(({ shortest_term, longest_term }) =>
    longest_term >= shortest_term ? undefined : { path: ["longest_term"], issue: "Expected no less than shortest_term" }
  )
)

const power = Schema.Struct({
  base: SeriesConfig.ofQuantity("energyPrice")({
    description: "market price of power in ordinary hours; or a series in USD/MWh, of which each month's mean counts",
    default: "30 USD/MWh",
    source: "assumption: about Texas"
  }),
  peak: SeriesConfig.ofQuantity("energyPrice")({
    description: "market price of power in scarce hours, with what demand response pays; or a series, likewise",
    default: "300 USD/MWh",
    source: "assumption"
  }),
  peak_share: Field.share({ description: "share of scarce hours", default: "3%", source: "assumption" })
})

const small = { count: 25, power: "20 MW", efficiency: "24 J/TH", power_price: "48 USD/MWh", suitable: "25%" }
const large = { count: 12, power: "150 MW", efficiency: "19 J/TH", power_price: "36 USD/MWh", suitable: "50%" }

/** Converted miners. */
export const MinerConfig = Schema.Struct({
  cohorts: Field.named(cohort)({
    description: "kinds of sites; the sites of a kind differ by draws around its medians",
    default: {
      "texas-large": large,
      "midwest-medium": { count: 20, power: "50 MW", region: "us-midwest", power_price: "42 USD/MWh", resale: "0%" },
      "small-owners": { ...small, region: "us-east", resale: "0%" }
    },
    source: "assumption: large sites like Riot's and Core Scientific's, many smaller ones without their terms"
  }),
  module: Field.quantity("power", { minimum: 0.1 })({
    description: "smallest gross power that a site converts at a time",
    default: "2 MW",
    source: "assumption"
  }),
  downtime: Field.share({
    description: "share of the lead time in which power that is being converted earns nothing",
    default: "50%",
    source: "assumption: the building goes up beside the mine and the power is moved at the end"
  }),
  reinvested: Field.share({
    description: "share of a site's profit that becomes own money for conversion",
    default: "30%",
    source: "assumption"
  }),
  gpu_price_change: Field.quantity("rateOfReturn", { minimum: -1 })({
    description: "change of the price of a new GPU of the same model",
    default: "-15% per year",
    source: "assumption: newer models push it down as they do the rent"
  }),
  mining: Field.group(mining)({ description: "mining and standing idle", default: {}, source: "see its keys" }),
  power_market: Field.group(power)({
    description: "prices at which sites sell power back",
    default: {},
    source: "see its keys"
  }),
  colocation: Field.group(colocation)({
    description: "renting power and building to a tenant with his own GPUs",
    default: {},
    source: "see its keys"
  }),
  gpu_cloud: Field.group(cloud)({
    description: "owning the GPUs and letting them under contract",
    default: {},
    source: "see its keys"
  }),
  spot: Field.group(spot)({
    description: "owning GPUs and offering them to the network",
    default: {},
    source: "see its keys"
  }),
  cost_of_capital: Field.group(costOfCapital)({
    description: "what capital costs, by who pays in the end",
    default: {},
    source: "see its keys"
  }),
  waiting: Field.group(waiting)({
    description: "value of waiting before an investment that cannot be undone",
    default: {},
    source: "see its keys"
  }),
  tenants: Field.group(tenants)({
    description: "who asks for converted power, from outside the model",
    default: {},
    source: "see its keys"
  })
})
export type MinerConfig = typeof MinerConfig.Type
export type CohortConfig = typeof cohort.Type
