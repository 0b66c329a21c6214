/** The pending-event set: what will happen, in the order in which it will happen.
 *
 * One order for everything: (time, phase, sequence), where the sequence counts calls of `schedule`. First come, first served.
 *
 * It is a calendar queue (Brown 1988) over typed arrays. Time is cut into days of equal width, and day d has its events in an unsorted list
 * in bucket d mod n: to schedule costs one write, whatever is pending. The earliest days are taken out together, sorted into `near` and
 * read off from there. An event for a day that was already taken out goes straight to its place in `near`, or into a heap (`pile`)
 * when that place is far from the end. So the order never depends on how time is cut. That is tuned on the way to three events a day, from
 * the rate at which events came lately, and every decision is a function of the state that a snapshot saves. Up to a few dozen events
 * there is no calendar, only `near`.
 *
 * Measured in `bench/pending-events.ts`; a plain 4-ary heap in its place reached half of std::priority_queue.
 *
 * **Gotchas** `cancel` only marks: a cancelled event gives its slot back when its turn comes, or when half of all are cancelled. An id is a whole
 * number up to 2^53, too large for an Int32Array: keep ids in a Float64Array. */
import { doubled } from "./Columns.ts"
import { EventHeap, isBefore } from "./EventHeap.ts"

/** Identifies a pending event until it happens or is cancelled. */
export type EventId = number

/** Times lie between ± this many seconds. */
export const timeLimit = 9_007_199_254_740_992
/** rank = phase × 2^48 + sequence: one number to compare at equal times. */
const phaseUnit = 281_474_976_710_656
/** id = low 29 bits of the sequence × 2^24 + slot. */
const slotLimit = 16_777_216
const sequenceBits = 0x1fff_ffff
/** The rank in a slot that is free. */
const gone = -1
/** In place of the kind of a cancelled event; no kind is as large. It keeps its rank, so that what stands in order stays in order. */
const cancelledKind = 4_294_967_296

// A record is four numbers in `records`, half a cache line: time, rank, subject, kind.
const rankField = 1
const subjectField = 2
const kindField = 3

/** Up to this many events there is no calendar. */
const fewEvents = 32
const fewestBuckets = 64
/** Events that the width of a day is tuned for. */
const eventsPerDay = 3
/** Days that are taken out together: the processor fetches their records without waiting for one after the other. */
const daysTogether = 4
/** An event that would have to pass more than this many in `near` goes to the pile. */
const longestPassing = 32
const sampleSize = 256

// Reads with `!` below are in range: slots come from our own lists and are below `used`, positions in `near` below `nearEnd`.

export class PendingEvents {
  /** The event that `next` took out last. */
  time = 0
  phase = 0
  kind = 0
  subject = 0
  /** Number of pending events. */
  size = 0
  private sequence = 0

  private records = new Float64Array(4 * fewestBuckets)
  /** Next slot of the same bucket, or next free slot; −1 at the end. */
  private links = new Int32Array(fewestBuckets)
  private used = 0
  private firstFree = -1
  /** Cancelled events that still hold their slot. */
  private cancelled = 0
  /** Events in the pile and cancelled events: as long as there are none, the first of `near` is the next event. */
  private irregular = 0

  /** First slot of each bucket, or −1. */
  private buckets = new Int32Array(fewestBuckets).fill(-1)
  private mask = fewestBuckets - 1
  private daysPerSecond = 1
  /** The last day that was taken out. Infinity while there is no calendar. */
  private day = Infinity

  // Events of days that were taken out, in order, from `nearHead` up to `nearEnd`; and those that have no place there.
  private nearTimes = new Float64Array(fewestBuckets)
  private nearSlots = new Int32Array(fewestBuckets)
  private nearHead = 0
  private nearEnd = 0
  private readonly pile = new EventHeap()
  /** For work in hand: slots on their way from one place to another. */
  private gathered = new Int32Array(fewestBuckets)

  // When to cut time anew: above `growAt` events, below `shrinkAt`, when the budget of wasted steps is used up; and whenever as many
  // events were taken out as there are buckets, it is looked back whether the width of a day still fits.
  private growAt = fewEvents * 2
  private shrinkAt = 0
  private budget = 4 * fewestBuckets
  private taken = 0
  private takenSince = 0

  /** Adds an event. The kind is a 32-bit integer, the phase below 32, the subject any number (best a small whole one: a row of a table).
   * Throws a RangeError when the time is no number between ±2^53. */
  schedule(time: number, phase: number, kind: number, subject: number): EventId {
    if (!(time < timeLimit && time > -timeLimit)) refuse(time, kind)
    let slot = this.firstFree
    if (slot < 0) slot = this.newSlot()
    else this.firstFree = this.links[slot]!
    const sequence = this.sequence++
    const { records } = this
    const record = slot << 2
    records[record] = time
    records[record + rankField] = phase * phaseUnit + sequence
    records[record + subjectField] = subject
    records[record + kindField] = kind
    const day = Math.floor(time * this.daysPerSecond)
    if (day > this.day) {
      const bucket = day & this.mask
      this.links[slot] = this.buckets[bucket]!
      this.buckets[bucket] = slot
    } else {
      this.insertNear(slot)
    }
    if (++this.size > this.growAt) this.cutAnew(true)
    return (sequence & sequenceBits) * slotLimit + slot
  }

  /** Removes a pending event. False when it has happened or was cancelled before, and for −1, which tables keep for "no event". */
  cancel(id: EventId): boolean {
    if (!(id >= 0)) return false
    const slot = id % slotLimit
    const rank = slot < this.used ? this.records[(slot << 2) + rankField]! : gone
    // A phase is a multiple of 2^48, so the low bits of a rank are those of its sequence.
    if (rank === gone || (rank & sequenceBits) !== Math.floor(id / slotLimit) || this.isCancelled(slot)) return false
    this.records[(slot << 2) + kindField] = cancelledKind
    this.size--
    this.irregular++
    if (++this.cancelled > this.size + fewestBuckets) this.cutAnew(false)
    return true
  }

  /** Takes out the earliest event with `time ≤ until` and puts it into `time`, `phase`, `kind` and `subject`. False when there is none. */
  next(until: number): boolean {
    if ((this.irregular > 0 || this.nearHead === this.nearEnd) && !this.settle()) return false
    const time = this.nearTimes[this.nearHead]!
    if (time > until) return false
    const slot = this.nearSlots[this.nearHead++]!
    const { records } = this
    const record = slot << 2
    this.time = time
    this.phase = (records[record + rankField]! * (1 / phaseUnit)) | 0
    const subject = records[record + subjectField]!
    // A small whole number is kept as one: handing it to the model then allocates nothing.
    this.subject = (subject | 0) === subject ? subject | 0 : subject
    this.kind = records[record + kindField]! | 0
    records[record + rankField] = gone
    this.links[slot] = this.firstFree
    this.firstFree = slot
    this.size--
    return true
  }

  /** Time of the earliest event, Infinity when there is none. */
  peekTime(): number {
    return this.settle() ? this.nearTimes[this.nearHead]! : Infinity
  }

  /** Sees to it that the earliest event, a live one, stands first in `near`. False when nothing is pending. */
  private settle(): boolean {
    for (;;) {
      if (this.pile.size > 0 && this.pileIsFirst()) this.moveFromPile()
      if (this.nearHead === this.nearEnd) {
        if (this.size === 0) return false
        this.takeOutDays()
      } else {
        const slot = this.nearSlots[this.nearHead]!
        if (!this.isCancelled(slot)) return true
        this.nearHead++
        this.giveBack(slot)
      }
    }
  }

  /** Whether the earliest event of a pile that is not empty comes before all of `near`. */
  private pileIsFirst(): boolean {
    const { nearHead, pile } = this
    if (nearHead === this.nearEnd) return true
    const rank = this.records[(this.nearSlots[nearHead]! << 2) + rankField]!
    return isBefore(pile.topTime(), pile.topRank(), this.nearTimes[nearHead]!, rank)
  }

  private moveFromPile(): void {
    if (this.nearHead === 0) this.makeRoomBefore()
    const head = --this.nearHead
    this.nearTimes[head] = this.pile.topTime()
    this.nearSlots[head] = this.pile.topSlot()
    this.pile.drop()
    this.irregular--
  }

  private isCancelled(slot: number): boolean {
    return this.records[(slot << 2) + kindField] === cancelledKind
  }

  /** Frees the slot of a cancelled event. */
  private giveBack(slot: number): void {
    this.records[(slot << 2) + rankField] = gone
    this.links[slot] = this.firstFree
    this.firstFree = slot
    this.cancelled--
    this.irregular--
  }

  private newSlot(): number {
    if (this.used === slotLimit) throw new RangeError(`more than ${slotLimit} events are pending`)
    if (this.used === this.links.length) {
      this.records = doubled(this.records)
      this.links = doubled(this.links)
    }
    return this.used++
  }

  /** Puts an event into its place in `near`, or into the pile when that place is far from the end. */
  private insertNear(slot: number): void {
    if (this.nearEnd === this.nearSlots.length) this.makeRoomBehind()
    const { nearEnd, nearHead, nearSlots, nearTimes, records } = this
    const time = records[slot << 2]!
    const lowest = Math.max(nearHead, nearEnd - longestPassing)
    let position = nearEnd
    while (position > lowest) {
      const other = nearTimes[position - 1]!
      if (other < time || (other === time && this.hasLowerRank(nearSlots[position - 1]!, slot))) break
      nearTimes[position] = other
      nearSlots[position] = nearSlots[position - 1]!
      position--
    }
    if (position === lowest && lowest > nearHead) {
      this.insertPile(slot, lowest)
    } else {
      nearTimes[position] = time
      nearSlots[position] = slot
      this.nearEnd = nearEnd + 1
    }
  }

  private hasLowerRank(slot: number, other: number): boolean {
    return this.records[(slot << 2) + rankField]! < this.records[(other << 2) + rankField]!
  }

  /** Puts an event into the pile, and back in place those in `near` that had made room for it from `lowest` on. */
  private insertPile(slot: number, lowest: number): void {
    this.nearTimes.copyWithin(lowest, lowest + 1, this.nearEnd + 1)
    this.nearSlots.copyWithin(lowest, lowest + 1, this.nearEnd + 1)
    const record = slot << 2
    this.pile.push(this.records[record]!, this.records[record + rankField]!, slot)
    this.irregular++
    this.budget -= daysTogether
    // Nothing can be cut anew in the middle of an insertion: the next `schedule` does it.
    if (this.budget < 0) this.growAt = -1
  }

  /** Moves `near` to the beginning of its columns, and doubles them if that does not gain half of their length. */
  private makeRoomBehind(): void {
    const { nearHead } = this
    this.nearTimes.copyWithin(0, nearHead)
    this.nearSlots.copyWithin(0, nearHead)
    this.nearHead = 0
    this.nearEnd -= nearHead
    if (this.nearEnd * 2 > this.nearSlots.length) this.doubleNear()
  }

  /** Moves `near` away from the beginning of its columns. */
  private makeRoomBefore(): void {
    const room = longestPassing
    if (this.nearEnd + room > this.nearSlots.length) this.doubleNear()
    this.nearTimes.copyWithin(room, 0, this.nearEnd)
    this.nearSlots.copyWithin(room, 0, this.nearEnd)
    this.nearHead += room
    this.nearEnd += room
  }

  private doubleNear(): void {
    this.nearTimes = doubled(this.nearTimes)
    this.nearSlots = doubled(this.nearSlots)
  }

  /** Takes out days until something stands in `near` or in the pile, where nothing stood. Only when something is pending. */
  private takeOutDays(): void {
    if (this.budget < 0 || this.size < this.shrinkAt) this.cutAnew(true)
    else if (this.taken > this.mask) this.lookBack()
    let visited = 0
    while (this.nearHead === this.nearEnd && this.pile.size === 0) {
      if (visited > this.mask) {
        // A whole year without an event. Cutting anew begins at the day of the earliest one.
        this.cutAnew(this.budget < 0)
        visited = 0
      } else {
        this.sortNear(this.gatherDays())
        visited += daysTogether
        this.budget -= daysTogether
      }
    }
  }

  /** Empties the buckets of the next days into `gathered`; gives how many slots were in them. */
  private gatherDays(): number {
    const { buckets, links, mask } = this
    let { day, gathered } = this
    let count = 0
    for (let step = 0; step < daysTogether; step++) {
      const bucket = ++day & mask
      let slot = buckets[bucket]!
      if (slot < 0) continue
      buckets[bucket] = -1
      const begin = count
      do {
        if (count === gathered.length) gathered = this.gathered = doubled(gathered)
        gathered[count++] = slot
        slot = links[slot]!
      } while (slot >= 0)
      // A list has the latest addition first: turned round, a crowd at one time is in order already.
      if (count - begin > longestPassing) gathered.subarray(begin, count).reverse()
    }
    this.day = day
    return count
  }

  /** Puts the first `count` gathered events into `near`, which is empty, and those of later years back into their buckets. */
  private sortNear(count: number): void {
    while (this.nearSlots.length < count) this.doubleNear()
    const { buckets, day, daysPerSecond, gathered, links, mask, nearSlots, records } = this
    let kept = 0
    for (let index = 0; index < count; index++) {
      const slot = gathered[index]!
      const own = Math.floor(records[slot << 2]! * daysPerSecond)
      nearSlots[kept] = slot
      if (own <= day) {
        kept++
      } else {
        const bucket = own & mask
        links[slot] = buckets[bucket]!
        buckets[bucket] = slot
      }
    }
    this.nearHead = 0
    this.nearEnd = 0
    // An insertion sort in place: `nearEnd` never passes `index`.
    for (let index = 0; index < kept; index++) this.insertNear(nearSlots[index]!)
    this.taken += kept
    this.budget += 8 * kept - (count - kept)
  }

  /** Compares the width of a day with the rate at which events came since it was looked at last. */
  private lookBack(): void {
    const width = (eventsPerDay * (this.time - this.takenSince)) / this.taken
    const ratio = width * this.daysPerSecond
    this.taken = 0
    this.takenSince = this.time
    if (ratio > 0 && (ratio > 1.5 || ratio < 0.67)) {
      this.daysPerSecond = 1 / width
      this.cutAnew(false)
    }
  }

  /** Sorts every pending event into a new calendar; if `measured`, with a new width of a day that fits what is pending. */
  private cutAnew(measured: boolean): void {
    const count = this.gatherAll()
    if (measured) this.daysPerSecond = this.measuredDaysPerSecond(count)
    const few = count <= fewEvents
    let buckets = fewestBuckets
    while (buckets < count) buckets *= 2
    if (buckets !== this.buckets.length) this.buckets = new Int32Array(buckets).fill(-1)
    this.mask = buckets - 1
    this.growAt = few ? fewEvents * 2 : buckets * 2
    this.shrinkAt = few ? 0 : buckets === fewestBuckets ? fewEvents / 2 : buckets / 8
    this.budget = 4 * (buckets + count)
    this.taken = 0
    this.takenSince = this.time
    this.sortIn(count, few)
  }

  /** Sorts gathered events into an empty calendar, or all into `near`. */
  private sortIn(count: number, few: boolean): void {
    const { gathered, records } = this
    let earliest = Infinity
    for (let index = 0; index < count; index++) earliest = Math.min(earliest, records[gathered[index]! << 2]!)
    // Days from the first on must be counted exactly.
    this.daysPerSecond = Math.min(this.daysPerSecond, phaseUnit / Math.max(Math.abs(earliest), 1e-200))
    const { buckets, daysPerSecond, links, mask } = this
    this.day = few ? Infinity : Math.floor(earliest * daysPerSecond) - 1
    for (let index = 0; index < count; index++) {
      const slot = gathered[index]!
      if (few) {
        this.insertNear(slot)
      } else {
        const bucket = Math.floor(records[slot << 2]! * daysPerSecond) & mask
        links[slot] = buckets[bucket]!
        buckets[bucket] = slot
      }
    }
  }

  /** Empties buckets, `near` and pile into `gathered`; frees the slots of cancelled events; gives how many are left. */
  private gatherAll(): number {
    let count = 0
    while (this.gathered.length < this.size) this.gathered = doubled(this.gathered)
    const { buckets, gathered, links, nearSlots, pile } = this
    const add = (slot: number): void => {
      if (this.isCancelled(slot)) this.giveBack(slot)
      else gathered[count++] = slot
    }
    for (let position = this.nearHead; position < this.nearEnd; position++) add(nearSlots[position]!)
    for (let position = 0; position < pile.size; position++) add(pile.slotAt(position))
    for (let bucket = 0; bucket < buckets.length; bucket++) {
      for (let slot = buckets[bucket]!; slot >= 0;) {
        const following = links[slot]!
        add(slot)
        slot = following
      }
    }
    buckets.fill(-1)
    this.nearHead = 0
    this.nearEnd = 0
    this.irregular -= pile.size
    pile.clear()
    return count
  }

  /** The number of days in a second with which the earliest of the gathered events come `eventsPerDay` a day. */
  private measuredDaysPerSecond(count: number): number {
    const taken = Math.min(count, sampleSize)
    const times = new Float64Array(taken)
    for (let index = 0; index < taken; index++) {
      times[index] = this.records[this.gathered[Math.floor((index * count) / taken)]! << 2]!
    }
    times.sort()
    // The earliest eighth, unless these are all at one time.
    for (const share of [1 / 8, 1 / 2, 1]) {
      const spread = times[Math.floor(share * (taken - 1))]! - times[0]!
      if (spread > 0) return (share * count) / (eventsPerDay * spread)
    }
    return this.daysPerSecond
  }
}

const refuse = (time: number, kind: number): never => {
  throw new RangeError(`an event of kind ${kind} cannot be scheduled at time ${time}`)
}
