/** Who gets the new tokens: a share for work done, the rest for capacity offered, each in proportion.
 *
 * Work is what the network measures (USD paid through it, fake payments included, because it cannot tell them apart); capacity
 * is GPU-hours listed. If nobody did any work, its share is not minted, and likewise for capacity.
 *
 * With free entry, capacity rewards pay for N* = (R + E)/c offered units: they overbuild when demand does not follow. */
import { Schema } from "effect"
import { splitDown } from "../ledger/Money.ts"
import * as Field from "../units/Field.ts"

/** A share by work done, the rest by capacity offered. */
export const WorkAndCapacity = Schema.Struct({
  kind: Schema.tag("work-and-capacity"),
  work_share: Field.share({
    description: "Share of the emission that is paid for work done; the rest is paid for GPU-hours offered",
    default: "50%",
    source: "assumption"
  })
}).annotate({ description: "a share by work done, the rest by capacity offered" })

export const Distribution = Schema.Union([WorkAndCapacity])
export type Distribution = typeof Distribution.Type

/** Share of the emission that goes by measured work: what fake work is after. */
export const workShare = (rule: Distribution): number => rule.work_share

/** What one epoch gave out, in minor units, and the scratch that it needs: one for each run, reused. */
export class Rewards {
  /** Minor units by provider. */
  total = new Float64Array(0)
  private part = new Float64Array(0)
  /** Minor units given for work and for capacity, all providers together. */
  forWork = 0
  forCapacity = 0
  /** Minor units to be minted that cannot be divided: for the rounding account. */
  rounding = 0

  /** Divides `units` minor units over the first `count` providers; returns how many are to be minted in all. */
  divide(rule: Distribution, units: number, work: Float64Array, capacity: Float64Array, count: number): number {
    this.reserve(count)
    const forWork = Math.floor(units * workShare(rule))
    this.forWork = this.give(forWork, work, count)
    this.forCapacity = this.give(units - forWork, capacity, count)
    return this.forWork + this.forCapacity + this.rounding
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
