/** Ordered trees over typed arrays: a treap whose nodes are rows of a table and whose subtrees carry summaries.
 *
 * A node's priority is a hash of its row, and the order of a tree is total, so its shape is a function of what it holds, not of how
 * it came about (Seidel and Aragon 1996, randomized search trees). Insertion, removal and a change of summary cost O(log n).
 *
 * One instance holds a whole forest: a row is in one tree at a time, and the subclass keeps the roots. */
import { doubled } from "../kernel/Columns.ts"
import { none } from "../state/Table.ts"

/** Numbers of a node in `cells`: four of the tree, the others are the subclass's, so that a node is half a cache line. */
export const width = 8
export const left = 0
export const right = 1
const parent = 2
const priority = 3
/** Stands for the parent of a row that is in no tree. */
const absent = -2

/** A bijection of 32-bit numbers that looks like chance (finaliser of MurmurHash3). */
const scramble = (row: number): number => {
  let hash = row ^ (row >>> 16)
  hash = Math.imul(hash, 0x85ebca6b)
  hash ^= hash >>> 13
  hash = Math.imul(hash, 0xc2b2ae35)
  return hash ^ (hash >>> 16)
}

/** A forest of treaps. The subclass says what comes before what, and what a subtree sums up to.
 *
 * **Gotchas** The order of a row must not change while it is in a tree. */
export abstract class SearchTree {
  /** `width` numbers a row. Replaced when it grows: never keep it across a `reserve`. */
  protected cells: Int32Array<ArrayBuffer> = new Int32Array(0)
  /** Rows that there is room for. */
  protected capacity = 0

  /** Whether row `a` stands before row `b`; a total order. */
  protected abstract before(a: number, b: number): boolean
  /** Computes a node's summary anew from its own numbers and its children; whether it changed. */
  protected abstract summarise(node: number): boolean
  /** Lengthens the subclass's own columns to `capacity` rows. */
  protected abstract grow(capacity: number): void

  /** Makes room for a row. */
  protected reserve(row: number): void {
    if (row < this.capacity) return
    let capacity = Math.max(16, this.capacity)
    if (this.capacity === 0) this.cells = new Int32Array(capacity * width).fill(absent)
    while (capacity <= row) {
      this.cells = doubled(this.cells, absent)
      capacity *= 2
    }
    this.capacity = capacity
    this.grow(capacity)
  }

  /** Whether a row is in one of the trees. */
  has(row: number): boolean {
    return row >= 0 && row < this.capacity && this.cells[row * width + parent] !== absent
  }

  protected leftOf(node: number): number {
    return this.cells[node * width + left] ?? none
  }

  protected rightOf(node: number): number {
    return this.cells[node * width + right] ?? none
  }

  protected parentOf(node: number): number {
    return this.cells[node * width + parent] ?? none
  }

  /** The first row of a tree, or −1. */
  protected leftmost(root: number): number {
    let node = root
    if (node === none) return none
    for (;;) {
      const next = this.leftOf(node)
      if (next === none) return node
      node = next
    }
  }

  /** The row after one that is in a tree, or −1. */
  protected successor(row: number): number {
    const next = this.rightOf(row)
    if (next !== none) return this.leftmost(next)
    let node = row
    let above = this.parentOf(node)
    while (above !== none && this.rightOf(above) === node) {
      node = above
      above = this.parentOf(node)
    }
    return above
  }

  /** Puts a row into the tree of `root`; the new root. */
  protected insert(root: number, row: number): number {
    const { cells } = this
    const at = row * width
    cells[at + left] = none
    cells[at + right] = none
    cells[at + parent] = none
    cells[at + priority] = scramble(row)
    this.summarise(row)
    if (root === none) return row
    let above = root
    for (;;) {
      const side = above * width + (this.before(row, above) ? left : right)
      const next = cells[side] ?? none
      if (next === none) {
        cells[side] = row
        break
      }
      above = next
    }
    cells[at + parent] = above
    while (above !== none && this.outranks(row, above)) {
      this.rotateUp(row)
      above = this.parentOf(row)
    }
    this.refresh(row)
    return above === none ? row : root
  }

  /** Takes a row out of the tree of `root`; the new root. */
  protected removeFrom(root: number, row: number): number {
    const { cells } = this
    const at = row * width
    let top = root
    for (;;) {
      const first = cells[at + left] ?? none
      const second = cells[at + right] ?? none
      if (first === none && second === none) break
      const up = first === none ? second : second === none || this.outranks(first, second) ? first : second
      this.rotateUp(up)
      if (top === row) top = up
    }
    const above = cells[at + parent] ?? none
    cells[at + parent] = absent
    if (above === none) return none
    cells[above * width + (cells[above * width + left] === row ? left : right)] = none
    this.refresh(above)
    return top
  }

  /** Brings the summaries of a node and of what is above it up to date, as far up as anything changes. */
  protected refresh(node: number): void {
    this.summarise(node)
    for (let above = this.parentOf(node); above !== none; above = this.parentOf(above)) {
      if (!this.summarise(above)) return
    }
  }

  private outranks(a: number, b: number): boolean {
    return (this.cells[a * width + priority] ?? 0) > (this.cells[b * width + priority] ?? 0)
  }

  /** Lifts a node over its parent; the summary of the old parent is right afterwards, the node's own is its. */
  private rotateUp(node: number): void {
    const { cells } = this
    const above = cells[node * width + parent] ?? none
    const top = cells[above * width + parent] ?? none
    const side = cells[above * width + left] === node ? left : right
    const inner = cells[node * width + (1 - side)] ?? none
    cells[above * width + side] = inner
    if (inner !== none) cells[inner * width + parent] = above
    cells[node * width + (1 - side)] = above
    cells[above * width + parent] = node
    cells[node * width + parent] = top
    if (top !== none) cells[top * width + (cells[top * width + left] === above ? left : right)] = node
    this.summarise(above)
    this.summarise(node)
  }
}
