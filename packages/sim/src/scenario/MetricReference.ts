/** What the metrics mean, for the terminal, for programs and as a section of the reference: made from the registry. */
import { groups, metricOf } from "../world/MetricGroups.ts"
import type { Metric } from "../world/Metric.ts"

/** A metric in words. */
export interface Told {
  readonly name: string
  readonly group: string
  readonly unit: string
  readonly meaning: string
  readonly better?: "higher" | "lower"
  /** How it is put together over replications. */
  readonly overReplications: string
  /** Which runs have it, when not all do. */
  readonly where?: string
}

/** Names of all metrics, with `<class>` and `<network>` for names of one's own. */
export const names: ReadonlyArray<string> = groups.flatMap(({ metrics }) => metrics.map(({ name }) => name))

const overReplications = ({ denominator, kind, numerator }: Metric): string => {
  switch (kind) {
    case "total":
      return "mean of the runs' totals"
    case "mean":
      return "mean of the runs' figures"
    case "ratio":
      return `mean of ${numerator} over mean of ${denominator}`
    case "quantile":
      return "mean of the runs' quantiles; jobs of different runs are not pooled"
  }
}

const tell = (group: { readonly title: string; readonly where?: string }, metric: Metric): Told => ({
  name: metric.name,
  group: group.title,
  unit: metric.unit === "" ? "a number" : metric.unit,
  meaning: metric.description,
  ...(metric.better === undefined ? {} : { better: metric.better }),
  overReplications: overReplications(metric),
  ...(group.where === undefined ? {} : { where: group.where })
})

/** All metrics in the order of their groups. */
export const all: ReadonlyArray<Told> = groups.flatMap((group) => group.metrics.map((metric) => tell(group, metric)))

/** What a metric means; `undefined` when there is none of that name. Of classes and networks any name will do. */
export const explain = (name: string): Told | undefined => {
  const found = metricOf(name)
  if (found === undefined) return undefined
  const told = tell(found.group, found.metric)
  const [owner] = name.split(/\.(?=[^.]*$)/)
  return { ...told, name, overReplications: told.overReplications.replaceAll(/<\w+>(?=\.)/g, owner ?? "") }
}

const opening =
  "All metrics count true demand only: work that providers pay themselves for is no demand. What a run could not measure, such as the wait of no job, is shown as - and null in JSON."

const endingOf = ({ better }: Told): string => (better === undefined ? "" : `; ${better} is better`)

/** All metrics as lines for a terminal. */
export const text = (): string => {
  const widest = (of: (told: Told) => string) => Math.max(...all.map((told) => of(told).length))
  const [name, unit] = [widest((told) => told.name), widest((told) => told.unit)]
  const blocks = groups.map(({ title, where }) => [
    `${title}${where === undefined ? "" : ` (${where.replaceAll("`", "")})`}`,
    ...all
      .filter(({ group }) => group === title)
      .map((told) => `  ${told.name.padEnd(name)}  ${told.unit.padEnd(unit)}  ${told.meaning}${endingOf(told)}`)
  ])
  const end = "`lode explain NAME` tells how one is put together over replications."
  return [opening, ...blocks.map((lines) => lines.join("\n")), end].join("\n\n")
}

/** One metric as lines for a terminal. */
export const textOf = ({ better, group, meaning, name, overReplications: over, unit, where }: Told): string =>
  [
    name,
    `  ${meaning}`,
    `  metric of: ${group.toLowerCase()}`,
    `  unit:      ${unit}`,
    ...(better === undefined ? [] : [`  better:    ${better}`]),
    `  over replications: ${over}`,
    ...(where === undefined ? [] : [`  only in:   ${where.replaceAll("`", "")}`])
  ].join("\n")

/** Names within a sentence as code: Markdown would take <class> for a tag. */
const coded = (sentence: string): string =>
  sentence.replaceAll(/(?<=mean of )(?!the )[\w<>.]+/g, (name) => `\`${name}\``)

/** The section of the reference. */
export const markdown = (): string => {
  const tables = groups.map(({ title, where }) =>
    [
      `### ${title}`,
      "",
      ...(where === undefined ? [] : [`Only ${where}.`, ""]),
      "| metric | unit | meaning | better | over replications |",
      "|---|---|---|---|---|",
      ...all
        .filter(({ group }) => group === title)
        .map(
          ({ better = "", meaning, name, overReplications: over, unit }) =>
            `| \`${name}\` | ${unit} | ${meaning} | ${better} | ${coded(over)} |`
        ),
      ""
    ].join("\n")
  )
  return `## Metrics\n\nNames for \`report\`, \`answer\` and studies. ${opening}\n\n${tables.join("\n")}`
}
