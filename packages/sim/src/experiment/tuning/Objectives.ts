/** Objectives: one number to make small (or large) out of what replications measured in one or several named worlds.
 *
 * A world is a way the outside may turn out: a halving, a price crash, demand that doubles. As in `Interval`, each objective is turned into one
 * value per replication whose mean is the estimate, so that intervals, paired differences and races need to know nothing of worlds. */
import * as Interval from "../Interval.ts"
import type { Measured, MetricDefinition } from "../MetricDefinition.ts"
import { valuesOf } from "../Summary.ts"

/** How an objective stands over worlds.
 *
 * - `mean`: of their weights.
 * - `worst`: the world in which it is worst.
 * - `cvar`: conditional value at risk: the mean of the worst `tail` of the weight of worlds (Rockafellar and Uryasev 2000), from `worst`
 *   (a small tail) to `mean` (1). */
export type Over =
  | { readonly kind: "mean" }
  | { readonly kind: "worst" }
  | {
      readonly kind: "cvar"
      /** Part of the worlds that counts, by weight, above 0 up to 1. */
      readonly tail: number
    }

/** What is wanted of a metric. */
export interface Objective {
  readonly metric: MetricDefinition
  readonly direction: "minimise" | "maximise"
  readonly over: Over
}

/** A named world. */
export interface World {
  readonly name: string
  /** How much it counts; only the proportions matter. */
  readonly weight: number
}

/** What a replication of a candidate measured, world by world. */
export type Sample = ReadonlyArray<Measured>

/** The world of a study that names none. */
export const onlyWorld: ReadonlyArray<World> = [{ name: "the scenario", weight: 1 }]

/** What each world counts when their means are these and the greatest is the worst. */
export const weightsOf = (
  over: Over,
  worlds: ReadonlyArray<World>,
  means: ReadonlyArray<number>
): ReadonlyArray<number> => {
  const total = worlds.reduce((sum, { weight }) => sum + weight, 0)
  const shares = worlds.map(({ weight }) => weight / total)
  if (over.kind === "mean") return shares
  const order = means.map((_, world) => world).toSorted((a, b) => (means[b] ?? 0) - (means[a] ?? 0) || a - b)
  const weights = shares.map(() => 0)
  if (over.kind === "worst") {
    const worst = order[0]
    if (worst !== undefined) weights[worst] = 1
    return weights
  }
  let left = over.tail
  for (const world of order) {
    const taken = Math.min(left, shares[world] ?? 0)
    weights[world] = taken / over.tail
    left -= taken
  }
  return weights
}

/** Values of a metric by replication, for each world in turn. */
export const valuesByWorld = (
  metric: MetricDefinition,
  worlds: ReadonlyArray<World>,
  samples: ReadonlyArray<Sample>
): ReadonlyArray<Float64Array> =>
  worlds.map((_, world) =>
    valuesOf(
      metric,
      samples.map((sample) => sample[world] ?? {})
    )
  )

/** One value per replication whose mean is the objective, with its sign such that **less is better**.
 *
 * Of the worst world and of CVaR the weights are those of the estimated means; that the weights depend on the means too changes the spread only to
 * second order (Danskin's theorem), except where worlds are nearly equal.
 *
 * **Gotchas** Where worlds are nearly equal the estimated worst is worse than the true one on average, by a part of the half-width: the error is on the
 * side of caution. A replication in which a world that counts has no value has none. */
export const valuesOfObjective = (
  { direction, metric, over }: Objective,
  worlds: ReadonlyArray<World>,
  samples: ReadonlyArray<Sample>
): Float64Array => {
  const sign = direction === "minimise" ? 1 : -1
  const byWorld = valuesByWorld(metric, worlds, samples)
  const means = byWorld.map((values) => sign * Interval.moments(values).mean)
  // A world without any value is the worst there is: nothing is known to its credit.
  const weights = weightsOf(
    over,
    worlds,
    means.map((mean) => (Number.isNaN(mean) ? Number.POSITIVE_INFINITY : mean))
  )
  return Float64Array.from(samples, (_, replication) =>
    byWorld.reduce((sum, values, world) => {
      const weight = weights[world] ?? 0
      return weight === 0 ? sum : sum + weight * sign * (values[replication] ?? Number.NaN)
    }, 0)
  )
}
