/** Distributions as data, compiled once into numbers: a draw is a switch and some arithmetic, with no closure.
 *
 *     const runTime = Distribution.make({ kind: "lognormal", median: 1740, p99: 182_520, maximum: 2_592_000 })
 *     runTime.sample(draws.at(runTimes, job)) */
import type { Draws } from "./Draws.ts"
import { overGamma, overNormal } from "./Expectation.ts"

/** Values outside are moved to the nearest bound, as a run-time limit does with a job: the bound gets their weight. */
interface Bounds {
  readonly minimum?: number
  readonly maximum?: number
}

/** What a distribution is. `cv` is the coefficient of variation (standard deviation over mean); `median` and `p99` are quantiles.
 *
 * A hyperexponential is two exponentials with balanced means (each contributes half of the mean), the usual model of bursts:
 * `cv` at least 1. A pareto exceeds x with probability (scale / x)^exponent; a weibull with probability exp(−(x / scale)^shape). */
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

/** What a description comes to: a tag, two numbers whose meaning depends on it, and for `choice` the values. */
interface Compiled {
  readonly tag: Tag
  readonly a: number
  readonly b: number
  /** Expected value before bounds; NaN where only integration gives it. */
  readonly mean: number
  readonly values?: ReadonlyArray<number>
  readonly cumulative?: ReadonlyArray<number>
}

const require = (holds: boolean, kind: string, what: string): void => {
  if (!holds) throw new RangeError(`a ${kind} distribution needs ${what}`)
}

const compileChoice = (values: ReadonlyArray<number>, weights: ReadonlyArray<number>): Compiled => {
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  require(values.length === weights.length && values.length > 0, "choice", "as many weights as values, at least one")
  require(weights.every((weight) => weight >= 0) && total > 0, "choice", "weights from 0 up that are not all 0")
  let below = 0
  const cumulative = weights.map((weight) => (below += weight / total))
  const mean = values.reduce((sum, value, index) => sum + (value * (weights[index] ?? 0)) / total, 0)
  return { tag: tags.choice, a: 0, b: 0, mean, values, cumulative }
}

const compile = (description: Description): Compiled => {
  const { kind } = description
  switch (kind) {
    case "constant":
      return { tag: tags.constant, a: description.value, b: 0, mean: description.value }
    case "uniform": {
      const { from, to } = description
      require(to >= from, kind, "a `to` that is not below `from`")
      return { tag: tags.uniform, a: from, b: to - from, mean: (from + to) / 2 }
    }
    case "exponential":
      require(description.mean >= 0, kind, "a mean from 0 up")
      return { tag: tags.exponential, a: description.mean, b: 0, mean: description.mean }
    case "lognormal": {
      const { median, p99 } = description
      require(median > 0 && p99 >= median, kind, "a median above 0 and a p99 that is not below it")
      const sigma = Math.log(p99 / median) / z99
      return { tag: tags.lognormal, a: Math.log(median), b: sigma, mean: median * Math.exp((sigma * sigma) / 2) }
    }
    case "lognormal-mean": {
      const { mean, cv } = description
      require(mean > 0 && cv >= 0, kind, "a mean above 0 and a cv from 0 up")
      const variance = Math.log1p(cv * cv)
      return { tag: tags.lognormal, a: Math.log(mean) - variance / 2, b: Math.sqrt(variance), mean }
    }
    case "gamma": {
      const { mean, cv } = description
      require(mean >= 0 && cv >= 0, kind, "a mean and a cv from 0 up")
      const constant = cv < 1e-6
      return constant
        ? { tag: tags.constant, a: mean, b: 0, mean }
        : { tag: tags.gamma, a: 1 / (cv * cv), b: mean * cv * cv, mean }
    }
    case "pareto": {
      const { exponent, scale } = description
      require(scale > 0 && exponent > 0, kind, "a scale and an exponent above 0")
      const mean = exponent > 1 ? (scale * exponent) / (exponent - 1) : Infinity
      return { tag: tags.pareto, a: scale, b: 1 / exponent, mean }
    }
    case "hyperexponential": {
      const { mean, cv } = description
      require(mean >= 0 && cv >= 1, kind, "a mean from 0 up and a cv from 1 up")
      const square = cv * cv
      return { tag: tags.hyperexponential, a: (1 + Math.sqrt((square - 1) / (square + 1))) / 2, b: mean, mean }
    }
    case "weibull":
      require(description.scale > 0 && description.shape > 0, kind, "a scale and a shape above 0")
      return { tag: tags.weibull, a: description.scale, b: 1 / description.shape, mean: Number.NaN }
    case "choice":
      return compileChoice(description.values, description.weights)
  }
}

/** A compiled distribution. Frozen: it is configuration, not state. */
export class Distribution {
  private readonly tag: Tag
  private readonly a: number
  private readonly b: number
  private readonly minimum: number
  private readonly maximum: number
  private readonly values: Float64Array
  private readonly cumulative: Float64Array
  private readonly expected: number

  private constructor(compiled: Compiled, bounds: Bounds) {
    this.tag = compiled.tag
    this.a = compiled.a
    this.b = compiled.b
    this.minimum = bounds.minimum ?? -Infinity
    this.maximum = bounds.maximum ?? Infinity
    require(this.minimum <= this.maximum, "bounded", "a minimum that is not above its maximum")
    this.values = Float64Array.from(compiled.values ?? [])
    this.cumulative = Float64Array.from(compiled.cumulative ?? [])
    const bounded = this.minimum > -Infinity || this.maximum < Infinity
    this.expected = bounded || Number.isNaN(compiled.mean) ? this.integrate() : compiled.mean
    Object.freeze(this)
  }

  /** Throws a RangeError when the parameters make no sense. */
  static make(description: Description): Distribution {
    return new Distribution(compile(description), description)
  }

  /** Expected value, bounds included; Infinity where there is none (a pareto with an exponent of at most 1 and no maximum). */
  mean(): number {
    return this.expected
  }

  /** One value. The caller has keyed `draws` with `at`. */
  sample(draws: Draws): number {
    return this.bound(this.raw(draws))
  }

  private bound(value: number): number {
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

  /** The mean by numerical integration: every kind is a function of a uniform, a gamma or a normal. */
  private integrate(): number {
    const { a, b } = this
    switch (this.tag) {
      case tags.constant:
        return this.bound(a)
      case tags.uniform: {
        const low = this.bound(a)
        const high = this.bound(a + b)
        if (b === 0) return low
        // Weight below the lower bound, within, above the upper.
        return ((low - a) * low + (a + b - high) * high + ((high - low) * (high + low)) / 2) / b
      }
      case tags.exponential:
        return overGamma(1, (x) => this.bound(a * x))
      case tags.lognormal:
        return overNormal((z) => this.bound(Math.exp(a + b * z)))
      case tags.gamma:
        return overGamma(a, (x) => this.bound(b * x))
      case tags.pareto: {
        const low = Math.max(this.minimum, a)
        const exponent = 1 / b
        // −ln(1 − U) is exponential, but its integral converges slowly for a heavy tail that no maximum cuts off.
        if (this.maximum < Infinity) return overGamma(1, (x) => this.bound(a * Math.exp(b * x)))
        return exponent > 1 ? low + (low * (a / low) ** exponent) / (exponent - 1) : Infinity
      }
      case tags.hyperexponential: {
        const branch = (share: number): number => share * overGamma(1, (x) => this.bound((b / (2 * share)) * x))
        return a === 1 ? branch(1) : branch(a) + branch(1 - a)
      }
      case tags.weibull:
        return overGamma(1, (x) => this.bound(a * x ** b))
      case tags.choice: {
        let below = 0
        return this.values.reduce((sum, value, index) => {
          const weight = (this.cumulative[index] ?? 1) - below
          below += weight
          return sum + this.bound(value) * weight
        }, 0)
      }
    }
  }
}
