/** The validators and miners of one subnet: who has a place, what validators say of each miner, and what Yuma consensus makes of it.
 *
 * A validator who measures gives each miner its score times a lognormal error of its own; one who copies publishes yesterday's consensus; one who colludes gives
 * weight to its favourites alone (and measures while none of them is there). Miners are paid by incentive, validators by dividends.
 *
 * **Gotchas** One epoch of Yuma a settlement stands for all epochs of the day. With the same weights all day that is exact for miners; the moving
 * average of bonds is taken to the power of the epochs. */
import { lengthened } from "../../kernel/Columns.ts"
import { Draws } from "../../kernel/Draws.ts"
import type { Epoch } from "../Incentives.ts"
import type { Validators } from "./SubnetConfig.ts"
import { runtimeParameters, Yuma } from "./Yuma.ts"

/** Blocks from one epoch of Yuma to the next. */
const tempo = 360

export class SubnetValidators {
  readonly count: number
  /** By validator: share of what validators earn. Sums to 1. */
  readonly dividends: Float64Array
  private readonly rule: Validators
  private readonly draws: Draws
  private readonly purposes: ReadonlyArray<number>
  private readonly favourites: ReadonlyArray<number>
  private readonly yuma: Yuma
  private readonly places: number
  /** Provider at each place, and place of each provider; −1 for none. */
  private readonly providerAt: Int32Array
  private placeOf = new Int32Array(0)
  private days = 0

  constructor(rule: Validators, name: string, miners: number, draws: Draws) {
    this.rule = rule
    this.draws = draws
    this.count = rule.count + (rule.copying > 0 ? 1 : 0) + (rule.colluding > 0 ? 1 : 0)
    this.places = miners
    this.dividends = new Float64Array(this.count)
    this.purposes = Object.freeze(
      Array.from({ length: rule.count }, (_, at) => Draws.purpose(`token/${name}/validator/${at}`))
    )
    this.favourites = Object.freeze(rule.favourites.map((cohort) => Draws.purpose(`supply/${cohort}`)))
    this.yuma = new Yuma(this.count + miners, this.count)
    this.providerAt = new Int32Array(miners).fill(-1)
  }

  /** Stakes at the start, summing to 1: those who measure as 1, 1/2, 1/3, …, then the one who copies and the one who colludes. */
  get firstStakes(): Float64Array {
    const { colluding, copying, count } = this.rule
    const stakes = new Float64Array(this.count)
    let sum = 0
    for (let at = 0; at < count; at++) sum += 1 / (at + 1)
    for (let at = 0; at < count; at++) stakes[at] = ((1 - copying - colluding) / sum) * (1 / (at + 1))
    if (copying > 0) stakes[count] = copying
    if (colluding > 0) stakes[this.count - 1] = colluding
    return stakes
  }

  /** Share of the miners' reward that a provider earned in the last epoch; all together 1, or 0 when nobody has weight. */
  shareOf(provider: number): number {
    const place = this.placeOf[provider] ?? -1
    return place < 0 ? 0 : (this.yuma.incentive[this.count + place] ?? 0)
  }

  /** Runs a settlement's epoch.
   *
   * @param scores what there is to measure of each provider, in any unit
   * @param stakes of validators, in any unit
   * @param blocks length of the epoch */
  judge(epoch: Epoch, scores: Float64Array, stakes: Float64Array, blocks: number): void {
    this.takePlaces(epoch.providers, scores)
    const { yuma } = this
    yuma.stake.set(stakes)
    const parameters = {
      ...runtimeParameters,
      bondsMovingAverage: runtimeParameters.bondsMovingAverage ** (blocks / tempo)
    }
    if (this.days === 0) yuma.grantPermits(parameters)
    for (let validator = 0; validator < this.rule.count; validator++) this.measure(epoch, scores, validator)
    if (this.rule.copying > 0) this.copy(this.rule.count)
    if (this.rule.colluding > 0) this.collude(epoch, scores, this.count - 1)
    yuma.epoch(parameters)
    this.days++
    let sum = 0
    for (let validator = 0; validator < this.count; validator++) sum += yuma.dividends[validator] ?? 0
    for (let validator = 0; validator < this.count; validator++) {
      // Before there are bonds, those with stake are paid by it.
      const source = sum > 0 ? yuma.dividends : yuma.stakeShare
      this.dividends[validator] = source[validator] ?? 0
    }
  }

  /** A provider is gone: its place is free, and the bonds on it are worth nothing. */
  leave(provider: number): void {
    const place = this.placeOf[provider] ?? -1
    if (place >= 0) this.free(place)
  }

  /** Whoever has a score takes a place: a free one, or that of the last if it scores less. */
  private takePlaces(providers: number, scores: Float64Array): void {
    if (this.placeOf.length < providers) this.placeOf = lengthened(this.placeOf, providers * 2, -1)
    for (let provider = 0; provider < providers; provider++) {
      const score = scores[provider] ?? 0
      if (!(score > 0) || (this.placeOf[provider] ?? -1) >= 0) continue
      const place = this.lastPlace(scores)
      const occupant = this.providerAt[place] ?? -1
      if (occupant >= 0) {
        if ((scores[occupant] ?? 0) >= score) continue
        this.free(place)
      }
      this.providerAt[place] = provider
      this.placeOf[provider] = place
    }
  }

  /** A free place, or that of the least score; the earlier among equals. */
  private lastPlace(scores: Float64Array): number {
    let last = 0
    let least = Number.POSITIVE_INFINITY
    for (let place = 0; place < this.places; place++) {
      const provider = this.providerAt[place] ?? -1
      if (provider < 0) return place
      const score = scores[provider] ?? 0
      if (score < least) {
        least = score
        last = place
      }
    }
    return last
  }

  private free(place: number): void {
    const provider = this.providerAt[place] ?? -1
    if (provider >= 0) this.placeOf[provider] = -1
    this.providerAt[place] = -1
    this.yuma.bonds.forget(this.count + place)
  }

  private measure(epoch: Epoch, scores: Float64Array, validator: number): void {
    const { noise } = this.rule
    const from = validator * this.yuma.neurons + this.count
    // Another key each day: the product spreads the number of the day over all bits of the purpose.
    const purpose = ((this.purposes[validator] ?? 0) ^ Math.imul(this.days + 1, 0x9e_37_79_b1)) >>> 0
    for (let place = 0; place < this.places; place++) {
      const provider = this.providerAt[place] ?? -1
      const score = provider < 0 ? 0 : (scores[provider] ?? 0)
      let error = 1
      if (score > 0 && noise > 0) {
        const { group, number } = epoch.ownerOf(provider)
        error = Math.exp(noise * this.draws.at(purpose, number, group).normal())
      }
      this.yuma.weights[from + place] = score * error
    }
  }

  /** Yesterday's consensus; on the first day there is none. */
  private copy(validator: number): void {
    const { consensus, neurons, weights } = this.yuma
    const from = validator * neurons
    for (let neuron = this.count; neuron < neurons; neuron++) {
      const free = (this.providerAt[neuron - this.count] ?? -1) < 0
      weights[from + neuron] = free ? 0 : (consensus[neuron] ?? 0)
    }
  }

  private collude(epoch: Epoch, scores: Float64Array, validator: number): void {
    const from = validator * this.yuma.neurons + this.count
    let found = false
    for (let place = 0; place < this.places; place++) {
      const provider = this.providerAt[place] ?? -1
      const score = provider < 0 ? 0 : (scores[provider] ?? 0)
      const favoured = score > 0 && this.favourites.includes(epoch.ownerOf(provider).group)
      this.yuma.weights[from + place] = favoured ? score : 0
      found ||= favoured
    }
    if (found) return
    for (let place = 0; place < this.places; place++) {
      const provider = this.providerAt[place] ?? -1
      this.yuma.weights[from + place] = provider < 0 ? 0 : (scores[provider] ?? 0)
    }
  }
}
