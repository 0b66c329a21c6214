/** Render's burn-and-mint: work is priced in fiat and paid by burning RENDER; what is minted follows a yearly budget and not the burn.
 *
 * Operators live on the minted tokens: pro rata to approved work of the epoch (a week), or, for compute nodes, on a fixed reward for being available and one for
 * the hours worked times a multiplier of the GPU. A subnet (Salad) splits its revenue between operator, foundation and burn and rewards its nodes with the burned share
 * less a margin, at the price of the day on which the work was done, so burns exceed mints as long as the price does not fall between.
 *
 * Source: rendernetwork/RNPs: RNP-001, 003, 006 (burn-and-mint, year 1), 018 (year 2), 019 and 021 (compute nodes), 023 (Salad; its table of year 3). */

const hoursPerEpoch = 168
const monthsPerYear = 12

/** What becomes of a payment in USD. */
export interface Payment {
  /** USD to the operator of the network. */
  readonly fee: number
  /** USD whose worth of tokens is burned, and the tokens. */
  readonly burnedUsd: number
  readonly burned: number
}

/** Share of a payment that the operator of the network keeps (RNP-006). */
export const networkFee = 0.05

/** What users pay where a node asks for `asked`, so that the fee comes on top: asked × (1 + 5/95) (RNP-021). */
export const paymentFor = (asked: number, fee = networkFee): number => asked / (1 - fee)

/** Splits a payment; `price` in USD per token at the burn. */
export const pay = (usd: number, price: number, fee = networkFee): Payment => {
  const burnedUsd = usd * (1 - fee)
  return { fee: usd * fee, burnedUsd, burned: burnedUsd / price }
}

/** Tokens of one year of burn-and-mint and how they are divided. */
export interface YearlyBudget {
  readonly tokens: number
  /** Shares of the year: foundation (operations, research, growth), nodes, creators and clients (grants, liquidity). */
  readonly foundation: number
  readonly nodes: number
  readonly creators: number
}

/** Published budgets, the first year first; what comes after is set from year to year. Year 1: RNP-003, RNP-006; year 2: RNP-018; year 3: 492,132 a month (RNP-023). */
export const publishedBudgets: ReadonlyArray<YearlyBudget> = [
  { tokens: 9_126_804, foundation: 0.5, nodes: 0.25, creators: 0.25 },
  { tokens: 5_900_000, foundation: 0.5, nodes: 0.25, creators: 0.25 },
  { tokens: 5_905_584, foundation: 0.5, nodes: 0.25, creators: 0.25 }
]

/** Tokens that may come on top of the 536.87M that existed (RNP-001). */
export const supplyCap = 107_374_182

/** Tokens of a month of a year's budget, in all and for nodes: 760,567 and 190,142 in year 1. */
export const monthly = ({ nodes, tokens }: YearlyBudget): { readonly tokens: number; readonly nodes: number } => ({
  tokens: tokens / monthsPerYear,
  nodes: (tokens * nodes) / monthsPerYear
})

/** Tokens for each of those who did approved work, in proportion to it. Nobody worked: nothing is given. */
export const byWork = (tokens: number, work: ReadonlyArray<number>): ReadonlyArray<number> => {
  const total = work.reduce((sum, each) => sum + each, 0)
  return work.map((each) => (total > 0 ? (tokens * each) / total : 0))
}

/** Rewards of compute nodes, tokens per epoch. */
export interface ComputeRates {
  /** For being there all the time; in proportion to uptime. */
  readonly availability: number
  /** For a GPU of multiplier 1 that works all the time. */
  readonly work: number
}

/** RNP-021: 25 for an RTX 4090 at full use; it was 10 before (RNP-019). */
export const raisedRates: ComputeRates = { availability: 2, work: 25 }

/** Multipliers by GPU; an RTX 4090 is 1. RNP-019 (consumer) and RNP-021 (enterprise). */
export const multipliers: Readonly<Record<string, number>> = {
  H200: 5,
  H100: 4,
  MI300X: 4,
  A100: 3.5,
  L40: 2.5,
  "Data Center GPU Max": 2,
  L4: 1.5,
  T4: 1.2,
  "RTX 5090": 1.7,
  "RTX 5090D": 1.65,
  "RTX 5080": 1.35,
  "RTX 5070 Ti": 1.1,
  "RTX 5070": 1.05,
  "RTX 4090": 1,
  "RTX 4090D": 0.95,
  "RTX 4080": 0.85,
  "RTX 4070 Ti": 0.75,
  "RTX 4070": 0.65,
  "RTX 4060 Ti": 0.55,
  "RTX 4060": 0.5,
  "RTX 3090 Ti": 0.9,
  "RTX 3090": 0.85,
  "RTX 3080 Ti": 0.8,
  "RTX 3080-12G": 0.75,
  "RTX 3080": 0.7,
  "RTX 3070 Ti": 0.65,
  "RTX 3070": 0.6,
  "RTX 3060 Ti": 0.55,
  "RTX 3060": 0.5,
  "RTX 3060M": 0.45,
  "RTX 3050": 0.4
}

/** How much better than the baseline each part of a node is: 1 for an RTX 4090 with 24 GB, 400/300 Mbps, 2.2/2.5 GHz, 1410 MB/s and eight cores at 3 GHz. */
export interface Specification {
  readonly gpu: number
  readonly vram: number
  readonly network: number
  readonly clock: number
  readonly memory_bandwidth: number
  readonly cpu: number
}

/** What each part weighs (RNP-019, appendix 3).
 *
 * **Gotchas** They are said to sum to 1 and sum to 0.97: the baseline itself comes to 0.97. */
export const partWeights: Specification = {
  gpu: 0.36,
  vram: 0.26,
  network: 0.15,
  clock: 0.08,
  memory_bandwidth: 0.08,
  cpu: 0.04
}

/** Multiplier of a node by its parts: 1.8098 for the upgraded example of RNP-019, 0.8047 for the lower one. */
export const compoundMultiplier = (specification: Specification): number =>
  partWeights.gpu * specification.gpu +
  partWeights.vram * specification.vram +
  partWeights.network * specification.network +
  partWeights.clock * specification.clock +
  partWeights.memory_bandwidth * specification.memory_bandwidth +
  partWeights.cpu * specification.cpu

/** Tokens of one node for one epoch. */
export interface NodeReward {
  readonly availability: number
  readonly work: number
}

/** availability × uptime, and work × multiplier × hours/168: 74.40 for an H200 that works 100 h at 25. */
export const nodeReward = (
  { availability, work }: ComputeRates,
  node: { readonly multiplier: number; readonly hours: number; readonly uptime: number }
): NodeReward => ({
  availability: availability * node.uptime,
  work: (work * node.multiplier * node.hours) / hoursPerEpoch
})

/** How a subnet divides its revenue: shares of it; they add up to one. */
export interface SubnetRule {
  readonly operator: number
  readonly foundation: number
  readonly burn: number
  /** Share of revenue by which burns exceed what nodes get. */
  readonly margin: number
}

/** RNP-023: containers and gateway of Salad. */
export const saladContainer: SubnetRule = { operator: 0.35, foundation: 0.05, burn: 0.6, margin: 0.04 }
export const saladGateway: SubnetRule = { operator: 0.6, foundation: 0.05, burn: 0.35, margin: 0.04 }

export interface SubnetPayment {
  /** USD. */
  readonly operator: number
  readonly foundation: number
  readonly burnedUsd: number
  readonly rewardUsd: number
  /** Tokens. */
  readonly burned: number
  readonly reward: number
}

/** Revenue in USD at the price when it is burned and the price when the work is rewarded: of 1,000 USD for containers 300 tokens are burned at 2.00, and nodes get
 * 280 at 2.00 or 266.7 at 2.10. */
export const subnetPayment = (
  rule: SubnetRule,
  revenue: number,
  burnPrice: number,
  rewardPrice: number
): SubnetPayment => {
  const burnedUsd = revenue * rule.burn
  const rewardUsd = revenue * (rule.burn - rule.margin)
  return {
    operator: revenue * rule.operator,
    foundation: revenue * rule.foundation,
    burnedUsd,
    rewardUsd,
    burned: burnedUsd / burnPrice,
    reward: rewardUsd / rewardPrice
  }
}
