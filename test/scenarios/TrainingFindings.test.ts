/** What the scenarios of training are there to show, and what was published of the runs that they follow. */
import { describe, expect, it } from "vitest"
import { means, measure } from "./shipped.ts"

describe("train-10b", () => {
  const on = (arm: string, ...set: ReadonlyArray<string>) => measure("train-10b", [`arm=${arm}`, ...set])

  it("computes about as much of the time as INTELLECT-1 did, from links alone (published: 83%)", async () => {
    const network = await on("network")
    expect(network["compute_utilisation"]).toBeGreaterThan(0.78)
    expect(network["compute_utilisation"]).toBeLessThan(0.86)
  })

  it("takes no less than the arithmetic of its FLOP in one cluster (14.8 days at 43.3% of the peak), and little more", async () => {
    const flop = 6 * 10.2e9 * 1e12
    const hours = flop / (112 * 989e12 * 0.433) / 3600
    const central = await on("central")
    expect(central["training_run_mean"]).toBeGreaterThanOrEqual(hours)
    expect(central["training_run_mean"]).toBeLessThan(1.05 * hours)
  })

  it("is decided by what replicas cost in loss: without that the network is cheaper, with it dearer", async () => {
    const central = await on("central")
    const network = await on("network")
    const free = await on("network", "demand.pretraining.training.replica_penalty=0")
    const cost = (run: Readonly<Record<string, number>>) => run["usd_per_effective_exaflop"] ?? Number.NaN
    expect(cost(free)).toBeLessThan(0.6 * cost(central))
    expect(cost(network)).toBeGreaterThan(1.5 * cost(central))
  })

  it("hardly trains with gradients at every step", async () => {
    const network = await on("network", "demand.pretraining.training.synchronisation={ kind: data-parallel }")
    expect(network["compute_utilisation"]).toBeLessThan(0.05)
  })
})

describe("train-72b", () => {
  it("computes as much of the time as Covenant-72B did (94.5%) with the published exchange, while peers come and go", async () => {
    const run = await measure("train-72b", ["arm=network"])
    expect(run["compute_utilisation"]).toBeGreaterThan(0.92)
    expect(run["compute_utilisation"]).toBeLessThan(0.95)
    expect(run["members_lost"]).toBeGreaterThan(300)
    expect((run["wasted_gpu_hours"] ?? 0) / (run["training_gpu_hours"] ?? 1)).toBeLessThan(0.01)
  })
})

describe("consumer-gpus", () => {
  it("finds no bargain by the FLOP: a 4090 of several owners costs more than an H100 of several owners", async () => {
    const run = await measure("consumer-gpus", ["arm=network"])
    expect(run["on-4090.usd_per_effective_exaflop"]).toBeGreaterThan(
      1.2 * (run["on-h100.usd_per_effective_exaflop"] ?? 0)
    )
    expect(run["on-4090.run_mean"]).toBeGreaterThan(8 * (run["on-h100.run_mean"] ?? 0))
  })
})

describe("bandwidth-frontier", () => {
  it("asks less of the links the larger the model and the rarer the exchange", async () => {
    const run = await measure("bandwidth-frontier", ["arm=network"])
    const computing = (name: string) => run[`${name}.compute_utilisation`] ?? Number.NaN
    for (const rule of ["every-step", "every-30", "every-500"]) {
      expect(computing(`10b-${rule}`)).toBeGreaterThan(computing(`1b-${rule}`))
    }
    for (const size of ["1b", "10b", "70b"]) {
      expect(computing(`${size}-every-30`)).toBeGreaterThan(computing(`${size}-every-step`))
      expect(computing(`${size}-every-500`)).toBeGreaterThan(computing(`${size}-every-30`))
    }
  })
})

describe("fine-tuning-market", () => {
  it("goes mostly to the network, where jobs take longer and cost less", async () => {
    const network = await means("fine-tuning-market", ["arm=network"], 2)
    const central = await means("fine-tuning-market", ["arm=central"], 2)
    const both = await means("fine-tuning-market", [], 2)
    expect(both("network_share")).toBeGreaterThan(0.75)
    expect(network("training_run_mean")).toBeGreaterThan(3 * central("training_run_mean"))
    expect(network("usd_per_effective_exaflop")).toBeLessThan(central("usd_per_effective_exaflop"))
    expect(network("completion")).toBeGreaterThan(central("completion"))
  })
})
