import { describe, expect, it } from "vitest"
import { type Description, Distribution } from "../../packages/sim/src/kernel/Distribution.ts"
import { Draws } from "../../packages/sim/src/kernel/Draws.ts"

const sample = (description: Description, count: number): Float64Array => {
  const distribution = Distribution.make(description)
  const draws = new Draws(2026)
  return Float64Array.from({ length: count }, (_, entity) => distribution.sample(draws.at(3, entity)))
}
const moments = (values: Float64Array): { mean: number; deviation: number } => {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1)
  return { mean, deviation: Math.sqrt(variance) }
}

const descriptions: ReadonlyArray<Description> = [
  { kind: "constant", value: 3 },
  { kind: "uniform", from: 2, to: 6 },
  { kind: "exponential", mean: 5 },
  { kind: "lognormal", median: 3, p99: 12 },
  { kind: "lognormal-mean", mean: 4, cv: 0.8 },
  { kind: "gamma", mean: 4, cv: 0.5 },
  { kind: "gamma", mean: 4, cv: 2 },
  { kind: "pareto", scale: 2, exponent: 3.5 },
  { kind: "hyperexponential", mean: 3, cv: 2.8 },
  { kind: "hyperexponential", mean: 3, cv: 1 },
  { kind: "weibull", scale: 3, shape: 0.7 },
  { kind: "choice", values: [1, 2, 8], weights: [4, 3, 1] }
]

describe("Distribution", () => {
  it.each(descriptions)("samples around its mean: %o", (description) => {
    const values = sample(description, 100_000)
    const { deviation, mean } = moments(values)
    const error = deviation / Math.sqrt(values.length)
    expect(Math.abs(mean - Distribution.make(description).mean())).toBeLessThanOrEqual(4.5 * error + 1e-12)
  })

  it.each(descriptions)("knows its mean between bounds and never leaves them: %o", (description) => {
    for (const bounds of [{ minimum: 2.5 }, { maximum: 4 }, { minimum: 2.5, maximum: 7 }]) {
      const values = sample({ ...description, ...bounds }, 40_000)
      const { deviation, mean } = moments(values)
      const error = deviation / Math.sqrt(values.length)
      const expected = Distribution.make({ ...description, ...bounds }).mean()
      expect(Math.abs(mean - expected)).toBeLessThanOrEqual(4.5 * error + 1e-4 * expected)
      expect(values.every((value) => value >= (bounds.minimum ?? 0) && value <= (bounds.maximum ?? Infinity))).toBe(
        true
      )
    }
  })

  it.each([
    { kind: "lognormal-mean", mean: 4, cv: 0.8 },
    { kind: "gamma", mean: 4, cv: 0.5 },
    { kind: "hyperexponential", mean: 3, cv: 2.8 }
  ] as const)("has the coefficient of variation that was asked for: %o", (description) => {
    const { deviation, mean } = moments(sample(description, 200_000))
    expect(deviation / mean / description.cv).toBeCloseTo(1, 1)
  })

  it("puts half of a lognormal's values below the median and 1% above the 99th percentile", () => {
    const values = sample({ kind: "lognormal", median: 1740, p99: 182_520 }, 100_000)
    const share = (limit: number) => values.filter((value) => value < limit).length / values.length
    expect(share(1740)).toBeCloseTo(0.5, 2)
    expect(share(182_520)).toBeCloseTo(0.99, 2.5)
  })

  it("knows the closed forms: Weibull by the gamma function, Pareto without a mean", () => {
    // Γ(1.5) = √π / 2
    expect(Distribution.make({ kind: "weibull", scale: 3, shape: 2 }).mean()).toBeCloseTo(
      (3 * Math.sqrt(Math.PI)) / 2,
      8
    )
    expect(Distribution.make({ kind: "pareto", scale: 1, exponent: 1 }).mean()).toBe(Infinity)
    // E min(X, m) = s + s (1 − (s/m)^(α−1)) / (α − 1), for α = 1 s (1 + ln(m / s))
    expect(Distribution.make({ kind: "pareto", scale: 2, exponent: 1, maximum: 20 }).mean()).toBeCloseTo(
      2 * (1 + Math.log(10)),
      3
    )
  })

  it("refuses parameters that make no sense, by name", () => {
    const wrong: ReadonlyArray<Description> = [
      { kind: "uniform", from: 2, to: 1 },
      { kind: "exponential", mean: -1 },
      { kind: "exponential", mean: Number.NaN },
      { kind: "lognormal", median: 2, p99: 1 },
      { kind: "hyperexponential", mean: 1, cv: 0.5 },
      { kind: "choice", values: [1, 2], weights: [1] },
      { kind: "choice", values: [1], weights: [0] },
      { kind: "constant", value: 1, minimum: 2, maximum: 1 }
    ]
    for (const description of wrong) expect(() => Distribution.make(description)).toThrow(/distribution needs/)
  })
})
