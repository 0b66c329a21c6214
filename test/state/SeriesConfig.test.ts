import { Schema } from "effect"
import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import * as SeriesConfig from "../../packages/sim/src/state/SeriesConfig.ts"
import { parseSeries } from "../../packages/sim/src/trace/Series.ts"

const decode = Schema.decodeUnknownSync(SeriesConfig.SeriesFile)
const config = (written: object = {}) => decode({ kind: "series", file: "x.csv", ...written })

const course = (text: string, written: object = {}): SeriesConfig.Course => {
  const file = config(written)
  const secondsPerUnit = SeriesConfig.secondsPerUnit[file.time_unit]
  const made = SeriesConfig.courseOf(parseSeries(text, { file: "x.csv", secondsPerUnit }), file)
  if ("problem" in made) throw new Error(made.problem)
  return made
}
const problem = (text: string, written: object): string => {
  const file = config(written)
  const made = SeriesConfig.courseOf(parseSeries(text, { file: "x.csv" }), file)
  return "problem" in made ? `${made.key}: ${made.problem}` : "none"
}

describe("a figure that follows a file", () => {
  it("keeps each value until the next row, and the last for ever", () => {
    const it = course("0,1\n100,2\n")
    expect([0, 99, 100, 1e9].map((now) => SeriesConfig.at(it, now))).toEqual([1, 1, 2, 2])
    expect(SeriesConfig.at(7, 1e9)).toBe(7)
  })

  it("is in the unit of the key after its factor, and of seconds after its time unit", () => {
    const it = course("0,1\n2,3\n", { factor: 10, time_unit: "h" })
    expect([0, 7199, 7200].map((now) => SeriesConfig.at(it, now))).toEqual([10, 10, 30])
  })

  it("begins where it is told to, by date or by number, with the value that holds there", () => {
    const dated = course("2021-01-01,1\n2021-01-03,2\n2021-01-05,3\n", { from: "2021-01-04" })
    expect([...dated.time]).toEqual([0, 86_400])
    expect([...dated.value]).toEqual([2, 3])
    const counted = course("100,1\n200,2\n300,3\n", { from: 250 })
    expect([...counted.time]).toEqual([0, 50])
    expect([...counted.value]).toEqual([2, 3])
  })

  it("begins again at its last row, when it repeats", () => {
    const it = course("0,1\n60,2\n120,9\n", { repeat: true })
    expect([0, 60, 119, 120, 179, 180, 240].map((now) => SeriesConfig.at(it, now))).toEqual([1, 2, 2, 1, 1, 2, 1])
  })

  it("cannot begin outside the file, nor repeat a moment", () => {
    expect(problem("0,1\n100,2\n", { from: -1 })).toBe("from: -1 lies before the first row of x.csv")
    expect(problem("0,1\n100,2\n", { from: 101 })).toBe("from: 101 lies after the last row of x.csv")
    expect(problem("0,1\n100,2\n", { from: "soon" })).toBe(
      'from: "soon" is neither a date such as 2023-06-01 nor a number'
    )
    expect(problem("0,1\n10,2\n", { repeat: true })).toBe(
      "repeat: x.csv spans 10 s from there on; to repeat it needs at least 60 s"
    )
  })

  it("has the next row and the mean that a walk in steps of a second finds", () => {
    const rows = fc.array(fc.tuple(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 0, max: 9 })), {
      minLength: 3,
      maxLength: 8
    })
    fc.assert(
      fc.property(rows, fc.boolean(), fc.nat({ max: 300 }), fc.nat({ max: 300 }), (steps, repeat, from, length) => {
        let now = 0
        const text = `0,5\n${steps.map(([gap, value]) => `${(now += gap + 20)},${value}\n`).join("")}`
        const it = course(text, { repeat })
        let sum = 0
        for (let second = from; second < from + length; second++) sum += SeriesConfig.at(it, second)
        const mean = length === 0 ? SeriesConfig.at(it, from) : sum / length
        expect(SeriesConfig.meanOver(it, from, from + length)).toBeCloseTo(mean, 9)
        const next = SeriesConfig.nextRow(it, from)
        expect(next).toBeGreaterThan(from)
        for (let second = from; second < Math.min(next, from + 300); second++) {
          expect(SeriesConfig.at(it, second)).toBe(SeriesConfig.at(it, from))
        }
      })
    )
  })
})
