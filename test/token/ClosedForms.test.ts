/** The closed forms against what they claim: nobody has anything left to gain, and the pool itself. */
import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import {
  burnMintPrice,
  freeEntry,
  priceAfterSales,
  washedVolume
} from "../../packages/sim/src/token/honesty/ClosedForms.ts"
import { outputFor } from "../../packages/sim/src/token/price/Pool.ts"

const positive = fc.double({ min: 0.01, max: 1e6, noNaN: true })

describe("capacity rewards", () => {
  it("overbuild: capacity is what fees and rewards pay for, whatever of it is used", () => {
    expect(freeEntry(1_000_000, 500_000, 1500, 400)).toEqual({
      capacity: 1000,
      utilisation: 0.4,
      subsidy: 500,
      breakEvenPrice: 2500
    })
    expect(freeEntry(0, 500_000, 1000, 0)).toMatchObject({ capacity: 500, utilisation: 0 })
  })

  it("leave the marginal unit nothing: price × utilisation + subsidy = cost", () => {
    fc.assert(
      fc.property(positive, positive, positive, positive, (fees, rewards, cost, demand) => {
        const { breakEvenPrice, subsidy, utilisation } = freeEntry(fees, rewards, cost, demand)
        expect((breakEvenPrice * utilisation + subsidy) / cost).toBeCloseTo(1, 9)
      })
    )
  })
})

describe("rewards for work", () => {
  it("invite 20M USD of fake work a month at a million of rewards and a fee of 5%", () => {
    expect(washedVolume(1e6, 0.05, 3e6)).toBe(2e7)
    expect(washedVolume(1e6, 0.05, 3e7)).toBe(3e7)
    expect(washedVolume(1e6, 0, 0)).toBe(Number.POSITIVE_INFINITY)
  })

  it("leave no gain in faking more: E/V* = f", () => {
    fc.assert(
      fc.property(positive, fc.double({ min: 0.001, max: 1, noNaN: true }), positive, (rewards, fee, real) => {
        expect(rewards / washedVolume(rewards, fee, real)).toBeLessThanOrEqual(fee * (1 + 1e-12))
      })
    )
  })
})

describe("burn-and-mint", () => {
  it("rests where as many tokens are burned as emitted", () => {
    fc.assert(
      fc.property(positive, positive, (spent, emitted) => {
        expect(spent / burnMintPrice(spent, emitted) / emitted).toBeCloseTo(1, 12)
      })
    )
  })
})

describe("selling into a pool", () => {
  it("divides the price by (1 + U/y)² each time, and goes to nothing", () => {
    expect(priceAfterSales(1, 100, 100, 1)).toEqual({ price: 0.25, depth: 50 })
    expect(priceAfterSales(1, 100, 100, 2).price).toBeCloseTo(1 / 36, 12)
    expect(priceAfterSales(1, 1e6, 1e5, 1000).price).toBeLessThan(1e-3)
  })

  it("is what the pool of the simulation does", () => {
    const sale = fc.record({
      depth: fc.integer({ min: 1_000_000, max: 100_000_000 }),
      share: fc.double({ min: 0.001, max: 2, noNaN: true })
    })
    fc.assert(
      fc.property(sale, ({ depth, share }) => {
        const scale = 1_000_000n
        const [tokens, usd] = [BigInt(depth) * scale, BigInt(depth) * scale]
        const sold = BigInt(Math.round(depth * share)) * scale
        const left = usd - outputFor(tokens, usd, sold, 0n)
        const expected = priceAfterSales(1, depth, Math.round(depth * share), 1)
        expect(Number(left) / Number(tokens + sold) / expected.price).toBeCloseTo(1, 6)
      })
    )
  })
})
