/** The files that a scenario names: read once, and every fault of any of them told at its key. */
import { Effect, Result } from "effect"
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { gzipSync } from "node:zlib"
import { afterAll, describe, expect, it } from "vitest"
import * as ScenarioFile from "../../packages/sim/src/node/ScenarioFile.ts"
import * as ScenarioInputs from "../../packages/sim/src/node/ScenarioInputs.ts"
import { language } from "../../packages/sim/src/scenario/Language.ts"
import { Run } from "../../packages/sim/src/world/Run.ts"

const folder = mkdtempSync(join(tmpdir(), "lode-inputs-"))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const put = (name: string, contents: string | Uint8Array): string => {
  const file = join(folder, name)
  writeFileSync(file, contents)
  return file
}

const header = "job,submit_s,demand,duration_s\n"
put("jobs.csv", `${header}0,0,1,100\n1,60,2,100\n2,900000,1,100\n`)
put("price.csv.gz", gzipSync("time,price\n2025-01-01,30\n2025-01-02,50\n2025-01-03,40\n"))

const scenario = (requests: string, power = "80 USD/MWh", more = "") => `lode: 1
name: files
question: what do they say?
horizon: { kind: terminating, length: 2 days }
networks:
  net: {}
supply:
  cohorts:
    a:
      kind: data-centre
      count: 4
      gpu_model: H100-SXM
      asking: { kind: fixed, price: 2 USD/GPU-hour }
      cost: 1 USD/GPU-hour
      power_price: ${power}
demand:
  recorded:
    requests: ${requests}
${more}`

const load = (text: string) => {
  const file = put("scenario.yaml", text)
  return ScenarioFile.load(language, file).pipe(
    Effect.flatMap((decoded) =>
      Effect.map(ScenarioInputs.load(decoded), (inputs) => ({ scenario: decoded.scenario, inputs }))
    )
  )
}
const told = async (text: string): Promise<ReadonlyArray<string>> => {
  const result = await Effect.runPromise(Effect.result(load(text)))
  if (Result.isSuccess(result)) return []
  if (result.failure._tag !== "ScenarioError") throw result.failure
  return result.failure.problems.map(
    ({ column, line, message, path }) => `${line}:${column} ${path}: ${message.replaceAll(`${folder}/`, "")}`
  )
}
const trace = (file: string) => `{ kind: trace, file: ${file} }`
const faultOfTrace = async (name: string, contents: string | Uint8Array): Promise<string | undefined> => {
  put(name, contents)
  const [problem, ...others] = await told(scenario(trace(name)))
  expect(others).toEqual([])
  return problem
}
const place = "18:36 demand.recorded.requests.file: "

describe("the files of a scenario", () => {
  it("are read relative to its folder, and reach the run", async () => {
    const { inputs, scenario: read } = await Effect.runPromise(
      load(scenario(trace("jobs.csv"), '{ kind: series, file: price.csv.gz, from: "2025-01-02" }'))
    )
    expect(Object.keys(inputs.traces)).toEqual(["jobs.csv"])
    expect(Object.values(inputs.series).map(({ time, value }) => [[...time], [...value]])).toEqual([
      [
        [0, 86_400],
        [50, 40]
      ]
    ])
    const run = Run.make(read, { inputs })
    run.finish()
    expect(run.world.jobsRequested).toBe(2)
  })

  it("are kept as far as the run needs them: a bootstrap draws from all, the rest is only looked at", async () => {
    const jobsOf = async (requests: string) => {
      const { inputs } = await Effect.runPromise(load(scenario(requests)))
      return [...(inputs.traces["jobs.csv"]?.submit ?? [])]
    }
    expect(await jobsOf(trace("jobs.csv"))).toEqual([0, 60])
    expect(await jobsOf("{ kind: trace, file: jobs.csv, stretch: 0.1 }")).toEqual([0, 60, 900_000])
    expect(await jobsOf("{ kind: trace, file: jobs.csv, bootstrap: true }")).toEqual([0, 60, 900_000])
    expect(await faultOfTrace("later.csv", `${header}0,0,1,1\n1,900000,1,1\n2,800000,1,1\n`)).toMatch(/later\.csv:4:3:/)
  })

  it("stand in memory that worker threads share", async () => {
    const { inputs } = await Effect.runPromise(load(scenario(trace("jobs.csv"))))
    expect(inputs.traces["jobs.csv"]?.submit.buffer).toBeInstanceOf(SharedArrayBuffer)
  })
})

describe("a trace that cannot be used is told at its key, with the place in its file:", () => {
  it("not there, a folder, empty, without jobs", async () => {
    expect(await told(scenario(trace("none.csv")))).toEqual([
      `${place}none.csv: found no such file; allowed: the path of a file that is there`
    ])
    mkdirSync(join(folder, "box"))
    expect(await told(scenario(trace("box")))).toEqual([`${place}box: found a folder; allowed: a file`])
    expect(await faultOfTrace("empty.csv", "")).toMatch(/empty\.csv: found an empty file/)
    expect(await faultOfTrace("bare.csv", header)).toMatch(/bare\.csv: found no jobs; allowed: at least one job/)
  })

  it("with another header, not sorted, negative, cut off in the middle, packed and damaged", async () => {
    expect(await faultOfTrace("header.csv", "when,how\n1,2\n")).toMatch(/header\.csv(:1:1)?: found/)
    expect(await faultOfTrace("unsorted.csv", `${header}0,10,1,1\n1,5,1,1\n`)).toBe(
      `${place}unsorted.csv:3:3: found a submit time of 5 s after 10 s; allowed: jobs sorted by submit time`
    )
    expect(await faultOfTrace("negative.csv", `${header}0,0,1,-3\n`)).toMatch(
      /negative\.csv:2:7: found a duration of -3 s/
    )
    expect(await faultOfTrace("cut.csv", `${header}0,0,1,10\n1,20`)).toMatch(/cut\.csv:3: .*cut off in the middle/)
    const packed = gzipSync(`${header}${"0,0,1,10\n".repeat(1000)}`)
    expect(await faultOfTrace("cut.csv.gz", packed.subarray(0, 40))).toMatch(/gzipped data that is cut off/)
    expect(await faultOfTrace("endless.csv", "x".repeat(3_000_000))).toMatch(/endless\.csv:1:1: found "xxx/)
    expect(await faultOfTrace("text.csv", "no table at all\n")).toMatch(/text\.csv(:1(:1)?)?: found/)
  })

  it("with a first job that comes after the end of the run", async () => {
    put("late.csv", `${header}0,200000,1,1\n`)
    expect(await told(scenario(trace("late.csv")))).toEqual([
      `${place}The first job of the trace comes after 200000 s, and the run ends after 172800 s: stretch it less, or simulate longer`
    ])
  })
})

describe("a series that cannot be used is told at its key, with the place in its file:", () => {
  const fault = async (contents: string, more = ""): Promise<string | undefined> => {
    put("series.csv", contents)
    return (await told(scenario(trace("jobs.csv"), `{ kind: series, file: series.csv${more} }`)))[0]
  }
  const key = "15:42 supply.cohorts.a.power_price.file: series.csv"

  it("not there, empty, not sorted, negative, cut off, not a number", async () => {
    expect(await fault("")).toBe(`${key}: found an empty file; allowed: rows of time,value`)
    expect(await fault("0,1\n5,2\n3,1\n")).toBe(
      `${key}:3:1: found "3" after a later time; allowed: rows sorted by time`
    )
    expect(await fault("0,1\n5,-2\n")).toBe(`${key}:2:3: found -2; allowed: 0 or more`)
    expect(await fault("0,1\n5")).toBe(
      `${key}:2: found 1 field in "5"; the file seems to be cut off in the middle; allowed: 2 fields: time,value`
    )
    expect(await fault("0,1\n5,x\n")).toBe(`${key}:2:3: found value "x"; allowed: a finite number`)
  })

  it("read from an instant that it does not have", async () => {
    expect(await fault("0,1\n5,2\n", ", from: 10")).toBe(
      "15:60 supply.cohorts.a.power_price.from: 10 lies after the last row of series.csv"
    )
  })

  it("zero where something is divided by it", async () => {
    put("zero.csv", "0,5\n60,0\n")
    const miners = "  miners: { hash_price: { kind: endogenous, hash_rate: { kind: series, file: zero.csv } } }\n"
    const text = scenario(trace("jobs.csv")).replace("demand:\n", `${miners}demand:\n`)
    expect((await told(text))[0]).toMatch(
      /hash_rate\.file: zero\.csv: found a 0 at 60 s of the run; allowed: more than 0$/
    )
  })
})

describe("faults of several files", () => {
  it("are told together, in the order of the scenario, however often a file is named", async () => {
    put("unsorted.csv", `${header}0,10,1,1\n1,5,1,1\n`)
    const more = `  other:\n    requests: ${trace("unsorted.csv")}\n`
    const problems = await told(scenario(trace("unsorted.csv"), "{ kind: series, file: none.csv }", more))
    expect(problems.map((problem) => problem.split(": ")[0])).toEqual([
      "15:42 supply.cohorts.a.power_price.file",
      "18:36 demand.recorded.requests.file",
      "20:36 demand.other.requests.file"
    ])
  })

  it("include a token whose pool a given price would empty", async () => {
    put("low.csv", "0,0.000001\n")
    const token =
      "    token: { kind: network-token, outside_market: { kind: given-path, price: { kind: series, file: low.csv } } }\n"
    const text = scenario(trace("jobs.csv")).replace("  net: {}\n", `  net:\n${token}`)
    expect((await told(text))[0]).toMatch(/outside_market\.price: At its first price of 0\.000001 USD all tokens/)
  })
})
