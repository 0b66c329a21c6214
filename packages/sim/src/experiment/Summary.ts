/** From what each replication measured to what is shown: an estimate, its half-width and the number of replications behind it. */
import * as Interval from "./Interval.ts"
import type { Measured, MetricDefinition } from "./MetricDefinition.ts"

/** One line of `summary.json`. */
export interface SummaryLine {
  readonly unit: string
  /** `null` when no replication had anything to measure. */
  readonly mean: number | null
  /** Half-width of the 95% interval; `null` with fewer than two replications. */
  readonly half_width: number | null
  /** Replications that had something to measure. */
  readonly n: number
}

/** All metrics of an experiment, in the order of the registry. */
export type Summary = Readonly<Record<string, SummaryLine>>

const column = (runs: ReadonlyArray<Measured>, name: string): Float64Array =>
  Float64Array.from(runs, (run) => run[name] ?? Number.NaN)

/** One value per replication whose mean is the estimate of the metric: what intervals, stopping and comparisons work on.
 *
 * **Gotchas** A ratio without both of its parts falls back to its own per-run value, as a mean. */
export const valuesOf = (definition: MetricDefinition, runs: ReadonlyArray<Measured>): Float64Array => {
  const { kind, numerator, denominator } = definition
  return kind === "ratio" && numerator !== undefined && denominator !== undefined
    ? Interval.ratioValues(column(runs, numerator), column(runs, denominator))
    : column(runs, definition.name)
}

/** The interval of one metric. */
export const intervalOf = (definition: MetricDefinition, runs: ReadonlyArray<Measured>): Interval.Interval =>
  Interval.ofMean(valuesOf(definition, runs))

/** The interval of a metric's change from `first` to `second`, runs paired by position. */
export const differenceOf = (
  definition: MetricDefinition,
  first: ReadonlyArray<Measured>,
  second: ReadonlyArray<Measured>
): Interval.PairedInterval => Interval.ofDifference(valuesOf(definition, first), valuesOf(definition, second))

/** Summarises replications, metric by metric. After `--precision`, pass `Precision.intervalOf(target)` for the intervals. */
export const summarise = (
  definitions: ReadonlyArray<MetricDefinition>,
  runs: ReadonlyArray<Measured>,
  intervals: (definition: MetricDefinition, runs: ReadonlyArray<Measured>) => Interval.Interval = intervalOf
): Summary =>
  Object.fromEntries(
    definitions.map((definition) => {
      const { mean, halfWidth, n } = intervals(definition, runs)
      return [
        definition.name,
        { unit: definition.unit, mean: Number.isFinite(mean) ? mean : null, half_width: halfWidth, n }
      ]
    })
  )
