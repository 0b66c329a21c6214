import { Result } from "effect"
import { describe, expect, it } from "vitest"
import * as Decode from "../../packages/sim/src/scenario/Decode.ts"
import * as Sources from "../../packages/sim/src/scenario/Sources.ts"
import { good, language, schema } from "./SmallLanguage.ts"

const collect = (text: string, set: ReadonlyArray<string> = []) =>
  Sources.collect(schema, Result.getOrThrow(Decode.text(language, text, { set })))
const figure = (text: string, path: string, set: ReadonlyArray<string> = []) =>
  collect(text, set).figures.find((candidate) => candidate.path === path)

describe("the sources of figures", () => {
  it("are counted over the whole resolved scenario", () => {
    const { assumptions, figures, sourced } = collect(good)
    expect(figures.map(({ path }) => path)).toEqual([
      "growth",
      "supply.miners.power",
      "supply.miners.lead_time",
      "demand.classes.big.gpus",
      "demand.classes.big.length",
      "demand.classes.big.patience.mean",
      "demand.classes.big.share",
      "demand.hours[0]",
      "demand.hours[1]",
      "market.bids",
      "market.fee"
    ])
    expect({ sourced, assumptions }).toEqual({ sourced: 4, assumptions: 7 })
  })

  it("are not asked of settings, which claim nothing about the world", () => {
    expect(figure(`${good}seed: 7\n`, "seed")).toBeUndefined()
  })

  it("come from the comment behind a figure", () => {
    expect(figure(good, "supply.miners.power")).toEqual({
      path: "supply.miners.power",
      written: "50 MW",
      value: 50,
      from: "file",
      source: "a letter"
    })
  })

  it("come from the lines above its key, also when they run on", () => {
    const text = good.replace(
      "      gpus: 8",
      "      # most jobs are like that\n      # source: the table\n      #   of Philly, row 2\n      gpus: 8"
    )
    expect(figure(text, "demand.classes.big.gpus")?.source).toBe("the table of Philly, row 2")
  })

  it("come from the group around it unless it has its own", () => {
    const text = good.replace(
      "    big:\n",
      "    # source: a survey\n    big:\n      length: 3 h # assumption: longer than seen\n"
    )
    expect(figure(text, "demand.classes.big.gpus")?.source).toBe("a survey")
    expect(figure(text, "demand.classes.big.length")).toMatchObject({ why: "longer than seen" })
    expect(figure(text, "demand.classes.big.length")?.source).toBeUndefined()
  })

  it("come from the end of the line for all figures on it", () => {
    const text = `${good}  hours: [10%, 20%] # source: a clock\n`
    expect(collect(text).figures.filter(({ source }) => source === "a clock")).toHaveLength(2)
  })

  it("in one line of a list item do not speak for the item's other lines", () => {
    const text = `${good}sites:\n  - power: 3 MW # source: a letter\n    lead_time: 3 months\n`
    expect(figure(text, "sites[0].power")?.source).toBe("a letter")
    expect(figure(text, "sites[0].lead_time")?.source).toBeUndefined()
  })

  it("come from the line of the key for a group below it", () => {
    const text = good.replace("    big:\n", "    big: # source: a survey\n      length: 3 h\n")
    expect(figure(text, "demand.classes.big.length")?.source).toBe("a survey")
  })

  it("are an assumption where the file says nothing or something else", () => {
    expect(figure(good, "demand.classes.big.gpus")).toMatchObject({ from: "file", written: "8" })
    expect(figure(good.replace("gpus: 8", "gpus: 8 # eight"), "demand.classes.big.gpus")?.source).toBeUndefined()
    expect(
      figure(good.replace("gpus: 8", "gpus: 8 # no source: at all"), "demand.classes.big.gpus")?.source
    ).toBeUndefined()
  })

  it("are those of the default where the file leaves a figure out", () => {
    expect(figure(good.replace("    lead_time: 1 year\n", ""), "supply.miners.lead_time")).toEqual({
      path: "supply.miners.lead_time",
      written: "9 months",
      value: 9 * 730 * 3600,
      from: "default",
      source: "Luxor, hash price index"
    })
    expect(figure(good, "demand.classes.big.length")).toMatchObject({ from: "default", why: "a guess for the tests" })
  })

  it("inside a default group are the group's, and beyond it the key's own", () => {
    expect(figure(good, "market.fee")).toMatchObject({ written: "2%", source: "docs of Akash" })
    expect(figure(good, "market.bids")).toMatchObject({ written: "20", source: "docs of Akash" })
  })

  it("are an assumption for what was set on the command line", () => {
    const set = figure(good, "supply.miners.power", ["supply.miners.power=3 MW"])
    expect(set).toEqual({ path: "supply.miners.power", written: "3 MW", value: 3, from: "command line" })
  })
})
