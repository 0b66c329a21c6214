import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import { make, type MarketConfig } from "../../packages/sim/src/market/MarketConfig.ts"
import { multiplier } from "../../packages/sim/src/market/UtilisationPriced.ts"
import { addJob, addProvider, Harness, happenings, makeTables } from "./MarketHarness.ts"
import { NaiveMarket, type Rule } from "./NaiveMarket.ts"

const byUtilisation = {
  kind: "utilisation-priced",
  interval: 3600,
  target: 0.5,
  lowest: 0.5,
  highest: 2
} as const satisfies MarketConfig

const rules: ReadonlyArray<readonly [name: string, config: MarketConfig, rule: Rule]> = [
  ["posted prices", { kind: "posted-price" }, { kind: "cheapest", headBlocks: false }],
  ["a queue with backfill", { kind: "first-come-queue", backfill: true }, { kind: "cheapest", headBlocks: false }],
  ["a strict queue", { kind: "first-come-queue", backfill: false }, { kind: "cheapest", headBlocks: true }],
  [
    "a reverse auction with three bids",
    { kind: "reverse-auction", bids: 3, price_weight: 1, reputation_weight: 1 },
    { kind: "score", bids: 3, priceWeight: 1, reputationWeight: 1 }
  ],
  [
    "a reverse auction with twenty bids by reputation",
    { kind: "reverse-auction", bids: 20, price_weight: 0.5, reputation_weight: 2 },
    { kind: "score", bids: 20, priceWeight: 0.5, reputationWeight: 2 }
  ],
  [
    "a reverse auction that ignores prices",
    { kind: "reverse-auction", bids: 5, price_weight: 0, reputation_weight: 1 },
    { kind: "score", bids: 5, priceWeight: 0, reputationWeight: 1 }
  ],
  [
    "prices by utilisation",
    byUtilisation,
    { kind: "venue-price", multiplier: (utilisation) => multiplier(byUtilisation, utilisation) }
  ]
]

const run = (config: MarketConfig, rule: Rule, speeds: ReadonlyArray<number>, numRuns: number): void =>
  fc.assert(
    fc.property(happenings, (events) => {
      const tables = makeTables(speeds)
      const venues = [0, 1]
      const harness = new Harness(
        tables,
        venues.map(() => make(config, tables)),
        venues.map(() => new NaiveMarket(tables, rule))
      )
      for (const event of events) harness.do(event)
      harness.drain()
    }),
    { numRuns, seed: 7 }
  )

describe.each(rules)("%s", (_name, config, rule) => {
  it("does what sorting and scanning does, on two venues that share providers, and sells no GPU twice", () => {
    run(config, rule, [1, 1, 1], 30)
  })

  it("compares models by the price of the work they do", () => {
    run(config, rule, [1, 0.5, 0.3155], 20)
  })
})

describe("a tenant that ignores prices", () => {
  it("looks at dearer bids of the same reputation, and takes the lowest number", () => {
    const tables = makeTables()
    const market = make({ kind: "reverse-auction", bids: 5, price_weight: 0, reputation_weight: 1 }, tables)
    for (const [price, reputation] of [
      [2, 1],
      [1, 1],
      [1, 0]
    ] as const) {
      market.list(addProvider(tables, 1, { price, reputation }))
    }
    for (const models of [0b1, 0b111]) {
      expect(market.match(addJob(tables, 0, { models }), 0)).toBe(true)
      expect(market.found.offers[0]).toBe(0)
    }
  })
})

describe("a gang that no provider can serve alone", () => {
  const scattered = (prices: ReadonlyArray<number>, regions: ReadonlyArray<number>) => {
    const tables = makeTables()
    const market = make({ kind: "posted-price" }, tables)
    prices.forEach((price, at) => market.list(addProvider(tables, 1, { price, region: regions[at] ?? 0 })))
    return { tables, market }
  }

  it("may span many providers", () => {
    const { market, tables } = scattered(
      Array.from({ length: 50 }, (_, at) => 50 - at),
      []
    )
    expect(market.match(addJob(tables, 0, { gpus: 40 }), 0)).toBe(true)
    const { count, gpus, offers, prices } = market.found
    expect(count).toBe(40)
    expect([...gpus.subarray(0, count)]).toEqual(Array.from({ length: 40 }, () => 1))
    expect([...offers.subarray(0, count)]).toEqual(Array.from({ length: 40 }, (_, at) => 49 - at))
    expect([...prices.subarray(0, count)]).toEqual(Array.from({ length: 40 }, (_, at) => at + 1))
  })

  it("stays in one region even if several would be cheaper, and leaves it only when it must", () => {
    const { market, tables } = scattered([1, 5, 2, 6], [0, 1, 2, 1])
    expect(market.match(addJob(tables, 0, { gpus: 2 }), 0)).toBe(true)
    expect([...market.found.offers.subarray(0, 2)]).toEqual([1, 3])
    expect(market.match(addJob(tables, 1, { gpus: 3 }), 0)).toBe(true)
    expect([...market.found.offers.subarray(0, 3)]).toEqual([0, 2, 1])
  })
})

describe("prices by utilisation", () => {
  it("let a waiting gang start when a higher price brings more providers in", () => {
    const tables = makeTables()
    const market = make(byUtilisation, tables)
    const busy = addProvider(tables, 1, { gpus: 8, price: 1 })
    tables.providers.free[busy] = 0
    for (const price of [1, 30]) market.list(addProvider(tables, 1, { price }))
    const job = addJob(tables, 0, { gpus: 2 })
    expect(market.match(job, 0)).toBe(false)
    market.enqueue(job, 0)
    market.list(busy)
    market.unlist(1)
    market.list(1)
    expect(market.next(0)).toBe(-1)
    market.clear(3600)
    expect(market.quote(1, 1)).toBe(32)
    expect(market.next(3600)).toBe(job)
    expect([...market.found.prices.subarray(0, 2)]).toEqual([32, 32])
  })
})

describe("the highest price", () => {
  it("is met to the last bit by a price that divides to it", () => {
    const tables = makeTables([0.29])
    const market = make({ kind: "posted-price" }, tables)
    market.list(addProvider(tables, 1, { price: 29 }))
    expect(market.match(addJob(tables, 0, { highest: 100 }), 0)).toBe(true)
    market.reprice(0, 30)
    expect(market.match(addJob(tables, 1, { highest: 100 }), 0)).toBe(false)
  })
})

describe("quotes", () => {
  it("show the cheapest free GPU, the last price paid when all are taken, and nothing when nothing is listed", () => {
    const tables = makeTables([1, 0.5])
    const market = make({ kind: "posted-price" }, tables)
    expect(market.quote(0b11, 0b1)).toBeNaN()
    const cheap = addProvider(tables, 1, { price: 10 })
    const dear = addProvider(tables, 1, { price: 14 })
    addProvider(tables, 1, { model: 1, price: 6 })
    for (const offer of [0, 1, 2]) market.list(offer)
    expect(market.quote(0b01, 0b1)).toBe(10)
    expect(market.quote(0b10, 0b1)).toBe(12)
    expect(market.quote(0b11, 0b1)).toBe(10)
    expect(market.quote(0b11, 0b10)).toBeNaN()
    for (const provider of [cheap, dear]) {
      expect(market.match(addJob(tables, provider, { models: 1 }), 0)).toBe(true)
      tables.providers.free[provider] = 0
      market.availabilityChanged(provider)
    }
    expect(market.quote(0b01, 0b1)).toBe(14)
    expect(market.quote(0b11, 0b1)).toBe(12)
  })

  it("show who finds what is free too dear what it may get by waiting: the last price paid, or else the least that is listed for it", () => {
    const tables = makeTables()
    const market = make({ kind: "posted-price" }, tables)
    const place = (price: number, region = 0) => {
      const provider = addProvider(tables, 1, { price, region })
      market.list(provider)
      return provider
    }
    const take = (provider: number) => {
      expect(market.match(addJob(tables, provider, { regions: 0b1 }), 0)).toBe(true)
      tables.providers.free[provider] = 0
      market.availabilityChanged(provider)
    }
    place(5, 1)
    for (const provider of [place(10), place(20)]) tables.providers.free[provider] = 0
    for (const provider of [1, 2]) market.availabilityChanged(provider)
    const dear = place(30)
    expect(market.quote(1, 0b1)).toBe(30)
    expect(market.quote(1, 0b1, 30)).toBe(30)
    expect(market.quote(1, 0b1, 29)).toBe(10)
    // Nothing that is listed in its region asks so little.
    expect(market.quote(1, 0b1, 9)).toBe(10)
    tables.providers.free[1] = 1
    market.availabilityChanged(1)
    take(1)
    expect(market.quote(1, 0b1, 29)).toBe(10)
    tables.providers.free[2] = 1
    market.availabilityChanged(2)
    take(2)
    expect(market.quote(1, 0b1, 29)).toBe(20)
    expect(market.quote(1, 0b1, 15)).toBe(10)
    market.unlist(1)
    market.unlist(2)
    expect(market.quote(1, 0b1, 29)).toBe(30)
    market.unlist(dear)
    expect(market.quote(1, 0b1, 29)).toBeNaN()
  })
})

describe("a price by utilisation", () => {
  it("takes broken GPUs for neither free nor rented, whether they break before or after they are listed", () => {
    const tables = makeTables()
    const config = { kind: "utilisation-priced", interval: 3600, target: 0.5, lowest: 0.5, highest: 2 } as const
    const market = make(config, tables)
    const { providers } = tables
    for (let provider = 0; provider < 2; provider++) {
      addProvider(tables, 1, { gpus: 8, price: 1 })
      if (provider === 1) market.list(provider)
      providers.down[provider] = 4
      providers.free[provider] = 4
      if (provider === 1) market.availabilityChanged(provider)
      else market.list(provider)
    }
    const priceAt = (now: number) => {
      market.clear(now)
      return market.quote(0b1, 0b1)
    }
    expect(priceAt(1)).toBe(10)
    for (const provider of [0, 1]) {
      providers.free[provider] = 2
      market.availabilityChanged(provider)
    }
    expect(priceAt(2)).toBe(20)
    for (const provider of [0, 1]) {
      providers.down[provider] = 0
      providers.free[provider] = 6
      market.availabilityChanged(provider)
    }
    expect(priceAt(3)).toBe(15)
    for (const provider of [0, 1]) market.unlist(provider)
    market.list(0)
    expect(priceAt(4)).toBe(15)
  })
})

describe("the order of waiting jobs", () => {
  it("gives an interrupted job its earlier place back", () => {
    const tables = makeTables()
    const market = make({ kind: "posted-price" }, tables)
    const provider = addProvider(tables, 1)
    market.list(0)
    const [first, second] = [addJob(tables, 0), addJob(tables, 1)]
    expect(market.match(first, 0)).toBe(true)
    tables.providers.free[provider] = 0
    market.availabilityChanged(0)
    expect(market.match(second, 1)).toBe(false)
    market.enqueue(second, 1)
    market.unlist(0)
    expect(market.match(first, 2)).toBe(false)
    market.enqueue(first, 2)
    tables.providers.free[provider] = 1
    market.list(0)
    expect(market.next(3)).toBe(first)
  })

  it("puts a job that comes from elsewhere behind those that wait", () => {
    const tables = makeTables()
    const [one, other] = [make({ kind: "posted-price" }, tables), make({ kind: "posted-price" }, tables)]
    const [mover, stayer] = [addJob(tables, 0), addJob(tables, 1)]
    expect(one.match(mover, 0)).toBe(false)
    one.enqueue(mover, 0)
    expect(other.match(stayer, 1)).toBe(false)
    other.enqueue(stayer, 1)
    one.remove(mover)
    expect(other.match(mover, 2)).toBe(false)
    other.enqueue(mover, 2)
    addProvider(tables, 1)
    other.list(0)
    expect(other.next(3)).toBe(stayer)
  })
})
