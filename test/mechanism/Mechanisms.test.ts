/** Every mechanism that can be asked alone: it says what it is, its keys say what they mean, its example runs, and wrong input is refused in words. */
import { readFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { Result, Schema } from "effect"
import { describe, expect, it } from "vitest"
import type { Mechanism } from "../../packages/sim/src/mechanism/Mechanism.ts"
import { byName, mechanisms } from "../../packages/sim/src/mechanism/Mechanisms.ts"
import { keysOf, markdown } from "../../packages/sim/src/scenario/MechanismReference.ts"
import { ask } from "../../packages/sim/src/scenario/Question.ts"
import type { Problem } from "../../packages/sim/src/scenario/Problem.ts"
import { near } from "./Asking.ts"

const answer = (mechanism: Mechanism, input: unknown): unknown => Result.getOrThrow(mechanism.ask(input))
/** The answer of a mechanism of a name. */
const answered = (name: string, input: unknown): unknown => {
  const found = byName(name)
  if (found === undefined) throw new Error(`no mechanism ${name}`)
  return answer(found, input)
}

const problemsOf = (name: string, text: string): ReadonlyArray<Problem> => {
  const found = byName(name)
  if (found === undefined) throw new Error(`no mechanism ${name}`)
  const result = ask(found, text, "input.json")
  return Result.isFailure(result) ? result.failure.problems : []
}

describe.each(mechanisms.map((mechanism) => [mechanism.name, mechanism] as const))("%s", (name, mechanism) => {
  it("says what it is for, its rules and where they come from", () => {
    expect(name).toMatch(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/)
    for (const text of [mechanism.description, mechanism.rules, mechanism.source])
      expect(text.length).toBeGreaterThan(10)
    expect(mechanism.description).not.toMatch(/\n|\.$/)
  })

  it("documents every key of its input and output", () => {
    for (const schema of [mechanism.input, mechanism.output]) {
      const keys = keysOf(schema)
      expect(keys.length).toBeGreaterThan(0)
      for (const key of keys) expect(key.meaning, key.path).not.toBe("")
    }
  })

  it("answers its example in the form that it states, the same each time, as plain JSON", () => {
    const first = answer(mechanism, mechanism.example)
    expect(answer(mechanism, structuredClone(mechanism.example))).toEqual(first)
    const again: unknown = JSON.parse(JSON.stringify(first))
    expect(again).toEqual(first)
    const form = Schema.make<Schema.Codec<unknown>>(mechanism.output.ast)
    const decoded = Schema.decodeUnknownResult(form, { errors: "all", onExcessProperty: "error" })(again)
    expect(Result.isSuccess(decoded) ? "" : decoded.failure.message).toBe("")
  })

  it("answers the same when asked with the text of a file", () => {
    const result = ask(mechanism, JSON.stringify(mechanism.example), "input.json")
    expect(Result.getOrThrow(result)).toEqual(answer(mechanism, mechanism.example))
  })

  it("refuses keys that it does not know, with the path and what is known", () => {
    const wrong = typeof mechanism.example === "object" ? { ...mechanism.example, nonsense: 1 } : {}
    const problems = problemsOf(name, JSON.stringify(wrong))
    expect(problems.map(({ path }) => path)).toContain("nonsense")
    expect(problems[0]?.message).toMatch(/known|did you mean/)
  })
})

describe("the list", () => {
  it("has each name once", () => {
    const names = mechanisms.map(({ name }) => name)
    expect(new Set(names).size).toBe(names.length)
    for (const name of names) expect(byName(name)?.name).toBe(name)
    expect(byName("nothing")).toBeUndefined()
  })

  it("is the page docs/mechanisms.md; renew it with `lode mechanism --markdown > docs/mechanisms.md`", () => {
    const page = readFileSync(fileURLToPath(new URL("../../docs/mechanisms.md", import.meta.url)), "utf8")
    expect(page.replaceAll("\r\n", "\n").trim()).toBe(markdown(mechanisms).trim())
  })
})

describe("published figures, asked as a user would", () => {
  it("Akash: 1,000 USD burned at 1.14 and settled at 1.50", () => {
    const steps = [
      { kind: "buy", uact: 1_000_000_000, price: 1.14 },
      { kind: "settle", uact: 1_000_000_000, price: 1.5 }
    ]
    expect(answered("akash-burn-mint", { parameters: { mint_spread: 0 }, steps })).toMatchObject({
      burned: 877_192_983,
      paid: 666_666_666,
      net: -210_526_317
    })
  })

  it("Akash: what is bought can be settled to the last unit, whatever the price", () => {
    for (const price of [0.3, 0.37, 0.5, 1.14, 2.6, 3, 7.77]) {
      for (const uact of [10_000_000, 123_456_789, 1_000_000_000, 10_000_000_000_000]) {
        const steps = [
          { kind: "buy", uact, price },
          { kind: "settle", uact, price }
        ]
        expect(answered("akash-burn-mint", { parameters: { mint_spread: 0 }, steps })).toMatchObject({
          steps: [{ result: "done" }, { result: "done", burned: uact }]
        })
      }
    }
  })

  it("Akash: the live spread of 25 bps stays in the vault as ACT", () => {
    const minted = { kind: "mint", uakt: 1_000_000_000, price: 1 }
    expect(answered("akash-burn-mint", { steps: [minted] })).toMatchObject({
      steps: [{ minted: 1_000_000_000, spread: 2_500_000, received: 997_500_000 }],
      vault: { act_supply: 1_000_000_000 }
    })
  })

  it("Akash: a collateral ratio of 1.053, and epochs of 10, 11, 12, 16 blocks", () => {
    expect(answered("akash-collateral", { akt: 8_771_929e6, act_supply: 10_000_000e6, price: 1.2 })).toMatchObject({
      basis_points: 10_526,
      status: "healthy"
    })
    expect(answered("akash-back-off", { ratios: [9500, 9490, 9480, 9450] })).toMatchObject({
      epochs: [{ blocks: 10 }, { blocks: 11 }, { blocks: 12 }, { blocks: 16 }]
    })
    expect(answered("akash-back-off", { ratios: [9400], parameters: { back_off: 100 } })).toMatchObject({
      epochs: [{ blocks: 10_240 }]
    })
  })

  it("Akash: a lease whose funds have ended stays open until it is touched", () => {
    const events = [
      { kind: "deposit", height: 0, amount: 1000 },
      { kind: "lease", height: 0, lease: "gpu", rate: 10 },
      { kind: "withdraw", height: 150, lease: "gpu" }
    ]
    expect(answered("akash-escrow", { events })).toMatchObject({
      events: [{}, { state: "open", funds_end: 100 }, { state: "overdrawn", paid: 1000, debt: 500 }]
    })
  })

  it("Akash: 2.60 USD a month are 6.0478 uact a block", () => {
    const found = answered("akash-price-script", { services: [{ cpu: 1, memory: 1, ephemeral: 10 }] })
    expect(found).toMatchObject({ usd_per_month: expect.closeTo(2.6, 10), rate: expect.closeTo(6.0478, 4), bids: true })
  })

  it("Render: 74.40 for an H200; 300 burned and 280 or 266.7 minted for 1,000 USD of containers", () => {
    expect(answered("render-compute-nodes", { nodes: [{ gpu: "H200", hours: 100 }] })).toMatchObject({
      nodes: [{ work: expect.closeTo(74.4, 2) }]
    })
    const subnet = (reward_price?: number) =>
      answered("render-subnet", {
        revenue: 1000,
        burn_price: 2,
        ...(reward_price === undefined ? {} : { reward_price })
      })
    expect(subnet()).toMatchObject({ burned: 300, reward: expect.closeTo(280, 8) })
    expect(subnet(2.1)).toMatchObject({ reward: expect.closeTo(266.7, 1) })
  })

  it("Helium: a top-up of 50,608 HNT", () => {
    const day = { gigabytes: 91_000, payer_rate: 0.1, price: 0.1, baseline: 13_870, alpha: 0.625 }
    expect(answered("helium-deployer-band", day)).toMatchObject({
      top_up: 50_608,
      floor_price: expect.closeTo(0.328, 3),
      binds: "floor"
    })
    const { baseline: _, ...rest } = day
    expect(answered("helium-deployer-band", rest)).toMatchObject({ baseline: expect.closeTo(13_870, 0) })
  })

  it("investors: 1.90 and 1.41 USD a rented GPU-hour, 1.34M and 1.59M a year for 9M, 3.0 and 4.4 times the capital", () => {
    const gpu = { capital: 40_600, rate: 0.12, utilisation: 0.8 }
    expect(answered("capital-cost", { ...gpu, resale: 0.3, years: 3 })).toMatchObject({
      per_rented_hour: expect.closeTo(1.9, 2)
    })
    expect(answered("capital-cost", { ...gpu, years: 6 })).toMatchObject({ per_rented_hour: expect.closeTo(1.41, 2) })
    for (const [rate, millions] of [
      [0.08, 1.34],
      [0.12, 1.59]
    ]) {
      expect(answered("capital-cost", { capital: 9e6, rate, years: 10 })).toMatchObject({
        per_year: near((millions ?? 0) * 1e6, 5e3)
      })
    }
    const waiting = { rate: 0.12, payout: 0.08 }
    expect(answered("value-of-waiting", { ...waiting, volatility: 0.4 })).toMatchObject({ enter: near(3, 0.05) })
    expect(answered("value-of-waiting", { ...waiting, volatility: 0.6 })).toMatchObject({ enter: near(4.4, 0.05) })
  })

  it("honesty: what no detection, stake or price can buy is left out", () => {
    const free = { detection: 0.5, stake: 1, price: 1, gain: 0 }
    expect(answered("honest-stake", { ...free, false_alarms: 10 })).toEqual({
      honest: false,
      margin: -9.5,
      stake_needed: 20,
      price_needed: 20
    })
    expect(answered("honest-stake", { ...free, detection: 0, gain: 5 })).toEqual({
      honest: false,
      margin: -5,
      detection_needed: expect.closeTo(5 / 6, 12)
    })
    expect(answered("honest-stake", free)).toMatchObject({ honest: true, detection_needed: 0, stake_needed: 0 })
  })

  it("miners: 75.1 USD/MWh, 120.8 USD/kW-month, and a break-even of 63 and 52 USD/PH/day", () => {
    expect(answered("miner-revenue", { hash_price: 38.2, efficiency: 21.2 })).toMatchObject({
      revenue: expect.closeTo(75.1, 1),
      after_power: expect.closeTo(41, 0)
    })
    expect(answered("hosting-rent", { total: 8.7e9, megawatts: 500, months: 144 })).toMatchObject({
      rent: expect.closeTo(120.8, 1)
    })
    for (const [efficiency, price] of [
      [21.2, 63],
      [17.5, 52]
    ]) {
      expect(answered("miner-break-even", { rent: 121, efficiency })).toMatchObject({
        break_even: expect.closeTo(price ?? 0, 0)
      })
    }
  })
})

describe("wrong input", () => {
  it("tells all mistakes at once, each at its line and column with what was found and what is allowed", () => {
    const text = `{
  "services": [{ "cpus": 1, "memory": "many", "count": -1 }],
  "denomination": "usd", "akt_prize": 2
}`
    const problems = problemsOf("akash-price-script", text)
    expect(problems.map(({ column, line, path }) => `${line}:${column} ${path}`)).toEqual([
      "2:18 services[0].cpus",
      "2:39 services[0].memory",
      "2:56 services[0].count",
      "3:19 denomination",
      "3:26 akt_prize"
    ])
    expect(problems.map(({ suggestion }) => suggestion)).toEqual(["cpu", undefined, undefined, undefined, "akt_price"])
    expect(problems[1]).toMatchObject({ found: "many", allowed: "a number from 0" })
    expect(problems[3]?.allowed).toBe("uact, uakt")
  })

  it("tells rules across keys", () => {
    expect(problemsOf("akash-price-script", '{"services": [], "denomination": "uakt"}')).toMatchObject([
      { path: "akt_price" }
    ])
    expect(problemsOf("akash-back-off", '{"ratios": [], "parameters": {"halt": 9600}}')).toMatchObject([
      { path: "parameters.halt" }
    ])
  })

  it("tells what goes back in time", () => {
    const events = [
      { kind: "close", height: 5 },
      { kind: "close", height: 4 }
    ]
    expect(problemsOf("akash-escrow", JSON.stringify({ events }))).toMatchObject([{ path: "events[1].height" }])
    const queue = { from: 0, until: -1, prices: [{ height: 3 }, { height: 1 }], requests: [] }
    expect(problemsOf("akash-mint-queue", JSON.stringify(queue))).toMatchObject([{ path: "until" }])
    const later = JSON.stringify({ ...queue, until: 9 })
    expect(problemsOf("akash-mint-queue", later)).toMatchObject([{ path: "prices[1].height" }])
  })

  it("refuses a key that stands twice", () => {
    const [problem, ...others] = problemsOf("akash-back-off", '{"ratios": [1],\n "ratios": [2]}')
    expect(others).toEqual([])
    expect(problem).toMatchObject({ line: 2, column: 2, message: expect.stringContaining("second time") })
  })

  it.each([
    ["", 1, 1, "empty"],
    ["hello", 1, 1, '"h" does not belong here'],
    ['{"a": 1', 1, 8, "ends too early"],
    ['{"a": "x', 1, 9, "ends too early"],
    ['{\n  "a": 1,\n}', 3, 1, "double-quoted property name"],
    ["[1, 2\n, tru]", 2, 6, '"]" does not belong here'],
    ['{"a": 1} {', 1, 10, "non-whitespace character"],
    ['{"a": 1 "b": 2}', 1, 9, "',' or '}'"],
    ["[01]", 1, 3, "unexpected number"],
    ["{'a': 1}", 1, 2, "property name"],
    ["\n\n[NaN]", 3, 2, '"N" does not belong here']
  ])("says where %j stops being JSON", (text, line, column, message) => {
    const [problem] = problemsOf("akash-back-off", text)
    expect(problem).toMatchObject({ line, column })
    expect(problem?.message).toContain(message)
  })
})

describe("words about wrong questions", () => {
  const words = (name: string, input: unknown) =>
    problemsOf(name, JSON.stringify(input)).map(({ path, message }) => `${path}: ${message}`)

  it("name numbers and null as themselves", () => {
    expect(words("yuma", { version: 2, stakes: [1], epochs: [] })).toEqual(["version: found 2, wanted 1 or 3"])
    expect(
      keysOf(byName("yuma")?.input ?? Schema.Struct({})).find(({ path }) => path === "epochs[].weights")?.allowed
    ).toBe("a list, each a list, each a number from 0, or null")
  })

  it("refuse rows of weights that miss a column, and take empty ones", () => {
    const yuma = (weights: ReadonlyArray<ReadonlyArray<number | null>>) =>
      words("yuma", { stakes: [1, 1, 1], epochs: [{ weights }] })
    expect(yuma([[1, 0], [], [null, 1]])).toEqual([])
    expect(yuma([[1, 0], [], [1]])[0]).toContain("epochs[0].weights[2]: Expected 2 weights as in the rows above, not 1")
  })

  it("ask for something to answer, and for stretches of time that go forward", () => {
    expect(words("ionet-emission", { period: 7 })[0]).toContain(
      "periods: Expected periods such as [1, 12], or intervals"
    )
    expect(
      words("ionet-emission", {
        intervals: [
          { from: 0, to: 0 },
          { from: 5, to: 2 }
        ]
      })[0]
    ).toContain("intervals[1].to: Expected at least 5")
    expect(answered("ionet-emission", { intervals: [{ from: 5, to: 5 }] })).toMatchObject({ intervals: [{ made: 0 }] })
  })
})
