import { Result } from "effect"
import fc from "fast-check"
import { describe, expect, it } from "vitest"
import * as Decode from "../../packages/sim/src/scenario/Decode.ts"
import * as Explain from "../../packages/sim/src/scenario/Explain.ts"
import { good, language, schema } from "./SmallLanguage.ts"

const base = `${good}market: { kind: reverse-auction, fee: 2% }
sites:
  - power: 3 MW # source: x
    lead_time: 3 months
`

/** A right text with a few slips of the hand: characters lost, doubled or put in. */
const slipped = fc
  .array(
    fc.record({
      at: fc.nat({ max: base.length - 1 }),
      lost: fc.integer({ min: 0, max: 4 }),
      put: fc.oneof(
        fc.constantFrom(
          "",
          "\t",
          "\n",
          ":",
          "- ",
          "#",
          "&a ",
          "*a",
          "!x ",
          "{",
          "]",
          "'",
          '"',
          "|",
          "\u0000",
          "? ",
          "---\n",
          "%",
          "1e999",
          ".nan",
          "~"
        ),
        fc.string({ maxLength: 4, unit: "binary" })
      )
    }),
    { minLength: 1, maxLength: 4 }
  )
  .map((slips) => slips.reduce((text, { at, lost, put }) => text.slice(0, at) + put + text.slice(at + lost), base))

describe("whatever slips into a scenario", () => {
  it("decodes or says what is wrong at places that exist, and never throws", () => {
    fc.assert(
      fc.property(slipped, (text) => {
        const result = Decode.text(language, text, { file: "x.yaml" })
        if (Result.isSuccess(result)) return
        const lines = text.split(/\r?\n/)
        expect(result.failure.problems.length).toBeGreaterThan(0)
        for (const { column, line, message } of result.failure.problems) {
          expect(message).not.toBe("")
          expect(line).toBeGreaterThanOrEqual(1)
          expect(line).toBeLessThanOrEqual(lines.length)
          expect(column).toBeGreaterThanOrEqual(1)
          expect(column).toBeLessThanOrEqual((lines[line - 1] ?? "").length + 1)
        }
        expect(result.failure.message).not.toMatch(/Expected|Missing key|\[object|Error:/)
      }),
      { numRuns: 150 }
    )
  })

  it("a --set of any text is taken or refused with its own words", () => {
    const text = fc.oneof(
      fc.string({ unit: "binary" }),
      fc
        .tuple(fc.constantFrom("growth", "market.fee", "sites", "demand.hours[0]", "demand.classes.big"), fc.string())
        .map((parts) => parts.join("="))
    )
    fc.assert(
      fc.property(text, (set) => {
        const result = Decode.text(language, base, { set: [set] })
        if (Result.isFailure(result)) expect(result.failure.problems[0]?.file).toBe(`--set ${set}`)
      }),
      { numRuns: 150 }
    )
  })

  it("any path has an explanation or a sentence", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (path) => {
        const result = Explain.explain(schema, path)
        if (Result.isFailure(result)) expect(result.failure.message).toContain("no such path")
      })
    )
  })
})
