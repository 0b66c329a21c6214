import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import * as Scale from "../../packages/tui/src/charts/Scale.ts"

const finite = fc.double({ min: -1e12, max: 1e12, noNaN: true })
const range = fc.tuple(finite, finite).map(([a, b]) => ({ low: Math.min(a, b), high: Math.max(a, b) }))

describe("axis", () => {
  it("covers the data with round, evenly spaced ticks, not more than asked for", () => {
    fc.assert(
      fc.property(range, fc.integer({ min: 3, max: 20 }), (data, most) => {
        const axis = Scale.axis(data, most)
        const slack = Math.max(Math.abs(data.low), Math.abs(data.high)) * 1e-9 + 1e-200
        expect(axis.low).toBeLessThanOrEqual(data.low + slack)
        expect(axis.high).toBeGreaterThanOrEqual(data.high - slack)
        expect(axis.ticks.length).toBeLessThanOrEqual(most)
        expect(axis.ticks.length).toBeGreaterThanOrEqual(2)
        expect(Number(axis.step.toExponential(3).split("e")[0])).toSatisfy((digit: number) => [1, 2, 5].includes(digit))
      })
    )
  })

  it("has labels that tell all ticks apart", () => {
    fc.assert(
      fc.property(fc.integer({ min: -1000, max: 1000 }), fc.integer({ min: 1, max: 1000 }), (low, size) => {
        for (const scale of [0.001, 1, 1e6]) {
          const { ticks } = Scale.axis({ low: low * scale, high: (low + size) * scale }, 8)
          expect(new Set(Scale.labels(ticks)).size).toBe(ticks.length)
        }
      })
    )
  })

  it("uses one multiple for all ticks", () => {
    expect(Scale.labels([0, 500_000, 1_000_000])).toEqual(["0", "0.5M", "1.0M"])
    expect(Scale.labels([0, 0.2, 0.4])).toEqual(["0", "0.2", "0.4"])
    expect(Scale.labels([0, 2000, 4000])).toEqual(["0", "2000", "4000"])
  })
})

describe("settle", () => {
  it("keeps an axis still while the data stay inside and fill a third of it", () => {
    const before = { low: 0, high: 10 }
    expect(Scale.settle(before, { low: 1, high: 6 })).toBe(before)
    expect(Scale.settle(before, { low: 1, high: 11 })).toEqual({ low: 1, high: 11 })
    expect(Scale.settle(before, { low: 1, high: 2 })).toEqual({ low: 1, high: 2 })
    expect(Scale.settle(undefined, { low: 1, high: 2 })).toEqual({ low: 1, high: 2 })
  })
})

describe("resample", () => {
  it("keeps the mean of a series without gaps when bins are of one size", () => {
    fc.assert(
      fc.property(fc.array(finite, { minLength: 8, maxLength: 8 }), (values) => {
        const mean = (each: ArrayLike<number>): number => Array.from(each).reduce((sum, x) => sum + x, 0) / each.length
        expect(mean(Scale.resample(values, 4))).toBeCloseTo(mean(values), -2)
      })
    )
  })

  it("never makes up values and keeps gaps", () => {
    expect(Array.from(Scale.resample([1, 2], 10))).toEqual([1, 2])
    expect(Array.from(Scale.resample([Number.NaN, Number.NaN, 1, 3], 2))).toEqual([Number.NaN, 2])
  })
})

describe("rowAxis", () => {
  it("puts every tick on a row, as far from the next as all others, and holds the data", () => {
    fc.assert(
      fc.property(range, fc.integer({ min: 3, max: 60 }), (data, rows) => {
        const axis = Scale.rowAxis(data, rows)
        const slack = Math.max(Math.abs(data.low), Math.abs(data.high)) * 1e-9 + 1e-200
        expect(axis.low).toBeLessThanOrEqual(data.low + slack)
        expect(axis.high).toBeGreaterThanOrEqual(data.high - slack)
        const places = axis.ticks.map((tick) => Scale.place(tick, axis, rows))
        const gaps = new Set(places.slice(1).map((place, index) => place - (places[index] ?? 0)))
        expect(gaps.size).toBe(1)
        expect(new Set(Scale.labels(axis.ticks)).size).toBe(axis.ticks.length)
      })
    )
  })

  it("is seldom much higher than the data", () => {
    for (const high of [1, 1.7, 2.3, 3.1, 4.6, 5.1, 6.2, 7.7, 9.9]) {
      expect(Scale.rowAxis({ low: 0, high }, 20).high / high).toBeLessThan(1.4)
    }
  })
})
