/** `lode compare` as a user calls it, and the sentences that it says. */
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import type { Compare } from "@lode/sim"
import { afterAll, describe, expect, it } from "vitest"
import { amount, type Line, sentence, verdictOf } from "../../packages/tui/src/cli/compare/compare-sentence.ts"
import { call, type Ended, start } from "./program.ts"

const folder = mkdtempSync(join(tmpdir(), "lode-compare-"))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const put = (name: string, text: string): string => {
  const file = join(folder, name)
  writeFileSync(file, text)
  return file
}
const clouds = `clouds:
  cloud:
    fleets:
      - { gpu_model: H100-SXM, region: us-east, gpus: 40, price: 3 USD/GPU-hour }
`
const networks = `networks:
  network: {}
supply:
  cohorts:
    owners:
      kind: data-centre
      count: 40
      gpu_model: H100-SXM
      regions: [us-east]
      asking: { kind: fixed, price: 2 USD/GPU-hour }
      cost: 1 USD/GPU-hour
`
const head = (name: string) => `lode: 1
name: ${name}
question: which is better?
horizon: { kind: terminating, length: 20 days }
report: [unmet_share, wait_mean, price_network]
`
const demand = (name = "jobs") => `demand:
  ${name}:
    requests: { kind: users, users: 100, requests_per_user: 2 per day }
    gpus: { kind: choice, values: [1], weights: [1] }
    patience: 1 h
`
const market = put("market.yaml", head("market") + clouds + networks + demand())
const other = put("other.yaml", head("other") + clouds + networks + demand("tasks"))
const lonely = put("lonely.yaml", head("lonely") + clouds + demand())

const here = { folder, env: { COLUMNS: "100" } }
const compare = (...args: ReadonlyArray<string>): Promise<Ended> => call(["compare", ...args], here)
interface Told {
  readonly comparison: string
  readonly variants: ReadonlyArray<Readonly<Record<string, string>>>
  readonly replications: number
  readonly seed: number
  readonly sentences: ReadonlyArray<string>
  readonly notes: ReadonlyArray<string>
  readonly differences: Readonly<Record<string, Compare.Difference>>
  readonly technology?: {
    readonly sentence: string
    readonly differences: Readonly<Record<string, Compare.Difference>>
  }
  readonly market?: {
    readonly sentence: string
    readonly network_share: { readonly mean: number }
    readonly differences: Readonly<Record<string, Compare.Difference>>
  }
}
const told = async (...args: ReadonlyArray<string>): Promise<Told> => {
  const { code, err, out } = await compare(...args, "--json")
  expect({ code, err }).toEqual({ code: 0, err: "" })
  expect(out.trimEnd()).not.toContain("\n")
  const value: Told = JSON.parse(out)
  return value
}
const files = (name: string): Readonly<Record<string, string>> =>
  Object.fromEntries(
    readdirSync(join(folder, name)).map((file) => [file, readFileSync(join(folder, name, file), "utf8")])
  )
const dearer = ["--set", "clouds.cloud.fleets[0].price=6 USD/GPU-hour"]

describe("lode compare", { timeout: 60_000 }, () => {
  it("sets a scenario as written against the same with a figure changed", async () => {
    const { code, err, out } = await compare(market, ...dearer, "--replications", "4")
    expect({ code, err }).toEqual({ code: 0, err: "" })
    expect(out).toMatch(/^market: two variants\nfirst: market\nsecond: market, clouds\.cloud\.fleets\[0\]\.price=6/)
    expect(out.replaceAll(/\s+/g, " ")).toContain("With clouds.cloud.fleets[0].price=6 USD/GPU-hour, market ")
    expect(out).toMatch(/^metric +first +second +difference ± 95% +unit +corr\. +saved$/m)
    expect(out).toMatch(/^price_central +3 +6 +\+3 +USD\/GPU-hour /m)
    expect(out).toContain("Differences relative to the first, with 95% intervals")
    expect(out).toMatch(/^price_central .*\+100% worse$/m)
    expect(out).toContain("Jobs running (jobs)\na first  b second")
    expect(out).toContain("4 replications of 2 runs each")
  })

  it("finds no difference between a file and itself, however often", async () => {
    const { differences, notes, sentences } = await told(market, market, "--replications", "3")
    expect(notes).toEqual([])
    expect(sentences).toHaveLength(1)
    expect(sentences[0]).toMatch(/^Against itself, market is the same in unmet share, waiting/)
    for (const { correlation, difference, half_width } of Object.values(differences)) {
      if (difference === null) continue
      expect({ difference, half_width }).toEqual({ difference: 0, half_width: 0 })
      if (correlation !== null) expect(correlation).toBeCloseTo(1, 9)
    }
  })

  it("prints one line of JSON in a pipe, with null for what does not exist", async () => {
    const found = await told(market, ...dearer, "--replications", "3", "--seed", "5")
    // the same from threads of the built program
    const { out } = start(["compare", market, ...dearer, "--replications", "3", "--seed", "5", "--json"])
    const threaded: Told = JSON.parse(out)
    expect(threaded.differences).toEqual(found.differences)
    expect(found).toMatchObject({
      comparison: "variants",
      variants: [
        { name: "first", scenario: "market", differs: "" },
        { name: "second", scenario: "market", differs: "clouds.cloud.fleets[0].price=6 USD/GPU-hour" }
      ],
      replications: 3,
      seed: 5
    })
    expect(found).not.toHaveProperty("market")
    const { price_central: price, token_price: token } = found.differences
    expect(price).toMatchObject({ unit: "USD/GPU-hour", n: 3, excludes_zero: true, correlation: null })
    expect(price?.difference).toBeCloseTo(3, 6)
    expect(price?.relative).toBeCloseTo(1, 6)
    expect(token).toMatchObject({ first: null, second: null, difference: null, half_width: null, relative: null })
  })

  it("is the difference of what lode run finds for each side alone", async () => {
    const alone = async (...set: ReadonlyArray<string>) => {
      const { out } = await call(["run", market, ...set, "--replications", "3", "--json"], here)
      const value: { readonly summary: Readonly<Record<string, { readonly mean: number }>> } = JSON.parse(out)
      return value.summary
    }
    const [first, second] = [await alone(), await alone(...dearer)]
    const { differences } = await told(market, ...dearer, "--replications", "3")
    for (const name of ["unmet_share", "wait_mean", "gpu_hours", "paid_usd"]) {
      expect(differences[name]?.first).toBeCloseTo(first[name]?.mean ?? Number.NaN, 9)
      expect(differences[name]?.second).toBeCloseTo(second[name]?.mean ?? Number.NaN, 9)
    }
  })

  it("gives settings to the second of two files, and says where the luck cannot be common", async () => {
    const { notes, sentences, variants } = await told(market, other, ...dearer, "--replications", "2")
    expect(variants.map(({ scenario }) => scenario)).toEqual(["market", "other"])
    expect(variants[1]?.["differs"]).toBe("another file; clouds.cloud.fleets[0].price=6 USD/GPU-hour")
    expect(sentences[0]).toMatch(/^Against market, other /)
    expect(notes.join()).toContain("what only one side has (job classes jobs, tasks) cannot meet the same luck")
    const shorter = await told(market, "--set", "horizon.length=10 days", "--replications", "2")
    expect(shorter.notes.join()).toContain("The horizons differ")
  })

  it("goes on until the differences are precise", async () => {
    const { notes, replications } = await told(market, market, "--precision", "5%")
    expect(replications).toBe(20)
    expect(notes.join()).toContain(
      "Stopped after 20 replications: the difference of every named metric is known within 5%"
    )
  })

  it("says that one replication tells nothing about luck", async () => {
    const { differences, sentences } = await told(market, ...dearer, "--replications", "1")
    expect(sentences[0]).toContain("cannot be told from luck by one replication")
    expect(differences["unmet_share"]).toMatchObject({ half_width: null, excludes_zero: null, n: 1 })
    expect((await compare(market, ...dearer, "--replications", "1")).out).toContain("1 replication of 2 runs each")
  })

  it("reads the files that each side names", async () => {
    put("power.csv", "time_s,value\n0,40\n86400,60\n")
    const set = ["--set", "supply.cohorts.owners.power_price={ kind: series, file: power.csv }"]
    expect((await told(market, ...set, "--replications", "2")).differences["unmet_share"]?.n).toBe(2)
    const { code, err } = await compare(market, "--set", "demand.jobs.requests={ kind: trace, file: nowhere.csv }")
    expect(code).toBe(2)
    expect(err).toContain("nowhere.csv: found no such file")
  })

  it("explains itself with --help", async () => {
    const { code, out } = await compare("--help")
    expect(code).toBe(0)
    for (const part of [
      "under the same luck",
      "--arms",
      "--precision",
      "second",
      "lode compare before.yaml after.yaml"
    ]) {
      expect(out).toContain(part)
    }
  })
})

describe("arms", { timeout: 60_000 }, () => {
  it("are compared when there is nothing else to compare: forced through each, and where jobs choose", async () => {
    const { code, err, out } = await compare(market, "--replications", "3")
    expect({ code, err }).toEqual({ code: 0, err: "" })
    expect(out).toContain("market: central clouds against networks")
    expect(out).toContain("The technology: every job forced through each arm")
    expect(out).toContain("The market: jobs choose between both")
    expect(out).toMatch(/^metric +central +network +difference/m)
    expect(out.replaceAll(/\s+/g, " ")).toMatch(/Where jobs choose, the network takes \S+( ± \S+)? of the GPU-hours/)
  })

  it("give both answers as JSON, settings on all of them", async () => {
    const found = await told(market, "--arms", ...dearer, "--replications", "3")
    expect(found.comparison).toBe("arms")
    expect(found.variants.map(({ name }) => name)).toEqual(["central", "network", "both"])
    expect(found.sentences).toEqual([found.technology?.sentence, found.market?.sentence])
    expect(found.technology?.differences).toEqual(found.differences)
    // Nobody is served by what is shut.
    expect(found.differences["network_share"]).toMatchObject({ first: 0, second: 1, difference: 1 })
    expect(found.market?.network_share.mean).toBeGreaterThan(0.5)
    expect(found.market?.differences["price"]).toMatchObject({ excludes_zero: true, correlation: null })
    expect(found.market?.differences["price"]?.difference).toBeCloseTo(-4, 6)
    expect(found.market?.sentence).toMatch(/cheaper per GPU-hour by 66\.7/)
  })

  it("that a scenario does not have are refused with what would work", async () => {
    const { code, err, out } = await compare(lonely)
    expect({ code, out }).toEqual({ code: 2, out: "" })
    expect(err).toContain("the scenario has no networks, so it has no two arms to compare")
    expect(err).toContain("--set")
    expect((await compare(lonely, "--set", "clouds.cloud.fleets[0].gpus=60", "--replications", "2")).code).toBe(0)
    const both = await compare(market, other, "--arms")
    expect(both.code).toBe(2)
    expect(both.err).toContain("give one file")
  })
})

describe("results as files", { timeout: 60_000 }, () => {
  it("appear whole: the comparison, every run and the scenarios that can be run again", async () => {
    expect((await compare(market, ...dearer, "--replications", "3", "--out", "results")).code).toBe(0)
    const found = files("results")
    expect(Object.keys(found).toSorted()).toEqual([
      "comparison.csv",
      "comparison.json",
      "first.resolved.yaml",
      "runs.csv",
      "second.resolved.yaml"
    ])
    const rows = (name: string) => (found[name] ?? "").trimEnd().split("\n")
    expect(rows("comparison.csv")[0]).toBe(
      "comparison,metric,unit,first,second,difference,half_width,relative,excludes_zero,correlation,replications_saved,n"
    )
    expect(rows("comparison.csv").some((row) => row.startsWith("variants,unmet_share,share,"))).toBe(true)
    expect(rows("runs.csv").map((row) => row.split(",").slice(0, 2).join(" "))).toEqual([
      "variant replication",
      ...["first", "second"].flatMap((side) => [0, 1, 2].map((replication) => `${side} ${replication}`))
    ])
    const again = await told("results/first.resolved.yaml", "results/second.resolved.yaml", "--replications", "3")
    const before: Told = JSON.parse(found["comparison.json"] ?? "")
    expect(again.differences).toEqual(before.differences)
  })

  it("are the same bytes every time, with the resolved scenario of each arm", async () => {
    await compare(market, "--replications", "3", "--out", "arms")
    await compare(market, "--replications", "3", "--out", "again")
    expect(files("again")).toEqual(files("arms"))
    for (const arm of ["central", "network", "both"]) {
      expect(files("arms")[`${arm}.resolved.yaml`]).toMatch(new RegExp(`^arm: ${arm}`, "m"))
    }
  })

  it("never replace a folder unless told to, and are not there when something is wrong", async () => {
    mkdirSync(join(folder, "there"))
    writeFileSync(join(folder, "there", "mine.txt"), "mine")
    const { code, err } = await compare(market, market, "--out", "there")
    expect({ code, kept: readdirSync(join(folder, "there")) }).toEqual({ code: 2, kept: ["mine.txt"] })
    expect(err).toContain("add --force to replace it")
    expect((await compare(market, market, "--replications", "2", "--out", "there", "--force")).code).toBe(0)
    expect(readdirSync(join(folder, "there"))).toContain("comparison.json")
    expect((await compare(market, "nowhere.yaml", "--out", "never")).code).toBe(2)
    expect(existsSync(join(folder, "never"))).toBe(false)
  })
})

describe("wrong flags", { timeout: 60_000 }, () => {
  it("end with 2 and a reason", async () => {
    for (const [flags, reason] of [
      [["--replications", "0"], "at least 1"],
      [["--precision", "2"], "not between 0% and 100%"],
      [["--precision", "2%", "--replications", "3"], "not both"],
      [["--seed", "-1"], "a seed is a whole number"],
      [["--until", "0 s"], "leaves nothing to simulate"],
      [["--set", "nowhere=1"], "nowhere"]
    ] as const) {
      const { code, err, out } = await compare(market, market, ...flags)
      expect({ flags, code, out }).toEqual({ flags, code: 2, out: "" })
      expect(err).toContain(reason)
    }
  })
})

describe("the sentence", () => {
  const line = (
    name: string,
    first: number,
    second: number,
    half: number,
    better: "higher" | "lower" | "neither" = "lower",
    unit = "USD"
  ): Line => ({
    name,
    better: better === "neither" ? undefined : better,
    difference: {
      unit,
      first,
      second,
      difference: second - first,
      half_width: half,
      relative: first === 0 ? null : (second - first) / Math.abs(first),
      excludes_zero: Math.abs(second - first) > half,
      correlation: 0.9,
      replications_saved: 5,
      n: 10
    }
  })

  it("says who is better where, who is worse, and what cannot be told", () => {
    const lines = [
      line("completion", 0.9, 0.91, 0.02, "higher", "share"),
      line("paid_per_job", 100, 77, 4),
      line("turnaround_mean", 10, 21, 1, "lower", "h"),
      line("gpu_hours", 10, 12, 1, "neither", "GPU-hours"),
      line("late_share", 0.1, 0.2, 0.01, "lower", "share")
    ]
    expect(sentence("The network", lines, ["gpu_hours", "late_share"])).toBe(
      "The network is cheaper per job by 23.0 ± 4.0%, but slower from request to completion (2.10 ± 0.10 times) and worse in late share by 10.0 ± 1.0 percentage points; it is higher in GPU-hours by 20 ± 10%; no difference can be told in completion."
    )
  })

  it("speaks of nothing that it was not asked for, and says when nothing can be told", () => {
    expect(sentence("B", [line("late", 1, 2, 0.1)], [])).toContain("no metric in common")
    expect(sentence("B", [line("wait_mean", 1, 1.1, 0.5)], [])).toBe(
      "B cannot be told apart: no difference can be told in waiting."
    )
    expect(sentence("B", [line("wait_mean", 1, 1, 0)], [])).toBe("B is the same in waiting.")
  })

  it("measures in the unit itself where the first side is zero", () => {
    expect(amount(line("wait_mean", 0, 3, 1, "lower", "h").difference)).toBe("by 3.0 ± 1.0 h")
    expect(amount(line("profit", -100, -50, 10, "higher").difference)).toBe("by 50 ± 10%")
  })

  it("leaves out a half-width that is smaller than the digits shown, and names the class of a metric", () => {
    expect(amount(line("run_mean", 1, 5.6066, 0.0016).difference)).toBe("(5.61 times)")
    expect(sentence("B", [line("small.run_mean", 2, 1, 0.1)], ["small.run_mean"])).toBe(
      "B is faster from start to completion for small by 50.0 ± 5.0%."
    )
  })

  it("knows good from bad by the metric, and claims nothing within the interval", () => {
    expect(verdictOf(line("a", 1, 2, 0.1, "higher"))).toBe("better")
    expect(verdictOf(line("a", 1, 2, 0.1, "lower"))).toBe("worse")
    expect(verdictOf(line("a", 2, 1, 0.1, "neither"))).toBe("lower")
    expect(verdictOf(line("a", 1, 2, 1.5, "higher"))).toBe("unclear")
  })

  it("claims nothing that the laws of loss could turn round", () => {
    const with_ = (low: number, high: number) => ({ ...line("run_mean", 1, 2, 0.1, "lower", "h"), open: { low, high } })
    expect(verdictOf(with_(0.6, 3))).toBe("worse")
    expect(verdictOf(with_(0.5, 3))).toBe("open")
    expect(verdictOf(with_(0.54, 3)), "within luck of it").toBe("open")
    expect(verdictOf({ ...line("run_mean", 2, 1, 0.1, "lower", "h"), open: { low: 0.1, high: Infinity } })).toBe("open")
    expect(sentence("B", [with_(0.4, 3), line("wait_mean", 2, 1, 0.1)], [])).toBe(
      "B is quicker to start jobs by 50.0 ± 5.0%; it is, by an estimate that the laws of loss could turn round, slower from start to completion (2.00 ± 0.10 times)."
    )
  })
})
