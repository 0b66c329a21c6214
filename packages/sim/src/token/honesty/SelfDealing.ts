/** Providers who pay themselves for fake work because rewards for work are worth more than the fee.
 *
 * Work rewards of worth E, paid in proportion to measured work M, give a fake dollar E/M (less its effect on one's own earlier share) and cost
 * the fee share f, friction, and what detection takes. Washing pays while E/M > f, so measured work goes to V* = E/f whatever the real demand.
 * Each provider decides alone and moves a step toward its best answer each epoch, so true demand stays known by provider.
 *
 * **Detection.** A fake job of `job_size` USD is found with probability d; then it earns nothing and the slashed part of the stake, L, is lost. So a
 * provider washes iff (1 − d)·E(1 − own share)/M > f + friction + d·L/job_size: per job, d·L ≥ (1 − d)g keeps it honest.
 *
 * L also holds what the provider earns in the time `rents`, for which it would be thrown out.
 *
 * **Gotchas** The step is linear in the aggregate (M moves by speed × (E/c − M)), so it neither overshoots nor swings for speeds up to 1. Expected
 * losses are taken, not drawn; an epoch cannot take more than the stake. Nobody is really thrown out: rents deter, and are not taken. */
import { Schema } from "effect"
import * as Field from "../../units/Field.ts"

/** Nobody fakes work, whatever it pays. */
export const NoSelfDealing = Schema.Struct({ kind: Schema.tag("none") }).annotate({
  description: "nobody fakes work, whatever it pays"
})
/** Whoever is willing moves toward the fake volume that pays best. */
export const BestResponse = Schema.Struct({
  kind: Schema.tag("best-response"),
  willing: Field.share({
    description: "Share of providers that fake work when it pays; the others never do",
    default: "100%",
    source: "assumption"
  }),
  friction: Field.share({
    description: "Cost of fake work beside the fee, per USD of it",
    default: "1%",
    source: "assumption"
  }),
  detection: Field.share({
    description: "Probability that a fake job is found out",
    default: 0,
    source: "assumption"
  }),
  job_size: Field.quantity("money", { minimum: 0.01 })({
    description: "Worth of one fake job, the unit of detection",
    default: "10 USD",
    source: "assumption"
  }),
  rents: Field.quantity("duration")({
    description:
      "Time for which whoever is found out would go without work and rewards: its income of so long deters beside the stake",
    default: 0,
    source: "assumption"
  }),
  speed: Field.share({
    description: "Part of the way to the best answer that is gone each day",
    default: "10%",
    source: "assumption"
  })
}).annotate({ description: "whoever is willing moves toward the fake volume that pays best" })

export const SelfDealing = Schema.Union([NoSelfDealing, BestResponse])
export type SelfDealing = typeof SelfDealing.Type
export type BestResponse = typeof BestResponse.Type

/** Even where there is no fee, a fake dollar costs some effort: otherwise its volume would have no bound. Assumption. */
const leastCost = 1e-4

/** Cost of one fake dollar: fee, friction, and the expected slashing spread over the job that detection looks at. */
export const costOf = (rule: BestResponse, fee: number, slashed: number): number =>
  Math.max(leastCost, fee + rule.friction + (rule.detection * slashed) / rule.job_size)

/** What all washers see. */
export interface Temptation {
  /** Worth of the rewards for work in this epoch, USD. */
  readonly emission: number
  /** Network's share of each payment. */
  readonly fee: number
  /** Length of the epoch in days. */
  readonly days: number
  /** How many providers to look at. */
  readonly count: number
}

/** A newcomer starts from this part of its share in the capacity. */
const seed = 0.05

/** Moves each willing provider's fake volume (`fake`, USD per epoch) one step toward its best answer; returns their sum.
 *
 * `work` is true paid work in USD, `capacity` GPU-hours offered, `willing` 1 or 0, `slashed` the USD that one fault would cost, all by provider. */
export const respond = (
  rule: BestResponse,
  temptation: Temptation,
  work: Float64Array,
  capacity: Float64Array,
  willing: Float64Array,
  slashed: Float64Array,
  fake: Float64Array
): number => {
  const { count, emission, fee } = temptation
  let measured = 0
  let offered = 0
  for (let provider = 0; provider < count; provider++) {
    if (willing[provider] !== 1 || !((capacity[provider] ?? 0) > 0)) fake[provider] = 0
    else offered += capacity[provider] ?? 0
    measured += (work[provider] ?? 0) + (fake[provider] ?? 0)
  }
  const step = 1 - (1 - rule.speed) ** temptation.days
  let total = 0
  for (let provider = 0; provider < count; provider++) {
    const room = capacity[provider] ?? 0
    if (willing[provider] !== 1 || !(room > 0)) continue
    const before = fake[provider] ?? 0
    const share = measured > 0 ? ((work[provider] ?? 0) + before) / measured : 0
    const part = measured > 0 ? (1 - seed) * share + (seed * room) / offered : room / offered
    const wanted = ((1 - rule.detection) * emission * (1 - share)) / costOf(rule, fee, slashed[provider] ?? 0)
    const after = Math.max(0, before + step * part * (wanted - measured))
    fake[provider] = after
    total += after
  }
  return total
}
