/** What a market found for a job: so many GPUs of these offers at these prices. One buffer a market, overwritten by the next search. */
import { doubled } from "../kernel/Columns.ts"

export class Match {
  /** Members that count: positions 0 to count − 1 of the columns. */
  count = 0
  offers = new Int32Array(16)
  gpus = new Int32Array(16)
  /** Whole micro-USD per GPU-hour. */
  prices = new Float64Array(16)

  clear(): void {
    this.count = 0
  }

  add(offer: number, gpus: number, price: number): void {
    if (this.count === this.offers.length) {
      this.offers = doubled(this.offers)
      this.gpus = doubled(this.gpus)
      this.prices = doubled(this.prices)
    }
    this.offers[this.count] = offer
    this.gpus[this.count] = gpus
    this.prices[this.count] = price
    this.count++
  }
}
