import fc from "fast-check"
import { describe, expect, it } from "vitest"
import * as Money from "../../packages/sim/src/ledger/Money.ts"

const weights = fc.array(fc.integer({ min: 0, max: 1_000_000 }), { minLength: 1, maxLength: 30 })

const splitInto = (amount: number, list: ReadonlyArray<number>) => {
  const { length } = list
  const total = list.reduce((a, b) => a + b, 0)
  const shares = new Float64Array(length)
  const left = Money.splitInto(amount, Float64Array.from(list), total, length, shares, new Uint32Array(length))
  return { left, shares: [...shares], total }
}

describe("Money", () => {
  it("rounds half to even", () => {
    expect(Money.wholeUnitsLarge(2.5e-6, 6)).toBe(2n)
    expect(Money.wholeUnitsLarge(3.5e-6, 6)).toBe(4n)
    expect(Money.wholeUnitsLarge(1.1, 6)).toBe(1_100_000n)
  })

  it("takes large amounts exactly and refuses what no account can hold", () => {
    expect(Money.wholeUnitsLarge(21e6, 18)).toBe(21_000_000n * 10n ** 18n)
    expect(Money.wholeUnitsLarge(9_007_199_254_740_991.0, 9)).toBe(9_007_199_254_740_991n * 10n ** 9n)
    expect(() => Money.wholeUnitsLarge(1e30, 9)).toThrow("does not fit an account")
    expect(() => Money.wholeUnitsLarge(Number.NaN, 9)).toThrow(Money.AmountOutOfRange)
  })

  it("comes back to the same number of units", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 2 ** 50 }),
        (units) => Money.wholeUnitsLarge(Money.fromUnits(units, 6), 6) === BigInt(units)
      )
    )
  })

  it("splits without losing a unit, nobody further than one unit from the exact share", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1_000_000_000 }), weights, (amount, list) => {
        const { left, shares, total } = splitInto(amount, list)
        expect(left).toBe(total === 0 ? amount : 0)
        expect(shares.reduce((a, b) => a + b, 0)).toBe(amount - left)
        shares.forEach((share, index) => {
          const off = BigInt(share) * BigInt(total) - BigInt(amount) * BigInt(list[index] ?? 0)
          expect(off < BigInt(total) && -off < BigInt(total)).toBe(total > 0)
        })
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
    expect(splitInto(10, [1, 1, 1]).shares).toEqual([4, 3, 3])
    expect(splitInto(10, [5, 3, 1]).shares).toEqual([6, 3, 1])
    expect(splitInto(5, [0, 0]).shares).toEqual([0, 0])
  })
})
