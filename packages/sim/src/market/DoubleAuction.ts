/** A periodic double auction with one price: orders and offers are collected, and every `interval` each product clears at a uniform price.
 *
 * A product is a GPU model in a zone: regions that no waiting order tells apart are one zone, so with orders that go anywhere there is one product a model. Products
 * clear one after another, the one with the cheapest offer (per GPU-hour of the reference) first; an order that finds nothing takes part in the next that it accepts.
 *
 * **Clearing a product** Orders come in by falling highest price (then by place), offers by rising price. An order is accepted when the next GPUs that it needs,
 * the dearest included, cost no more than its highest price. For single-GPU orders that is the best allocation: no other has more surplus. The price is the
 * midpoint of the interval of prices at which nobody wants to change: from the greater of the dearest GPU sold and the best single-GPU order refused, to the lesser of the lowest
 * order accepted and the cheapest GPU left, rounded down to whole micro-USD. With B orders it lies between the B-th and the B+1-th of all values in
 * rising order, so one more GPU on offer never raises it.
 *
 * **Gangs** are all or nothing, a heuristic: one that does not find all its GPUs below its price is passed over, does not block lower orders, and does not set the
 * price (as block orders on power exchanges). The GPUs sold are handed out to the largest gangs first, from one provider if possible, else from one region, else as they come. */
import { Schema } from "effect"
import { none } from "../state/Table.ts"
import * as Field from "../units/Field.ts"
import { AuctionLadder } from "./AuctionLadder.ts"
import { ContinuousMarket } from "./ContinuousMarket.ts"
import { Match } from "./Match.ts"
import type { MarketTables } from "./Market.ts"
import { bits } from "./OfferBook.ts"

export const DoubleAuctionConfig = Schema.Struct({
  kind: Schema.tag("double-auction"),
  interval: Field.quantity("duration", { minimum: 1 })({
    description: "Time between two clearings; an order waits for the next",
    default: "1 hour",
    source: "assumption"
  })
})
export type DoubleAuctionConfig = typeof DoubleAuctionConfig.Type

export class DoubleAuction extends ContinuousMarket {
  override readonly clearingInterval: number
  private readonly ladder: AuctionLadder
  /** Orders of the present clearing by falling highest price; those that were accepted are struck out with −1. */
  private orders = new Int32Array(16)
  private count = 0
  private accepted = new Int32Array(16)
  /** Products of the present clearing: model and zone (mask). */
  private readonly productModels = new Int32Array(bits * bits)
  private readonly productZones = new Int32Array(bits * bits)
  private readonly zones = new Int32Array(bits)
  /** Matches that wait to be handed out: the jobs, where their members begin, and the members. */
  private matched = new Int32Array(16)
  private starts = new Int32Array(17)
  private matches = 0
  private handedOut = 0
  private readonly members = new Match()

  constructor(config: DoubleAuctionConfig, tables: MarketTables) {
    super(tables)
    this.clearingInterval = config.interval
    this.ladder = new AuctionLadder(this.book)
  }

  /** Every order waits for the clearing. */
  override match(job: number, _now: number): boolean {
    this.takePlace(job)
    this.failed = none
    return false
  }

  /** Hands out what the last clearing found, as far as it still holds. */
  override next(_now: number): number {
    const { found, members } = this
    while (this.handedOut < this.matches) {
      const at = this.handedOut++
      const job = this.matched[at] ?? none
      if (!this.queue.has(job) || !this.holds(at)) continue
      found.clear()
      for (let member = this.starts[at] ?? 0; member < (this.starts[at + 1] ?? 0); member++) {
        found.add(members.offers[member] ?? none, members.gpus[member] ?? 0, members.prices[member] ?? 0)
      }
      this.queue.remove(job)
      return job
    }
    return none
  }

  override clear(_now: number): void {
    this.matches = 0
    this.handedOut = 0
    this.members.clear()
    if (this.queue.size === 0) return
    this.sortOrders()
    const products = this.sortProducts()
    for (let product = 0; product < products; product++) {
      this.clearProduct(this.productModels[product] ?? 0, this.productZones[product] ?? 0)
    }
  }

  protected override quoteOf(model: number, regions: number, highest: number): number {
    const last = this.lastPaid[model] ?? NaN
    return last <= highest && this.book.isListed(model, regions) ? last : super.quoteOf(model, regions, highest)
  }

  /** Nobody starts before the next clearing. */
  protected override rise(_offer: number, _more: number): void {
    // Nothing to remember.
  }

  private holds(match: number): boolean {
    for (let member = this.starts[match] ?? 0; member < (this.starts[match + 1] ?? 0); member++) {
      const offer = this.members.offers[member] ?? none
      if (!this.book.has(offer) || this.book.free(offer) < (this.members.gpus[member] ?? 0)) return false
    }
    return true
  }

  private sortOrders(): void {
    const { jobs, queue } = this
    this.count = queue.size
    if (this.orders.length < this.count) {
      this.orders = new Int32Array(2 * this.count)
      this.accepted = new Int32Array(2 * this.count)
      this.matched = new Int32Array(2 * this.count)
      this.starts = new Int32Array(2 * this.count + 1)
    }
    queue.copyInto(this.orders)
    const { highestPrice } = jobs
    this.orders
      .subarray(0, this.count)
      .sort((a, b) => (highestPrice[b] ?? 0) - (highestPrice[a] ?? 0) || queue.placeOf(a) - queue.placeOf(b))
  }

  /** Lists the products that have free GPUs, the cheapest first; how many. */
  private sortProducts(): number {
    const { book, productModels, productZones, zones } = this
    let products = 0
    for (let model = 0; model < bits; model++) {
      if (book.freeOf(model) === 0) continue
      zones[0] = book.regionsOf(model)
      const found = this.queue.tellApart(model, zones, 1)
      for (let zone = 0; zone < found; zone++) {
        productModels[products] = model
        productZones[products++] = zones[zone] ?? 0
      }
    }
    // Insertion sort: there are few.
    for (let product = 1; product < products; product++) {
      const model = productModels[product] ?? 0
      const zone = productZones[product] ?? 0
      const asked = this.cheapestAsk(model, zone)
      let at = product
      for (; at > 0; at--) {
        const otherModel = productModels[at - 1] ?? 0
        const otherZone = productZones[at - 1] ?? 0
        const difference = this.cheapestAsk(otherModel, otherZone) - asked || otherModel - model
        if (difference < 0 || (difference === 0 && (otherZone & -otherZone) >>> 0 < (zone & -zone) >>> 0)) break
        productModels[at] = otherModel
        productZones[at] = otherZone
      }
      productModels[at] = model
      productZones[at] = zone
    }
    return products
  }

  private cheapestAsk(model: number, zone: number): number {
    const offer = this.book.first(model, 1, zone, Infinity)
    return offer === none ? Infinity : this.asked(offer)
  }

  private clearProduct(model: number, zone: number): void {
    const { jobs, ladder } = this
    ladder.open(model, zone)
    let accepted = 0
    let lowestAccepted = Infinity
    let bestRefused = 0
    for (let at = 0; at < this.count; at++) {
      const job = this.orders[at] ?? none
      if (job === none || (((jobs.gpuModels[job] ?? 0) >>> model) & 1) === 0) continue
      if (((jobs.regions[job] ?? 0) & zone) === 0) continue
      const gpus = jobs.gpus[job] ?? 1
      const limit = this.limit(model, jobs.highestPrice[job] ?? 0)
      if (ladder.take(gpus, limit)) {
        lowestAccepted = limit
        this.accepted[accepted++] = job
        this.orders[at] = none
      } else if (gpus === 1) {
        // The next GPU is too dear for it, and so for all lower orders.
        bestRefused = limit
        break
      }
    }
    if (accepted === 0) return
    const from = Math.max(ladder.dearest, bestRefused)
    const price = Math.floor((from + Math.min(lowestAccepted, ladder.nextPrice)) / 2)
    this.lastPaid[model] = price / this.speed(model)
    this.handOut(accepted, price)
  }

  /** Distributes the GPUs sold over the orders accepted, the largest first. */
  private handOut(accepted: number, price: number): void {
    const { jobs, members } = this
    const { gpus } = jobs
    const orders = this.accepted.subarray(0, accepted)
    orders.sort((a, b) => (gpus[b] ?? 1) - (gpus[a] ?? 1) || this.queue.placeOf(a) - this.queue.placeOf(b))
    for (const job of orders) {
      this.matched[this.matches] = job
      this.starts[this.matches++] = members.count
      this.ladder.give(gpus[job] ?? 1, price, members)
      this.starts[this.matches] = members.count
    }
  }
}
