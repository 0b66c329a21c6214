import { Schema } from "effect"
import fc from "fast-check"
import { describe, expect, it } from "vitest"
import * as Detection from "../../packages/sim/src/token/honesty/Detection.ts"

const rule = Schema.decodeUnknownSync(Detection.SampledReExecution)({ kind: "sampled-re-execution" })
const usd = fc.double({ min: 0, max: 1e6, noNaN: true })
const temptation: fc.Arbitrary<Detection.Temptation> = fc.record({
  detection: fc.double({ min: 0, max: 1, noNaN: true }),
  stake: usd,
  price: fc.double({ min: 0, max: 100, noNaN: true }),
  rents: usd,
  gain: usd,
  falseAlarms: usd
})

describe("Detection", () => {
  it("is the share that is done again times what doing it again shows", () => {
    expect(Detection.detection(rule)).toBeCloseTo(0.0198, 12)
    expect(Detection.falseAlarmCost(rule, 3_200)).toBeCloseTo(0.02 * 0.001 * 3_200, 12)
  })

  it("keeps honest exactly when d (S p + rents) ≥ (1 − d) g + false alarms", () => {
    fc.assert(
      fc.property(temptation, (each) => {
        const { detection, falseAlarms, gain, price, rents, stake } = each
        const left = detection * (stake * price + rents)
        const right = (1 - detection) * gain + falseAlarms
        if (Math.abs(left - right) < 1e-9 * (left + right)) return
        expect(Detection.isHonest(each)).toBe(left >= right)
      })
    )
  })

  it("lets neither more stake, nor a higher price, nor more detection make cheating pay", () => {
    fc.assert(
      fc.property(temptation, usd, fc.constantFrom("stake", "price", "rents", "detection"), (each, more, key) => {
        const better = {
          ...each,
          [key]: key === "detection" ? Math.min(1, each.detection + more / 1e6) : each[key] + more
        }
        const before = Detection.cheatingProfit(each)
        expect(Detection.cheatingProfit(better)).toBeLessThanOrEqual(before + 1e-9 * (1 + Math.abs(before)))
      })
    )
  })

  it("names the stake, the price and the detection at which cheating stops paying", () => {
    const given = { stake: 2_000, price: 0.2, rents: 500, gain: 10, falseAlarms: 0.1, detection: 0.02 }
    // 0.02 (S p + 500) = 0.98 × 10 + 0.1.
    const needed = Detection.stakeNeeded({ ...given, rents: 0 })
    expect(needed).toBeCloseTo(9.9 / (0.02 * 0.2), 9)
    expect(Detection.cheatingProfit({ ...given, rents: 0, stake: needed })).toBeCloseTo(0, 12)
    expect(Detection.stakeNeeded(given)).toBe(0)
    const price = Detection.priceNeeded({ ...given, rents: 0 })
    expect(Detection.cheatingProfit({ ...given, rents: 0, price })).toBeCloseTo(0, 12)
    const detection = Detection.detectionNeeded(given)
    expect(Detection.cheatingProfit({ ...given, detection })).toBeCloseTo(0, 12)
  })

  it("is honest exactly from what is needed, and never when nothing is enough: with zeros everywhere", () => {
    const amount = fc.constantFrom(0, 0.5, 1, 3, 1_000)
    const any = fc.record({
      detection: fc.constantFrom(0, 0.001, 0.5, 1),
      stake: amount,
      price: amount,
      rents: amount,
      gain: amount,
      falseAlarms: amount
    })
    const needs = { stake: Detection.stakeNeeded, price: Detection.priceNeeded, detection: Detection.detectionNeeded }
    fc.assert(
      fc.property(any, fc.constantFrom("stake", "price", "detection"), (each, key) => {
        const needed = needs[key](each)
        const most = key === "detection" ? 1 : 1e12
        expect(needed).toBeGreaterThanOrEqual(0)
        if (Number.isFinite(needed)) {
          const enough = { ...each, [key]: Math.min(most, needed * (1 + 1e-9)) }
          expect(Detection.cheatingProfit(enough)).toBeLessThanOrEqual(1e-6)
          if (needed > 0) expect(Detection.isHonest({ ...each, [key]: needed * (1 - 1e-6) })).toBe(false)
        } else expect(Detection.isHonest({ ...each, [key]: most })).toBe(false)
      })
    )
  })

  it("halves the security with the price of the token", () => {
    const given = { detection: 0.02, price: 0.2, rents: 0, gain: 10, falseAlarms: 0 }
    expect(Detection.stakeNeeded({ ...given, price: 0.1 })).toBe(2 * Detection.stakeNeeded(given))
    expect(Detection.stakeNeeded({ ...given, price: 0 })).toBe(Number.POSITIVE_INFINITY)
    expect(Detection.stakeNeeded({ ...given, detection: 0 })).toBe(Number.POSITIVE_INFINITY)
  })

  it("finds those who go on cheating", () => {
    expect(Detection.foundWithin(0.02, 1)).toBeCloseTo(0.02, 12)
    expect(Detection.foundWithin(0.02, 100)).toBeCloseTo(1 - 0.98 ** 100, 12)
    expect(Detection.foundWithin(1, 1)).toBe(1)
    expect(Detection.foundWithin(0, 1_000)).toBe(0)
  })
})
