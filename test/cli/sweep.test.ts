/** `lode sweep` as a user calls it. */
import { existsSync } from "node:fs"
import { once } from "node:events"
import { join } from "node:path"
import { parse } from "csv-parse/sync"
import { afterAll, describe, expect, it } from "vitest"
import { studyText } from "../experiment/study/studies.ts"
import { place } from "./study.ts"

const { built, cramped, files, folder, lode, put, remove, start } = place()
afterAll(remove)

const study = put("prices.yaml", studyText({ constraints: "[wait_p95 <= 2 h]" }))
const rowsOf = (text: string): ReadonlyArray<Readonly<Record<string, string>>> => parse(text, { columns: true })

describe("lode sweep", { timeout: 120_000 }, () => {
  it("says which setting is best, beside the scenario as it is, and what each knob does", async () => {
    const { code, err, out } = await lode("sweep", study, "--out", "first")
    expect({ code, err }).toEqual({ code: 0, err: "" })
    const text = out.replaceAll(/\s+/g, " ")
    expect(text).toMatch(/(kept|broken|runs held); \d+(\.\d+)?% likely to hold/)
    expect(text).toMatch(/^prices: market Of 9 settings fleet = \d+, price = 1 USD\/GPU-hour is best: unmet_share \d/)
    expect(text).toContain("Wanted: wait_p95 <= 2 h.")
    expect(out).toMatch(/^ *trial +fleet +price +unmet_share +wait_p95 +constraints$/m)
    expect(out).toMatch(/^as it is +40 +3 USD\/GPU-hour/m)
    expect(text).toContain("What each knob does to unmet_share, over all other settings price: ")
    expect(text).toContain("9 settings in a grid, 2 replications each: 20 runs, the same luck in all settings, seed 1.")
  })

  it("tells the ends of a front where there are several objectives, and marks who is on it", async () => {
    const text = studyText({
      objectives: "[{ metric: unmet_share, direction: minimise }, { metric: price_central, direction: maximise }]"
    })
    const { out } = await lode("sweep", put("ends.yaml", text))
    expect(out.replaceAll(/\s+/g, " ")).toMatch(
      /Of 9 settings [3-9] are compromises of which none is better in everything, from fleet = \d+, price = 1 USD\/GPU-hour \(unmet_share .*\) to fleet = \d+, price = 4 USD\/GPU-hour \(/
    )
    expect(out).toMatch(/^ +\d +yes +\d+ +1 USD\/GPU-hour/m)
    const told: { readonly front: ReadonlyArray<unknown> } = JSON.parse(
      (await lode("sweep", "ends.yaml", "--json")).out
    )
    expect(told.front.length).toBeGreaterThan(2)
  })

  it("says of how many runs a constraint held, and how sure that is", async () => {
    const often = studyText({ constraints: "[{ require: wait_p95 <= 2 h, probability: 90% }]" })
    const { out } = await lode("sweep", put("often.yaml", often), "--out", "first")
    expect(out).toMatch(/100% of runs +2 of 2 runs held; [1-8]\d% likely to hold$/m)
  })

  it("says what of the differences an only knob makes, and where that cannot be told", async () => {
    const knobs =
      '{ price: { kind: range, path: "clouds.cloud.fleets[0].price", from: 1 USD/GPU-hour, to: 4 USD/GPU-hour } }'
    const only = put("only.yaml", studyText({ knobs, budget: "{ trials: 4, replications: 2 }" }))
    expect((await lode("sweep", only)).out).toMatch(
      /^price: (9\d(\.\d)?|100)% of the differences \(the rest is luck\)$/m
    )
    const few = await lode("sweep", study, "--design", "sobol", "--trials", "4")
    expect(few.out).toContain("price: its share of the differences cannot be told from 4 settings; give more --trials")
  })

  it("writes every run and every setting as CSV and Parquet", async () => {
    const found = files("first")
    expect(Object.keys(found)).toEqual([
      "cells.jsonl",
      "sweep/cells.csv",
      "sweep/cells.parquet",
      "sweep/sweep.json",
      "sweep/trials.csv",
      "sweep/trials.parquet"
    ])
    const trials = rowsOf(found["sweep/trials.csv"] ?? "")
    expect(trials.map(({ trial }) => trial)).toEqual(["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"])
    expect(trials[0]).toMatchObject({ fleet: "40", price: "3" })
    const cells = rowsOf(found["sweep/cells.csv"] ?? "")
    expect(cells).toHaveLength(20)
    // A share of a setting is the ratio of means over its runs, never the mean of ratios.
    const sum = (column: string) =>
      cells.filter(({ trial }) => trial === "5").reduce((total, cell) => total + Number(cell[column]), 0)
    expect(Number(trials[5]?.["unmet_share"])).toBeCloseTo(sum("unserved") / sum("requests"), 12)
  })

  it("runs what lode run runs: trial 0 is the scenario as it is", async () => {
    const { out } = await lode("run", "market.yaml", "--seed", "1", "--replications", "2", "--json")
    const { summary }: { summary: Record<string, { mean: number }> } = JSON.parse(out)
    const [start] = rowsOf(files("first")["sweep/trials.csv"] ?? "")
    expect(Number(start?.["unmet_share"])).toBeCloseTo(summary["unmet_share"]?.mean ?? Number.NaN, 12)
  })

  it("reuses the runs of a narrower sweep, says how many on stderr, and prints the same", async () => {
    const once = await lode("sweep", study, "--design", "sobol", "--trials", "4", "--out", "wide", "--json")
    const wider = await lode("sweep", study, "--design", "sobol", "--trials", "8", "--out", "wide", "--json")
    const alone = await lode("sweep", study, "--design", "sobol", "--trials", "8", "--out", "alone", "--json")
    expect([once.code, wider.code, alone.code]).toEqual([0, 0, 0])
    expect(wider.err).toMatch(/^10 of 18 runs were kept from before\.$/m)
    expect(wider.out).toBe(alone.out)
    expect(files("wide")).toEqual(files("alone"))
  })

  it("says so when nothing keeps every constraint, and shows the nearest", async () => {
    const strict = put("strict.yaml", studyText({ constraints: "[wait_p95 <= 2 h, unmet_share <= 0.1%]" }))
    const { code, out } = await lode("sweep", strict)
    expect(code).toBe(0)
    expect(out.replaceAll(/\s+/g, " ")).toMatch(
      /No setting of 9 keeps every constraint\. The nearest is fleet = \d+, price = 1 USD\/GPU-hour: unmet_share <= 0\.1% is wanted and \S+% was found/
    )
    expect(existsSync(join(folder, "strict.results", "cells.jsonl"))).toBe(true)
    const { feasible }: { feasible: number } = JSON.parse((await lode("sweep", strict, "--json")).out)
    expect(feasible).toBe(0)
  })

  it("killed again and again it ends with the same bytes, whatever the number of threads", async () => {
    const whole = built("sweep", study, "--out", "whole", "--threads", "1", "--json")
    for (const milliseconds of [250, 400, 550, 700, 850]) {
      const child = start("sweep", study, "--out", "killed")
      const timer = setTimeout(() => child.kill("SIGKILL"), milliseconds)
      await once(child, "exit")
      clearTimeout(timer)
    }
    const resumed = built("sweep", study, "--out", "killed", "--json")
    expect(resumed.code).toBe(0)
    expect(resumed.out).toBe(whole.out)
    expect(files("killed")).toEqual(files("whole"))
  })

  it.runIf(process.platform === "linux")("on a disk that fills keeps what it has, says so, and goes on later", () => {
    const { code, err } = cramped(8, "sweep", study, "--out", "full")
    expect(code).toBe(2)
    expect(err).toContain("no room is left on that disk")
    expect(err).toContain("what was measured until now is kept: free some room and call again to go on")
    expect(Object.keys(files("full"))).toEqual(["cells.jsonl"])
    const { code: later, err: told } = built("sweep", study, "--out", "full")
    expect({ later, damaged: told.includes("damaged") }).toEqual({ later: 0, damaged: false })
    expect(files("full")).toEqual(files("whole"))
  })

  it("refuses a folder of something else, wrong flags and wrong studies, with 2 and a reason", async () => {
    const bad = put("bad.yaml", studyText({ objectives: "[{ metric: unmet_shares, direction: minimise }]" }))
    for (const [args, reason] of [
      [[study, "--out", "."], "something else than results of a study"],
      // Nobody can make a folder there, though the one around it is there.
      [[study, "--out", "/proc/lode/results"], "cannot be made"],
      [[study, "--trials", "0"], "--trials: at least 1"],
      [[study, "--trials", "3"], "--design sobol"],
      [[study, "--threads", "0"], "--threads: at least 1"],
      [[study, "--design", "cube"], "grid"],
      [[bad], 'did you mean "unmet_share"?'],
      [["nowhere.yaml"], "does not exist"],
      [["market.yaml"], "is a scenario, and a study is wanted: a file that names it (scenario: market.yaml)"],
      [
        [put("lost.yaml", studyText({ scenario: "nowhere.yaml" }))],
        "lost.yaml:2:11  scenario: nowhere.yaml: does not exist"
      ]
    ] as const) {
      const { code, err, out } = await lode("sweep", ...args)
      expect({ args, code, out }).toEqual({ args, code: 2, out: "" })
      expect(err).toContain(reason)
    }
  })

  it("tells what is wrong with the words of a study and with what they mean at once", async () => {
    const bad = studyText({
      knobs:
        '{ fleet: { kind: range, path: "clouds.cloud.fleets[0].gpu", from: 5, to: 60 }, price: { kind: rang, path: supply.cohorts.owners.cost, from: 1 USD/GPU-hour, to: 2 USD/GPU-hour } }',
      objectives: "[{ metric: unmet_shares, direction: minimize }, { metric: paid_us, direction: minimise }]",
      constraints: "[completion >= 850%, wait_p95 <= 10 MW]"
    })
    const { code, err } = await lode("sweep", put("all-bad.yaml", bad))
    expect(code).toBe(2)
    for (const part of [
      "minimize",
      "rang",
      'did you mean "clouds.cloud.fleets[0].gpus"?',
      'did you mean "unmet_share"?',
      'did you mean "paid_usd"?',
      "850% is no limit",
      "10 MW is a power"
    ])
      expect(err).toContain(part)
    expect(err.match(/all-bad\.yaml:\d+:\d+ /g)).toHaveLength(7)
  })

  it("tells of one and the same knob, world and budget all that is wrong", async () => {
    const bad = studyText({
      knobs:
        '{ fleet: { kind: range, path: "clouds.cloud.fleets[0].gpu", from: 5, to: 60, scale: lgo }, price: { kind: range, path: supply.cohorts.owners.cost, from: 1 USD/GPU-hour, to: 2 USD/GPU-hour } }',
      worlds: "{ dear: { set: { clouds.clod.fleets: [] }, weight: -1 } }",
      budget: "{ trial: 10, replications: 0 }"
    })
    const { err } = await lode("sweep", put("twice-bad.yaml", bad))
    for (const part of [
      'found lgo, did you mean "log"?',
      'did you mean "clouds.cloud.fleets[0].gpus"?',
      "-1 is too small",
      'no entry "clod" under clouds',
      'unknown key "trial", did you mean "trials"?',
      "at least 1 of replications is wanted"
    ])
      expect(err).toContain(part)
  })

  it("explains itself with --help", async () => {
    const { code, out } = await lode("sweep", "--help")
    expect(code).toBe(0)
    for (const part of ["--design", "--trials", "--out", "It may be stopped at any moment"]) expect(out).toContain(part)
  })
})
