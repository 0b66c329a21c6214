import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import { criticalBatch, examplesFactor, tokensFactor } from "../../packages/sim/src/training/model/CriticalBatch.ts"

const loss = fc.double({ min: 1.5, max: 10, noNaN: true })
/** Steps over the least. */
const stepsFactor = (b: number, l: number) => 1 + criticalBatch(l) / b
const batch = fc.double({ min: 3, max: 10, noNaN: true }).map((digits) => 10 ** digits)

describe("the critical batch", () => {
  it("is 2e8 / L^4.8 tokens: 7.2 million at a loss of 2, 2.5 million at 2.5 (Kaplan et al. 2020)", () => {
    expect(criticalBatch(1)).toBe(2e8)
    expect(Math.abs(criticalBatch(2) / 7.18e6 - 1)).toBeLessThan(0.001)
    expect(Math.abs(criticalBatch(2.5) / 2.46e6 - 1)).toBeLessThan(0.001)
  })

  it("grows as the loss falls", () => {
    fc.assert(fc.property(loss, (high) => criticalBatch(0.99 * high) > criticalBatch(high)))
  })
})

describe("steps and examples", () => {
  it("lie on the hyperbola (S / Smin - 1)(E / Emin - 1) = 1", () => {
    fc.assert(
      fc.property(batch, loss, (b, l) => {
        expect(Math.abs((stepsFactor(b, l) - 1) * (examplesFactor(b, l) - 1) - 1)).toBeLessThan(1e-6)
      })
    )
  })

  it("a batch is examples over steps, with Emin / Smin the critical batch", () => {
    fc.assert(
      fc.property(batch, loss, (b, l) => {
        const fromFactors = (examplesFactor(b, l) / stepsFactor(b, l)) * criticalBatch(l)
        expect(Math.abs(fromFactors / b - 1)).toBeLessThan(1e-9)
      })
    )
  })

  it("at the critical batch both are twice the least", () => {
    expect(stepsFactor(criticalBatch(2), 2)).toBe(2)
    expect(examplesFactor(criticalBatch(2), 2)).toBe(2)
  })
})

describe("tokens over a published law's", () => {
  it("none up to the critical batch, then ever more, without a jump", () => {
    fc.assert(
      fc.property(batch, loss, (b, l) => {
        const factor = tokensFactor(b, l)
        if (b <= criticalBatch(l)) expect(factor).toBe(1)
        else expect(factor).toBeGreaterThan(1)
        expect(tokensFactor(1.001 * b, l)).toBeGreaterThanOrEqual(factor)
        expect(tokensFactor(1.001 * b, l)).toBeLessThan(1.002 * factor)
      })
    )
  })

  it("are those of the hyperbola over those at the critical batch", () => {
    fc.assert(
      fc.property(batch, loss, (b, l) => {
        const critical = criticalBatch(l)
        const expected = examplesFactor(b, l) / examplesFactor(Math.min(b, critical), l)
        expect(Math.abs(tokensFactor(b, l) / expected - 1)).toBeLessThan(1e-12)
      })
    )
  })

  it("ten thousand peers are not free: a batch a thousand times the critical takes half as many steps as one at it, not a thousandth", () => {
    const critical = criticalBatch(2)
    const steps = (b: number) => tokensFactor(b, 2) / b
    expect(Math.abs(steps(1000 * critical) / steps(critical) - 0.5)).toBeLessThan(0.001)
  })
})
