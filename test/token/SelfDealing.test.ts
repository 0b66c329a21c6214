import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { type BestResponse, respond } from "../../packages/sim/src/token/honesty/SelfDealing.ts"

const rule: BestResponse = {
  kind: "best-response",
  willing: 1,
  friction: 0,
  detection: 0,
  job_size: 10,
  rents: 0,
  speed: 0.2
}

const settle = (
  change: Partial<BestResponse>,
  emission: number,
  fee: number,
  work: Float64Array,
  slashed = 0,
  honest = 0
) => {
  const count = work.length
  const capacity = new Float64Array(count).fill(24)
  const willing = Float64Array.from({ length: count }, (_, provider) => (provider < honest ? 0 : 1))
  const fake = new Float64Array(count)
  const losses = new Float64Array(count).fill(slashed)
  let total = 0
  for (let day = 0; day < 2_000; day++) {
    total = respond({ ...rule, ...change }, { emission, fee, days: 1, count }, work, capacity, willing, losses, fake)
  }
  return { fake, total, measured: total + work.reduce((a, b) => a + b, 0) }
}

describe("SelfDealing", () => {
  it("brings measured work to emission value over fee share, whatever the true demand", () => {
    // E = 1M a month, f = 5%: 20M a month.
    for (const trueVolume of [0, 1_000, 1_000_000]) {
      const work = new Float64Array(1_000).fill(trueVolume / 1_000)
      const { measured } = settle({}, 1_000_000, 0.05, work)
      expect(measured / 20_000_000).toBeCloseTo(1, 2)
    }
  })

  it("stays away when true volume alone brings rewards below the fee", () => {
    const { total } = settle({}, 1_000_000, 0.05, new Float64Array(1_000).fill(25_000))
    expect(total).toBe(0)
  })

  it("reaches (n − 1)/n of it when few providers mind their own share", () => {
    for (const count of [2, 3, 10]) {
      const { measured } = settle({}, 1_000, 0.05, new Float64Array(count))
      expect(measured).toBeCloseTo((20_000 * (count - 1)) / count, 0)
    }
  })

  it("adds friction to the fee", () => {
    const { measured } = settle({ friction: 0.05 }, 1_000_000, 0.05, new Float64Array(2_000))
    expect(measured / 10_000_000).toBeCloseTo(1, 2)
  })

  it("never asks the honest", () => {
    const { fake } = settle({}, 1_000_000, 0.05, new Float64Array(100), 0, 60)
    expect(fake.subarray(0, 60).every((each) => each === 0)).toBe(true)
    expect(fake.subarray(60).every((each) => each > 0)).toBe(true)
  })

  it("is kept off exactly when d·L ≥ (1 − d)·g for a job, with g its reward less what it costs", () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.01, max: 0.5, noNaN: true }),
        fc.double({ min: 0.5, max: 3, noNaN: true }).filter((ratio) => Math.abs(ratio - 1) > 0.02),
        (detection, ratio) => {
          const work = new Float64Array(500).fill(200)
          const emission = 20_000
          const fee = 0.05
          // One more fake job of 10 USD earns 10 × E/M (less its effect on one's own share); it costs its fee whether found or not.
          const reward = (10 * emission * (1 - 1 / 500)) / 100_000
          const slashed = (ratio * ((1 - detection) * reward - 10 * fee)) / detection
          const { total } = settle({ detection }, emission, fee, work, slashed)
          expect(total > 0).toBe(ratio < 1)
        }
      ),
      { numRuns: 20 }
    )
  })

  it("moves toward rest without passing it", () => {
    const work = new Float64Array(1_000)
    const capacity = new Float64Array(1_000).fill(24)
    const willing = new Float64Array(1_000).fill(1)
    const fake = new Float64Array(1_000)
    let before = 0
    for (let day = 0; day < 200; day++) {
      const temptation = { emission: 1_000, fee: 0.05, days: 1, count: 1_000 }
      const total = respond(rule, temptation, work, capacity, willing, new Float64Array(1_000), fake)
      expect(total).toBeGreaterThanOrEqual(before - 1e-6)
      expect(total).toBeLessThanOrEqual(20_000)
      before = total
    }
  })
})
