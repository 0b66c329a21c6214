import { Result } from "effect"
import { describe, expect, it } from "vitest"
import * as Decode from "../../packages/sim/src/scenario/Decode.ts"
import * as Override from "../../packages/sim/src/scenario/Override.ts"
import { good, language, schema } from "./SmallLanguage.ts"

const decode = (...set: ReadonlyArray<string>) => Decode.text(language, good, { file: "x.yaml", set })
const scenario = (...set: ReadonlyArray<string>) => Result.getOrThrow(decode(...set)).scenario
const failure = (...set: ReadonlyArray<string>): string => {
  const result = decode(...set)
  return Result.isFailure(result) ? result.failure.message : "no failure"
}

describe("--set", () => {
  it("changes a value of the file", () => {
    expect(scenario("supply.miners.power=7 GW").supply.miners.power).toBe(7000)
  })

  it("sets one key of a group that the file leaves out and keeps the rest of its default", () => {
    expect(scenario("market.fee=9%").market).toEqual({ kind: "reverse-auction", bids: 20, fee: 0.09 })
  })

  it("chooses another variant, without the keys that only the default had", () => {
    expect(scenario("market.kind=posted").market).toEqual({ kind: "posted", markup: 0.05 })
  })

  it("chooses among the forms of a value that has several", () => {
    const patience = (...set: ReadonlyArray<string>) => scenario(...set).demand.classes["big"]?.patience
    expect(patience("demand.classes.big.patience=30 min")).toBe(1800)
    expect(patience("demand.classes.big.patience.mean=2 h")).toEqual({ kind: "exponential", mean: 7200 })
    expect(
      patience(
        "demand.classes.big.patience.kind=uniform",
        "demand.classes.big.patience.from=1 h",
        "demand.classes.big.patience.to=2 h"
      )
    ).toEqual({ kind: "uniform", from: 3600, to: 7200 })
  })

  it("reaches into lists by position, either way, also into the default of a list", () => {
    expect(scenario("demand.hours[1]=20%", "demand.hours.0=10%").demand.hours).toEqual([0.1, 0.2])
  })

  it("makes a named entry, takes lists and groups, and the last of two wins", () => {
    const set = scenario(
      "demand.classes.small={gpus: 1, length: 5 min}",
      "sites=[{power: 3 MW}]",
      "growth=2",
      "growth=3"
    )
    expect(set.demand.classes["small"]).toMatchObject({ gpus: 1, length: 300 })
    expect(set.sites).toHaveLength(1)
    expect(set.growth).toBe(3)
  })

  it("keeps a = that belongs to the value", () => {
    expect(scenario("question=is a=b?").question).toBe("is a=b?")
  })

  it.each([
    [
      "supply.mines.power=7 GW",
      '--set supply.mines.power=7 GW  no such path "supply.mines", did you mean "supply.miners.power"?'
    ],
    ["market.fe=9%", '--set market.fe=9%  no such path "market.fe", did you mean "market.fee"?'],
    ["market.markup=9%", '--set market.markup=9%  no such path "market.markup", it belongs to kind: posted'],
    ["zebra=9", '--set zebra=9  no such path "zebra", known keys: name, question'],
    ["name.first=x", "--set name.first=x  name is a single value and has no keys"],
    [
      "demand.classes.bg.gpus=3",
      '--set demand.classes.bg.gpus=3  no entry "bg" under demand.classes, did you mean "big"?'
    ],
    [
      "demand.hours[2]=5%",
      '--set demand.hours[2]=5%  demand.hours has 2 items, numbered from 0, and "2" is none of them'
    ],
    ["sites[0].power=5 MW", "--set sites[0].power=5 MW  sites is an empty list"],
    ["growth", "--set growth  wanted path=value, such as horizon.length=2 years"],
    ["=3", "--set =3  wanted path=value"],
    ["a..b=3", '--set a..b=3  "a..b" is no path'],
    ["growth=", "--set growth=  no value stands after the ="],
    ["growth=.nan", "--set growth=.nan  .nan is not a number, a finite number is wanted"],
    ["growth=*a", "--set growth=*a  aliases (*name) are not allowed"],
    ["growth=~", "--set growth=~  nothing is written here, a number is wanted"],
    ["growth=!x 3", "--set growth=!x 3  tags such as !name are not allowed"],
    ["sites=[1", "--set sites=[1  this is not YAML"],
    [
      "supply.miners.power=9 months",
      "--set supply.miners.power=9 months  9 months is a duration, a power such as 50 MW is wanted"
    ],
    ["sites=[{power: 3 MW, colour: red}]", 'unknown key "colour", known here: power, lead_time, form']
  ])("%s", (set, message) => {
    expect(failure(set)).toContain(message)
  })

  it("tells its mistakes together with those of the file", () => {
    const result = Decode.text(language, good.replace("gpus: 8", "gpus: 0"), {
      file: "x.yaml",
      set: ["market.fee=5 MW", "zebra=1"]
    })
    expect(Result.isFailure(result) && result.failure.problems.map(({ file }) => file)).toEqual([
      "--set zebra=1",
      "--set market.fee=5 MW",
      "x.yaml"
    ])
  })
})

describe("a knob", () => {
  it("sets a value in plain data and leaves the data as it was", () => {
    const tree = { name: "x", demand: { classes: { big: { gpus: 8 } } } }
    const changed = Result.getOrThrow(Override.set(schema, tree, "demand.classes.big.gpus", 16))
    expect(changed).toEqual({ name: "x", demand: { classes: { big: { gpus: 16 } } } })
    expect(tree.demand.classes.big.gpus).toBe(8)
  })

  it("says what is wrong with its path", () => {
    const result = Override.set(schema, {}, "market.fe", 1)
    expect(Result.isFailure(result) && result.failure).toMatchObject({ suggestion: "fee" })
  })
})
