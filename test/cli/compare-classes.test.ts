/** Classes of training jobs through both arms: the crossing that is told is one, and the sentence says who wins. */
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { type ClassLine, classSentence, classTable } from "../../packages/tui/src/cli/compare/compare-classes.ts"
import { width } from "../../packages/tui/src/charts/Text.ts"
import { none } from "../../packages/tui/src/charts/Theme.ts"
import { call } from "./program.ts"

const frontier = join(import.meta.dirname, "..", "..", "scenarios", "bandwidth-frontier.yaml")

const train10b = join(import.meta.dirname, "..", "..", "scenarios", "train-10b.yaml")
interface Compared {
  readonly differences: Readonly<
    Record<
      string,
      { readonly second: number; readonly second_left_open?: { readonly low: number; readonly high: number } }
    >
  >
}

const made = new Map<string, Promise<ReadonlyArray<ClassLine>>>()

/** The classes of a scenario with figures changed. What several tests look at is compared once. */
const compared = (...set: ReadonlyArray<string>): Promise<ReadonlyArray<ClassLine>> => {
  const known = made.get(set.join()) ?? compare(set)
  made.set(set.join(), known)
  return known
}
const compare = async (set: ReadonlyArray<string>): Promise<ReadonlyArray<ClassLine>> => {
  const settings = set.flatMap((each) => ["--set", each])
  const { out } = await call(["compare", frontier, "--replications", "2", "--json", "--arms", ...settings])
  const { classes }: { readonly classes: ReadonlyArray<ClassLine> } = JSON.parse(out)
  return classes
}
const named = (classes: ReadonlyArray<ClassLine>, wanted: string): ClassLine => {
  const found = classes.find(({ name }) => name === wanted)
  if (found === undefined) throw new Error(`no class ${wanted}`)
  return found
}

describe("the crossing of a class", () => {
  it("is where both arms cost the same: with links of that bandwidth they do", async () => {
    const { level } = named(await compared(), "10b-every-500")
    expect(level?.kind).toBe("at")
    const bandwidth = `${Math.round((level?.kind === "at" ? level.bandwidth : 0) / 1e6)} Mbit/s`
    const there = named(
      await compared(`supply.cohorts.nodes.upload=${bandwidth}`, `supply.cohorts.nodes.download=${bandwidth}`),
      "10b-every-500"
    )
    expect(there.cost_ratio?.estimate).toBeGreaterThan(0.97)
    expect(there.cost_ratio?.estimate).toBeLessThan(1.03)
  })

  it("counts what members send each other once, where the network is paid for it", async () => {
    const egress = "networks.network.egress=0.05 USD/GB"
    const { level } = named(await compared(egress), "10b-every-500")
    expect(level?.kind).toBe("at")
    const bandwidth = `${Math.round((level?.kind === "at" ? level.bandwidth : 0) / 1e6)} Mbit/s`
    const links = [`supply.cohorts.nodes.upload=${bandwidth}`, `supply.cohorts.nodes.download=${bandwidth}`]
    const there = named(await compared(egress, ...links), "10b-every-500")
    expect(there.cost_ratio?.estimate).toBeGreaterThan(0.985)
    expect(there.cost_ratio?.estimate).toBeLessThan(1.015)
  })

  it("is not told where exchanges take a time that was measured: links would make no difference", async () => {
    const kind = "{ kind: diloco, inner_steps: 500, measured_exchange: 60 s }"
    const { cost_ratio, level } = named(
      await compared(`demand.10b-every-500.training.synchronisation=${kind}`),
      "10b-every-500"
    )
    expect(cost_ratio).not.toBeNull()
    expect(level).toBeNull()
  })

  it("is needed at a lower bandwidth by larger models and rarer exchanges", async () => {
    const classes = await compared()
    const at = (name: string) => {
      const { level } = named(classes, name)
      return level?.kind === "at" ? level.bandwidth : Infinity
    }
    expect(at("10b-every-500")).toBeLessThan(at("10b-every-30"))
    expect(at("10b-every-500")).toBeLessThan(at("1b-every-500"))
    expect(at("70b-every-500")).toBeLessThan(at("10b-every-500"))
  })
})

describe("what the laws of loss leave open", () => {
  it("is carried from the tokens into time and cost, and into the crossing", async () => {
    const classes = await compared()
    for (const { cost_ratio, time_ratio, tokens_ratio } of classes) {
      if (tokens_ratio === null) continue
      const { estimate, high, low } = tokens_ratio
      for (const ratio of [cost_ratio, time_ratio]) {
        if (ratio === null) continue
        expect((ratio.low ?? Infinity) / ratio.estimate).toBeCloseTo((low ?? Infinity) / estimate, 9)
        expect((ratio.high ?? Infinity) / ratio.estimate).toBeCloseTo((high ?? Infinity) / estimate, 9)
      }
    }
    const { level, level_range } = named(classes, "10b-every-500")
    if (level?.kind !== "at" || level_range?.low.kind !== "at") throw new Error("no crossing")
    expect(level_range.low.bandwidth).toBeLessThan(level.bandwidth)
    expect(level_range.high.kind).toBe("never")
  })

  it("is told of two variants that exchange otherwise, and is nothing where they exchange alike", async () => {
    const left = async (set: string) => {
      const { out } = await call([
        "compare",
        train10b,
        "--replications",
        "2",
        "--json",
        "--set",
        "arm=network",
        "--set",
        set
      ])
      const { differences }: Compared = JSON.parse(out)
      return differences["usd_per_effective_exaflop"]
    }
    const rarer = await left("demand.pretraining.training.synchronisation.inner_steps=300")
    expect(rarer?.second_left_open?.low).toBeLessThan(rarer?.second ?? 0)
    expect(rarer?.second_left_open?.high).toBeGreaterThan(rarer?.second ?? 0)
    expect(await left("supply.cohorts.nodes.upload=1 Gbit/s")).not.toHaveProperty("second_left_open")
  })

  it("is nothing where every step is exchanged", async () => {
    expect(named(await compared(), "1b-every-step").tokens_ratio).toMatchObject({ estimate: 1, low: 1, high: 1 })
  })
})

const line = (
  name: string,
  cost: number | null,
  half = 0.01,
  [low, high]: readonly [number, number] = [1, 1]
): ClassLine => {
  const open = (estimate: number) => ({
    estimate,
    low: estimate * low,
    high: Number.isFinite(high) ? estimate * high : null
  })
  return {
    name,
    run_hours: [10, cost === null ? null : 20],
    time_ratio: cost === null ? null : open(2),
    compute_utilisation: 0.83,
    usd_per_effective_exaflop: [4, cost === null ? null : 4 * cost],
    cost_ratio: cost === null ? null : open(cost),
    cost_ratio_half_width: cost === null ? null : half,
    tokens_ratio: open(1.69),
    level: cost === null ? null : { kind: "at", bandwidth: 308e6 },
    level_range:
      cost === null
        ? null
        : { low: { kind: "always", bandwidth: 1e4 }, high: { kind: "never", because: [], together: false, cost: 1 } }
  }
}

describe("what is said of classes", () => {
  it("names the winner of each, what is open and what did not end", () => {
    expect(classSentence([line("small", 1.4), line("large", 0.7), line("odd", 1.005), line("huge", null)])).toBe(
      "At equal loss the network is cheaper for large; the central cloud is cheaper for small; nothing can be told from luck for odd; huge did not come to an end on both."
    )
  })

  it("names no winner outright whom the laws of loss could turn into the loser", () => {
    const wide = [0.36, 6.5] as const
    expect(classSentence([line("dear", 2, 0.01, wide), line("dearer", 3, 0.01, wide)])).toBe(
      "At equal loss the central cloud is cheaper for dearer; the central cloud is cheaper, by an estimate that the laws of loss could turn round, for dear."
    )
    expect(classSentence([line("cheap", 0.7, 0.01, [0.5, Infinity])])).toContain(
      "the network is cheaper, by an estimate that the laws of loss could turn round, for cheap."
    )
  })

  it("fits a terminal of eighty columns, figures and names whole", () => {
    const text = classTable([line("a-class-with-quite-a-long-name", 0.7, 0.01, [0.63, Infinity])], {
      columns: 80,
      alphabet: "braille",
      theme: none
    })
    expect(Math.max(...text.split("\n").map(width))).toBeLessThanOrEqual(80)
    expect(text).toMatch(/left open +1\.26–∞ +1\.06–∞ +0\.441–∞ +any link–never/)
    expect(text).toContain("308 Mbit/s")
    expect(text).not.toContain("…")
  })
})
