/** `lode training` as a user calls it, and the page about it. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, describe, expect, it } from "vitest"
import { call as lode, start } from "./program.ts"

const root = join(import.meta.dirname, "..", "..")
const folder = mkdtempSync(join(tmpdir(), "lode-training-"))
afterAll(() => rmSync(folder, { recursive: true }))

const here = { folder, env: { COLUMNS: "80" } }
const call = (...args: ReadonlyArray<string>) => lode(["training", ...args], here)
const right = async (...args: ReadonlyArray<string>): Promise<string> => {
  const { code, err, out } = await call(...args)
  expect({ code, err }).toEqual({ code: 0, err: "" })
  return out
}
const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null
const json = async (...args: ReadonlyArray<string>): Promise<Readonly<Record<string, unknown>>> => {
  const out = await right(...args, "--json")
  expect(out.trimEnd()).not.toContain("\n")
  const value: unknown = JSON.parse(out)
  if (!isRecord(value)) throw new Error(out)
  return value
}
const figure = (from: unknown, ...path: ReadonlyArray<string>): number => {
  const found = path.reduce((value, key) => (isRecord(value) ? value[key] : undefined), from)
  return typeof found === "number" ? found : Number.NaN
}

const two = ["--parameters", "10B", "--layers", "48", "--tokens", "200B", "--gpus", "64", "--members", "8"]

describe("lode training", { timeout: 60_000 }, () => {
  it("shows both arms, where the time goes, the limit, what would help and the crossing, in 80 columns", async () => {
    const out = await right(...two, "--regions", "us-east,europe-west")
    expect(out).toContain("4 x 8 H100-SXM in us-east (1 Gbit/s up, 1 Gbit/s down)")
    expect(out).toMatch(/these owners +one data centre +ratio/)
    expect(out).toMatch(/^MFU +25\.1% +40%$/m)
    expect(out).toMatch(/^where the GPU time goes/m)
    expect(out).toMatch(/limits this run: \S+% of the GPU time/)
    expect(out).toContain("What would bring it to the same loss sooner:")
    expect(out).toMatch(/Level with one data centre, per effective FLOP, from access links of 1\.\d+ Gbit\/s/)
    expect(out).toMatch(/^to a loss of 2\.131 +these owners +left open \(95%\) +one data centre +ratio$/m)
    expect(out).toMatch(/^cost, USD +59,338 +37,510 to 104,478 +58,370 +x 1\.02$/m)
    for (const line of out.split("\n")) expect(line.length, line).toBeLessThanOrEqual(80)
  })

  it("names a winner at equal loss only where neither luck nor the laws of loss could turn it round", async () => {
    const said = async (...args: ReadonlyArray<string>) => (await right(...args)).replaceAll("\n", " ")
    expect(await said(...two, "--regions", "us-east,europe-west")).toContain(
      "At equal loss it is open whether these owners are cheaper than one data centre: 1.02 times (0.643 to 1.79) its cost"
    )
    expect(await said(...two, "--price", "0.2 USD/GPU-hour")).toContain("At equal loss these owners are cheaper")
    expect(await said(...two, "--price", "30 USD/GPU-hour")).toContain("At equal loss these owners are dearer")
    const certain = await said(...two, "--sync", "data-parallel")
    expect(certain).toMatch(/are dearer than one data centre: [\d.]+ times its cost, [\d.]+ times its time\./)
  })

  it("shows one column when one owner has all GPUs", async () => {
    const out = await right("--parameters", "1B", "--tokens", "20B")
    expect(out).not.toContain("ratio")
    expect(out).not.toContain("Level with")
    expect(out).toContain("Compute limits this run")
    expect(out).toMatch(/^USD a GPU-hour +6\.88$/m)
  })

  it("prints all of it as JSON", async () => {
    const seen = await json(...two, "--regions", "us-east,europe-west")
    expect(Object.keys(seen)).toEqual([
      "setup",
      "network",
      "central",
      "compared",
      "compared_loss",
      "limit",
      "level_bandwidth",
      "level_bandwidth_range",
      "remedies",
      "notes"
    ])
    for (const arm of ["network", "central"]) {
      const { shares, step_parts_s } = Object(seen[arm])
      for (const [parts, whole] of [
        [shares, 1],
        [step_parts_s, figure(seen, arm, "step_s")]
      ] as const) {
        const sum = Object.values(parts).reduce((total: number, each) => total + Number(each), 0)
        expect(sum).toBeCloseTo(whole, 6)
      }
    }
    for (const path of [
      ["tokens_ratio"],
      ["equal_loss", "seconds"],
      ["equal_loss", "energy_mwh"],
      ["equal_loss", "cost_usd"]
    ])
      expect(figure(seen, "network", ...path, "low")).toBeLessThan(figure(seen, "network", ...path, "high"))
    expect(figure(seen, "network", "seconds", "half_width")).toBeGreaterThanOrEqual(0)
    expect(seen["level_bandwidth_range"]).toMatchObject({ low: { kind: "at" }, high: { kind: "never" } })
    expect(seen["level_bandwidth"]).toMatchObject({ kind: "at" })
    expect(start(["training", ...two, "--regions", "us-east,europe-west", "--json"]).out).toBe(
      await right(...two, "--regions", "us-east,europe-west", "--json")
    )
    expect(await json("--parameters", "1B", "--tokens", "20B")).toMatchObject({
      compared: false,
      level_bandwidth: null
    })
  })

  it("reads quantities as people write them", async () => {
    const plain = await json(...two)
    const otherwise = [
      "--parameters",
      "10e9",
      "--layers",
      "48",
      "--tokens",
      "200B tokens",
      "--gpus",
      "64",
      "--members",
      "8"
    ]
    expect(await json(...otherwise, "--upload", "1000 Mbit/s", "--batch", "2M")).toEqual(plain)
    expect(await json(...otherwise, "--failures", "1.97e-5 per hour", "--checkpoint", "0")).toEqual(plain)
  })

  it("every flag makes a difference", async () => {
    const plain = await json(...two)
    for (const flags of [
      ["--width", "8192"],
      ["--gpu", "A100-SXM"],
      ["--regions", "us-east,australia"],
      ["--upload", "100 Mbit/s"],
      ["--download", "100 Mbit/s"],
      ["--price", "1 USD/GPU-hour"],
      ["--sync", "data-parallel"],
      ["--inner-steps", "30"],
      ["--exchange-bits", "4"],
      ["--fragments", "12"],
      ["--overlap", "2"],
      ["--batch", "4M"],
      ["--mfu", "30%"],
      ["--stay", "5 days", "--away", "1 day"],
      ["--continuation", "restart"],
      ["--checkpoint", "1 h"],
      ["--failures", "1 per month"],
      ["--seed", "2"],
      ["--set", "pue=1.5"]
    ]) {
      expect(await json(...two, ...flags), flags.join(" ")).not.toEqual(plain)
    }
  })

  it("trains to a loss, which takes the owners more tokens than the data centre", async () => {
    const seen = await json("--parameters", "1B", "--target-loss", "2.6", "--gpus", "64", "--members", "8")
    expect(figure(seen, "network", "loss", "estimate")).toBeCloseTo(2.6, 6)
    expect(figure(seen, "network", "tokens")).toBeGreaterThan(1.05 * figure(seen, "central", "tokens"))
  })

  it("reads a file, changed by --set, and tells what is wrong with it by line", async () => {
    const file = join(folder, "my.yaml")
    writeFileSync(file, await right("--example"))
    expect(await json(file, "--set", "sites[0].count=6")).toMatchObject({ network: { gpus: 120 } })
    writeFileSync(file, (await right("--example")).replace("europe-west", "europe-wset"))
    const { code, err, out } = await call(file)
    expect({ code, out }).toEqual({ code: 2, out: "" })
    expect(err).toMatch(/my\.yaml:\d+:\d+ .*no region europe-wset.*Did you mean "europe-west"/)
  })

  it("refuses what cannot be, with 2 and what would work", async () => {
    const one = ["--parameters", "10B", "--gpus", "64", "--members", "8"]
    const wrong: ReadonlyArray<readonly [ReadonlyArray<string>, RegExp]> = [
      [[], /lode training --example/],
      [one, /--tokens: .*tokens or target_loss/],
      [[...one, "--tokens", "1T", "--target-loss", "2.1"], /--target-loss: .*give one of them/],
      [["--parameters", "70B", "--tokens", "1T"], /--parameters: .*1,120 GB.*14 H100-SXM/],
      [[...one, "--tokens", "1T", "--gpu", "H100SXM"], /--gpu: .*Did you mean "H100-SXM"/],
      [[...one, "--tokens", "1T", "--regions", "us-est"], /--regions: .*Did you mean "us-east"/],
      [[...one, "--tokens", "1T", "--upload", "0"], /--upload: .*needs some bandwidth.*100 Mbit\/s/],
      [[...one, "--tokens", "1T", "--download", "10"], /--download: 10 has no unit/],
      [[...one, "--tokens", "1T", "--layers", "48", "--fragments", "49"], /--fragments: .*at most 48/],
      [[...one, "--target-loss", "1.9"], /--target-loss: .*out of reach for 10B.*ask for a loss above/],
      [[...one, "--target-loss", "1.985"], /--target-loss: .*8 replicas that exchange every 100 steps.*fewer replicas/],
      [
        ["--parameters", "10B", "--tokens", "1T", "--gpus", "60", "--members", "8"],
        /--gpus: 60 GPUs .* 8 members: 56 or 64 can/
      ],
      [["--parameters", "10B", "--tokens", "1T", "--members", "0"], /--members: 0 is no whole number of at least 1/],
      [["--parameters", "1B", "--tokens", "1T", "--regions", "us-east,canada"], /--regions: .*--members 2 or more/],
      [[...one, "--tokens", "1T", "--sync", "gossip"], /--sync: .*data-parallel, diloco/],
      [[...one, "--tokens", "1T", "--sync", "data-parallel", "--inner-steps", "9"], /--inner-steps: .*belongs to/],
      [[...one, "--tokens", "1T", "--stay", "5 days"], /--away: .*missing/],
      [[...one, "--tokens", "1T", "--set", "sites[9].count=1"], /\d items?/],
      [["nothing.yaml"], /nothing\.yaml: does not exist/],
      [["nothing.yaml", "--gpus", "8"], /--gpus: the set-up is in nothing\.yaml; say --set "sites\[0\]\.gpus=8"/]
    ]
    for (const [flags, message] of wrong) {
      const { code, err, out } = await call(...flags)
      expect({ code, out, flags }).toEqual({ code: 2, out: "", flags })
      expect(err).toMatch(message)
    }
  })

  it("ends, and says so, when no work lasts between failures", async () => {
    const out = await right(...two, "--failures", "100 per hour", "--continuation", "restart")
    expect(out).toMatch(/^time +never ends +never ends$/m)
    expect(out).toContain("No work lasts")
    expect(out).not.toContain("infinite")
    // Also where the one who fails would have fetched the state.
    const elastic = await right(
      "--parameters",
      "10B",
      "--tokens",
      "200B",
      "--gpus",
      "1024",
      "--members",
      "8",
      "--failures",
      "1 per hour"
    )
    for (const row of ["cost, USD", "energy, MWh"]) expect(elastic).toMatch(new RegExp(`^${row} +never +never$`, "m"))
    expect(elastic).not.toMatch(/infinite|- times|- to -/)
    expect(elastic).not.toContain("Level with")
  })

  it("says that owners never get to the loss of the data centre", async () => {
    const out = await right("--parameters", "1B", "--tokens", "2T", "--gpus", "256", "--members", "256")
    expect(out.replaceAll("\n", " ")).toContain("These owners never reach the loss of the data centre")
    expect(out).toMatch(/^cost, USD +never/m)
  })

  it("still has its subcommand", async () => {
    expect(await right("--help")).toMatch(/^ {2}bandwidth {2,}\S/m)
  })
})

/** Splits a command as a shell would, for the quotes that the page uses. */
const words = (command: string): ReadonlyArray<string> =>
  [...command.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)].map(([, double, single, bare]) => double ?? single ?? bare ?? "")

/** A line without the spaces that align it. */
const narrow = (line: string): string => line.replaceAll(/ +/g, " ")

describe("docs/training.md", { timeout: 60_000 }, () => {
  const page = readFileSync(join(root, "docs", "training.md"), "utf8")
  const blocks = [...page.matchAll(/```console\n([^]*?)```/g)].map(([, text]) => (text ?? "").trimEnd().split("\n"))

  it("shows what its commands print", async () => {
    expect(blocks.length).toBeGreaterThan(6)
    for (const lines of blocks) {
      let printed: ReadonlyArray<string> = []
      for (const line of lines) {
        if (!line.startsWith("$ ")) {
          expect(printed, `${lines[0] ?? ""}\n${printed.join("\n")}`).toContain(narrow(line))
          continue
        }
        const [command = "", file] = line.slice(2).split(" > ")
        const [program, training, ...args] = words(command)
        expect([program, training]).toEqual(["lode", "training"])
        const out = await right(...args)
        if (file !== undefined) writeFileSync(join(folder, file), out)
        printed = out.split("\n").map(narrow)
      }
    }
  })
})
