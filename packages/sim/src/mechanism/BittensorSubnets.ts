/** How Bittensor's money is divided, as calculators: TAO between subnets and alpha within one. */
import { Schema } from "effect"
import * as Shares from "../token/subnet/SubnetShares.ts"
import * as Field from "../units/Field.ts"
import { mechanism } from "./Mechanism.ts"

const emissions = "opentensor/subtensor: pallets/subtensor/src/coinbase/subnet_emissions.rs"
const coinbase = "opentensor/subtensor: pallets/subtensor/src/coinbase/run_coinbase.rs"
const runtimeSource = "opentensor/subtensor: runtime defaults"
const anySign = { minimum: Number.NEGATIVE_INFINITY }
const unitShare = { minimum: 0, maximum: 1 }
const positive = { minimum: 0 }

const Subnet = Schema.Struct({
  price: Field.number(positive)({ description: "Moving average of its alpha's price", unit: "TAO" }),
  flow: Field.number(anySign)({
    description: "Moving average of TAO staked less TAO unstaked",
    unit: "TAO/block",
    default: 0,
    source: "setting"
  }),
  root_proportion: Field.share({
    description: "How much of its validation root stands for",
    default: 1,
    source: "setting"
  }),
  miner_burned: Field.share({
    description: "Share of its miners' emission that is burned",
    default: 0,
    source: "setting"
  }),
  enabled: Field.flag({ description: "Whether it may get TAO", default: true, source: "setting" })
})

export const shares = mechanism({
  name: "subnet-shares",
  description: "Bittensor: how a block's TAO is divided between subnets, by each of the rules since 2025",
  rules:
    "price: p / Σp. flow: z = max(S − L, 0) with L = max(cutoff, min(0, min S)), then z^power / Σz^power. root-price-burn: root proportion × p × (1 − miner burned), normalised. price-burn: p × (1 − miner burned), normalised. " +
    "When all products are zero, shares go by price; when no flow is above L, nobody gets anything. A subnet that is switched off gets nothing and the others share what it would have got. Root validators are paid in alpha only while average prices sum to more than 1.",
  source: `${emissions}; its history for the earlier rules (pull request 2781, commit bb3591e71)`,
  input: Schema.Struct({
    rule: Field.choice(Shares.shareRules)({
      description:
        "price until November 2025, flow until June 2026, root-price-burn from 22 June 2026, price-burn from 30 June 2026",
      default: "price-burn",
      source: emissions
    }),
    subnets: Field.list(Subnet)({ description: "All subnets that emit" }),
    block_emission: Field.number(positive)({
      description: "TAO to divide",
      unit: "TAO",
      default: 1,
      source: "setting"
    }),
    flow_cutoff: Field.number(anySign)({
      description: "Flow at and below which a subnet gets nothing",
      unit: "TAO/block",
      default: Shares.runtimeFlowRule.cutoff,
      source: runtimeSource
    }),
    flow_power: Field.number(positive)({
      description: "Exponent on flows: above 1 it favours the largest",
      default: Shares.runtimeFlowRule.power,
      source: runtimeSource
    })
  }),
  output: Schema.Struct({
    shares: Field.list(Schema.Finite)({
      description: "Share of each subnet; they sum to 1, or to 0 when none has any weight"
    }),
    tao: Field.list(Schema.Finite)({ description: "TAO of each subnet", unit: "TAO" }),
    root_paid: Field.flag({ description: "Whether root validators are paid: average prices sum to more than 1" })
  }),
  example: {
    rule: "price-burn",
    subnets: [
      { price: 0.1, flow: 40 },
      { price: 0.05, flow: -10, miner_burned: 0.5 },
      { price: 0.02, flow: 5, enabled: false }
    ]
  },
  compute: ({ block_emission, flow_cutoff, flow_power, rule, subnets }) => {
    const columns: Shares.Subnets = {
      price: Float64Array.from(subnets, ({ price }) => price),
      flow: Float64Array.from(subnets, ({ flow }) => flow),
      rootProportion: Float64Array.from(subnets, ({ root_proportion }) => root_proportion),
      minerBurned: Float64Array.from(subnets, ({ miner_burned }) => miner_burned),
      enabled: Uint8Array.from(subnets, ({ enabled }) => (enabled ? 1 : 0))
    }
    const shares = new Float64Array(subnets.length)
    Shares.subnetShares(rule, columns, shares, { cutoff: flow_cutoff, power: flow_power })
    return {
      shares: [...shares],
      tao: [...shares].map((share) => share * block_emission),
      root_paid: Shares.rootIsPaid(columns.price)
    }
  }
})

export const averages = mechanism({
  name: "subnet-averages",
  description: "Bittensor: the moving averages of a subnet's price and net flow, by which TAO is divided",
  rules:
    "Price, each block: (1 − a) · average + a · min(price, 1) with a = m · b / (b + h), b blocks since the subnet began. Flow, each block: (1 − s) · average + s · flow.",
  source: `opentensor/subtensor: pallets/subtensor/src/staking/stake_utils.rs (update_moving_price); ${emissions}`,
  input: Schema.Struct({
    price_average: Field.number(positive)({
      description: "Average price before",
      unit: "TAO",
      default: 0,
      source: "setting"
    }),
    price: Field.number(positive)({ description: "Price in the blocks", unit: "TAO", default: 0, source: "setting" }),
    blocks_since_start: Field.count()({
      description: "b at the first of the blocks",
      unit: "blocks",
      default: 0,
      source: "setting"
    }),
    moving: Field.number(unitShare)({ description: "m", default: Shares.runtimePriceMoving, source: runtimeSource }),
    halving: Field.count({ minimum: 1 })({
      description: "h: age at which the average moves at half of its full speed",
      unit: "blocks",
      default: Shares.runtimePriceHalving,
      source: runtimeSource
    }),
    flow_average: Field.number(anySign)({
      description: "Average flow before",
      unit: "TAO/block",
      default: 0,
      source: "setting"
    }),
    flow: Field.number(anySign)({
      description: "TAO staked less TAO unstaked, in each of the blocks",
      unit: "TAO/block",
      default: 0,
      source: "setting"
    }),
    flow_smoothing: Field.number({ minimum: 0, maximum: 1 })({
      description: "s",
      default: Shares.runtimeFlowSmoothing,
      source: runtimeSource
    }),
    blocks: Field.count({ minimum: 0, maximum: 100_000_000 })({
      description: "How many blocks pass",
      unit: "blocks",
      default: 1,
      source: "setting"
    })
  }),
  output: Schema.Struct({
    price_average: Field.number()({ description: "Average price after", unit: "TAO" }),
    flow_average: Field.number(anySign)({ description: "Average flow after", unit: "TAO/block" })
  }),
  example: { price_average: 0.02, price: 0.05, blocks_since_start: 201_600, flow: 3, blocks: 7200 },
  compute: (given) => ({
    price_average: Shares.averagePriceOver(
      given.price_average,
      given.price,
      given.blocks_since_start,
      given.blocks,
      given.moving,
      given.halving
    ),
    flow_average: Shares.averageFlow(given.flow_average, given.flow, given.blocks, given.flow_smoothing)
  })
})

const splitRules =
  "Root proportion r = w·T / (w·T + alpha issued) with T the TAO on root, unless it is given. Alpha out: the owner's cut; of the rest half to miners, half to validators, of which r to root " +
  "(recycled when root is not paid). Whole rao; what cannot be divided is the validators'. TAO in: alpha = TAO / price goes into the pool beside it, capped at r × alpha emission (or at the alpha emission, or at that and the network's TAO emission, as before June 2026); " +
  "TAO that finds no alpha buys alpha from the pool."

export const split = mechanism({
  name: "subnet-split",
  description: "Bittensor: where a subnet's alpha of a block goes, and how much of its TAO becomes liquidity",
  rules: splitRules,
  source: coinbase,
  input: Schema.Struct({
    alpha: Field.count()({
      description: "Alpha emission of the block",
      unit: "rao",
      default: 1_000_000_000,
      source: "one alpha a block until the subnet's first halving"
    }),
    owner_cut: Field.share({
      description: "Share of the subnet's owner",
      default: Shares.runtimeOwnerCut,
      source: runtimeSource
    }),
    root_proportion: Schema.optionalKey(
      Field.share({
        description: "How much of its validation root stands for; computed from what follows when not given"
      })
    ),
    root_tao: Field.number(positive)({ description: "TAO staked on root", unit: "TAO", default: 0, source: "setting" }),
    tao_weight: Field.number(unitShare)({
      description: "What a TAO on root weighs against one alpha",
      default: Shares.initialTaoWeight,
      source: runtimeSource
    }),
    alpha_issued: Field.number(positive)({
      description: "Alpha of the subnet that exists",
      unit: "token",
      default: 0,
      source: "setting"
    }),
    root_paid: Field.flag({
      description: "Whether root is paid: average prices of all subnets sum to more than 1",
      default: true,
      source: "setting"
    }),
    tao: Field.number(positive)({
      description: "The subnet's TAO of the block",
      unit: "TAO",
      default: 0,
      source: "setting"
    }),
    price: Field.number(positive)({ description: "Price in its pool", unit: "TAO", default: 1, source: "setting" }),
    injection_cap: Field.choice(Shares.injectionCaps)({
      description:
        "What limits the alpha that is injected: the root proportion of the alpha emission (since June 2026), all of it (until December 2025), or the lesser of it and block_emission (in between)",
      default: "root-proportion",
      source: coinbase
    }),
    block_emission: Field.number(positive)({
      description: "TAO of all subnets in the block, for lesser-emission",
      unit: "TAO",
      default: 0.5,
      source: "half a TAO a block since December 2025"
    })
  }),
  output: Schema.Struct({
    root_proportion: Field.number()({ description: "How much of its validation root stands for" }),
    owner: Field.count()({ description: "Alpha of the owner", unit: "rao" }),
    miners: Field.count()({ description: "Alpha of miners", unit: "rao" }),
    validators: Field.count()({ description: "Alpha of validators by what they stake on the subnet", unit: "rao" }),
    root: Field.count()({ description: "Alpha of validators by what they stake on root", unit: "rao" }),
    recycled: Field.count()({ description: "Alpha that root would have got", unit: "rao" }),
    tao_in: Field.number()({ description: "TAO that goes into the pool beside alpha", unit: "TAO" }),
    alpha_in: Field.number()({
      description: "Alpha that goes into the pool, minted on top of the split",
      unit: "token"
    }),
    chain_buy: Field.number()({ description: "TAO that buys alpha from the pool", unit: "TAO" })
  }),
  example: { alpha: 1_000_000_000, owner_cut: 0, root_tao: 1, tao_weight: 1, alpha_issued: 3, tao: 0.02, price: 0.05 },
  compute: (given) => {
    const root = given.root_proportion ?? Shares.rootProportion(given.root_tao, given.alpha_issued, given.tao_weight)
    const alpha: Shares.AlphaSplit = { owner: 0, miners: 0, validators: 0, root: 0, recycled: 0 }
    Shares.splitAlpha(given.alpha, given.owner_cut, root, given.root_paid, alpha)
    const injection: Shares.Injection = { tao: 0, alpha: 0, chainBuy: 0 }
    const cap = Shares.injectionCap(given.injection_cap, given.alpha / 1e9, root, given.block_emission)
    Shares.injectLiquidity(given.tao, given.price, cap, injection)
    return {
      root_proportion: root,
      ...alpha,
      tao_in: injection.tao,
      alpha_in: injection.alpha,
      chain_buy: injection.chainBuy
    }
  }
})
