/** A 4-ary heap of events ordered by (time, rank), over typed arrays: logarithmic whatever the times are.
 *
 * `PendingEvents` keeps here what its calendar cannot keep in order cheaply. */
import { doubled } from "./Columns.ts"

/** The one order of events: earlier first; at one time the lower rank, which holds phase and then sequence. */
export const isBefore = (time: number, rank: number, otherTime: number, otherRank: number): boolean =>
  time < otherTime || (time === otherTime && rank < otherRank)

// Every position read with `!` below lies below `size`, and the columns are at least that long.

export class EventHeap {
  size = 0
  private times = new Float64Array(16)
  private ranks = new Float64Array(16)
  private slots = new Int32Array(16)

  /** Time of the earliest event. Only when `size` is not 0, as for the next two. */
  topTime(): number {
    return this.times[0]!
  }
  topRank(): number {
    return this.ranks[0]!
  }
  topSlot(): number {
    return this.slots[0]!
  }

  /** Slot of the event at a position of the heap, in no particular order. */
  slotAt(position: number): number {
    return this.slots[position]!
  }

  push(time: number, rank: number, slot: number): void {
    if (this.size === this.slots.length) {
      this.times = doubled(this.times)
      this.ranks = doubled(this.ranks)
      this.slots = doubled(this.slots)
    }
    let position = this.size++
    while (position > 0) {
      const parent = (position - 1) >> 2
      if (!isBefore(time, rank, this.times[parent]!, this.ranks[parent]!)) break
      this.move(parent, position)
      position = parent
    }
    this.put(position, time, rank, slot)
  }

  /** Takes out the earliest event. */
  drop(): void {
    const last = --this.size
    const time = this.times[last]!
    const rank = this.ranks[last]!
    const slot = this.slots[last]!
    let position = 0
    for (;;) {
      const first = position * 4 + 1
      if (first >= last) break
      const end = Math.min(first + 4, last)
      let least = first
      for (let child = first + 1; child < end; child++) {
        if (isBefore(this.times[child]!, this.ranks[child]!, this.times[least]!, this.ranks[least]!)) least = child
      }
      if (!isBefore(this.times[least]!, this.ranks[least]!, time, rank)) break
      this.move(least, position)
      position = least
    }
    this.put(position, time, rank, slot)
  }

  clear(): void {
    this.size = 0
  }

  private move(from: number, to: number): void {
    this.put(to, this.times[from]!, this.ranks[from]!, this.slots[from]!)
  }

  private put(position: number, time: number, rank: number, slot: number): void {
    this.times[position] = time
    this.ranks[position] = rank
    this.slots[position] = slot
  }
}
