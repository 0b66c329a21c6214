import { describe, expect, it } from "vitest"
import * as Catalog from "../../packages/sim/src/catalog/Catalog.ts"
import { type Fact, isAssumption } from "../../packages/sim/src/catalog/Fact.ts"
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

  it("carry one flow at the fitted rate", () => {
    expect(Catalog.flowRate(11)).toBe(1.12e9)
    expect(Catalog.flowRate(143) / 1e9).toBeCloseTo(0.534, 2)
  })
})
