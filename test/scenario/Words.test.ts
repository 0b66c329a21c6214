/** What is made from the schema: explanations, JSON Schema, the reference page, the template. */
import { Result } from "effect"
import { describe, expect, it } from "vitest"
import * as Decode from "../../packages/sim/src/scenario/Decode.ts"
import * as Explain from "../../packages/sim/src/scenario/Explain.ts"
import * as JsonSchema from "../../packages/sim/src/scenario/JsonSchema.ts"
import * as Language from "../../packages/sim/src/scenario/Language.ts"
import * as Path from "../../packages/sim/src/scenario/Path.ts"
import * as Reference from "../../packages/sim/src/scenario/Reference.ts"
import * as Shape from "../../packages/sim/src/scenario/Shape.ts"
import * as Template from "../../packages/sim/src/scenario/Template.ts"
import { schema } from "./SmallLanguage.ts"

const explain = (path: string) => Result.getOrThrow(Explain.explain(schema, path))
const failure = (path: string): string => {
  const result = Explain.explain(schema, path)
  return Result.isFailure(result) ? result.failure.message : "no failure"
}

describe("an explanation", () => {
  it("of a figure tells meaning, unit, default and its source", () => {
    expect(Explain.text(explain("supply.miners.lead_time"))).toBe(
      [
        "supply.miners.lead_time",
        "  from decision to the first GPU",
        "  allowed:  a duration such as 9 months",
        "  default:  9 months",
        "  source:   Luxor, hash price index"
      ].join("\n")
    )
  })

  it("of the whole file lists its keys", () => {
    expect(explain("")[0]?.keys.map(({ path }) => path)).toEqual(Object.keys(schema.fields))
  })

  it("takes any name of an entry and any way to write a position", () => {
    for (const path of ["demand.classes.<name>.gpus", "demand.classes.big.gpus", "demand.classes.*.gpus"]) {
      expect(explain(path)[0]).toMatchObject({ path: "demand.classes.<name>.gpus", unit: "GPUs", required: true })
    }
    for (const path of ["sites[].power", "sites[0].power", "sites.0.power", "sites.power"]) {
      expect(explain(path)[0]).toMatchObject({ path: "sites[].power", kind: "power" })
    }
  })

  it("finds a key in the variant that has it, and a variant by its word", () => {
    expect(explain("market.fee")[0]).toMatchObject({ within: "market.kind: reverse-auction" })
    expect(explain("market.reverse-auction")[0]?.keys.map(({ path }) => path)).toContain("market.reverse-auction.bids")
    expect(explain("market.kind")[0]).toMatchObject({ kind: "choice", allowed: "one of posted, reverse-auction" })
    expect(explain("demand.classes.big.patience.mean")[0]).toMatchObject({ kind: "duration" })
  })

  it("exists for every path that the language knows", () => {
    for (const path of Shape.paths(Shape.make(schema))) {
      expect(Result.isSuccess(Explain.explain(schema, Path.format(path))), Path.format(path)).toBe(true)
    }
  })

  it.each([
    ["lead_tim", 'no such path "lead_tim", did you mean "supply.miners.lead_time"?'],
    ["supply.minrs.power", 'did you mean "supply.miners.power"?'],
    ["supply.miners.powr", 'did you mean "supply.miners.power"?'],
    ["fee", 'did you mean "market.fee"?'],
    ["exponential", 'did you mean "demand.classes.<name>.patience.exponential"?'],
    ["power", 'no such path "power", there are "supply.miners.power", "sites[].power"'],
    ["zzzzzz", "known at the top: name, question"],
    ["a..b", 'no such path "a..b"']
  ])("of the misspelt %s gives the nearest", (path, message) => {
    expect(failure(path)).toContain(message)
  })
})

describe("the JSON Schema", () => {
  const json = JSON.parse(JSON.stringify(JsonSchema.make(schema)))

  it("names its draft and wants the version and what has no default", () => {
    expect(json.$schema).toBe("http://json-schema.org/draft-07/schema#")
    expect(json.properties.lode.const).toBe(1)
    expect(json.required).toEqual(["lode", "name", "supply", "demand"])
  })

  it("is closed, with descriptions, defaults, examples and patterns of quantities", () => {
    expect(json.additionalProperties).toBe(false)
    const { miners } = json.properties.supply.properties
    expect(miners.additionalProperties).toBe(false)
    expect(miners.properties.lead_time).toMatchObject({
      description: "From decision to the first GPU. Default: 9 months (Luxor, hash price index).",
      default: "9 months",
      examples: ["9 months"]
    })
    const pattern = new RegExp(miners.properties.power.anyOf[0].pattern)
    expect("50 MW").toMatch(pattern)
    expect("9 months").not.toMatch(pattern)
    expect(miners.properties.form.enum).toEqual(["colocation", "gpu-cloud", "spot"])
  })

  it("has one closed object for each variant, told apart by its kind", () => {
    const [posted, auction] = json.properties.market.anyOf
    expect(posted).toMatchObject({ title: "posted", required: ["kind"], additionalProperties: false })
    expect(auction.properties.kind).toMatchObject({ const: "reverse-auction" })
    expect(auction.required).toEqual(["kind", "fee"])
  })

  it("knows names that the author chooses, lists and bounds", () => {
    const jobClass = json.properties.demand.properties.classes.additionalProperties
    expect(jobClass.properties.gpus.anyOf[0]).toEqual({ type: "integer", minimum: 1 })
    expect(json.properties.sites.items.required).toEqual(["power"])
  })
})

describe("the reference", () => {
  it("has a row for every key and a section for every group and variant", () => {
    const page = Reference.markdown(schema)
    expect(page).toContain(
      "| `lead_time` | from decision to the first GPU | a duration such as 9 months | `9 months` | Luxor, hash price index |"
    )
    expect(page).toContain("### `market` with `kind: reverse-auction`")
    expect(page).toContain("#### `demand.classes.<name>`")
    for (const path of Shape.paths(Shape.make(schema))) {
      const name = path.at(-1) ?? ""
      if (/^\w+$/.test(name)) expect(page).toContain(`| \`${name}\` |`)
    }
    expect(page).not.toContain("undefined")
  })
})

describe("the template", () => {
  it("is a right scenario of the program's own language, whatever its name", () => {
    for (const name of ["scenario", "my network", 'it\'s "mine": yes', "on"]) {
      const result = Decode.text(Language.language, Template.text(name))
      expect(Result.isFailure(result) ? result.failure.message : "right").toBe("right")
    }
  })
})
