/** Classes of training jobs through both arms: the crossing that is told is one, and the sentence says who wins. */
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { type ClassLine, classSentence, classTable } from "../../packages/tui/src/cli/compare-classes.ts"
import { width } from "../../packages/tui/src/charts/Text.ts"
import { none } from "../../packages/tui/src/charts/Theme.ts"
import { call } from "./program.ts"

const frontier = join(import.meta.dirname, "..", "..", "scenarios", "bandwidth-frontier.yaml")

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
    expect(there.cost_ratio).toBeGreaterThan(0.97)
    expect(there.cost_ratio).toBeLessThan(1.03)
  })

  it("counts what members send each other once, where the network is paid for it", async () => {
    const egress = "networks.network.egress=0.05 USD/GB"
    const { level } = named(await compared(egress), "10b-every-500")
    expect(level?.kind).toBe("at")
    const bandwidth = `${Math.round((level?.kind === "at" ? level.bandwidth : 0) / 1e6)} Mbit/s`
    const links = [`supply.cohorts.nodes.upload=${bandwidth}`, `supply.cohorts.nodes.download=${bandwidth}`]
    const there = named(await compared(egress, ...links), "10b-every-500")
    expect(there.cost_ratio).toBeGreaterThan(0.985)
    expect(there.cost_ratio).toBeLessThan(1.015)
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

const line = (
  name: string,
  cost_ratio: number | null,
  half = 0.01,
  tokens_ratio: ClassLine["tokens_ratio"] = { estimate: 1.69, low: 1.6, high: 1.8 }
): ClassLine => ({
  name,
  run_hours: [10, cost_ratio === null ? null : 20],
  compute_utilisation: 0.83,
  usd_per_effective_exaflop: [4, cost_ratio === null ? null : 4 * cost_ratio],
  cost_ratio,
  cost_ratio_half_width: cost_ratio === null ? null : half,
  tokens_ratio,
  level: cost_ratio === null ? null : { kind: "at", bandwidth: 308e6 }
})

describe("what is said of classes", () => {
  it("names the winner of each, what is open and what did not end", () => {
    expect(classSentence([line("small", 1.4), line("large", 0.7), line("odd", 1.005), line("huge", null)])).toBe(
      "At equal loss the network is cheaper for large; the central cloud for small; nothing can be told for odd; huge did not come to an end on both."
    )
  })

  it("says for which classes the law of the loss is not sure enough to name the winner", () => {
    const open = { estimate: 4.53, low: 1.64, high: 29.5 }
    expect(classSentence([line("dear", 2, 0.01, open), line("dearer", 3, 0.01, open)])).toBe(
      "At equal loss the central cloud is cheaper for dear and dearer. What the laws of loss leave open could turn that round for dear."
    )
    expect(classSentence([line("cheap", 0.7, 0.01, { estimate: 2, low: 1, high: null })])).toContain(
      "turn that round for cheap."
    )
    expect(classSentence([line("same tokens", 0.7, 0.01, { estimate: 1, low: 1, high: 1 })])).not.toContain("turn")
  })

  it("fits a terminal of eighty columns, figures whole", () => {
    const text = classTable([line("a-class-with-a-long-name", 0.7, 0.01, { estimate: 1.69, low: 1.07, high: null })], {
      columns: 80,
      alphabet: "braille",
      theme: none
    })
    expect(Math.max(...text.split("\n").map(width))).toBeLessThanOrEqual(80)
    expect(text).toContain("1.69 (1.07–∞)")
    expect(text).toContain("308 Mbit/s")
  })
})
