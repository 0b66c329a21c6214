/** How often intervals contain the truth, over repeated experiments on M/M/1 at load 0.9. */
import type * as Interval from "../../packages/sim/src/experiment/Interval.ts"
import type { Measured, MetricDefinition } from "../../packages/sim/src/experiment/MetricDefinition.ts"
import * as Precision from "../../packages/sim/src/experiment/Precision.ts"
import * as Summary from "../../packages/sim/src/experiment/Summary.ts"
import * as LindleyQueue from "./LindleyQueue.ts"

const metric = (name: string, rest: Partial<MetricDefinition> & Pick<MetricDefinition, "kind">): MetricDefinition => ({
  name,
  unit: "s",
  description: name,
  ...rest
})

/** The three metrics whose intervals are judged, each of another kind. */
export const metrics = {
  mean: metric("mean", { kind: "mean" }),
  p95: metric("p95", { kind: "quantile" }),
  ratio: metric("ratio", { kind: "ratio", numerator: "waiting", denominator: "delayed" })
}
const truth = {
  mean: LindleyQueue.theory.mean,
  p95: LindleyQueue.theory.p95,
  ratio: LindleyQueue.theory.waitOfDelayed
}
type Name = keyof typeof metrics
const names: ReadonlyArray<Name> = ["mean", "p95", "ratio"]

const replicate = (customers: number): Measured => {
  const { waiting, delayed, p95 } = LindleyQueue.run(customers)
  return { mean: waiting / customers, p95, waiting, delayed }
}

/** Shares of repetitions, and replications per repetition. */
export interface Coverage {
  readonly fixed: Readonly<Record<Name, number>>
  readonly afterPrecision: Readonly<Record<Name, number>>
  readonly replications: number
  readonly longest: number
}

/** Repeats the experiment: the first ten replications judge intervals of a fixed number, all of them those after `--precision`. */
export const measure = (options: {
  readonly seed: number
  readonly repetitions: number
  readonly customers: number
  readonly relative: number
  readonly among: ReadonlyArray<Name>
}): Coverage => {
  LindleyQueue.start(options.seed)
  const target: Precision.Target = { relative: options.relative, metrics: options.among.map((name) => metrics[name]) }
  const fixed = { mean: 0, p95: 0, ratio: 0 }
  const afterPrecision = { mean: 0, p95: 0, ratio: 0 }
  let replications = 0
  let longest = 0
  const covers = (name: Name, { mean, halfWidth }: Interval.Interval) =>
    halfWidth !== null && Math.abs(mean - truth[name]) <= halfWidth ? 1 / options.repetitions : 0
  for (let repetition = 0; repetition < options.repetitions; repetition++) {
    const runs: Array<Measured> = []
    for (let d = Precision.next(target, runs); d.kind === "more"; d = Precision.next(target, runs))
      for (let i = 0; i < d.replications; i++) runs.push(replicate(options.customers))
    for (const name of names) {
      fixed[name] += covers(name, Summary.intervalOf(metrics[name], runs.slice(0, 10)))
      afterPrecision[name] += covers(name, Precision.intervalOf(target)(metrics[name], runs))
    }
    replications += runs.length / options.repetitions
    longest = Math.max(longest, runs.length)
  }
  return { fixed, afterPrecision, replications, longest }
}
