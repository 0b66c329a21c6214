import { describe, expect, it } from "vitest"
import * as Snapshot from "../../packages/sim/src/kernel/Snapshot.ts"
import type { Market, MarketTables } from "../../packages/sim/src/market/Market.ts"
import { make, type MarketConfig } from "../../packages/sim/src/market/MarketConfig.ts"
import { addJob, addProvider, makeTables } from "./MarketHarness.ts"

interface Root {
  readonly tables: MarketTables
  readonly market: Market
}

const configs: ReadonlyArray<MarketConfig> = [
  { kind: "posted-price" },
  { kind: "reverse-auction", bids: 20, price_weight: 1, reputation_weight: 1 },
  { kind: "first-come-queue", backfill: false },
  { kind: "double-auction", interval: 60 },
  { kind: "utilisation-priced", interval: 60, target: 0.5, lowest: 0.5, highest: 2 }
]

/** A few hundred arrivals and withdrawals, and what became of them. */
const carryOn = ({ market, tables }: Root, from: number): ReadonlyArray<ReadonlyArray<number>> => {
  const log: Array<ReadonlyArray<number>> = []
  const start = (job: number): void => {
    const { count, gpus, offers, prices } = market.found
    for (let at = 0; at < count; at++) {
      const offer = offers[at] ?? -1
      log.push([job, offer, gpus[at] ?? 0, prices[at] ?? 0])
      tables.providers.free[offer] = (tables.providers.free[offer] ?? 0) - (gpus[at] ?? 0)
      market.availabilityChanged(offer)
    }
  }
  for (let number = from; number < from + 200; number++) {
    if (number % 2 === 0) market.list(addProvider(tables, 1, { gpus: 1 + (number % 5), price: 1 + (number % 17) }))
    if (number % 11 === 0) market.unlist(number % tables.offers.used)
    if (number % 7 === 0) market.reprice(number % tables.offers.used, 1 + (number % 13))
    if (number % 10 === 0) market.clear(number)
    for (let job = market.next(number); job >= 0; job = market.next(number)) start(job)
    const job = addJob(tables, number, { gpus: 1 + (number % 4), highest: 5 + (number % 20) })
    if (market.match(job, number)) start(job)
    else market.enqueue(job, number)
  }
  return log
}

describe.each(configs)("a market of $kind", (config) => {
  it("goes on from a restored snapshot as it went on the first time", () => {
    const tables = makeTables()
    const root: Root = { tables, market: make(Object.freeze(config), tables) }
    expect(carryOn(root, 0).length).toBeGreaterThan(0)
    const saved = Snapshot.take(root)
    const first = carryOn(root, 200)
    Snapshot.restore(root, saved)
    expect(carryOn(root, 200)).toEqual(first)
  })
})
