/** A scenario: what the rooms declare, joined. Plain immutable data once decoded. */
import { Schema } from "effect"
import * as Demand from "../demand/DemandConfig.ts"
import { MarketConfig } from "../market/MarketConfig.ts"
import { CloudConfig } from "../supply/CloudConfig.ts"
import { Cohort } from "../supply/CohortConfig.ts"
import { HashPriceConfig } from "../supply/HashPriceConfig.ts"
import { MinerConfig } from "../supply/MinerConfig.ts"
import { ReputationConfig } from "../supply/ReputationConfig.ts"
import { Subnets } from "../token/subnet/SubnetConfig.ts"
import { Ballots } from "../token/governance/Ballots.ts"
import { TokenConfig } from "../token/TokenConfig.ts"
import { TrainingConfig } from "../training/TrainingConfig.ts"
import * as Field from "../units/Field.ts"

const Horizon = Schema.Union([
  Schema.Struct({
    kind: Schema.tag("terminating"),
    length: Field.quantity("duration", { minimum: 1 })({
      description: "how long is simulated; nothing is removed",
      source: "setting"
    })
  }),
  Schema.Struct({
    kind: Schema.tag("steady"),
    length: Field.quantity("duration", { minimum: 1 })({
      description: "how long is simulated, warm-up included",
      source: "setting"
    }),
    warm_up: Field.quantity("duration")({
      description: "time removed from the start; 0 s: found by MSER-5 in a pilot run, and reported",
      default: "0 s",
      source: "setting"
    })
  })
])

const Network = Schema.Struct({
  market: Field.group(MarketConfig)({
    description: "how orders meet offers",
    default: { kind: "reverse-auction" },
    source: "Akash: reverse auction, at most 20 bids an order"
  }),
  token: Field.group(TokenConfig)({
    description: "the network's token and incentives",
    default: { kind: "none" },
    source: "assumption"
  }),
  egress: Field.quantity("transferPrice")({
    description: "price of data that a job moves",
    default: "0 USD/GB",
    source: "assumption"
  }),
  governance: Schema.optionalKey(Ballots)
})

const Miners = Schema.Struct({
  sites: Field.group(MinerConfig)({
    description: "mining sites and what their owners may turn them into",
    default: {},
    source: "see its keys"
  }),
  hash_price: Field.group(HashPriceConfig)({
    description: "what mining earns",
    default: { kind: "endogenous" },
    source: "see its keys"
  })
})

/** A class of jobs; with `training` its jobs train a model, and how long they run follows from the machines that they get. */
export const JobClass = Schema.Struct({ ...Demand.JobClass.fields, training: Schema.optionalKey(TrainingConfig) })
export type JobClass = typeof JobClass.Type

/** What a shock does. */
export const Shock = Schema.Union([
  Schema.Struct({
    kind: Schema.tag("hash-price"),
    at: Field.quantity("duration")({ description: "when it strikes" }),
    factor: Field.number({ minimum: 0 })({ description: "BTC price (or the given hash price) is multiplied by this" })
  }),
  Schema.Struct({
    kind: Schema.tag("region-fails"),
    at: Field.quantity("duration")({ description: "when it strikes" }),
    region: Field.text({ description: "region whose providers fail" }),
    lasts: Field.quantity("duration")({ description: "until they work again" })
  }),
  Schema.Struct({
    kind: Schema.tag("cloud-price"),
    at: Field.quantity("duration")({ description: "when it strikes" }),
    cloud: Field.text({ description: "name of the cloud" }),
    factor: Field.number({ minimum: 0 })({ description: "its list prices are multiplied by this" })
  }),
  Schema.Struct({
    kind: Schema.tag("demand"),
    at: Field.quantity("duration")({ description: "when it strikes" }),
    class: Field.text({ description: "name of the job class" }),
    factor: Field.number({ minimum: 0 })({ description: "its users are multiplied by this" })
  })
])
export type Shock = typeof Shock.Type

/** The schema of scenario files. `lode: 1` is the version of the language. */
export const Scenario = Schema.Struct({
  name: Field.text({ description: "name of the scenario" }),
  question: Field.text({ description: "the question that the scenario asks" }),
  horizon: Field.group(Horizon)({ description: "how long, and of which kind" }),
  seed: Field.count()({ description: "seed of all random draws", default: 1, source: "setting" }),
  report: Field.list(Field.text({ description: "name of a metric" }))({
    description: "the metrics that answer the question: shown first, and held to the precision asked for",
    default: [],
    source: "assumption"
  }),
  answer: Field.text({
    description: "the answer in one sentence; {metric} stands for the metric's value",
    default:
      "The network served {network_share} of the GPU-hours at {price_network}; {unmet_share} of the requests went unserved.",
    source: "assumption"
  }),
  arm: Field.choice(["both", "network", "central"])({
    description:
      "venues among which jobs may choose: networks, central clouds or both; `lode compare` sends the same jobs through each arm",
    default: "both",
    source: "setting"
  }),
  networks: Field.named(Network)({ description: "decentralised networks by name", default: {}, source: "assumption" }),
  subnets: Schema.optionalKey(
    Field.group(Subnets)({ description: "the chain of which networks with a token of kind subnet are subnets" })
  ),
  clouds: Field.named(CloudConfig)({ description: "central clouds by name", default: {}, source: "assumption" }),
  supply: Field.group(
    Schema.Struct({
      cohorts: Field.named(Cohort)({ description: "groups of providers by name", default: {}, source: "assumption" }),
      reputation: Field.group(ReputationConfig)({
        description: "how a provider's name grows and suffers",
        default: {},
        source: "see its keys"
      }),
      miners: Schema.optionalKey(Miners)
    })
  )({ description: "who offers machines", default: {}, source: "assumption" }),
  demand: Field.named(JobClass)({ description: "job classes by name", default: {}, source: "assumption" }),
  shocks: Field.list(Shock)({ description: "what happens from outside", default: [], source: "assumption" }),
  sample_every: Field.quantity("duration", { minimum: 60 })({
    description: "time between two rows of the series",
    default: "1 day",
    source: "setting"
  })
})
export type Scenario = typeof Scenario.Type
