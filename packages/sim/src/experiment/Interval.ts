/** Confidence intervals over replications: of a mean, of a ratio of means, of a quantile, of a paired difference.
 *
 * One replication gives one number per metric, and replications are independent of each other, so nothing here ever looks
 * inside a run: waiting times of one run are correlated and pooling them would make every interval far too short.
 *
 * Every kind of metric is first turned into one *value* per replication whose mean is the point estimate; the interval is that
 * of a mean of independent values. For a ratio the values are jackknife values (`ratioValues`), for a quantile they are the
 * quantiles of the single runs.
 *
 * The half-width is Student's t times the standard error, widened for the skewness that the sample shows (`skewWidening`).
 * Without it a nominal 95% interval over 10 runs of a queue at load 0.9 covers 92 to 94% only; see `docs/decisions.md`.
 *
 * **Gotchas** A half-width is `null` when it cannot be known (fewer than two values), never zero. */
import tQuantile from "@stdlib/stats-base-dists-t-quantile"

/** What replications say about one number. */
export interface Interval {
  /** Point estimate; NaN when no replication gave a value. */
  readonly mean: number
  /** Half of the width of the confidence interval, `null` with fewer than two values. */
  readonly halfWidth: number | null
  /** Replications that gave a value. */
  readonly n: number
}

/** Confidence of every interval that Lode shows. */
export const defaultConfidence = 0.95

const criticalValues = new Map<number, Float64Array>()
const remembered = 2_048

/** Two-sided critical value of Student's t, e.g. 2.262 for 95% and 9 degrees of freedom. Values are remembered up to 2,047 degrees; from there
 * on, and for `Infinity`, the normal distribution's is given (within 0.1%). */
export const criticalValue = (degrees: number, confidence: number = defaultConfidence): number => {
  const position = degrees < remembered ? degrees : 0
  let table = criticalValues.get(confidence)
  if (table === undefined) criticalValues.set(confidence, (table = new Float64Array(remembered)))
  const known = table[position] ?? 0
  return known > 0 ? known : (table[position] = tQuantile((1 + confidence) / 2, position === 0 ? 1e9 : degrees))
}

/** Count, mean, spread and skewness of a sample. */
export interface Moments {
  readonly n: number
  readonly mean: number
  /** Unbiased variance; NaN with fewer than two values. */
  readonly variance: number
  /** Third central moment over the 1.5th power of the second (both divided by n); 0 when all values are equal. */
  readonly skewness: number
}

/** Moments of the finite values of a sample: in passes, so that a large mean does not drown a small spread. */
export const moments = (values: ArrayLike<number>): Moments => {
  let n = 0
  let sum = 0
  let least = Number.POSITIVE_INFINITY
  let most = Number.NEGATIVE_INFINITY
  for (let i = 0; i < values.length; i++) {
    const value = values[i] ?? Number.NaN
    if (!Number.isFinite(value)) continue
    n += 1
    sum += value
    least = Math.min(least, value)
    most = Math.max(most, value)
  }
  // Equal values have no spread; their sum over n would leave a residue of rounding.
  if (least === most) return { n, mean: least, variance: n < 2 ? Number.NaN : 0, skewness: 0 }
  const mean = sum / n
  let second = 0
  for (let i = 0; i < values.length; i++) {
    const away = (values[i] ?? Number.NaN) - mean
    if (Number.isFinite(away)) second += away * away
  }
  const deviation = Math.sqrt(second / n)
  let third = 0
  for (let i = 0; i < values.length; i++) {
    const away = ((values[i] ?? Number.NaN) - mean) / deviation
    // Spreads so small that their squares vanish have no measurable skewness.
    if (Number.isFinite(away)) third += away * away * away
  }
  return { n, mean, variance: n < 2 ? Number.NaN : second / (n - 1), skewness: n < 3 ? 0 : third / n }
}

/** Factor by which skewed values widen a t interval: 1 + g² (z⁴ + 2z² − 3) / 18n with z the normal critical value.
 *
 * The skewness term of the Edgeworth expansion of the coverage of Student's t (P. Hall, *The Bootstrap and Edgeworth
 * Expansion*, 1992, section 2.6) says how much a two-sided interval falls short; this widens it by as much. With g estimated it
 * is nearly 1 for symmetric values (1.04 on average for 10 normal ones) and 1.14 for 10 exponential ones. */
export const skewWidening = (sample: Moments, confidence: number = defaultConfidence): number => {
  const z = criticalValue(Number.POSITIVE_INFINITY, confidence)
  return 1 + (sample.skewness ** 2 * (z ** 4 + 2 * z ** 2 - 3)) / (18 * sample.n)
}

const ofMoments = (sample: Moments, confidence: number): Interval => ({
  mean: sample.mean,
  halfWidth:
    sample.n < 2
      ? null
      : criticalValue(sample.n - 1, confidence) *
        Math.sqrt(sample.variance / sample.n) *
        skewWidening(sample, confidence),
  n: sample.n
})

/** Interval of the mean of one value per replication. Values that are not finite (nothing to measure in that run) are left out.
 *
 * **Gotchas** Of a quantile per replication it estimates the expected quantile of one run. For a *steady* horizon that differs from the long-run
 * quantile by a bias of the order of 1 / run length, which more replications do not remove (waiting at load 0.9: +0.3% at 50,000 jobs a run).
 * Jackknifing halves of a run was tried and gave more spread for little less bias; a longer run is the cure. */
export const ofMean = (values: ArrayLike<number>, confidence: number = defaultConfidence): Interval =>
  ofMoments(moments(values), confidence)

/** Turns numerator and denominator of each replication into values whose mean is the *ratio of means* and whose spread is the
 * jackknife's: value i = R + (n − 1)(mean of R₋ⱼ − R₋ᵢ), where R₋ᵢ is the ratio with replication i left out.
 *
 * A mean of per-replication ratios would be another quantity (and biased by small denominators). Fieller's interval was tried: it
 * covers as well but is not symmetric, which `mean ± half_width` cannot say.
 *
 * **Gotchas** NaN values throughout when the denominators add up to zero: there is no ratio. Replications in which either is not finite
 * have NaN, so that positions stay those of the replications. */
export const ratioValues = (numerators: ArrayLike<number>, denominators: ArrayLike<number>): Float64Array => {
  const kept: Array<number> = []
  let top = 0
  let bottom = 0
  for (let i = 0; i < Math.min(numerators.length, denominators.length); i++) {
    const a = numerators[i] ?? Number.NaN
    const b = denominators[i] ?? Number.NaN
    if (!Number.isFinite(a) || !Number.isFinite(b)) continue
    kept.push(i)
    top += a
    bottom += b
  }
  const n = kept.length
  const ratio = bottom === 0 ? Number.NaN : top / bottom
  const values = new Float64Array(numerators.length).fill(Number.NaN)
  if (n < 2) {
    for (const i of kept) values[i] = ratio
    return values
  }
  const without = (i: number): number => {
    const rest = bottom - (denominators[i] ?? 0)
    // All of the denominator comes from this one replication: without it nothing is known, so it speaks for the whole.
    return rest === 0 ? ratio : (top - (numerators[i] ?? 0)) / rest
  }
  const average = kept.reduce((sum, i) => sum + without(i), 0) / n
  for (const i of kept) values[i] = ratio + (n - 1) * (average - without(i))
  return values
}

/** Interval of a ratio of means. */
export const ofRatio = (
  numerators: ArrayLike<number>,
  denominators: ArrayLike<number>,
  confidence: number = defaultConfidence
): Interval => ofMean(ratioValues(numerators, denominators), confidence)

/** Two alternatives compared under the same luck. */
export interface PairedInterval extends Interval {
  /** Correlation that common random numbers reached; NaN when one alternative does not vary. */
  readonly correlation: number
  /** How many replications the pairing saved: what independent runs would have needed for the same half-width, less n. Negative when pairing
   * did harm, infinite when the difference does not vary. */
  readonly saved: number
}

const correlationOf = (a: ReadonlyArray<number>, b: ReadonlyArray<number>): number => {
  const first = moments(a)
  const second = moments(b)
  if (!(first.variance > 0 && second.variance > 0)) return Number.NaN
  const scale = Math.sqrt(first.variance) * Math.sqrt(second.variance) * (a.length - 1)
  const sum = a.reduce((sum, x, i) => sum + (x - first.mean) * ((b[i] ?? Number.NaN) - second.mean), 0)
  return Math.min(1, Math.max(-1, sum / scale))
}

/** Interval of the mean of `second − first`, replication by replication. Pass `ratioValues` for ratios.
 *
 * **Gotchas** Position i of both must be the same replication (the same seed); a pair with a missing half is left out. */
export const ofDifference = (
  first: ArrayLike<number>,
  second: ArrayLike<number>,
  confidence: number = defaultConfidence
): PairedInterval => {
  const a: Array<number> = []
  const b: Array<number> = []
  for (let i = 0; i < Math.min(first.length, second.length); i++) {
    const x = first[i] ?? Number.NaN
    const y = second[i] ?? Number.NaN
    if (!Number.isFinite(x) || !Number.isFinite(y)) continue
    a.push(x)
    b.push(y)
  }
  const difference = moments(b.map((y, i) => y - (a[i] ?? 0)))
  const va = moments(a).variance
  const vb = moments(b).variance
  const n = a.length
  return {
    ...ofMoments(difference, confidence),
    correlation: correlationOf(a, b),
    saved:
      difference.variance === 0
        ? va + vb === 0
          ? 0
          : Number.POSITIVE_INFINITY
        : (n * (va + vb)) / difference.variance - n
  }
}
