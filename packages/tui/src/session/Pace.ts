/** How fast a run goes by the wall clock: the speed that is wanted, and the one that is measured. */

/** A paced run that lags behind by more than this, ms, does not try to catch up. */
const mostLagMs = 250
/** Window over which the pace is measured, ms. */
const windowMs = 500

/** How far a run has come, at an instant of the wall clock. */
interface Mark {
  /** ms. */
  readonly wall: number
  /** Instant of the model, s. */
  readonly model: number
  readonly events: number
}

export class Pace {
  /** Seconds of the model a second that are wanted. */
  speed = Infinity
  /** As measured: events a second, and seconds of the model a second. */
  events = 0
  model = 0
  /** From when a paced run counts, and the pace is measured. */
  private anchor: Omit<Mark, "events"> = { wall: 0, model: 0 }
  private last: Mark = { wall: 0, model: 0, events: 0 }

  /** Counts from here. */
  from(wall: number, model: number): void {
    this.anchor = { wall, model }
  }

  /** The instant of the model that is due; `stride` ms of it are due at least. */
  due(wall: number, model: number, stride: number): number {
    if (this.speed === Infinity) return Infinity
    const until = this.anchor.model + ((wall - this.anchor.wall) / 1000) * this.speed
    if (((until - model) / this.speed) * 1000 <= mostLagMs) return until
    this.from(wall - stride, model)
    return model + (stride / 1000) * this.speed
  }

  /** Looks how far it has come. */
  measure(mark: Mark): void {
    const { events, model, wall } = this.last
    const seconds = (mark.wall - wall) / 1000
    if (seconds * 1000 < windowMs) return
    this.last = mark
    this.events = Math.max(0, (mark.events - events) / seconds)
    this.model = Math.max(0, (mark.model - model) / seconds)
  }
}
