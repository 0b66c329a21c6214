/** Filecoin's two ways of minting: a simple one that follows the clock, and a baseline one that follows what the network has grown to.
 *
 * **Simple.** The reward of epoch e is S (e^λ − 1) e^(−λe), with λ = ln 2 / half-life in epochs.
 *
 * **Baseline.** A network that is as large as the baseline b(t), which grows by a fixed part each year, mints as if time went on at its full speed. A smaller one only
 * ages by what it reaches: R, the sum over epochs of min(b, power), stands against the sum of the baseline, and the *effective network time* θ is when the baseline
 * would have reached R (straight between two epochs). Minted by then: B (1 − e^(−λθ)).
 *
 * Since b grows, a network that falls behind and catches up ages faster than the clock for a while, but θ never passes the clock.
 *
 * Source: filecoin-project/builtin-actors, actors/reward/src/logic.rs and state.rs.
 *
 * **Gotchas** The sum of the simple rewards of epochs 1 to n is exactly S (1 − e^(−λn)), so the interval from epoch n − 1 to n gives the reward of epoch n: `simpleEmitted` is
 * that sum made continuous. The reward stated for epoch 0 comes on top, once. All differences go through `expm1`: two cumulative sums subtracted lose half of the digits. */
import { Schema } from "effect"
import * as Field from "../../units/Field.ts"
import { year } from "../../units/Time.ts"

/** Simple and baseline minting. */
export const FilecoinEmission = Schema.Struct({
  kind: Schema.tag("filecoin"),
  simple: Field.quantity("tokens")({
    description: "Tokens minted in all by the clock",
    default: "330M tokens",
    source: "Filecoin: 30% of 1.1e9 FIL (builtin-actors, reward/src/logic.rs)"
  }),
  baseline: Field.quantity("tokens")({
    description: "Tokens minted in all as the network keeps up with its baseline",
    default: "770M tokens",
    source: "Filecoin: 70% of 1.1e9 FIL (builtin-actors, reward/src/logic.rs)"
  }),
  half_life: Field.quantity("duration", { minimum: 1 })({
    description: "Time in which both rates fall to half; for the baseline's, effective network time",
    default: "6 years",
    source: "Filecoin: six years (builtin-actors, reward/src/logic.rs)"
  }),
  epoch: Field.quantity("duration", { minimum: 0.001 })({
    description: "Time from one reward to the next",
    default: "30 s",
    source: "Filecoin: 30 s (builtin-actors, runtime/src/runtime/policy.rs)"
  }),
  baseline_power: Field.number({ minimum: 1e-9 })({
    description:
      "What the network should offer at the start, in the unit in which its power is counted (Filecoin: bytes)",
    default: 2_888_888_880_000_000_000,
    source: "Filecoin: 2.5057 EiB (builtin-actors, reward/src/logic.rs)"
  }),
  baseline_growth: Field.number({ minimum: 1e-6, maximum: 1_000 })({
    description: "Part by which the baseline grows each year: 1 doubles it",
    default: 1,
    source: "Filecoin: 100% a year (builtin-actors, reward/src/logic.rs)"
  })
}).annotate({ description: "half by the clock, half as the network keeps up with a growing baseline (Filecoin)" })
export type FilecoinEmission = typeof FilecoinEmission.Type

/** λ: part by which the rate falls each epoch. */
export const decayPerEpoch = ({ epoch, half_life }: FilecoinEmission): number => (Math.LN2 * epoch) / half_life

/** Tokens of the simple reward of one epoch (0, 1, …), as the chain pays them. */
export const simpleReward = (rule: FilecoinEmission, epoch: number): number => {
  const decay = decayPerEpoch(rule)
  return rule.simple * Math.expm1(decay) * Math.exp(-decay * epoch)
}

/** Tokens of simple minting between two times, seconds from the start of minting. */
export const simpleEmitted = (rule: FilecoinEmission, from: number, to: number): number =>
  decayed(rule.simple, Math.LN2 / rule.half_life, from, to)

/** Tokens of baseline minting while effective network time goes from one value to another, in epochs. */
export const baselineReward = (rule: FilecoinEmission, fromTheta: number, toTheta: number): number =>
  decayed(rule.baseline, decayPerEpoch(rule), fromTheta, toTheta)

const decayed = (total: number, decay: number, from: number, to: number): number =>
  total * Math.exp(-decay * from) * -Math.expm1(-decay * (to - from))

/** ln of the factor by which the baseline grows in one epoch. */
const growthPerEpoch = ({ baseline_growth, epoch }: FilecoinEmission): number =>
  (Math.log1p(baseline_growth) * epoch) / year

/** What the network should offer in an epoch (0, 1, …), in its unit of power. */
export const baselinePower = (rule: FilecoinEmission, epoch: number): number =>
  rule.baseline_power * Math.exp(growthPerEpoch(rule) * epoch)

/** Sum of the baseline over `count` whole epochs, the first of them number `first`. */
const baselineSum = (rule: FilecoinEmission, first: number, count: number): number => {
  const growth = growthPerEpoch(rule)
  return (baselinePower(rule, first) * Math.expm1(growth * count)) / Math.expm1(growth)
}

/** Power times epochs that count towards network time: the sum over epochs of min(baseline, power) between two times, seconds, while the power stays the same.
 * An epoch that is only begun counts by its part. */
export const realised = (rule: FilecoinEmission, power: number, from: number, to: number): number => {
  const start = from / rule.epoch
  const end = to / rule.epoch
  if (!(end > start) || !(power > 0)) return 0
  const first = Math.floor(start)
  const last = Math.floor(end)
  const of = (epoch: number) => Math.min(power, baselinePower(rule, epoch))
  if (first === last) return (end - start) * of(first)
  return (first + 1 - start) * of(first) + wholeEpochs(rule, power, first + 1, last) + (end - last) * of(last)
}

/** The same over the whole epochs from `first` to before `end`: the baseline until it passes the power, the power from there on. */
const wholeEpochs = (rule: FilecoinEmission, power: number, first: number, end: number): number => {
  const passes = Math.ceil(Math.log(power / rule.baseline_power) / growthPerEpoch(rule))
  const turn = Math.min(end, Math.max(first, passes))
  return baselineSum(rule, first, turn - first) + (turn < end ? power * (end - turn) : 0)
}

/** θ, epochs of effective network time: when the baseline of the epochs 1, 2, … adds up to what was realised. */
export const effectiveTime = (rule: FilecoinEmission, realised: number): number => {
  if (!(realised > 0)) return 0
  const growth = growthPerEpoch(rule)
  const guess = Math.log1p((realised * Math.expm1(growth)) / baselinePower(rule, 1)) / growth
  const whole = Math.floor(guess)
  const left = realised - baselineSum(rule, 1, whole)
  // Rounding may put the guess a hair across an epoch; the straight line is then followed a hair beyond its end.
  return Math.max(0, whole + left / baselinePower(rule, whole + 1))
}

/** θ from what the chain keeps: the epoch `ceiling` is the one whose baseline the realised power has not filled yet. */
export const withinEpoch = (ceiling: number, baselinePower: number, realised: number, baseline: number): number =>
  ceiling === 0 ? 0 : ceiling - (baseline - realised) / baselinePower

/** What an interval of baseline minting gives. */
export interface BaselineStep {
  /** Tokens minted. */
  readonly tokens: number
  /** Power times epochs realised by the end: hand it to the next interval. */
  readonly realised: number
  /** Effective network time at the end, epochs. */
  readonly effectiveTime: number
}

/** Baseline minting between two times, seconds from its start, by a network that has `realisedBefore` behind it and offers `power` all the while. */
export const baselineEmitted = (
  rule: FilecoinEmission,
  realisedBefore: number,
  power: number,
  from: number,
  to: number
): BaselineStep => {
  const after = realisedBefore + realised(rule, power, from, to)
  const theta = effectiveTime(rule, after)
  const tokens = Math.max(0, baselineReward(rule, effectiveTime(rule, realisedBefore), theta))
  return { tokens, realised: after, effectiveTime: theta }
}
