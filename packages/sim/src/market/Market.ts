/** The market of one venue: how orders meet offers. A network and a central cloud are venues alike.
 *
 * The market never moves a GPU: it says what fits, the caller takes the GPUs from `providers.free`, opens the leases and tells every
 * venue that lists the providers concerned (`availabilityChanged`). So a GPU that stands on several venues is sold once.
 *
 * **The caller's part**
 * - After anything that may let a waiting order start (`list`, `availabilityChanged` upwards, `reprice`, `remove`, `clear`), call `next` until
 *   it gives −1, and only then `match` an arriving order. Then no order that waits could start, and arriving orders overtake nobody.
 * - For each job: `match`; if it gives false, `enqueue` at once or go elsewhere (`remove`).
 * - `remove` before a job's row is given back while it waits, and when it goes to another venue.
 *
 * **Prices and models** A job names its highest price for a GPU-hour of the reference model; a GPU of speed s is worth s of it. So offers of different
 * models compare by price / speed, and a job takes at most highest price × s per hour of such a GPU. With all speeds 1 prices are compared as they stand.
 *
 * **Gangs** A job takes GPUs of one model only. One provider if one has enough free (the rule chooses which); else the region in
 * which the cheapest sufficient set costs least; else the cheapest set of any regions.
 *
 * **Places** First come, first served by the place that a job gets at its first contact with a venue (`match` or `enqueue`). The place stands in
 * `jobs.queuePosition` and stays there while the job runs, so an interrupted job comes back to its old place; `remove` takes it away. */
import type { Jobs } from "../state/Jobs.ts"
import type { Offers } from "../state/Offers.ts"
import type { Providers } from "../state/Providers.ts"
import type { Match } from "./Match.ts"

export interface Market {
  /** An offer becomes available on this venue. At most one offer of a provider stands on a venue. */
  list(offer: number): void
  /** An offer is withdrawn (asleep, failed, left). Running leases are not the market's business. */
  unlist(offer: number): void
  /** An offer, listed or not, gets another price, in whole micro-USD per GPU-hour. */
  reprice(offer: number, price: number): void
  /** `providers.free` of the offer's provider went up or down. Nothing happens when the offer is not listed. */
  availabilityChanged(offer: number): void
  /** Whether an arriving or restarted order can start now; then `found` says how. Changes no GPUs. */
  match(job: number, now: number): boolean
  /** The order waits; call it directly after `match` said no. */
  enqueue(job: number, now: number): void
  /** The job leaves this venue: out of the queue if it waits there, and its place is gone. */
  remove(job: number): void
  /** The next waiting job that can start now, taken out of the queue, with `found` filled; or −1. */
  next(now: number): number
  readonly found: Match
  /** Seconds between calls of `clear`; 0: never. */
  readonly clearingInterval: number
  /** Periodic clearing or pricing; what it finds comes out of `next`. */
  clear(now: number): void
  /** What a requester who would pay at most `highest` sees: whole micro-USD per GPU-hour of the reference model for a single GPU. The cheapest that
   * is free; if nothing is, or that is too dear for it, what it may get by waiting: the last price paid, or the least that is listed. So offers that it would
   * not take turn nobody away. More than `highest` if all that is listed asks more; NaN when nothing is listed that would serve. */
  quote(gpuModels: number, regions: number, highest?: number): number
  /** Jobs that wait, and the GPUs that they ask for. */
  readonly waiting: number
  readonly queuedGpus: number
}

/** What a market reads. */
export interface MarketTables {
  readonly providers: Providers
  readonly offers: Offers
  readonly jobs: Jobs
  /** Speed of each GPU model against the reference, in the order of the catalogue; the position is the bit in a job's mask. */
  readonly speeds: Float64Array
  /** Base price of each GPU model, whole micro-USD per GPU-hour, for rules that set prices themselves. */
  readonly basePrices: Float64Array
}
