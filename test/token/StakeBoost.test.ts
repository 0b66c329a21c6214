import { Schema } from "effect"
import fc from "fast-check"
import { describe, expect, it } from "vitest"
import * as StakeBoost from "../../packages/sim/src/token/stake/StakeBoost.ts"

const day = 86_400
const { nosana } = StakeBoost

describe("StakeBoost", () => {
  it("is Nosana's: 1.115 for two weeks, 4 for a year", () => {
    expect(Schema.decodeUnknownSync(StakeBoost.LockBoost)({ kind: "lock-boost" })).toEqual(nosana)
    expect(StakeBoost.boost(nosana, 14 * day)).toBeCloseTo(1.115, 3)
    expect(StakeBoost.boost(nosana, (365 / 3) * day)).toBeCloseTo(2, 12)
    expect(StakeBoost.boost(nosana, 365 * day)).toBe(4)
    expect(StakeBoost.weight(nosana, 1_000, 365 * day, false)).toBe(4_000)
  })

  it("rises with the lock, from its shortest to its longest", () => {
    const lock = fc.integer({ min: 0, max: 1_000 * day })
    fc.assert(
      fc.property(lock, lock, (one, other) => {
        const [shorter, longer] = [Math.min(one, other), Math.max(one, other)]
        expect(StakeBoost.boost(nosana, longer)).toBeGreaterThanOrEqual(StakeBoost.boost(nosana, shorter))
        expect(StakeBoost.boost(nosana, shorter)).toBeGreaterThan(1)
        expect(StakeBoost.boost(nosana, longer)).toBeLessThanOrEqual(4)
      })
    )
  })

  it("ends with the notice, and the tokens come back evenly over the lock", () => {
    expect(StakeBoost.weight(nosana, 1_000, 365 * day, true)).toBe(0)
    expect(StakeBoost.free(1_000, 100 * day, 0)).toBe(0)
    expect(StakeBoost.free(1_000, 100 * day, 25 * day)).toBe(250)
    expect(StakeBoost.free(1_000, 100 * day, 500 * day)).toBe(1_000)
  })
})
