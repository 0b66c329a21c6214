/** The configuration of a chain of subnets (Bittensor) and of each network that is one of them.
 *
 * The scenario's `subnets` says how TAO is made, traded and split; a network whose token is of kind `subnet` has an alpha token of its own, whose pool is in
 * TAO. Amounts and rates of TAO are written as tokens: the field says which token is meant. */
import { Schema } from "effect"
import * as Field from "../../units/Field.ts"
import { hour } from "../../units/Time.ts"
import { Holding } from "../price/Holding.ts"
import { OutsideMarket } from "../price/OutsideMarket.ts"
import { PoolConfig } from "../price/Pool.ts"
import { SelfDealing } from "../honesty/SelfDealing.ts"
import { initialTaoWeight, runtimeOwnerCut, shareRules } from "./SubnetShares.ts"
import { runtimeFee } from "./SubnetPool.ts"

/** The chain: one token that is minted by blocks and split between subnets. */
export const Subnets = Schema.Struct({
  token: Field.text({ description: "Name of the chain's token", default: "TAO", source: "Bittensor" }),
  rule: Field.choice(shareRules)({
    description: "How TAO is split between subnets",
    default: "price-burn",
    source: "subtensor, head of 30 June 2026; price until November 2025, flow until June 2026"
  }),
  share: Field.share({
    description:
      "Share of the chain's TAO that goes to the networks of this scenario; the rest goes to others, who are not modelled",
    default: "2%",
    source: "assumption"
  }),
  issued: Field.quantity("tokens", { minimum: 1, maximum: 20_999_999 })({
    description: "TAO issued at the start; the pace of new TAO follows from it",
    default: "11.2M tokens",
    source: "half of 21M in December 2025, then 3600 a day for half a year"
  }),
  root: Field.share({
    description: "Share of the TAO issued at the start that is staked on root",
    default: "50%",
    source: "assumption"
  }),
  tao_weight: Field.number({ minimum: 0, maximum: 1 })({
    description: "What a TAO on root counts against one alpha in a validator's stake",
    default: initialTaoWeight,
    source: "subtensor: tao_weight as first set"
  }),
  owner_cut: Field.share({
    description: "Share of a subnet's alpha that goes to its owner; half of the rest to miners, half to validators",
    default: runtimeOwnerCut,
    source: "subtensor: 11796/65535"
  }),
  injection: Field.choice(["root-proportion", "emission"])({
    description:
      "How much alpha may go into a pool beside TAO: the root proportion of the alpha emission, or all of it",
    default: "root-proportion",
    source: "subtensor, head of 30 June 2026; emission before"
  }),
  flow_half_life: Field.quantity("duration", { minimum: hour })({
    description: "Time after which a flow of TAO counts half, under the rule flow",
    default: "30 days",
    source: "subtensor: 216,000 blocks of 12 s"
  }),
  other_prices: Field.number({ minimum: 0 })({
    description:
      "Sum of the alpha prices of all other subnets, TAO: root is paid only while the sum over all subnets is above 1",
    default: 1.2,
    source: "assumption"
  }),
  initial_price: Field.quantity("tokenPrice", { minimum: 1e-6 })({
    description: "Price of TAO at the start",
    default: "300 USD/token",
    source: "assumption"
  }),
  pool: Field.group(PoolConfig)({
    description: "Where TAO is traded for USD within the model",
    default: { depth: "20M USD" },
    source: "assumption"
  }),
  outside_market: Field.group(OutsideMarket)({
    description: "Where else TAO is traded, and by whom",
    default: { kind: "value-and-trend", depth: "2M USD", value_speed: "0 per year" },
    source: "assumption"
  })
})
export type Subnets = typeof Subnets.Type

/** What a subnet's owner does besides taking its cut. */
const Owner = Schema.Struct({
  sells: Field.share({
    description: "Share of the owner's alpha that is sold for TAO each day",
    default: "50%",
    source: "assumption"
  }),
  buys: Field.quantity("tokenRate")({
    description: "TAO of its own that the owner spends on its subnet's alpha",
    default: "0 tokens/day",
    source: "assumption"
  }),
  burns: Field.share({
    description: "Share of the miners' alpha that goes to the owner's burning key instead of to miners",
    default: 0,
    source: "assumption"
  })
})

/** Those who weigh the miners. */
const Validators = Schema.Struct({
  count: Field.count({ minimum: 1, maximum: 64 })({
    description: "Validators who measure for themselves; their stakes go as 1, 1/2, 1/3, …",
    default: 8,
    source: "assumption"
  }),
  noise: Field.number({ minimum: 0, maximum: 2 })({
    description: "Standard deviation of the logarithm of what they measure of a miner, anew each day",
    default: 0.1,
    source: "assumption"
  }),
  copying: Field.share({
    description: "Share of the stake at the start of one who measures nothing and copies yesterday's consensus",
    default: 0,
    source: "assumption"
  }),
  colluding: Field.share({
    description: "Share of the stake at the start of one who gives weight to its favourites alone",
    default: 0,
    source: "assumption"
  }),
  favourites: Field.list(Field.text({ description: "name of a cohort" }))({
    description: "Cohorts of providers whom the colluding validator favours",
    default: [],
    source: "assumption"
  }),
  sells: Field.share({
    description: "Share of the validators' new alpha that is sold for TAO; the rest stays as stake",
    default: "50%",
    source: "assumption"
  })
})
export type Validators = typeof Validators.Type

/** Everybody else who moves between TAO and alpha. */
const Stakers = Schema.Struct({
  inflow: Field.quantity("tokenRate", { minimum: -1e6 })({
    description: "Net TAO that they bring whatever the subnet earns; below 0 they take it away",
    default: "0 tokens/day",
    source: "assumption"
  }),
  value_speed: Field.quantity("rate")({
    description: "How fast they pull the price of alpha toward what buy-backs are worth for ever",
    default: "0 per year",
    source: "assumption"
  }),
  discount: Field.quantity("rateOfReturn", { minimum: 0.001 })({
    description: "Yearly return that they ask",
    default: "30% per year",
    source: "assumption"
  })
})

/** A network that is a subnet. */
export const SubnetToken = Schema.Struct({
  kind: Schema.tag("subnet"),
  name: Field.text({ description: "Name of the subnet's alpha token", default: "ALPHA", source: "assumption" }),
  issued: Field.quantity("tokens", { minimum: 1, maximum: 20_999_999 })({
    description: "Alpha issued at the start, the pool's side included; what is not in the pool is staked",
    default: "3M tokens",
    source: "a year of 1 alpha a block to people and less than that to the pool"
  }),
  age: Field.quantity("duration")({
    description: "Time since the subnet began to emit: the average price of a young one moves slowly",
    default: "1 year",
    source: "assumption"
  }),
  pool: Field.group(
    Schema.Struct({
      tao: Field.quantity("tokens", { minimum: 0.001 })({
        description: "TAO in the pool at the start",
        default: "8000 tokens",
        source: "assumption"
      }),
      alpha: Field.quantity("tokens", { minimum: 0.001 })({
        description: "Alpha in the pool at the start; sides weigh alike then, so tao / alpha is the first price",
        default: "1M tokens",
        source: "assumption"
      }),
      fee: Field.share({
        description: "What each trade leaves for the block's author, of what goes in",
        default: runtimeFee,
        source: "subtensor, pallets/swap: 33/65535"
      })
    })
  )({ description: "The pool of alpha and TAO", default: {}, source: "see its keys" }),
  fee: Field.share({
    description: "Share of each payment that the subnet's owner takes",
    default: "10%",
    source: "assumption"
  }),
  buy_back: Field.share({
    description: "Share of the fee that buys alpha and burns it; the owner keeps the rest",
    default: "100%",
    source: "assumption"
  }),
  work_share: Field.share({
    description:
      "Share of what validators measure that is paid work; the rest is capacity on offer, by speed of the GPU",
    default: "50%",
    source: "assumption"
  }),
  miners: Field.count({ minimum: 1, maximum: 4096 })({
    description: "Places for miners; when all are taken a newcomer needs a better score than the last",
    default: 192,
    source: "subtensor: 256 neurons; assumption: 64 of them validate"
  }),
  validators: Field.group(Validators)({
    description: "Those who weigh the miners",
    default: {},
    source: "see its keys"
  }),
  owner: Field.group(Owner)({ description: "What the subnet's owner does", default: {}, source: "see its keys" }),
  stakers: Field.group(Stakers)({
    description: "Everybody else who moves between TAO and alpha",
    default: {},
    source: "see its keys"
  }),
  holding: Field.group(Holding)({
    description: "What providers do with the alpha that they earn",
    default: {},
    source: "assumption"
  }),
  self_dealing: Field.group(SelfDealing)({
    description: "Whether providers pay themselves for work when that pays",
    default: { kind: "none" },
    source: "assumption: validators send requests of their own"
  })
}).annotate({ description: "a subnet whose alpha trades against the chain's token (Bittensor)" })
export type SubnetToken = typeof SubnetToken.Type

interface Problem {
  readonly path: ReadonlyArray<string>
  readonly message: string
}

/** What is impossible in a subnet whose parts are each possible. */
export const problemsOfSubnet = (config: SubnetToken): ReadonlyArray<Problem> => {
  const { issued, pool, validators } = config
  const found: Array<Problem> = []
  if (pool.alpha >= issued) {
    found.push({
      path: ["pool", "alpha"],
      message: `The pool holds ${pool.alpha} alpha, but only ${issued} are issued: some must be staked`
    })
  }
  if (validators.copying + validators.colluding > 0.9) {
    found.push({
      path: ["validators", "colluding"],
      message: `Copying and colluding validators have ${validators.copying + validators.colluding} of the stake together; at most 0.9, or nobody measures`
    })
  }
  if (validators.colluding > 0 && validators.favourites.length === 0) {
    found.push({ path: ["validators", "favourites"], message: "A colluding validator needs somebody to favour" })
  }
  return found
}

/** What is impossible in a chain: its pool against its supply. */
export const problemsOfChain = ({ initial_price, issued, pool, root }: Subnets): ReadonlyArray<Problem> => {
  const free = issued * (1 - root) * initial_price
  return pool.depth < free
    ? []
    : [
        {
          path: ["pool", "depth"],
          message: `The pool's token side would be worth ${pool.depth} USD, but what is not staked on root is worth ${free} USD`
        }
      ]
}
