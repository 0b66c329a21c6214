import { stripVTControlCharacters } from "node:util"
import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import { bars, meters } from "../../packages/tui/src/charts/Bars.ts"
import { heatStrips } from "../../packages/tui/src/charts/HeatStrip.ts"
import { histogram } from "../../packages/tui/src/charts/Histogram.ts"
import { timeAxis } from "../../packages/tui/src/text/format.ts"
import { lineChart } from "../../packages/tui/src/charts/LineChart.ts"
import { sparkline } from "../../packages/tui/src/charts/Sparkline.ts"
import { width } from "../../packages/tui/src/charts/Text.ts"
import * as Theme from "../../packages/tui/src/charts/Theme.ts"

const widths = [40, 80, 120, 200]
const alphabets: ReadonlyArray<Theme.Alphabet> = ["braille", "block", "ascii"]
const look = (columns: number, alphabet: Theme.Alphabet = "braille", theme = Theme.none): Theme.Look => ({
  columns,
  alphabet,
  theme
})

const wave = Array.from({ length: 300 }, (_, index) => 0.4 + 0.3 * Math.sin(index / 20))
const gap = wave.map((value, index) => (index > 100 && index < 140 ? Number.NaN : value))
/** The kinds of data that a run gives sooner or later. */
const data: Readonly<Record<string, ReadonlyArray<number>>> = {
  nothing: [],
  "only gaps": [Number.NaN, Number.NaN],
  "one point": [3],
  "a constant": Array.from({ length: 50 }, () => 0.7),
  zeros: [0, 0, 0],
  "a wave": wave,
  "a wave with a gap": gap,
  "negative values": wave.map((value) => -value * 1e9),
  infinities: [1, Number.POSITIVE_INFINITY, 2, Number.NEGATIVE_INFINITY, 3],
  "tiny values": [1e-9, 2e-9, 3e-9],
  "numbers that differ in the last digit": [1e6, 1e6 + 1e-9],
  "huge values": [1e20, 3e20]
}

const drawings: Readonly<Record<string, (values: ReadonlyArray<number>, look: Theme.Look) => string>> = {
  "line chart": (values, look_) =>
    lineChart([{ name: "network", values }], look_, { rows: 10, title: "Utilisation", unit: "share" }),
  "line chart of two": (values, look_) =>
    lineChart(
      [
        { name: "network", values },
        { name: "central cloud", values: wave }
      ],
      look_,
      { rows: 12, xLabel: (value) => `day ${value}` }
    ),
  sparkline: (values, look_) => sparkline(values, look_),
  bars: (values, look_) =>
    bars(
      values.map((value, index) => ({ label: `a name of some length ${index}`, value, text: `${value} MW` })),
      look_
    ),
  histogram: (values, look_) =>
    histogram(
      values.map((total, index) => ({ label: `up to ${index} hours`, total })),
      look_
    ),
  meters: (values, look_) =>
    meters(
      values.map((value, index) => ({ label: `a name of some length ${index}`, value, text: `${index}%` })),
      look_
    ),
  "heat strips": (values, look_) => heatStrips([{ label: "日本の地域 with a long name", values }], look_)
}

const widest = (text: string): number => Math.max(...text.split("\n").map(width))

describe("every drawing", () => {
  for (const [name, draw] of Object.entries(drawings)) {
    it(`${name}: no line is wider than the columns given, whatever the data`, () => {
      for (const columns of widths) {
        for (const alphabet of alphabets) {
          for (const [kind, values] of Object.entries(data)) {
            for (const theme of [Theme.none, Theme.ansi]) {
              const text = draw(values, look(columns, alphabet, theme))
              expect(widest(text), `${kind}, ${columns} columns, ${alphabet}\n${text}`).toBeLessThanOrEqual(columns)
              expect(text).not.toMatch(/undefined|NaN\b(?! MW)/)
            }
          }
        }
      }
    })

    it(`${name}: survives any numbers and any width`, () => {
      fc.assert(
        fc.property(fc.array(fc.double(), { maxLength: 60 }), fc.integer({ min: 1, max: 60 }), (values, columns) => {
          expect(widest(draw(values, look(columns)))).toBeLessThanOrEqual(columns)
        })
      )
    })

    it(`${name}: has no escape sequence without a theme and only ASCII where nothing else can be shown`, () => {
      const text = draw(gap, look(80, "ascii")).replaceAll("日本の地域", "")
      // oxlint-disable-next-line no-control-regex
      expect(text).toMatch(/^[\x0A\x20-\x7E]*$/)
    })

    it(`${name}: colour changes no character`, () => {
      const plain = draw(gap, look(80))
      const coloured = stripVTControlCharacters(draw(gap, look(80, "braille", Theme.ansi)))
      expect(coloured.replaceAll(/ +$/gm, "")).toBe(plain)
    })
  }
})

describe("lineChart", () => {
  it("draws a line with round ticks", () => {
    const values = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]
    expect(`\n${lineChart([{ name: "x", values }], look(40), { rows: 8, title: "Queue", unit: "jobs" })}`)
      .toMatchInlineSnapshot(`
      "
      Queue (jobs)
      10 ┤                                 ⣀⣀⠤
         │                         ⣀⣀⠤⠤⠒⠒⠉⠉
       5 ┤               ⢀⣀⠤⠤⠒⠒⠒⠉⠉⠉
         │       ⢀⣀⡠⠤⠔⠒⠊⠉⠁
       0 ┤⣀⡠⠤⠔⠒⠊⠉⠁
         └┬──────────────────┬────────────────
          0                  5"
    `)
  })

  it("marks time at round numbers of the unit that fits its length", () => {
    const year = 31_536_000
    const marks = (length: number) =>
      lineChart([{ name: "x", values: [1, 2], x: [0, length] }], look(80), {
        rows: 6,
        x: { low: 0, high: length },
        ...timeAxis(length)
      })
        .split("\n")
        .at(-1)
        ?.trim()
        .split(/ {2,}/)
    expect(marks(5 * year)).toEqual(["0", "1 year", "2 years", "3 years", "4 years", "5 years"])
    expect(marks(0.75 * year)).toEqual(["0", "2 months", "4 months", "6 months", "8 months"])
    expect(marks(20 * 86_400)).toEqual(["0", "5 days", "10 days", "15 days", "20 days"])
  })

  it("leaves a gap where nothing is known", () => {
    const [first = ""] = lineChart([{ name: "x", values: [1, Number.NaN, Number.NaN, 1] }], look(30, "ascii"), {
      rows: 4,
      y: { low: 0, high: 1 }
    }).split("\n")
    expect(first.trimEnd()).toMatch(/^1 \+' +'$/)
  })

  it("keeps its height and its axis when the ranges are given", () => {
    const options = { rows: 9, y: { low: 0, high: 1 }, x: { low: 0, high: 100 } }
    const axes = [wave, wave.map((value) => value / 10)].map((values) =>
      lineChart([{ name: "x", values }], look(60, "ascii"), options)
        .split("\n")
        .map((line) => line.slice(0, 5))
    )
    expect(axes[0]).toEqual(axes[1])
    expect(axes[0]).toHaveLength(9)
  })

  it("tells several lines apart without colour", () => {
    const text = lineChart(
      [
        { name: "network", values: [1, 1, 1] },
        { name: "central", values: [2, 2, 2] }
      ],
      look(60),
      { rows: 10 }
    )
    expect(text).toContain("a network  b central")
    expect(text.split("\n").slice(1).join()).toMatch(/a/)
    expect(text.split("\n").slice(1).join()).toMatch(/b/)
  })
})

describe("sparkline", () => {
  it("shows the shape, gaps included", () => {
    expect(sparkline([0, 1, 2, 3, 4, 5, 6, 7, Number.NaN, 0], look(20))).toBe("▁▂▃▄▄▅▆▇ ▁")
    expect(sparkline([5, 5], look(20))).toBe("▄▄")
    expect(sparkline([0, 0], look(20))).toBe("▁▁")
  })

  it("uses a range given from outside, so that several lines can be compared", () => {
    expect(sparkline([0, 0.5, 1], look(20, "ascii"), { low: 0, high: 10 })).toBe("__.")
  })
})

describe("bars", () => {
  it("draws values below zero to the left of a common zero", () => {
    const text = bars(
      [
        { label: "gain", value: 10, text: "10" },
        { label: "loss", value: -10, text: "-10" }
      ],
      look(29, "ascii")
    )
    expect(text).toBe(["gain           ##########  10", "loss ##########           -10"].join("\n"))
  })
})

describe("histogram", () => {
  const bins = (...totals: ReadonlyArray<number>) => totals.map((total, bin) => ({ label: `bin ${bin}`, total }))

  it("has shares that add up to one, in the order of the bins", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 1e9 }), { minLength: 1, maxLength: 9 }), (totals) => {
        const text = histogram(bins(...totals), look(60))
        expect([...text.matchAll(/bin (\d)/g)].map(([, bin]) => Number(bin))).toEqual(totals.map((_, bin) => bin))
        const shares = [...text.matchAll(/([\d.]+)%/g)].map(([, share]) => Number(share))
        const sum = shares.reduce((all, share) => all + share, 0)
        expect(Math.abs(sum - (totals.some((total) => total > 0) ? 100 : 0))).toBeLessThan(0.5)
      })
    )
  })

  it("weighs what it is given", () => {
    expect(histogram(bins(3, 1), look(60))).toMatch(/75\.0%[^]*25\.0%/)
  })
})
