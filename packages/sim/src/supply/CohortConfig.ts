/** What a scenario says about groups of providers: data centres and owners of idle GPUs. */
import { Schema } from "effect"
import { gpuNames, regionNames } from "../catalog/Catalog.ts"
import * as DistributionConfig from "../state/DistributionConfig.ts"
import * as SeriesConfig from "../state/SeriesConfig.ts"
import * as Field from "../units/Field.ts"
import { hour } from "../units/Time.ts"
import { links } from "./LinkConfig.ts"
import { reliability } from "./ReliabilityConfig.ts"

/** When machines can be rented. */
export const Availability = Schema.Union([
  Schema.Struct({ kind: Schema.tag("always") }),
  Schema.Struct({
    kind: Schema.tag("daily"),
    from_hour: Field.number({ minimum: 0, maximum: 24 })({ description: "local hour at which a machine comes online" }),
    hours: Field.number({ minimum: 0.1, maximum: 24 })({ description: "hours online, mean" }),
    spread: Field.number({ minimum: 0, maximum: 12 })({
      description: "spread of the hour among owners and days: half width, h",
      default: 2,
      source: "assumption"
    })
  }),
  Schema.Struct({
    kind: Schema.tag("random"),
    online: Field.quantity("duration")({ description: "time online before a machine leaves, mean of an exponential" }),
    offline: Field.quantity("duration")({ description: "time away, mean of an exponential" })
  }),
  Schema.Struct({
    kind: Schema.tag("trace"),
    machines: Field.group(SeriesConfig.SeriesFile)({
      description: "machines that were there, as recorded: the share of the cohort's members that is online follows it"
    }),
    full: Field.count()({
      description: "machines that stand for the whole cohort; 0: the most that the file has",
      default: 0,
      source: "setting"
    })
  })
])
export type Availability = typeof Availability.Type

/** How a provider sets its asking price. */
export const Asking = Schema.Union([
  Schema.Struct({
    kind: Schema.tag("fixed"),
    price: DistributionConfig.ofQuantity("gpuHourPrice")({ description: "asking price, drawn once for each provider" })
  }),
  Schema.Struct({
    kind: Schema.tag("adaptive"),
    start: DistributionConfig.ofQuantity("gpuHourPrice")({ description: "first asking price" }),
    target_utilisation: Field.share({
      description: "above it the price goes up, below it down",
      default: 0.7,
      source: "assumption"
    }),
    step: Field.share({ description: "largest change a day", default: 0.03, source: "assumption" })
  })
])
export type Asking = typeof Asking.Type

/** A group of providers of one kind. */
export const Cohort = Schema.Struct({
  kind: Field.choice(["data-centre", "idle-owner"])({ description: "what they are" }),
  count: Field.count()({ description: "providers when the run starts" }),
  potential: Field.count()({
    description:
      "providers that there may ever be; those with the lowest cost are there from the start; at least `count`",
    default: 0,
    source: "assumption"
  }),
  gpu_model: Field.choice(gpuNames)({ description: "the GPU model that they own" }),
  gpus: DistributionConfig.ofCount({ description: "GPUs of one provider", default: 8, source: "assumption" }),
  regions: Field.list(Field.choice(regionNames)({ description: "a region" }))({
    description: "regions where they are, in turn; left empty: all",
    default: [],
    source: "assumption"
  }),
  networks: Field.list(Field.text({ description: "name of a network" }))({
    description: "networks on which they offer the same machines, sold once; left empty: all",
    default: [],
    source: "assumption"
  }),
  asking: Field.group(Asking)({ description: "how they set their price" }),
  cost: DistributionConfig.ofQuantity("gpuHourPrice")({
    description: "full cost of an offered GPU-hour: capital, site, people; drawn once for each provider"
  }),
  cost_change: Field.quantity("rateOfReturn", { minimum: -1 })({
    description:
      "change of the full cost for those who come later, as new GPUs get cheaper; who is there keeps his own",
    default: "0% per year",
    source: "assumption"
  }),
  running_cost: Field.share({
    description: "share of the full cost that stops when the machine is not offered",
    default: 0.3,
    source: "assumption"
  }),
  power_price: SeriesConfig.ofQuantity("energyPrice")({
    description: "price of the power that a rented GPU draws (its TDP); or a series in USD/MWh, followed daily",
    default: "80 USD/MWh",
    source: "assumption"
  }),
  availability: Field.group(Availability)({
    description: "when their machines can be rented",
    default: { kind: "always" },
    source: "assumption"
  }),
  ...links,
  ...reliability,
  entry_delay: Field.quantity("duration")({
    description: "from the decision to offer until the machines are online",
    default: "0 s",
    source: "assumption"
  }),
  review_every: Field.quantity("duration", { minimum: hour })({
    description: "how often owners think about coming or leaving",
    default: "1 week",
    source: "assumption"
  }),
  response: Field.share({
    description: "share of those who would gain by it that come or leave at a review",
    default: 0.25,
    source: "assumption"
  }),
  margin: Field.number({ minimum: -0.9 })({
    description: "expected income over full cost that it takes to come: 0.1 is 10% above",
    default: 0,
    source: "assumption"
  }),
  token_discount: Field.share({
    description: "how much less a USD worth of tokens counts than a USD: volatility, selling",
    default: 0.2,
    source: "assumption"
  })
})
export type Cohort = typeof Cohort.Type

/** Whether a cohort lists its machines on a network: on all of them, unless it names some. */
export const offersOn = ({ networks }: Cohort, network: string): boolean =>
  networks.length === 0 || networks.includes(network)
