/** `lode run` as a user calls it. */
import { spawn } from "node:child_process"
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, describe, expect, it } from "vitest"
import { call, type Ended, program, start } from "./program.ts"

const folder = mkdtempSync(join(tmpdir(), "lode-run-"))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const put = (name: string, text: string): string => {
  const file = join(folder, name)
  writeFileSync(file, text)
  return file
}

const small = put(
  "small.yaml",
  `lode: 1
name: small
question: does it run?
answer: "{completion} of the jobs were done; {hash_price}."
horizon: { kind: terminating, length: 20 days }
report: [completion, hash_price]
networks:
  network:
    token: { kind: network-token, emission: { kind: fixed, rate: 1000 tokens/day } }
supply:
  cohorts:
    owners:
      kind: data-centre
      count: 10
      gpu_model: H100-SXM
      asking: { kind: fixed, price: 2 USD/GPU-hour }
      cost: 1 USD/GPU-hour
demand:
  jobs:
    requests: { kind: users, users: 50, requests_per_user: 1 per day }
`
)

const run = (...args: ReadonlyArray<string>): Promise<Ended> => call(["run", ...args], { folder })
const running = (args: ReadonlyArray<string>) => {
  const child = spawn(process.execPath, [program, "run", ...args], { cwd: folder, stdio: ["ignore", "pipe", "pipe"] })
  const end = new Promise<Ended>((resolve) => {
    let out = ""
    let err = ""
    child.stdout.on("data", (chunk) => (out += String(chunk)))
    child.stderr.on("data", (chunk) => (err += String(chunk)))
    child.on("close", (code) => resolve({ code, out, err }))
  })
  return { child, end }
}
const files = (name: string): Readonly<Record<string, string>> =>
  Object.fromEntries(
    readdirSync(join(folder, name)).map((file) => [file, readFileSync(join(folder, name, file), "latin1")])
  )
const posix = process.platform !== "win32"

describe("lode run", { timeout: 60_000 }, () => {
  it("answers in a sentence and warns of a named metric that has no value", async () => {
    const { code, err, out } = await run(small)
    expect({ code, err }).toEqual({ code: 0, err: "" })
    expect(out).toMatch(/% of the jobs were done; -\./)
    expect(out).toMatch(/^hash_price +- /m)
    expect(out).toContain("Warning: nothing happened in this run that would give a value to hash_price.")
  })

  it("prints one line of JSON in a pipe", async () => {
    const { out } = await run(small, "--json", "--replications", "3")
    expect(out.trimEnd()).not.toContain("\n")
    const parsed: unknown = JSON.parse(out)
    expect(parsed).toMatchObject({
      scenario: "small",
      replications: 3,
      summary: { completion: { unit: "share", n: 3 } }
    })
  })

  it("gives the same files on one thread and on many, and with fewer replications the first of them", () => {
    start(["run", small, "--replications", "3", "--out", "three"], { folder })
    start(["run", small, "--replications", "3", "--out", "again"], { folder })
    expect(files("again")).toEqual(files("three"))
    start(["run", small, "--out", "one"], { folder })
    expect(files("three")["jobs.csv"]?.startsWith(files("one")["jobs.csv"] ?? "?")).toBe(true)
  })

  it("ends before the horizon when told so, and not behind it", async () => {
    expect((await run(small, "--until", "3 days")).out).toContain("3 days simulated")
    expect(await run(small, "--until", "3 years")).toMatchObject({ code: 2, out: "" })
    expect((await run(small, "--until", "3 years")).err).toContain('for a longer run --set "horizon.length=3 years"')
  })

  it("refuses an existing folder before the run, and replaces it with --force", async () => {
    mkdirSync(join(folder, "there"))
    writeFileSync(join(folder, "there", "mine.txt"), "mine")
    const { code, err } = await run(small, "--out", "there")
    expect({ code, kept: readdirSync(join(folder, "there")) }).toEqual({ code: 2, kept: ["mine.txt"] })
    expect(err).toContain("add --force to replace it")
    expect((await run(small, "--out", "there", "--force")).code).toBe(0)
    expect(readdirSync(join(folder, "there"))).toContain("summary.json")
  })

  it("ends with 2 and a reason for wrong flags", async () => {
    for (const [flags, reason] of [
      [["--seed", "-1"], "a seed is a whole number"],
      [["--replications", "0"], "at least 1"],
      [["--replications", "1000000000"], "at most 100,000"],
      [["--precision", "2"], "not between 0% and 100%"],
      [["--precision", "2%", "--replications", "3"], "not both"],
      [["--until", "0 s"], "leaves nothing to simulate"],
      [["--until", "4"], "has no unit"]
    ] as const) {
      const { code, err, out } = await run(small, ...flags)
      expect({ flags, code, out }).toEqual({ flags, code: 2, out: "" })
      expect(err).toContain(reason)
    }
  })

  it("tells every file that is wrong in one go, and leaves no results", async () => {
    put("gap.csv", "0,1\n5")
    const { code, err } = await run(
      small,
      "--set",
      "supply.cohorts.owners.power_price={ kind: series, file: gap.csv }",
      "--set",
      "demand.jobs.requests={ kind: trace, file: nowhere.csv }",
      "--out",
      "never"
    )
    expect(code).toBe(2)
    expect(err).toContain("gap.csv:2: found 1 field")
    expect(err).toContain("nowhere.csv: found no such file")
    expect(existsSync(join(folder, "never"))).toBe(false)
  })
})

describe("a journal of commands", { timeout: 60_000 }, () => {
  const journal = put(
    "journal.yaml",
    `- { at: 10 days, set: networks.network.token.emission.rate, value: 5000 tokens/day }
- { at: 12.5 days, shock: { kind: demand, class: jobs, factor: 3 } }
`
  )

  it("changes the run from its instant on, and replays to the same bytes", async () => {
    expect((await run(small, "--out", "plain")).code).toBe(0)
    expect((await run(small, "--commands", journal, "--out", "changed")).code).toBe(0)
    expect((await run(small, "--commands", journal, "--out", "replayed")).code).toBe(0)
    expect(files("replayed")).toEqual(files("changed"))
    const rows = (name: string) => (files(name)["series.csv"] ?? "").split("\n")
    const [before, after] = [rows("plain"), rows("changed")]
    // A header, the start, and ten days.
    expect(after.slice(0, 12)).toEqual(before.slice(0, 12))
    expect(after[12]).not.toBe(before[12])
    const jobs = (name: string) => (files(name)["jobs.csv"] ?? "").split("\n").length
    expect(jobs("changed")).toBeGreaterThan(1.3 * jobs("plain"))
  })

  it("is checked before the run, each mistake at its place", async () => {
    const wrong = put(
      "wrong.yaml",
      `- { at: 10, set: networks.network.token.emission.rate, value: 5000 tokens/day }
- { at: 1 day, set: networks.network.token.emision.rate, value: 1 tokens/day }
- { at: 1 day, set: networks.network.token.emission.rate, value: 50 MW }
- { at: 1 day, set: networks.other.token.emission.rate, value: 1 tokens/day }
- { at: 1 day, shock: { kind: demand, class: work, factor: 3 } }
- { at: 1 day, shock: { kind: flood } }
- { at: 1 day, set: networks.network.token.emission.rate, value: 1e30 tokens/day }
- now
`
    )
    const { code, err, out } = await run(small, "--commands", wrong)
    expect({ code, out }).toEqual({ code: 2, out: "" })
    const told = err.split("\n").filter((line) => line.includes("wrong.yaml:"))
    expect(told.map((line) => line.replace(/^.*wrong\.yaml:/, "").slice(0, 60))).toMatchInlineSnapshot(`
      [
        "1:9  [0].at: 10 has no unit; a duration such as 9 months is ",
        "2:21  [1].set: networks.network.token.emision.rate cannot be",
        "3:66  [2].value: 50 MW is a power, an emission of tokens suc",
        "4:21  [3].set: networks.other.token.emission.rate is no figu",
        "5:23  [4].shock: There is no job class work",
        "6:31  [5].shock.kind: found flood, allowed: hash-price, regi",
        "7:21  [6].set: networks.network.token.emission.rate cannot b",
        "8:3  [7]: found now, wanted a group of keys (at, set, value)",
      ]
    `)
  })

  it("that is no list is told so", async () => {
    expect((await run(small, "--commands", put("none.yaml", "at: 1 day\n"))).err).toContain("wanted a list of entries")
  })
})

describe("a long run", { timeout: 60_000 }, () => {
  const long = ["--set", "demand.jobs.requests.users=1e6", "--set", "supply.cohorts.owners.count=1000"]

  it.runIf(posix)(
    "stops at Ctrl-C with 130 and leaves no results: alone, on threads, and while it is still compiled",
    async () => {
      const large = ["--set", "supply.cohorts.owners.count=500000"]
      for (const flags of [long, [...long, "--replications", "4"], large]) {
        const { child, end } = running([small, ...flags, "--out", "stopped/deep"])
        // The folder of the results stands under its temporary name as soon as the run has begun.
        while (!existsSync(join(folder, "stopped"))) await new Promise((resolve) => setTimeout(resolve, 10))
        child.kill("SIGINT")
        expect(await end).toMatchObject({ code: 130, out: "" })
        expect(existsSync(join(folder, "stopped"))).toBe(false)
      }
    }
  )

  it("ends in silence when the reader of its output went away", async () => {
    const { child, end } = running([small])
    child.stdout.destroy()
    expect(await end).toMatchObject({ code: 0, err: "" })
  })
})
