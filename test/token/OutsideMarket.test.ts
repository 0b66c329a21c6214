import fc from "fast-check"
import { describe, expect, it } from "vitest"
import {
  arbitrage,
  impact,
  Outside,
  type ValueAndTrend,
  worth
} from "../../packages/sim/src/token/price/OutsideMarket.ts"

const rule: ValueAndTrend = {
  kind: "value-and-trend",
  depth: 100_000,
  value_speed: 1 / 31_536_000,
  discount: 0.15,
  largest_gap: 1,
  trend_weight: 0.2,
  volatility: 0
}

describe("OutsideMarket", () => {
  it("moves by one percent for each depth of net buying and comes back when it is sold again", () => {
    expect(impact(2, 100_000, 100_000)).toBeCloseTo(2.02, 12)
    expect(impact(impact(2, 300_000, 100_000), -300_000, 100_000)).toBeCloseTo(2, 12)
  })

  it("arbitrage brings pool and outside price together up to the pool's fee, and never past it", () => {
    const price = fc.double({ min: 0.01, max: 100, noNaN: true })
    const dollars = fc.double({ min: 1e3, max: 1e8, noNaN: true })
    fc.assert(
      fc.property(
        price,
        price,
        dollars,
        dollars,
        fc.constantFrom(0, 0.003, 0.01),
        (inPool, outside, reserve, depth, fee) => {
          const usd = arbitrage(reserve, inPool, fee, outside, depth)
          const after = impact(outside, -usd, depth)
          const effective = usd > 0 ? usd * (1 - fee) : usd
          const pool = inPool * (1 + effective / reserve) ** 2
          if (usd > 0) expect(Math.log((after * (1 - fee)) / pool)).toBeCloseTo(0, 6)
          if (usd < 0) expect(Math.log(after / (pool * (1 - fee)))).toBeCloseTo(0, 6)
          if (usd === 0) expect(Math.abs(Math.log(inPool / outside))).toBeLessThanOrEqual(-Math.log(1 - fee) + 1e-12)
        }
      )
    )
  })

  it("comes to rest at the discounted burned fees when nobody else trades", () => {
    for (const start of [0.2, 5]) {
      const outside = new Outside(rule, start)
      // 1 USD per token is worth 0.15 USD burned per token and year: 75M USD a year over 500M tokens.
      for (let day = 0; day < 365 * 20; day++) outside.trade(1, 75e6 / 365, 0, 500e6, 0)
      expect(outside.price).toBeCloseTo(1, 3)
    }
  })

  it("values dilution: minting as much per year as the discount halves the worth", () => {
    expect(worth(75e6, 0, 0.15, 500e6)).toBeCloseTo(1, 12)
    expect(worth(75e6, 75e6, 0.15, 500e6)).toBeCloseTo(0.5, 12)
    expect(worth(75e6, 0, 0.15, 0)).toBe(0)
  })

  it("slides without end, but slowly, when nothing is burned", () => {
    const outside = new Outside(rule, 1)
    for (let day = 0; day < 365; day++) outside.trade(1, 0, 0, 500e6, 0)
    expect(outside.price).toBeGreaterThan(0.25)
    expect(outside.price).toBeLessThan(Math.exp(-1) + 0.01)
  })

  it("lets a trend that feeds on itself die out", () => {
    const outside = new Outside({ ...rule, trend_weight: 0.9, value_speed: 0 }, 1)
    outside.absorb(5_000_000)
    const jumped = outside.price
    for (let day = 0; day < 2_000; day++) outside.trade(1, 0, 0, 500e6, 0)
    const late = outside.price
    outside.trade(1, 0, 0, 500e6, 0)
    // All later rises together are the jump × weight / (1 − weight).
    expect(Math.log(late / jumped)).toBeLessThanOrEqual(9.01 * Math.log(jumped))
    expect(outside.price / late).toBeCloseTo(1, 6)
  })
})
