/** What the statistics need to know about a metric. The registry itself is `world/Metrics.ts`; this is the shape that it has. */

/** How a metric is put together over replications.
 *
 * - `total`: a sum or count of one run; its mean over runs is shown.
 * - `mean`: one average per run (time averages, levels at the end); its mean over runs is shown.
 * - `ratio`: two totals; the ratio of their means over runs is shown, never the mean of ratios.
 * - `quantile`: one quantile per run; its mean over runs is shown, jobs of different runs are never pooled. */
export type MetricKind = "total" | "mean" | "ratio" | "quantile"

/** One metric of a run. */
export interface MetricDefinition {
  /** snake_case, the key in `summary.json`. */
  readonly name: string
  readonly unit: string
  readonly description: string
  readonly kind: MetricKind
  /** For a ratio: the names of the two values of a run that are divided. */
  readonly numerator?: string
  readonly denominator?: string
  /** Which way is good, where there is one. */
  readonly better?: "higher" | "lower"
  /** A share that is no part of a whole, so that it may lie above 100% or below 0%. */
  readonly isQuotient?: boolean
}

/** What one replication measured: a number per name. NaN or absence says that there was nothing to measure (the waiting time
 * of no job). Numerators and denominators of ratios are among the names. */
export type Measured = Readonly<Record<string, number>>
