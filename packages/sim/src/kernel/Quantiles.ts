/** Quantiles of a stream in constant memory: counts in bins whose edges grow by a constant factor.
 *
 * The answer is off by at most 1% of itself (DDSketch: Masson, Rim and Lee, VLDB 2019). Values up to `smallest` share one bin and count
 * as 0: waits of less than a millisecond are no waits.
 *
 * Our own, because sketches from a package keep objects and maps that a snapshot of the run could not copy. */
const accuracy = 0.01
const gamma = (1 + accuracy) / (1 - accuracy)
const inverseLogGamma = 1 / Math.log(gamma)
const smallest = 1e-3

export class Quantiles {
  count = 0
  private zeros = 0
  private bins = new Float64Array(64)

  /** Adds a value that is not negative. */
  add(value: number, weight = 1): void {
    this.count += weight
    if (value <= smallest) {
      this.zeros += weight
      return
    }
    const bin = Math.ceil(Math.log(value / smallest) * inverseLogGamma)
    if (bin >= this.bins.length) {
      const longer = new Float64Array(2 ** Math.ceil(Math.log2(bin + 1)))
      longer.set(this.bins)
      this.bins = longer
    }
    this.bins[bin] = (this.bins[bin] ?? 0) + weight
  }

  /** The value below which a share `q` of the observations lies; NaN when there are none. */
  at(q: number): number {
    if (this.count === 0) return Number.NaN
    let left = q * this.count - this.zeros
    if (left <= 0 && this.zeros > 0) return 0
    for (let bin = 0; bin < this.bins.length; bin++) {
      const inside = this.bins[bin] ?? 0
      left -= inside
      if (left <= 0 && inside > 0) return ((2 * gamma ** bin) / (gamma + 1)) * smallest
    }
    return Number.NaN
  }

  clear(): void {
    this.count = 0
    this.zeros = 0
    this.bins.fill(0)
  }
}
