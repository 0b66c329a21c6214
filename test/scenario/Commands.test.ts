import { Effect, FileSystem, Layer, Option, Path, Result, Stdio, Terminal } from "effect"
import { Command } from "effect/cli"
import { ChildProcessSpawner } from "effect/process"
import { TestConsole } from "effect/testing"
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, describe, expect, it } from "vitest"
import { explain } from "../../packages/tui/src/cli/explain.ts"
import { explainWith } from "../../packages/tui/src/cli/explain-handler.ts"
import { init } from "../../packages/tui/src/cli/init.ts"
import { scenarios } from "../../packages/tui/src/cli/scenarios.ts"
import { schema } from "../../packages/tui/src/cli/schema.ts"
import { schemaWith } from "../../packages/tui/src/cli/schema-handler.ts"
import { validate } from "../../packages/tui/src/cli/validate.ts"
import { validateWith } from "../../packages/tui/src/cli/validate-handler.ts"
import { good, language } from "./SmallLanguage.ts"

const folder = mkdtempSync(join(tmpdir(), "lode-commands-"))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const put = (name: string, text: string): string => {
  const file = join(folder, name)
  writeFileSync(file, text)
  return file
}

const text = (lines: ReadonlyArray<unknown>): string => lines.map(String).join("\n")

/** Runs one effect and gives back what it printed and how it failed. */
const run = <E extends { readonly message: string }>(effect: Effect.Effect<void, E>) =>
  Effect.runPromise(
    Effect.gen(function* () {
      const result = yield* Effect.result(effect)
      return {
        out: text(yield* TestConsole.logLines),
        err: text(yield* TestConsole.errorLines),
        failure: Result.isFailure(result) ? result.failure.message : undefined
      }
    }).pipe(Effect.provide(TestConsole.layer))
  )

const root = Command.make("lode").pipe(Command.withSubcommands([validate, schema, explain, init, scenarios]))
/** What effect/cli asks for; our commands use none of it. */
const services = Layer.mergeAll(
  FileSystem.layerNoop({}),
  Path.layer,
  Stdio.layerTest({}),
  Layer.mock(Terminal.Terminal)({ "~effect/Terminal": "~effect/Terminal" }),
  Layer.mock(ChildProcessSpawner.ChildProcessSpawner)({})
)
const lode = (...args: ReadonlyArray<string>) =>
  run(Command.runWith(root, { version: "0" })(args).pipe(Effect.provide(services)))

describe("lode validate", () => {
  const judge = validateWith(language)

  it("says that a right file has no mistakes and on how many assumptions it rests", async () => {
    const file = put("good.yaml", good)
    expect((await run(judge({ files: [file], set: [], json: false }))).out).toBe(
      `${file}: no mistakes; 11 figures, 4 with a source, 7 assumptions`
    )
  })

  it("tells the mistakes of all files at once and still praises the right ones", async () => {
    const files = [
      put("bad.yaml", good.replace("power", "powr").replace("gpus: 8", "gpus: 0")),
      put("good.yaml", good),
      join(folder, "none.yaml"),
      put("worse.yaml", "a: [1")
    ]
    const { failure, out } = await run(judge({ files, set: [], json: false }))
    expect(out).toBe(`${files[1]}: no mistakes; 11 figures, 4 with a source, 7 assumptions`)
    expect(failure).toContain(`${files[0]}:5:5  supply.miners.powr: unknown key "powr", did you mean "power"?`)
    expect(failure).toContain(`${files[0]}:10:13  demand.classes.big.gpus: 0 is too small`)
    expect(failure).toContain(`${files[2]}  does not exist`)
    expect(failure).toContain(`${files[3]}:1:6  this is not YAML`)
  })

  it("gives a program the problems as JSON, and fails all the same", async () => {
    const file = put("bad.yaml", good.replace("power", "powr"))
    const { failure, out } = await run(judge({ files: [file], set: ["market.fee=5 MW"], json: true }))
    const answer = JSON.parse(out)
    expect(answer).toMatchObject({ valid: false, files: [{ file, valid: false }] })
    expect(answer.files[0].problems.map((problem: { suggestion?: string }) => problem.suggestion)).toEqual([
      undefined,
      "power"
    ])
    expect(failure).toContain("--set market.fee=5 MW  5 MW is a power")
  })

  it("is reached through the program", async () => {
    expect((await lode("validate", join(folder, "none.yaml"))).failure).toBe(
      `${join(folder, "none.yaml")}  does not exist`
    )
  })
})

describe("lode explain", () => {
  it("prints text, JSON or the whole reference", async () => {
    const tell = explainWith(language)
    expect((await run(tell({ path: "market.fee", markdown: false, json: false }))).out).toContain("fee of the venue")
    expect(JSON.parse((await run(tell({ path: "market.fee", markdown: false, json: true }))).out)[0].kind).toBe("share")
    expect((await run(tell({ path: "", markdown: true, json: false }))).out).toContain("# Reference of scenario keys")
    expect((await run(tell({ path: "market.fe", markdown: false, json: false }))).failure).toContain(
      'did you mean "market.fee"?'
    )
  })

  it("is reached through the program, without a path too", async () => {
    expect((await lode("explain")).out).toContain("question")
    expect((await lode("explain", "nmae")).failure).toContain('did you mean "name"?')
  })

  it("tells metrics: all of them, one of them, as JSON, and the one that was meant", async () => {
    const all = (await lode("explain", "metrics")).out
    expect(all).toMatch(/^Tokens/m)
    expect(all).toMatch(/^  net_value_usd +USD +what honest work was worth .*; higher is better$/m)
    expect(JSON.parse((await lode("explain", "metrics", "--json")).out).length).toBeGreaterThan(100)
    const one = (await lode("explain", "net_value_usd")).out
    for (const words of [
      "what honest work was worth",
      "unit:      USD",
      "better:    higher",
      "mean of the runs' totals"
    ]) {
      expect(one).toContain(words)
    }
    expect((await lode("explain", "frontier.run_mean")).out).toContain("mean time from start to completion")
    expect(JSON.parse((await lode("explain", "wait_p95", "--json")).out)).toMatchObject({ name: "wait_p95", unit: "h" })
    expect((await lode("explain", "net_value_used")).failure).toContain('the metric "net_value_usd"')
  })
})

describe("lode schema", () => {
  it("prints JSON, or writes it to a file once", async () => {
    const print = schemaWith(language)
    expect(JSON.parse((await run(print({ file: Option.none(), force: false, json: false }))).out).title).toBe(
      "A scenario of lode"
    )
    const file = join(folder, "schema.json")
    expect((await lode("schema", file)).failure).toBeUndefined()
    expect(JSON.parse(readFileSync(file, "utf8")).properties.lode.const).toBe(1)
    expect((await lode("schema", file)).failure).toContain("add --force")
    expect((await lode("schema", file, "--force")).failure).toBeUndefined()
  })
})

describe("lode init", () => {
  it("writes a scenario that lode validate accepts, and replaces nothing unasked", async () => {
    const file = join(folder, "fresh.yaml")
    expect((await lode("init", file)).out).toContain(`wrote ${file}`)
    expect(existsSync(file)).toBe(true)
    expect((await lode("validate", file)).failure).toBeUndefined()
    expect((await lode("init", file)).failure).toContain("it exists already; add --force")
  })
})

describe("lode scenarios", () => {
  it("lists what is there with its question", async () => {
    const shelf = mkdtempSync(join(folder, "shelf-"))
    writeFileSync(join(shelf, "a.yaml"), "lode: 1\nname: first\nquestion: Why?\n")
    expect((await lode("scenarios", shelf)).out).toBe(`${join(shelf, "a.yaml")}\n  first: Why?`)
    expect(JSON.parse((await lode("scenarios", shelf, "--json")).out)).toEqual([
      { file: join(shelf, "a.yaml"), name: "first", question: "Why?" }
    ])
    expect((await lode("scenarios", join(folder, "nowhere"))).failure).toContain("does not exist")
  })
})
