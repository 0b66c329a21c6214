/** The whole kernel on one page: a clock, the pending events, and one loop that hands each event to the model.
 *
 * A model is anything with `handle(kind, subject, now)`. Events are numbers: a kind that the model's switch knows, and a subject, mostly
 * a row of a table. Nothing is allocated per event. Commands, frames, pauses and pacing live in whoever calls `runUntil`; the run
 * does not know them, so it gives the same bytes at any speed. */
import { type EventId, PendingEvents } from "./PendingEvents.ts"
import type { Phase } from "./Phase.ts"

/** What is simulated. */
export interface Model {
  handle(kind: number, subject: number, now: number): void
}

export class Simulation {
  /** Seconds from the scenario's start. Never goes back. */
  now = 0
  /** Events handled since the start. */
  handled = 0
  readonly pending = new PendingEvents()

  /** Adds an event; refuses the past, because time never goes back. */
  schedule(at: number, phase: Phase, kind: number, subject: number): EventId {
    if (!(at >= this.now)) throw new RangeError(`cannot schedule event ${kind} at ${at} s: it is ${this.now} s`)
    return this.pending.schedule(at, phase, kind, subject)
  }

  cancel(id: EventId): boolean {
    return this.pending.cancel(id)
  }

  /** Time of the next event, Infinity when none is pending. */
  peek(): number {
    return this.pending.peekTime()
  }

  /** Handles one event. False when nothing is pending. */
  step(model: Model): boolean {
    return this.runUntil(model, Infinity, 1) === 1
  }

  /** Handles events with time ≤ `until`, at most `maxEvents` of them; gives how many. The clock ends at `until` unless
   * something that is due by then is left. */
  runUntil(model: Model, until: number, maxEvents = Infinity): number {
    const { pending } = this
    let events = 0
    while (events < maxEvents && pending.next(until)) {
      this.now = pending.time
      model.handle(pending.kind, pending.subject, pending.time)
      events++
    }
    this.handled += events
    // Also when the last event that was due was the last that was allowed.
    if (until !== Infinity && (events < maxEvents || pending.peekTime() > until)) this.now = Math.max(this.now, until)
    return events
  }
}
