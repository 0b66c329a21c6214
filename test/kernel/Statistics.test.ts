import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { Quantiles, relativeError } from "../../packages/sim/src/kernel/Quantiles.ts"
import { TimeAverage } from "../../packages/sim/src/kernel/TimeAverage.ts"

const someValues = fc.array(fc.double({ min: 0, max: 1e9, noNaN: true }), { minLength: 1, maxLength: 200 })
const quantilesOf = (values: ReadonlyArray<number>): Quantiles => {
  const quantiles = new Quantiles()
  for (const value of values) quantiles.add(value)
  return quantiles
}

describe("TimeAverage", () => {
  it("weighs each value with the time for which it held", () => {
    const queue = new TimeAverage()
    queue.clear(10)
    queue.set(5, 12)
    queue.add(-3, 16)
    expect(queue.integralUntil(20)).toBe(5 * 4 + 2 * 4)
    expect(queue.mean(20)).toBe(2.8)
    expect(queue.maximum).toBe(5)
  })

  it("starts again with the present value after a clear", () => {
    const queue = new TimeAverage()
    queue.set(3, 0)
    queue.set(7, 10)
    queue.clear(20)
    expect(queue.mean(20)).toBe(7)
    expect(queue.mean(30)).toBe(7)
    expect(queue.maximum).toBe(7)
  })
})

describe("Quantiles", () => {
  it("answers within 1% of the exact quantile", () => {
    fc.assert(
      fc.property(someValues, fc.double({ min: 0, max: 1, noNaN: true }), (values, q) => {
        const sorted = [...values].sort((a, b) => a - b)
        const exact = sorted[Math.floor(q * (values.length - 1))] ?? 0
        const answer = quantilesOf(values).at(q)
        expect(Math.abs(answer - exact)).toBeLessThanOrEqual(relativeError * exact * 1.000_001 + 1e-9)
      })
    )
  })

  it("merges to what one histogram of all values is", () => {
    fc.assert(
      fc.property(someValues, someValues, (x, y) => {
        const merged = quantilesOf(x)
        merged.merge(quantilesOf(y))
        const whole = quantilesOf([...x, ...y])
        for (const q of [0, 0.1, 0.5, 0.95, 1]) expect(merged.at(q)).toBe(whole.at(q))
      })
    )
  })

  it("counts a value as often as it is told", () => {
    const quantiles = new Quantiles()
    quantiles.add(1, 90)
    quantiles.add(100, 10)
    expect(quantiles.at(0.5)).toBeCloseTo(1, 1)
    expect(quantiles.at(0.95)).toBeGreaterThan(98)
  })

  it("counts how many lie at a value or below it, each within 1% of where it is", () => {
    fc.assert(
      fc.property(someValues, fc.double({ min: 0, max: 1e9, noNaN: true }), (values, limit) => {
        const found = quantilesOf(values).upTo(limit)
        const below = (most: number): number => values.filter((value) => value <= most).length
        expect(found).toBeGreaterThanOrEqual(below(limit))
        expect(found).toBeLessThanOrEqual(below(limit * (1 + 2.1 * relativeError) + 1e-9))
      })
    )
    expect(quantilesOf([1, 2]).upTo(-1)).toBe(0)
    expect(quantilesOf([1, 2]).upTo(1e12)).toBe(2)
    expect(new Quantiles().upTo(5)).toBe(0)
  })

  it("has no quantile of nothing and refuses what is negative or not finite", () => {
    const quantiles = new Quantiles()
    expect(quantiles.at(0.5)).toBeNaN()
    for (const value of [-1, Number.NaN, Infinity]) expect(() => quantiles.add(value)).toThrow(RangeError)
  })

  it("forgets after a clear", () => {
    const quantiles = quantilesOf([1, 2, 3])
    quantiles.clear()
    expect(quantiles.count).toBe(0)
    quantiles.add(8)
    expect(quantiles.at(0.5)).toBeCloseTo(8, 1)
  })
})
