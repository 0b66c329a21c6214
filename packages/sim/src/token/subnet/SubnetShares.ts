/** How Bittensor divides newly minted TAO among subnets, and a subnet's alpha within it.
 *
 * The rule has changed three times, and all of them are here to be switched between:
 *
 * - `price` (February to November 2025): by the moving average of the alpha price.
 * - `flow` (November 2025 to June 2026): by the moving average of TAO staked less TAO unstaked.
 * - `root-price-burn` (22 June 2026): by root proportion × average price × (1 − share of miner emission burned).
 * - `price-burn` (30 June 2026): the same without the root proportion.
 *
 * Source: subtensor, pallets/subtensor/src/coinbase/subnet_emissions.rs and run_coinbase.rs, staking/stake_utils.rs (`update_moving_price`). */

export const shareRules = ["price", "flow", "root-price-burn", "price-burn"] as const
export type ShareRule = (typeof shareRules)[number]

/** Weight of a TAO staked on root against one alpha, as first set. */
export const initialTaoWeight = 971_718_665_099_567_868 / 2 ** 64
/** Share of alpha that a subnet's owner keeps. */
export const runtimeOwnerCut = 11_796 / 65_535
/** Most that the average price moves towards the price in a block. */
export const runtimePriceMoving = 0.000_003
/** Blocks after which a subnet's average price moves at half of its full speed. */
export const runtimePriceHalving = 201_600
/** What a block's flow weighs in the average: half is forgotten in 216,000 blocks, thirty days. */
export const runtimeFlowSmoothing = 29_597_889_189_277 / 2 ** 63

/** The average price after a block: `a = m · b / (b + h)`, `(1 − a) · average + a · min(price, 1)`. A young subnet's average moves slowly.
 *
 * @param blocksSinceStart b, blocks since the subnet began to emit
 * @param moving m
 * @param halving h, in blocks */
export const averagePrice = (
  average: number,
  price: number,
  blocksSinceStart: number,
  moving = runtimePriceMoving,
  halving = runtimePriceHalving
): number => {
  const alpha = (moving * blocksSinceStart) / (blocksSinceStart + halving)
  return (1 - alpha) * average + alpha * Math.min(price, 1)
}

/** The average price after `blocks` blocks at one price, the first of them `blocksSinceStart` blocks after the start. */
export const averagePriceOver = (
  average: number,
  price: number,
  blocksSinceStart: number,
  blocks: number,
  moving = runtimePriceMoving,
  halving = runtimePriceHalving
): number => {
  let now = average
  for (let block = 0; block < blocks; block++) {
    now = averagePrice(now, price, blocksSinceStart + block, moving, halving)
  }
  return now
}

/** The average flow after `blocks` blocks with the same flow each: `(1 − s)ⁿ · average + (1 − (1 − s)ⁿ) · flow`. */
export const averageFlow = (average: number, flow: number, blocks = 1, smoothing = runtimeFlowSmoothing): number => {
  const kept = Math.exp(blocks * Math.log1p(-smoothing))
  return kept * average + (1 - kept) * flow
}

/** How much of a subnet's validation root stands for: `tw · T / (tw · T + alpha issued)`. 0 when there is neither. */
export const rootProportion = (rootTao: number, alphaIssued: number, taoWeight = initialTaoWeight): number => {
  const root = taoWeight * rootTao
  return root > 0 ? root / (root + alphaIssued) : 0
}

/** What is known of the subnets that emit: one column each, as long as there are subnets. */
export interface Subnets {
  /** Average price of alpha in TAO. */
  readonly price: Float64Array
  /** Average net flow, TAO a block. */
  readonly flow: Float64Array
  readonly rootProportion: Float64Array
  /** Share of the miners' emission that is burned. */
  readonly minerBurned: Float64Array
  /** 0 where TAO emission is switched off. */
  readonly enabled: Uint8Array
}

/** How flows become shares. */
export interface FlowRule {
  /** Flow, TAO a block, below which a subnet gets nothing. */
  readonly cutoff: number
  /** Exponent p: above 1 it favours the largest. */
  readonly power: number
}

export const runtimeFlowRule: FlowRule = { cutoff: 0, power: 1 }

/** Writes each subnet's share of the TAO of a block into `shares`; they sum to 1, or to 0 when nobody has any weight.
 *
 * When all products of price with other things are zero, shares go by price alone; when no flow is above the limit, nobody gets anything. A subnet that is
 * switched off gets nothing and the others get its share. */
export const subnetShares = (
  rule: ShareRule,
  subnets: Subnets,
  shares: Float64Array,
  flowRule: FlowRule = runtimeFlowRule
): void => {
  if (rule === "flow") {
    weighByFlow(subnets.flow, flowRule, shares)
  } else {
    for (let subnet = 0; subnet < shares.length; subnet++) {
      let weight = subnets.price[subnet] ?? 0
      if (rule !== "price") weight *= 1 - Math.min(1, subnets.minerBurned[subnet] ?? 0)
      if (rule === "root-price-burn") weight *= subnets.rootProportion[subnet] ?? 0
      shares[subnet] = weight
    }
  }
  if (!normalise(shares) && rule !== "flow") {
    shares.set(subnets.price)
    normalise(shares)
  }
  let switchedOff = false
  for (let subnet = 0; subnet < shares.length; subnet++) {
    if (subnets.enabled[subnet] === 1) continue
    shares[subnet] = 0
    switchedOff = true
  }
  if (switchedOff) normalise(shares)
}

/** `z = max(S − L, 0)` with `L = max(cutoff, min(0, min S))`, then `z^p`. */
const weighByFlow = (flow: Float64Array, { cutoff, power }: FlowRule, weights: Float64Array): void => {
  let least = 0
  for (let subnet = 0; subnet < weights.length; subnet++) least = Math.min(least, flow[subnet] ?? 0)
  const limit = Math.max(cutoff, least)
  let largest = 0
  for (let subnet = 0; subnet < weights.length; subnet++) {
    const above = Math.max(0, (flow[subnet] ?? 0) - limit)
    weights[subnet] = above
    largest = Math.max(largest, above)
  }
  if (largest === 0) return
  for (let subnet = 0; subnet < weights.length; subnet++) weights[subnet] = ((weights[subnet] ?? 0) / largest) ** power
}

const normalise = (values: Float64Array): boolean => {
  let sum = 0
  for (let at = 0; at < values.length; at++) sum += values[at] ?? 0
  if (!(sum > 0)) return false
  for (let at = 0; at < values.length; at++) values[at] = (values[at] ?? 0) / sum
  return true
}

/** Whether validators on root are paid in a subnet's alpha: only while average prices of emitting subnets sum to more than 1. */
export const rootIsPaid = (prices: Float64Array): boolean => {
  let sum = 0
  for (let subnet = 0; subnet < prices.length; subnet++) sum += prices[subnet] ?? 0
  return sum > 1
}

/** What of a subnet's TAO goes into its pool beside new alpha, and what buys alpha there. */
export interface Injection {
  tao: number
  alpha: number
  /** TAO that buys alpha from the pool: the chain buy. */
  chainBuy: number
}

export const injectionCaps = ["root-proportion", "emission", "lesser-emission"] as const

/** How much alpha may be injected: the root proportion of the alpha emission (since June 2026), all of it (before December 2025), or in between no more than
 * the TAO that the whole network makes in the time.
 *
 * @param taoEmission TAO of all subnets together; for `lesser-emission` */
export const injectionCap = (
  rule: (typeof injectionCaps)[number],
  alphaEmission: number,
  root: number,
  taoEmission = Number.POSITIVE_INFINITY
): number => {
  if (rule === "root-proportion") return root * alphaEmission
  return rule === "emission" ? alphaEmission : Math.min(alphaEmission, taoEmission)
}

/** Divides a subnet's TAO into liquidity at the pool's price, with at most `cap` alpha beside it, and a chain buy with the rest. */
export const injectLiquidity = (tao: number, price: number, cap: number, into: Injection): void => {
  const wanted = price > 0 ? tao / price : 0
  into.alpha = Math.min(wanted, cap)
  into.tao = wanted > cap ? cap * price : tao
  into.chainBuy = tao - into.tao
}

/** Where the alpha of a block goes, in whole minor units. */
export interface AlphaSplit {
  owner: number
  miners: number
  validators: number
  /** For validators by what they stake on root. */
  root: number
  /** What root would have got and nobody gets. */
  recycled: number
}

/** Divides whole minor units of alpha: the owner's cut, then half to miners and half to validators, of which root has its proportion. Nothing is lost: what
 * cannot be divided is the validators'.
 *
 * At an owner cut of 18% that is 18/41/41. */
export const splitAlpha = (
  alpha: number,
  ownerCut: number,
  root: number,
  rootPaid: boolean,
  into: AlphaSplit
): void => {
  const rest = alpha - Math.floor(alpha * ownerCut)
  const miners = Math.floor(rest / 2)
  const forRoot = Math.floor((rest * root) / 2)
  into.owner = alpha - rest
  into.miners = miners
  into.validators = rest - miners - forRoot
  into.root = rootPaid ? forRoot : 0
  into.recycled = rootPaid ? 0 : forRoot
}
