/** What a miner's site can become, or remain, and what that costs. */
import { Schema } from "effect"
import * as Catalog from "../catalog/Catalog.ts"
import * as SeriesConfig from "../state/SeriesConfig.ts"
import * as Field from "../units/Field.ts"
import { reliability } from "./ReliabilityConfig.ts"

/** Renting power and building to a tenant with his own GPUs. */
export const colocation = Schema.Struct({
  building: Field.quantity("capitalPerPower")({
    description: "cost of an AI-grade building per MW of IT load",
    default: "9M USD/MW",
    source: "TeraWulf and Fluidstack, August 2025: 8 to 10M USD/MW"
  }),
  margin: Field.share({
    description: "share of the rent that the site keeps; the tenant pays the power",
    default: "77.5%",
    source: "Core Scientific and CoreWeave: gross margin 75 to 80%"
  }),
  lead_time: Field.quantity("duration", { minimum: 0 })({
    description: "from signing to the first rent",
    default: "14 months",
    source: "TeraWulf and Fluidstack: 10 to 16 months"
  }),
  residual: Field.share({
    description: "worth of the building when the contract ends, as a share of its cost",
    default: "0%",
    source: "assumption: the published comparison at 9M USD/MW over ten years counts none"
  }),
  debt: Field.share({
    description: "share of the capital that lenders give against the contract",
    default: "70%",
    source: "assumption"
  })
})

/** Owning the GPUs and letting them under contract. */
export const cloud = Schema.Struct({
  capital: SeriesConfig.ofQuantity("capitalPerPower")({
    description: "GPUs and all around them, per MW of IT load; or a series in USD/MW",
    default: "29M USD/MW",
    source: "IREN and Microsoft, November 2025: 5.8 billion USD for 200 MW"
  }),
  building: Field.quantity("capitalPerPower")({
    description: "building per MW of IT load",
    default: "9M USD/MW",
    source: "TeraWulf and Fluidstack, August 2025: 8 to 10M USD/MW"
  }),
  building_residual: Field.share({
    description: "worth of the building when the contract ends, as a share of its cost",
    default: "60%",
    source: "assumption: a life of fifteen years and a contract of five"
  }),
  prepaid: Field.share({
    description: "share of all rent paid at signing",
    default: "20%",
    source: "IREN and Microsoft, November 2025"
  }),
  operations: Field.share({
    description: "staff, network and upkeep as a share of the rent; power comes on top",
    default: "10%",
    source: "assumption"
  }),
  lead_time: Field.quantity("duration", { minimum: 0 })({
    description: "from signing to the first rent",
    default: "14 months",
    source: "assumption: as colocation; IREN's blocks come over 2026"
  }),
  debt: Field.share({
    description: "share of the capital that lenders give against the contract",
    default: "70%",
    source: "assumption"
  })
})

/** Owning GPUs and offering them to the network. */
export const spot = Schema.Struct({
  gpu: Field.choice(Catalog.gpuNames)({
    description: "GPU model of the catalogue",
    default: "H100-SXM",
    source: "assumption"
  }),
  price: Schema.optionalKey(
    SeriesConfig.ofQuantity("money")({
      description:
        "USD per GPU with its node at the start, from where gpu_price_change takes it; or a series in USD; the catalogue's when left out"
    })
  ),
  building: Field.quantity("capitalPerPower")({
    description: "simple building or containers per MW of IT load",
    default: "4M USD/MW",
    source: "assumption: under half of an AI-grade building, without redundancy"
  }),
  operations: Field.quantity("gpuHourPrice")({
    description: "staff, network and upkeep per GPU-hour, without power",
    default: "0.15 USD/GPU-hour",
    source: "assumption: site and power together are 0.3 to 0.4"
  }),
  income_change: Field.quantity("rateOfReturn", { minimum: -1 })({
    description: "expected change of the network's income per GPU-hour",
    default: "-15% per year",
    source: "assumption: H100 rents fell from 2.99 (October 2024) to 1.70 (October 2025) and rose to 2.35 (March 2026)"
  }),
  life: Field.count({ minimum: 1 })({ description: "years of use of a GPU", default: 5, source: "assumption" }),
  link: Field.quantity("bandwidth", { minimum: 1 })({
    description: "access link of the site's GPUs, both ways",
    default: "10 Gbit/s",
    source: "assumption: dedicated internet access is typically 1 Gbit/s, up to 100"
  }),
  lead_time: Field.quantity("duration", { minimum: 0 })({
    description: "from decision to GPUs on the network",
    default: "12 months",
    source: "assumption: the short end of 12 to 24 months"
  }),
  debt: Field.share({
    description: "share of the capital that lenders give without a contract",
    default: "0%",
    source: "assumption"
  }),
  sale_cost: Field.share({
    description: "share of a GPU's worth lost when a site that leaves sells it",
    default: "15%",
    source: "assumption"
  }),
  token_discount: Field.share({
    description: "how much less a USD worth of tokens counts than a USD: volatility between earning and selling",
    default: "30%",
    source: "assumption: more than for owners of machines that stand already"
  }),
  target_utilisation: Field.share({
    description: "above it the asking price goes up, below it down",
    default: "70%",
    source: "assumption"
  }),
  price_step: Field.share({
    description: "largest change of the asking price a day",
    default: "3%",
    source: "assumption"
  }),
  ...reliability
})

/** Mining on, and standing idle. */
export const mining = Schema.Struct({
  upkeep: Field.quantity("energyPrice")({
    description: "cost of mining per MWh besides power",
    default: "0 USD/MWh",
    source: "assumption: the published break-even compares margins after power alone"
  }),
  holding: Field.quantity("capitalPerPower")({
    description: "cost of keeping a MW a year, also when it stands idle",
    default: "5000 USD/MW",
    source: "assumption"
  }),
  drift: Field.quantity("rateOfReturn", { minimum: -1 })({
    description: "change of the hash price that owners expect besides halvings",
    default: "0% per year",
    source: "assumption: kinder than the past (314 in 2021, 124 in 2022, 43 in 2025)"
  }),
  volatility: Field.number({ minimum: 0, maximum: 10 })({
    description:
      "standard deviation of the logarithm of the hash price over a year, as owners see it: what makes a mine that can stand still worth more than its expected margin",
    default: 0.4,
    source: "assumption: below bitcoin's own, since hash rate follows price"
  }),
  horizon: Field.count({ minimum: 1 })({
    description: "years ahead that an owner looks when he asks whether to close",
    default: 10,
    source: "assumption"
  })
})
