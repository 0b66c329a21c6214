import { Result } from "effect"
import fc from "fast-check"
import { describe, expect, it } from "vitest"
import * as Decode from "../../packages/sim/src/scenario/Decode.ts"
import * as Resolved from "../../packages/sim/src/scenario/Resolved.ts"
import * as Source from "../../packages/sim/src/scenario/Source.ts"
import * as Sources from "../../packages/sim/src/scenario/Sources.ts"
import { good, language, schema } from "./SmallLanguage.ts"

const decode = (text: string) => Result.getOrThrow(Decode.text(language, text, { file: "x.yaml" }))
const print = (decoded: ReturnType<typeof decode>) => Resolved.print(schema, decoded, { program: "1.2.3" })

describe("the resolved scenario", () => {
  it("has every key, readable units, sources and the version of the program", () => {
    expect(print(decode(good))).toBe(`# The whole scenario of x.yaml, every default filled in, by lode 1.2.3.
# 11 figures: 4 with a source, 7 assumptions.

lode: 1
name: small
question: What happens?
hopeful: false
seed: 1
growth: 1.5 # assumption

supply:
  miners:
    power: 50 MW # source: a letter
    lead_time: 1 year # assumption
    form: colocation

demand:
  classes:
    big:
      gpus: 8 # assumption
      length: 2 h # assumption: a guess for the tests
      patience:
        kind: exponential
        mean: 1 h # assumption
      share: 10% # source: the table of tests, row 3
  hours:
    - 50% # assumption
    - 100% # assumption

market:
  kind: reverse-auction
  bids: 20 # source: docs of Akash
  fee: 2% # source: docs of Akash

sites: []
`)
  })

  it("decodes to an equal scenario with the same sources, whatever the scenario", () => {
    const amount = fc.double({ min: 0, max: 1e9, noNaN: true })
    const share = fc.double({ min: 0, max: 1, noNaN: true })
    const name = fc
      .string({ minLength: 1, maxLength: 12, unit: "binary" })
      .filter((text) => text !== "__proto__" && text !== "<<")
    const form = fc.constantFrom("colocation", "gpu-cloud", "spot")
    const miners = fc.record({
      power: amount.map((value) => `${value} MW`),
      lead_time: amount.map((value) => `${value} s`),
      form
    })
    const duration = amount.map((value) => `${value} min`)
    const patience = fc.oneof(
      duration,
      duration.map((mean) => ({ kind: "exponential", mean }))
    )
    const jobClass = fc.record(
      { gpus: fc.integer({ min: 1, max: 100 }), length: duration, patience, share },
      { requiredKeys: ["gpus"] }
    )
    const market = fc.oneof(
      fc.record({ kind: fc.constant("posted"), markup: share }, { requiredKeys: ["kind"] }),
      fc.record({ kind: fc.constant("reverse-auction"), fee: share, bids: fc.integer({ min: 1, max: 20 }) })
    )
    const tree = fc.record(
      {
        name: fc.string({ minLength: 1, unit: "binary" }),
        question: fc.string({ minLength: 1 }),
        hopeful: fc.boolean(),
        growth: fc.double({ noNaN: true, noDefaultInfinity: true }),
        supply: fc.record({ miners }),
        demand: fc.record(
          { classes: fc.dictionary(name, jobClass, { maxKeys: 3 }), hours: fc.array(share) },
          { requiredKeys: ["classes"] }
        ),
        market,
        sites: fc.array(miners, { maxLength: 2 })
      },
      { requiredKeys: ["name", "supply", "demand"] }
    )
    fc.assert(
      fc.property(tree, (written) => {
        const source = Source.fromTree(written)
        const first = { scenario: Result.getOrThrow(Decode.scenario({ schema, rules: [] }, source)), source }
        const again = Result.getOrThrow(Decode.text({ schema, rules: [] }, print(first)))
        expect(again.scenario).toEqual(first.scenario)
        const { assumptions, sourced } = Sources.collect(schema, first)
        expect(Sources.collect(schema, again)).toMatchObject({ assumptions, sourced })
      }),
      { numRuns: 50 }
    )
  })

  it("is the same when printed again, but for its head", () => {
    const once = print(decode(good))
    expect(print(decode(once))).toBe(once)
  })
})
