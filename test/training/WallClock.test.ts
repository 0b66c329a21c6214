import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import * as WallClock from "../../packages/sim/src/training/WallClock.ts"

const paper: WallClock.Campaign = {
  parameters: 10e9,
  tokens: 200e9,
  batch: 2 ** 22,
  chips: 512,
  chipRate: WallClock.chipRate,
  bitsPerParameter: 16
}

const { high, medium, low } = WallClock.archetypes

describe("the wall-clock model of the scaling laws for DiLoCo", () => {
  it.each([
    ["high", 0.8],
    ["medium", 3.19],
    ["low", 31.9]
  ] as const)(
    "needs for one all-reduce of 10B parameters over 512 chips on the %s network %d s (identity)",
    (kind, seconds) => {
      const predicted = WallClock.allReduce(paper, paper.chips, WallClock.archetypes[kind])
      expect(Math.abs(predicted / seconds - 1)).toBeLessThan(0.005)
    }
  )

  it("counts 6 FLOP a parameter and token, on all chips at once", () => {
    expect(WallClock.compute(paper)).toBeCloseTo((6 * 10e9 * 200e9) / (512 * 300e12), 6)
  })

  it("adds one all-reduce in H for an outer step of a single replica", () => {
    const plain = WallClock.dataParallel(paper, medium)
    expect(WallClock.singleReplica(paper, 30, medium) / plain).toBeCloseTo(1 + 1 / 30, 12)
  })

  const settings = fc
    .record({
      replicas: fc.integer({ min: 2, max: 8 }),
      chipsEach: fc.integer({ min: 2, max: 1000 }),
      slow: fc.double({ min: 1e8, max: 4e11, noNaN: true })
    })
    .map(({ replicas, chipsEach, slow }) => ({
      replicas,
      campaign: { ...paper, chips: replicas * chipsEach },
      inside: { ...high, latency: 0 },
      across: { bandwidth: slow, latency: 0 }
    }))

  it("spends at most half of the communication between replicas once H reaches W0/W1 x (R - 1)/(R - M), without latency", () => {
    fc.assert(
      fc.property(settings, ({ replicas, campaign, inside, across }) => {
        const { chips } = campaign
        const innerSteps = ((inside.bandwidth / across.bandwidth) * (chips - 1)) / (chips - replicas)
        const inner = WallClock.inner(campaign, replicas, inside)
        expect(WallClock.outer(campaign, innerSteps, across)).toBeLessThanOrEqual(inner * (1 + 1e-12))
        expect(WallClock.outer(campaign, innerSteps * 1.01, across)).toBeLessThan(inner)
      })
    )
  })

  it("with H = W0/W1, as the paper words it, spends half but for the ends of the two rings: 1.4% more at 8 replicas of 64 chips", () => {
    fc.assert(
      fc.property(settings, ({ replicas, campaign, inside, across }) => {
        const { chips } = campaign
        const innerSteps = inside.bandwidth / across.bandwidth
        const outer = WallClock.outer(campaign, innerSteps, across)
        const inner = WallClock.inner(campaign, replicas, inside)
        expect(outer / inner).toBeCloseTo((1 - 1 / chips) / (1 - replicas / chips), 9)
      })
    )
    const still = (network: WallClock.Network) => ({ ...network, latency: 0 })
    const outer = WallClock.outer(paper, 40, still(low))
    expect(outer / WallClock.inner(paper, 8, still(high))).toBeCloseTo(1.014, 3)
  })

  it("makes DiLoCo the faster the slower the network between data centres, and never slower than an all-reduce at every step over it", () => {
    const gain = (across: WallClock.Network) =>
      WallClock.dataParallel(paper, across) / WallClock.diloco(paper, 4, 30, high, across)
    expect(gain(low)).toBeGreaterThan(gain(medium))
    expect(gain(medium)).toBeGreaterThan(1)
    expect(gain(low)).toBeLessThan(30)
  })
})
