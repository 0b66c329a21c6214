import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import * as Collective from "../../packages/sim/src/training/network/Collective.ts"

const bits = fc.double({ min: 1e6, max: 1e13, noNaN: true })
const replicas = fc.integer({ min: 2, max: 10_000 })
const bandwidth = fc.double({ min: 1e6, max: 1e12, noNaN: true })
const latency = fc.double({ min: 0, max: 1, noNaN: true })

describe("an all-reduce", () => {
  it("is never faster than the bandwidth-optimal bound, which a ring without latency meets", () => {
    fc.assert(
      fc.property(bits, replicas, bandwidth, latency, (bits, replicas, bandwidth, latency) => {
        const bound = Collective.optimal(bits, replicas, bandwidth, latency)
        const nearly = bound * (1 - 1e-12)
        expect(Collective.ring(bits, replicas, bandwidth, latency)).toBeGreaterThanOrEqual(nearly)
        expect(Collective.tree(bits, replicas, bandwidth, latency)).toBeGreaterThanOrEqual(nearly)
        const bare = Collective.optimal(bits, replicas, bandwidth, 0)
        expect(Collective.ring(bits, replicas, bandwidth, 0) / bare).toBeCloseTo(1, 10)
      })
    )
  })

  it("goes by tree where latency rules and by ring where bandwidth does", () => {
    const small = 1e6
    const large = 1e12
    expect(Collective.tree(small, 1000, 1e9, 0.1)).toBeLessThan(Collective.ring(small, 1000, 1e9, 0.1))
    expect(Collective.ring(large, 1000, 1e9, 0.1)).toBeLessThan(Collective.tree(large, 1000, 1e9, 0.1))
  })

  it("between two is the same exchange for a ring and its bound: what each has goes once each way", () => {
    expect(Collective.ring(8e9, 2, 1e9, 0)).toBe(8)
    expect(Collective.pair(8e9, 1e9, 0)).toBe(8)
  })

  it("by tree takes ten times as many message times as replicas that only average with a partner and back, at 1,000 (NoLoCo: about ten times)", () => {
    expect(Collective.tree(1e9, 1000, 1e9, 0.1) / (2 * Collective.pair(1e9, 1e9, 0.1))).toBeCloseTo(10, 10)
  })
})

describe("any exchange", () => {
  const all: ReadonlyArray<
    readonly [name: string, seconds: (bits: number, replicas: number, bandwidth: number, latency: number) => number]
  > = [
    ["ring", Collective.ring],
    ["tree", Collective.tree],
    ["bound", Collective.optimal],
    ["gather", (bits, replicas, rate, latency) => Collective.gather(bits, replicas, rate, rate, rate, latency)],
    ["star", (bits, replicas, rate, latency) => Collective.star(bits, replicas, rate, rate, rate, rate, latency)],
    ["pair", (bits, _, rate, latency) => Collective.pair(bits, rate, latency)]
  ]

  it.each(all)("takes longer with more bits or latency, not longer with more bandwidth (%s)", (_, seconds) => {
    fc.assert(
      fc.property(bits, replicas, bandwidth, latency, (bits, replicas, bandwidth, latency) => {
        const base = seconds(bits, replicas, bandwidth, latency)
        expect(seconds(2 * bits, replicas, bandwidth, latency)).toBeGreaterThan(base)
        expect(seconds(bits, replicas, bandwidth, latency + 1)).toBeGreaterThan(base)
        expect(seconds(bits, replicas, 2 * bandwidth, latency)).toBeLessThanOrEqual(base)
      })
    )
  })

  it.each(all)("does not become faster with more replicas (%s)", (_, seconds) => {
    fc.assert(
      fc.property(bits, replicas, bandwidth, latency, (bits, replicas, bandwidth, latency) => {
        const more = seconds(bits, replicas + 1, bandwidth, latency)
        expect(more).toBeGreaterThanOrEqual(seconds(bits, replicas, bandwidth, latency) * (1 - 1e-12))
      })
    )
  })

  it.each(all)("never ends over no bandwidth, unless there is nothing to send (%s)", (_, seconds) => {
    expect(seconds(1, 4, 0, 0)).toBe(Infinity)
    expect(seconds(0, 4, 0, 0)).toBe(0)
  })

  it("of one replica takes no time", () => {
    expect(Collective.ring(1e9, 1, 1e9, 1)).toBe(0)
    expect(Collective.tree(1e9, 1, 1e9, 1)).toBe(0)
    expect(Collective.optimal(1e9, 1, 1e9, 1)).toBe(0)
    expect(Collective.gather(1e9, 1, 1e9, 1e9, 1e9, 1)).toBe(0)
    expect(Collective.star(1e9, 1, 1e9, 1e9, 1e9, 1e9, 1)).toBe(0)
  })
})

describe("a gathering of compressed gradients", () => {
  it("of Covenant-72B's size over its stated links takes minutes, not its published 70 s: that run overlapped or had faster links", () => {
    const contribution = (72.7e9 * 64 * (12 + 2)) / 4096
    expect(contribution / 1e9).toBeCloseTo(15.9, 1)
    expect(contribution / 110e6).toBeCloseTo(145, 0)
    const seconds = Collective.gather(contribution, 16.9, 110e6, 500e6, Infinity, 0)
    expect(seconds).toBeGreaterThan(145)
    expect(seconds).toBeCloseTo((15.9 * contribution) / 500e6, 6)
  })
})
