/** The orders that wait on one venue, in the order of their places, with an index that finds the first one that a freed offer suits.
 *
 * Orders with the same acceptable models and regions and a similar size (the same power of two) stand in one *line*. Each line is a tree ordered
 * by place; a subtree knows its smallest size, its highest price and when it is worth trying again. A scenario has few lines, so
 * a search costs O(lines × log n). */
import { doubled } from "../kernel/Columns.ts"
import { none } from "../state/Table.ts"
import { left, right, SearchTree, width } from "./SearchTree.ts"

// A node's own numbers.
const fewestBelow = 4
const own = 5
const lineAt = 6

// What is not whole or does not fit into 32 bits stands in `figures`, eight a row.
const stride = 8
const place = 0
const price = 1
const retry = 2
const priceBelow = 3
const retryBelow = 4

/** Sizes are told apart by powers of two: 1, 2, 3 to 4, 5 to 8, … */
const sizeClass = (gpus: number): number => 32 - Math.clz32(gpus - 1)

/** What the queue asks the market about gangs. */
export interface Reach {
  /** The least price, per GPU-hour of the reference, at which `gpus` GPUs of a model can be had now; Infinity: at none. */
  askedFor(model: number, gpus: number): number
}

export class OrderQueue extends SearchTree {
  /** Orders that wait, and the GPUs that they ask for. */
  size = 0
  gpus = 0
  private figures = new Float64Array(0)
  /** Lines in use or free for reuse. */
  private lines = 0
  private root = new Int32Array(8)
  private models = new Int32Array(8)
  private regions = new Int32Array(8)
  private sizes = new Int32Array(8)

  protected override grow(capacity: number): void {
    if (this.figures.length === 0) this.figures = new Float64Array(capacity * stride)
    while (this.figures.length < capacity * stride) this.figures = doubled(this.figures)
  }

  protected override before(a: number, b: number): boolean {
    return this.placeOf(a) < this.placeOf(b)
  }

  protected override summarise(node: number): boolean {
    const { cells, figures } = this
    let fewest = cells[node * width + own] ?? 0
    let highest = figures[node * stride + price] ?? 0
    let soonest = figures[node * stride + retry] ?? 0
    const first = cells[node * width + left] ?? none
    if (first !== none) {
      fewest = Math.min(fewest, cells[first * width + fewestBelow] ?? 0)
      highest = Math.max(highest, figures[first * stride + priceBelow] ?? 0)
      soonest = Math.min(soonest, figures[first * stride + retryBelow] ?? 0)
    }
    const second = cells[node * width + right] ?? none
    if (second !== none) {
      fewest = Math.min(fewest, cells[second * width + fewestBelow] ?? 0)
      highest = Math.max(highest, figures[second * stride + priceBelow] ?? 0)
      soonest = Math.min(soonest, figures[second * stride + retryBelow] ?? 0)
    }
    const at = node * stride
    if (
      cells[node * width + fewestBelow] === fewest &&
      figures[at + priceBelow] === highest &&
      figures[at + retryBelow] === soonest
    ) {
      return false
    }
    cells[node * width + fewestBelow] = fewest
    figures[at + priceBelow] = highest
    figures[at + retryBelow] = soonest
    return true
  }

  /** An order joins: `at` is its place (unique, smaller is earlier), `highest` the most it pays per GPU-hour, `worthTrying` see `defer`. */
  add(
    order: number,
    at: number,
    gpus: number,
    models: number,
    regions: number,
    highest: number,
    worthTrying: number
  ): void {
    this.reserve(order)
    const line = this.line(models | 0, regions | 0, sizeClass(gpus))
    this.cells[order * width + own] = gpus
    this.cells[order * width + lineAt] = line
    this.figures[order * stride + place] = at
    this.figures[order * stride + price] = highest
    this.figures[order * stride + retry] = worthTrying
    this.root[line] = this.insert(this.rootOf(line), order)
    this.size++
    this.gpus += gpus
  }

  remove(order: number): void {
    const line = this.cells[order * width + lineAt] ?? 0
    this.root[line] = this.removeFrom(this.rootOf(line), order)
    this.size--
    this.gpus -= this.cells[order * width + own] ?? 0
  }

  /** An order is not worth trying before `freed` GPUs have been freed (a count that the market keeps). */
  defer(order: number, freed: number): void {
    this.figures[order * stride + retry] = freed
    this.refresh(order)
  }

  placeOf(order: number): number {
    return this.figures[order * stride + place] ?? 0
  }

  retryOf(order: number): number {
    return this.figures[order * stride + retry] ?? 0
  }

  /** The order with the earliest place, or −1. */
  first(): number {
    let best: number = none
    for (let line = 0; line < this.lines; line++) {
      const order = this.leftmost(this.rootOf(line))
      if (order !== none && (best === none || this.before(order, best))) best = order
    }
    return best
  }

  /** Writes all orders into a column with room for `size`, line by line. */
  copyInto(orders: Int32Array): void {
    let count = 0
    for (let line = 0; line < this.lines; line++) {
      for (let order = this.leftmost(this.rootOf(line)); order !== none; order = this.successor(order)) {
        orders[count++] = order
      }
    }
  }

  /** Splits a partition of regions, given as masks in the first `count` positions, until no waiting order that accepts a model tells two regions of
   * a part apart; the number of parts, at most 32. */
  tellApart(model: number, parts: Int32Array, count: number): number {
    let all = count
    for (let line = 0; line < this.lines; line++) {
      if (this.rootOf(line) === none || !this.accepts(line, model)) continue
      const mask = this.regions[line] ?? 0
      for (let part = all - 1; part >= 0; part--) {
        const whole = parts[part] ?? 0
        if ((whole & mask) === 0 || (whole & ~mask) === 0) continue
        parts[part] = whole & mask
        parts[all++] = whole & ~mask
      }
    }
    return all
  }

  /** The earliest order that accepts a model in one of the `regions` of a mask, asks for at most `gpus`, pays at least `asked` and what its size costs, and is
   * worth trying after `freed`; or −1. */
  firstFit(model: number, regions: number, gpus: number, asked: number, freed: number, reach: Reach): number {
    let best: number = none
    for (let line = 0; line < this.lines; line++) {
      const root = this.rootOf(line)
      if (root === none || !this.accepts(line, model) || ((this.regions[line] ?? 0) & regions) === 0) continue
      if (!this.mayHold(root, gpus, asked, freed)) continue
      const fewest = this.cells[root * width + fewestBelow] ?? 1
      const needed = fewest === 1 ? asked : Math.max(asked, reach.askedFor(model, fewest))
      if (needed > asked && !this.mayHold(root, gpus, needed, freed)) continue
      const order = this.firstIn(root, gpus, needed, freed)
      if (order !== none && (best === none || this.before(order, best))) best = order
    }
    return best
  }

  /** The earliest order that accepts a model and pays at least `asked`, or −1. */
  firstPaying(model: number, asked: number): number {
    let best: number = none
    for (let line = 0; line < this.lines; line++) {
      const root = this.rootOf(line)
      if (root === none || !this.accepts(line, model) || !this.mayHold(root, Infinity, asked, Infinity)) continue
      const order = this.firstIn(root, Infinity, asked, Infinity)
      if (order !== none && (best === none || this.before(order, best))) best = order
    }
    return best
  }

  private accepts(line: number, model: number): boolean {
    return (((this.models[line] ?? 0) >>> model) & 1) === 1
  }

  private rootOf(line: number): number {
    return this.root[line] ?? none
  }

  private mayHold(node: number, gpus: number, asked: number, freed: number): boolean {
    const at = node * stride
    return (
      (this.cells[node * width + fewestBelow] ?? 0) <= gpus &&
      (this.figures[at + priceBelow] ?? 0) >= asked &&
      (this.figures[at + retryBelow] ?? 0) <= freed
    )
  }

  private suits(node: number, gpus: number, asked: number, freed: number): boolean {
    const at = node * stride
    return (
      (this.cells[node * width + own] ?? 0) <= gpus &&
      (this.figures[at + price] ?? 0) >= asked &&
      (this.figures[at + retry] ?? 0) <= freed
    )
  }

  /** The first that suits in the tree of a root that may hold one. */
  private firstIn(root: number, gpus: number, asked: number, freed: number): number {
    let node = root
    for (;;) {
      const first = this.leftOf(node)
      if (first !== none && this.mayHold(first, gpus, asked, freed)) {
        node = first
        continue
      }
      if (this.suits(node, gpus, asked, freed)) return node
      let second = this.rightOf(node)
      while (second === none || !this.mayHold(second, gpus, asked, freed)) {
        let above = this.parentOf(node)
        while (above !== none && this.leftOf(above) !== node) {
          node = above
          above = this.parentOf(node)
        }
        if (above === none || this.suits(above, gpus, asked, freed)) return above
        node = above
        second = this.rightOf(node)
      }
      node = second
    }
  }

  /** The line for these orders: the one that exists, else an empty one, else a new one. */
  private line(models: number, regions: number, size: number): number {
    let empty: number = none
    for (let line = 0; line < this.lines; line++) {
      if (this.models[line] === models && this.regions[line] === regions && this.sizes[line] === size) return line
      if (empty === none && this.root[line] === none) empty = line
    }
    const line = empty === none ? this.lines++ : empty
    if (line === this.root.length) {
      this.root = doubled(this.root)
      this.models = doubled(this.models)
      this.regions = doubled(this.regions)
      this.sizes = doubled(this.sizes)
    }
    this.root[line] = none
    this.models[line] = models
    this.regions[line] = regions
    this.sizes[line] = size
    return line
  }
}
