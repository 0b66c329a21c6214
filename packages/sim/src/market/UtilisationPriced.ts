/** The venue sets one price for each GPU model by its utilisation, and pays all providers alike.
 *
 * Every `interval` the price of a model becomes its base price times a multiplier: `lowest` when nothing is rented, 1 at the `target` utilisation,
 * `highest` when everything is, straight lines in between. Utilisation is the rented share of the GPUs of that model listed here and in working order,
 * wherever they were rented. A provider serves as long as its asking price is not above the venue's price; those who ask least serve first. */
import { Schema } from "effect"
import { none } from "../state/Table.ts"
import * as Field from "../units/Field.ts"
import { ContinuousMarket } from "./ContinuousMarket.ts"
import type { MarketTables } from "./Market.ts"
import { bits } from "./OfferBook.ts"

export const UtilisationPricedConfig = Schema.Struct({
  kind: Schema.tag("utilisation-priced"),
  interval: Field.quantity("duration", { minimum: 1 })({
    description: "Time between two changes of the price",
    default: "1 hour",
    source: "assumption"
  }),
  target: Field.share({
    description: "Utilisation at which the price is the base price",
    default: "70%",
    source: "assumption"
  }),
  lowest: Field.number({ minimum: 0, maximum: 1 })({
    description: "Multiplier of the base price when nothing is rented",
    default: 0.5,
    source: "assumption"
  }),
  highest: Field.number({ minimum: 1, maximum: 100 })({
    description: "Multiplier of the base price when everything is rented",
    default: 2,
    source: "assumption"
  })
})
export type UtilisationPricedConfig = typeof UtilisationPricedConfig.Type

/** What the base price is multiplied with at a utilisation between 0 and 1. */
export const multiplier = (config: UtilisationPricedConfig, utilisation: number): number =>
  utilisation <= config.target
    ? config.lowest + (config.target === 0 ? 1 : utilisation / config.target) * (1 - config.lowest)
    : 1 + ((utilisation - config.target) / (1 - config.target)) * (config.highest - 1)

const notForSale = -1

export class UtilisationPriced extends ContinuousMarket {
  override readonly clearingInterval: number
  private readonly config: UtilisationPricedConfig
  private readonly basePrices: Float64Array
  /** The venue's price of each model, whole micro-USD per GPU-hour. */
  private readonly prices = new Float64Array(bits)

  constructor(config: UtilisationPricedConfig, tables: MarketTables) {
    super(tables)
    this.config = config
    this.clearingInterval = config.interval
    this.basePrices = tables.basePrices
    this.prices.set(tables.basePrices)
  }

  override availabilityChanged(offer: number): void {
    if (!this.book.has(offer)) return
    const provider = this.offers.provider[offer] ?? none
    this.book.setGpus(offer, (this.providers.gpus[provider] ?? 0) - (this.providers.down[provider] ?? 0))
    super.availabilityChanged(offer)
  }

  /** Sets the prices anew. */
  override clear(_now: number): void {
    for (let model = 0; model < this.basePrices.length; model++) {
      const gpus = this.book.gpusOf(model)
      if (gpus === 0) continue
      const rented = 1 - this.book.freeOf(model) / gpus
      const price = Math.round((this.basePrices[model] ?? 0) * multiplier(this.config, rented))
      if (price === this.prices[model]) continue
      this.prices[model] = price
      this.repricings++
      if (this.queue.size > 0) this.offerAnew(model, price)
    }
  }

  /** Another price brings other providers or other orders in: whoever waits may look at all that is free. */
  private offerAnew(model: number, price: number): void {
    let offer = this.book.first(model, 1, -1, price)
    while (offer !== none) {
      this.rise(offer, this.book.free(offer))
      offer = this.book.after(offer, 1, -1, price)
    }
  }

  override paid(offer: number): number {
    return this.prices[this.book.modelOf(offer)] ?? 0
  }

  protected override asked(offer: number): number {
    const model = this.book.modelOf(offer)
    return this.book.priceOf(offer) <= this.priceOf(model) ? this.priceOf(model) / this.speed(model) : Infinity
  }

  override limit(model: number, highestPrice: number): number {
    return this.priceOf(model) / this.speed(model) <= highestPrice ? this.priceOf(model) : notForSale
  }

  protected override askedForNow(model: number, gpus: number): number {
    const served = this.book.priceOfReach(model, gpus) <= this.priceOf(model)
    return served ? this.priceOf(model) / this.speed(model) : Infinity
  }

  protected override quoteOf(model: number, regions: number): number {
    return this.book.isListed(model, regions) ? this.asked(this.book.cheapest(model)) : NaN
  }

  private priceOf(model: number): number {
    return this.prices[model] ?? 0
  }
}
