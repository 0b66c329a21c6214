import { Schema } from "effect"
import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { emitted, YearlyBudgets } from "../../packages/sim/src/token/emission/YearlyBudgets.ts"

const year = 8_760 * 3_600
const month = 730 * 3_600
const render = Schema.decodeUnknownSync(YearlyBudgets)({ kind: "yearly-budgets" })

describe("YearlyBudgets", () => {
  it("makes 760,567 RENDER a month in the first year, 5.9M in the second and no more", () => {
    expect(emitted(render, 3 * month, 4 * month)).toBeCloseTo(760_567, 6)
    expect(emitted(render, year, 2 * year)).toBeCloseTo(5.9e6, 6)
    expect(emitted(render, 0, 50 * year)).toBeCloseTo(9_126_804 + 5.9e6, 6)
    expect(emitted({ ...render, afterwards: 100 }, 3 * year, 5 * year)).toBeCloseTo(200, 9)
  })

  it("does not depend on how time is cut", () => {
    const budgets = fc.array(fc.integer({ min: 0, max: 1e8 }), { maxLength: 6 })
    const lengths = fc.array(fc.integer({ min: 1, max: year }), { minLength: 1, maxLength: 20 })
    fc.assert(
      fc.property(budgets, fc.integer({ min: 0, max: 1e8 }), lengths, (list, afterwards, parts) => {
        const rule = { ...render, budgets: list, afterwards }
        let at = 0
        let made = 0
        for (const part of parts) {
          const tokens = emitted(rule, at, at + part)
          expect(tokens).toBeGreaterThanOrEqual(0)
          made += tokens
          at += part
        }
        expect(Math.abs(made - emitted(rule, 0, at))).toBeLessThanOrEqual(1e-9 * Math.max(1, made))
      })
    )
  })
})
