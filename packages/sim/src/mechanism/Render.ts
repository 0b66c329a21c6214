/** Render's burn-and-mint as calculators: payments, yearly budgets, rewards of nodes, a subnet. */
import { Schema } from "effect"
import * as RenderRewards from "../token/distribution/RenderRewards.ts"
import * as Field from "../units/Field.ts"
import { mechanism } from "./Mechanism.ts"

const usd = (description: string) => Field.number({ minimum: 0 })({ description, unit: "USD" })
const tokens = (description: string) => Field.number()({ description, unit: "RENDER" })
const price = (description: string) => Field.number({ minimum: 1e-9 })({ description, unit: "USD/RENDER" })
const name = Field.text({ description: "Name of the node" })

const payment = mechanism({
  name: "render-payment",
  description: "Render: what becomes of a payment in USD: the operator's fee, and the tokens that are burned",
  rules:
    "The operator of the network keeps the fee (5%); for the rest RENDER is bought at the price of the day and burned. What is minted does not depend on it. Where nodes say what they ask, users pay asked / (1 − fee).",
  source: "RNP-006, RNP-019: 5% fee, 95% burned; RNP-021: fee on top of what nodes ask",
  input: Schema.Struct({
    usd: Schema.optionalKey(usd("Payment for work")),
    asked: Schema.optionalKey(usd("What nodes ask for the work, in place of usd")),
    price: price("Price of RENDER when it is burned"),
    fee: Field.number({ minimum: 0, maximum: 0.99 })({
      description: "Share that the operator keeps",
      default: RenderRewards.networkFee,
      source: "RNP-006, RNP-019"
    })
  }).check(
    Schema.makeFilter(({ asked, usd: paid }) =>
      (asked === undefined) === (paid === undefined)
        ? { path: ["usd"], issue: "Expected either usd, what users pay, or asked, what nodes ask" }
        : undefined
    )
  ),
  output: Schema.Struct({
    usd: usd("Payment for work"),
    fee: usd("Kept by the operator"),
    burned_usd: usd("Spent on tokens that are burned"),
    burned: tokens("Burned")
  }),
  example: { usd: 20, price: 2 },
  compute: ({ asked = 0, fee, price: at, usd: given }) => {
    const paid = given ?? RenderRewards.paymentFor(asked, fee)
    const { burned, burnedUsd, fee: kept } = RenderRewards.pay(paid, at, fee)
    return { usd: paid, fee: kept, burned_usd: burnedUsd, burned }
  }
})

const Budget = Schema.Struct({
  tokens: Field.number({ minimum: 0 })({ description: "Tokens of the year", unit: "RENDER" }),
  foundation: Field.share({ description: "Share of the foundation", default: "50%", source: "RNP-003, RNP-018" }),
  nodes: Field.share({ description: "Share of nodes", default: "25%", source: "RNP-006, RNP-018" }),
  creators: Field.share({ description: "Share of creators and clients", default: "25%", source: "RNP-006, RNP-018" })
})
const published = RenderRewards.publishedBudgets.map(({ tokens: all }) => ({ tokens: all }))

const budget = mechanism({
  name: "render-budget",
  description: "Render: tokens minted in a year of burn-and-mint, by month and by receiver",
  rules:
    "Each year has a budget set by vote, minted in equal parts whatever is burned: 9,126,804 in year 1, 5.9M in year 2, 492,132 a month in year 3; half goes to the foundation, a quarter to nodes, " +
    "a quarter to creators and clients. All years together stay within 107,374,182 on top of 536.87M.",
  source: "RNP-001, RNP-003, RNP-006 (year 1), RNP-018 (year 2), RNP-023 (year 3)",
  input: Schema.Struct({
    year: Field.count({ minimum: 1 })({ description: "Year of burn-and-mint, 1 the first" }),
    budgets: Field.list(Budget)({
      description: "Budgets by year; the published three if left out",
      default: published,
      source: "RNP-006, RNP-018, RNP-023"
    })
  }).check(
    Schema.makeFilter(({ budgets, year }) =>
      year <= budgets.length
        ? undefined
        : { path: ["year"], issue: `budgets are given for ${budgets.length} years; list those that follow` }
    )
  ),
  output: Schema.Struct({
    tokens: tokens("Minted in the year"),
    per_month: tokens("Minted in a month"),
    foundation_per_month: tokens("Of it for the foundation"),
    nodes_per_month: tokens("Of it for nodes"),
    creators_per_month: tokens("Of it for creators and clients"),
    minted_so_far: tokens("Minted until the end of the year"),
    left_of_cap: tokens("Left of the 107,374,182 that may come on top")
  }),
  example: { year: 1 },
  compute: ({ budgets, year }) => {
    const {
      creators,
      foundation,
      nodes,
      tokens: all
    } = budgets[year - 1] ?? { creators: 0, foundation: 0, nodes: 0, tokens: 0 }
    const month = RenderRewards.monthly({ tokens: all, foundation, nodes, creators })
    const soFar = budgets.slice(0, year).reduce((sum, each) => sum + each.tokens, 0)
    return {
      tokens: all,
      per_month: month.tokens,
      foundation_per_month: month.tokens * foundation,
      nodes_per_month: month.nodes,
      creators_per_month: month.tokens * creators,
      minted_so_far: soFar,
      left_of_cap: RenderRewards.supplyCap - soFar
    }
  }
})

const byWork = mechanism({
  name: "render-work-pool",
  description: "Render: the tokens of an epoch divided over nodes in proportion to approved work",
  rules:
    "Each node gets its share of the epoch's tokens in proportion to its approved work. When nobody worked nothing is given.",
  source: "RNP-001 (pro rata to work completed)",
  input: Schema.Struct({
    tokens: Field.number({ minimum: 0 })({ description: "Tokens of the epoch", unit: "RENDER" }),
    nodes: Field.list(
      Schema.Struct({ name, work: Field.number({ minimum: 0 })({ description: "Approved work, in any unit" }) })
    )({
      description: "Nodes and their work"
    })
  }),
  output: Schema.Struct({
    nodes: Field.list(Schema.Struct({ name, reward: tokens("Reward of the epoch") }))({
      description: "Rewards in the order of the nodes"
    })
  }),
  example: {
    tokens: 20_700,
    nodes: [
      { name: "a", work: 300 },
      { name: "b", work: 100 }
    ]
  },
  compute: ({ nodes, tokens: all }) => {
    const rewards = RenderRewards.byWork(
      all,
      nodes.map((each) => each.work)
    )
    return { nodes: nodes.map((each, index) => ({ name: each.name, reward: rewards[index] ?? 0 })) }
  }
})

const models = Object.keys(RenderRewards.multipliers)
const factor = (description: string) =>
  Field.number({ minimum: 0 })({ description, default: 1, source: "RNP-019, appendix 2: the baseline" })
const Specification = Schema.Struct({
  gpu: factor("Architecture and cores, weight 0.36"),
  vram: factor("Memory of the GPU, weight 0.26"),
  network: factor("Upload and download, weight 0.15"),
  clock: factor("Clock, weight 0.08"),
  memory_bandwidth: factor("Bandwidth of the memory, weight 0.08"),
  cpu: factor("CPU, weight 0.04")
})

const multiplierOf = (node: {
  readonly gpu?: string
  readonly multiplier?: number
  readonly specification?: typeof Specification.Type
}): number => {
  if (node.multiplier !== undefined) return node.multiplier
  if (node.specification !== undefined) return RenderRewards.compoundMultiplier(node.specification)
  return node.gpu === undefined ? 1 : (RenderRewards.multipliers[node.gpu] ?? 1)
}

const computeNodes = mechanism({
  name: "render-compute-nodes",
  description: "Render: availability and job rewards of compute nodes, by GPU, hours and uptime",
  rules:
    "For being available a node gets 2 RENDER an epoch (168 h) in proportion to its uptime; for work base × multiplier × hours/168. The base was 10 (RNP-019) and is 25 (RNP-021) for an RTX 4090, whose multiplier is 1. RNP-019 also weighs the parts of a node: 0.36 GPU + 0.26 memory + 0.15 network + 0.08 clock + 0.08 memory bandwidth + 0.04 CPU.",
  source: "RNP-019, RNP-021: multipliers and formula",
  input: Schema.Struct({
    nodes: Field.list(
      Schema.Struct({
        name: Field.text({ description: "Name of the node", default: "node", source: "setting" }),
        gpu: Schema.optionalKey(Field.choice(models)({ description: "GPU whose published multiplier counts" })),
        multiplier: Schema.optionalKey(
          Field.number({ minimum: 0 })({
            description: "Multiplier, instead of that of the GPU; 1 when neither is given"
          })
        ),
        specification: Schema.optionalKey(
          Field.group(Specification)({
            description:
              "How much better than the baseline each part of the node is (RNP-019, appendix 2); their weighted sum is then its multiplier"
          })
        ),
        hours: Field.number({ minimum: 0, maximum: 168 })({ description: "Hours worked in the epoch", unit: "h" }),
        uptime: Field.share({
          description: "Share of the epoch in which it was available",
          default: "100%",
          source: "setting"
        })
      })
    )({ description: "Nodes" }),
    base: Field.number({ minimum: 0 })({
      description: "Tokens for an RTX 4090 that works the whole epoch",
      unit: "RENDER/epoch",
      default: RenderRewards.raisedRates.work,
      source: "RNP-021"
    }),
    availability: Field.number({ minimum: 0 })({
      description: "Tokens for a node that is available the whole epoch",
      unit: "RENDER/epoch",
      default: RenderRewards.raisedRates.availability,
      source: "RNP-019"
    })
  }),
  output: Schema.Struct({
    nodes: Field.list(
      Schema.Struct({
        name,
        multiplier: Field.number()({ description: "Multiplier that counted" }),
        work: tokens("For work"),
        availability: tokens("For being available"),
        total: tokens("Both")
      })
    )({ description: "Rewards of the epoch" }),
    total: tokens("All nodes together")
  }),
  example: {
    nodes: [
      { name: "enterprise", gpu: "H200", hours: 100, uptime: 0.995 },
      { name: "consumer", gpu: "RTX 4090", hours: 100, uptime: 0.995 }
    ]
  },
  compute: ({ availability, base, nodes }) => {
    const rows = nodes.map((node) => {
      const multiplier = multiplierOf(node)
      const reward = RenderRewards.nodeReward({ availability, work: base }, { ...node, multiplier })
      return { name: node.name, multiplier, ...reward, total: reward.work + reward.availability }
    })
    return { nodes: rows, total: rows.reduce((sum, each) => sum + each.total, 0) }
  }
})

const rules = { container: RenderRewards.saladContainer, gateway: RenderRewards.saladGateway }

const subnet = mechanism({
  name: "render-subnet",
  description:
    "Render: revenue of a subnet (Salad) split between operator, foundation and burn, and what its nodes get",
  rules:
    "Of container revenue 35% go to the operator, 5% to the foundation, 60% are burned; of gateway revenue 60, 5 and 35%. Nodes get the burned share less 4% of revenue, at the price of the day of " +
    "the work. The burn comes first for containers, so a rising price makes burns exceed mints by more.",
  source: "RNP-023 (2026)",
  input: Schema.Struct({
    product: Field.choice(["container", "gateway"])({
      description: "Which split holds",
      default: "container",
      source: "RNP-023"
    }),
    revenue: usd("Revenue"),
    burn_price: price("Price of RENDER when it is burned"),
    reward_price: Schema.optionalKey(price("Price of RENDER when the work is rewarded; that of the burn if left out")),
    margin: Field.share({
      description: "Share of revenue by which burns exceed rewards",
      default: "4%",
      source: "RNP-023"
    })
  }).check(
    Schema.makeFilter(({ margin, product }) =>
      margin <= rules[product].burn
        ? undefined
        : { path: ["margin"], issue: `more than the ${rules[product].burn} that are burned` }
    )
  ),
  output: Schema.Struct({
    operator: usd("To the operator of the subnet"),
    foundation: usd("To the foundation"),
    burned_usd: usd("Spent on tokens that are burned"),
    reward_usd: usd("Earned by nodes"),
    burned: tokens("Burned"),
    reward: tokens("Minted for nodes"),
    net_burn: tokens("Burned less minted"),
    net_burn_share: Schema.optionalKey(
      Field.number()({ description: "Net burn over what is minted; left out when nothing is" })
    )
  }),
  example: { revenue: 1000, burn_price: 2, reward_price: 2.1 },
  compute: ({ burn_price, margin, product, revenue, reward_price }) => {
    const split = RenderRewards.subnetPayment(
      { ...rules[product], margin },
      revenue,
      burn_price,
      reward_price ?? burn_price
    )
    return {
      operator: split.operator,
      foundation: split.foundation,
      burned_usd: split.burnedUsd,
      reward_usd: split.rewardUsd,
      burned: split.burned,
      reward: split.reward,
      net_burn: split.burned - split.reward,
      ...(split.reward > 0 ? { net_burn_share: (split.burned - split.reward) / split.reward } : {})
    }
  }
})

export const render = [payment, budget, byWork, computeNodes, subnet]
