/** The wall-clock model of "Scaling Laws for DiLoCo" (arXiv 2503.09799, appendix A): what it says of all-reduces the engine's rings say too, where nothing delays them. */
import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import * as Collective from "../../packages/sim/src/training/network/Collective.ts"

const bits = 16 * 10e9
const chips = 512
/** The paper's networks, bit/s and s; inside a data centre it takes the first. */
const networks = { high: [400e9, 1e-4], medium: [100e9, 1e-3], low: [10e9, 1e-2] } as const

const around = (members: number, bandwidth: number) => Collective.ring(bits, members, bandwidth, 0)

describe("the wall-clock model of the scaling laws for DiLoCo", () => {
  it.each([
    ["high", 0.8],
    ["medium", 3.19],
    ["low", 31.9]
  ] as const)(
    "needs for one all-reduce of 10B parameters over 512 chips on the %s network %d s (identity)",
    (kind, seconds) => {
      const [bandwidth, latency] = networks[kind]
      expect(Math.abs(Collective.optimal(bits, chips, bandwidth, latency) / seconds - 1)).toBeLessThan(0.005)
      expect(Math.abs(around(chips, bandwidth) / seconds - 1)).toBeLessThan(0.005)
    }
  )

  const settings = fc.record({
    replicas: fc.integer({ min: 2, max: 8 }),
    chipsEach: fc.integer({ min: 2, max: 1000 }),
    slow: fc.double({ min: 1e8, max: 4e11, noNaN: true })
  })
  const fast = networks.high[0]
  /** Communication inside the replicas at every step, and between all chips every `innerSteps`, a step. */
  const shares = (replicas: number, chipsEach: number, slow: number, innerSteps: number) => ({
    inner: around(chipsEach, fast),
    outer: around(replicas * chipsEach, slow) / innerSteps
  })

  it("spends at most half of the communication between replicas once H reaches W0/W1 x (R - 1)/(R - M), without latency", () => {
    fc.assert(
      fc.property(settings, ({ chipsEach, replicas, slow }) => {
        const all = replicas * chipsEach
        const innerSteps = ((fast / slow) * (all - 1)) / (all - replicas)
        const level = shares(replicas, chipsEach, slow, innerSteps)
        expect(level.outer).toBeLessThanOrEqual(level.inner * (1 + 1e-12))
        expect(shares(replicas, chipsEach, slow, innerSteps * 1.01).outer).toBeLessThan(level.inner)
      })
    )
  })

  it("with H = W0/W1, as the paper words it, spends half but for the ends of the two rings: 1.4% more at 8 replicas of 64 chips", () => {
    fc.assert(
      fc.property(settings, ({ chipsEach, replicas, slow }) => {
        const all = replicas * chipsEach
        const { inner, outer } = shares(replicas, chipsEach, slow, fast / slow)
        expect(outer / inner).toBeCloseTo((1 - 1 / all) / (1 - replicas / all), 9)
      })
    )
    const { inner, outer } = shares(8, 64, networks.low[0], fast / networks.low[0])
    expect(outer / inner).toBeCloseTo(1.014, 3)
  })
})
