/** Classes of training jobs through both arms: the crossing that is told is one, and the sentence says who wins. */
import { spawnSync } from "node:child_process"
import { join } from "node:path"
import { beforeAll, describe, expect, it } from "vitest"
import { type ClassLine, classSentence, classTable } from "../../packages/tui/src/cli/compare-classes.ts"
import { width } from "../../packages/tui/src/charts/Text.ts"
import { none } from "../../packages/tui/src/charts/Theme.ts"

const root = join(import.meta.dirname, "..", "..")
const program = join(root, "packages", "tui", "dist", "lode.js")
const frontier = join(root, "scenarios", "bandwidth-frontier.yaml")

const compared = (...set: ReadonlyArray<string>): ReadonlyArray<ClassLine> => {
  const settings = set.flatMap((each) => ["--set", each])
  const { stdout } = spawnSync(
    process.execPath,
    [program, "compare", frontier, "--replications", "2", "--json", "--arms", ...settings],
    { encoding: "utf8" }
  )
  const { classes }: { readonly classes: ReadonlyArray<ClassLine> } = JSON.parse(stdout)
  return classes
}
const named = (classes: ReadonlyArray<ClassLine>, wanted: string): ClassLine => {
  const found = classes.find(({ name }) => name === wanted)
  if (found === undefined) throw new Error(`no class ${wanted}`)
  return found
}

beforeAll(() => {
  spawnSync(process.execPath, [join(root, "packages", "tui", "build.ts")])
}, 30_000)

describe("the crossing of a class", () => {
  it("is where both arms cost the same: with links of that bandwidth they do", () => {
    const { level } = named(compared(), "10b-every-500")
    expect(level?.kind).toBe("at")
    const bandwidth = `${Math.round((level?.kind === "at" ? level.bandwidth : 0) / 1e6)} Mbit/s`
    const there = named(
      compared(`supply.cohorts.nodes.upload=${bandwidth}`, `supply.cohorts.nodes.download=${bandwidth}`),
      "10b-every-500"
    )
    expect(there.cost_ratio).toBeGreaterThan(0.97)
    expect(there.cost_ratio).toBeLessThan(1.03)
  })

  it("counts what members send each other once, where the network is paid for it", () => {
    const egress = "networks.network.egress=0.05 USD/GB"
    const { level } = named(compared(egress), "10b-every-500")
    expect(level?.kind).toBe("at")
    const bandwidth = `${Math.round((level?.kind === "at" ? level.bandwidth : 0) / 1e6)} Mbit/s`
    const links = [`supply.cohorts.nodes.upload=${bandwidth}`, `supply.cohorts.nodes.download=${bandwidth}`]
    const there = named(compared(egress, ...links), "10b-every-500")
    expect(there.cost_ratio).toBeGreaterThan(0.985)
    expect(there.cost_ratio).toBeLessThan(1.015)
  })

  it("is not told where exchanges take a time that was measured: links would make no difference", () => {
    const kind = "{ kind: diloco, inner_steps: 500, measured_exchange: 60 s }"
    const { cost_ratio, level } = named(
      compared(`demand.10b-every-500.training.synchronisation=${kind}`),
      "10b-every-500"
    )
    expect(cost_ratio).not.toBeNull()
    expect(level).toBeNull()
  })

  it("is needed at a lower bandwidth by larger models and rarer exchanges", () => {
    const classes = compared()
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
