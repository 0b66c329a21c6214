import fc from "fast-check"
import { describe, expect, it } from "vitest"
import * as Interval from "../../packages/sim/src/experiment/Interval.ts"

/** Values as metrics have them: hundredths, so that a tolerance can be stated. */
const finite = fc.integer({ min: -1e6, max: 1e6 }).map((x) => x / 100)
const positive = fc.integer({ min: 1, max: 1e6 }).map((x) => x / 100)
const close = (found: number, expected: number, scale = 1) =>
  expect(Math.abs(found - expected)).toBeLessThanOrEqual(1e-9 * Math.max(Math.abs(expected), scale))

describe("Interval", () => {
  it("has the critical values of the printed tables", () => {
    for (const [degrees, value] of [
      [1, 12.706],
      [4, 2.776],
      [9, 2.262],
      [30, 2.042],
      [Number.POSITIVE_INFINITY, 1.96]
    ] as const)
      expect(Interval.criticalValue(degrees)).toBeCloseTo(value, 3)
    expect(Interval.criticalValue(9, 0.99)).toBeCloseTo(3.25, 3)
  })

  it("is Student's interval for symmetric values", () => {
    const { mean, halfWidth, n } = Interval.ofMean([1, 2, 3, 4, 5])
    expect(mean).toBe(3)
    expect(n).toBe(5)
    expect(halfWidth).toBeCloseTo(2.776445 * Math.sqrt(2.5 / 5), 5)
  })

  it("is wider for skewed values, and equally so when they are mirrored", () => {
    const skewed = [1, 1, 1, 2, 2, 9]
    const plain = (values: ReadonlyArray<number>) => {
      const { n, variance } = Interval.moments(values)
      return Interval.criticalValue(n - 1) * Math.sqrt(variance / n)
    }
    const { halfWidth } = Interval.ofMean(skewed)
    expect(halfWidth).toBeGreaterThan(1.2 * plain(skewed))
    expect(Interval.ofMean(skewed.map((x) => -x)).halfWidth).toBeCloseTo(halfWidth ?? 0, 12)
  })

  it("knows no half-width with fewer than two values, and leaves out replications without a value", () => {
    expect(Interval.ofMean([7])).toEqual({ mean: 7, halfWidth: null, n: 1 })
    expect(Interval.ofMean([Number.NaN])).toEqual({ mean: Number.NaN, halfWidth: null, n: 0 })
    expect(Interval.ofMean([1, Number.NaN, 3])).toEqual(Interval.ofMean([1, 3]))
  })

  it("has no width when all values are equal, whatever their size", () =>
    fc.assert(
      fc.property(finite, fc.integer({ min: 2, max: 50 }), (value, n) => {
        expect(Interval.ofMean(Array<number>(n).fill(value)).halfWidth).toBe(0)
      })
    ))

  it("moves with a shift and stretches with a scale", () =>
    fc.assert(
      fc.property(
        fc.array(finite, { minLength: 3, maxLength: 30 }),
        fc.double({ min: 0.1, max: 10, noNaN: true }),
        (values, scale) => {
          const one = Interval.ofMean(values)
          const other = Interval.ofMean(values.map((x) => 1_000 + x * scale))
          expect(Math.abs(other.mean - 1_000 - one.mean * scale)).toBeLessThan(1e-6)
          expect(Math.abs((other.halfWidth ?? 0) - (one.halfWidth ?? 0) * scale)).toBeLessThan(
            1e-6 * Math.max(1, other.halfWidth ?? 0)
          )
        }
      )
    ))
})

describe("a ratio", () => {
  it("is the ratio of means, not the mean of ratios", () =>
    fc.assert(
      fc.property(fc.array(fc.tuple(finite, positive), { minLength: 1, maxLength: 30 }), (pairs) => {
        const top = pairs.map(([a]) => a)
        const bottom = pairs.map(([, b]) => b)
        const sum = (values: ReadonlyArray<number>) => values.reduce((a, b) => a + b, 0)
        const largest = Math.max(...Interval.ratioValues(top, bottom).map(Math.abs))
        close(Interval.ofRatio(top, bottom).mean, sum(top) / sum(bottom), largest * 10)
      })
    ))

  it("has the interval of a mean when the denominator is constant", () =>
    fc.assert(
      fc.property(fc.array(finite, { minLength: 2, maxLength: 20 }), (top) => {
        const ratio = Interval.ofRatio(
          top,
          top.map(() => 4)
        )
        const mean = Interval.ofMean(top)
        close(ratio.mean, mean.mean / 4, 1e3)
        expect(Math.abs((ratio.halfWidth ?? 0) - (mean.halfWidth ?? 0) / 4)).toBeLessThan(
          1e-6 * Math.max(1, mean.halfWidth ?? 0)
        )
      })
    ))

  it("has no width when numerator and denominator are proportional", () => {
    const bottom = [3, 5, 8, 13]
    const { mean, halfWidth } = Interval.ofRatio(
      bottom.map((b) => b * 2),
      bottom
    )
    expect(mean).toBeCloseTo(2, 12)
    expect(halfWidth).toBeCloseTo(0, 10)
  })

  it("does not exist when the denominators add up to zero", () => {
    expect(Interval.ofRatio([1, 2], [0, 0])).toEqual({ mean: Number.NaN, halfWidth: null, n: 0 })
  })

  it("keeps the positions of replications, so that ratios can be paired", () => {
    const values = Interval.ratioValues([1, Number.NaN, 3], [2, 2, 2])
    expect(values.length).toBe(3)
    expect([...values].map(Number.isNaN)).toEqual([false, true, false])
    expect(Interval.ofMean(values)).toMatchObject({ mean: 1, n: 2 })
  })

  it("bears a replication that holds all of the denominator", () => {
    const { mean, halfWidth } = Interval.ofRatio([4, 0, 0], [2, 0, 0])
    expect(mean).toBe(2)
    expect(Number.isFinite(halfWidth)).toBe(true)
  })
})

describe("a paired difference", () => {
  it("is the difference of the means", () =>
    fc.assert(
      fc.property(fc.array(fc.tuple(finite, finite), { minLength: 2, maxLength: 30 }), (pairs) => {
        const a = pairs.map(([x]) => x)
        const b = pairs.map(([, y]) => y)
        const found = Interval.ofDifference(a, b)
        close(found.mean, Interval.ofMean(b).mean - Interval.ofMean(a).mean, 1e6)
        expect(found.n).toBe(a.length)
        if (Number.isFinite(found.correlation)) expect(Math.abs(found.correlation)).toBeLessThanOrEqual(1 + 1e-6)
      })
    ))

  it("tells the correlation and what it saved", () => {
    const a = [1, 2, 3, 4, 5, 6]
    const b = [1.1, 2.3, 3.0, 4.2, 5.1, 6.2]
    const { correlation, saved } = Interval.ofDifference(a, b)
    expect(correlation).toBeGreaterThan(0.99)
    const variance = (values: ReadonlyArray<number>) => Interval.moments(values).variance
    const difference = b.map((y, i) => y - (a[i] ?? 0))
    expect(saved).toBeCloseTo((6 * (variance(a) + variance(b))) / variance(difference) - 6, 9)
  })

  it("is certain when the alternatives differ by a constant", () => {
    const found = Interval.ofDifference([1, 2, 4], [11, 12, 14])
    expect(found).toMatchObject({ mean: 10, halfWidth: 0, n: 3, saved: Number.POSITIVE_INFINITY })
    expect(found.correlation).toBeCloseTo(1, 12)
  })

  it("leaves out pairs of which one half is missing", () => {
    expect(Interval.ofDifference([1, Number.NaN, 3], [2, 5, 5]).n).toBe(2)
  })
})
