/** What a Filecoin provider must lock up to add power, and what its faults cost: everything follows from the reward that it can expect.
 *
 *     pledge = min(20 d of expected reward + 30% of circulating × share, 1 FIL / 32 GiB × power)
 *     share  = γ power / max(network, baseline, power) + (1 − γ) power / max(network, power)
 *
 * The first part is worth less as rewards fall; the second grows with circulation, so that a fixed part of it stays locked. γ went from 1 to 0.7 over the ramp of FIP-0081,
 * so that a network below its baseline asks for more.
 *
 * Power is counted in any unit, quality-adjusted bytes in Filecoin, and always in the same.
 *
 * Sources: filecoin-project/builtin-actors, actors/miner/src/monies.rs and policy.rs; FIP-0081, FIP-0098 (termination), FIP-0100 (daily fee).
 *
 * **Gotchas** The chain projects reward and power with a smoothed trend; here the last figures are taken to stay, which is the same when the trend is nil. */
import { Schema } from "effect"
import * as Field from "../../units/Field.ts"
import { day } from "../../units/Time.ts"

/** Tokens by expected reward and by a share of what circulates. */
export const FilecoinPledge = Schema.Struct({
  kind: Schema.tag("filecoin-pledge"),
  projection: Field.quantity("duration")({
    description: "Length of expected reward that is locked",
    default: "20 days",
    source: "Filecoin: 20 days (builtin-actors, miner/src/monies.rs)"
  }),
  lock_target: Field.share({
    description: "Share of the circulating tokens that all pledges together aim at",
    default: "30%",
    source: "Filecoin: 30% (builtin-actors, miner/src/monies.rs)"
  }),
  baseline_weight: Field.share({
    description: "Part of the circulating share that is divided by the baseline where the network is below it",
    default: "70%",
    source: "Filecoin: 70% since the ramp of FIP-0081 (builtin-actors, miner/src/monies.rs)"
  }),
  most_per_power: Field.number({ minimum: 0 })({
    description: "Most tokens for one unit of power",
    default: 1 / 2 ** 35,
    source: "Filecoin: 1 FIL per 32 GiB (builtin-actors, miner/src/monies.rs)"
  })
}).annotate({ description: "tokens by expected reward and by a share of what circulates (Filecoin)" })
export type FilecoinPledge = typeof FilecoinPledge.Type

/** What a network looks like to somebody who pledges. */
export interface PledgeView {
  /** Power that is added, or judged. */
  readonly power: number
  /** Power of the whole network. */
  readonly networkPower: number
  /** Power that the network should have. */
  readonly baselinePower: number
  /** Tokens that the whole network earns a day. */
  readonly rewardPerDay: number
  /** Tokens in circulation. */
  readonly circulating: number
}

/** γ so many seconds after the start of a ramp of that length, in whole thousandths as on chain. */
export const baselineWeight = (sinceStart: number, ramp: number): number => {
  if (sinceStart < 0) return 1
  if (ramp <= 0 || sinceStart >= ramp) return 0.7
  return (1_000 - Math.floor((300 * sinceStart) / ramp)) / 1_000
}

/** Tokens that `power` earns in so many seconds while the network stays as it is. An empty network pays whoever comes all of it. */
export const expectedReward = ({ networkPower, power, rewardPerDay }: PledgeView, seconds: number): number =>
  ((rewardPerDay * seconds) / day) * (networkPower > 0 ? power / networkPower : 1)

/** The two parts of a pledge before its cap, and the pledge. */
export interface Pledge {
  /** Tokens for the expected reward. */
  readonly storage: number
  /** Tokens for the share of what circulates. */
  readonly consensus: number
  /** Tokens to lock: both, at most the cap. */
  readonly total: number
}

/** Tokens to lock for `view.power`. */
export const initialPledge = (rule: FilecoinPledge, view: PledgeView): Pledge => {
  const { baselinePower, circulating, networkPower, power } = view
  if (!(power > 0)) return { storage: 0, consensus: 0, total: 0 }
  const storage = expectedReward(view, rule.projection)
  const withBaseline = power / Math.max(networkPower, baselinePower, power)
  const without = power / Math.max(networkPower, power)
  const share = rule.baseline_weight * withBaseline + (1 - rule.baseline_weight) * without
  const consensus = rule.lock_target * circulating * share
  return { storage, consensus, total: Math.min(storage + consensus, rule.most_per_power * power) }
}

/** Tokens for each day that power is faulty: 3.51 days of expected reward. */
export const faultFee = (view: PledgeView): number => expectedReward(view, 3.51 * day)

/** Tokens for a proof that somebody disputed with success: 5.51 days of expected reward and 20 more. Whoever disputed gets `disputeReward`. */
export const invalidProofPenalty = (view: PledgeView): number => expectedReward(view, 5.51 * day) + 20

/** Age in days up to which the fee for leaving rises. */
const longestRise = 140

/** Tokens for power that is given up early: 8.5% of its pledge, rising over its first 140 whole days, at least 2% of the pledge and 1.05 fault fees (FIP-0098). */
export const terminationFee = (pledge: number, ageDays: number, faultFee: number): number => {
  const risen = (0.085 * pledge * Math.min(longestRise, Math.floor(ageDays))) / longestRise
  return Math.max(risen, 0.02 * pledge, 1.05 * faultFee)
}

/** The same in whole minor units, cut off at each step as on chain. */
export const wholeTerminationFee = (pledge: bigint, ageDays: number, faultFee: bigint): bigint => {
  const full = (pledge * 85n) / 1_000n
  const days = BigInt(Math.min(longestRise, Math.floor(ageDays)))
  const risen = (full * days) / BigInt(longestRise)
  const least = [(pledge * 2n) / 100n, (faultFee * 105n) / 100n]
  return least.reduce((most, each) => (each > most ? each : most), risen)
}

/** Winners that an epoch has on average. */
const winnersPerEpoch = 5

/** Tokens for a consensus fault: five rewards of one winner. Of them whoever reports it gets a quarter of one winner's reward. */
export const consensusFault = (rewardPerEpoch: number): { readonly penalty: number; readonly reporter: number } => {
  const perWinner = rewardPerEpoch / winnersPerEpoch
  return { penalty: 5 * perWinner, reporter: perWinner / 4 }
}

/** Tokens for whoever disputes an invalid proof with success. */
export const disputeReward = 4

/** Tokens a day for keeping power on the network, at most half of its expected reward (FIP-0100; power in quality-adjusted bytes). */
export const dailyFee = (view: PledgeView): number =>
  Math.min(1.61817e-25 * view.circulating * view.power, 0.5 * expectedReward(view, day))
