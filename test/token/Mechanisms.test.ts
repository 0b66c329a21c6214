import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { Rewards } from "../../packages/sim/src/token/distribution/Distribution.ts"
import { sold } from "../../packages/sim/src/token/price/Holding.ts"
import { burnOf, feeOf } from "../../packages/sim/src/token/payment/Sink.ts"
import { adjustment, honestyPays, required, type Stake } from "../../packages/sim/src/token/stake/Stake.ts"

const columns = fc.array(fc.tuple(fc.nat(100_000), fc.nat(1_000)), { minLength: 1, maxLength: 40 })

const plain = {
  kind: "work-and-capacity",
  treasury: 0,
  stakers: 0,
  multipliers: {},
  vested: 0,
  vesting: 180 * 86_400
} as const
const at = (price: number) => ({ price, networkGpus: 100, rewardPerDay: 50, circulating: 10_000 })
const none = new Float64Array(0)

describe("Distribution", () => {
  it("mints what it gives and what it cannot divide, and nothing else", () => {
    fc.assert(
      fc.property(
        columns,
        fc.integer({ min: 0, max: 2 ** 52 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (rows, units, share) => {
          const work = Float64Array.from(rows, ([done]) => done)
          const capacity = Float64Array.from(rows, ([, offered]) => offered)
          const rewards = new Rewards()
          const minted = rewards.divide(
            { ...plain, work_share: share },
            units,
            work,
            capacity,
            new Float64Array(rows.length),
            rows.length
          )
          const given = rewards.total.reduce((sum, each) => sum + BigInt(each), 0n)
          expect(given + BigInt(rewards.rounding)).toBe(BigInt(minted))
          expect(minted).toBeLessThanOrEqual(units)
          if (work.some((each) => each > 0) && capacity.some((each) => each > 0)) expect(minted).toBe(units)
        }
      )
    )
  })

  it("pays a share for work and the rest for capacity, in proportion", () => {
    const rewards = new Rewards()
    rewards.divide(
      { ...plain, work_share: 0.25 },
      1_000,
      Float64Array.of(1, 3, 0),
      Float64Array.of(0, 1, 1),
      new Float64Array(3),
      3
    )
    expect(Array.from(rewards.total.subarray(0, 3))).toEqual([62, 562, 375])
    expect(rewards.rounding).toBe(1)
  })

  it("does not mint for work that nobody did", () => {
    const rewards = new Rewards()
    const minted = rewards.divide(
      { ...plain, work_share: 0.25 },
      1_000,
      new Float64Array(2),
      Float64Array.of(1, 1),
      new Float64Array(2),
      2
    )
    expect(minted).toBe(750)
  })
})

describe("Holding", () => {
  it("sells for costs first, then all but the share kept of what came in, never more than there is", () => {
    expect(sold({ held: 0.3 }, 1_000, 100, 0, 0.01)).toBe(70)
    expect(sold({ held: 0.3 }, 1_000, 100, 0.5, 0.01)).toBe(50 + 35)
    expect(sold({ held: 0.3 }, 1_000, 100, 5, 0.01)).toBe(500)
    expect(sold({ held: 0.3 }, 1_000, 100, 50, 0.01)).toBe(1_000)
    expect(sold({ held: 1 }, 1_000, 100, 0, 0)).toBe(0)
  })
})

describe("Sink", () => {
  it("keeps the fee and burns its share, rounded down", () => {
    const sink = { payment: "usd" as const, fee: 0.05, burn: 0.95 }
    expect(feeOf(sink, 1_000_019)).toBe(50_000)
    expect(burnOf(sink, 50_000)).toBe(47_500)
  })
})

describe("Stake", () => {
  const leaving = { unbonding: 14 * 86_400, slashing: 0.05, capital_cost: 0 }

  it("asks io.net's 16000 for eight H100", () => {
    const rule: Stake = { kind: "tokens-per-gpu", amount: 2_000, ...leaving }
    expect(required(rule, 8, 0, at(3), none)).toBe(16_000)
    expect(required({ kind: "none" }, 8, 0, at(3), none)).toBe(0)
  })

  it("fixed in USD asks for more tokens as the price falls", () => {
    const rule: Stake = { kind: "usd-per-gpu", amount: 500, ...leaving }
    expect(required(rule, 4, 0, at(2), none)).toBe(1_000)
    expect(required(rule, 4, 0, at(0.5), none)).toBe(4_000)
    expect(required(rule, 0, 0, at(0), none)).toBe(0)
  })

  it("is locked whole by newcomers, given up whole by leavers, and followed over a week in between", () => {
    expect(adjustment(0, 100, 1)).toBe(100)
    expect(adjustment(100, 0, 1)).toBe(-100)
    let staked = 50
    for (let day = 0; day < 7; day++) staked += adjustment(staked, 100, 1)
    expect(staked).toBeCloseTo(100 - 50 / Math.E, 9)
  })

  it("makes honesty pay exactly when expected losses reach expected gains", () => {
    expect(honestyPays(0.1, 900, 100, 0)).toBe(true)
    expect(honestyPays(0.1, 899, 100, 0)).toBe(false)
    expect(honestyPays(0.1, 900, 100, 1)).toBe(false)
  })
})
