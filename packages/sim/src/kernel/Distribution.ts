/** Distributions as data, compiled once into numbers: a draw is a switch and some arithmetic, with no closure. */
import type { Draws } from "./Draws.ts"

interface Bounds {
  /** Values outside are moved to the nearest bound. */
  readonly minimum?: number
  readonly maximum?: number
}

/** What a distribution is. `cv` is the coefficient of variation; `median` and `p99` are quantiles. */
export type Description = Bounds &
  (
    | { readonly kind: "constant"; readonly value: number }
    | { readonly kind: "uniform"; readonly from: number; readonly to: number }
    | { readonly kind: "exponential"; readonly mean: number }
    | { readonly kind: "lognormal"; readonly median: number; readonly p99: number }
    | { readonly kind: "lognormal-mean"; readonly mean: number; readonly cv: number }
    | { readonly kind: "gamma"; readonly mean: number; readonly cv: number }
    | { readonly kind: "pareto"; readonly scale: number; readonly exponent: number }
    | { readonly kind: "hyperexponential"; readonly mean: number; readonly cv: number }
    | { readonly kind: "weibull"; readonly scale: number; readonly shape: number }
    | { readonly kind: "choice"; readonly values: ReadonlyArray<number>; readonly weights: ReadonlyArray<number> }
  )

const tags = {
  constant: 0,
  uniform: 1,
  exponential: 2,
  lognormal: 3,
  gamma: 4,
  pareto: 5,
  hyperexponential: 6,
  weibull: 7,
  choice: 8
} as const
type Tag = (typeof tags)[keyof typeof tags]
/** The 99th percentile of the standard normal distribution. */
const z99 = 2.3263478740408408

/** A compiled distribution. */
export class Distribution {
  private readonly tag: Tag
  private readonly a: number
  private readonly b: number
  private readonly minimum: number
  private readonly maximum: number
  private readonly values: Float64Array
  private readonly cumulative: Float64Array
  private readonly expected: number

  private constructor(
    tag: Tag,
    a: number,
    b: number,
    expected: number,
    bounds: Bounds,
    values: ReadonlyArray<number>,
    cumulative: ReadonlyArray<number>
  ) {
    this.tag = tag
    this.a = a
    this.b = b
    this.expected = expected
    this.minimum = bounds.minimum ?? -Infinity
    this.maximum = bounds.maximum ?? Infinity
    this.values = Float64Array.from(values)
    this.cumulative = Float64Array.from(cumulative)
  }

  static make(description: Description): Distribution {
    const plain = (tag: Tag, a: number, b: number, expected: number) =>
      new Distribution(tag, a, b, expected, description, [], [])
    switch (description.kind) {
      case "constant":
        return plain(tags.constant, description.value, 0, description.value)
      case "uniform":
        return plain(
          tags.uniform,
          description.from,
          description.to - description.from,
          (description.from + description.to) / 2
        )
      case "exponential":
        return plain(tags.exponential, description.mean, 0, description.mean)
      case "lognormal": {
        const sigma = Math.log(description.p99 / description.median) / z99
        return plain(
          tags.lognormal,
          Math.log(description.median),
          sigma,
          description.median * Math.exp((sigma * sigma) / 2)
        )
      }
      case "lognormal-mean": {
        const variance = Math.log1p(description.cv * description.cv)
        return plain(tags.lognormal, Math.log(description.mean) - variance / 2, Math.sqrt(variance), description.mean)
      }
      case "gamma": {
        const shape = 1 / (description.cv * description.cv)
        return plain(tags.gamma, shape, description.mean / shape, description.mean)
      }
      case "pareto": {
        const { exponent, scale } = description
        return plain(tags.pareto, scale, 1 / exponent, exponent > 1 ? (scale * exponent) / (exponent - 1) : Infinity)
      }
      case "hyperexponential": {
        // Two exponentials with balanced means: the first with probability p, each contributing half of the mean.
        const square = description.cv * description.cv
        const p = (1 + Math.sqrt((square - 1) / (square + 1))) / 2
        return plain(tags.hyperexponential, p, description.mean, description.mean)
      }
      case "weibull":
        return plain(tags.weibull, description.scale, 1 / description.shape, Number.NaN)
      case "choice": {
        const total = description.weights.reduce((sum, weight) => sum + weight, 0)
        let sum = 0
        const cumulative = description.weights.map((weight) => (sum += weight / total))
        const mean = description.values.reduce(
          (whole, value, index) => whole + (value * (description.weights[index] ?? 0)) / total,
          0
        )
        return new Distribution(tags.choice, 0, 0, mean, description, description.values, cumulative)
      }
    }
  }

  /** One value. The caller has keyed `draws` with `at`. */
  sample(draws: Draws): number {
    const value = this.raw(draws)
    return value < this.minimum ? this.minimum : value > this.maximum ? this.maximum : value
  }

  private raw(draws: Draws): number {
    switch (this.tag) {
      case tags.constant:
        return this.a
      case tags.uniform:
        return this.a + this.b * draws.uniform()
      case tags.exponential:
        return this.a * draws.exponential()
      case tags.lognormal:
        return Math.exp(this.a + this.b * draws.normal())
      case tags.gamma:
        return this.b * draws.gamma(this.a)
      case tags.pareto:
        return this.a * (1 - draws.uniform()) ** -this.b
      case tags.hyperexponential: {
        const share = draws.uniform() < this.a ? this.a : 1 - this.a
        return (this.b / (2 * share)) * draws.exponential()
      }
      case tags.weibull:
        return this.a * draws.exponential() ** this.b
      case tags.choice: {
        const position = draws.uniform()
        let index = 0
        while (index < this.cumulative.length - 1 && position >= (this.cumulative[index] ?? 1)) index++
        return this.values[index] ?? Number.NaN
      }
    }
  }

  /** Expected value, before the bounds are applied; NaN where it is not known in closed form. */
  mean(): number {
    return this.expected
  }
}
