/** The GPUs on offer for one product of a double auction, from the cheapest on: first taken by number, then handed out by name. */
import { doubled } from "../kernel/Columns.ts"
import { none } from "../state/Table.ts"
import type { Match } from "./Match.ts"
import { bits, type OfferBook } from "./OfferBook.ts"

export class AuctionLadder {
  /** Price of the dearest GPU taken. */
  dearest = 0
  private readonly book: OfferBook
  private regions = 0
  /** The offer that the next GPU comes from, how many of it are taken, and its position among the steps. */
  private offer: number = none
  private taken = 0
  /** Offers that GPUs were taken from, in order of price, and how many of them are still to be handed out. */
  private steps = 0
  private offers = new Int32Array(16)
  private left = new Int32Array(16)
  /** The same by region. */
  private readonly leftIn = new Int32Array(bits)
  /** First step that has something left. */
  private firstLeft = 0

  constructor(book: OfferBook) {
    this.book = book
  }

  /** Begins anew with all free GPUs of a model in some regions. */
  open(model: number, regions: number): void {
    this.regions = regions
    this.offer = this.book.first(model, 1, regions, Infinity)
    this.taken = 0
    this.dearest = 0
    this.steps = 0
    this.firstLeft = 0
    this.leftIn.fill(0)
  }

  /** Price of the next GPU; Infinity: there is none. */
  get nextPrice(): number {
    return this.offer === none ? Infinity : this.book.priceOf(this.offer)
  }

  /** Takes the next `gpus` if none of them costs more than `limit`, else nothing. */
  take(gpus: number, limit: number): boolean {
    if (this.offer === none || this.nextPrice > limit || !this.suffices(gpus, limit)) return false
    let wanted = gpus
    while (wanted > 0) {
      const here = Math.min(wanted, this.book.free(this.offer) - this.taken)
      this.dearest = this.book.priceOf(this.offer)
      this.record(this.offer, here)
      this.taken += here
      wanted -= here
      if (this.taken === this.book.free(this.offer)) {
        this.offer = this.book.after(this.offer, 1, this.regions, Infinity)
        this.taken = 0
      }
    }
    return true
  }

  /** Hands out `gpus` of those taken: from the first step that has enough, else from the first region that has, else as they come. */
  give(gpus: number, price: number, members: Match): void {
    while (this.firstLeft < this.steps && this.left[this.firstLeft] === 0) this.firstLeft++
    for (let step = this.firstLeft; step < this.steps; step++) {
      if ((this.left[step] ?? 0) >= gpus) return this.giveFrom(step, gpus, price, members)
    }
    let regions = -1
    for (let region = 0; region < bits; region++) {
      if ((this.leftIn[region] ?? 0) < gpus) continue
      regions = 1 << region
      break
    }
    let wanted = gpus
    for (let step = this.firstLeft; step < this.steps && wanted > 0; step++) {
      const here = Math.min(wanted, this.left[step] ?? 0)
      if (here === 0 || ((1 << this.book.regionOf(this.offers[step] ?? none)) & regions) === 0) continue
      this.giveFrom(step, here, price, members)
      wanted -= here
    }
  }

  private giveFrom(step: number, gpus: number, price: number, members: Match): void {
    const offer = this.offers[step] ?? none
    const region = this.book.regionOf(offer)
    members.add(offer, gpus, price)
    this.left[step] = (this.left[step] ?? 0) - gpus
    this.leftIn[region] = (this.leftIn[region] ?? 0) - gpus
  }

  private record(offer: number, gpus: number): void {
    const region = this.book.regionOf(offer)
    this.leftIn[region] = (this.leftIn[region] ?? 0) + gpus
    const last = this.steps - 1
    if (last >= 0 && this.offers[last] === offer) {
      this.left[last] = (this.left[last] ?? 0) + gpus
      return
    }
    if (this.steps === this.offers.length) {
      this.offers = doubled(this.offers)
      this.left = doubled(this.left)
    }
    this.offers[this.steps] = offer
    this.left[this.steps++] = gpus
  }

  private suffices(gpus: number, limit: number): boolean {
    let offer = this.offer
    let found = this.book.free(offer) - this.taken
    while (found < gpus) {
      offer = this.book.after(offer, 1, this.regions, limit)
      if (offer === none) return false
      found += this.book.free(offer)
    }
    return true
  }
}
