/** Drives a market and its naive twin through the same happenings and compares everything they say. */
import * as fc from "fast-check"
import { expect } from "vitest"
import type { Market, MarketTables } from "../../packages/sim/src/market/Market.ts"
import { Jobs } from "../../packages/sim/src/state/Jobs.ts"
import { Offers } from "../../packages/sim/src/state/Offers.ts"
import { Providers } from "../../packages/sim/src/state/Providers.ts"
import type { Member, NaiveMarket } from "./NaiveMarket.ts"

export const makeTables = (speeds: ReadonlyArray<number> = [1, 1, 1]): MarketTables => ({
  providers: new Providers(2),
  offers: new Offers(2),
  jobs: new Jobs(2),
  speeds: Float64Array.from(speeds),
  basePrices: Float64Array.from(speeds, (speed) => Math.round(speed * 20))
})

export const addProvider = (
  tables: MarketTables,
  venues: number,
  { model = 0, region = 0, gpus = 1, price = 10, reputation = 1 }: Partial<ProviderShape> = {}
): number => {
  const { offers, providers } = tables
  const provider = providers.add(providers.used, 0, 0, model, region, gpus, 0)
  providers.free[provider] = gpus
  providers.reputation[provider] = reputation
  let offer = -1
  for (let venue = 0; venue < venues; venue++) offer = offers.add(provider, venue, price + venue, offer)
  providers.firstOffer[provider] = offer
  return provider
}

export interface ProviderShape {
  readonly model: number
  readonly region: number
  readonly gpus: number
  readonly price: number
  readonly reputation: number
}

export interface JobShape {
  readonly gpus: number
  readonly models: number
  readonly regions: number
  readonly highest: number
}

export const addJob = (
  tables: MarketTables,
  number: number,
  { gpus = 1, highest = 100, models = 0b111, regions = 0b111 }: Partial<JobShape> = {}
): number => {
  const { jobs } = tables
  const job = jobs.add(number, 0, 0)
  jobs.gpus[job] = gpus
  jobs.gpuModels[job] = models
  jobs.regions[job] = regions
  jobs.highestPrice[job] = highest
  return job
}

export type Happening =
  | ({ readonly what: "join" } & ProviderShape)
  | ({ readonly what: "arrive"; readonly venue: number } & JobShape)
  | {
      readonly what: "clear" | "end" | "interrupt" | "abandon" | "sleep" | "wake"
      readonly which: number
      readonly venue: number
    }
  | { readonly what: "reprice"; readonly which: number; readonly venue: number; readonly price: number }

const which = fc.nat({ max: 1000 })
const venue = fc.nat({ max: 1 })
const price = fc.integer({ min: 1, max: 20 })

export const happening: fc.Arbitrary<Happening> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      what: fc.constant("join" as const),
      model: fc.nat({ max: 2 }),
      region: fc.nat({ max: 2 }),
      gpus: fc.integer({ min: 1, max: 4 }),
      price,
      reputation: fc.constantFrom(0, 0.25, 0.5, 0.8, 1)
    })
  },
  {
    weight: 6,
    arbitrary: fc.record({
      what: fc.constant("arrive" as const),
      venue,
      gpus: fc.constantFrom(1, 1, 1, 2, 3, 4, 7),
      models: fc.integer({ min: 1, max: 7 }),
      regions: fc.constantFrom(7, 7, 1, 2, 6),
      highest: fc.integer({ min: 1, max: 25 })
    })
  },
  {
    weight: 7,
    arbitrary: fc.record({
      what: fc.constantFrom("end", "end", "end", "interrupt", "abandon", "sleep", "wake", "clear"),
      which,
      venue
    })
  },
  { weight: 1, arbitrary: fc.record({ what: fc.constant("reprice" as const), which, venue, price }) }
)

/** Long enough that queues build up and gangs find their GPUs scattered. */
export const happenings = fc.array(happening, { minLength: 1, maxLength: 120, size: "max" })

interface Running {
  readonly venue: number
  readonly members: ReadonlyArray<Member>
}

/** Two venues over the same providers, each with a market and its twin. */
export class Harness {
  readonly running = new Map<number, Running>()
  readonly waiting = new Map<number, number>()
  readonly tables: MarketTables
  private readonly markets: ReadonlyArray<Market>
  private readonly twins: ReadonlyArray<NaiveMarket>
  private numbers = 0

  constructor(tables: MarketTables, markets: ReadonlyArray<Market>, twins: ReadonlyArray<NaiveMarket>) {
    this.tables = tables
    this.markets = markets
    this.twins = twins
  }

  private market(at: number): Market {
    const market = this.markets[at]
    if (market === undefined) throw new RangeError(`no venue ${at}`)
    return market
  }

  private twin(at: number): NaiveMarket {
    const twin = this.twins[at]
    if (twin === undefined) throw new RangeError(`no venue ${at}`)
    return twin
  }

  do(event: Happening): void {
    const { tables } = this
    switch (event.what) {
      case "join": {
        const provider = addProvider(tables, this.markets.length, event)
        this.eachOffer(provider, (offer, at) => this.list(offer, at))
        break
      }
      case "arrive":
        this.drain()
        this.arrive(addJob(tables, this.numbers++, event), event.venue)
        break
      case "end":
      case "interrupt": {
        const job = pick([...this.running.keys()], event.which)
        if (job !== undefined) this.stop(job, event.what === "interrupt")
        break
      }
      case "abandon": {
        if (event.which % 4 === 0) this.drain()
        const job = pick([...this.waiting.keys()], event.which)
        if (job === undefined) break
        const at = this.waiting.get(job) ?? 0
        this.waiting.delete(job)
        this.market(at).remove(job)
        this.twin(at).remove(job)
        tables.jobs.release(job)
        break
      }
      case "clear":
        this.market(event.venue).clear(0)
        this.twin(event.venue).clear()
        break
      case "sleep":
      case "wake":
      case "reprice": {
        if (tables.offers.used === 0) break
        const offer = event.which % tables.offers.used
        const at = tables.offers.venue[offer] ?? 0
        if (event.what === "wake") this.list(offer, at)
        else if (event.what === "reprice") this.market(at).reprice(offer, event.price)
        else {
          this.market(at).unlist(offer)
          this.twin(at).listed.delete(offer)
        }
        break
      }
    }
    this.check()
  }

  private list(offer: number, at: number): void {
    this.market(at).list(offer)
    this.twin(at).listed.add(offer)
  }

  private eachOffer(provider: number, use: (offer: number, venue: number) => void): void {
    const { offers, providers } = this.tables
    for (let offer = providers.firstOffer[provider] ?? -1; offer >= 0; offer = offers.nextOfProvider[offer] ?? -1) {
      use(offer, offers.venue[offer] ?? 0)
    }
  }

  private move(members: ReadonlyArray<Member>, sign: 1 | -1): void {
    const { offers, providers } = this.tables
    for (const { gpus, offer } of members) {
      const provider = offers.provider[offer] ?? -1
      providers.free[provider] = (providers.free[provider] ?? 0) + sign * gpus
      this.eachOffer(provider, (other, at) => this.market(at).availabilityChanged(other))
    }
  }

  private arrive(job: number, at: number): void {
    const expected = this.twin(at).match(job)
    const can = this.market(at).match(job, 0)
    expect(can ? this.found(at) : undefined).toEqual(expected)
    if (expected !== undefined) this.start(job, at, expected)
    else {
      this.market(at).enqueue(job, 0)
      this.twin(at).enqueue(job)
      this.waiting.set(job, at)
    }
  }

  private start(job: number, at: number, members: ReadonlyArray<Member>): void {
    this.running.set(job, { venue: at, members })
    this.move(members, -1)
  }

  private stop(job: number, comesBack: boolean): void {
    const stopped = this.running.get(job)
    if (stopped === undefined) return
    this.running.delete(job)
    this.move(stopped.members, 1)
    if (comesBack) {
      this.drain()
      this.arrive(job, stopped.venue)
    } else {
      this.twin(stopped.venue).forget(job)
      this.tables.jobs.release(job)
    }
  }

  /** Starts whoever can start. Several things may have happened since the last time. */
  drain(): void {
    for (let at = 0; at < this.markets.length; at++) {
      for (;;) {
        const expected = this.twin(at).next()
        const job = this.market(at).next(0)
        expect(job < 0 ? undefined : { job, members: this.found(at) }).toEqual(expected)
        if (expected === undefined) break
        this.waiting.delete(job)
        this.start(job, at, expected.members)
      }
    }
  }

  private found(at: number): ReadonlyArray<Member> {
    const { found } = this.market(at)
    return Array.from({ length: found.count }, (_, member) => ({
      offer: found.offers[member] ?? -1,
      gpus: found.gpus[member] ?? 0,
      price: found.prices[member] ?? 0
    }))
  }

  /** No GPU is sold twice, and the queues agree. */
  private check(): void {
    const { jobs, offers, providers } = this.tables
    const sold = new Map<number, number>()
    for (const { members } of this.running.values()) {
      for (const { gpus, offer } of members) {
        const provider = offers.provider[offer] ?? -1
        sold.set(provider, (sold.get(provider) ?? 0) + gpus)
      }
    }
    for (let provider = 0; provider < providers.used; provider++) {
      const free = providers.free[provider] ?? 0
      expect(free).toBeGreaterThanOrEqual(0)
      expect(free + (sold.get(provider) ?? 0)).toBe(providers.gpus[provider])
    }
    this.markets.forEach((market, at) => {
      expect(market.waiting).toBe(this.twin(at).queue.length)
      expect(market.queuedGpus).toBe(this.twin(at).queue.reduce((sum, job) => sum + (jobs.gpus[job] ?? 0), 0))
    })
  }
}

const pick = <T>(items: ReadonlyArray<T>, which: number): T | undefined =>
  items.length === 0 ? undefined : items[which % items.length]
