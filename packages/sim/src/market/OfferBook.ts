/** The offers of one venue in order of price, and the free GPUs behind them.
 *
 * For each GPU model a tree ordered by (price, offer): a subtree knows the greatest number of free GPUs in it and the regions that
 * have any, so the cheapest offer with so many free GPUs is found in O(log n), and the cheapest k in O(k log n). The regions of
 * a subtree are a union, so a search that is bound to a region may look at a few subtrees in vain. */
import { doubled, none } from "../state/Table.ts"
import { left, right, SearchTree, width } from "./SearchTree.ts"

/** Most GPU models and most regions that there can be: they are bits of masks. */
export const bits = 32

// A node's own numbers: what its subtree has at most, where its subtree has any, what it has itself, where it stands (a bit).
const mostBelow = 4
const regionsBelow = 5
const own = 6
const place = 7

export class OfferBook extends SearchTree {
  /** Offers listed. */
  size = 0
  private price = new Float64Array(0)
  private model = new Uint8Array(0)
  private gpus = new Int32Array(0)
  private readonly roots = new Int32Array(bits).fill(none)
  private readonly freeOfModel = new Float64Array(bits)
  private readonly gpusOfModel = new Float64Array(bits)
  private readonly freeOfModelIn = new Float64Array(bits * bits)
  private readonly offersOfModelIn = new Int32Array(bits * bits)

  protected override grow(capacity: number): void {
    while (this.price.length < capacity) {
      if (this.price.length === 0) {
        this.price = new Float64Array(capacity)
        this.model = new Uint8Array(capacity)
        this.gpus = new Int32Array(capacity)
      } else {
        this.price = doubled(this.price, Float64Array)
        this.model = doubled(this.model, Uint8Array)
        this.gpus = doubled(this.gpus, Int32Array)
      }
    }
  }

  protected override before(a: number, b: number): boolean {
    const difference = this.priceOf(a) - this.priceOf(b)
    return difference < 0 || (difference === 0 && a < b)
  }

  protected override summarise(node: number): boolean {
    const { cells } = this
    const at = node * width
    let most = cells[at + own] ?? 0
    let regions = most > 0 ? (cells[at + place] ?? 0) : 0
    const first = cells[at + left] ?? none
    if (first !== none) {
      most = Math.max(most, cells[first * width + mostBelow] ?? 0)
      regions |= cells[first * width + regionsBelow] ?? 0
    }
    const second = cells[at + right] ?? none
    if (second !== none) {
      most = Math.max(most, cells[second * width + mostBelow] ?? 0)
      regions |= cells[second * width + regionsBelow] ?? 0
    }
    if (cells[at + mostBelow] === most && cells[at + regionsBelow] === regions) return false
    cells[at + mostBelow] = most
    cells[at + regionsBelow] = regions
    return true
  }

  /** Lists an offer: so many of a provider's `gpus` are free, at a price in whole micro-USD per GPU-hour. */
  list(offer: number, model: number, region: number, price: number, free: number, gpus: number): void {
    this.reserve(offer)
    const at = offer * width
    this.price[offer] = price
    this.model[offer] = model
    this.gpus[offer] = gpus
    this.cells[at + own] = free
    this.cells[at + place] = 1 << region
    this.roots[model] = this.insert(this.root(model), offer)
    this.size++
    this.gpusOfModel[model] = this.gpusOf(model) + gpus
    this.offersOfModelIn[model * bits + region] = (this.offersOfModelIn[model * bits + region] ?? 0) + 1
    this.count(model, region, free)
  }

  unlist(offer: number): void {
    const model = this.modelOf(offer)
    const region = this.regionOf(offer)
    this.roots[model] = this.removeFrom(this.root(model), offer)
    this.size--
    this.gpusOfModel[model] = this.gpusOf(model) - (this.gpus[offer] ?? 0)
    this.offersOfModelIn[model * bits + region] = (this.offersOfModelIn[model * bits + region] ?? 0) - 1
    this.count(model, region, -this.free(offer))
  }

  reprice(offer: number, price: number): void {
    const model = this.modelOf(offer)
    const without = this.removeFrom(this.root(model), offer)
    this.price[offer] = price
    this.roots[model] = this.insert(without, offer)
  }

  /** Says how many GPUs of an offer's provider are free now; by how many that is more than before. */
  setFree(offer: number, free: number): number {
    const more = free - this.free(offer)
    if (more === 0) return 0
    this.cells[offer * width + own] = free
    this.refresh(offer)
    this.count(this.modelOf(offer), this.regionOf(offer), more)
    return more
  }

  private count(model: number, region: number, more: number): void {
    this.freeOfModel[model] = this.freeOf(model) + more
    this.freeOfModelIn[model * bits + region] = this.freeIn(model, region) + more
  }

  private root(model: number): number {
    return this.roots[model] ?? none
  }

  priceOf(offer: number): number {
    return this.price[offer] ?? 0
  }

  modelOf(offer: number): number {
    return this.model[offer] ?? 0
  }

  regionOf(offer: number): number {
    return 31 - Math.clz32(this.cells[offer * width + place] ?? 0)
  }

  /** Free GPUs of an offer. */
  free(offer: number): number {
    return this.cells[offer * width + own] ?? 0
  }

  /** Free GPUs of a model. */
  freeOf(model: number): number {
    return this.freeOfModel[model] ?? 0
  }

  /** GPUs of a model that are listed, free or not. */
  gpusOf(model: number): number {
    return this.gpusOfModel[model] ?? 0
  }

  /** Free GPUs of a model in one region. */
  freeIn(model: number, region: number): number {
    return this.freeOfModelIn[model * bits + region] ?? 0
  }

  /** Whether a model is listed, free or not, in one of the regions of a mask. */
  isListed(model: number, regions: number): boolean {
    if (this.root(model) === none) return false
    for (let mask = regions; mask !== 0; mask &= mask - 1) {
      const region = 31 - Math.clz32(mask & -mask)
      if ((this.offersOfModelIn[model * bits + region] ?? 0) > 0) return true
    }
    return false
  }

  /** The cheapest offer of a model, free or not, or −1. */
  cheapest(model: number): number {
    return this.leftmost(this.root(model))
  }

  /** The cheapest offer of a model with at least `gpus` (one or more) free, in one of the regions, at no more than `limit`; or −1. */
  first(model: number, gpus: number, regions: number, limit: number): number {
    const root = this.root(model)
    if (root === none || !this.mayHold(root, gpus, regions)) return none
    return this.descend(root, gpus, regions, limit)
  }

  /** The next dearer one after `offer`, which must be listed; or −1. */
  after(offer: number, gpus: number, regions: number, limit: number): number {
    const next = this.rightOf(offer)
    return next !== none && this.mayHold(next, gpus, regions)
      ? this.descend(next, gpus, regions, limit)
      : this.climb(offer, gpus, regions, limit)
  }

  /** Whether something in the subtree of a node may serve. */
  private mayHold(node: number, gpus: number, regions: number): boolean {
    const at = node * width
    return (this.cells[at + mostBelow] ?? 0) >= gpus && ((this.cells[at + regionsBelow] ?? 0) & regions) !== 0
  }

  private serves(node: number, gpus: number, regions: number): boolean {
    const at = node * width
    return (this.cells[at + own] ?? 0) >= gpus && ((this.cells[at + place] ?? 0) & regions) !== 0
  }

  /** The first that serves in the subtree of a node that may hold one, or after that subtree. */
  private descend(from: number, gpus: number, regions: number, limit: number): number {
    let node = from
    for (;;) {
      const first = this.leftOf(node)
      if (first !== none && this.mayHold(first, gpus, regions)) {
        node = first
        continue
      }
      if (this.priceOf(node) > limit) return none
      if (this.serves(node, gpus, regions)) return node
      const second = this.rightOf(node)
      if (second === none || !this.mayHold(second, gpus, regions)) return this.climb(node, gpus, regions, limit)
      node = second
    }
  }

  /** The first that serves after a node and its subtree. */
  private climb(from: number, gpus: number, regions: number, limit: number): number {
    let node = from
    for (let above = this.parentOf(node); above !== none; above = this.parentOf(node)) {
      if (this.leftOf(above) === node) {
        if (this.priceOf(above) > limit) return none
        if (this.serves(above, gpus, regions)) return above
        const second = this.rightOf(above)
        if (second !== none && this.mayHold(second, gpus, regions)) {
          return this.descend(second, gpus, regions, limit)
        }
      }
      node = above
    }
    return none
  }
}
