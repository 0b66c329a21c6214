/** What people are told about metrics. */
import { describe, expect, it } from "vitest"
import * as MetricReference from "../../packages/sim/src/scenario/MetricReference.ts"
import { nearestFew } from "../../packages/sim/src/units/Nearest.ts"
import { groups } from "../../packages/sim/src/world/MetricGroups.ts"
import { metrics, metricsOf } from "../../packages/sim/src/world/Metrics.ts"
import { decode, names } from "../scenarios/shipped.ts"

const told = new Map(MetricReference.all.map((metric) => [metric.name, metric]))

describe("the list of metrics", () => {
  it("has every metric of every run once, with unit and meaning", () => {
    expect(new Set(MetricReference.names).size).toBe(MetricReference.names.length)
    expect(MetricReference.names.filter((name) => !name.startsWith("<")).toSorted()).toEqual(
      [
        ...metrics.map(({ name }) => name),
        "misplaced_emission",
        "chain_token_price",
        "tao_minted",
        "subnet_work_usd"
      ].toSorted()
    )
    for (const { meaning, unit } of MetricReference.all) expect([unit, meaning]).not.toContain("")
  })

  it("puts a ratio where its upper part is", () => {
    for (const { metrics: some } of groups) {
      const names = some.map(({ name }) => name)
      for (const { kind, name, numerator } of some)
        if (kind === "ratio" && !name.startsWith("<")) expect(names).toContain(numerator)
    }
  })
})

describe("a metric", () => {
  it("is told with unit, meaning, direction and how replications make one figure", () => {
    expect(told.get("net_value_usd")).toMatchObject({
      unit: "USD",
      better: "higher",
      group: "Tokens",
      overReplications: "mean of the runs' totals"
    })
    expect(told.get("unmet_share")).toMatchObject({
      unit: "share",
      better: "lower",
      overReplications: "mean of unserved over mean of requests"
    })
    expect(told.get("wait_p95")?.overReplications).toContain("not pooled")
    expect(told.get("gini")?.unit).toBe("a number")
  })

  it.each(names)("of the scenario %s is told, whatever its classes and networks are called", (name) => {
    for (const { description, name: metric, unit } of metricsOf(decode(name).scenario)) {
      const { meaning, unit: wanted } = MetricReference.explain(metric) ?? { meaning: "", unit: "" }
      expect(description.endsWith(meaning) && meaning !== "", metric).toBe(true)
      expect(wanted, metric).toBe(unit === "" ? "a number" : unit)
    }
  })

  it("of a class or a subnet is found under any name", () => {
    expect(MetricReference.explain("pre-training.run_mean")).toMatchObject({
      name: "pre-training.run_mean",
      unit: "h",
      group: "Each class of training jobs"
    })
    expect(MetricReference.explain("sn1.alpha_price")).toMatchObject({ group: "Each subnet", unit: "TAO" })
    expect(MetricReference.explain("run_means")).toBeUndefined()
    expect(MetricReference.explain("a.wait_p95")).toBeUndefined()
  })

  it("that is misspelt has three near ones", () => {
    expect(
      nearestFew(
        "utilization",
        metrics.map(({ name }) => name),
        3
      )
    ).toEqual(["utilisation_network", "utilisation_central", "compute_utilisation"])
    expect(
      nearestFew(
        "p95_wait",
        metrics.map(({ name }) => name),
        3
      )[0]
    ).toBe("wait_p95")
    expect(
      nearestFew(
        "net_value",
        metrics.map(({ name }) => name),
        3
      )[0]
    ).toBe("net_value_usd")
  })
})
