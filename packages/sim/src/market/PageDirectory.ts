/** Pages in an order, with a summary of each and of every eight, sixty-four, … neighbours: which of them is the next that may serve?
 *
 * A page's summary is the most free GPUs of one offer in it, the regions that have any (a mask), and how many are free in all. The summaries
 * form a tree with eight children a node, laid out level by level in one typed array. Searching and changing a summary cost
 * O(log n); putting a page in or taking one out moves those behind it, which is rare and a plain copy. */
import { lengthened } from "../kernel/Columns.ts"
import { none } from "../state/Table.ts"

const fan = 8
const shift = 3

// The numbers of a node.
const stride = 4
const most = 0
const regions = 1
const total = 2

export class PageDirectory {
  /** Pages. */
  length = 0
  /** Levels above that of the pages; the last has one node. */
  private depth = 1
  /** First node of each level. */
  private starts = new Int32Array([0, fan])
  private nodes = new Int32Array((fan + 1) * stride)
  private order = new Int32Array(fan)
  /** Free GPUs of the pages before the one that `reach` found. */
  before = 0

  pageAt(position: number): number {
    return this.order[position] ?? none
  }

  mostAt(position: number): number {
    return this.nodes[position * stride + most] ?? 0
  }

  regionsAt(position: number): number {
    return this.nodes[position * stride + regions] ?? 0
  }

  totalAt(position: number): number {
    return this.nodes[position * stride + total] ?? 0
  }

  /** All free GPUs. */
  get total(): number {
    return this.nodes[(this.starts[this.depth] ?? 0) * stride + total] ?? 0
  }

  /** The first position from `from` on whose page may hold an offer with so many free GPUs in one of the regions, or −1.
   *
   * The page's regions are a union: it may turn out to hold none. */
  next(from: number, gpus: number, wanted: number): number {
    const { depth, nodes, starts } = this
    let level = 0
    let at = from
    for (;;) {
      const base = starts[level] ?? 0
      const end = (at | (fan - 1)) + 1
      let cell = (base + at) * stride
      if (level === depth && at > 0) return none
      while (at < end && ((nodes[cell] ?? 0) < gpus || ((nodes[cell + regions] ?? 0) & wanted) === 0)) {
        if (level === depth) return none
        at++
        cell += stride
      }
      if (at < end) {
        if (level === 0) return at
        level--
        at <<= shift
      } else {
        do {
          at >>= shift
          level++
        } while (level < depth && (at & (fan - 1)) === 0)
      }
    }
  }

  /** The position of the page in which the free GPUs, counted from the first page, reach `gpus`, or −1 if there are fewer. */
  reach(gpus: number): number {
    if (this.total < gpus) return none
    const { nodes, starts } = this
    let at = 0
    let left = gpus
    for (let level = this.depth - 1; level >= 0; level--) {
      at <<= shift
      let cell = ((starts[level] ?? 0) + at) * stride + total
      for (let here = nodes[cell] ?? 0; here < left; here = nodes[cell] ?? 0) {
        left -= here
        at++
        cell += stride
      }
    }
    this.before = gpus - left
    return at
  }

  /** Gives a page another summary. */
  set(position: number, mostFree: number, regionsFree: number, totalFree: number): void {
    const { nodes, starts } = this
    const cell = position * stride
    const more = totalFree - (nodes[cell + total] ?? 0)
    nodes[cell + most] = mostFree
    nodes[cell + regions] = regionsFree
    nodes[cell + total] = totalFree
    let at = position
    let settled = false
    for (let level = 1; level <= this.depth; level++) {
      const children = ((starts[level - 1] ?? 0) + (at & -fan)) * stride
      at >>= shift
      const above = ((starts[level] ?? 0) + at) * stride
      nodes[above + total] = (nodes[above + total] ?? 0) + more
      if (!settled) settled = !this.summarise(above, children)
    }
  }

  /** Puts a page with an empty summary at a position, moving those from there on back by one. */
  insert(position: number, page: number): void {
    if (this.length === this.order.length) this.grow()
    this.order.copyWithin(position + 1, position, this.length)
    this.order[position] = page
    this.nodes.copyWithin((position + 1) * stride, position * stride, this.length * stride)
    this.nodes.fill(0, position * stride, (position + 1) * stride)
    this.length++
    this.rebuild(position)
  }

  /** Takes the page at a position out, moving those behind it forward. */
  remove(position: number): void {
    this.order.copyWithin(position, position + 1, this.length)
    this.nodes.copyWithin(position * stride, (position + 1) * stride, this.length * stride)
    this.length--
    this.nodes.fill(0, this.length * stride, (this.length + 1) * stride)
    this.rebuild(position)
  }

  /** Computes the most and the regions of a node anew; whether they changed. */
  private summarise(node: number, children: number): boolean {
    const { nodes } = this
    let mostFree = 0
    let regionsFree = 0
    for (let child = children; child < children + fan * stride; child += stride) {
      const here = nodes[child] ?? 0
      if (here > mostFree) mostFree = here
      regionsFree |= nodes[child + regions] ?? 0
    }
    if (nodes[node + most] === mostFree && nodes[node + regions] === regionsFree) return false
    nodes[node + most] = mostFree
    nodes[node + regions] = regionsFree
    return true
  }

  /** Summaries above the pages from a position on. */
  private rebuild(position: number): void {
    let first = position
    let last = this.length
    for (let level = 1; level <= this.depth; level++) {
      first >>= shift
      last >>= shift
      for (let at = first; at <= last && at < this.order.length >> (shift * level); at++) {
        const node = ((this.starts[level] ?? 0) + at) * stride
        const children = ((this.starts[level - 1] ?? 0) + at * fan) * stride
        this.summarise(node, children)
        let sum = 0
        for (let child = children; child < children + fan * stride; child += stride)
          sum += this.nodes[child + total] ?? 0
        this.nodes[node + total] = sum
      }
    }
  }

  /** Room for eight times as many pages. */
  private grow(): void {
    const capacity = this.order.length * fan
    this.order = lengthened(this.order, capacity)
    this.depth++
    const starts = new Int32Array(this.depth + 1)
    let nodes = 0
    for (let level = 0; level <= this.depth; level++) {
      starts[level] = nodes
      nodes += capacity >> (shift * level)
    }
    const pages = this.nodes.subarray(0, this.length * stride)
    this.starts = starts
    this.nodes = new Int32Array(nodes * stride)
    this.nodes.set(pages)
    this.rebuild(0)
  }
}
