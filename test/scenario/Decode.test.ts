import { Result, Schema } from "effect"
import fc from "fast-check"
import { describe, expect, it } from "vitest"
import * as Decode from "../../packages/sim/src/scenario/Decode.ts"
import * as Source from "../../packages/sim/src/scenario/Source.ts"
import * as Field from "../../packages/sim/src/units/Field.ts"
import { good, language } from "./SmallLanguage.ts"

const decode = (text: string, set: ReadonlyArray<string> = []) => Decode.text(language, text, { file: "x.yaml", set })

/** Heads of the problems, without the lines that show the place. */
const heads = (text: string, set: ReadonlyArray<string> = []): ReadonlyArray<string> => {
  const result = decode(text, set)
  if (Result.isSuccess(result)) return []
  return result.failure.message.split("\n").filter((line) => /^(x\.yaml|--set)/.test(line))
}

const replaced = (from: string, to: string): string => {
  expect(good).toContain(from)
  return good.replace(from, to)
}

describe("a right scenario", () => {
  it("decodes with every default filled in, in base units", () => {
    expect(Result.getOrThrow(decode(good)).scenario).toEqual({
      name: "small",
      question: "What happens?",
      hopeful: false,
      seed: 1,
      growth: 1.5,
      supply: { miners: { power: 50, lead_time: 8760 * 3600, form: "colocation" } },
      demand: {
        classes: { big: { gpus: 8, length: 7200, patience: { kind: "exponential", mean: 3600 }, share: 0.1 } },
        hours: [0.5, 1]
      },
      market: { kind: "reverse-auction", bids: 20, fee: 0.02 },
      sites: []
    })
  })

  it("may be JSON, may have Windows line ends and may write numbers in words", () => {
    const json = {
      lode: 1,
      name: "small",
      supply: { miners: { power: "50 MW" } },
      demand: { classes: { big: { gpus: "1k" } } }
    }
    expect(Result.getOrThrow(decode(JSON.stringify(json))).scenario.demand.classes["big"]?.gpus).toBe(1000)
    expect(heads(good.replaceAll("\n", "\r\n"))).toEqual([])
  })

  it("may have any names for named entries", () => {
    const names = ["constructor", "toString", "a.b", "1", "häuser", "with space"]
    const text = replaced("    big:\n      gpus: 8\n", names.map((name) => `    "${name}": { gpus: 8 }\n`).join(""))
    expect(Object.keys(Result.getOrThrow(decode(text)).scenario.demand.classes).toSorted()).toEqual(names.toSorted())
  })
})

describe("a wrong scenario", () => {
  const wrong = `name: x
supply:
  miners:
    powr: 50 MW
    lead_time: 50 MW
    form: colocaton
demand:
  classes:
    big: {gpus: 0, length: 9 mnths, share: 120%}
    big: 3
    huge: { gpus: 1.5 , length: .inf}
  hours: 5
market:
  kind: reverse-aucton
  fe: 3
  markup: 5%
hopeful: yes
sites:
  - power: .nan
    lead_time:
    c: &q 3
    d: *q
growth: 12345678901234567890
`

  it("tells everything in one go, in the order of the file, each at its place", () => {
    expect(heads(wrong)).toEqual([
      'x.yaml:1:1  the version of the scenario language is missing: begin the file with "lode: 1"',
      'x.yaml:4:5  supply.miners.powr: unknown key "powr", did you mean "power"?',
      "x.yaml:5:16  supply.miners.lead_time: 50 MW is a power, a duration such as 9 months is wanted",
      'x.yaml:6:11  supply.miners.form: found colocaton, did you mean "colocation"? allowed: colocation, gpu-cloud, spot',
      "x.yaml:9:17  demand.classes.big.gpus: 0 is too small, allowed is at least 1",
      'x.yaml:9:28  demand.classes.big.length: "mnths" is no unit that fits, did you mean months? (a duration such as 9 months is wanted)',
      "x.yaml:9:44  demand.classes.big.share: 120% is too large, allowed is at most 100%",
      'x.yaml:10:5  demand.classes.big: the key "big" stands here a second time, first in line 9',
      "x.yaml:11:19  demand.classes.huge.gpus: found 1.5, wanted a whole number from 1",
      "x.yaml:11:33  demand.classes.huge.length: .inf is infinite, a finite number is wanted",
      "x.yaml:12:10  demand.hours: found 5, wanted a list (- ... or [..., ...])",
      'x.yaml:14:9  market.kind: found reverse-aucton, did you mean "reverse-auction"? allowed: posted, reverse-auction',
      'x.yaml:15:3  market.fe: unknown key "fe", did you mean "fee"?',
      'x.yaml:16:3  market.markup: unknown key "markup", it belongs to kind: posted',
      'x.yaml:17:10  hopeful: found yes, did you mean "true"? allowed: true, false',
      "x.yaml:19:12  sites[0].power: .nan is not a number, a finite number is wanted",
      "x.yaml:20:5  sites[0].lead_time: nothing is written here, a duration such as 9 months is wanted",
      "x.yaml:21:11  sites[0].c: anchors (&name) are not allowed",
      "x.yaml:22:8  sites[0].d: aliases (*name) are not allowed: write the value itself",
      "x.yaml:23:9  growth: 12345678901234567890 is a whole number beyond 2^53 and would be rounded; write it with a unit or as 1e20"
    ])
  })

  it("shows the line with a caret under the place", () => {
    const result = decode(replaced("lead_time: 1 year", "lead_time: 50 MW"))
    expect(Result.isFailure(result) && result.failure.message).toBe(
      [
        "x.yaml:6:16  supply.miners.lead_time: 50 MW is a power, a duration such as 9 months is wanted",
        "  6 |     lead_time: 50 MW",
        "    |                ^"
      ].join("\n")
    )
  })

  it("tells the same in parts for a program", () => {
    const result = decode(replaced("power: 50 MW", "powr: 50 MW"))
    expect(Result.isFailure(result) && result.failure.problems).toEqual([
      {
        file: "x.yaml",
        line: 5,
        column: 5,
        path: "supply.miners.powr",
        message: 'unknown key "powr", did you mean "power"?',
        found: "powr",
        allowed: "power, lead_time, form",
        suggestion: "power",
        excerpt: "    powr: 50 MW # source: a letter"
      }
    ])
  })

  it("points at the parent of a missing key and says what it means", () => {
    expect(heads(replaced("    power: 50 MW # source: a letter\n", ""))).toEqual([
      'x.yaml:4:3  supply.miners.power: the key "power" (power of all sites together) is missing, a power such as 50 MW is wanted'
    ])
  })

  it.each([
    ["market: { kind: posted, fee: 2% }", 'unknown key "fee", it belongs to kind: reverse-auction'],
    ["market: { kind: reverse-auction }", 'the key "fee" (fee of the venue) is missing, a share such as 20% is wanted'],
    ["market: { fee: 2% }", 'the key "kind" is missing, one of posted, reverse-auction is wanted'],
    [
      "market: { knd: posted }",
      'the key "kind" is missing ("knd" is no such key), one of posted, reverse-auction is wanted'
    ],
    ["market: { kind: zebra }", "found zebra, allowed: posted, reverse-auction"],
    ["market: { kind: 3 }", "found 3, allowed: posted, reverse-auction"],
    ["market: posted", "found posted, wanted a group with kind: posted | reverse-auction"],
    ["market:", "nothing is written here, a group with kind: posted | reverse-auction is wanted"],
    ["lead_time: 3 h", 'unknown key "lead_time", known here: name, question'],
    ["markup: 3%", 'unknown key "markup", it belongs at market.markup, or did you mean "market"?'],
    ["growth: fast", "found fast, wanted a number"],
    ["growth: [1]", "found a list, wanted a number"],
    ["growth: 7b", "growth: found 7b, did you mean 7B?"],
    ["hours: 3", 'unknown key "hours", it belongs at demand.hours'],
    ["sites: {}", "found a group of keys, wanted a list"],
    ["sites: [3]", "found 3, wanted a group of keys (power, lead_time, form)"],
    ["question: ''", "found an empty text, wanted a text"],
    ["question: 3", "found 3, wanted a text"],
    ["__proto__: { polluted: true }", "the name __proto__ is not allowed"],
    ["<<: { a: 1 }", "merge keys (<<) are not allowed"],
    ["? [a, b]\n: 3", "a key must be a name"]
  ])("%s", (line, message) => {
    const found = heads(`${good}${line}\n`)
    expect(found).toHaveLength(1)
    expect(found[0]).toContain(message)
    expect(found[0]).toMatch(/^x\.yaml:11:\d+ {2}/)
  })

  it.each([
    ["{ kind: exponental, mean: 1 h }", 'patience.kind: found exponental, did you mean "exponential"?'],
    ["{ kind: uniform, mean: 1 h }", 'unknown key "mean", it belongs to kind: exponential'],
    ["{ kind: exponential, mean: 1 MW }", "1 MW is a power, a duration such as 9 months is wanted"],
    ["5 MW", "5 MW is a power, a duration such as 9 months is wanted"],
    ["-5 h", "-5 h is too small, allowed is at least 0 s"],
    ["[1]", "found a list, wanted a duration such as 9 months, or a group with kind: exponential | uniform"]
  ])("a value of two forms: %s", (value, message) => {
    expect(heads(`${good}      patience: ${value}\n`).join("\n")).toContain(message)
  })

  it("finds mistakes inside groups that have a default, where the decoder alone stops at the first kind of mistake", () => {
    const found = heads(`${good}market: { kind: reverse-auction, fee: 120%, bids: 3 h, colour: red }\n`)
    expect(found.map((line) => line.replace(/^.*?market/, "market"))).toEqual([
      "market.fee: 120% is too large, allowed is at most 100%",
      "market.bids: found 3 h, wanted a whole number from 1 to 20",
      'market.colour: unknown key "colour", known here: kind, bids, fee'
    ])
  })

  it("says no stack and no half word of the schema library", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const result = Decode.scenario(
          language,
          Source.fromTree({ name: "x", supply: value, demand: value, market: value, sites: value })
        )
        expect(Result.isFailure(result)).toBe(true)
        if (Result.isFailure(result))
          expect(result.failure.message).not.toMatch(/Expected|Missing key|undefined|\[object/)
      })
    )
  })
})

describe("rules across keys", () => {
  it("run on a scenario that decodes, and point at the value", () => {
    expect(heads(replaced("gpus: 8", "gpus: 1M"))).toEqual([
      "x.yaml:10:13  demand.classes.big.gpus: a gang of 1000000 GPUs is larger than any supply"
    ])
  })

  it("that know what is allowed get it told with the nearest name", () => {
    expect(heads(`${good}question: about bigg\n`)).toEqual([
      'x.yaml:11:11  question: There is no class bigg; allowed: big. Did you mean "big"?'
    ])
  })

  it("do not run on a scenario that does not", () => {
    expect(heads(replaced("gpus: 8", "gpus: 1M").replace("50 MW", "50"))).toEqual([
      "x.yaml:5:12  supply.miners.power: 50 has no unit; a power such as 50 MW is wanted"
    ])
  })

  it("of a room, as filters in its schema, are told too", () => {
    const schema = Schema.Struct({
      span: Schema.Struct({
        low: Field.number()({ description: "low" }),
        high: Field.number()({ description: "high" })
      }).check(
        Schema.makeFilter(({ high, low }) =>
          low <= high ? undefined : { path: ["high"], issue: "must not lie below low" }
        )
      )
    })
    const result = Decode.text({ schema, rules: [] }, "lode: 1\nspan:\n  low: 2\n  high: 1\n", { file: "x.yaml" })
    expect(Result.isFailure(result) && result.failure.problems[0]).toMatchObject({
      line: 4,
      column: 9,
      path: "span.high",
      message: "must not lie below low"
    })
  })
})

describe("the version", () => {
  const withVersion = (line: string) => heads(good.replace("lode: 1\n", line))
  it("that is missing is asked for", () => {
    expect(withVersion("")).toEqual([
      'x.yaml:1:1  the version of the scenario language is missing: begin the file with "lode: 1"'
    ])
  })
  it("that is misspelt is told so", () => {
    expect(withVersion("lod: 1\n").join()).toContain('("lod" is no such key)')
  })
  it("that is newer asks for a newer program and looks no further", () => {
    expect(heads("lode: 2\nnew_key: 3\n")).toEqual([
      "x.yaml:1:7  lode: the file is written in version 2 of the scenario language and this program reads version 1: a newer program is needed"
    ])
  })
  it("that is older says that it is no longer read", () => {
    expect(withVersion("lode: 0\n").join()).toContain("version 0 of the scenario language, which is no longer read")
  })
  it("that is no whole number is refused", () => {
    expect(withVersion("lode: one\n").join()).toContain("x.yaml:1:7  found one, wanted the version")
    expect(withVersion("lode: 1.5\n").join()).toContain("found 1.5")
  })
  it("is not wanted of plain data made by a program", () => {
    const tree = { name: "x", supply: { miners: { power: "1 MW" } }, demand: { classes: {} } }
    expect(Result.isSuccess(Decode.scenario(language, Source.fromTree(tree)))).toBe(true)
  })
})
