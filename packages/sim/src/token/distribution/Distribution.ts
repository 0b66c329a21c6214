/** Who gets the new tokens: a share for work done, the rest for capacity offered, each in proportion.
 *
 * Work is what the network measures (USD paid through it, fake payments included, because it cannot tell them apart); capacity
 * is GPU-hours listed. If nobody did any work, its share is not minted, and likewise for capacity.
 *
 * Before that a share of all new tokens may go to the treasury, and one to those who have staked, by stake. Capacity may count by the model of GPU. Rewards may vest.
 *
 * With free entry, capacity rewards pay for N* = (R + E)/c offered units: they overbuild when demand does not follow. */
import { Schema } from "effect"
import * as Catalog from "../../catalog/Catalog.ts"
import { splitDown } from "../../ledger/Money.ts"
import * as Field from "../../units/Field.ts"
import { day } from "../../units/Time.ts"

/** Rewards are what they are. */
export const NoBand = Schema.Struct({ kind: Schema.tag("none") }).annotate({ description: "rewards are what they are" })
/** What those who work earn is held between two multiples of what users pay. */
export const PayerBand = Schema.Struct({
  kind: Schema.tag("payer-band"),
  floor: Field.number({ minimum: 0 })({
    description:
      "Rewards for work below this multiple of what users pay are topped up with new tokens, at most as many as were burned beyond what the emission rule brings back",
    default: 0.5,
    source: "Helium: HIP-149, half of the payer rate"
  }),
  ceiling: Field.number({ minimum: 0 })({
    description: "What exceeds this multiple of what users pay goes to those who have staked",
    default: 3,
    source: "Helium: HIP-149, three times the payer rate"
  })
})
  .check(
    Schema.makeFilter(({ ceiling, floor }) =>
      floor <= ceiling ? undefined : { path: ["floor"], issue: "At most the ceiling" }
    )
  )
  .annotate({ description: "rewards for work stay between two multiples of what users pay (Helium)" })

/** A share by work done, the rest by capacity offered. */
export const WorkAndCapacity = Schema.Struct({
  kind: Schema.tag("work-and-capacity"),
  work_share: Field.share({
    description: "Share of the emission that is paid for work done; the rest is paid for GPU-hours offered",
    default: "50%",
    source: "assumption"
  }),
  treasury: Field.share({
    description: "Share of all new tokens that goes to the treasury first",
    default: 0,
    source: "assumption"
  }),
  stakers: Field.share({
    description: "Share of what is left that goes to providers by the tokens that they have staked",
    default: 0,
    source: "assumption"
  }),
  multipliers: Field.named(Field.number({ minimum: 0 })({ description: "what an hour of this GPU counts" }))({
    description: "What a GPU-hour on offer counts by model of the catalogue; models that are not named count 1",
    default: {},
    source: "Render: RNP-019 and RNP-021 give multiples of an RTX 4090"
  }),
  vested: Field.share({
    description: "Share of a provider's reward that is locked and released by and by",
    default: 0,
    source: "Filecoin: 75% of a block reward over 180 days"
  }),
  vesting: Field.quantity("duration", { minimum: day })({
    description: "Time over which the locked share is released",
    default: "180 days",
    source: "Filecoin: 180 days (builtin-actors, miner/src/policy.rs)"
  }),
  payout_band: Field.group(Schema.Union([NoBand, PayerBand]))({
    description: "Whether rewards for work follow what users pay",
    default: { kind: "none" },
    source: "assumption"
  })
}).annotate({ description: "a share by work done, the rest by capacity offered" })

export const Distribution = Schema.Union([WorkAndCapacity])
export type Distribution = typeof Distribution.Type

/** Share of the emission that goes by measured work: what fake work is after. */
export const workShare = ({
  stakers,
  treasury,
  work_share
}: Pick<Distribution, "stakers" | "treasury" | "work_share">): number => (1 - treasury) * (1 - stakers) * work_share

/** What a GPU-hour on offer counts, by position of its model in the catalogue. */
export const weightsOf = (rule: Distribution): Float64Array =>
  Float64Array.from(Catalog.gpuNames, (name) =>
    Object.hasOwn(rule.multipliers, name) ? (rule.multipliers[name] ?? 1) : 1
  )

/** Part of what is locked that is released in so many days: at 2 / T a day a token waits T / 2 on average, as long as with an even release over T. */
export const vestedShare = (rule: Distribution, days: number): number => -Math.expm1((-2 * days * day) / rule.vesting)

/** What one epoch gave out, in minor units, and the scratch that it needs: one for each run, reused. */
export class Rewards {
  /** Minor units by provider. */
  total = new Float64Array(0)
  private part = new Float64Array(0)
  /** Minor units given for work and for capacity, all providers together. */
  forWork = 0
  forCapacity = 0
  /** Minor units for the treasury, and for those who have staked. */
  treasury = 0
  forStakers = 0
  /** Minor units to be minted that cannot be divided: for the rounding account. */
  rounding = 0

  /** Divides `units` minor units over the treasury and the first `count` providers; returns how many are to be minted in all. Up to `overflow` of what is for work goes
   * to those who have staked, or to the treasury where nobody has. */
  divide(
    rule: Pick<Distribution, "stakers" | "treasury" | "work_share">,
    units: number,
    work: Float64Array,
    capacity: Float64Array,
    staked: Float64Array,
    count: number,
    overflow = 0
  ): number {
    this.reserve(count)
    this.treasury = Math.floor(units * rule.treasury)
    const left = units - this.treasury
    const forStakers = Math.floor(left * rule.stakers)
    this.forStakers = this.give(forStakers, staked, count)
    const forWork = Math.floor((left - forStakers) * rule.work_share)
    const beyond = Math.min(overflow, forWork)
    this.forWork = this.give(forWork - beyond, work, count)
    if (beyond > 0) {
      const given = this.give(beyond, staked, count)
      this.forStakers += given
      if (given === 0) this.treasury += beyond
    }
    this.forCapacity = this.give(left - forStakers - forWork, capacity, count)
    return this.treasury + this.forStakers + this.forWork + this.forCapacity + this.rounding
  }

  private give(units: number, weights: Float64Array, count: number): number {
    let sum = 0
    for (let provider = 0; provider < count; provider++) sum += weights[provider] ?? 0
    if (!(sum > 0)) return 0
    const left = splitDown(units, weights, sum, count, this.part)
    for (let provider = 0; provider < count; provider++) {
      this.total[provider] = (this.total[provider] ?? 0) + (this.part[provider] ?? 0)
    }
    this.rounding += left
    return units - left
  }

  private reserve(count: number): void {
    this.rounding = 0
    if (count <= this.total.length) {
      this.total.fill(0)
      return
    }
    this.total = new Float64Array(count * 2)
    this.part = new Float64Array(count * 2)
  }
}
