import { describe, expect, it } from "vitest"
import * as fc from "fast-check"
import { depthChart } from "../../packages/tui/src/charts/DepthChart.ts"
import { width } from "../../packages/tui/src/charts/Text.ts"
import { ansi, none } from "../../packages/tui/src/charts/Theme.ts"

const look = { columns: 40, alphabet: "ascii", theme: none } as const

describe("a depth chart", () => {
  it("has offers that rise with the price and orders that fall with it", () => {
    const text = depthChart({ prices: [1, 2, 3], offered: [10, 20, 30], wanted: [30, 20, 0] }, look, { rows: 10 })
    expect(text).toMatchInlineSnapshot(`
      "o offered  w wanted
      30 +w                                  o
         |:                                  :
      20 +'''''''''''''''''':'''''''''''''''''
         |                  :                 
      10 +..................:                 
         |:                 :                 
       0 +:                 :.................
         ++-----------------+----------------+
          1                 2                3"
    `)
  })

  it("says so when there is nothing", () => {
    expect(depthChart({ prices: [], offered: [], wanted: [] }, look, { rows: 8 })).toBe("(no offers and no orders)")
  })

  it("is never wider or higher than it may be", () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.record({ price: fc.double({ min: 0.01, max: 50, noNaN: true }), offered: fc.nat(), wanted: fc.nat() })
        ),
        fc.integer({ min: 8, max: 120 }),
        fc.integer({ min: 4, max: 30 }),
        fc.constantFrom("braille" as const, "block" as const, "ascii" as const),
        (steps, columns, rows, alphabet) => {
          const sorted = steps.toSorted((a, b) => a.price - b.price)
          const lines = depthChart(
            {
              prices: sorted.map(({ price }) => price),
              offered: sorted.map(({ offered }) => offered),
              wanted: sorted.map(({ wanted }) => wanted)
            },
            { columns, alphabet, theme: ansi },
            { rows }
          ).split("\n")
          expect(lines.length).toBeLessThanOrEqual(rows)
          for (const line of lines) expect(width(line)).toBeLessThanOrEqual(columns)
        }
      )
    )
  })
})
