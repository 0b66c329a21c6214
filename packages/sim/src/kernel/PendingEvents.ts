/** The pending-event set: what will happen, in the order in which it will happen.
 *
 * One order for everything: (time, phase, sequence), where the sequence counts calls of `schedule`. A 4-ary heap of slots over typed arrays. */

/** Identifies a pending event until it happens or is cancelled: slot and generation in one number. */
export type EventId = number

const generations = 1_048_576
const arity = 4

const longer = (column: Float64Array<ArrayBuffer>): Float64Array<ArrayBuffer> => {
  const next = new Float64Array(column.length * 2)
  next.set(column)
  return next
}
const longerWhole = (column: Int32Array<ArrayBuffer>): Int32Array<ArrayBuffer> => {
  const next = new Int32Array(column.length * 2)
  next.set(column)
  return next
}

export class PendingEvents {
  /** The event that `next` took out last. */
  time = 0
  phase = 0
  kind = 0
  subject = 0
  /** Number of pending events. */
  size = 0
  private sequence = 0
  private slots = 0
  private firstFree = -1
  private times = new Float64Array(64)
  /** phase × 2^48 + sequence: one number to compare at equal times. */
  private ranks = new Float64Array(64)
  private kinds = new Int32Array(64)
  private subjects = new Float64Array(64)
  /** Position in the heap, or −1; for a free slot the next free one. */
  private positions = new Int32Array(64)
  private slotGenerations = new Int32Array(64)
  private heap = new Int32Array(64)

  /** Adds an event. Time must not be NaN. */
  schedule(time: number, phase: number, kind: number, subject: number): EventId {
    const slot = this.takeSlot()
    this.times[slot] = time
    this.ranks[slot] = phase * 281_474_976_710_656 + this.sequence++
    this.kinds[slot] = kind
    this.subjects[slot] = subject
    this.rise(this.size++, slot)
    return slot * generations + (this.slotGenerations[slot] ?? 0)
  }

  /** Removes a pending event. False when it has happened or was cancelled before. */
  cancel(id: EventId): boolean {
    const slot = Math.floor(id / generations)
    if (slot < 0 || slot >= this.slots || this.slotGenerations[slot] !== id % generations) return false
    const position = this.positions[slot] ?? -1
    this.removeAt(position)
    this.freeSlot(slot)
    return true
  }

  /** Takes out the earliest event with `time ≤ until`. False when there is none. */
  next(until: number): boolean {
    if (this.size === 0) return false
    const slot = this.heap[0] ?? 0
    const time = this.times[slot] ?? 0
    if (time > until) return false
    this.time = time
    this.phase = Math.floor((this.ranks[slot] ?? 0) / 281_474_976_710_656)
    this.kind = this.kinds[slot] ?? 0
    this.subject = this.subjects[slot] ?? 0
    this.removeAt(0)
    this.freeSlot(slot)
    return true
  }

  /** Time of the earliest event, Infinity when there is none. */
  peekTime(): number {
    return this.size === 0 ? Infinity : (this.times[this.heap[0] ?? 0] ?? Infinity)
  }

  private takeSlot(): number {
    if (this.firstFree >= 0) {
      const slot = this.firstFree
      this.firstFree = this.positions[slot] ?? -1
      return slot
    }
    if (this.slots === this.times.length) {
      this.times = longer(this.times)
      this.ranks = longer(this.ranks)
      this.subjects = longer(this.subjects)
      this.kinds = longerWhole(this.kinds)
      this.positions = longerWhole(this.positions)
      this.slotGenerations = longerWhole(this.slotGenerations)
      this.heap = longerWhole(this.heap)
    }
    return this.slots++
  }

  private freeSlot(slot: number): void {
    this.slotGenerations[slot] = ((this.slotGenerations[slot] ?? 0) + 1) % generations
    this.positions[slot] = this.firstFree
    this.firstFree = slot
  }

  private before(a: number, b: number): boolean {
    const x = this.times[a] ?? 0
    const y = this.times[b] ?? 0
    return x < y || (x === y && (this.ranks[a] ?? 0) < (this.ranks[b] ?? 0))
  }

  private rise(from: number, slot: number): void {
    let position = from
    while (position > 0) {
      const parent = (position - 1) >> 2
      const above = this.heap[parent] ?? 0
      if (!this.before(slot, above)) break
      this.heap[position] = above
      this.positions[above] = position
      position = parent
    }
    this.heap[position] = slot
    this.positions[slot] = position
  }

  private sink(from: number, slot: number): void {
    let position = from
    for (;;) {
      const first = position * arity + 1
      if (first >= this.size) break
      let least = first
      const last = Math.min(first + arity, this.size)
      for (let child = first + 1; child < last; child++) {
        if (this.before(this.heap[child] ?? 0, this.heap[least] ?? 0)) least = child
      }
      const below = this.heap[least] ?? 0
      if (!this.before(below, slot)) break
      this.heap[position] = below
      this.positions[below] = position
      position = least
    }
    this.heap[position] = slot
    this.positions[slot] = position
  }

  private removeAt(position: number): void {
    const last = this.heap[--this.size] ?? 0
    if (position === this.size) return
    this.sink(position, last)
    if (this.positions[last] === position) this.rise(position, last)
  }
}
