import { Schema } from "effect"
import fc from "fast-check"
import { describe, expect, it } from "vitest"
import * as Emission from "../../packages/sim/src/token/emission/IoNetEmission.ts"
import * as Payouts from "../../packages/sim/src/token/emission/IoNetPayouts.ts"
import * as Stake from "../../packages/sim/src/token/stake/IoNetStake.ts"

const month = 730 * 3_600
const hour = 3_600
const monthly = Schema.decodeUnknownSync(Emission.SteppedDecay)({ kind: "stepped-decay" })
const hourly: Emission.SteppedDecay = { ...monthly, period: hour, decline: 0.00138869523959793e-2 }

describe("IoNetEmission", () => {
  it("makes 3.333M IO in the first month and 1.02% less each month", () => {
    const inMonth = (number: number) => Emission.emitted(monthly, (number - 1) * month, number * month)
    expect(inMonth(1)).toBeCloseTo(3_333_333.33, 2)
    expect(inMonth(2) / inMonth(1)).toBeCloseTo(1 - 0.0102, 12)
    expect(inMonth(24)).toBeCloseTo(3_333_333.333 * 0.9898 ** 23, 2)
    expect(inMonth(24)).toBeCloseTo(Emission.ofPeriod(monthly, 24), 6)
  })

  it("makes the published tokens of the first hours", () => {
    const published = [4_566.21, 4_566.15, 4_566.08, 4_566.02, 4_565.96, 4_565.89]
    for (const [index, tokens] of published.entries()) {
      expect(Emission.emitted(hourly, index * hour, (index + 1) * hour)).toBeCloseTo(tokens, 2)
    }
    // 800M IO after 175,319 hours.
    expect(Emission.cumulative(hourly, 175_319 * hour) / 300e6).toBeCloseTo(1, 4)
  })

  const rule = fc.record({
    kind: fc.constant("stepped-decay" as const),
    initial_supply: fc.double({ min: 0, max: 1e9, noNaN: true }),
    yearly_rate: fc.double({ min: 0, max: 1, noNaN: true }),
    decline: fc.oneof(fc.constantFrom(0, 1), fc.double({ min: 0, max: 1, noNaN: true })),
    period: fc.integer({ min: hour, max: 10 * month }),
    cap: fc.double({ min: 0, max: 1e9, noNaN: true })
  })

  it("does not depend on how time is cut, is never negative and stops at its cap", () => {
    fc.assert(
      fc.property(rule, fc.array(fc.integer({ min: 1, max: 5 * month }), { minLength: 1 }), (each, lengths) => {
        let at = 0
        let made = 0
        for (const length of lengths) {
          const tokens = Emission.emitted(each, at, at + length)
          expect(tokens).toBeGreaterThanOrEqual(0)
          made += tokens
          at += length
        }
        expect(Math.abs(made - Emission.cumulative(each, at))).toBeLessThanOrEqual(1e-9 * Math.max(1, made))
        expect(made).toBeLessThanOrEqual(each.cap * (1 + 1e-12))
      })
    )
  })
})

describe("IoNetPayouts", () => {
  const engine = (vaults: Payouts.Vaults, epoch: Payouts.PayoutEpoch) => Payouts.settle(0.5, vaults, epoch)

  it("releases what is owed at the price of the moment, more tokens when they are cheap", () => {
    const vaults = { tokens: 1e6, usd: 0 }
    expect(engine(vaults, { owed: 1_000, fees: 0, price: 0.2 }).released).toBe(5_000)
    expect(engine(vaults, { owed: 1_000, fees: 0, price: 0.1 }).released).toBe(10_000)
  })

  it("takes from the fee vault what the reward vault cannot pay, and says what nobody can", () => {
    const after = engine({ tokens: 100, usd: 30 }, { owed: 100, fees: 20, price: 0.4 })
    expect(after).toMatchObject({ released: 100, paidInTokens: 40, paidInUsd: 50, unpaid: 10, buyBack: 0 })
    expect(after.vaults).toEqual({ tokens: 0, usd: 0 })
  })

  it("burns half of what fees exceed payouts by", () => {
    const after = engine({ tokens: 1e6, usd: 0 }, { owed: 400, fees: 1_000, price: 0.2 })
    expect(after.buyBack).toBe(300)
    expect(after.sustainability).toBe(2.5)
    expect(after.vaults.usd).toBe(700)
  })

  it("holds providers' income while demand falls by 55% and the price by half, as long as the vaults last", () => {
    let vaults: Payouts.Vaults = { tokens: 231e6, usd: 0 }
    for (let month = 0; month < 24; month++) {
      const shocked = month >= 6
      const epoch = { owed: 600_000, fees: shocked ? 0.45 * 650_000 : 650_000, price: shocked ? 0.1 : 0.2 }
      const after = engine(vaults, epoch)
      expect(after.unpaid).toBe(0)
      expect(after.sustainability >= 1).toBe(!shocked)
      vaults = after.vaults
    }
  })

  it("never pays more than the vaults hold, and every dollar is accounted for", () => {
    const usd = fc.double({ min: 0, max: 1e9, noNaN: true })
    fc.assert(
      fc.property(
        usd,
        usd,
        usd,
        usd,
        fc.double({ min: 0, max: 100, noNaN: true }),
        (tokens, held, owed, fees, price) => {
          const after = engine({ tokens, usd: held }, { owed, fees, price })
          const slack = 1e-9 * (1 + owed + fees + held)
          expect(after.released).toBeLessThanOrEqual(tokens)
          expect(after.vaults.tokens).toBeGreaterThanOrEqual(0)
          expect(after.vaults.usd).toBeGreaterThanOrEqual(-slack)
          expect(after.unpaid).toBeGreaterThanOrEqual(-slack)
          expect(Math.abs(after.paidInTokens + after.paidInUsd + after.unpaid - owed)).toBeLessThanOrEqual(slack)
          expect(Math.abs(after.vaults.usd + after.paidInUsd + after.buyBack - held - fees)).toBeLessThanOrEqual(slack)
        }
      )
    )
  })
})

describe("IoNetStake", () => {
  const rule = Schema.decodeUnknownSync(Stake.StakeByHardware)({ kind: "stake-by-hardware" })

  it("asks 16000 IO for eight H100 and 800 for four RTX 4070", () => {
    expect(Stake.required(200, 10, 8)).toBe(16_000)
    expect(Stake.requiredFor(rule, "H100", 8)).toBe(16_000)
    expect(Stake.requiredFor(rule, "RTX 4070", 4)).toBe(800)
  })

  it("asks the base for every other model, even one named like a method", () => {
    expect(Stake.requiredFor(rule, "toString", 1)).toBe(200)
  })

  it("never asks less than the base, and more for more GPUs", () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 100, noNaN: true }),
        fc.integer({ min: 0, max: 1_000 }),
        (multiplier, gpus) => {
          expect(Stake.required(200, multiplier, gpus)).toBeGreaterThanOrEqual(200 * gpus)
          expect(Stake.required(200, multiplier, gpus + 1)).toBeGreaterThan(Stake.required(200, multiplier, gpus))
        }
      )
    )
  })
})
