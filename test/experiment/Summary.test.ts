import { describe, expect, it } from "vitest"
import * as Interval from "../../packages/sim/src/experiment/Interval.ts"
import type { MetricDefinition } from "../../packages/sim/src/experiment/MetricDefinition.ts"
import * as Summary from "../../packages/sim/src/experiment/Summary.ts"

const definitions: ReadonlyArray<MetricDefinition> = [
  { name: "jobs", unit: "jobs", description: "jobs that ended", kind: "total" },
  { name: "wait_p95", unit: "s", description: "95th percentile of waiting", kind: "quantile" },
  {
    name: "price",
    unit: "USD/GPUh",
    description: "paid per GPU-hour",
    kind: "ratio",
    numerator: "paid",
    denominator: "gpu_hours"
  }
]

describe("the summary", () => {
  const runs = [
    { jobs: 10, wait_p95: 5, paid: 100, gpu_hours: 50 },
    { jobs: 20, wait_p95: Number.NaN, paid: 900, gpu_hours: 300 }
  ]

  it("has every metric of the registry, with its unit, in its order", () => {
    const summary = Summary.summarise(definitions, runs)
    expect(Object.keys(summary)).toEqual(["jobs", "wait_p95", "price"])
    expect(summary["jobs"]).toEqual({
      unit: "jobs",
      mean: 15,
      half_width: Interval.ofMean([10, 20]).halfWidth,
      n: 2
    })
  })

  it("counts only replications that had something to measure", () => {
    expect(Summary.summarise(definitions, runs)["wait_p95"]).toEqual({ unit: "s", mean: 5, half_width: null, n: 1 })
    expect(Summary.summarise(definitions, [])["wait_p95"]).toEqual({ unit: "s", mean: null, half_width: null, n: 0 })
  })

  it("divides the totals of all replications for a ratio", () => {
    expect(Summary.summarise(definitions, runs)["price"]?.mean).toBeCloseTo(1_000 / 350, 12)
    expect(Summary.summarise(definitions, runs.slice(0, 1))["price"]).toEqual({
      unit: "USD/GPUh",
      mean: 2,
      half_width: null,
      n: 1
    })
  })

  it("pairs replications for a difference", () => {
    const other = runs.map((run) => ({ ...run, jobs: run.jobs + 3 }))
    const jobs = definitions[0]
    if (jobs === undefined) throw new Error("no definition")
    expect(Summary.differenceOf(jobs, runs, other)).toMatchObject({ mean: 3, halfWidth: 0 })
  })
})
