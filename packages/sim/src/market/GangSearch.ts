/** Sets of offers for a gang that no single provider can serve: of one model, from the cheapest offer on, at most the job's price.
 *
 * The search looks at no more offers than the gang has GPUs, for each acceptable model and each region with enough free GPUs. */
import { none } from "../state/Table.ts"
import type { Match } from "./Match.ts"
import type { OfferBook } from "./OfferBook.ts"

/** What a gang may pay at most for a model, and what it does pay. */
export interface GangPrices {
  /** Highest price of an offer that it may take, whole micro-USD per GPU-hour. */
  limit(model: number, highestPrice: number): number
  /** What is paid for an offer, whole micro-USD per GPU-hour. */
  paid(offer: number): number
  /** Speed of a model against the reference. */
  speed(model: number): number
}

export class GangSearch {
  /** GPUs that the last search could not find, of the model that came nearest: at least that many must be freed before it can succeed. */
  missing = 0
  private readonly book: OfferBook
  private readonly prices: GangPrices
  private reached = 0
  private cost = 0

  constructor(book: OfferBook, prices: GangPrices) {
    this.book = book
    this.prices = prices
  }

  /** Fills `match` with the set for so many GPUs, within one region if that is possible. */
  search(gpus: number, models: number, regions: number, highestPrice: number, match: Match): boolean {
    this.missing = gpus
    let bestModel: number = none
    let bestRegions = 0
    let least = Infinity
    let within = false
    for (let mask = models; mask !== 0; mask &= mask - 1) {
      const model = 31 - Math.clz32(mask & -mask)
      const limit = this.prices.limit(model, highestPrice)
      if (!this.measure(model, gpus, regions, limit)) continue
      const speed = this.prices.speed(model)
      if (!within && this.cost / speed < least) {
        least = this.cost / speed
        bestModel = model
        bestRegions = regions
      }
      for (let rest = regions; rest !== 0; rest &= rest - 1) {
        const region = rest & -rest
        if (this.book.freeIn(model, 31 - Math.clz32(region)) < gpus) continue
        if (!this.measure(model, gpus, region, limit)) continue
        if (within && this.cost / speed >= least) continue
        within = true
        least = this.cost / speed
        bestModel = model
        bestRegions = region
      }
    }
    if (bestModel === none) return false
    this.collect(bestModel, gpus, bestRegions, this.prices.limit(bestModel, highestPrice), match)
    return true
  }

  /** Whether so many GPUs of a model can be had; `cost` says for how much an hour. */
  private measure(model: number, gpus: number, regions: number, limit: number): boolean {
    const free = this.book.freeOf(model)
    if (free < gpus) {
      this.missing = Math.min(this.missing, gpus - free)
      return false
    }
    this.walk(model, gpus, regions, limit)
    this.missing = Math.min(this.missing, gpus - this.reached)
    return this.reached === gpus
  }

  private walk(model: number, gpus: number, regions: number, limit: number): void {
    const { book } = this
    this.reached = 0
    this.cost = 0
    let offer = book.first(model, 1, regions, limit)
    while (offer !== none) {
      const taken = Math.min(gpus - this.reached, book.free(offer))
      this.reached += taken
      this.cost += taken * this.prices.paid(offer)
      if (this.reached === gpus) return
      offer = book.after(offer, 1, regions, limit)
    }
  }

  private collect(model: number, gpus: number, regions: number, limit: number, match: Match): void {
    const { book } = this
    match.clear()
    let left = gpus
    let offer = book.first(model, 1, regions, limit)
    while (left > 0 && offer !== none) {
      const taken = Math.min(left, book.free(offer))
      match.add(offer, taken, this.prices.paid(offer))
      left -= taken
      offer = book.after(offer, 1, regions, limit)
    }
  }
}
