/** Count, mean, variance and extremes of values that come one at a time (Welford 1962; merging by Chan, Golub and LeVeque 1979). */
export class Tally {
  count = 0
  /** 0 when nothing was added. */
  mean = 0
  /** Infinity when nothing was added. */
  minimum = Infinity
  /** −Infinity when nothing was added. */
  maximum = -Infinity
  /** Sum of squared deviations from the mean. */
  private squares = 0

  add(value: number): void {
    const deviation = value - this.mean
    this.mean += deviation / ++this.count
    this.squares += deviation * (value - this.mean)
    if (value < this.minimum) this.minimum = value
    if (value > this.maximum) this.maximum = value
  }

  /** Makes this the tally of its own values and those of `other`. */
  merge(other: Tally): void {
    if (other.count === 0) return
    const count = this.count + other.count
    const deviation = other.mean - this.mean
    this.squares += other.squares + (deviation * deviation * this.count * other.count) / count
    this.mean += (deviation * other.count) / count
    this.count = count
    this.minimum = Math.min(this.minimum, other.minimum)
    this.maximum = Math.max(this.maximum, other.maximum)
  }

  /** Sum of the values. */
  total(): number {
    return this.mean * this.count
  }

  /** Sample variance (divided by count − 1); 0 below two values. */
  variance(): number {
    return this.count < 2 ? 0 : this.squares / (this.count - 1)
  }

  standardDeviation(): number {
    return Math.sqrt(this.variance())
  }

  /** Forgets everything, for instance at the end of the warm-up. */
  clear(): void {
    this.count = 0
    this.mean = 0
    this.squares = 0
    this.minimum = Infinity
    this.maximum = -Infinity
  }
}
