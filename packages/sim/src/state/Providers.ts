import { none, Table } from "./Table.ts"

/** What a provider is. */
export const ProviderKind = { dataCentre: 0, idleOwner: 1, minerSite: 2, cloud: 3 } as const
export type ProviderKind = (typeof ProviderKind)[keyof typeof ProviderKind]
export const providerKinds = ["data-centre", "idle-owner", "miner-site", "cloud"] as const

/** Whether a provider's machines can be rented. */
export const ProviderState = { online: 0, asleep: 1, left: 2 } as const
export type ProviderState = (typeof ProviderState)[keyof typeof ProviderState]

/** Providers: a row is one party's machines of one GPU model in one region.
 *
 * `free` is what can still be sold, on whichever network it is offered: a GPU is sold once. */
export class Providers extends Table {
  /** Number of its owner in the cohort: the entity of its random draws. */
  number = new Float64Array(this.capacity)
  kind = new Uint8Array(this.capacity)
  state = new Uint8Array(this.capacity)
  /** Position of the cohort that it came from, or of the site for a converted miner. */
  cohort = new Int32Array(this.capacity)
  /** Position in the catalogue. */
  gpuModel = new Uint8Array(this.capacity)
  /** Position in the catalogue. */
  region = new Uint8Array(this.capacity)
  /** Access link, bit/s. */
  upload = new Float64Array(this.capacity)
  download = new Float64Array(this.capacity)
  /** GPUs that it owns. */
  gpus = new Int32Array(this.capacity)
  /** GPUs that are broken and not yet repaired. */
  down = new Int32Array(this.capacity)
  /** GPUs that can be rented now: neither rented nor broken; 0 while it is not online. */
  free = new Int32Array(this.capacity)
  /** Running cost of one offered GPU for an hour, USD. */
  costPerOfferedHour = new Float64Array(this.capacity)
  /** Additional cost of one rented GPU for an hour, USD: the power it draws under load. */
  costPerRentedHour = new Float64Array(this.capacity)
  /** A smoothed score of how leases ended, 0 to 1: see `supply/ReputationConfig.ts`. */
  reputation = new Float64Array(this.capacity)
  /** Failures so far: the attempt of the next failure's draw. */
  failures = new Int32Array(this.capacity)
  /** Its USD wallet, an account of the ledger; those of tokens stand with the networks. */
  wallet = new Int32Array(this.capacity)
  /** Head of its list of leases. */
  firstLease = new Int32Array(this.capacity)
  /** Head of its list of offers. */
  firstOffer = new Int32Array(this.capacity)
  /** Pending events, or −1: coming and going; the next failure. */
  nextEvent = new Float64Array(this.capacity)
  nextFailure = new Float64Array(this.capacity)
  /** How often it came or went: the attempt of the next draw of its availability. */
  turns = new Int32Array(this.capacity)
  /** GPU-seconds that it offered and that were rented, since it joined. */
  offeredGpuSeconds = new Float64Array(this.capacity)
  rentedGpuSeconds = new Float64Array(this.capacity)
  /** The same integrals at the last settlement. */
  offeredBefore = new Float64Array(this.capacity)
  rentedBefore = new Float64Array(this.capacity)
  /** The same integrals when the price was last looked at. */
  pricedOffered = new Float64Array(this.capacity)
  pricedRented = new Float64Array(this.capacity)
  /** Instant up to which the two integrals above are exact. */
  meteredAt = new Float64Array(this.capacity)
  /** Income from jobs and from rewards, USD at the price of the day, and cost, USD. */
  earned = new Float64Array(this.capacity)
  rewarded = new Float64Array(this.capacity)
  cost = new Float64Array(this.capacity)
  /** Of the income, what a site's owner has already booked, USD. */
  collected = new Float64Array(this.capacity)

  /** A provider with nothing rented, nothing offered and clean books, asleep until somebody wakes it. */
  add(
    number: number,
    kind: ProviderKind,
    cohort: number,
    gpuModel: number,
    region: number,
    gpus: number,
    now: number
  ): number {
    const row = this.allocate()
    this.number[row] = number
    this.kind[row] = kind
    this.state[row] = ProviderState.asleep
    this.cohort[row] = cohort
    this.gpuModel[row] = gpuModel
    this.region[row] = region
    this.upload[row] = 0
    this.download[row] = 0
    this.gpus[row] = gpus
    this.free[row] = 0
    this.collected[row] = 0
    this.pricedRented[row] = 0
    this.pricedOffered[row] = 0
    this.rentedBefore[row] = 0
    this.offeredBefore[row] = 0
    this.turns[row] = 0
    this.nextFailure[row] = none
    this.down[row] = 0
    this.costPerOfferedHour[row] = 0
    this.costPerRentedHour[row] = 0
    this.reputation[row] = 1
    this.failures[row] = 0
    this.wallet[row] = none
    this.firstLease[row] = none
    this.firstOffer[row] = none
    this.nextEvent[row] = none
    this.offeredGpuSeconds[row] = 0
    this.rentedGpuSeconds[row] = 0
    this.meteredAt[row] = now
    this.earned[row] = 0
    this.rewarded[row] = 0
    this.cost[row] = 0
    return row
  }
}

/** Whether a provider belongs to a cohort of owners: clouds and converted sites keep books of their own. */
export const isOwner = (providers: Providers, provider: number): boolean =>
  (providers.kind[provider] ?? ProviderKind.cloud) <= ProviderKind.idleOwner
