/** The offers of one venue in order of price, and the free GPUs behind them.
 *
 * The offers of a GPU model stand on pages of up to 32, ordered by (price, offer); a `PageDirectory` knows of each page and each group of pages the
 * most free GPUs of one offer, the regions that have any, and the sum. So the cheapest offer with so many free GPUs, the next dearer
 * one, and the price at which so many GPUs can be had are found in O(log n), with reads that lie side by side. The regions are unions, so
 * a search that is bound to a region may look at a few pages in vain. On a page only offers that have free GPUs are looked at: they are the
 * bits of a word, because on a busy network the cheap pages are all but sold out and most bids come from them.
 *
 * **Gotchas** Where the page borders lie depends on what happened before; no answer does. */
import { doubled, lengthened } from "../kernel/Columns.ts"
import { none } from "../state/Table.ts"
import { PageDirectory } from "./PageDirectory.ts"

/** Most GPU models and most regions that there can be: they are bits of masks. */
export const bits = 32

const pageSize = 32
const shift = 5
/** Two neighbours with no more than this together become one page. */
const joined = 24

// Masks of the slots of a page.
const everySlot = -1
const bitOf = (slot: number): number => 1 << (slot & (pageSize - 1))
/** The slots before one, and those after it. */
const ahead = (slot: number): number => bitOf(slot) - 1
const behind = (slot: number): number => -2 << (slot & (pageSize - 1))
const lowest = (mask: number): number => 31 - Math.clz32(mask & -mask)

export class OfferBook {
  /** Offers listed. */
  size = 0
  /** The GPU models that have offers, as a mask. */
  listed = 0
  /** Changes so far: what was computed at another count may be out of date. */
  changes = 0
  // By slot: page × page size + position on the page.
  private offers = new Int32Array(0)
  private prices = new Float64Array(0)
  private frees = new Int32Array(0)
  private places = new Int32Array(0)
  private gpus = new Int32Array(0)
  // By page.
  private pages = 0
  private counts = new Int32Array(0)
  private models = new Int32Array(0)
  private positions = new Int32Array(0)
  /** Which slots of a page have free GPUs: a bit each. */
  private open = new Int32Array(0)
  /** Next page that is not in use, after each such page; the first of them. */
  private unused: number = none
  /** Slot of an offer, or −1. */
  private slots = new Int32Array(0)
  // By model.
  private readonly directories: Array<PageDirectory> = Array.from({ length: bits }, () => new PageDirectory())
  private readonly gpusOfModel = new Float64Array(bits)
  private readonly freeOfModelIn = new Float64Array(bits * bits)
  private readonly offersOfModelIn = new Int32Array(bits * bits)

  has(offer: number): boolean {
    return offer >= 0 && offer < this.slots.length && this.slotOf(offer) !== none
  }

  /** Lists an offer: so many of a provider's `gpus` in working order are free, at a price in whole micro-USD per GPU-hour. */
  list(offer: number, model: number, region: number, price: number, free: number, gpus: number): void {
    this.insert(offer, model, price, free, 1 << region, gpus)
    this.size++
    this.gpusOfModel[model] = this.gpusOf(model) + gpus
    this.offersOfModelIn[model * bits + region] = (this.offersOfModelIn[model * bits + region] ?? 0) + 1
    this.freeOfModelIn[model * bits + region] = this.freeIn(model, region) + free
  }

  unlist(offer: number): void {
    const model = this.modelOf(offer)
    const region = this.regionOf(offer)
    const slot = this.slotOf(offer)
    this.size--
    this.gpusOfModel[model] = this.gpusOf(model) - (this.gpus[slot] ?? 0)
    this.offersOfModelIn[model * bits + region] = (this.offersOfModelIn[model * bits + region] ?? 0) - 1
    this.freeOfModelIn[model * bits + region] = this.freeIn(model, region) - this.free(offer)
    this.removeSlot(slot)
  }

  reprice(offer: number, price: number): void {
    const slot = this.slotOf(offer)
    const free = this.frees[slot] ?? 0
    const place = this.places[slot] ?? 0
    const gpus = this.gpus[slot] ?? 0
    const model = this.modelOf(offer)
    this.removeSlot(slot)
    this.insert(offer, model, price, free, place, gpus)
  }

  /** Says how many GPUs of an offer's provider are free now; by how many that is more than before. */
  setFree(offer: number, free: number): number {
    const slot = this.slotOf(offer)
    const before = this.frees[slot] ?? 0
    if (free === before) return 0
    this.frees[slot] = free
    this.changes++
    const page = slot >> shift
    this.open[page] = free > 0 ? (this.open[page] ?? 0) | bitOf(slot) : (this.open[page] ?? 0) & ~bitOf(slot)
    const model = this.models[page] ?? 0
    const directory = this.directoryOf(model)
    const position = this.positions[page] ?? 0
    const most = directory.mostAt(position)
    const place = this.places[slot] ?? 0
    const total = directory.totalAt(position) + free - before
    if (free > before) {
      directory.set(position, Math.max(most, free), directory.regionsAt(position) | place, total)
    } else if (before < most && free > 0) directory.set(position, most, directory.regionsAt(position), total)
    else this.summarise(page)
    const region = model * bits + 31 - Math.clz32(place)
    this.freeOfModelIn[region] = (this.freeOfModelIn[region] ?? 0) + free - before
    return free - before
  }

  priceOf(offer: number): number {
    return this.prices[this.slotOf(offer)] ?? 0
  }

  modelOf(offer: number): number {
    return this.models[this.slotOf(offer) >> shift] ?? 0
  }

  regionOf(offer: number): number {
    return 31 - Math.clz32(this.places[this.slotOf(offer)] ?? 0)
  }

  /** Free GPUs of an offer. */
  free(offer: number): number {
    return this.frees[this.slotOf(offer)] ?? 0
  }

  /** Free GPUs of a model. */
  freeOf(model: number): number {
    return this.directoryOf(model).total
  }

  /** Says how many GPUs of an offer's provider are in working order now. */
  setGpus(offer: number, gpus: number): void {
    const slot = this.slotOf(offer)
    const model = this.modelOf(offer)
    this.gpusOfModel[model] = this.gpusOf(model) + gpus - (this.gpus[slot] ?? 0)
    this.gpus[slot] = gpus
  }

  /** GPUs of a model that are listed, free or not, as far as the book was told. */
  gpusOf(model: number): number {
    return this.gpusOfModel[model] ?? 0
  }

  /** Free GPUs of a model in one region. */
  freeIn(model: number, region: number): number {
    return this.freeOfModelIn[model * bits + region] ?? 0
  }

  /** Whether a model is listed, free or not, in one of the regions of a mask. */
  isListed(model: number, regions: number): boolean {
    if (this.directoryOf(model).length === 0) return false
    for (let mask = regions; mask !== 0; mask &= mask - 1) {
      const region = 31 - Math.clz32(mask & -mask)
      if ((this.offersOfModelIn[model * bits + region] ?? 0) > 0) return true
    }
    return false
  }

  /** The regions in which a model has free GPUs. */
  regionsOf(model: number): number {
    let mask = 0
    for (let region = 0; region < bits; region++) if (this.freeIn(model, region) > 0) mask |= 1 << region
    return mask
  }

  /** The cheapest offer of a model, free or not, or −1. */
  cheapest(model: number): number {
    const directory = this.directoryOf(model)
    return directory.length === 0 ? none : (this.offers[directory.pageAt(0) << shift] ?? none)
  }

  /** The same in one of the regions of a mask. */
  cheapestIn(model: number, regions: number): number {
    const directory = this.directoryOf(model)
    for (let position = 0; position < directory.length; position++) {
      const page = directory.pageAt(position)
      const end = (page << shift) + (this.counts[page] ?? 0)
      for (let slot = page << shift; slot < end; slot++) {
        if (((this.places[slot] ?? 0) & regions) !== 0) return this.offers[slot] ?? none
      }
    }
    return none
  }

  /** The price of the dearest of the `gpus` cheapest free GPUs of a model; Infinity if fewer are free. */
  priceOfReach(model: number, gpus: number): number {
    const directory = this.directoryOf(model)
    const position = directory.reach(gpus)
    if (position === none) return Infinity
    let left = gpus - directory.before
    for (let slot = directory.pageAt(position) << shift; ; slot++) {
      left -= this.frees[slot] ?? 0
      if (left <= 0) return this.prices[slot] ?? Infinity
    }
  }

  /** The cheapest offer of a model with at least `gpus` (one or more) free, in one of the regions, at no more than `limit`; or −1. */
  first(model: number, gpus: number, regions: number, limit: number): number {
    return this.offerAt(this.firstSlot(model, gpus, regions, limit))
  }

  /** The next dearer one after `offer`, which must be listed; or −1. */
  after(offer: number, gpus: number, regions: number, limit: number): number {
    return this.offerAt(this.slotAfter(this.slotOf(offer), gpus, regions, limit))
  }

  // The same by slots, for whoever goes through many: a slot holds its offer until the book changes.

  /** The offer in a slot; −1 for the slot −1. */
  offerAt(slot: number): number {
    return slot === none ? none : (this.offers[slot] ?? none)
  }

  priceAt(slot: number): number {
    return this.prices[slot] ?? 0
  }

  firstSlot(model: number, gpus: number, regions: number, limit: number): number {
    return this.fromPosition(this.directoryOf(model), 0, gpus, regions, limit)
  }

  slotAfter(slot: number, gpus: number, regions: number, limit: number): number {
    const page = slot >> shift
    const found = this.onPage(page, behind(slot), gpus, regions)
    if (found !== none) return (this.prices[found] ?? 0) <= limit ? found : none
    const directory = this.directoryOf(this.models[page] ?? 0)
    return this.fromPosition(directory, (this.positions[page] ?? 0) + 1, gpus, regions, limit)
  }

  private fromPosition(directory: PageDirectory, from: number, gpus: number, regions: number, limit: number): number {
    let position = from < directory.length ? directory.next(from, gpus, regions) : none
    while (position !== none) {
      const page = directory.pageAt(position)
      const slot = this.onPage(page, everySlot, gpus, regions)
      if (slot !== none) return (this.prices[slot] ?? 0) <= limit ? slot : none
      if ((this.prices[page << shift] ?? 0) > limit) return none
      position = position + 1 < directory.length ? directory.next(position + 1, gpus, regions) : none
    }
    return none
  }

  /** The first slot of a page, among those of a mask, that serves; or −1. */
  private onPage(page: number, among: number, gpus: number, regions: number): number {
    const { frees, places } = this
    for (let mask = (this.open[page] ?? 0) & among; mask !== 0; mask &= mask - 1) {
      const slot = (page << shift) + lowest(mask)
      if ((frees[slot] ?? 0) >= gpus && ((places[slot] ?? 0) & regions) !== 0) return slot
    }
    return none
  }

  private slotOf(offer: number): number {
    return this.slots[offer] ?? none
  }

  private directoryOf(model: number): PageDirectory {
    const directory = this.directories[model]
    if (directory === undefined) throw new RangeError(`no GPU model ${model}: there can be ${bits}`)
    return directory
  }

  private insert(offer: number, model: number, price: number, free: number, place: number, gpus: number): void {
    this.reserve(offer)
    this.changes++
    let page = this.pageFor(model, price, offer)
    if (this.counts[page] === pageSize) {
      const upper = this.split(page)
      if (!this.standsBefore(price, offer, upper << shift)) page = upper
    }
    let slot = (page << shift) + (this.counts[page] ?? 0)
    for (; slot > page << shift && this.standsBefore(price, offer, slot - 1); slot--) this.move(slot - 1, slot)
    this.offers[slot] = offer
    this.prices[slot] = price
    this.frees[slot] = free
    this.places[slot] = place
    this.gpus[slot] = gpus
    this.slots[offer] = slot
    this.counts[page] = (this.counts[page] ?? 0) + 1
    const open = this.open[page] ?? 0
    this.open[page] = (open & ahead(slot)) | ((open & ~ahead(slot)) << 1) | (free > 0 ? bitOf(slot) : 0)
    if (free > 0) this.summarise(page)
  }

  private removeSlot(removed: number): void {
    const page = removed >> shift
    this.changes++
    this.slots[this.offers[removed] ?? none] = none
    const count = (this.counts[page] ?? 0) - 1
    const open = this.open[page] ?? 0
    for (let slot = removed; slot < (page << shift) + count; slot++) this.move(slot + 1, slot)
    this.counts[page] = count
    this.open[page] = (open & ahead(removed)) | ((open & behind(removed)) >>> 1)
    if ((open & bitOf(removed)) !== 0) this.summarise(page)
    const directory = this.directoryOf(this.models[page] ?? 0)
    const position = this.positions[page] ?? 0
    if (count === 0) this.drop(page)
    else if (position > 0) this.join(directory.pageAt(position - 1), page)
    else if (position + 1 < directory.length) this.join(page, directory.pageAt(position + 1))
  }

  private move(from: number, to: number): void {
    const offer = this.offers[from] ?? none
    this.offers[to] = offer
    this.prices[to] = this.prices[from] ?? 0
    this.frees[to] = this.frees[from] ?? 0
    this.places[to] = this.places[from] ?? 0
    this.gpus[to] = this.gpus[from] ?? 0
    this.slots[offer] = to
  }

  private standsBefore(price: number, offer: number, slot: number): boolean {
    const difference = price - (this.prices[slot] ?? 0)
    return difference < 0 || (difference === 0 && offer < (this.offers[slot] ?? none))
  }

  /** The page where an offer belongs: the last one that begins before it, or the first. */
  private pageFor(model: number, price: number, offer: number): number {
    const directory = this.directoryOf(model)
    if (directory.length === 0) return this.newPage(model, 0)
    let low = 0
    let high = directory.length
    while (high - low > 1) {
      const middle = (low + high) >> 1
      if (this.standsBefore(price, offer, directory.pageAt(middle) << shift)) high = middle
      else low = middle
    }
    return directory.pageAt(low)
  }

  /** Moves the upper half of a full page to a new one behind it; the new one. */
  private split(page: number): number {
    const model = this.models[page] ?? 0
    const upper = this.newPage(model, (this.positions[page] ?? 0) + 1)
    const half = pageSize / 2
    for (let at = 0; at < half; at++) this.move((page << shift) + half + at, (upper << shift) + at)
    this.counts[page] = half
    this.counts[upper] = half
    this.open[upper] = (this.open[page] ?? 0) >>> half
    this.open[page] = (this.open[page] ?? 0) & ahead(half)
    this.summarise(page)
    this.summarise(upper)
    return upper
  }

  /** Joins two neighbouring pages if they are nearly empty. */
  private join(lower: number, upper: number): void {
    const before = this.counts[lower] ?? 0
    const more = this.counts[upper] ?? 0
    if (before + more > joined) return
    for (let at = 0; at < more; at++) this.move((upper << shift) + at, (lower << shift) + before + at)
    this.counts[lower] = before + more
    this.open[lower] = (this.open[lower] ?? 0) | ((this.open[upper] ?? 0) << before)
    this.drop(upper)
    this.summarise(lower)
  }

  private newPage(model: number, position: number): number {
    let page = this.unused
    if (page === none) page = this.pages++
    else this.unused = this.counts[page] ?? none
    this.reservePage(page)
    this.counts[page] = 0
    this.open[page] = 0
    this.models[page] = model
    const directory = this.directoryOf(model)
    directory.insert(position, page)
    this.listed |= 1 << model
    for (let at = position; at < directory.length; at++) this.positions[directory.pageAt(at)] = at
    return page
  }

  private drop(page: number): void {
    const model = this.models[page] ?? 0
    const directory = this.directoryOf(model)
    const position = this.positions[page] ?? 0
    directory.remove(position)
    if (directory.length === 0) this.listed &= ~(1 << model)
    for (let at = position; at < directory.length; at++) this.positions[directory.pageAt(at)] = at
    this.counts[page] = this.unused
    this.unused = page
  }

  /** Tells the directory what is free on a page. */
  private summarise(page: number): void {
    const { frees, places } = this
    let most = 0
    let regions = 0
    let total = 0
    for (let mask = this.open[page] ?? 0; mask !== 0; mask &= mask - 1) {
      const slot = (page << shift) + lowest(mask)
      const free = frees[slot] ?? 0
      total += free
      regions |= places[slot] ?? 0
      if (free > most) most = free
    }
    this.directoryOf(this.models[page] ?? 0).set(this.positions[page] ?? 0, most, regions, total)
  }

  private reserve(offer: number): void {
    if (this.slots.length === 0) this.slots = new Int32Array(16).fill(none)
    while (this.slots.length <= offer) this.slots = doubled(this.slots, none)
  }

  private reservePage(page: number): void {
    if (page < this.counts.length) return
    const pages = Math.max(2, this.counts.length * 2)
    this.counts = lengthened(this.counts, pages)
    this.models = lengthened(this.models, pages)
    this.positions = lengthened(this.positions, pages)
    this.open = lengthened(this.open, pages)
    const slots = pages * pageSize
    this.offers = lengthened(this.offers, slots)
    this.prices = lengthened(this.prices, slots)
    this.frees = lengthened(this.frees, slots)
    this.places = lengthened(this.places, slots)
    this.gpus = lengthened(this.gpus, slots)
  }
}
