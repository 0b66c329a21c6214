import { describe, expect, it } from "vitest"
import { measure } from "./Coverage.ts"

describe("nominal 95% intervals on M/M/1 at load 0.9, 1,000 repetitions", () => {
  const seconds = 300
  it(
    "cover 93.5 to 96.5% after 10 replications and after --precision 7%, for a mean, a quantile and a ratio",
    () => {
      const coverage = measure({
        seed: 1,
        repetitions: 1_000,
        customers: 40_000,
        relative: 0.07,
        among: ["mean", "p95", "ratio"]
      })
      for (const found of [coverage.fixed, coverage.afterPrecision])
        for (const share of Object.values(found)) {
          expect(share).toBeGreaterThanOrEqual(0.935)
          expect(share).toBeLessThanOrEqual(0.965)
        }
      // The rule had something to decide: it went beyond its first look, and not to its limit.
      expect(coverage.replications).toBeGreaterThan(21)
      expect(coverage.longest).toBeLessThan(200)
    },
    seconds * 1_000
  )
})
