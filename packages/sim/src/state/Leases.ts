import type { Jobs } from "./Jobs.ts"
import type { Providers } from "./Providers.ts"
import { none, Table } from "./Table.ts"

/** Leases: so many GPUs of a provider for a job at a price. A gang has one for each provider that serves it. */
export class Leases extends Table {
  job = new Int32Array(this.capacity)
  provider = new Int32Array(this.capacity)
  /** The offer that was taken. */
  offer = new Int32Array(this.capacity)
  gpus = new Int32Array(this.capacity)
  /** Whole micro-USD per GPU-hour. */
  price = new Float64Array(this.capacity)
  startedAt = new Float64Array(this.capacity)
  /** Next lease of the same job; neighbours in the provider's list. */
  nextOfJob = new Int32Array(this.capacity)
  nextOfProvider = new Int32Array(this.capacity)
  previousOfProvider = new Int32Array(this.capacity)

  /** Opens a lease and puts it at the head of both lists. Whoever calls takes the GPUs from `providers.free`. */
  open(
    jobs: Jobs,
    providers: Providers,
    job: number,
    provider: number,
    offer: number,
    gpus: number,
    price: number,
    now: number
  ): number {
    const row = this.allocate()
    const first = providers.firstLease[provider] ?? none
    this.job[row] = job
    this.provider[row] = provider
    this.offer[row] = offer
    this.gpus[row] = gpus
    this.price[row] = price
    this.startedAt[row] = now
    this.nextOfJob[row] = jobs.firstLease[job] ?? none
    this.nextOfProvider[row] = first
    this.previousOfProvider[row] = none
    if (first !== none) this.previousOfProvider[first] = row
    jobs.firstLease[job] = row
    providers.firstLease[provider] = row
    return row
  }

  /** Takes a lease out of both lists and gives the row back. */
  close(jobs: Jobs, providers: Providers, row: number): void {
    this.unlinkFromJob(jobs, row)
    const next = this.nextOfProvider[row] ?? none
    const previous = this.previousOfProvider[row] ?? none
    if (next !== none) this.previousOfProvider[next] = previous
    if (previous !== none) this.nextOfProvider[previous] = next
    else providers.firstLease[this.provider[row] ?? none] = next
    this.release(row)
  }

  /** A job has few leases and mostly closes the first: its list is linked one way only. */
  private unlinkFromJob(jobs: Jobs, row: number): void {
    const job = this.job[row] ?? none
    const next = this.nextOfJob[row] ?? none
    let before = jobs.firstLease[job] ?? none
    if (before === row) {
      jobs.firstLease[job] = next
      return
    }
    while (this.nextOfJob[before] !== row) before = this.nextOfJob[before] ?? none
    this.nextOfJob[before] = next
  }
}
