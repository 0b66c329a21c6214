/** Checking a sample of the work by doing it again, and what stake is needed so that cheating does not pay.
 *
 * A share q of jobs is done again; a false result is recognised with probability c, an honest one is taken for false with probability f. So one cheated job is found with
 * d = q c and an honest one blamed with q f. With stake at risk worth L USD (tokens × price × slashed share, and the rents that a provider thrown out forgoes) and gain g per
 * cheated job:
 *
 *     honest iff  d L ≥ (1 − d) g + false alarms,    false alarms = q f L unless stated
 *
 * The stake's worth falls with the token, so security and price fall together.
 *
 * **Gotchas** More stake helps only while c > f: a check that blames the honest as often as it finds cheats punishes both alike. With false alarms as a fixed cost, more stake,
 * more price and more detection never make cheating pay. */
import { Schema } from "effect"
import * as Field from "../../units/Field.ts"
import { honestyPays } from "../stake/Stake.ts"

/** A sample is done again. */
export const SampledReExecution = Schema.Struct({
  kind: Schema.tag("sampled-re-execution"),
  sample: Field.share({
    description: "Share of jobs that is done again",
    default: "2%",
    source: "assumption"
  }),
  recognised: Field.share({
    description: "Probability that doing a falsified job again shows it",
    default: "99%",
    source: "assumption"
  }),
  false_alarm: Field.share({
    description:
      "Probability that an honest job done again is taken for false (results that differ without anybody's fault)",
    default: "0.1%",
    source: "assumption"
  })
}).annotate({ description: "a sample of the work is done again" })
export type SampledReExecution = typeof SampledReExecution.Type

/** Probability that one cheated job is found. */
export const detection = ({ recognised, sample }: SampledReExecution): number => sample * recognised

/** What an honest provider loses on average per job because it is blamed; `atRisk` in USD. */
export const falseAlarmCost = ({ false_alarm, sample }: SampledReExecution, atRisk: number): number =>
  sample * false_alarm * atRisk

/** Extra work that checking costs, as a share of all work. */
export const checkingCost = ({ sample }: SampledReExecution): number => sample

/** What is weighed, for one job. */
export interface Temptation {
  /** Probability that a cheated job is found. */
  readonly detection: number
  /** Tokens that are lost when it is. */
  readonly stake: number
  /** USD per token. */
  readonly price: number
  /** Future income that is lost with it, USD. */
  readonly rents: number
  /** Gain of one cheated job, USD. */
  readonly gain: number
  /** Cost of false alarms to the honest, per job, USD. */
  readonly falseAlarms: number
}

/** USD by which cheating beats honesty on one job; honest when it is not above 0. */
export const cheatingProfit = ({ detection, falseAlarms, gain, price, rents, stake }: Temptation): number =>
  (1 - detection) * gain + falseAlarms - detection * (stake * price + rents)

/** Whether honesty pays at least as much. */
export const isHonest = ({ detection, falseAlarms, gain, price, rents, stake }: Temptation): boolean =>
  honestyPays(detection, stake * price + rents, gain, falseAlarms)

/** Least stake in tokens that keeps a provider honest: infinite when none does, as nothing is ever found or the token is worth nothing. */
export const stakeNeeded = ({ detection, falseAlarms, gain, price, rents }: Omit<Temptation, "stake">): number => {
  const short = (1 - detection) * gain + falseAlarms - detection * rents
  return short <= 0 ? 0 : short / (detection * price)
}

/** Least USD per token at which the stake keeps a provider honest; infinite when none does. */
export const priceNeeded = ({ stake, ...rest }: Omit<Temptation, "price">): number =>
  stakeNeeded({ ...rest, price: stake })

/** Least probability of detection that keeps a provider honest; infinite when none does. */
export const detectionNeeded = ({ falseAlarms, gain, price, rents, stake }: Omit<Temptation, "detection">): number => {
  const cost = gain + falseAlarms
  if (cost <= 0) return 0
  const lost = stake * price + rents + gain
  return cost <= lost ? cost / lost : Number.POSITIVE_INFINITY
}

/** Probability that somebody who cheats on so many jobs has been found by then. */
export const foundWithin = (detection: number, jobs: number): number => -Math.expm1(jobs * Math.log1p(-detection))
