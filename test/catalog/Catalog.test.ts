import { describe, expect, it } from "vitest"
import * as Catalog from "../../packages/sim/src/catalog/Catalog.ts"
import { type Fact, isAssumption } from "../../packages/sim/src/catalog/Fact.ts"
import * as Flows from "../../packages/sim/src/catalog/Flows.ts"
import { gpus } from "../../packages/sim/src/catalog/Gpus.ts"
import { regions } from "../../packages/sim/src/catalog/Regions.ts"

const isFact = (value: unknown): value is Fact => typeof value === "object" && value !== null && "source" in value

describe("the catalogue", () => {
  it("fits into the bits of a mask", () => {
    expect(gpus.length).toBeLessThanOrEqual(31)
    expect(regions.length).toBeLessThanOrEqual(31)
    expect(Catalog.allGpus).toBe(Catalog.gpuMask(() => true))
    expect(Catalog.allRegions).toBe(Catalog.regionMask(() => true))
  })

  it("finds every name at its own position", () => {
    for (const name of Catalog.gpuNames) expect(Catalog.gpuAt(Catalog.gpuIndex(name)).name).toBe(name)
    for (const name of Catalog.regionNames) expect(Catalog.regionAt(Catalog.regionIndex(name)).name).toBe(name)
    expect(new Set(Catalog.gpuNames).size).toBe(gpus.length)
    expect(new Set(Catalog.regionNames).size).toBe(regions.length)
    expect(Catalog.gpuIndex("H100")).toBe(-1)
    expect(Catalog.gpu("H100")).toBeUndefined()
  })

  it("gives every figure a positive value and a source", () => {
    for (const entry of [...gpus, ...regions]) {
      for (const figure of Object.values(entry).filter(isFact)) {
        expect(figure.value).toBeGreaterThan(0)
        expect(figure.source.length).toBeGreaterThan(8)
      }
    }
  })

  it("measures speed in H100 SXM and inherits the doubt of what it rests on", () => {
    expect(Catalog.speeds[Catalog.gpuIndex("H100-SXM")]).toBe(1)
    expect(Catalog.speeds[Catalog.gpuIndex("A100-SXM")]).toBeCloseTo((312 * 0.869) / (989 * 0.803), 12)
    expect(Catalog.speeds[Catalog.gpuIndex("B200-SXM")]).toBeCloseTo(2.1985, 3)
    const consumer = Catalog.gpu("RTX-4090")
    expect(consumer !== undefined && isAssumption(Catalog.speed(consumer))).toBe(true)
  })

  it("selects models by what they hold", () => {
    const large = Catalog.gpuMask((gpu) => gpu.memory.value >= 141)
    expect(large).toBe((1 << Catalog.gpuIndex("H200-SXM")) | (1 << Catalog.gpuIndex("B200-SXM")))
  })
})

describe("delays between regions", () => {
  const between = (from: string, to: string) => Catalog.roundTrip(Catalog.regionIndex(from), Catalog.regionIndex(to))

  it("are the measured ones where they were measured", () => {
    expect(between("us-east", "europe-west")).toBe(70)
    expect(between("africa-south", "australia")).toBe(409)
    expect(between("europe-north", "us-east")).toBe(112)
    expect(between("us-east", "europe-north")).toBe(113)
  })

  it("are finite, short inside a region and nearly symmetric", () => {
    for (let from = 0; from < regions.length; from++) {
      expect(Catalog.roundTrip(from, from)).toBeLessThan(9)
      for (let to = 0; to < regions.length; to++) {
        expect(Math.abs(Catalog.roundTrip(from, to) - Catalog.roundTrip(to, from))).toBeLessThanOrEqual(5)
      }
    }
  })

  it("of Texas go through its neighbours", () => {
    expect(between("us-texas", "us-east")).toBe(30)
    expect(between("us-texas", "europe-west")).toBe(100)
    expect(between("us-texas", "asia-northeast")).toBe(140)
  })
})

describe("what one flow carries between regions", () => {
  const between = (from: string, to: string) => Catalog.flowRate(Catalog.regionIndex(from), Catalog.regionIndex(to))

  it("is what was measured, in both directions, where somebody measured", () => {
    expect(between("us-west", "us-east")).toBe(0.79e9)
    expect(between("europe-central", "us-west")).toBe(0.404e9)
    expect(between("australia", "europe-central")).toBe(0.328e9)
    expect(between("europe-west", "europe-central")).toBe(1.08e9)
    const measured = Flows.measuredFlows.filter(
      ({ from, to }) => Flows.cityRegions.has(from) && Flows.cityRegions.has(to)
    )
    expect(measured.length).toBe(28)
    for (const { from, to, rate } of measured) {
      const [here, there] = [Flows.cityRegions.get(from) ?? "", Flows.cityRegions.get(to) ?? ""]
      expect(between(here, there)).toBe(rate)
      expect(between(there, here)).toBe(rate)
    }
  })

  it("follows from the round trip elsewhere, and is 2 Gbit/s inside a region", () => {
    expect(between("africa-south", "australia")).toBe(Flows.fittedFlowRate(409))
    expect(between("canada", "us-east")).toBe(1.12e9)
    for (const name of Catalog.regionNames) expect(between(name, name)).toBe(2e9)
    expect(Catalog.flowRates.every((rate) => rate > 0.2e9 && rate <= 2e9)).toBe(true)
  })

  it("was measured for 45 pairs, from which the fit is off by 10% at most in half of them and by half in the worst", () => {
    expect(Flows.measuredFlows.length).toBe(45)
    const errors = Flows.measuredFlows
      .map(({ roundTrip, rate }) => Math.abs(Flows.fittedFlowRate(roundTrip) / rate - 1))
      .toSorted((a, b) => a - b)
    expect(errors[22]).toBeLessThan(0.1)
    expect(errors[44]).toBeLessThan(0.55)
  })

  it("rests on round trips that agree with the catalogue's own, which others measured three years later", () => {
    for (const { from, to, roundTrip } of Flows.measuredFlows) {
      const [here, there] = [Flows.cityRegions.get(from), Flows.cityRegions.get(to)]
      if (here === undefined || there === undefined) continue
      const later = Catalog.roundTrip(Catalog.regionIndex(here), Catalog.regionIndex(there))
      expect(Math.abs(later - roundTrip)).toBeLessThan(15)
    }
  })

  it("falls with the round trip, never above what a flow carries at best", () => {
    expect(Flows.fittedFlowRate(11)).toBe(1.12e9)
    expect(Flows.fittedFlowRate(143) / 1e9).toBeCloseTo(0.534, 2)
  })
})

describe("what training reaches", () => {
  it("is less than a matrix product reaches, and least on cards without peer-to-peer", () => {
    for (const model of gpus) expect(model.mfu.value).toBeLessThan(model.matmulShare.value)
    const mfu = (name: string) => Catalog.gpu(name)?.mfu.value
    expect(mfu("H100-SXM")).toBe(0.4)
    expect(mfu("RTX-4090")).toBe(0.22)
    expect(mfu("L40S")).toBeLessThan(0.4)
    expect(mfu("L40S")).toBeGreaterThan(0.22)
  })

  it("goes over a fabric that is slower between nodes than inside one", () => {
    for (const model of gpus) expect(model.fabric.value).toBeLessThan(model.link.value)
    expect(Catalog.gpu("H100-SXM")?.fabric.value).toBe(400 / 8)
  })
})
