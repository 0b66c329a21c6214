import { stripVTControlCharacters } from "node:util"
import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import { width } from "../../packages/tui/src/charts/Text.ts"
import * as Theme from "../../packages/tui/src/charts/Theme.ts"
import { table } from "../../packages/tui/src/cli/table.ts"

const look = (columns: number): Theme.Look => ({ columns, alphabet: "braille", theme: Theme.none })
const columns = [{ header: "metric" }, { header: "value", align: "right" }, { header: "what it means" }] as const
const rows = [
  ["utilisation", "41.2 ± 1.3%", "GPU-hours sold over GPU-hours offered"],
  ["waiting, 95% quantile", "3.20 ± 0.10 h", "日本語 as wide characters"]
]

describe("table", () => {
  it("aligns text left and figures right", () => {
    expect(`\n${table(columns, rows, look(100))}`).toMatchInlineSnapshot(`
      "
      metric                         value  what it means
      utilisation              41.2 ± 1.3%  GPU-hours sold over GPU-hours offered
      waiting, 95% quantile  3.20 ± 0.10 h  日本語 as wide characters"
    `)
  })

  it("cuts text before figures when the window is narrow", () => {
    const text = table(columns, rows, look(50))
    expect(text).toContain("41.2 ± 1.3%")
    expect(text).toContain("…")
  })

  it("goes on with a sentence in the next line before it cuts a name", () => {
    const prose = [columns[0], columns[1], { header: "what it means", wraps: true }]
    expect(`\n${table(prose, rows.slice(0, 1), look(56))}`).toMatchInlineSnapshot(`
      "
      metric             value  what it means
      utilisation  41.2 ± 1.3%  GPU-hours sold over GPU-hours
                                offered"
    `)
  })

  it("becomes a list when even that is too wide", () => {
    expect(table(columns, [["utilisation", "41.2 ± 1.3%", "sold"]], look(24))).toBe(
      ["utilisation", "  value: 41.2 ± 1.3%", "  what it means: sold"].join("\n")
    )
  })

  it("is never wider than the columns given", () => {
    const cell = fc.string({ unit: "grapheme", maxLength: 40 }).map((text) => text.replaceAll(/\p{C}/gu, ""))
    fc.assert(
      fc.property(
        fc.array(fc.tuple(cell, cell, cell), { maxLength: 5 }),
        fc.integer({ min: 1, max: 120 }),
        (some, room) => {
          const prose = [columns[0], columns[1], { header: "what it means", wraps: true }]
          for (const shape of [columns, prose])
            for (const line of table(shape, some, look(room)).split("\n")) expect(width(line)).toBeLessThanOrEqual(room)
        }
      )
    )
  })

  it("styles cells without moving the columns", () => {
    const styled = table([{ header: "a" }, { header: "b" }], [[{ text: "x", style: Theme.ansi.good }, "y"]], look(20))
    expect(stripVTControlCharacters(styled)).toBe(["a  b", "x  y"].join("\n"))
  })
})
