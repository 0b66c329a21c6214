import fc from "fast-check"
import { describe, expect, it } from "vitest"
import * as WarmUp from "../../packages/sim/src/experiment/WarmUp.ts"

const noise = (i: number): number => ((i * 7_919 + 13) % 101) / 101 - 0.5

/** The definition, word for word: for each cut the squared standard error, in quadratic time. */
const byDefinition = (series: ReadonlyArray<number>): number => {
  const batches = Array.from({ length: Math.floor(series.length / 5) }, (_, b) =>
    series.slice(b * 5, b * 5 + 5).reduce((a, x) => a + x / 5, 0)
  )
  let best = 0
  let least = Infinity
  for (let d = 0; d <= Math.floor(batches.length / 2); d++) {
    const rest = batches.slice(d)
    const mean = rest.reduce((a, x) => a + x, 0) / rest.length
    const error = rest.reduce((a, x) => a + (x - mean) ** 2, 0) / rest.length ** 2
    if (error < least) {
      least = error
      best = d
    }
  }
  return best * 5
}

describe("the warm-up", () => {
  it("removes nothing from a series that is steady from the start", () => {
    const found = WarmUp.find(Array.from({ length: 1_000 }, (_, i) => 10 + noise(i)))
    expect(found.converged).toBe(true)
    expect(found.share).toBeLessThan(0.1)
    expect(WarmUp.find(Array<number>(200).fill(4))).toMatchObject({ observations: 0, converged: true, meanAfter: 4 })
  })

  it("finds a ramp and removes it", () => {
    const series = Array.from({ length: 1_000 }, (_, i) => 10 * Math.min(1, i / 200) + noise(i))
    const found = WarmUp.find(series)
    expect(found.observations).toBeGreaterThanOrEqual(150)
    expect(found.observations).toBeLessThanOrEqual(260)
    expect(found.meanBefore).toBeLessThan(9.2)
    expect(Math.abs(found.meanAfter - 10)).toBeLessThan(0.1)
  })

  it("warns when the series never settles or is too short", () => {
    const growing = WarmUp.find(Array.from({ length: 1_000 }, (_, i) => i + noise(i)))
    expect(growing.converged).toBe(false)
    expect(WarmUp.explain(growing, 3_600)).toContain("no steady level")
    expect(WarmUp.find([1, 2, 3, 4, 5, 6, 7]).converged).toBe(false)
    expect(WarmUp.find([]).observations).toBe(0)
  })

  it("is the cut of the definition", () =>
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 64 }), { minLength: 50, maxLength: 200 }), (series) => {
        expect(WarmUp.find(series).observations).toBe(byDefinition(series))
      })
    ))

  it("tells how much of the run it takes in hours", () => {
    const found = { observations: 50, converged: true, share: 0.05, meanBefore: 1, meanAfter: 2 }
    expect(WarmUp.explain(found, 1_800)).toBe("Warm-up: the first 25 h (5%) are not counted.")
  })
})
