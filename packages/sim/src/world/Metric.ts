/** What a metric is. The registry of all of them is `Metrics.ts`. */
import type { JobTally } from "./JobTally.ts"
import type { Venue } from "./Venue.ts"
import type { World } from "./World.ts"

/** One metric. `kind` says how replications are put together: see `experiment/MetricDefinition.ts`. */
export interface Metric {
  /** snake_case, the key in `summary.json`. */
  readonly name: string
  readonly unit: string
  readonly description: string
  readonly kind: "total" | "mean" | "ratio" | "quantile"
  readonly numerator?: string
  readonly denominator?: string
  readonly better?: "higher" | "lower"
  readonly isQuotient?: boolean
  /** Value of one run; NaN when there was nothing to measure. */
  readonly of: (world: World) => number
}

/** A metric that is measured in the run itself; ratios are made of two of them in `Metrics.ts`. */
export const metric = (
  name: string,
  unit: string,
  kind: "total" | "mean" | "quantile",
  description: string,
  of: (world: World) => number,
  better?: "higher" | "lower"
): Metric => ({ name, unit, kind, description, of, ...(better === undefined ? {} : { better }) })

/** The ratio of two metrics that are measured too, so that replications can be summarised as a ratio of means. */
export const ratioOf = (
  name: string,
  unit: string,
  numerator: Metric,
  denominator: Metric,
  description: string,
  better?: "higher" | "lower"
): Metric => ({
  name,
  unit,
  kind: "ratio",
  numerator: numerator.name,
  denominator: denominator.name,
  description,
  of: (world) => numerator.of(world) / denominator.of(world),
  ...(better === undefined ? {} : { better })
})

/** Sums over all networks, or over all clouds. */
export const sumOver = (world: World, isNetwork: boolean, of: (venue: Venue) => number): number => {
  let sum = 0
  for (const venue of world.venues) if (venue.isNetwork === isNetwork) sum += of(venue)
  return sum
}
/** A figure of the tallies of all networks, or of all clouds. */
export const network = (of: (tally: JobTally) => number) => (world: World) =>
  sumOver(world, true, (venue) => of(venue.tally))
export const central = (of: (tally: JobTally) => number) => (world: World) =>
  sumOver(world, false, (venue) => of(venue.tally))
