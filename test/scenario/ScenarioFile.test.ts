import { Effect, Result } from "effect"
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync
} from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, describe, expect, it } from "vitest"
import * as ScenarioFile from "../../packages/sim/src/node/ScenarioFile.ts"
import { good, language } from "./SmallLanguage.ts"

const folder = mkdtempSync(join(tmpdir(), "lode-scenario-"))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const put = (name: string, contents: string | Uint8Array): string => {
  const file = join(folder, name)
  writeFileSync(file, contents)
  return file
}

const reasonOf = async (file: string): Promise<string> => {
  const result = await Effect.runPromise(Effect.result(ScenarioFile.load(language, file)))
  return Result.isFailure(result) ? result.failure.message : "no failure"
}

describe("a scenario file", () => {
  it("of another kind is told apart, with who takes it", async () => {
    const study = put("study.yaml", "lode: 1\nscenario: good.yaml\nknobs: {}\nobjectives: []\n")
    expect(await reasonOf(study)).toBe(`${study}: is a study: lode sweep, lode sensitivity and lode tune take it`)
    const setup = put("setup.yaml", "lode: 1\nmodel: {}\nsites: []\n")
    // The small language has sites of its own.
    expect(await reasonOf(setup)).not.toContain("lode training takes it")
    expect(await reasonOf(put("half.yaml", "lode: 1\nknobs: {}\n"))).toContain('unknown key "knobs"')
  })

  it("is read and decoded", async () => {
    const { scenario, source } = await Effect.runPromise(
      ScenarioFile.load(language, put("good.yaml", good), ["growth=2"])
    )
    expect(scenario.growth).toBe(2)
    expect(source.file).toBe(join(folder, "good.yaml"))
  })

  it("may begin with a byte order mark", async () => {
    expect(await reasonOf(put("bom.yaml", `\ufeff${good}`))).toBe("no failure")
  })

  it("that does not exist, is a folder, is huge or is no text is told so in one line", async () => {
    expect(await reasonOf(join(folder, "none.yaml"))).toBe(`${join(folder, "none.yaml")}: does not exist`)
    put("my-network.yaml", good)
    expect(await reasonOf(join(folder, "my-network.yml"))).toBe(
      `${join(folder, "my-network.yml")}: does not exist, did you mean ${join(folder, "my-network.yaml")}?`
    )
    expect(await reasonOf(folder)).toContain("is a folder, a scenario file is wanted")
    const huge = put("huge.yaml", "a: 1")
    truncateSync(huge, 3_000_000_000)
    expect(await reasonOf(huge)).toContain(
      "is too large for a scenario (3000.0 MB, at most 1 MB); is it a trace or other data?"
    )
    expect(await reasonOf(put("latin.yaml", new Uint8Array([97, 10, 98, 58, 32, 0xe4, 10])))).toContain(
      "is not a text in UTF-8 (a byte of line 2 is wrong)"
    )
    expect(await reasonOf(put("utf16.yaml", new Uint8Array([0xff, 0xfe, 97, 0])))).toContain("it looks like UTF-16")
    expect(await reasonOf(put("packed.yaml", new Uint8Array([0x1f, 0x8b, 8, 0])))).toContain(
      "it is compressed with gzip"
    )
    expect(await reasonOf(put("zero.yaml", "a: \u0000"))).toContain("it holds a zero byte")
  })

  it("that is a link to itself is told so", async () => {
    symlinkSync(join(folder, "loop.yaml"), join(folder, "loop.yaml"))
    expect(await reasonOf(join(folder, "loop.yaml"))).toContain("is a link that leads to itself")
    rmSync(join(folder, "loop.yaml"))
  })

  it.skipIf(process.getuid?.() === 0)("that may not be read is told so", async () => {
    const file = put("closed.yaml", good)
    chmodSync(file, 0)
    expect(await reasonOf(file)).toContain("permission denied")
  })

  it("that is wrong ends the program as wrong input", async () => {
    const result = await Effect.runPromise(Effect.result(ScenarioFile.read(join(folder, "none.yaml"))))
    expect(Result.isFailure(result) && result.failure.exitCode).toBe(2)
  })
})

describe("a folder of scenarios", () => {
  it("is listed by name with the question of each, and why a file is none", async () => {
    const scenarios = join(folder, "scenarios")
    mkdirSync(scenarios)
    writeFileSync(join(scenarios, "b.yaml"), "lode: 1\nname: second\nquestion: >\n  Will it\n  run?\n")
    writeFileSync(join(scenarios, "a.yml"), "lode: 1\n")
    writeFileSync(join(scenarios, "c.yaml"), "a: [1")
    writeFileSync(join(scenarios, "d.yaml"), "openapi: 3\n")
    writeFileSync(join(scenarios, "notes.txt"), "")
    expect(await Effect.runPromise(ScenarioFile.list(scenarios))).toEqual([
      { file: join(scenarios, "a.yml"), name: "a" },
      { file: join(scenarios, "b.yaml"), name: "second", question: "Will it run?" },
      {
        file: join(scenarios, "c.yaml"),
        name: "c",
        problem: `is no scenario (lode validate ${join(scenarios, "c.yaml")} says why)`
      },
      { file: join(scenarios, "d.yaml"), name: "d", problem: "is no scenario (it does not begin with lode: 1)" }
    ])
  })

  it("that does not exist is told so", async () => {
    const result = await Effect.runPromise(Effect.result(ScenarioFile.list(join(folder, "nowhere"))))
    expect(Result.isFailure(result) && result.failure.message).toContain("nowhere: does not exist")
  })
})

describe("writing a small file", () => {
  it("needs force to replace one, and leaves nothing else behind", async () => {
    const target = mkdtempSync(join(folder, "out-"))
    const file = join(target, "new.yaml")
    await Effect.runPromise(ScenarioFile.write(file, "one", { force: false }))
    const second = await Effect.runPromise(Effect.result(ScenarioFile.write(file, "two", { force: false })))
    expect(Result.isFailure(second) && second.failure.message).toContain("it exists already; add --force")
    expect(readFileSync(file, "utf8")).toBe("one")
    await Effect.runPromise(ScenarioFile.write(file, "two", { force: true }))
    expect(readFileSync(file, "utf8")).toBe("two")
    expect(readdirSync(target)).toEqual(["new.yaml"])
  })
})
