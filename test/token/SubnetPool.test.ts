import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import { outputFor } from "../../packages/sim/src/token/price/Pool.ts"
import { leastWeight, NoSuchPool, runtimeFee, SubnetPool } from "../../packages/sim/src/token/subnet/SubnetPool.ts"

const reserve = fc.double({ min: 1e-3, max: 1e7, noNaN: true })
const weight = fc.double({ min: leastWeight, max: 1 - leastWeight, noNaN: true })
/** Relative to a reserve: from dust to a thousand times the pool. */
const part = fc.double({ min: -12, max: 3, noNaN: true }).map((exponent) => 10 ** exponent)
const fee = fc.constantFrom(0, runtimeFee, 0.01)
const pools = fc.record({ alpha: reserve, tao: reserve, weight, fee })
type Given = typeof pools extends fc.Arbitrary<infer T> ? T : never
const open = ({ alpha, fee, tao, weight }: Given): SubnetPool => new SubnetPool(alpha, tao, weight, fee)
const relative = (found: number, expected: number): number => Math.abs(found / expected - 1)

describe("a weighted pool", () => {
  it("with equal weights is the constant-product pool", () => {
    const units = fc.bigInt({ min: 1_000_000n, max: 1n << 50n })
    fc.assert(
      fc.property(units, units, units, (alpha, tao, paid) => {
        const pool = new SubnetPool(Number(alpha), Number(tao))
        const out = Number(outputFor(tao, alpha, paid, 0n))
        expect(Math.abs(pool.quoteBuy(Number(paid)) - out)).toBeLessThanOrEqual(1 + out * 1e-12)
        expect(relative(pool.price, Number(tao) / Number(alpha))).toBeLessThan(1e-15)
      })
    )
  })

  it("prices and trades by the published formulas", () => {
    const pool = new SubnetPool(1000, 100, 0.6)
    expect(pool.price).toBeCloseTo((0.6 * 100) / (0.4 * 1000), 15)
    expect(pool.quoteBuy(10)).toBeCloseTo(1000 * (1 - (100 / 110) ** (0.4 / 0.6)), 9)
    expect(pool.quoteSell(50)).toBeCloseTo(100 * (1 - (1000 / 1050) ** (0.6 / 0.4)), 9)
    // 21 of 28 to the power of 0.6/0.4.
    expect(1 - new SubnetPool(21, 1, 0.6).quoteSell(7)).toBeCloseTo(0.649519052838328985, 14)
  })

  it("keeps x^w₁ · y^w₂ through trades without a fee", () => {
    fc.assert(
      fc.property(pools, part, fc.boolean(), (given, amount, buying) => {
        const pool = open({ ...given, fee: 0 })
        const before = pool.invariant
        if (buying) pool.buy(amount * pool.tao)
        else pool.sell(amount * pool.alpha)
        // What is left of a drained side has lost its digits.
        fc.pre(pool.alpha > given.alpha * 1e-3 && pool.tao > given.tao * 1e-3)
        expect(relative(pool.invariant, before)).toBeLessThan(1e-10)
      })
    )
  })

  it("a small trade is at the price", () => {
    fc.assert(
      fc.property(pools, (given) => {
        const pool = open({ ...given, fee: 0 })
        expect(relative((pool.tao * 1e-9) / pool.quoteBuy(pool.tao * 1e-9), pool.price)).toBeLessThan(1e-6)
        expect(relative(pool.quoteSell(pool.alpha * 1e-9) / (pool.alpha * 1e-9), pool.price)).toBeLessThan(1e-6)
      })
    )
  })

  it("no round trip gains, either way, with any fee", () => {
    fc.assert(
      fc.property(pools, part, (given, amount) => {
        const tao = amount * given.tao
        const first = open(given)
        expect(first.sell(first.buy(tao))).toBeLessThanOrEqual(tao)
        const alpha = amount * given.alpha
        const second = open(given)
        expect(second.buy(second.sell(alpha))).toBeLessThanOrEqual(alpha)
      }),
      { numRuns: 2000 }
    )
  })

  it("nothing comes from nothing: what traders, the pool and the fees hold is what they held", () => {
    const trade = fc.record({ buying: fc.boolean(), amount: part })
    fc.assert(
      fc.property(pools, fc.array(trade, { maxLength: 20 }), (given, trades) => {
        const pool = open(given)
        let tao = 0
        let alpha = 0
        let moved = 0
        for (const { amount, buying } of trades) {
          if (buying) {
            const paid = amount * pool.tao
            moved = Math.max(moved, paid)
            tao -= paid
            alpha += pool.buy(paid)
          } else {
            const paid = amount * pool.alpha
            moved = Math.max(moved, paid)
            alpha -= paid
            tao += pool.sell(paid)
          }
          expect(pool.tao).toBeGreaterThanOrEqual(0)
          expect(pool.alpha).toBeGreaterThanOrEqual(0)
        }
        const scale = Math.max(moved, given.tao, given.alpha) * 1e-10
        expect(Math.abs(pool.tao + pool.taoFees + tao - given.tao)).toBeLessThan(scale)
        expect(Math.abs(pool.alpha + pool.alphaFees + alpha - given.alpha)).toBeLessThan(scale)
      })
    )
  })

  it("trades to a price, as far as it takes", () => {
    fc.assert(
      fc.property(pools, fc.double({ min: -3, max: 3, noNaN: true }), (given, exponent) => {
        const pool = open(given)
        const target = pool.price * 2 ** exponent
        pool.buy(pool.taoToReach(target))
        pool.sell(pool.alphaToReach(target))
        expect(relative(pool.price, target)).toBeLessThan(1e-9)
      })
    )
  })

  it.each([
    [0.75, 0.1, 0.2, "buy"],
    [0.75, 0.2, 0.1, "sell"]
  ] as const)("weight %d, from %d to %d: the published amount to %s", (alphaWeight, from, to, side) => {
    const tao = 1e9
    const pool = new SubnetPool((alphaWeight * tao) / ((1 - alphaWeight) * from), tao, alphaWeight)
    expect(pool.price).toBeCloseTo(from, 12)
    if (side === "buy") expect(relative(pool.taoToReach(to), tao * ((to / from) ** 0.75 - 1))).toBeLessThan(1e-12)
    else expect(relative(pool.alphaToReach(to), pool.alpha * ((from / to) ** 0.25 - 1))).toBeLessThan(1e-12)
  })
})

describe("liquidity", () => {
  it("moves weights, not the price", () => {
    fc.assert(
      fc.property(pools, part, part, (given, tao, alpha) => {
        const pool = open(given)
        const { price } = pool
        const before = { ...pool }
        if (pool.inject(tao * pool.tao, alpha * pool.alpha)) expect(relative(pool.price, price)).toBeLessThan(1e-12)
        else expect({ ...pool }).toEqual(before)
        expect(pool.alphaWeight).toBeGreaterThanOrEqual(leastWeight)
        expect(pool.alphaWeight).toBeLessThanOrEqual(1 - leastWeight)
      })
    )
  })

  it("in proportion leaves the weights alone", () => {
    const pool = new SubnetPool(1000, 100, 0.6)
    pool.inject(10, 100)
    expect(pool.alphaWeight).toBeCloseTo(0.6, 14)
  })

  it("is refused when it would bring a weight below 0.01", () => {
    const pool = new SubnetPool(1000, 100)
    expect(pool.inject(100 * 98, 0)).toBe(true)
    expect(pool.inject(500, 0)).toBe(false)
  })

  it("starts at a price", () => {
    expect(SubnetPool.atPrice(1000, 100, 0.3).price).toBeCloseTo(0.3, 14)
    expect(SubnetPool.atPrice(1000, 100, 0.1).alphaWeight).toBe(0.5)
    expect(() => SubnetPool.atPrice(1000, 100, 100)).toThrow(NoSuchPool)
    expect(() => new SubnetPool(0, 100)).toThrow(NoSuchPool)
    expect(() => new SubnetPool(1, 1, 0.5, 1)).toThrow(NoSuchPool)
  })
})
