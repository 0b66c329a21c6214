import * as SeriesConfig from "../../packages/sim/src/state/SeriesConfig.ts"
import { Schema } from "effect"
import { describe, expect, it } from "vitest"
import { Draws } from "../../packages/sim/src/kernel/Draws.ts"
import { HashPrice, hashPriceOf } from "../../packages/sim/src/supply/HashPrice.ts"
import { HashPriceConfig } from "../../packages/sim/src/supply/HashPriceConfig.ts"

const decode = Schema.decodeUnknownSync(HashPriceConfig)
const day = 86_400
const year = 365 * day
const path = (written: object, own = 0, seed = 1) => new HashPrice(decode(written), new Draws(seed), own)
const still = { kind: "endogenous", entry: 0, elasticity: 0, halving_in: "100 years" }

describe("the hash price", () => {
  it("is reward times price times blocks a day over hash rate", () => {
    expect(hashPriceOf(3.125 * 1.02, 90_000, 1082)).toBeCloseTo(38.2, 1)
    expect(path(still).hashPrice).toBeCloseTo(38.2, 1)
  })

  it("stays where it is while nothing changes", () => {
    const price = path({ ...still, entry: 0.3, elasticity: 0.14 })
    const before = price.hashPrice
    price.advance(year, 0)
    expect(price.hashPrice).toBeCloseTo(before, 6)
    expect(price.retargets).toBe(26)
  })

  it("is not affected by how often it is asked", () => {
    const written = { kind: "endogenous", btc_price: { kind: "brownian" } }
    const often = path(written)
    const once = path(written)
    for (let now = 0; now <= 2 * year; now += 12_345) often.advance(now, 0)
    once.advance(2 * year - ((2 * year) % 12_345), 0)
    expect(often.hashPrice).toBe(once.hashPrice)
    expect(often.difficulty).toBe(once.difficulty)
  })

  it("halves with the subsidy at once, and recovers a little as others switch off", () => {
    const price = path({ ...still, elasticity: 0.14, fees: 0, halving_in: "10 days" })
    const before = price.hashPrice
    price.advance(11 * day, 0)
    expect(price.halvings).toBe(1)
    expect(price.hashPrice / before).toBeLessThan(0.52)
    price.advance(year, 0)
    expect(price.hashPrice / before).toBeCloseTo(0.5 ** (1 / 1.14), 3)
    expect(price.hashRate / 1082).toBeCloseTo(0.5 ** (0.14 / 1.14), 3)
  })

  it("falls with the hash rate as in April 2024: 110 to 47 USD/PH/day takes 650 to about 579 EH/s", () => {
    const price = path({
      ...still,
      elasticity: 0.14,
      hash_rate: "650 EH/s",
      btc_price: { kind: "constant", price: "60000 USD" }
    })
    price.scale = (47 / 110) ** 1.14
    price.advance(year, 0)
    expect(price.hashRate).toBeCloseTo(650 * (47 / 110) ** 0.14, 0)
    expect(Math.abs(price.hashRate / 579 - 1)).toBeLessThan(0.01)
  })

  it("rises for the others when our sites switch off, after the difficulty has followed", () => {
    const price = path(still, 82)
    const before = price.hashPrice
    price.advance(5 * day, 0)
    expect(price.hashRate).toBeCloseTo(1000, 9)
    expect(price.hashPrice).toBe(before)
    price.advance(60 * day, 0)
    expect(price.hashPrice / before).toBeCloseTo(1.082, 6)
  })

  it("lets the difficulty change by no more than a factor of four at a time", () => {
    const price = path(still, 1081)
    const seen = [price.difficulty]
    for (let now = 0; now < 100 * year; now += 7 * day) {
      price.advance(now, 0)
      if (price.difficulty !== seen.at(-1)) seen.push(price.difficulty)
    }
    const factors = seen.slice(1).map((difficulty, index) => difficulty / (seen[index] ?? 1))
    expect(Math.min(...factors)).toBe(0.25)
    expect(price.difficulty).toBeCloseTo(1, 6)
    const rising = path(still)
    rising.advance(60 * day, 1e6)
    expect(rising.difficulty).toBeLessThanOrEqual(1082 * 4 ** rising.retargets)
    expect(rising.difficulty).toBeCloseTo(1e6 + 1082, 0)
  })

  it("drifts back as fleets come and go", () => {
    const price = path({ ...still, entry: 1 })
    const before = price.hashPrice
    price.scale = 2
    price.advance(30 * day, 0)
    expect(price.hashPrice / before).toBeGreaterThan(1.7)
    price.advance(10 * year, 0)
    expect(price.hashPrice / before).toBeCloseTo(1, 2)
  })

  it("follows a path of its own for each seed and the same for the same", () => {
    const written = { kind: "endogenous", btc_price: { kind: "brownian" } }
    const [one, again, other] = [path(written, 0, 1), path(written, 0, 1), path(written, 0, 2)]
    for (const price of [one, again, other]) price.advance(year, 0)
    expect(one.bitcoinPrice).toBe(again.bitcoinPrice)
    expect(one.bitcoinPrice).not.toBe(other.bitcoinPrice)
  })

  it("has the drift and volatility that were asked for", () => {
    const logs = Array.from({ length: 200 }, (_, seed) => {
      const price = path({ kind: "endogenous", btc_price: { kind: "brownian", drift: "10% per year" } }, 0, seed)
      price.advance(year, 0)
      return Math.log(price.bitcoinPrice / 90_000)
    })
    const mean = logs.reduce((sum, log) => sum + log, 0) / logs.length
    const variance = logs.reduce((sum, log) => sum + (log - mean) ** 2, 0) / (logs.length - 1)
    expect(Math.abs(mean - (Math.log(1.1) - 0.18))).toBeLessThan(3 * (0.6 / Math.sqrt(200)))
    expect(Math.abs(Math.sqrt(variance) - 0.6)).toBeLessThan(0.1)
  })

  it("can be read from rows", () => {
    const config = decode({ kind: "given", price: { kind: "series", file: "hash-price.csv" } })
    if (config.kind !== "given" || typeof config.price === "number") throw new Error("not a series")
    const course = { time: Float64Array.of(0, 10 * day), value: Float64Array.of(50, 40), period: Infinity }
    const given = new HashPrice(config, new Draws(1), 0, { [SeriesConfig.key(config.price)]: course })
    expect(given.hashPrice).toBe(50)
    given.advance(9 * day, 0)
    expect(given.hashPrice).toBe(50)
    given.advance(10 * day, 0)
    expect(given.hashPrice).toBe(40)
  })

  it("can be given with a steady change and a halving", () => {
    const given = path({ kind: "given", price: "40 USD/PH/day", change: "-10% per year", halving_in: "1 year" })
    expect(given.secondsToHalving(0)).toBe(year)
    given.advance(2 * year, 0)
    expect(given.hashPrice).toBeCloseTo(40 * 0.81 * 0.54, 9)
    expect(given.secondsToHalving(2 * year)).toBe(Number.POSITIVE_INFINITY)
  })

  it("tells when the next halving is due and what it is expected to leave", () => {
    const price = path({ kind: "endogenous", fees: 0 })
    expect(price.secondsToHalving(0)).toBeCloseTo(17 * 730 * 3600, 3)
    expect(price.halvingFactor()).toBeCloseTo(0.544, 3)
  })
})
