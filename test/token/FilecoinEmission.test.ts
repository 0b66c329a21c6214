import { Schema } from "effect"
import fc from "fast-check"
import { describe, expect, it } from "vitest"
import * as Filecoin from "../../packages/sim/src/token/emission/FilecoinEmission.ts"

const mainnet = Schema.decodeUnknownSync(Filecoin.FilecoinEmission)({ kind: "filecoin" })
const epoch = 30
const year = 8_760 * 3_600
const relative = (found: number, published: number) => Math.abs(found / published - 1)

/** The chain's own bookkeeping, one epoch after the other (builtin-actors, reward/src/state.rs), in doubles. */
const chainTheta = (rule: Filecoin.FilecoinEmission, powers: ReadonlyArray<number>): number => {
  let realised = 0
  let baseline = 0
  let time = 0
  for (const [number, power] of powers.entries()) {
    realised += Math.min(power, Filecoin.baselinePower(rule, number))
    while (realised > baseline) {
      time++
      baseline += Filecoin.baselinePower(rule, time)
    }
  }
  return time === 0 ? 0 : time - (baseline - realised) / Filecoin.baselinePower(rule, time)
}

const sizes = fc.double({ min: 0, max: 20, noNaN: true }).map((part) => part * mainnet.baseline_power)
const cuts = fc.array(fc.double({ min: 0.1, max: 1e7, noNaN: true }), { minLength: 1, maxLength: 20 })

describe("FilecoinEmission", () => {
  it("pays the chain's published simple rewards", () => {
    // Golden figures of builtin-actors, attoFIL.
    expect(relative(Filecoin.simpleReward(mainnet, 0), 36.266264293777134739)).toBeLessThan(1e-12)
    expect(relative(Filecoin.simpleReward(mainnet, 5_000), 36.246341860983438171)).toBeLessThan(1e-12)
    // The table of an earlier release, with 300M for simple minting (specs-actors, TestSimpleReward.golden).
    const earlier = { ...mainnet, simple: 300e6 }
    for (const [at, fil] of [
      [0, 32.969331176161031581],
      [100_000, 32.608989261901327899],
      [1_000_000, 29.538071969264966351],
      [2_555_000, 24.898037438311364824]
    ] as const) {
      expect(relative(Filecoin.simpleReward(earlier, at), fil)).toBeLessThan(1e-12)
    }
  })

  it("pays the chain's published baseline rewards", () => {
    // An earlier release with 700M for baseline minting (specs-actors, TestBaselineReward.golden).
    const earlier = { ...mainnet, baseline: 700e6 }
    expect(relative(Filecoin.baselineReward(earlier, 0, 1), 76.92843095677935)).toBeLessThan(1e-12)
    expect(relative(Filecoin.baselineReward(earlier, 5_000, 5_001), 76.886171255497574)).toBeLessThan(1e-12)
    expect(relative(Filecoin.baselineReward(earlier, 710_000, 710_001), 71.154111462578285)).toBeLessThan(1e-12)
  })

  it("halves in six years and never makes more than its two sums", () => {
    expect(Filecoin.simpleReward(mainnet, 6 * 365 * 2_880) / Filecoin.simpleReward(mainnet, 0)).toBeCloseTo(0.5, 13)
    expect(Filecoin.simpleEmitted(mainnet, 0, 6 * year)).toBeCloseTo(165e6, 5)
    expect(Filecoin.simpleEmitted(mainnet, 0, 1_000 * year)).toBeLessThanOrEqual(330e6)
    expect(Filecoin.baselineEmitted(mainnet, 0, 1e30, 0, 60 * year).tokens).toBeLessThanOrEqual(770e6)
  })

  it("makes in the interval before an epoch what the chain pays at it", () => {
    for (const number of [1, 2, 5_000, 3_000_000]) {
      const interval = Filecoin.simpleEmitted(mainnet, (number - 1) * epoch, number * epoch)
      expect(relative(interval, Filecoin.simpleReward(mainnet, number))).toBeLessThan(1e-12)
    }
  })

  it("doubles its baseline each year", () => {
    expect(Filecoin.baselinePower(mainnet, 0) / 2 ** 60).toBeCloseTo(2.5057, 4)
    expect(Filecoin.baselinePower(mainnet, 365 * 2_880) / mainnet.baseline_power).toBeCloseTo(2, 9)
  })

  it("keeps network time as the chain does, epoch by epoch", () => {
    // Fast growth, so that a few hundred epochs cross the baseline and back.
    const fast = { ...mainnet, baseline_power: 100, baseline_growth: 100 }
    const long = { ...fast, epoch: 86_400 }
    const powers = Array.from({ length: 300 }, (_, number) => (number < 100 ? 60 : number < 200 ? 1_000 : 20_000))
    let realised = 0
    for (const [number, power] of powers.entries()) {
      const step = Filecoin.baselineEmitted(long, realised, power, number * 86_400, (number + 1) * 86_400)
      realised = step.realised
      expect(step.effectiveTime).toBeCloseTo(chainTheta(long, powers.slice(0, number + 1)), 8)
    }
    // In three stretches the same, though the baseline passes the power in the middle of the second.
    let stretches = 0
    for (const [from, power] of [60, 1_000, 20_000].entries()) {
      stretches += Filecoin.realised(long, power, from * 100 * 86_400, (from + 1) * 100 * 86_400)
    }
    expect(Filecoin.baselinePower(long, 150)).toBeLessThan(1_000)
    expect(Filecoin.baselinePower(long, 200)).toBeGreaterThan(1_000)
    expect(Filecoin.effectiveTime(long, stretches)).toBeCloseTo(chainTheta(long, powers), 8)
  })

  it("does not depend on how time is cut, and is never negative", () => {
    fc.assert(
      fc.property(sizes, cuts, (power, lengths) => {
        let at = 0
        let realised = 0
        let baseline = 0
        let simple = 0
        for (const length of lengths) {
          const step = Filecoin.baselineEmitted(mainnet, realised, power, at, at + length)
          expect(step.tokens).toBeGreaterThanOrEqual(0)
          baseline += step.tokens
          simple += Filecoin.simpleEmitted(mainnet, at, at + length)
          realised = step.realised
          at += length
        }
        const whole = Filecoin.baselineEmitted(mainnet, 0, power, 0, at)
        expect(Math.abs(baseline - whole.tokens)).toBeLessThanOrEqual(1e-7 * Math.max(1, whole.tokens))
        const once = Filecoin.simpleEmitted(mainnet, 0, at)
        expect(Math.abs(simple - once)).toBeLessThanOrEqual(1e-9 * Math.max(1, once))
      })
    )
  })

  it("never lets network time pass the clock, so that baseline minting never pays more than in full", () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(sizes, fc.double({ min: 1, max: 3e7, noNaN: true })), { minLength: 1 }),
        (parts) => {
          let at = 0
          let realised = 0
          let minted = 0
          for (const [power, length] of parts) {
            const step = Filecoin.baselineEmitted(mainnet, realised, power, at, at + length)
            realised = step.realised
            at += length
            minted += step.tokens
            expect(step.effectiveTime).toBeLessThanOrEqual((at / epoch) * (1 + 1e-9))
            const full = Filecoin.baselineReward(mainnet, 0, at / epoch)
            expect(minted).toBeLessThanOrEqual(full * (1 + 1e-9))
          }
        }
      )
    )
  })

  it("mints more for more power, and no more than for the baseline", () => {
    const minted = (part: number) => Filecoin.baselineEmitted(mainnet, 0, part * mainnet.baseline_power, 0, year).tokens
    expect(minted(0)).toBe(0)
    expect(minted(0.5)).toBeGreaterThan(minted(0.4))
    expect(minted(3)).toBe(minted(2.1))
    expect(minted(Number.POSITIVE_INFINITY)).toBe(minted(2.1))
  })

  it("lets a network that fell behind age faster than the clock until it has caught up", () => {
    const behind = Filecoin.baselineEmitted(mainnet, 0, 0, 0, year)
    const later = Filecoin.baselineEmitted(mainnet, behind.realised, 1e30, year, year + 86_400)
    expect(later.effectiveTime).toBeGreaterThan(2_880)
    expect(later.effectiveTime).toBeLessThan((year + 86_400) / epoch)
  })
})
