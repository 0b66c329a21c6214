import { Schema } from "effect"
import { describe, expect, it } from "vitest"
import { Draws } from "../../packages/sim/src/kernel/Draws.ts"
import * as StochasticPrice from "../../packages/sim/src/token/price/StochasticPrice.ts"

const day = 86_400
const year = 365 * day
const rule = Schema.decodeUnknownSync(StochasticPrice.StochasticPath)({ kind: "stochastic-path" })
const brownian = { ...rule, reversion: 0, drift: 0.3 }

const mean = (values: ReadonlyArray<number>) => values.reduce((sum, value) => sum + value, 0) / values.length
const deviation = (values: ReadonlyArray<number>) => {
  const middle = mean(values)
  return Math.sqrt(mean(values.map((value) => (value - middle) ** 2)))
}

describe("StochasticPrice", () => {
  it("grows by its drift and comes back to its level when nothing happens", () => {
    expect(StochasticPrice.next(brownian, 2, 0, year, 0)).toBeCloseTo(2 * Math.exp(0.3), 12)
    // A fast pull is at the level long before the year is out.
    const pulled = { ...rule, level: 3, reversion: 50 / year }
    expect(StochasticPrice.next(pulled, 1, 0, year, 0)).toBeCloseTo(3, 9)
    // A drift moves the level.
    expect(StochasticPrice.next({ ...pulled, drift: 0.3 }, 1, 0, year, 0)).toBeCloseTo(3 * Math.exp(0.3), 9)
  })

  it("does not depend on how often it is looked at: half-way and on is all the way", () => {
    for (const each of [rule, brownian, { ...rule, drift: -0.2, reversion: 3 / year }]) {
      const there = StochasticPrice.next(each, 1.7, 0, 60 * day, 0)
      const halfWay = StochasticPrice.next(each, 1.7, 0, 20 * day, 0)
      expect(StochasticPrice.next(each, halfWay, 20 * day, 40 * day, 0)).toBeCloseTo(there, 12)
      // Variances add: the first step's fades by the pull, the second's comes on top.
      const spread = (seconds: number) =>
        Math.log(StochasticPrice.next(each, 1, 0, seconds, 1) / StochasticPrice.next(each, 1, 0, seconds, 0))
      const faded = Math.exp(-each.reversion * 40 * day) * spread(20 * day)
      expect(Math.hypot(faded, spread(40 * day))).toBeCloseTo(spread(60 * day), 12)
    }
  })

  it("has the stated volatility by the day, and at rest σ² / 2κ", () => {
    const ends = (seconds: number, each: StochasticPrice.StochasticPath) =>
      Array.from({ length: 20_000 }, (_, seed) =>
        Math.log(StochasticPrice.next(each, 1, 0, seconds, new Draws(seed).at(1, 2, 3).normal()))
      )
    expect(deviation(ends(day, brownian))).toBeCloseTo(0.05, 3)
    const fast = { ...rule, reversion: 10 / year }
    const atRest = 0.05 / Math.sqrt((2 * 10) / 365)
    expect(deviation(ends(3 * year, fast))).toBeCloseTo(atRest, 2)
  })

  it("draws by token and step: another token has other luck, more steps change none before", () => {
    const short = StochasticPrice.path(rule, new Draws(7), "LODE", 1, day, 50)
    expect(StochasticPrice.path(rule, new Draws(7), "LODE", 1, day, 80).slice(0, 50)).toEqual(short)
    expect(StochasticPrice.path(rule, new Draws(7), "OTHER", 1, day, 50)).not.toEqual(short)
  })

  it("is found again by its fit", () => {
    const truth = { ...rule, level: 2, reversion: 12 / year, drift: 0 }
    const prices = StochasticPrice.path(truth, new Draws(1), "LODE", 2, day, 20_000)
    const found = StochasticPrice.fit(prices, day)
    if (typeof found === "string") throw new Error(found)
    expect(found.volatility).toBeCloseTo(0.05, 3)
    // Fifty-five years are recorded: about √(2κ/T) of error.
    expect(found.reversion * year).toBeGreaterThan(9)
    expect(found.reversion * year).toBeLessThan(15)
    expect(found.level).toBeGreaterThan(1.8)
    expect(found.level).toBeLessThan(2.2)
  })

  it("fits a path that is back at its level at every record", () => {
    const found = StochasticPrice.fit([1, 1.1, 1, 0.9, 1, 1.1, 1, 0.9, 1], year)
    if (typeof found === "string") throw new Error(found)
    expect(found.level).toBeCloseTo(1, 1)
    expect(found.reversion * year).toBeGreaterThan(1)
  })

  it("fits a growing path without a pull, and says when there is too little to fit", () => {
    const found = StochasticPrice.fit([1, 2, 4, 8, 16], year)
    if (typeof found === "string") throw new Error(found)
    expect(found.reversion).toBe(0)
    expect(found.volatility).toBeCloseTo(0, 12)
    expect(found.drift).toBeCloseTo(Math.LN2, 12)
    expect(StochasticPrice.fit([1, 2], day)).toBe("2 prices are too few: at least 3")
    expect(StochasticPrice.fit([1, 0, 2], day)).toBe("price 2 is 0: prices must be above 0")
  })
})
