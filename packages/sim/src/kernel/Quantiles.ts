/** Quantiles of values that come one at a time, to within 1% of the value, in memory that does not grow with their number.
 *
 * A histogram with logarithmic bins, after DDSketch (Masson, Rim and Lee, VLDB 2019): bin i holds values in (γ^(i−1), γ^i] with
 * γ = 1.01 / 0.99, and answers 2γ^i / (γ + 1), which is within 1% of each of them. Values below 1e-9 count as zero: a nanosecond, a
 * nano-dollar. Bins are added at either end as values ask for them: seven decades take about 800.
 *
 * Our own, because sketches from a package keep objects and maps that a snapshot of the run could not copy.
 *
 * **Gotchas** Negative values, NaN and infinities are refused: a wait, a price, a size is none of these. */
export const relativeError = 0.01
const gamma = (1 + relativeError) / (1 - relativeError)
const perLog = 1 / Math.log(gamma)
const smallest = 1e-9
/** Bins added beyond the one that is needed. */
const margin = 32

export class Quantiles {
  /** Number of values. */
  count = 0
  private zeros = 0
  /** Number of the bin that stands first in `bins`. */
  private first = 0
  private bins = new Float64Array(0)
  private minimum = Infinity
  private maximum = -Infinity

  /** Adds a value, `weight` times over. */
  add(value: number, weight = 1): void {
    if (!(value >= 0 && value < Infinity)) throw new RangeError(`quantiles take finite values from 0 up, not ${value}`)
    this.count += weight
    if (value < this.minimum) this.minimum = value
    if (value > this.maximum) this.maximum = value
    if (value < smallest) this.zeros += weight
    else this.addToBin(Math.ceil(Math.log(value) * perLog), weight)
  }

  /** The value below which a share `q` (0 to 1) of the values lies; NaN when there is none. */
  at(q: number): number {
    if (this.count === 0) return Number.NaN
    const rank = Math.min(Math.max(q, 0), 1) * (this.count - 1)
    let below = this.zeros
    if (below > rank) return 0
    for (let index = 0; index < this.bins.length; index++) {
      below += this.bins[index] ?? 0
      if (below > rank) {
        const answer = (2 * gamma ** (this.first + index)) / (gamma + 1)
        // The extremes are known exactly and no answer may lie outside them.
        return Math.min(Math.max(answer, this.minimum), this.maximum)
      }
    }
    return this.maximum
  }

  /** How many of the values lie at `value` or below it, to within 1% of the value; those of the bin that it lies in count. */
  upTo(value: number): number {
    if (value < smallest) return value < 0 ? 0 : this.zeros
    const last = Math.ceil(Math.log(value) * perLog) - this.first
    let found = this.zeros
    for (let index = 0; index <= Math.min(last, this.bins.length - 1); index++) found += this.bins[index] ?? 0
    return found
  }

  /** Makes these the quantiles of the own values and those of `other`. */
  merge(other: Quantiles): void {
    this.count += other.count
    this.zeros += other.zeros
    this.minimum = Math.min(this.minimum, other.minimum)
    this.maximum = Math.max(this.maximum, other.maximum)
    for (let index = 0; index < other.bins.length; index++) {
      const weight = other.bins[index] ?? 0
      if (weight > 0) this.addToBin(other.first + index, weight)
    }
  }

  /** Forgets every value but keeps the memory. */
  clear(): void {
    this.count = 0
    this.zeros = 0
    this.minimum = Infinity
    this.maximum = -Infinity
    this.bins.fill(0)
  }

  private addToBin(bin: number, weight: number): void {
    if (bin < this.first || bin >= this.first + this.bins.length) this.makeRoomFor(bin)
    const index = bin - this.first
    this.bins[index] = (this.bins[index] ?? 0) + weight
  }

  private makeRoomFor(bin: number): void {
    const empty = this.bins.length === 0
    const first = empty ? bin - margin : Math.min(this.first, bin - margin)
    const end = empty ? bin + margin : Math.max(this.first + this.bins.length, bin + margin)
    const bins = new Float64Array(end - first)
    if (!empty) bins.set(this.bins, this.first - first)
    this.first = first
    this.bins = bins
  }
}
