import { stripVTControlCharacters } from "node:util"
import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import { type IntervalLine, intervals } from "../../packages/tui/src/charts/Intervals.ts"
import { width } from "../../packages/tui/src/charts/Text.ts"
import * as Theme from "../../packages/tui/src/charts/Theme.ts"

const alphabets: ReadonlyArray<Theme.Alphabet> = ["braille", "block", "ascii"]
const look = (columns: number, alphabet: Theme.Alphabet = "ascii", theme = Theme.none): Theme.Look => ({
  columns,
  alphabet,
  theme
})
const line = (label: string, middle: number, half: number): IntervalLine => ({
  label,
  low: middle - half,
  middle,
  high: middle + half,
  text: `${middle}`
})
const widest = (text: string): number => Math.max(...text.split("\n").map(width))
const some = [line("price", -0.25, 0.05), line("wait 待ち時間", 0.5, 0.25), line("none", 0, 0)]

describe("intervals", () => {
  it("stand around a common zero, with the ends of the axis below", () => {
    expect(`\n${intervals(some.slice(0, 1).concat(line("wait", 0.5, 0.25), line("same", 0, 0)), look(50))}`)
      .toMatchInlineSnapshot(`
      "
      price [-o-]      |                           -0.25
      wait             |       [--------o--------]   0.5
      same             o                               0
            -0.3       0                      0.75"
    `)
  })

  it("are as wide as the columns allow and never wider, whatever the data", () => {
    for (const columns of [30, 40, 80, 120, 200]) {
      for (const alphabet of alphabets) {
        for (const theme of [Theme.none, Theme.ansi]) {
          expect(widest(stripVTControlCharacters(intervals(some, look(columns, alphabet, theme))))).toBeLessThanOrEqual(
            columns
          )
        }
      }
    }
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.double(), fc.double()), { maxLength: 8 }),
        fc.integer({ min: 1, max: 90 }),
        (values, columns) => {
          const items = values.map(([middle, half]) => line("a label of some length", middle, Math.abs(half)))
          const text = intervals(items, look(columns), { limit: 2 })
          expect(text === "" ? 0 : widest(text)).toBeLessThanOrEqual(columns)
          expect(text.split("\n").length).toBeLessThanOrEqual(Math.max(1, items.length) + 1)
        }
      )
    )
  })

  it("show on which side of zero they lie", () => {
    fc.assert(
      fc.property(fc.double({ min: 0.01, max: 1, noNaN: true }), fc.boolean(), (size, up) => {
        const [drawn = ""] = intervals(
          [line("x", up ? size : -size, 0), line("y", -1, 0), line("z", 1, 0)],
          look(83)
        ).split("\n")
        const middle = drawn.indexOf("o")
        const zero = drawn.indexOf("|")
        // So close to zero that both are in one cell.
        if (zero < 0) expect(size).toBeLessThan(0.05)
        else expect(middle > zero).toBe(up)
      })
    )
  })

  it("are cut off at the limit with an arrow, so that one does not press all others together", () => {
    const rows = intervals([line("far", 30, 1), line("wide", 0, 9), line("near", 1, 0.1)], look(60), {
      limit: 2
    }).split("\n")
    expect(rows[0]).toMatch(/> +30$/)
    expect(rows[1]).toMatch(/^wide <-+o-+> +0$/)
    expect(rows[2]).toMatch(/\[-*o-*\]/)
    expect(rows[3]).toMatch(/-2 +0 +2$/)
  })

  it("have their texts alone where nothing can be drawn", () => {
    expect(intervals([line("unknown", Number.NaN, 1)], look(40)).trim()).toBe("unknown NaN")
    expect(intervals([line("a", 1, 0.5)], look(12))).toBe("a 1")
    expect(intervals([], look(40))).toBe("")
  })
})
