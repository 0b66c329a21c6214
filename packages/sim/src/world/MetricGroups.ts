/** The metrics by what they are about, for people to look them up: those of every run, and those that bear the name of a class or a network. */
import { jobs } from "./JobMetrics.ts"
import type { Metric } from "./Metric.ts"
import { metrics } from "./Metrics.ts"
import { miners } from "./MinerMetrics.ts"
import { ofChain } from "./SubnetMetrics.ts"
import { supply, token } from "./SupplyMetrics.ts"
import { ofClass, training } from "./TrainingMetrics.ts"

/** Metrics about one thing. */
export interface MetricGroup {
  readonly title: string
  /** Which runs have them, when not all do. */
  readonly where?: string
  readonly metrics: ReadonlyArray<Metric>
}

/** Some metrics of the registry, and the ratios whose upper part is one of them in front. */
const withRatios = (some: ReadonlyArray<Metric>): ReadonlyArray<Metric> => {
  const names = new Set(some.map(({ name }) => name))
  return [...metrics.filter(({ kind, numerator = "" }) => kind === "ratio" && names.has(numerator)), ...some]
}

/** What a metric says without the name that stands in front of it. */
const bare = (metric: Metric): Metric => ({ ...metric, description: metric.description.replace(/^<\w+>: /, "") })

const ofSubnets = ofChain("TAO", ["<network>"])
const isOfOne = ({ name }: Metric): boolean => name.startsWith("<")

/** All metrics. `<class>` and `<network>` stand for the names that a scenario gives. */
export const groups: ReadonlyArray<MetricGroup> = [
  { title: "Jobs", metrics: withRatios(jobs) },
  { title: "Training jobs", metrics: withRatios(training) },
  {
    title: "Each class of training jobs",
    where: "classes of `demand` with `training`; their name stands in front",
    metrics: ofClass("<class>", 0).map(bare)
  },
  { title: "Providers", metrics: withRatios(supply) },
  { title: "Tokens", where: "runs in which a network has what they speak of", metrics: withRatios(token) },
  {
    title: "A chain of subnets",
    where: "scenarios with `subnets`",
    metrics: ofSubnets.filter((each) => !isOfOne(each))
  },
  {
    title: "Each subnet",
    where: "networks with a token of kind `subnet`; their name stands in front",
    metrics: ofSubnets.filter(isOfOne).map(bare)
  },
  { title: "Miners", where: "scenarios with `supply.miners`", metrics: withRatios(miners) }
]

/** The metric of a name with the group that it is of. A class or a network may have any name: `small.run_mean`. */
export const metricOf = (name: string): { readonly group: MetricGroup; readonly metric: Metric } | undefined => {
  const last = name.slice(name.lastIndexOf(".") + 1)
  for (const group of groups) {
    for (const metric of group.metrics) {
      if (metric.name === name) return { group, metric }
      if (isOfOne(metric) && last !== name && metric.name.endsWith(`>.${last}`)) return { group, metric }
    }
  }
  return undefined
}
