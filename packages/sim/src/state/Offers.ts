import { none, Table } from "./Table.ts"

/** Offers: a provider listed on one venue at a price.
 *
 * Several offers of one provider share its free GPUs: they are sold once. */
export class Offers extends Table {
  provider = new Int32Array(this.capacity)
  /** Position of the venue in the run. */
  venue = new Uint8Array(this.capacity)
  /** Whole micro-USD per GPU-hour. */
  price = new Float64Array(this.capacity)
  /** Next offer of the same provider, or −1. */
  nextOfProvider = new Int32Array(this.capacity)

  add(provider: number, venue: number, price: number, next: number = none): number {
    const row = this.allocate()
    this.provider[row] = provider
    this.venue[row] = venue
    this.price[row] = price
    this.nextOfProvider[row] = next
    return row
  }
}
