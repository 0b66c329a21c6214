import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync
} from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { Deferred, Effect, Exit, Fiber } from "effect"
import { afterEach, beforeEach, describe, expect, it } from "vitest"
import * as ResultFolder from "../../packages/sim/src/node/ResultFolder.ts"
import { writeTable } from "../../packages/sim/src/node/ResultTables.ts"

let parent = ""
beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), "lode-results-"))
})
afterEach(() => rmSync(parent, { recursive: true, force: true }))

const fill = (folder: ResultFolder.ResultFolder) =>
  Effect.gen(function* () {
    yield* folder.json("summary.json", { utilisation: { unit: "share", mean: 0.4, half_width: 0.01, n: 10 } })
    const jobs = yield* folder.csv("jobs.csv", [{ name: "job" }, { name: "state" }])
    jobs.row([0, "completed"])
  })
const write = (path: string, options: ResultFolder.ResultFolderOptions = {}, body = fill) =>
  Effect.runPromise(ResultFolder.write(path, options, body))
const refusal = (path: string, options: ResultFolder.ResultFolderOptions = {}) =>
  Effect.runPromise(Effect.flip(ResultFolder.write(path, options, fill)))

describe("ResultFolder", () => {
  it("appears whole under its final name", async () => {
    await write(join(parent, "out"))
    expect(readdirSync(parent)).toEqual(["out"])
    expect(readdirSync(join(parent, "out")).sort()).toEqual(["jobs.csv", "summary.json"])
    expect(readFileSync(join(parent, "out", "jobs.csv"), "utf8")).toBe("job,state\n0,completed\n")
    expect(JSON.parse(readFileSync(join(parent, "out", "summary.json"), "utf8"))).toMatchObject({
      utilisation: { mean: 0.4 }
    })
  })

  it("cannot be seen before it is whole", async () => {
    const out = join(parent, "out")
    await write(out, {}, (folder) =>
      Effect.gen(function* () {
        yield* fill(folder)
        expect(existsSync(out)).toBe(false)
      })
    )
    expect(existsSync(out)).toBe(true)
  })

  it("leaves no trace after a failure, not even the parents that it made", async () => {
    const exit = await Effect.runPromiseExit(
      ResultFolder.write(join(parent, "a", "b", "out"), {}, (folder) =>
        Effect.andThen(fill(folder), Effect.fail("the run failed"))
      )
    )
    expect(Exit.isFailure(exit)).toBe(true)
    expect(readdirSync(parent)).toEqual([])
  })

  it("leaves no trace after an interruption", async () => {
    await Effect.runPromise(
      Effect.gen(function* () {
        const writing = yield* Deferred.make<void>()
        const fiber = yield* Effect.forkChild(
          ResultFolder.write(join(parent, "out"), {}, (folder) =>
            Effect.andThen(fill(folder), Effect.andThen(Deferred.succeed(writing, undefined), Effect.never))
          )
        )
        yield* Deferred.await(writing)
        expect(readdirSync(parent)).toHaveLength(1)
        yield* Fiber.interrupt(fiber)
      })
    )
    expect(readdirSync(parent)).toEqual([])
  })

  it("makes missing parents", async () => {
    await write(join(parent, "a", "b", "out"))
    expect(existsSync(join(parent, "a", "b", "out", "summary.json"))).toBe(true)
  })

  it("leaves an existing folder alone and says how to replace it", async () => {
    const out = join(parent, "out")
    mkdirSync(out)
    writeFileSync(join(out, "old.txt"), "old")
    const error = await refusal(out)
    expect(error.message).toContain("--force")
    expect(error.exitCode).toBe(2)
    expect(readdirSync(out)).toEqual(["old.txt"])
    expect(readdirSync(parent)).toEqual(["out"])
  })

  it("replaces an existing folder as a whole with force", async () => {
    const out = join(parent, "out")
    mkdirSync(out)
    writeFileSync(join(out, "old.txt"), "old")
    await write(out, { force: true })
    expect(readdirSync(out).sort()).toEqual(["jobs.csv", "summary.json"])
    expect(readdirSync(parent)).toEqual(["out"])
  })

  it("keeps the existing folder when the run fails, even with force", async () => {
    const out = join(parent, "out")
    mkdirSync(out)
    writeFileSync(join(out, "old.txt"), "old")
    await Effect.runPromiseExit(ResultFolder.write(out, { force: true }, () => Effect.fail("the run failed")))
    expect(readdirSync(out)).toEqual(["old.txt"])
    expect(readdirSync(parent)).toEqual(["out"])
  })

  it("refuses a folder that appeared while the run was going on", async () => {
    const out = join(parent, "out")
    const error = await Effect.runPromise(
      Effect.flip(
        ResultFolder.write(out, {}, (folder) =>
          Effect.andThen(
            fill(folder),
            Effect.sync(() => mkdirSync(out))
          )
        )
      )
    )
    expect(error.reason).toBe("exists")
    expect(readdirSync(parent)).toEqual(["out"])
  })

  it("replaces what a link points to, not the link", async () => {
    mkdirSync(join(parent, "real"))
    symlinkSync(join(parent, "real"), join(parent, "link"), "junction")
    await write(join(parent, "link"), { force: true })
    expect(existsSync(join(parent, "real", "summary.json"))).toBe(true)
    expect(existsSync(join(parent, "link", "summary.json"))).toBe(true)
  })

  it("refuses a path that is a file, or goes through one", async () => {
    writeFileSync(join(parent, "file"), "mine")
    expect((await refusal(join(parent, "file"), { force: true })).reason).toBe("not-a-folder")
    expect((await refusal(join(parent, "file", "out"))).reason).toBe("not-a-folder")
    expect((await refusal(join(parent, "file", "deeper", "out"))).reason).toBe("not-a-folder")
    expect(readFileSync(join(parent, "file"), "utf8")).toBe("mine")
  })

  it("never replaces the current folder, the home folder, a repository or a whole disk", async () => {
    mkdirSync(join(parent, "repository", ".git"), { recursive: true })
    expect((await refusal(join(parent, "repository"), { force: true })).reason).toBe("protected")
    expect((await refusal(".", { force: true })).reason).toBe("protected")
    expect((await refusal("/", { force: true })).reason).toBe("protected")
  })

  it("refuses names that no file can have", async () => {
    expect((await refusal(join(parent, "x".repeat(300)))).reason).toBe("bad-name")
    expect((await refusal(`${parent}/nul\0`)).reason).toBe("bad-name")
    expect(readdirSync(parent)).toEqual([])
  })

  it("can be asked beforehand, and leaves nothing by the question", async () => {
    await Effect.runPromise(ResultFolder.check(join(parent, "a", "out")))
    expect(readdirSync(parent)).toEqual([])
    const error = await Effect.runPromise(Effect.flip(ResultFolder.check(parent)))
    expect(error.reason).toBe("exists")
  })

  it("writes a table as CSV and as Parquet with the same rows", async () => {
    await write(join(parent, "out"), {}, (folder) =>
      writeTable(folder, "series", [
        { name: "time_s", values: Float64Array.of(0, 3600) },
        { name: "utilisation", values: Float64Array.of(0.123456789, Number.NaN), decimals: 4 },
        { name: "venue", values: ["network", null] }
      ])
    )
    expect(readdirSync(join(parent, "out")).sort()).toEqual(["series.csv", "series.parquet"])
    expect(readFileSync(join(parent, "out", "series.csv"), "utf8")).toBe(
      "time_s,utilisation,venue\n0,0.1235,network\n3600,,\n"
    )
  })
})
