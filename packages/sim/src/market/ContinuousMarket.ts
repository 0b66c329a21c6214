/** What the markets share that serve an order as soon as something fits: the book, the queue, places, and who starts when GPUs are freed.
 *
 * Waiting orders are served first come, first served among those that fit: an order that fits nothing does not block those behind it.
 *
 * **How `next` stays cheap** An order can start only after an offer rose: listed, freed or made cheaper. Risen offers stand in a heap, and each asks
 * the queue for the first order that it suits. An order that could still not start (a gang lacking GPUs) is not asked again before as many
 * GPUs were freed as it lacked. So when nothing rose, nothing is looked at. */
import type { Jobs } from "../state/Jobs.ts"
import type { Offers } from "../state/Offers.ts"
import type { Providers } from "../state/Providers.ts"
import { none } from "../state/Table.ts"
import { GangSearch } from "./GangSearch.ts"
import { Match } from "./Match.ts"
import type { Market, MarketTables } from "./Market.ts"
import { bits, OfferBook } from "./OfferBook.ts"
import { OrderQueue } from "./OrderQueue.ts"
import { RisenOffers } from "./RisenOffers.ts"

const everywhere = -1
/** Gangs below this size share what was found out about prices since the last change of the book. */
const remembered = 65

export abstract class ContinuousMarket implements Market {
  readonly found = new Match()
  readonly clearingInterval: number = 0
  protected readonly book = new OfferBook()
  protected readonly queue = new OrderQueue()
  protected readonly providers: Providers
  protected readonly offers: Offers
  protected readonly jobs: Jobs
  protected readonly speeds: Float64Array
  private readonly risen = new RisenOffers()
  private readonly gangs: GangSearch
  /** GPUs that became available since the start, by whatever cause. */
  protected freed = 0
  /** Places given so far. */
  private places = 0
  /** How many GPUs must have been freed before the order that last failed is worth trying again. */
  protected retryAt = 0
  /** That order, if it came through `match` and may join the queue next. */
  protected failed: number = none
  /** Last price paid by model, per GPU-hour of the reference; NaN: none yet. */
  protected readonly lastPaid = new Float64Array(bits).fill(NaN)

  /** Changes of prices that the book does not know of. */
  protected repricings = 0
  private readonly reachStamps = new Float64Array(remembered).fill(-1)
  private readonly reachPrices = new Float64Array(remembered)

  constructor(tables: MarketTables) {
    this.providers = tables.providers
    this.offers = tables.offers
    this.jobs = tables.jobs
    this.speeds = tables.speeds
    this.gangs = new GangSearch(this.book, this)
  }

  get waiting(): number {
    return this.queue.size
  }

  get queuedGpus(): number {
    return this.queue.gpus
  }

  list(offer: number): void {
    if (this.book.has(offer)) return this.availabilityChanged(offer)
    const provider = this.offers.provider[offer] ?? none
    const free = this.providers.free[provider] ?? 0
    this.book.list(
      offer,
      this.providers.gpuModel[provider] ?? 0,
      this.providers.region[provider] ?? 0,
      this.offers.price[offer] ?? 0,
      free,
      (this.providers.gpus[provider] ?? 0) - (this.providers.down[provider] ?? 0)
    )
    this.rise(offer, free)
  }

  unlist(offer: number): void {
    if (this.book.has(offer)) this.book.unlist(offer)
  }

  reprice(offer: number, price: number): void {
    this.offers.price[offer] = price
    if (!this.book.has(offer)) return
    const before = this.book.priceOf(offer)
    if (price === before) return
    this.book.reprice(offer, price)
    if (price < before) this.rise(offer, this.book.free(offer))
  }

  availabilityChanged(offer: number): void {
    if (!this.book.has(offer)) return
    const more = this.book.setFree(offer, this.providers.free[this.offers.provider[offer] ?? none] ?? 0)
    this.rise(offer, more)
  }

  match(job: number, _now: number): boolean {
    this.takePlace(job)
    this.failed = none
    if (this.isBlocked(job)) return false
    if (this.canStart(job)) return true
    this.failed = job
    return false
  }

  enqueue(job: number, _now: number): void {
    this.takePlace(job)
    const { jobs } = this
    this.queue.add(
      job,
      jobs.queuePosition[job] ?? 0,
      jobs.gpus[job] ?? 1,
      jobs.gpuModels[job] ?? 0,
      jobs.regions[job] ?? 0,
      jobs.highestPrice[job] ?? 0,
      this.failed === job ? this.retryAt : 0
    )
    this.failed = none
  }

  remove(job: number): void {
    if (this.queue.has(job)) this.queue.remove(job)
    this.jobs.queuePosition[job] = none
  }

  next(_now: number): number {
    const { queue, risen } = this
    if (queue.size === 0) {
      risen.clear()
      return none
    }
    for (let offer = risen.top; offer !== none; offer = risen.top) {
      const job = this.candidateFor(offer)
      if (job === none) {
        risen.pop()
      } else if (queue.placeOf(job) > risen.key) {
        risen.setKey(queue.placeOf(job))
      } else if (this.canStart(job)) {
        queue.remove(job)
        return job
      } else {
        queue.defer(job, this.retryAt)
      }
    }
    return none
  }

  clear(_now: number): void {
    // Nothing is periodic here.
  }

  quote(gpuModels: number, regions: number, highest = Infinity): number {
    let best = NaN
    for (let mask = gpuModels & this.book.listed; mask !== 0; mask &= mask - 1) {
      const model = 31 - Math.clz32(mask & -mask)
      const asked = this.quoteOf(model, regions, highest)
      if (asked < Infinity && !(asked >= best)) best = asked
    }
    return Math.ceil(best)
  }

  /** The price of a model for a requester, per GPU-hour of the reference; NaN: not listed. */
  protected quoteOf(model: number, regions: number, highest: number): number {
    const free = this.book.first(model, 1, regions, Infinity)
    if (free !== none && this.asked(free) <= highest) return this.asked(free)
    const listed = this.book.cheapestIn(model, regions)
    if (listed === none) return NaN
    const least = this.asked(listed)
    const last = this.lastPaid[model] ?? NaN
    return least <= highest && last <= highest ? last : least
  }

  /** Speed of a model against the reference. */
  speed(model: number): number {
    return this.speeds[model] ?? 1
  }

  /** What is paid for an offer, whole micro-USD per GPU-hour. */
  paid(offer: number): number {
    return this.book.priceOf(offer)
  }

  /** The same for a GPU-hour of the reference; Infinity: not for sale now. */
  protected asked(offer: number): number {
    return this.book.priceOf(offer) / this.speed(this.book.modelOf(offer))
  }

  /** The least price, per GPU-hour of the reference, at which so many GPUs of a model can be had now in any region; Infinity: at none. */
  askedFor(model: number, gpus: number): number {
    if (gpus >= remembered) return this.askedForNow(model, gpus)
    const stamp = (this.book.changes + this.repricings) * bits + model
    if (this.reachStamps[gpus] !== stamp) {
      this.reachStamps[gpus] = stamp
      this.reachPrices[gpus] = this.askedForNow(model, gpus)
    }
    return this.reachPrices[gpus] ?? Infinity
  }

  protected askedForNow(model: number, gpus: number): number {
    return this.book.priceOfReach(model, gpus) / this.speed(model)
  }

  /** The highest price of an offer of a model that an order takes, whole micro-USD per GPU-hour. Whole, and consistent with `asked` to the last bit. */
  limit(model: number, highestPrice: number): number {
    const speed = this.speed(model)
    if (speed === 1) return highestPrice
    let limit = Math.floor(highestPrice * speed)
    while ((limit + 1) / speed <= highestPrice) limit++
    while (limit / speed > highestPrice) limit--
    return limit
  }

  /** The offer of a single provider that the rule chooses for so many GPUs, or −1: here the cheapest, by model and number among equals. */
  protected choose(gpus: number, models: number, regions: number, highestPrice: number): number {
    let best: number = none
    let least = Infinity
    for (let mask = models; mask !== 0; mask &= mask - 1) {
      const model = 31 - Math.clz32(mask & -mask)
      if (this.book.freeOf(model) < gpus) continue
      const offer = this.book.first(model, gpus, regions, this.limit(model, highestPrice))
      if (offer === none) continue
      const asked = this.asked(offer)
      if (asked < least) {
        least = asked
        best = offer
      }
    }
    return best
  }

  /** Whether an arriving order may not start because of others that wait. */
  protected isBlocked(_job: number): boolean {
    return false
  }

  /** Whether an order can start now; fills `found`, or notes when to try again. */
  protected canStart(job: number): boolean {
    const { jobs, found } = this
    const gpus = jobs.gpus[job] ?? 1
    const models = (jobs.gpuModels[job] ?? 0) & this.book.listed
    const regions = jobs.regions[job] ?? everywhere
    const highestPrice = jobs.highestPrice[job] ?? 0
    const offer = this.choose(gpus, models, regions, highestPrice)
    if (offer !== none) {
      found.clear()
      found.add(offer, gpus, this.paid(offer))
    } else if (gpus === 1 || !this.gangs.search(gpus, models, regions, highestPrice, found)) {
      this.retryAt = this.freed + (gpus === 1 ? 1 : Math.max(1, this.gangs.missing))
      return false
    }
    const last = found.offers[found.count - 1] ?? none
    this.lastPaid[this.book.modelOf(last)] = this.asked(last)
    return true
  }

  /** An offer can serve more than before: `more` GPUs may find a taker. */
  protected rise(offer: number, more: number): void {
    if (more <= 0) return
    this.freed += more
    if (this.queue.size > 0) this.risen.add(offer)
  }

  protected takePlace(job: number): void {
    if (this.jobs.queuePosition[job] === none) this.jobs.queuePosition[job] = this.places++
  }

  /** The first order that a risen offer may let start. */
  private candidateFor(offer: number): number {
    const { book } = this
    if (!book.has(offer) || book.free(offer) === 0) return none
    const model = book.modelOf(offer)
    return this.queue.firstFit(
      model,
      1 << book.regionOf(offer),
      book.freeOf(model),
      this.asked(offer),
      this.freed,
      this
    )
  }
}
