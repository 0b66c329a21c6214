/** Count, mean, variance and extremes of a sequence of observations, in one pass (Welford 1962). */
export class Tally {
  count = 0
  mean = 0
  private squares = 0
  minimum = Infinity
  maximum = -Infinity

  add(value: number): void {
    const change = value - this.mean
    this.mean += change / ++this.count
    this.squares += change * (value - this.mean)
    if (value < this.minimum) this.minimum = value
    if (value > this.maximum) this.maximum = value
  }

  /** Sample variance; 0 for fewer than two observations. */
  variance(): number {
    return this.count < 2 ? 0 : this.squares / (this.count - 1)
  }

  total(): number {
    return this.mean * this.count
  }

  clear(): void {
    this.count = 0
    this.mean = 0
    this.squares = 0
    this.minimum = Infinity
    this.maximum = -Infinity
  }
}
