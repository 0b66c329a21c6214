import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { gunzipSync, gzipSync } from "node:zlib"
import { Effect, Fiber } from "effect"
import { afterEach, beforeEach, describe, expect, it } from "vitest"
import * as TraceFile from "../../packages/sim/src/node/TraceFile.ts"
import * as TraceOutput from "../../packages/sim/src/node/TraceOutput.ts"
import { replay } from "../../packages/sim/src/trace/Replay.ts"
import { label, Synthesis } from "../../packages/sim/src/trace/Synthesis.ts"
import { TraceColumns } from "../../packages/sim/src/trace/Trace.ts"
import { plainHeader } from "./PlainText.ts"
import { traceOf } from "./tell.ts"

let folder = ""
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "lode-trace-"))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const inFolder = (name: string): string => join(folder, name)
const put = (name: string, content: string | Uint8Array): string => {
  writeFileSync(inFolder(name), content)
  return inFolder(name)
}
const text = `${plainHeader}0,0,1,5\n1,3,0.5,7\n2,3,2,1\n`
const refusal = <A, E extends { readonly message: string }>(effect: Effect.Effect<A, E>): Promise<string> =>
  Effect.runPromise(Effect.flip(effect)).then(({ message }) => message)

describe("a trace file", () => {
  it("is read plain or gzipped, whatever its name", async () => {
    for (const path of [put("jobs.csv", text), put("really-gzipped.csv", gzipSync(text)), put("plain.gz", text)]) {
      const { trace, report } = await Effect.runPromise(TraceFile.read(path))
      expect(report).toMatchObject({ jobs: 3, skipped: 0 })
      expect([...trace.demand]).toEqual([1, 0.5, 2])
    }
  })

  it("is read across the borders of its pieces", async () => {
    const lines = Array.from({ length: 200_000 }, (_, job) => `${job},${job},1,${job % 100}\n`)
    const path = put("many.csv", plainHeader + lines.join(""))
    const { trace } = await Effect.runPromise(TraceFile.read(path))
    expect(trace.submit.every((second, job) => second === job)).toBe(true)
    expect(trace.duration).toHaveLength(200_000)
  })

  it("that ends early, is damaged, is not there, is a folder or is empty is refused", async () => {
    const whole = gzipSync(text.repeat(1).concat("3,4,1,1\n".repeat(2000)))
    const damaged = Buffer.from(whole).fill(7, 20, 40)
    expect(await refusal(TraceFile.read(put("cut.gz", whole.subarray(0, whole.length - 20))))).toContain(
      "cut.gz: found gzipped data that is cut off in the middle"
    )
    expect(await refusal(TraceFile.read(put("bad.gz", damaged)))).toContain("gzipped data that is damaged")
    expect(await refusal(TraceFile.read(inFolder("none.csv")))).toContain("none.csv: found no such file")
    expect(await refusal(TraceFile.read(folder))).toContain("found a folder")
    expect(await refusal(TraceFile.read(put("empty.csv", "")))).toContain("found an empty file")
    expect(await refusal(TraceFile.read(put("one-byte", "x")))).toContain('found "x"')
  })

  it("holds its statistics and, as a series, its values", async () => {
    const { statistics } = await Effect.runPromise(TraceFile.statistics(put("jobs.csv", text)))
    expect(statistics).toMatchObject({ jobs: 3, span: 3, demandMax: 2, durationMax: 7 })
    const series = await Effect.runPromise(TraceFile.readSeries(put("price.csv.gz", gzipSync("0,1\n60,2\n"))))
    expect([...series.value]).toEqual([1, 2])
    expect(await refusal(TraceFile.readSeries(put("count.csv", "0,1\n60,-2\n"), { kind: "count" }))).toContain(":2:4:")
  })
})

describe("an import", () => {
  it("writes plain jobs that read back the same, gzipped when the name says so", async () => {
    const from = put("jobs.csv", text)
    const report = await Effect.runPromise(TraceFile.importTo(from, inFolder("out.csv"), { format: "plain" }))
    expect(report.jobs).toBe(3)
    expect(readFileSync(inFolder("out.csv"), "utf8")).toBe(text)
    await Effect.runPromise(TraceFile.importTo(from, inFolder("out.csv.gz")))
    expect(gunzipSync(readFileSync(inFolder("out.csv.gz"))).toString()).toBe(text)
  })

  it("refuses what is there already unless forced, and never replaces a folder", async () => {
    const from = put("jobs.csv", text)
    const there = put("there.csv", "mine")
    mkdirSync(inFolder("sub"))
    expect(await refusal(TraceFile.importTo(from, there))).toContain("exists already")
    expect(await refusal(TraceFile.importTo(from, inFolder("sub"), { force: true }))).toContain("found a folder")
    expect(readFileSync(there, "utf8")).toBe("mine")
    await Effect.runPromise(TraceFile.importTo(from, there, { force: true }))
    expect(readFileSync(there, "utf8")).toBe(text)
  })

  it("leaves nothing behind when the input turns out wrong at its end", async () => {
    const from = put("jobs.csv", `${text}3,2,1,1\n`)
    expect(await refusal(TraceFile.importTo(from, inFolder("out.csv")))).toContain("sorted by submit time")
    expect(readdirSync(folder)).toEqual(["jobs.csv"])
  })

  it("leaves nothing behind when it is interrupted", async () => {
    const fiber = Effect.runFork(TraceFile.synthesiseTo(inFolder("out.csv"), { jobs: 1e9, seed: 1 }))
    await Effect.runPromise(Effect.yieldNow)
    await Effect.runPromise(Fiber.interrupt(fiber))
    expect(readdirSync(folder)).toEqual([])
  })
})

describe("gzipped output", () => {
  it("of more than one piece is joined again by a reader", async () => {
    const path = inFolder("big.csv.gz")
    await Effect.runPromise(TraceFile.synthesiseTo(path, { jobs: 60_000, seed: 1 }))
    const { trace } = await Effect.runPromise(TraceFile.read(path))
    const columns = new TraceColumns()
    new Synthesis(1).send(60_000, columns)
    expect(trace.duration).toEqual(columns.take().duration)
    expect(gunzipSync(readFileSync(path)).toString().startsWith(label(60_000, 1))).toBe(true)
  })
})

describe("the results of a replay", () => {
  it("are a table of jobs in the order of the file and a summary", async () => {
    const trace = traceOf([
      [0, 1, 5],
      [2, 1, 4]
    ])
    const started = replay(trace, { gpus: 1, discipline: "fifo" })
    const out = inFolder("out")
    await Effect.runPromise(TraceOutput.writeReplay(out, {}, trace, started, { jobs: 2 }))
    expect(readFileSync(join(out, "jobs.csv"), "utf8")).toBe(
      "job,submitted_s,started_s,ended_s,gpus\n0,0,0,5,1\n1,2,5,9,1\n"
    )
    expect(JSON.parse(readFileSync(join(out, "summary.json"), "utf8"))).toEqual({ jobs: 2 })
    expect(await refusal(TraceOutput.writeReplay(out, {}, trace, started, {}))).toContain("exists already")
    expect(existsSync(out)).toBe(true)
  })
})
