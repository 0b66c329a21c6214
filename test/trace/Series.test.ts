import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { at, parseSeries } from "../../packages/sim/src/trace/Series.ts"
import { mistakeIn } from "./tell.ts"

const file = "s.csv"

describe("a series", () => {
  it("has dates or seconds in its first column, with a header or without", () => {
    const dated = parseSeries(
      "\ufeffTimestamp,price\n2021-10-08 00:00:00,10.5\n2021-10-09T12:00:00Z,1.5e1\n2021-10-10,12",
      { file }
    )
    expect(dated.name).toBe("price")
    expect(dated.origin).toBe(1_633_651_200)
    expect([...dated.time]).toEqual([0, 129_600, 172_800])
    expect([...dated.value]).toEqual([10.5, 15, 12])
    const plain = parseSeries("100,1\n160,-2\n", { file })
    expect(plain).toMatchObject({ origin: 100, name: "" })
    expect([...plain.time]).toEqual([0, 60])
  })

  it("may count its time in another unit", () => {
    expect([...parseSeries("0,1\n0.5,2\n", { file, secondsPerUnit: 3600 }).time]).toEqual([0, 1800])
  })

  it("holds its first value before it begins and its last when it has ended", () => {
    const series = parseSeries("0,1\n10,3\n", { file })
    for (const interpolation of ["step", "linear"] as const) {
      expect(at(series, -5, interpolation)).toBe(1)
      expect(at(series, 50, interpolation)).toBe(3)
    }
    expect(at(series, 5, "step")).toBe(1)
    expect(at(series, 5, "linear")).toBe(2)
  })

  it("steps where two rows stand at one time", () => {
    const series = parseSeries("0,4\n10,4\n10,8\n20,8\n", { file })
    expect(at(series, 9, "linear")).toBe(4)
    expect(at(series, 10, "linear")).toBe(8)
    expect(at(series, 10, "step")).toBe(8)
  })

  it("stays between its neighbours", () => {
    const rows = fc.array(fc.tuple(fc.nat(5), fc.integer({ min: -9, max: 9 })), { minLength: 1, maxLength: 20 })
    fc.assert(
      fc.property(rows, fc.integer({ min: -3, max: 120 }), (steps, second) => {
        let now = 0
        const series = parseSeries(steps.map(([gap, value]) => `${(now += gap)},${value}`).join("\n"), { file })
        const value = at(series, second, "linear")
        expect(value).toBeGreaterThanOrEqual(Math.min(...series.value))
        expect(value).toBeLessThanOrEqual(Math.max(...series.value))
        const before = series.time.findLastIndex((time) => time <= second)
        expect(at(series, second, "step")).toBe(series.value[Math.max(0, before)])
      }),
      { numRuns: 200, seed: 6 }
    )
  })

  it.each([
    ["an empty file", "", "any", "s.csv: found an empty file"],
    ["a header alone", "time,value\n", "any", "s.csv: found no rows"],
    ["rows that go back", "5,1\n4,1\n", "any", 's.csv:2:1: found "4" after a later time'],
    ["a date among numbers", "5,1\n2021-10-08,1\n", "any", 's.csv:2:1: found time "2021-10-08"'],
    ["a number among dates", "2021-10-08,1\n7,1\n", "any", "a date, as in the first row"],
    ["NaN", "5,1\n6,NaN\n", "any", 's.csv:2:3: found value "NaN"; allowed: a finite number'],
    ["NaN in the first row", "5,NaN\n6,1\n", "any", "s.csv:1:3: found value"],
    ["a negative price", "5,1\n6,-1\n", "not-negative", "s.csv:2:3: found -1; allowed: 0 or more"],
    ["half a GPU", "5,1\n6,1.5\n", "count", "s.csv:2:3: found 1.5; allowed: a whole number"],
    ["a third column", "5,1\n6,1,2\n", "any", "s.csv:2: found 3 fields"],
    ["a row that is cut off", "5,1\n6", "any", "the file seems to be cut off in the middle"]
  ] as const)("is refused with the place: %s", (_, text, kind, message) => {
    expect(mistakeIn(() => parseSeries(text, { file, kind }))).toContain(message)
  })
})
