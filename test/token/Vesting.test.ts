import { Result, Schema } from "effect"
import fc from "fast-check"
import { describe, expect, it } from "vitest"
import * as Vesting from "../../packages/sim/src/token/distribution/Vesting.ts"

const month = 730 * 3_600
const day = 86_400
const decode = Schema.decodeUnknownSync(Vesting.Grant)

const share = fc.double({ min: 0, max: 0.5, noNaN: true })
const duration = fc.integer({ min: 0, max: 48 * month })
const grant: fc.Arbitrary<Vesting.Grant> = fc.record({
  tokens: fc.double({ min: 0, max: 1e9, noNaN: true }),
  from: duration,
  at_start: share,
  cliff: duration,
  at_cliff: share,
  linear: duration,
  parts: fc.integer({ min: 0, max: 48 })
})

describe("Vesting", () => {
  it("releases an investor's tokens as io.net does: nothing for a year, then 24 monthly parts", () => {
    const investor = decode({ tokens: "24M tokens", parts: 24 })
    expect(Vesting.released(investor, 13 * month - 1)).toBe(0)
    expect(Vesting.released(investor, 13 * month)).toBeCloseTo(1e6, 6)
    expect(Vesting.released(investor, 24 * month)).toBeCloseTo(12e6, 6)
    expect(Vesting.released(investor, 36 * month)).toBe(24e6)
  })

  it("vests a Filecoin block reward: a quarter at once, the rest evenly over 180 days", () => {
    const reward = decode({ tokens: "100 tokens", at_start: "25%", cliff: 0, linear: "180 days" })
    expect(Vesting.released(reward, 0)).toBe(25)
    expect(Vesting.released(reward, 90 * day)).toBeCloseTo(62.5, 12)
    expect(Vesting.released(reward, 180 * day)).toBe(100)
  })

  it("keeps what is free at the start, and adds the cliff's share at the cliff", () => {
    const grant = decode({
      tokens: "100 tokens",
      at_start: "10%",
      at_cliff: "20%",
      cliff: "6 months",
      linear: "10 months"
    })
    expect([0, 5, 6, 11, 16].map((months) => Math.round(Vesting.released(grant, months * month)))).toEqual([
      10, 10, 30, 65, 100
    ])
  })

  it("opens all at once at a cliff without a linear part", () => {
    const cliff = decode({ tokens: "5M tokens", cliff: "6 months", linear: 0 })
    expect(Vesting.released(cliff, 6 * month - 1)).toBe(0)
    expect(Vesting.released(cliff, 6 * month)).toBe(5e6)
  })

  it("never takes back, gives the grant and no more, and what is not released is locked", () => {
    fc.assert(
      fc.property(grant, fc.array(fc.integer({ min: 0, max: 200 * month }), { minLength: 1 }), (each, times) => {
        let before = 0
        for (const now of times.sort((a, b) => a - b)) {
          const tokens = Vesting.released(each, now)
          expect(tokens).toBeGreaterThanOrEqual(before * (1 - 1e-12))
          expect(tokens).toBeLessThanOrEqual(each.tokens)
          expect(Vesting.locked([each], now) + tokens).toBeCloseTo(each.tokens, 5)
          before = tokens
        }
        expect(Vesting.released(each, each.from + each.cliff + each.linear)).toBe(each.tokens)
      })
    )
  })

  it("adds up over intervals, however time is cut", () => {
    fc.assert(
      fc.property(fc.array(grant, { maxLength: 5 }), fc.array(duration, { minLength: 1 }), (grants, lengths) => {
        let at = 0
        let tokens = 0
        for (const length of lengths) {
          tokens += Vesting.releasedBetween(grants, at, at + length)
          at += length
        }
        const whole = Vesting.releasedBetween(grants, 0, at)
        expect(Math.abs(tokens - whole)).toBeLessThanOrEqual(1e-9 * Math.max(1, whole))
      })
    )
  })

  it("sells the stated share of what is released, sooner or later", () => {
    const rule = { share: 0.5, over: 30 * day }
    let waiting = 0
    let sold = 0
    for (let epoch = 0; epoch < 400; epoch++) {
      const step = Vesting.sell(rule, waiting, epoch === 0 ? 1_000 : 0, day)
      waiting = step.waiting
      sold += step.sold
      if (epoch === 29) expect(sold).toBeCloseTo(500 * (1 - Math.exp(-1)), 9)
    }
    expect(sold).toBeCloseTo(500, 2)
    expect(Vesting.sell({ share: 1, over: 0 }, 5, 10, day)).toEqual({ sold: 15, waiting: 0 })
  })

  it("frees the first share in the first interval, and nothing again of a grant that began before", () => {
    const fresh = decode({ tokens: "100 tokens", at_start: "20%", cliff: 0, linear: "10 days" })
    expect(Vesting.releasedBetween([fresh], Vesting.justBefore, day)).toBeCloseTo(28, 9)
    const old = { ...fresh, from: -5 * day }
    expect(Vesting.releasedBetween([old], Vesting.justBefore, day)).toBeCloseTo(8, 4)
  })

  it("refuses a grant that releases more than it holds", () => {
    const found = Schema.decodeUnknownResult(Vesting.Grant)({ tokens: "1 token", at_start: "60%", at_cliff: "60%" })
    expect(Result.isFailure(found) && found.failure.message).toContain("At most 100% together with at_start")
  })
})
