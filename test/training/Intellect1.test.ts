/** INTELLECT-1 (arXiv 2412.01152): 10.2B parameters, 14 nodes of 8 H100 on three continents, DiLoCo with int8 exchanges around a ring; and other campaigns whose
 * figures follow from their inputs. */
import { describe, expect, it } from "vitest"
import * as Catalog from "../../packages/sim/src/catalog/Catalog.ts"
import { Gang } from "../../packages/sim/src/training/network/Gang.ts"
import { exchangeSeconds, type RingOrder } from "../../packages/sim/src/training/network/Links.ts"
import { flopPerToken, type ModelConfig } from "../../packages/sim/src/training/model/ModelSize.ts"

const model: ModelConfig = { parameters: 10.2e9, layers: 42, width: 4096, context: 0, state_bytes: 16 }

const unitedStates = ["us-west", "us-east", "us-midwest"]
const withEurope = [...unitedStates, "europe-west", "europe-central"]
const threeContinents = [...withEurope, "asia-northeast", "asia-southeast", "australia"]

/** The time to average int8 pseudo-gradients between that many nodes, taken from these regions in turn; their access links do not bind. */
const synchronisation = (regions: ReadonlyArray<string>, nodes = 14, ring: RingOrder = "as-joined"): number => {
  const gang = new Gang()
  for (let node = 0; node < nodes; node++) {
    gang.add(Catalog.gpuIndex("H100-SXM"), 8, Catalog.regionIndex(regions[node % regions.length] ?? ""), 1e12, 1e12)
  }
  return exchangeSeconds(gang, nodes, { collective: "ring", measuredExchange: 0 }, 8 * model.parameters, 1, ring)
}

describe("INTELLECT-1's synchronisation, predicted from what one flow carries between its regions", () => {
  it.each([
    ["the United States and Europe", withEurope, 382],
    ["three continents", threeContinents, 469]
  ])("over %s", (_, regions, published) => {
    expect(Math.abs(synchronisation(regions) / published - 1)).toBeLessThan(0.25)
  })

  it("hardly depends on how many of the 14 nodes were there, nor on which regions of a continent", () => {
    for (let nodes = 8; nodes <= 14; nodes++) {
      expect(Math.abs(synchronisation(withEurope, nodes) / 382 - 1)).toBeLessThan(0.25)
      expect(Math.abs(synchronisation(threeContinents, nodes) / 469 - 1)).toBeLessThan(0.25)
    }
    for (const asia of ["asia-northeast", "asia-southeast", "australia"]) {
      expect(Math.abs(synchronisation([...withEurope, asia]) / 469 - 1)).toBeLessThan(0.25)
    }
  })

  it("over the United States alone is 192 s from this table; the published 103 s needs links faster than any in it", () => {
    expect(synchronisation(unitedStates)).toBeCloseTo(192, 0)
    const needed = (2 * (13 / 14) * 8 * model.parameters) / 103
    const regions = unitedStates.map(Catalog.regionIndex)
    const fastest = Math.max(
      ...regions.flatMap((from) => regions.filter((to) => to !== from).map((to) => Catalog.flowRate(from, to)))
    )
    expect(needed).toBeGreaterThan(1.3 * fastest)
  })

  it("would have been shorter with the regions in the best order", () => {
    expect(synchronisation(withEurope, 14, "ordered")).toBeLessThan(0.6 * synchronisation(withEurope))
    expect(synchronisation(threeContinents, 14, "ordered")).toBeLessThan(0.7 * synchronisation(threeContinents))
  })
})

describe("INTELLECT-1's utilisation", () => {
  const localPhase = 2280
  const utilisation = (exchange: number) => localPhase / (localPhase + exchange)

  it.each([
    ["the United States", 103, 95.7, 41.4, 41.4],
    ["the United States and Europe", 382, 85.6, 37.1, 37.1],
    ["three continents", 469, 82.9, 35.9, 36.2]
  ])("over %s follows from its published times (identity)", (_, exchange, percent, mfu, published) => {
    expect(Math.abs(100 * utilisation(exchange) - percent)).toBeLessThan(0.3)
    expect(Math.abs(43.3 * utilisation(exchange) - mfu)).toBeLessThan(0.1)
    expect(Math.abs(43.3 * utilisation(exchange) - published)).toBeLessThan(0.5)
  })

  it.each([
    ["the United States and Europe", withEurope, 85.6, 37.1],
    ["three continents", threeContinents, 82.9, 36.2]
  ])("over %s follows from the predicted times too", (_, regions, percent, mfu) => {
    const predicted = utilisation(synchronisation(regions))
    expect(Math.abs(100 * predicted - percent)).toBeLessThan(0.3)
    expect(Math.abs(43.3 * predicted - mfu)).toBeLessThan(0.5)
  })

  it("makes 1T tokens at 37% MFU 17.3 days of 112 H100 (identity): the 42 days that it took are the coming and going", () => {
    const peak = (Catalog.gpu("H100-SXM")?.teraflops.value ?? 0) * 1e12
    const days = (flopPerToken(model) * 1e12) / (112 * peak * 0.37) / 86_400
    expect(Math.abs(days / 17.3 - 1)).toBeLessThan(0.02)
  })
})

describe("other campaigns", () => {
  it("Covenant-72B computes for 1,200 s and waits for 70 s: 94.5% (identity; the 70 s are an input)", () => {
    const gang = new Gang()
    for (let peer = 0; peer < 17; peer++) gang.add(Catalog.gpuIndex("B200-SXM"), 8, 0, 110e6, 500e6)
    const exchange = exchangeSeconds(gang, 17, { collective: "gather", measuredExchange: 70 }, 15.9e9, 1, "as-joined")
    expect(100 * (1200 / (1200 + exchange))).toBeCloseTo(94.5, 1)
  })

  it("1e21 FLOP on H100 at 40% MFU are 702 GPU-hours: 4,831 USD at a large cloud, 1,313 USD on a marketplace (identity)", () => {
    const h100 = Catalog.gpu("H100-SXM")
    const hours = 1e21 / ((h100?.teraflops.value ?? 0) * 1e12 * (h100?.mfu.value ?? 0)) / 3600
    expect(Math.abs(hours / 702 - 1)).toBeLessThan(0.01)
    expect(Math.abs((hours * (h100?.centralPrice.value ?? 0)) / 4831 - 1)).toBeLessThan(0.01)
    expect(Math.abs((hours * 1.87) / 1313 - 1)).toBeLessThan(0.01)
  })
})
