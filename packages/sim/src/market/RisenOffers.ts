/** Offers that may have become able to serve a waiting order, the one with the earliest candidate first: a heap over typed arrays. */
import { doubled } from "../kernel/Columns.ts"
import { none } from "../state/Table.ts"

export class RisenOffers {
  size = 0
  private offers = new Int32Array(16)
  private keys = new Float64Array(16)
  /** Position of an offer in the heap, or −1. */
  private slots = new Int32Array(16).fill(none)

  /** The offer whose candidate has the earliest place, as far as known; or −1. */
  get top(): number {
    return this.size === 0 ? none : this.offerAt(0)
  }

  /** The place of the top's candidate as known: the true one is never earlier. */
  get key(): number {
    return this.keyAt(0)
  }

  clear(): void {
    for (let slot = 0; slot < this.size; slot++) this.slots[this.offerAt(slot)] = none
    this.size = 0
  }

  /** Notes an offer whose candidate is not known yet. */
  add(offer: number): void {
    this.reserve(offer)
    let slot = this.slots[offer] ?? none
    if (slot === none) slot = this.size++
    this.up(slot, offer, -1)
  }

  /** The top's candidate has this place. */
  setKey(place: number): void {
    this.down(0, this.offerAt(0), place)
  }

  pop(): void {
    this.slots[this.offerAt(0)] = none
    this.size--
    if (this.size > 0) this.down(0, this.offerAt(this.size), this.keyAt(this.size))
  }

  private reserve(offer: number): void {
    while (this.slots.length <= offer) this.slots = doubled(this.slots, none)
    if (this.size === this.offers.length) {
      this.offers = doubled(this.offers)
      this.keys = doubled(this.keys)
    }
  }

  private offerAt(slot: number): number {
    return this.offers[slot] ?? none
  }

  private keyAt(slot: number): number {
    return this.keys[slot] ?? 0
  }

  private precedes(key: number, offer: number, slot: number): boolean {
    const difference = key - this.keyAt(slot)
    return difference < 0 || (difference === 0 && offer < this.offerAt(slot))
  }

  private put(slot: number, offer: number, key: number): void {
    this.offers[slot] = offer
    this.keys[slot] = key
    this.slots[offer] = slot
  }

  private up(from: number, offer: number, key: number): void {
    let slot = from
    while (slot > 0) {
      const above = (slot - 1) >> 1
      if (!this.precedes(key, offer, above)) break
      this.put(slot, this.offerAt(above), this.keyAt(above))
      slot = above
    }
    this.put(slot, offer, key)
  }

  private down(from: number, offer: number, key: number): void {
    let slot = from
    for (;;) {
      let below = 2 * slot + 1
      if (below >= this.size) break
      const other = below + 1
      if (other < this.size && this.precedes(this.keyAt(other), this.offerAt(other), below)) below = other
      if (this.precedes(key, offer, below)) break
      this.put(slot, this.offerAt(below), this.keyAt(below))
      slot = below
    }
    this.put(slot, offer, key)
  }
}
