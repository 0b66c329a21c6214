import fc from "fast-check"
import { describe, expect, it } from "vitest"
import * as Delegation from "../../packages/sim/src/token/stake/Delegation.ts"

const amount = fc.double({ min: 0, max: 1e9, noNaN: true })
const commission = fc.double({ min: 0, max: 1, noNaN: true })

describe("Delegation", () => {
  it("keeps the commission of what others' stake earns", () => {
    // Half of the stake is the operator's; of the other half's 50 it keeps 18%.
    expect(Delegation.divide(100, 500, [300, 200], 0.18)).toEqual({ operator: 59, delegators: [24.6, 16.4] })
    expect(Delegation.divide(100, 0, [], 0.18)).toEqual({ operator: 100, delegators: [] })
  })

  it("gives everything to somebody, more to a delegator the smaller the commission", () => {
    fc.assert(
      fc.property(
        amount,
        amount,
        fc.array(amount, { maxLength: 20 }),
        commission,
        commission,
        (reward, own, others, one, two) => {
          const cheap = Delegation.divide(reward, own, others, Math.min(one, two))
          const dear = Delegation.divide(reward, own, others, Math.max(one, two))
          const sum = cheap.delegators.reduce((total, part) => total + part, cheap.operator)
          expect(Math.abs(sum - reward)).toBeLessThanOrEqual(1e-9 * Math.max(1, reward))
          expect(cheap.operator).toBeGreaterThanOrEqual(-1e-6)
          for (const [index, part] of cheap.delegators.entries()) {
            expect(part).toBeGreaterThanOrEqual(dear.delegators[index] ?? 0)
          }
        }
      )
    )
  })

  it("slashes everybody alike", () => {
    expect(Delegation.slash(0.05, 200, [100, 0])).toEqual({ operator: 10, delegators: [5, 0] })
  })

  it("yields the reward by stake less the commission", () => {
    expect(Delegation.delegatorYield(1_000, 10_000, 0.18)).toBeCloseTo(0.082, 12)
    expect(Delegation.delegatorYield(1_000, 0, 0.18)).toBe(0)
  })
})
