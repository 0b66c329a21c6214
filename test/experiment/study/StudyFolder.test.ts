/** The folder of a study: whatever happens to the program, the same study ends with the same bytes. */
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync
} from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { Effect, Fiber } from "effect"
import { afterEach, beforeEach, describe, expect, it } from "vitest"
import * as Laboratory from "../../../packages/sim/src/experiment/study/Laboratory.ts"
import { search } from "../../../packages/sim/src/experiment/study/Tune.ts"
import type { Assignment } from "../../../packages/sim/src/experiment/ScenarioTrial.ts"
import type { Replication } from "../../../packages/sim/src/experiment/Replicate.ts"
import { Draws } from "../../../packages/sim/src/kernel/Draws.ts"
import { OutputError } from "../../../packages/sim/src/node/OutputFile.ts"
import * as StudyFolder from "../../../packages/sim/src/node/StudyFolder.ts"
import { theStudy } from "./studies.ts"

let parent = ""
beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), "lode-study-"))
})
afterEach(() => rmSync(parent, { recursive: true, force: true }))

const study = theStudy({ budget: "{ trials: 24, replications: 6 }" })
const purpose = Draws.purpose("test/study-folder")

/** A run that costs nothing: a valley over the knobs, with luck on top; the answers come in an order that differs from time to time. */
const valley = (calls: { count: number }) => ({
  size: 3,
  run: ({ scenario: { scenario }, seed }: Replication<Assignment>) =>
    Effect.gen(function* () {
      calls.count += 1
      const turns = Math.floor(Math.random() * 4)
      for (let turn = 0; turn < turns; turn++) yield* Effect.yieldNow
      const fleet = scenario.clouds["cloud"]?.fleets[0]
      const price = typeof fleet?.price === "number" ? fleet.price : 0
      const unserved =
        ((fleet?.gpus ?? 0) - 33) ** 2 + 100 * (price - 2) ** 2 + 20 * new Draws(seed).at(purpose, 1).uniform()
      return { measured: { unserved, requests: 1_000, wait_p95: Number.NaN, hash_price: Infinity, gini: -0 } }
    })
})
const noInputs = { traces: {}, series: {} }

const opened = <A, E>(
  path: string,
  use: (
    laboratory: Laboratory.Laboratory<StudyFolder.StudyFolderError>,
    folder: StudyFolder.StudyFolder
  ) => Effect.Effect<A, E>,
  calls = { count: 0 },
  options: Partial<StudyFolder.Options> = {}
) =>
  Effect.scoped(
    Effect.gen(function* () {
      const folder = yield* StudyFolder.open(path, { engine: "one", ...options })
      const laboratory = new Laboratory.Laboratory<StudyFolder.StudyFolderError>({
        study,
        runner: valley(calls),
        store: folder,
        inputsOf: () => Effect.succeed(noInputs),
        warmUp: 0
      })
      return yield* use(laboratory, folder)
    })
  )

const seeds = Laboratory.seedsOf(1, 3)
const points = [null, [0.1, 0.2], [0.5, 0.5], [0.9, 0.3]].map((knobs) => ({ knobs, assumptions: null }))
const sweep = (path: string, calls = { count: 0 }, options: Partial<StudyFolder.Options> = {}) =>
  opened(
    path,
    (laboratory, folder) => Effect.tap(laboratory.samples(points, seeds), () => folder.finish),
    calls,
    options
  )
const tune = (path: string, calls = { count: 0 }, onRun = () => {}) =>
  opened(
    path,
    (laboratory, folder) =>
      Effect.tap(
        search(laboratory, () => onRun()),
        () => folder.finish
      ),
    calls
  )
const cells = (path: string): string => readFileSync(join(path, "cells.jsonl"), "utf8")
const failure = (effect: Effect.Effect<unknown, unknown>): string => String(Effect.runSync(Effect.flip(effect)))

describe("a study's folder", () => {
  it("keeps every run once, and gives back what it kept: a second study runs nothing", async () => {
    const path = join(parent, "study")
    const calls = { count: 0 }
    const first = await Effect.runPromise(sweep(path, calls))
    expect(calls.count).toBe(points.length * seeds.length)
    const bytes = cells(path)
    const again = await Effect.runPromise(sweep(path, calls))
    expect(calls.count).toBe(points.length * seeds.length)
    expect(again).toEqual(first)
    expect(cells(path)).toBe(bytes)
    // What JSON has no word for comes back as it was.
    expect(again[0]?.[0]?.[0]).toMatchObject({ wait_p95: Number.NaN, hash_price: Infinity })
  })

  it("reuses the runs of a narrower study, and says how many", async () => {
    const path = join(parent, "study")
    await Effect.runPromise(sweep(path))
    const calls = { count: 0 }
    const work = await Effect.runPromise(
      opened(
        path,
        (laboratory) =>
          Effect.map(
            laboratory.samples([...points, { knobs: [0, 0], assumptions: null }], seeds),
            () => laboratory.work
          ),
        calls
      )
    )
    expect({ ...work, ran: calls.count }).toEqual({ wanted: 15, done: 15, runs: 15, reused: 12, ran: 3 })
  })

  it("is the same to the byte after twenty kills at random moments as after none", async () => {
    const whole = join(parent, "whole")
    const expected = await Effect.runPromise(tune(whole))
    const killed = join(parent, "killed")
    for (let kill = 0; kill < 20; kill++) {
      const calls = { count: 0 }
      const fiber = Effect.runFork(tune(killed, calls))
      const until = 1 + Math.floor(Math.random() * 12)
      while (calls.count < until && fiber.pollUnsafe() === undefined)
        await new Promise((resolve) => setImmediate(resolve))
      await Effect.runPromise(Fiber.interrupt(fiber))
      // A real kill also tears the line that is being written.
      if (kill % 3 === 0 && existsSync(join(killed, "cells.jsonl")))
        appendFileSync(join(killed, "cells.jsonl"), '4af1 {"key":"12')
    }
    const found = await Effect.runPromise(tune(killed))
    expect(found).toEqual(expected)
    expect(cells(killed)).toBe(cells(whole))
  })

  it("loses only the line that was torn, and runs again what was damaged", async () => {
    const path = join(parent, "study")
    await Effect.runPromise(sweep(path))
    const bytes = cells(path)
    truncateSync(join(path, "cells.jsonl"), bytes.length - 5)
    const calls = { count: 0 }
    await Effect.runPromise(sweep(path, calls))
    expect({ ran: calls.count, same: cells(path) === bytes }).toEqual({ ran: 1, same: true })
    writeFileSync(join(path, "cells.jsonl"), bytes.replace(/"values":\[\d/, '"values":[7'))
    const damaged = await Effect.runPromise(opened(path, (_, folder) => Effect.succeed(folder.damaged)))
    expect(damaged).toBe(1)
    await Effect.runPromise(sweep(path, calls))
    expect({ ran: calls.count, same: cells(path) === bytes }).toEqual({ ran: 2, same: true })
  })

  it("whose tables find no room says that the runs are kept, and keeps them", async () => {
    const path = join(parent, "study")
    await Effect.runPromise(sweep(path))
    const bytes = cells(path)
    const full = new OutputError({ path: join(path, "sweep", "cells.csv"), reason: "full", detail: "" })
    const writing = Effect.scoped(
      Effect.gen(function* () {
        const folder = yield* StudyFolder.open(path, { engine: "one" })
        yield* folder.write("sweep", () => Effect.fail(full))
      })
    )
    const said = failure(writing)
    expect(said).toContain("what was measured until now is kept: free some room and call again to go on")
    expect(said).not.toContain("nothing was kept")
    expect(cells(path)).toBe(bytes)
    expect(existsSync(join(path, "sweep"))).toBe(false)
  })

  it("of another engine is refused with what would work, and nothing is lost", async () => {
    const path = join(parent, "study")
    await Effect.runPromise(sweep(path))
    const bytes = cells(path)
    const said = failure(sweep(path, undefined, { engine: "two" }))
    expect(said).toContain("it holds results of another engine (one; this one is two)")
    expect(said).toContain("name another folder with --out, or start anew with --force")
    expect(cells(path)).toBe(bytes)
    const calls = { count: 0 }
    await Effect.runPromise(sweep(path, calls, { engine: "two", force: true }))
    expect(calls.count).toBe(12)
  })

  it("is never a folder with other things in it", () => {
    const other = join(parent, "other")
    mkdirSync(other)
    writeFileSync(join(other, "thesis.txt"), "mine")
    expect(failure(sweep(other, undefined, { force: true }))).toContain("something else than results of a study")
    expect(readFileSync(join(other, "thesis.txt"), "utf8")).toBe("mine")
  })

  it.runIf(existsSync("/proc/1/stat"))("is written to by one program at a time", async () => {
    const path = join(parent, "study")
    await Effect.runPromise(sweep(path))
    const start = readFileSync("/proc/1/stat", "utf8").split(") ").at(-1)?.split(" ")[19]
    writeFileSync(join(path, "lock"), `1 ${start}`)
    expect(failure(sweep(path))).toContain("another lode (process 1) is writing to it")
    // A program that was killed holds nothing, whoever has its number now.
    writeFileSync(join(path, "lock"), "1 12345678901")
    await Effect.runPromise(sweep(path))
    expect(existsSync(join(path, "lock"))).toBe(false)
  })
})
