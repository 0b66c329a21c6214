/** What `lode run` prints: the answer in a sentence, a table of what happened, a few charts, and what the result rests on. */
import { metricsOf, type ScenarioTrial, type Summary } from "@lode/sim"
import { lineChart } from "../../charts/LineChart.ts"
import { wrapped } from "../../charts/Text.ts"
import type { Look } from "../../charts/Theme.ts"
import { count, duration, quantity, timeAxis } from "../../text/format.ts"
import { stdout, themeOf } from "../output.ts"
import type { Answer } from "./run-trials.ts"
import { table } from "../table.ts"
import { version } from "../version.ts"

/** The machine's form: everything that the text says, and more. */
export const json = (answer: Answer) => ({
  scenario: answer.decoded.scenario.name,
  question: answer.decoded.scenario.question,
  answer: sentence(answer),
  seed: answer.seed,
  replications: answer.replicated.runs.length,
  events: answer.events,
  jobs: answer.jobs,
  figures: { sourced: answer.sources.sourced, assumptions: answer.sources.assumptions },
  notes: answer.notes,
  program: version,
  summary: answer.replicated.summary
})

/** The text for a person, at the width of the terminal. */
export const text = (answer: Answer, out?: string): string => {
  const surface = stdout()
  const look: Look = { columns: Math.min(surface.columns, 110), alphabet: surface.alphabet, theme: themeOf(surface) }
  const { scenario } = answer.decoded
  const { theme } = look
  return [
    theme.title(scenario.name),
    ...wrap(scenario.question, look.columns),
    "",
    ...wrap(sentence(answer), look.columns).map(theme.emphasis),
    "",
    figures(answer, look),
    ...section(trainingClasses(answer, look)),
    ...charts(answer, look).flatMap((chart) => ["", chart]),
    "",
    ...wrap(basis(answer), look.columns).map(theme.muted),
    ...answer.notes.flatMap((note) => wrap(note, look.columns)),
    ...(out === undefined ? [] : [`Results: ${out}`])
  ].join("\n")
}

const section = (text: string): ReadonlyArray<string> => (text === "" ? [] : ["", text])

const shown = (line: Summary.SummaryLine | undefined): string =>
  line === undefined || line.mean === null ? "-" : quantity(line.mean, line.unit, line.half_width ?? undefined)

/** What is counted in a table's column; in a sentence the words around the figure say it. */
const counted = new Set(["events", "jobs", "proposals", "providers"])

/** A figure as it is said in a sentence: a count without its unit, hours in the unit that fits them. */
const spoken = (line: Summary.SummaryLine | undefined): string => {
  if (line === undefined || line.mean === null || (line.unit !== "h" && !counted.has(line.unit))) return shown(line)
  const [seconds, unit] = line.unit === "h" ? [3600, "s"] : [1, ""]
  return quantity(line.mean * seconds, unit, line.half_width === null ? undefined : line.half_width * seconds)
}

/** The scenario's answer with the metrics put in. */
export const sentence = ({ decoded, replicated }: Answer): string =>
  decoded.scenario.answer.replaceAll(/\{([\w.-]+)\}/g, (_, name: string) => spoken(replicated.summary[name]))

/** The metrics that the scenario names first, then what a reader looks for in any run. */
const always = [
  "requests",
  "completion",
  "unmet_share",
  "network_share",
  "utilisation_network",
  "utilisation_central",
  "wait_mean",
  "wait_p95",
  "price_network",
  "price_central",
  "gpu_hours",
  "wasted_share",
  "training_run_mean",
  "compute_utilisation",
  "stalled_gpu_hours",
  "extra_token_gpu_hours",
  "members_lost",
  "usd_per_effective_exaflop",
  "providers",
  "entries",
  "exits",
  "cost_recovery",
  "subsidy_per_gpu_hour",
  "token_price",
  "fake_work_usd",
  "converted_share",
  "colocation_share",
  "gpu_cloud_share",
  "spot_share",
  "closed_share",
  "hash_price"
]

const figures = ({ decoded, replicated }: Answer, look: Look): string => {
  const names = [...new Set([...decoded.scenario.report, ...always])]
  const metrics = metricsOf(decoded.scenario)
  const rows = names.flatMap((name) => {
    const line = replicated.summary[name]
    const metric = metrics.find((candidate) => candidate.name === name)
    if (line === undefined || metric === undefined) return []
    // What was not asked for by name is shown when there is something to show.
    if (!decoded.scenario.report.includes(name) && (line.mean === null || line.mean === 0)) return []
    return [[name, shown(line), metric.description]]
  })
  const header = replicated.runs.length > 1 ? "mean ± 95%" : "value"
  return table([{ header: "metric" }, { header, align: "right" }, { header: "what it is", wraps: true }], rows, look)
}

const columnsOfClasses = ["completed", "run_mean", "compute_utilisation", "tokens_ratio", "usd_per_effective_exaflop"]

/** Classes of training jobs side by side, when there are several. */
const trainingClasses = ({ decoded, replicated }: Answer, look: Look): string => {
  const classes = Object.entries(decoded.scenario.demand).flatMap(([name, { training }]) =>
    training === undefined ? [] : [name]
  )
  if (classes.length < 2) return ""
  const rows = classes.map((name) => [
    name,
    ...columnsOfClasses.map((column) => shown(replicated.summary[`${name}.${column}`]).replace(" jobs", ""))
  ])
  const heads = ["done", "run", "computing", "tokens", "cost at equal loss"]
  return table([{ header: "class" }, ...heads.map((header) => ({ header, align: "right" as const }))], rows, look)
}

interface Chart {
  readonly title: string
  readonly unit: string
  readonly columns: ReadonlyArray<readonly [name: string, column: string]>
}

const rowsOfChart = 9
const mostCharts = 4

const charts = ({ series, decoded }: Answer, look: Look): ReadonlyArray<string> => {
  if (series === undefined || series.time.length < 3) return []
  return chartsOf(series)
    .slice(0, mostCharts)
    .flatMap((chart) => {
      const lines = chart.columns.map(([name, column]) => ({ name, values: valuesOf(series, column), x: series.time }))
      if (lines.every(({ values }) => values.every((value) => !(value > 0)))) return []
      return [
        lineChart(lines, look, {
          rows: rowsOfChart,
          title: chart.title,
          unit: chart.unit,
          x: { low: 0, high: decoded.scenario.horizon.length },
          ...timeAxis(decoded.scenario.horizon.length)
        })
      ]
    })
}

const chartsOf = (series: ScenarioTrial.RunSeries): ReadonlyArray<Chart> => {
  const ending = (suffix: string): Chart["columns"] =>
    series.names.filter((name) => name.endsWith(suffix)).map((name) => [name.slice(0, -suffix.length), name])
  const megawatts: Chart["columns"] = [
    ["mining", "mw.mining"],
    ["colocation", "mw.colocation"],
    ["GPU cloud", "mw.gpu-cloud"],
    ["spot", "mw.spot"]
  ]
  const known = (columns: Chart["columns"]) => columns.filter(([, column]) => series.names.includes(column))
  return [
    { title: "Power of the sites", unit: "MW", columns: known(megawatts) },
    { title: "Hash price", unit: "USD/PH/day", columns: known([["hash price", "hash_price"]]) },
    { title: "GPUs rented", unit: "GPUs", columns: ending(".gpus_rented") },
    { title: "GPUs on offer", unit: "GPUs", columns: ending(".gpus_offered") },
    { title: "Jobs waiting", unit: "jobs", columns: ending(".waiting") },
    { title: "Token price", unit: "USD", columns: ending(".token_price") }
  ].filter(({ columns }) => columns.length > 0)
}

const valuesOf = ({ names, time, values }: ScenarioTrial.RunSeries, column: string): Float64Array => {
  const at = names.indexOf(column)
  return Float64Array.from(time, (_, row) => values[row * names.length + at] ?? Number.NaN)
}

const basis = ({ decoded, events, jobs, replicated, seed, sources }: Answer): string => {
  const runs = replicated.runs.length
  return [
    `${duration(decoded.scenario.horizon.length)} simulated${runs > 1 ? ` in ${runs} replications` : ""}, seed ${seed}: ${count(jobs)} jobs, ${count(events)} events.`,
    `The result rests on ${count(sources.assumptions)} assumptions and ${count(sources.sourced)} figures with a source (--out writes them all to scenario.resolved.yaml).`
  ].join(" ")
}

/** A paragraph as lines, however it was broken in the file. */
const wrap = (paragraph: string, columns: number): ReadonlyArray<string> =>
  wrapped(paragraph.trim().replaceAll(/\s+/g, " "), columns)
