import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { criticalValue } from "../../../packages/sim/src/experiment/Interval.ts"
import * as Probability from "../../../packages/sim/src/experiment/tuning/Probability.ts"
import { Draws } from "../../../packages/sim/src/kernel/Draws.ts"

describe("Student's t", () => {
  it("is the inverse of the critical values, for odd and even degrees", () => {
    for (const degrees of [1, 2, 3, 4, 5, 10, 29, 100])
      for (const confidence of [0.5, 0.8, 0.95, 0.99])
        expect(Probability.studentBelow(criticalValue(degrees, confidence), degrees)).toBeCloseTo(
          (1 + confidence) / 2,
          9
        )
  })
  it("says how surely a mean is below a limit", () => {
    // Mean 3, standard error √(2.5 / 5): t = 1 / 0.7071 with 4 degrees.
    expect(Probability.meanBelow([1, 2, 3, 4, 5], 4)).toBeCloseTo(Probability.studentBelow(Math.SQRT2, 4), 12)
    expect(Probability.meanBelow([2, 2], 2)).toBe(1)
    expect(Probability.meanBelow([2, 2], 1.9)).toBe(0)
    expect(Probability.meanBelow([7], 8)).toBe(0.5)
    expect(Probability.meanBelow([], 8)).toBe(0)
  })
})

describe("the chance of an event", () => {
  it("is at least p with the probability of the Beta distribution", () => {
    // scipy.stats.beta.sf(p, k + 1, n − k + 1)
    for (const [k, n, share, probability] of [
      [30, 30, 0.99, 0.26769663],
      [297, 297, 0.99, 0.94996338],
      [95, 100, 0.9, 0.94580969],
      [980, 1_000, 0.99, 0.0015144],
      [3, 10, 0.5, 0.11328125]
    ] as const)
      expect(Probability.shareAtLeast(k, n, share)).toBeCloseTo(probability, 7)
  })
  it("needs 298 runs without failure to be 95% sure of 99%", () => {
    expect(Probability.shareAtLeast(297, 297, 0.99)).toBeLessThan(0.95)
    expect(Probability.shareAtLeast(298, 298, 0.99)).toBeGreaterThan(0.95)
  })
  it("is surer with more successes and for a lower bar", () =>
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 200 }),
        fc.double({ min: 0.01, max: 0.98, noNaN: true }),
        fc.nat(),
        (n, share, any) => {
          const k = any % n
          expect(Probability.shareAtLeast(k, n, share)).toBeLessThanOrEqual(Probability.shareAtLeast(k + 1, n, share))
          expect(Probability.shareAtLeast(k, n, share)).toBeGreaterThanOrEqual(
            Probability.shareAtLeast(k, n, share + 0.01) - 1e-12
          )
        }
      )
    ))
})

describe("being the best", () => {
  const draws = new Draws(4)
  const luck = Array.from({ length: 40 }, () => draws.normal())
  const candidate = (mean: number, own: number) => luck.map((common) => mean + 10 * common + own * draws.normal())

  it("is certain under common luck where nothing else differs, however large the luck", () => {
    const values = [candidate(0, 0), candidate(0.01, 0), candidate(0.02, 0)]
    expect(Probability.ofBeingLeast(values, 1)).toEqual([1, 0, 0])
    expect(Probability.ofWinner(values, 0, 1)).toBe(1)
  })
  it("is shared by equals", () => {
    const same = candidate(0, 1)
    expect(Probability.ofBeingLeast([same, same], 1)).toEqual([0.5, 0.5])
    expect(Probability.ofWinner([same, same], 0, 1)).toBe(0.5)
    expect(Probability.ofBeingLeast([[1], [2]], 1)).toEqual([0.5, 0.5])
  })
  it("is the normal distribution's for two, by their paired difference", () => {
    // The difference has a mean of one standard error by construction: Φ(1) = 0.841.
    const n = 50
    const raw = Array.from({ length: n }, () => draws.normal())
    const mean = raw.reduce((a, b) => a + b, 0) / n
    const spread = Math.sqrt(raw.reduce((a, b) => a + (b - mean) ** 2, 0) / (n - 1))
    const differences = raw.map((x) => (x - mean) / spread + 1 / Math.sqrt(n))
    const values = [differences.map(() => 0), differences]
    expect(Probability.ofWinner(values, 0, 7)).toBeCloseTo(0.841, 1)
    expect(Probability.ofBeingLeast(values, 7)[0]).toBeCloseTo(Probability.ofWinner(values, 0, 7), 12)
  })
  it("compares with one that was given up early on the replications that both have", () => {
    const values = [candidate(0, 1), candidate(5, 1).slice(0, 6), candidate(1, 1)]
    const all = Probability.ofWinner(values, 0, 3)
    const without = Probability.ofWinner([values[0] ?? [], values[2] ?? []], 0, 3)
    expect(all).toBeCloseTo(without, 2)
    expect(all).toBeGreaterThan(0.9)
  })
})
