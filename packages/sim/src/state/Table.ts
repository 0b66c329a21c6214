/** A table of the run: columns of typed arrays whose rows are given back when what they stand for is over.
 *
 * Memory follows what is alive: `allocate` reuses the row released last, and columns double only when every row is taken. */

import { doubleColumns } from "../kernel/Columns.ts"

/** The end of a linked list, and "none" wherever a row may be missing. */
export const none = -1
/** In the free list: the row is in use. */
const inUse = -2

/** Rows with a free list. Every field of a subclass that is a typed array is a column, `capacity` rows long.
 *
 * **Gotchas** Growing replaces the columns: never keep one in a variable across an `allocate`. */
export abstract class Table {
  /** Rows that the columns have room for. */
  capacity: number
  /** Rows in use. */
  live = 0
  /** One more than the highest row that was ever in use. */
  used = 0
  private firstFree = none
  private nextFree: Int32Array<ArrayBuffer>

  constructor(capacity: number) {
    this.capacity = capacity
    this.nextFree = new Int32Array(capacity)
  }

  /** A row to write to; its columns hold what the last user left there. */
  allocate(): number {
    this.live++
    if (this.firstFree !== none) {
      const row = this.firstFree
      this.firstFree = this.nextFree[row] ?? none
      this.nextFree[row] = inUse
      return row
    }
    if (this.used === this.capacity) {
      doubleColumns(this)
      this.capacity *= 2
    }
    this.nextFree[this.used] = inUse
    return this.used++
  }

  /** Whether a row is in use. */
  isLive(row: number): boolean {
    return this.nextFree[row] === inUse
  }

  release(row: number): void {
    this.live--
    this.nextFree[row] = this.firstFree
    this.firstFree = row
  }
}
