/** Quantiles that are exact, of many numbers that are mostly whole seconds.
 *
 * Whole numbers below 2^22 (48 days in seconds) are only counted, so that memory does not grow with them and nothing is
 * sorted; the others are kept, 8 bytes each. The kernel's `Quantiles` are for the inside of a run, where 1% is good enough. */
import { GrowingColumn } from "./Trace.ts"

const counted = 1 << 22

export class ExactQuantiles {
  private readonly counts = new Uint32Array(counted)
  private readonly others = new GrowingColumn()
  private highest = -1
  private size = 0

  add(value: number): void {
    this.size++
    if (value >= 0 && value < counted && value === (value | 0)) {
      this.counts[value] = (this.counts[value] ?? 0) + 1
      if (value > this.highest) this.highest = value
    } else this.others.push(value)
  }

  /** For each share `p`, in ascending order: the lowest value so that at least a share `p` of the values are no higher (nearest rank: it
   * is one of the values). NaN when there are none. The collection is empty afterwards. */
  take(shares: ReadonlyArray<number>): ReadonlyArray<number> {
    const others = this.others.take().sort()
    const found: Array<number> = []
    let passed = 0
    const pass = (value: number, count: number): void => {
      passed += count
      while (found.length < shares.length && passed >= this.rank(shares[found.length] ?? 1)) found.push(value)
    }
    let other = 0
    for (let whole = 0; whole <= this.highest; whole++) {
      const count = this.counts[whole] ?? 0
      if (count === 0) continue
      for (; other < others.length && (others[other] ?? 0) < whole; other++) pass(others[other] ?? 0, 1)
      pass(whole, count)
      this.counts[whole] = 0
    }
    for (; other < others.length; other++) pass(others[other] ?? 0, 1)
    this.size = 0
    this.highest = -1
    return shares.map((_, index) => found[index] ?? NaN)
  }

  /** How many values are no higher than the quantile, at least. */
  private rank(share: number): number {
    return Math.max(1, Math.ceil(share * this.size))
  }
}
