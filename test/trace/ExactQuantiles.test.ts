import fc from "fast-check"
import { expect, it } from "vitest"
import { ExactQuantiles } from "../../packages/sim/src/trace/ExactQuantiles.ts"

const arbitraryValue = fc.oneof(
  fc.nat(20),
  fc.double({ min: -5, max: 25, noNaN: true }).map((value) => value + 0),
  fc.integer({ min: 5_000_000, max: 6_000_000 })
)

it("quantiles are the values that stand at their rank in the sorted list", () => {
  const shares = [0, 0.01, 0.5, 0.95, 0.99, 1]
  fc.assert(
    fc.property(fc.array(arbitraryValue, { minLength: 1, maxLength: 50 }), (values) => {
      const quantiles = new ExactQuantiles()
      const sorted = Float64Array.from(values).sort()
      for (const value of values) quantiles.add(value)
      const expected = shares.map((share) => sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)])
      expect(quantiles.take(shares)).toEqual(expected)
    }),
    { numRuns: 100, seed: 7 }
  )
})

it("quantiles of nothing are no numbers", () => {
  expect(new ExactQuantiles().take([0.5])).toEqual([NaN])
})
