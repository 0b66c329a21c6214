import fc from "fast-check"
import { describe, expect, it } from "vitest"
import * as Money from "../../packages/sim/src/ledger/Money.ts"

const weights = fc.array(fc.integer({ min: 0, max: 1_000_000 }), { minLength: 1, maxLength: 30 })

describe("Money", () => {
  it("rounds half to even or down, as asked", () => {
    expect(Money.wholeUnits(2.5e-6, 6)).toBe(2)
    expect(Money.wholeUnits(3.5e-6, 6)).toBe(4)
    expect(Money.wholeUnits(3.99e-6, 6, "floor")).toBe(3)
    expect(Money.wholeUnits(1.1, 6)).toBe(1_100_000)
    expect(Money.wholeUnits(-0.5e-6, 6, "floor")).toBe(-1)
  })

  it.each([Number.NaN, Number.POSITIVE_INFINITY, 1e10])("refuses %d USD in one posting", (amount) => {
    expect(() => Money.wholeUnits(amount, 6)).toThrow(Money.AmountOutOfRange)
  })

  it("takes large amounts exactly and refuses what no account can hold", () => {
    expect(Money.wholeUnitsLarge(21e6, 18)).toBe(21_000_000n * 10n ** 18n)
    expect(Money.wholeUnitsLarge(9_007_199_254_740_991.0, 9)).toBe(9_007_199_254_740_991n * 10n ** 9n)
    expect(Money.wholeUnitsLarge(1.5, 9, "floor")).toBe(1_500_000_000n)
    expect(() => Money.wholeUnitsLarge(1e30, 9)).toThrow("does not fit an account")
    expect(() => Money.wholeUnitsLarge(Number.NaN, 9)).toThrow(Money.AmountOutOfRange)
  })

  it("comes back to the same number of units", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 2 ** 50 }),
        (units) => Money.wholeUnits(Money.fromUnits(units, 6), 6) === units
      )
    )
  })

  it("splits without losing a unit, nobody further than one unit from the exact share", () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 1n << 80n }), weights, (amount, list) => {
        const whole = list.map(BigInt)
        const total = whole.reduce((a, b) => a + b, 0n)
        const shares = Money.split(amount, whole)
        expect(shares.reduce((a, b) => a + b, 0n)).toBe(total === 0n ? 0n : amount)
        shares.forEach((share, index) => {
          const off = share * total - amount * (whole[index] ?? 0n)
          expect(off < total && -off < total).toBe(total > 0n)
        })
      })
    )
  })

  it("splits the same way without allocating", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1_000_000_000 }), weights, (amount, list) => {
        const total = list.reduce((a, b) => a + b, 0)
        const shares = new Float64Array(list.length)
        const left = Money.splitInto(
          amount,
          Float64Array.from(list),
          total,
          list.length,
          shares,
          new Uint32Array(list.length)
        )
        expect(left).toBe(total === 0 ? amount : 0)
        expect(shares.reduce((a, b) => a + b, 0)).toBe(amount - left)
        const exact = Money.split(BigInt(amount), list.map(BigInt))
        shares.forEach((share, index) => expect(Math.abs(share - Number(exact[index]))).toBeLessThanOrEqual(1))
      })
    )
  })

  it("gives the remainder of a split down back, fewer units than sharers", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2 ** 52 }), weights, (amount, list) => {
        const total = list.reduce((a, b) => a + b, 0)
        const shares = new Float64Array(list.length)
        const left = Money.splitDown(amount, Float64Array.from(list), total, list.length, shares)
        const given = shares.reduce((a, b) => a + BigInt(b), 0n)
        expect(given + BigInt(left)).toBe(BigInt(amount))
        expect(left).toBeLessThanOrEqual(total === 0 ? amount : 2 * list.length)
      })
    )
  })

  it("gives the units left over to the largest remainders, the earlier among equals", () => {
    expect(Money.split(10n, [1n, 1n, 1n])).toEqual([4n, 3n, 3n])
    expect(Money.split(10n, [5n, 3n, 1n])).toEqual([6n, 3n, 1n])
    expect(Money.split(5n, [0n, 0n])).toEqual([0n, 0n])
  })
})
