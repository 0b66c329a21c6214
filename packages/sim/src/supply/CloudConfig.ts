/** What a scenario says about a central cloud: limited capacity at list prices, and expansion that takes its time. */
import { Schema } from "effect"
import { gpuNames, regionNames } from "../catalog/Catalog.ts"
import * as SeriesConfig from "../state/SeriesConfig.ts"
import * as Field from "../units/Field.ts"
import { day } from "../units/Time.ts"
import { reliability } from "./ReliabilityConfig.ts"

/** Machines of one model in one region. */
export const Fleet = Schema.Struct({
  gpu_model: Field.choice(gpuNames)({ description: "GPU model" }),
  region: Field.choice(regionNames)({ description: "region" }),
  gpus: Field.count()({ description: "GPUs when the run starts" }),
  price: SeriesConfig.ofQuantity("gpuHourPrice")({
    description:
      "list price when the run starts, from where price_drift takes it; or a series in USD/GPU-hour, followed daily"
  }),
  cost: Field.quantity("gpuHourPrice")({
    description: "full cost of a GPU-hour, rented or not",
    default: "1.9 USD/GPU-hour",
    source: "user cost of an H100 over three years at 12% (8xH100 node at 40.6k USD a GPU, 30% residual, 80% rented)"
  }),
  upload: Field.quantity("bandwidth", { minimum: 1 })({
    description: "its link to other regions, towards them; inside a fleet GPUs are linked as in one data centre",
    default: "100 Gbit/s",
    source: "cloud interconnect, 1 to 100 Gbit/s; the flow between two regions is what binds"
  }),
  download: Field.quantity("bandwidth", { minimum: 1 })({
    description: "the same link, from them",
    default: "100 Gbit/s",
    source: "cloud interconnect, 1 to 100 Gbit/s; the flow between two regions is what binds"
  })
})
export type Fleet = typeof Fleet.Type

export const CloudConfig = Schema.Struct({
  fleets: Field.list(Fleet)({ description: "its machines" }),
  price_drift: Field.number({ minimum: -0.9 })({
    description: "change of list prices a year: -0.2 is 20% cheaper each year",
    default: 0,
    source: "assumption"
  }),
  target_utilisation: Field.share({
    description: "a fleet busier than this over a review is extended",
    default: 0.85,
    source: "assumption"
  }),
  expansion: Field.share({
    description: "GPUs ordered at a review, as a share of the fleet",
    default: 0,
    source: "assumption"
  }),
  lead_time: Field.quantity("duration")({
    description: "from the order until the GPUs can be rented",
    default: "12 months",
    source: "TeraWulf-Fluidstack: 10 to 16 months from contract to power"
  }),
  review_every: Field.quantity("duration", { minimum: day })({
    description: "how often the cloud looks at its utilisation",
    default: "1 month",
    source: "assumption"
  }),
  backfill: Field.flag({
    description: "whether jobs that fit may pass a job at the head of the queue that does not",
    default: true,
    source: "assumption"
  }),
  ...reliability,
  egress: Field.quantity("transferPrice")({
    description: "price of data that leaves the cloud",
    default: "0.09 USD/GB",
    source: "AWS to the internet, first tier, as in the Skyplane price table"
  })
})
export type CloudConfig = typeof CloudConfig.Type
