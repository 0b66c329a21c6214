import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import { DoubleAuction } from "../../packages/sim/src/market/DoubleAuction.ts"
import type { MarketTables } from "../../packages/sim/src/market/Market.ts"
import { addJob, addProvider, makeTables } from "./MarketHarness.ts"

interface Round {
  readonly tables: MarketTables
  readonly trades: ReadonlyArray<Trade>
}

interface Trade {
  readonly job: number
  readonly members: ReadonlyArray<{ readonly offer: number; readonly gpus: number; readonly price: number }>
}

const handedOut = (market: DoubleAuction): ReadonlyArray<Trade> => {
  const trades: Array<Trade> = []
  for (let job = market.next(0); job >= 0; job = market.next(0)) {
    const { count, gpus, offers, prices } = market.found
    const members = Array.from({ length: count }, (_, at) => ({
      offer: offers[at] ?? -1,
      gpus: gpus[at] ?? 0,
      price: prices[at] ?? 0
    }))
    trades.push({ job, members })
  }
  return trades
}

/** One clearing of single-GPU orders of one model against single GPUs. */
const round = (bids: ReadonlyArray<number>, asks: ReadonlyArray<number>): Round => {
  const tables = makeTables()
  const market = new DoubleAuction({ kind: "double-auction", interval: 3600 }, tables)
  asks.forEach((price, provider) => {
    addProvider(tables, 1, { price })
    market.list(provider)
  })
  bids.forEach((highest, number) => {
    const job = addJob(tables, number, { highest, models: 1 })
    expect(market.match(job, 0)).toBe(false)
    market.enqueue(job, 0)
  })
  expect(market.next(0)).toBe(-1)
  market.clear(0)
  return { tables, trades: handedOut(market) }
}

const priceOf = ({ trades }: Round): number | undefined => trades[0]?.members[0]?.price

/** The most that any allocation reaches: the q highest bids served by the q cheapest GPUs, for the best q. */
const bestSurplus = (bids: ReadonlyArray<number>, asks: ReadonlyArray<number>): number => {
  const down = bids.toSorted((a, b) => b - a)
  const up = asks.toSorted((a, b) => a - b)
  let [best, sum] = [0, 0]
  for (let traded = 0; traded < Math.min(down.length, up.length); traded++) {
    sum += (down[traded] ?? 0) - (up[traded] ?? 0)
    best = Math.max(best, sum)
  }
  return best
}

const values = fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1, maxLength: 25 })

describe("a uniform-price double auction with single GPUs of one model", () => {
  it("reaches all of the best allocation's surplus", () => {
    fc.assert(
      fc.property(values, values, (bids, asks) => {
        const { tables, trades } = round(bids, asks)
        const surplus = trades.reduce(
          (sum, { job, members }) =>
            sum + (tables.jobs.highestPrice[job] ?? 0) - (tables.offers.price[members[0]?.offer ?? -1] ?? 0),
          0
        )
        expect(surplus).toBe(bestSurplus(bids, asks))
      })
    )
  })

  it("has one price that no buyer and no seller refuses, the midpoint of the clearing interval", () => {
    fc.assert(
      fc.property(values, values, (bids, asks) => {
        const { tables, trades } = round(bids, asks)
        if (trades.length === 0) return
        const all = [...bids, ...asks].sort((a, b) => a - b)
        const price = Math.floor(((all[bids.length - 1] ?? 0) + (all[bids.length] ?? 0)) / 2)
        for (const { job, members } of trades) {
          expect(members.map((member) => [member.gpus, member.price])).toEqual([[1, price]])
          expect(price).toBeLessThanOrEqual(tables.jobs.highestPrice[job] ?? 0)
          expect(price).toBeGreaterThanOrEqual(tables.offers.price[members[0]?.offer ?? -1] ?? Infinity)
        }
        expect(new Set(trades.map(({ members }) => members[0]?.offer)).size).toBe(trades.length)
      })
    )
  })

  it("never raises its price for one more GPU on offer", () => {
    fc.assert(
      fc.property(values, values, fc.integer({ min: 1, max: 60 }), (bids, asks, more) => {
        const before = priceOf(round(bids, asks))
        const after = priceOf(round(bids, [...asks, more]))
        if (before !== undefined) expect(after).toBeLessThanOrEqual(before)
      })
    )
  })
})

const market = fc.record({
  providers: fc.array(
    fc.record({
      model: fc.nat({ max: 1 }),
      region: fc.nat({ max: 2 }),
      gpus: fc.integer({ min: 1, max: 8 }),
      price: fc.integer({ min: 1, max: 30 }),
      reputation: fc.constant(1)
    }),
    { minLength: 1, maxLength: 15 }
  ),
  jobs: fc.array(
    fc.record({
      gpus: fc.constantFrom(1, 1, 2, 4, 8, 12),
      models: fc.integer({ min: 1, max: 3 }),
      regions: fc.constantFrom(7, 7, 1, 2, 6),
      highest: fc.integer({ min: 1, max: 40 })
    }),
    { minLength: 1, maxLength: 25 }
  )
})

describe("a double auction with gangs, models and regions", () => {
  it("serves each order whole, with one acceptable model in acceptable regions at no more than its price, and sells no GPU twice", () => {
    fc.assert(
      fc.property(market, ({ jobs, providers }) => {
        const tables = makeTables([1, 0.5])
        const auction = new DoubleAuction({ kind: "double-auction", interval: 3600 }, tables)
        for (const provider of providers) auction.list(addProvider(tables, 1, provider))
        jobs.forEach((shape, number) => {
          const job = addJob(tables, number, shape)
          auction.enqueue(job, 0)
        })
        auction.clear(0)
        for (const { job, members } of handedOut(auction)) {
          const shape = jobs[job]
          if (shape === undefined) throw new RangeError(`job ${job}`)
          expect(members.reduce((sum, { gpus }) => sum + gpus, 0)).toBe(shape.gpus)
          expect(new Set(members.map(({ offer }) => tables.providers.gpuModel[offer])).size).toBe(1)
          for (const { gpus, offer, price } of members) {
            const model = tables.providers.gpuModel[offer] ?? 9
            expect((shape.models >> model) & 1).toBe(1)
            expect((shape.regions >> (tables.providers.region[offer] ?? 9)) & 1).toBe(1)
            expect(price / (tables.speeds[model] ?? 1)).toBeLessThanOrEqual(shape.highest)
            expect(price).toBeGreaterThanOrEqual(tables.offers.price[offer] ?? Infinity)
            tables.providers.free[offer] = (tables.providers.free[offer] ?? 0) - gpus
            expect(tables.providers.free[offer]).toBeGreaterThanOrEqual(0)
            auction.availabilityChanged(offer)
          }
        }
        expect(auction.waiting).toBeLessThanOrEqual(jobs.length)
      })
    )
  })

  it("leaves no single-GPU order waiting that would pay for a GPU left over in a region that it accepts", () => {
    fc.assert(
      fc.property(market, ({ jobs, providers }) => {
        const tables = makeTables([1, 1])
        const auction = new DoubleAuction({ kind: "double-auction", interval: 3600 }, tables)
        for (const provider of providers) auction.list(addProvider(tables, 1, provider))
        jobs.forEach((shape, number) => auction.enqueue(addJob(tables, number, { ...shape, gpus: 1 }), 0))
        auction.clear(0)
        const trades = handedOut(auction)
        for (const { members } of trades) {
          for (const { offer } of members) tables.providers.free[offer] = (tables.providers.free[offer] ?? 0) - 1
        }
        const served = new Set(trades.map(({ job }) => job))
        jobs.forEach(({ highest, models, regions }, job) => {
          if (served.has(job)) return
          providers.forEach(({ model, price, region }, provider) => {
            const fits = ((models >> model) & 1) === 1 && ((regions >> region) & 1) === 1 && price <= highest
            if (fits) expect(tables.providers.free[provider]).toBe(0)
          })
        })
      })
    )
  })

  it("prefers one provider to several for a gang", () => {
    const tables = makeTables()
    const auction = new DoubleAuction({ kind: "double-auction", interval: 3600 }, tables)
    for (const [gpus, price] of [
      [2, 1],
      [4, 2],
      [2, 3]
    ] as const)
      auction.list(addProvider(tables, 1, { gpus, price }))
    for (const gpus of [1, 1, 4]) auction.enqueue(addJob(tables, gpus, { gpus, highest: 10 }), 0)
    auction.clear(0)
    expect(handedOut(auction).map(({ members }) => members.map(({ gpus, offer }) => [offer, gpus]))).toEqual([
      [[1, 4]],
      [[0, 1]],
      [[0, 1]]
    ])
  })
})
