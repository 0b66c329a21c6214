import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { Effect, Option } from "effect"
import { TestConsole } from "effect/testing"
import { afterEach, beforeEach, describe, expect, it } from "vitest"
import { disciplines } from "../../packages/sim/src/trace/Replay.ts"
import { defaultServingRates } from "../../packages/sim/src/trace/AzureFormat.ts"
import { formatNames } from "../../packages/sim/src/trace/Formats.ts"
import * as Declared from "../../packages/tui/src/cli/trace/trace.ts"
import * as Handler from "../../packages/tui/src/cli/trace/trace-handler.ts"

let folder = ""
let jobs = ""
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "lode-trace-command-"))
  jobs = join(folder, "jobs.csv")
  writeFileSync(jobs, "job,submit_s,demand,duration_s\n0,0,2,10\n1,1,3,5\n2,2,1,4\n")
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

/** What a command prints, or the message of its failure. */
const answer = (command: Effect.Effect<void, Handler.Failure>): Promise<string> =>
  command.pipe(
    Effect.andThen(TestConsole.logLines),
    Effect.match({ onFailure: ({ message }) => message, onSuccess: (lines) => lines.join("\n") }),
    Effect.provide(TestConsole.layer),
    Effect.runPromise
  )

const reading = { format: Option.none(), prefillRate: 400, decodeRate: 20, json: false, force: false }
const stats = (input: Partial<Handler.StatsInput>) =>
  answer(Handler.stats({ ...reading, file: jobs, gpus: Option.none(), ...input }))
const replay = (input: Partial<Handler.ReplayInput>) =>
  answer(
    Handler.replay({
      ...reading,
      file: jobs,
      gpus: 2,
      discipline: "fifo",
      out: Option.none(),
      roundUp: false,
      ...input
    })
  )
const synthesize = (input: Partial<Handler.SynthesizeInput> & { readonly out: string }) =>
  answer(Handler.synthesize({ jobs: 50, seed: 4, force: false, json: false, ...input }))

describe("lode trace", () => {
  it("declares what the engine has", () => {
    expect(Declared.formats).toEqual(formatNames)
    expect(Declared.disciplines).toEqual(disciplines)
    expect(Declared.defaultRates).toEqual(defaultServingRates)
  })

  it("stats prints aligned figures", async () => {
    const lines = (await stats({ gpus: Option.some(4) })).split("\n")
    expect(lines[0]).toBe(`file                     ${jobs}  (plain jobs)`)
    expect(lines).toContain(`${"jobs".padEnd(25)}      3`)
    expect(lines).toContain(`${"time between jobs, mean".padEnd(25)}    1 s`)
    expect(lines).toContain(`${"  2 GPUs".padEnd(25)}      1  33.3% of the jobs`)
    expect(lines.at(-1)).toMatch(/^offered load +4\.875 {2}on 4 GPUs over the span$/)
  })

  it("stats --json has units in its names", async () => {
    expect(JSON.parse(await stats({ json: true }))).toMatchObject({
      format: "plain",
      jobs: 3,
      span_s: 2,
      interarrival_cv: 0,
      duration_median_s: 5
    })
  })

  it("replay tells the waits and writes each job", async () => {
    const out = join(folder, "out")
    const text = await replay({ gpus: 3, discipline: "backfill", out: Option.some(out), json: true })
    expect(JSON.parse(text)).toMatchObject({ wait_sum_s: 9, jobs_that_waited: 1, makespan_s: 15 })
    expect(JSON.parse(readFileSync(join(out, "summary.json"), "utf8"))).toEqual(JSON.parse(text))
    expect(readFileSync(join(out, "jobs.csv"), "utf8")).toBe(
      "job,submitted_s,started_s,ended_s,gpus\n0,0,0,10,2\n1,1,10,15,3\n2,2,2,6,1\n"
    )
  })

  it("replay refuses a job that never fits, by name", async () => {
    expect(await replay({})).toBe("job 1: found a demand of 3 GPUs; allowed: at most the 2 GPUs of the pool")
  })

  it("replay refuses fractions unless they are rounded up", async () => {
    writeFileSync(jobs, "job,submit_s,demand,duration_s\n0,0,0.5,10\n")
    expect(await replay({})).toContain("--round-up")
    expect(await replay({ roundUp: true })).toMatch(/rounded up +1 /)
  })

  it("import tells what was skipped and what is assumed", async () => {
    const requests = join(folder, "requests.csv")
    writeFileSync(requests, "TIMESTAMP,ContextTokens,GeneratedTokens\n2023-11-16 18:15:46.6805900,400,40\n")
    const out = join(folder, "plain.csv")
    const input = { ...reading, format: "azure", in: requests, out } as const
    expect(await answer(Handler.importJobs(input))).toMatch(/decode rate +20 {2}tokens\/s \(assumption\)/)
    expect(readFileSync(out, "utf8")).toBe("job,submit_s,demand,duration_s\n0,0,1,3\n")
    expect(await answer(Handler.importJobs(input))).toContain("--force")
  })

  it("synthesize writes the same file for the same seed", async () => {
    const paths = ["a", "b", "c"].map((name) => join(folder, name))
    const [a = "", b = "", c = ""] = paths
    await synthesize({ out: a, seed: 4 })
    await synthesize({ out: b, seed: 4 })
    await synthesize({ out: c, seed: 5 })
    const [textA, textB, textC] = paths.map((path) => readFileSync(path, "utf8"))
    expect(textA).toBe(textB)
    expect(textA).not.toBe(textC)
    expect(await stats({ file: a })).toContain("(plain jobs)")
  })
})
