/** Compares variants of a scenario, or several scenarios, under the same luck.
 *
 * Replication r of every variant has the same seed. Draws are keyed by purpose and number, so what the variants have in common meets the same luck
 * (common random numbers), and most of it cancels in the difference. The interval is that of the mean of these differences, replication by
 * replication; `correlation` says how well the luck was shared and `replications_saved` what that was worth.
 *
 * One experiment: a trial of `Replicate` is one replication of all variants, which share the runner's threads. What is done next depends on the
 * numbers of the replications and on what they measured, never on who finishes first. */
import { Effect } from "effect"
import * as Interval from "./Interval.ts"
import type { Measured, MetricDefinition } from "./MetricDefinition.ts"
import type * as Precision from "./Precision.ts"
import { intervalOf } from "./Precision.ts"
import * as Replicate from "./Replicate.ts"
import { type Runner, type Slice, TrialFailed } from "./Runner.ts"
import { valuesOf } from "./Summary.ts"

/** One of the alternatives. */
export interface Variant<Scenario> {
  readonly name: string
  readonly scenario: Scenario
}

/** A metric of a variant. */
export interface Side {
  /** Position of the variant. */
  readonly variant: number
  readonly metric: MetricDefinition
}

/** What is set against what: the difference is `second − first`. */
export interface Pair {
  readonly name: string
  readonly first: Side
  readonly second: Side
}

/** The same metrics of two variants, given by their positions. */
export const pairsOf = (metrics: ReadonlyArray<MetricDefinition>, first: number, second: number): ReadonlyArray<Pair> =>
  metrics.map((metric) => ({
    name: metric.name,
    first: { variant: first, metric },
    second: { variant: second, metric }
  }))

/** Metrics of one variant that exist for both arms, `x_central` against `x_network`, under the name `x`: compared within the same run. */
export const armPairsOf = (metrics: ReadonlyArray<MetricDefinition>, variant: number): ReadonlyArray<Pair> =>
  metrics.flatMap((metric) => {
    const name = /^(.+)_network$/.exec(metric.name)?.[1]
    const central = metrics.find((candidate) => candidate.name === `${name}_central`)
    return name === undefined || central === undefined
      ? []
      : [{ name, first: { variant, metric: central }, second: { variant, metric } }]
  })

/** One metric compared. Plain data; `null` stands for what does not exist. */
export interface Difference {
  readonly unit: string
  readonly first: number | null
  readonly second: number | null
  /** `second − first`. */
  readonly difference: number | null
  /** Half of the width of the 95% interval of the difference; `null` with fewer than two replications. */
  readonly half_width: number | null
  /** Difference over the size of `first`; `null` when that is zero. */
  readonly relative: number | null
  /** Whether the interval leaves out zero: chance alone makes that so once in twenty times. `null` without an interval. */
  readonly excludes_zero: boolean | null
  /** Correlation that the common luck reached; `null` when one of the two does not vary. */
  readonly correlation: number | null
  /** What independent runs would have needed for the same interval, less what was made. Negative when pairing did harm; `null` when there is no such
   * number, because the difference does not vary at all. */
  readonly replications_saved: number | null
  /** Replications in which both had something to measure: all that is said rests on them. */
  readonly n: number
}

/** How many replications to make. `precision`: until the half-width of the difference of each named pair is within a share of its first side. */
export type Plan =
  | { readonly kind: "fixed"; readonly replications: number }
  | {
      readonly kind: "precision"
      readonly relative: number
      /** Names among the pairs of the experiment. */
      readonly named: ReadonlyArray<string>
      readonly first?: number
      readonly limit?: number
    }

/** An experiment: several variants, many replications, the same luck. */
export interface Experiment<Scenario, Output extends Replicate.Outcome, Chunk, E> {
  readonly variants: ReadonlyArray<Variant<Scenario>>
  readonly pairs: ReadonlyArray<Pair>
  readonly seed: number
  readonly plan: Plan
  readonly runner: Runner<Replicate.Replication<Scenario>, Output, Chunk>
  /** What a replication gave, variant by variant, in the order of the replications. */
  readonly onResult?: (replication: number, outputs: ReadonlyArray<Output>) => Effect.Effect<void, E>
  readonly onProgress?: (progress: Replicate.Progress) => void
}

/** What came out. */
export interface Compared {
  /** By variant and replication: what was measured. */
  readonly runs: ReadonlyArray<ReadonlyArray<Measured>>
  /** In the order of the pairs. */
  readonly differences: ReadonlyArray<Difference>
  /** Why replication stopped; `null` when a fixed number was asked for. */
  readonly reason: Precision.Reason | null
}

/** A replication of all variants. `measured` has the metrics of all of them, each under its variant. */
interface Together<Output> extends Replicate.Outcome {
  readonly outputs: ReadonlyArray<Output>
}

const keyOf = (variant: number, name: string): string => `${variant}.${name}`

/** The metric as it is called in the figures of a replication of all variants. */
const among = ({ metric, variant }: Side): MetricDefinition => ({
  ...metric,
  name: keyOf(variant, metric.name),
  ...(metric.numerator === undefined ? {} : { numerator: keyOf(variant, metric.numerator) }),
  ...(metric.denominator === undefined ? {} : { denominator: keyOf(variant, metric.denominator) })
})

const partsOf = ({ denominator, kind, name, numerator }: MetricDefinition): ReadonlyArray<string> =>
  kind === "ratio" && numerator !== undefined && denominator !== undefined ? [numerator, denominator] : [name]

/** Values of both sides by replication, of those replications in which both have something to measure. */
const valuesOfPair = (pair: Pair, runs: ReadonlyArray<Measured>) => {
  const first = among(pair.first)
  const second = among(pair.second)
  const parts = [...partsOf(first), ...partsOf(second)]
  const kept = runs.filter((run) => parts.every((part) => Number.isFinite(run[part] ?? Number.NaN)))
  return { first: valuesOf(first, kept), second: valuesOf(second, kept) }
}

/** The differences, moved so that their mean is that of the first side: a precision relative to that mean is the one that is asked for. */
const relativeToFirst = (pair: Pair, runs: ReadonlyArray<Measured>): Float64Array => {
  const { first, second } = valuesOfPair(pair, runs)
  const differences = first.map((value, position) => (second[position] ?? Number.NaN) - value)
  const base = Interval.moments(first).mean
  const mean = Interval.moments(differences).mean
  return differences.map((difference) => base + (difference - mean))
}

const finite = (value: number): number | null => (Number.isFinite(value) ? value : null)

/** A spread smaller than this part of the mean is rounding, not luck: a price that is the same in every run is paid in whole micro-USD. */
const rounding = 1e-6
/** And what is smaller than this part of the first side is none: the last digits of a sum. */
const noise = 1e-9
const varies = (values: Float64Array): boolean => {
  const { mean, variance } = Interval.moments(values)
  return Math.sqrt(variance) > rounding * Math.abs(mean)
}

const differenceOf = (pair: Pair, runs: ReadonlyArray<Measured>, target: Precision.Target | undefined): Difference => {
  const values = valuesOfPair(pair, runs)
  const paired = Interval.ofDifference(values.first, values.second)
  const [firstVaries, secondVaries] = [varies(values.first), varies(values.second)]
  const first = finite(Interval.moments(values.first).mean)
  const exact = (value: number): number => (Math.abs(value) <= noise * Math.abs(first ?? 0) ? 0 : value)
  const difference = finite(exact(paired.mean))
  const wide =
    target === undefined
      ? paired.halfWidth
      : intervalOf(target)({ ...pair.second.metric, name: pair.name }, runs).halfWidth
  const halfWidth = wide === null ? null : exact(wide)
  return {
    unit: pair.second.metric.unit,
    first,
    second: finite(Interval.moments(values.second).mean),
    difference,
    half_width: halfWidth === null ? null : finite(halfWidth),
    relative: first === null || first === 0 || difference === null ? null : difference / Math.abs(first),
    excludes_zero: difference === null || halfWidth === null ? null : Math.abs(difference) > halfWidth,
    correlation: firstVaries && secondVaries ? finite(paired.correlation) : null,
    replications_saved: firstVaries || secondVaries ? finite(paired.saved) : paired.n < 2 ? null : 0,
    n: paired.n
  }
}

const targetOf = (pairs: ReadonlyArray<Pair>, plan: Plan & { readonly kind: "precision" }): Precision.Target => {
  const byName = new Map(pairs.map((pair) => [pair.name, pair]))
  const named = pairs.filter(({ name }) => plan.named.includes(name))
  return {
    relative: plan.relative,
    metrics: named.map(({ name, second }) => ({ ...second.metric, name })),
    values: (definition, runs) => {
      const pair = byName.get(definition.name)
      return pair === undefined ? new Float64Array() : relativeToFirst(pair, runs)
    },
    ...(plan.first === undefined ? {} : { first: plan.first }),
    ...(plan.limit === undefined ? {} : { limit: plan.limit })
  }
}

/** Runs all variants of a replication on `runner`, which may take several at a time. */
const together = <Scenario, Output extends Replicate.Outcome, Chunk>(
  runner: Runner<Replicate.Replication<Scenario>, Output, Chunk>
): Runner<Replicate.Replication<ReadonlyArray<Variant<Scenario>>>, Together<Output>> => ({
  size: runner.size,
  ahead: runner.ahead ?? 0,
  run: ({ replication, scenario: variants, seed }, onSlice) =>
    Effect.suspend(() => {
      const shares = new Float64Array(variants.length)
      const tell = (index: number, { done }: Slice<Chunk>): void => {
        shares[index] = done
        onSlice?.({ done: shares.reduce((sum, share) => sum + share, 0) / shares.length })
      }
      return Effect.forEach(
        variants,
        ({ name, scenario }, index) =>
          runner
            .run({ scenario, seed, replication }, (slice) => tell(index, slice))
            .pipe(
              Effect.mapError(
                ({ error, problem, stack, why }) =>
                  new TrialFailed({ why, error, problem: `${problem} (in ${name})`, stack })
              )
            ),
        { concurrency: runner.size }
      )
    }).pipe(Effect.map((outputs) => ({ measured: merged(outputs), outputs })))
})

const merged = (outputs: ReadonlyArray<Replicate.Outcome>): Measured =>
  Object.fromEntries(
    outputs.flatMap(({ measured }, variant) =>
      Object.entries(measured).map(([name, value]) => [keyOf(variant, name), value])
    )
  )

/** Makes the replications of a plan and compares. Interrupting it stops all trials. */
export const run = Effect.fnUntraced(function* <Scenario, Output extends Replicate.Outcome, Chunk = never, E = never>(
  experiment: Experiment<Scenario, Output, Chunk, E>
) {
  const { onProgress, onResult, pairs, plan, runner, seed, variants } = experiment
  const target = plan.kind === "precision" ? targetOf(pairs, plan) : undefined
  const runs = variants.map((): Array<Measured> => [])
  const replicated = yield* Replicate.run<ReadonlyArray<Variant<Scenario>>, Together<Output>, never, E>({
    scenario: variants,
    seed,
    plan: plan.kind === "fixed" ? plan : { kind: "precision", target: target ?? targetOf(pairs, plan) },
    metrics: [],
    runner: together(runner),
    onResult: (replication, { outputs }) =>
      Effect.suspend(() => {
        outputs.forEach(({ measured }, variant) => runs[variant]?.push(measured))
        return onResult === undefined ? Effect.void : onResult(replication, outputs)
      }),
    ...(onProgress === undefined ? {} : { onProgress })
  })
  const compared: Compared = {
    runs,
    differences: pairs.map((pair) => differenceOf(pair, replicated.runs, target)),
    reason: replicated.reason
  }
  return compared
})

const percent = (share: number): string => `${Number((share * 100).toPrecision(2))}%`

/** One sentence for the user: why replication stopped. */
export const explain = (relative: number, reason: Precision.Reason, replications: number): string => {
  const asked = `within ${percent(relative)} of the first side`
  switch (reason.kind) {
    case "reached":
      return reason.last === null
        ? `Stopped after ${replications} replications: no metric was named for the precision.`
        : `Stopped after ${replications} replications: the difference of every named metric is known ${asked}; ${reason.last} was last (${percent(reason.relative)}).`
    case "limit":
      return `Stopped at the limit of ${reason.limit} replications: the difference of ${reason.last} is known within ${percent(reason.reached)}, not ${asked}; about ${reason.predicted} replications would be needed.`
    case "zero":
      return `Stopped after ${replications} replications: the first side of ${reason.metric} is too close to zero for a precision relative to it.`
    case "undefined":
      return `Stopped after ${replications} replications: ${reason.metric} has no value on both sides, so the precision of its difference cannot be known.`
  }
}
