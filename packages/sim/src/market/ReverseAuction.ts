/** Reverse auction as on Akash: an order opens, providers bid, the tenant picks a bid by price and reputation.
 *
 * Each provider's asking price is its bid; a bid is valid if it is not above the order's highest price and the resources suit; at most so many of the cheapest valid
 * bids are looked at (Akash: at most 20 an order). The tenant takes the bid with the least price^a / reputation^b, the lower number among equals.
 * A gang that no single provider can serve is filled from the cheapest bids, whatever their reputation. */
import { Schema } from "effect"
import { none } from "../state/Table.ts"
import * as Field from "../units/Field.ts"
import { ContinuousMarket } from "./ContinuousMarket.ts"
import type { MarketTables } from "./Market.ts"
import { bits } from "./OfferBook.ts"

export const ReverseAuctionConfig = Schema.Struct({
  kind: Schema.tag("reverse-auction"),
  bids: Field.count({ minimum: 1, maximum: 500 })({
    description: "How many of the cheapest valid bids a tenant looks at",
    default: 20,
    source: "Akash: at most 20 bids an order, validation cap 500 (AEP-79)"
  }),
  price_weight: Field.number({ minimum: 0, maximum: 10 })({
    description:
      "Exponent of the price in the tenant's score, price^price_weight / reputation^reputation_weight; the least score wins",
    default: 1,
    source: "assumption"
  }),
  reputation_weight: Field.number({ minimum: 0, maximum: 10 })({
    description: "Exponent of the reputation (supply.reputation: a smoothed score, 0 to 1) in the tenant's score",
    default: 1,
    source: "assumption"
  })
})
export type ReverseAuctionConfig = typeof ReverseAuctionConfig.Type

const leastReputation = 1e-9

/** A power that costs nothing in the common cases. */
const power = (base: number, exponent: number): number =>
  exponent === 1 ? base : exponent === 0 ? 1 : base ** exponent

export class ReverseAuction extends ContinuousMarket {
  private readonly config: ReverseAuctionConfig
  /** The slot of the next bid of each model, its price for a GPU-hour of the reference, and the highest price of a bid that the order takes. */
  private readonly bids = new Int32Array(bits)
  private readonly askedBy = new Float64Array(bits)
  private readonly limits = new Float64Array(bits)

  constructor(config: ReverseAuctionConfig, tables: MarketTables) {
    super(tables)
    this.config = config
  }

  protected override choose(gpus: number, models: number, regions: number, highestPrice: number): number {
    return (models & (models - 1)) === 0
      ? this.chooseOfModel(gpus, 31 - Math.clz32(models), regions, highestPrice)
      : this.chooseOfModels(gpus, models, regions, highestPrice)
  }

  /** With one model the bids come in order of price. No reputation is above 1, so the score of later bids is at least that of their price: the search can
   * stop early without another result. */
  private chooseOfModel(gpus: number, model: number, regions: number, highestPrice: number): number {
    const { book, config } = this
    if (model < 0 || book.freeOf(model) < gpus) return none
    const limit = this.limit(model, highestPrice)
    const speed = this.speed(model)
    let best: number = none
    let least = Infinity
    let slot = book.firstSlot(model, gpus, regions, limit)
    for (let bid = 0; bid < config.bids && slot !== none; bid++) {
      const offer = book.offerAt(slot)
      const floor = power(book.priceAt(slot) / speed, config.price_weight)
      if (least < floor || (least === floor && this.isSettled(best, offer))) break
      const score = floor / this.regard(offer)
      if (best === none || score < least || (score === least && offer < best)) {
        least = score
        best = offer
      }
      slot = book.slotAfter(slot, gpus, regions, limit)
    }
    return best
  }

  /** The best has the least score that its price allows, and later bids, at its price or above, have higher numbers or worse scores. */
  private isSettled(best: number, offer: number): boolean {
    return this.config.price_weight > 0 && this.book.priceOf(best) === this.book.priceOf(offer)
  }

  /** With several models their bids are merged in order of price for a GPU-hour of the reference. */
  private chooseOfModels(gpus: number, models: number, regions: number, highestPrice: number): number {
    const { book, config } = this
    let open = 0
    for (let mask = models; mask !== 0; mask &= mask - 1) {
      const model = 31 - Math.clz32(mask & -mask)
      if (book.freeOf(model) < gpus) continue
      const limit = this.limit(model, highestPrice)
      this.limits[model] = limit
      if (this.bidNext(model, book.firstSlot(model, gpus, regions, limit))) open |= 1 << model
    }
    let best: number = none
    let least = Infinity
    for (let bid = 0; bid < config.bids && open !== 0; bid++) {
      const model = this.cheapestOf(open)
      const slot = this.bids[model] ?? none
      const offer = book.offerAt(slot)
      const floor = power(this.askedBy[model] ?? 0, config.price_weight)
      if (least < floor) break
      const score = floor / this.regard(offer)
      if (best === none || score < least || (score === least && offer < best)) {
        least = score
        best = offer
      }
      if (!this.bidNext(model, book.slotAfter(slot, gpus, regions, this.limits[model] ?? 0))) open &= ~(1 << model)
    }
    return best
  }

  private bidNext(model: number, slot: number): boolean {
    if (slot === none) return false
    this.bids[model] = slot
    this.askedBy[model] = this.book.priceAt(slot) / this.speed(model)
    return true
  }

  private cheapestOf(open: number): number {
    let best: number = none
    for (let mask = open; mask !== 0; mask &= mask - 1) {
      const model = 31 - Math.clz32(mask & -mask)
      if (best === none || (this.askedBy[model] ?? 0) < (this.askedBy[best] ?? 0)) best = model
    }
    return best
  }

  /** Reputation to its exponent; a reputation of nothing still leaves a score. */
  private regard(offer: number): number {
    const reputation = this.providers.reputation[this.offers.provider[offer] ?? none] ?? 1
    return power(Math.max(reputation, leastReputation), this.config.reputation_weight)
  }
}
