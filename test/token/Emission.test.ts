import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { type ScheduledEmission, scheduled } from "../../packages/sim/src/token/emission/Emission.ts"

const day = 86_400
const between = (rule: ScheduledEmission, from: number, to: number) => scheduled(rule, { from, to, issued: 0 })

const rule: fc.Arbitrary<ScheduledEmission> = fc.oneof(
  fc.constant({ kind: "none" as const }),
  fc.record({ kind: fc.constant("fixed" as const), rate: fc.integer({ min: 0, max: 1_000_000 }) }),
  fc.record({
    kind: fc.constant("halving" as const),
    rate: fc.integer({ min: 0, max: 1_000_000 }),
    period: fc.integer({ min: 3_600, max: 100 * day }),
    first: fc.integer({ min: 0, max: 100 * day })
  }),
  fc.record({
    kind: fc.constant("exponential-decay" as const),
    rate: fc.integer({ min: 0, max: 1_000_000 }),
    half_life: fc.integer({ min: day, max: 3_000 * day })
  })
)

describe("Emission", () => {
  it("does not depend on how time is cut into epochs", () => {
    fc.assert(
      fc.property(
        rule,
        fc.array(fc.integer({ min: 1, max: 10 * day }), { minLength: 1, maxLength: 30 }),
        (each, lengths) => {
          let at = 0
          let parts = 0
          for (const length of lengths) {
            parts += between(each, at, at + length)
            at += length
          }
          const whole = between(each, 0, at)
          expect(Math.abs(parts - whole)).toBeLessThanOrEqual(1e-9 * Math.max(1, whole))
        }
      )
    )
  })

  it("makes the same every day when fixed, nothing when there is none", () => {
    expect(between({ kind: "fixed", rate: 7_200 }, 3 * day, 4 * day)).toBe(7_200)
    expect(between({ kind: "none" }, 0, 1_000 * day)).toBe(0)
  })

  it("halves at once at each halving, the first at its own time", () => {
    const halving: ScheduledEmission = { kind: "halving", rate: 7_200, period: 100 * day, first: 10 * day }
    expect(between(halving, 9 * day, 10 * day)).toBe(7_200)
    expect(between(halving, 10 * day, 11 * day)).toBe(3_600)
    expect(between(halving, 109 * day, 111 * day)).toBe(3_600 + 1_800)
  })

  it("falls to half in each half-life and makes rate × half-life / ln 2 for ever", () => {
    const decay: ScheduledEmission = { kind: "exponential-decay", rate: 1_000, half_life: 365 * day }
    expect(between(decay, 365 * day, 366 * day) / between(decay, 0, day)).toBeCloseTo(0.5, 12)
    expect(between(decay, 0, 365 * 60 * day)).toBeCloseTo((1_000 * 365) / Math.LN2, 4)
  })

  it("gives Filecoin's simple reward at epoch 0 and at epoch 5000", () => {
    // 330M FIL, six-year half-life, epochs of 30 s: the rate at the start is ln 2 × 330M / half-life.
    const half_life = 6 * 365 * day
    const decay: ScheduledEmission = {
      kind: "exponential-decay",
      rate: (330e6 * Math.LN2 * day) / half_life,
      half_life
    }
    const lambda = Math.LN2 / (6 * 365 * 2_880)
    // The chain pays e^λ − 1 at the start of each epoch where the integral gives 1 − e^−λ.
    const discrete = Math.expm1(lambda) / -Math.expm1(-lambda)
    expect(between(decay, 0, 30) * discrete).toBeCloseTo(36.2662642937, 6)
    expect(between(decay, 5_000 * 30, 5_001 * 30) * discrete).toBeCloseTo(36.246341861, 6)
  })
})
