import { describe, expect, it } from "vitest"
import * as fc from "fast-check"
import { areaChart } from "../../packages/tui/src/charts/AreaChart.ts"
import { width } from "../../packages/tui/src/charts/Text.ts"
import { ansi, none } from "../../packages/tui/src/charts/Theme.ts"

const look = { columns: 30, alphabet: "ascii", theme: none } as const

describe("an area chart", () => {
  it("puts shares on top of each other, the first at the bottom", () => {
    const text = areaChart(
      [
        { name: "mining", values: [8, 6, 4, 2] },
        { name: "hosting", values: [0, 2, 4, 6] }
      ],
      look,
      { rows: 6, high: 8 }
    )
    expect(text).toMatchInlineSnapshot(`
      "# mining  % hosting
      10 +
         |#######%%%%%%%%%%%%%%%%%%%
       5 +#############%%%%%%%%%%%%%
         |####################%%%%%%
       0 +##########################"
    `)
  })

  it("leaves what has not come yet empty", () => {
    const text = areaChart([{ name: "mining", values: [8, 8] }], look, { rows: 4, high: 8, filled: 13 })
    for (const line of text.split("\n").slice(1)) expect(line.replaceAll(/[^#]/g, "").length).toBeLessThanOrEqual(13)
  })

  it("is never wider or higher than it may be, whatever the values", () => {
    fc.assert(
      fc.property(
        fc.array(fc.array(fc.double({ min: 0, max: 1e9 })), { maxLength: 9 }),
        fc.integer({ min: 1, max: 120 }),
        fc.integer({ min: 3, max: 30 }),
        fc.constantFrom("braille" as const, "block" as const, "ascii" as const),
        (columns, across, rows, alphabet) => {
          const areas = columns.map((values, index) => ({ name: `area ${index}`, values }))
          const lines = areaChart(areas, { columns: across, alphabet, theme: ansi }, { rows }).split("\n")
          expect(lines.length).toBeLessThanOrEqual(rows)
          for (const line of lines) expect(width(line)).toBeLessThanOrEqual(across)
        }
      )
    )
  })
})
