/** The integral over time of a quantity that jumps: GPUs rented, jobs waiting. */
export class TimeAverage {
  value = 0
  private integral = 0
  private changedAt = 0
  private startedAt = 0

  /** The quantity is `value` from `now` on. */
  set(value: number, now: number): void {
    this.integral += this.value * (now - this.changedAt)
    this.changedAt = now
    this.value = value
  }

  /** The quantity goes up or down by `change` at `now`. */
  add(change: number, now: number): void {
    this.set(this.value + change, now)
  }

  /** Quantity × seconds since the last `clear`. */
  integralUntil(now: number): number {
    return this.integral + this.value * (now - this.changedAt)
  }

  /** Mean since the last `clear`; the value itself when no time has passed. */
  mean(now: number): number {
    return now > this.startedAt ? this.integralUntil(now) / (now - this.startedAt) : this.value
  }

  /** Forgets the past and goes on from `now` with the same value. */
  clear(now: number): void {
    this.integral = 0
    this.changedAt = now
    this.startedAt = now
  }
}
