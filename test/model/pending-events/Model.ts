/** The simplest thing that could be a pending-event set: an array that is sorted at every look. */
import type { EventId, PendingEvents } from "../../../packages/sim/src/kernel/PendingEvents.ts"

export interface Entry {
  readonly time: number
  readonly phase: number
  readonly sequence: number
  readonly kind: number
  readonly subject: number
  readonly id: EventId
}

export interface Model {
  entries: ReadonlyArray<Entry>
  sequence: number
  /** Every id that was ever given out. */
  readonly ids: Array<EventId>
}

/** The thing under test. A box, because a command may put a restored one in its place. */
export interface Real {
  pending: PendingEvents
}

export const emptyModel = (): Model => ({ entries: [], sequence: 0, ids: [] })

export const inOrder = (model: Model): ReadonlyArray<Entry> =>
  model.entries.toSorted((a, b) => a.time - b.time || a.phase - b.phase || a.sequence - b.sequence)
