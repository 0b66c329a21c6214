/** What a provider must lock up to offer its GPUs, how long it stays locked after leaving, and what a fault costs.
 *
 * Stake has work to do only through detection: a provider is honest iff d(S·p + rents) ≥ (1 − d)g + the cost of false alarms: d
 * the probability of detection, S the stake in tokens, p the price of the token, g the gain of cheating. A stake fixed in tokens
 * loses its worth with the token, so security and price fall together; one fixed in USD makes providers buy tokens as the price falls. */
import { Schema } from "effect"
import * as Catalog from "../../catalog/Catalog.ts"
import { FilecoinPledge, initialPledge } from "./FilecoinPledge.ts"
import { multiplierOf, required as requiredByHardware, StakeByHardware } from "./IoNetStake.ts"
import * as Field from "../../units/Field.ts"

const leaving = {
  unbonding: Field.quantity("duration")({
    description: "Time from giving up capacity until its stake is free",
    default: "14 days",
    source: "io.net: 14 d cooldown; Akash: 14 d (docs)"
  }),
  slashing: Field.share({
    description: "Share of its stake that a provider loses for one proven fault",
    default: "5%",
    source: "Akash double-sign slash: 5% (chain parameters)"
  }),
  capital_cost: Field.quantity("rateOfReturn")({
    description: "Yearly return that owners ask on what they have staked: it comes off what they expect to earn",
    default: 0,
    source: "assumption"
  })
}

/** Anybody may offer. */
export const NoStake = Schema.Struct({ kind: Schema.tag("none") }).annotate({ description: "anybody may offer" })
/** A number of tokens for each GPU. */
export const TokensPerGpu = Schema.Struct({
  kind: Schema.tag("tokens-per-gpu"),
  amount: Field.quantity("tokens")({
    description: "Tokens to lock for each GPU offered",
    default: "2000 tokens",
    source: "io.net: 200 IO × multiplier 10 for an H100 (docs)"
  }),
  ...leaving
}).annotate({ description: "a number of tokens for each GPU" })
/** Tokens worth a number of USD for each GPU, topped up as the price falls. */
export const UsdPerGpu = Schema.Struct({
  kind: Schema.tag("usd-per-gpu"),
  amount: Field.quantity("money")({
    description: "Worth of the tokens to lock for each GPU offered",
    default: "500 USD",
    source: "assumption"
  }),
  ...leaving
}).annotate({ description: "tokens worth a number of USD for each GPU, topped up as the price falls" })

/** Tokens by expected reward and by a share of what circulates; power is counted in GPUs. */
export const Pledge = Schema.Struct({ ...FilecoinPledge.fields, ...leaving }).annotate({
  description: "tokens by expected reward and by a share of what circulates (Filecoin)"
})

/** Tokens by the earning multiplier of the model. */
export const HardwareStake = Schema.Struct({
  ...StakeByHardware.fields,
  capital_cost: leaving.capital_cost
}).annotate({ description: "tokens by the earning multiplier of the model (io.net)" })

export const Stake = Schema.Union([NoStake, TokensPerGpu, UsdPerGpu, HardwareStake, Pledge])
export type Stake = typeof Stake.Type

/** What a rule may look at besides the GPUs themselves. */
export interface StakeView {
  /** USD per token. */
  readonly price: number
  /** GPUs that all providers offer. */
  readonly networkGpus: number
  /** Tokens that the whole network earns a day, and tokens in circulation. */
  readonly rewardPerDay: number
  readonly circulating: number
}

/** Earning multiplier by position in the catalogue: a key `H100` stands for all models whose names begin so. */
export const multipliersOf = (rule: StakeByHardware): Float64Array => {
  const bare = (name: string) => name.toUpperCase().replaceAll(/[^A-Z0-9]/g, "")
  return Float64Array.from(Catalog.gpuNames, (name) => {
    if (Object.hasOwn(rule.multipliers, name)) return multiplierOf(rule, name)
    const keys = Object.keys(rule.multipliers).filter((key) => bare(name).startsWith(bare(key)))
    const longest = keys.sort((a, b) => bare(b).length - bare(a).length)[0]
    return multiplierOf(rule, longest ?? name)
  })
}

/** Tokens that `gpus` of a model must have locked. Infinite when a worth in USD is asked of a worthless token. `multipliers` are those of the rule, where it has some. */
export const required = (
  rule: Stake,
  gpus: number,
  gpuModel: number,
  view: StakeView,
  multipliers: Float64Array
): number => {
  const { price } = view
  switch (rule.kind) {
    case "stake-by-hardware":
      return requiredByHardware(rule.base, multipliers[gpuModel] ?? 1, gpus)
    case "filecoin-pledge":
      return initialPledge(rule, {
        power: gpus,
        networkPower: view.networkGpus,
        baselinePower: view.networkGpus,
        rewardPerDay: view.rewardPerDay,
        circulating: view.circulating
      }).total
    case "none":
      return 0
    case "tokens-per-gpu":
      return rule.amount * gpus
    case "usd-per-gpu":
      return gpus > 0 && rule.amount > 0 ? (rule.amount * gpus) / price : 0
  }
}

/** Days over which a provider brings its stake to what is asked as price and capacity change. Assumption. */
const graceDays = 7

/** How much to add to (positive) or take from (negative) a stake in `days`. Newcomers lock everything before they offer and leavers give up everything;
 * in between a stake follows what is asked over a week, so that a price that moves does not make everybody trade on the same day. */
export const adjustment = (staked: number, needed: number, days: number): number =>
  staked === 0 || needed === 0 ? needed - staked : -Math.expm1(-days / graceDays) * (needed - staked)

/** Share of a stake lost for one proven fault. */
export const slashingShare = (rule: Stake): number => (rule.kind === "none" ? 0 : rule.slashing)

/** Yearly return that owners ask on their stake. */
export const capitalCost = (rule: Stake): number => (rule.kind === "none" ? 0 : rule.capital_cost)

/** Seconds from giving up capacity until the stake is free. */
export const unbondingTime = (rule: Stake): number => (rule.kind === "none" ? 0 : rule.unbonding)

/** Whether being honest pays: d(S·p + rents) ≥ (1 − d)g + the cost of false alarms, all in USD. */
export const honestyPays = (detection: number, stakeAndRents: number, gain: number, falseAlarms: number): boolean =>
  detection * stakeAndRents >= (1 - detection) * gain + falseAlarms
