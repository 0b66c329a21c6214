import { Schema } from "effect"
import fc from "fast-check"
import { describe, expect, it } from "vitest"
import * as Pledge from "../../packages/sim/src/token/stake/FilecoinPledge.ts"

const rule = Schema.decodeUnknownSync(Pledge.FilecoinPledge)({ kind: "filecoin-pledge" })
const GiB = 2 ** 30
const view: Pledge.PledgeView = {
  power: 32 * GiB,
  networkPower: 20 * 2 ** 60,
  baselinePower: 40 * 2 ** 60,
  rewardPerDay: 200_000,
  circulating: 600e6
}
const amount = fc.double({ min: 1e-3, max: 1e20, noNaN: true })
const anyView = fc.record({
  power: amount,
  networkPower: amount,
  baselinePower: amount,
  rewardPerDay: fc.double({ min: 0, max: 1e6, noNaN: true }),
  circulating: fc.double({ min: 0, max: 2e9, noNaN: true })
})

describe("FilecoinPledge", () => {
  it("is twenty days of reward and the provider's part of thirty percent of what circulates", () => {
    const sector = view.power / view.networkPower
    const { consensus, storage, total } = Pledge.initialPledge(rule, view)
    expect(storage).toBeCloseTo(20 * 200_000 * sector, 12)
    // The baseline is twice the network: 0.7 / 2 + 0.3 of the plain share.
    expect(consensus).toBeCloseTo(0.3 * 600e6 * sector * (0.35 + 0.3), 12)
    expect(total).toBe(storage + consensus)
  })

  it("divides by the network where that is above its baseline", () => {
    const { consensus } = Pledge.initialPledge(rule, { ...view, baselinePower: 2 ** 60 })
    expect(consensus).toBeCloseTo((0.3 * 600e6 * view.power) / view.networkPower, 12)
  })

  it("asks at most one FIL for 32 GiB, and nothing for nothing", () => {
    expect(Pledge.initialPledge(rule, { ...view, circulating: 1e12 }).total).toBeCloseTo(1, 12)
    expect(Pledge.initialPledge(rule, { ...view, power: 0 }).total).toBe(0)
  })

  it("came down from 1 to 0.7 on the baseline over the ramp, in thousandths", () => {
    expect(Pledge.baselineWeight(-1, 100)).toBe(1)
    expect(Pledge.baselineWeight(0, 100)).toBe(1)
    expect(Pledge.baselineWeight(50, 100)).toBe(0.85)
    expect(Pledge.baselineWeight(1, 1_000)).toBe(1)
    expect(Pledge.baselineWeight(100, 100)).toBe(0.7)
    expect(Pledge.baselineWeight(1, 0)).toBe(0.7)
  })

  it("grows with power and circulation, and the baseline only ever lowers it", () => {
    fc.assert(
      fc.property(anyView, fc.double({ min: 1, max: 100, noNaN: true }), (some, factor) => {
        const { total } = Pledge.initialPledge(rule, some)
        expect(total).toBeGreaterThanOrEqual(0)
        expect(total).toBeLessThanOrEqual(rule.most_per_power * some.power)
        const more = { ...some, circulating: some.circulating * factor }
        expect(Pledge.initialPledge(rule, more).total).toBeGreaterThanOrEqual(total)
        const larger = { ...some, power: some.power * factor }
        expect(Pledge.initialPledge(rule, larger).total).toBeGreaterThanOrEqual(total * (1 - 1e-12))
        const higher = { ...some, baselinePower: some.baselinePower * factor }
        expect(Pledge.initialPledge(rule, higher).total).toBeLessThanOrEqual(total)
      })
    )
  })

  it("fines faults by days of expected reward", () => {
    const daily = 200_000 * (view.power / view.networkPower)
    expect(Pledge.faultFee(view)).toBeCloseTo(3.51 * daily, 12)
    expect(Pledge.invalidProofPenalty(view)).toBeCloseTo(5.51 * daily + 20, 12)
    expect(Pledge.consensusFault(36)).toEqual({ penalty: 36, reporter: 1.8 })
  })

  it("takes 8.5% of the pledge on termination, rising over 140 days", () => {
    expect(Pledge.terminationFee(1_000, 70.9, 0)).toBeCloseTo(42.5, 12)
    expect(Pledge.terminationFee(1_000, 140, 0)).toBeCloseTo(85, 12)
    expect(Pledge.terminationFee(1_000, 500, 0)).toBeCloseTo(85, 12)
    // Young: 2% of the pledge, or a little over the fault fee.
    expect(Pledge.terminationFee(1_000, 1, 5)).toBe(20)
    expect(Pledge.terminationFee(1_000, 1, 100)).toBe(105)
  })

  it("charges a daily fee by what circulates, at most half of the reward", () => {
    expect(Pledge.dailyFee(view)).toBeCloseTo(1.61817e-25 * 600e6 * 32 * GiB, 20)
    const poor = { ...view, rewardPerDay: 1 }
    expect(Pledge.dailyFee(poor)).toBeCloseTo((0.5 * view.power) / view.networkPower, 20)
  })
})
