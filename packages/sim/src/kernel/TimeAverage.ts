/** The average over time of something that stays constant between changes: GPUs rented, jobs waiting.
 *
 * **Gotchas** Tell the change when it happens: the value set last counts from then on. Instants must not go back. */
export class TimeAverage {
  /** What holds now. */
  value = 0
  /** Largest value since the last `clear`. */
  maximum = 0
  private integral = 0
  private changedAt = 0
  private startedAt = 0

  /** From `now` on the quantity is `value`. */
  set(value: number, now: number): void {
    this.integral += this.value * (now - this.changedAt)
    this.changedAt = now
    this.value = value
    if (value > this.maximum) this.maximum = value
  }

  /** At `now` the quantity goes up or down by `change`. */
  add(change: number, now: number): void {
    this.set(this.value + change, now)
  }

  /** Quantity × seconds since the last `clear`. */
  integralUntil(now: number): number {
    return this.integral + this.value * (now - this.changedAt)
  }

  /** Mean over the time since the last `clear`; the value itself when no time has passed. */
  mean(now: number): number {
    return now > this.startedAt ? this.integralUntil(now) / (now - this.startedAt) : this.value
  }

  /** Forgets the past and goes on from `now` with the same value, for instance at the end of the warm-up. */
  clear(now: number): void {
    this.integral = 0
    this.changedAt = now
    this.startedAt = now
    this.maximum = this.value
  }
}
