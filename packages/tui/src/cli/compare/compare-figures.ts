/** The differences of `lode compare` as a table and as a chart. */
import { type IntervalLine, intervals } from "../../charts/Intervals.ts"
import type { Look, Style } from "../../charts/Theme.ts"
import { isSame, type Line, verdictOf, worthSaying } from "./compare-sentence.ts"
import { count, percent, scaled, unknown } from "../../text/format.ts"
import { table, type TableCell } from "../table.ts"

/** Time, cost, energy, utilisation, waste and why, waiting, completion: what a reader looks for after what the scenario names. */
const always = [
  "turnaround_mean",
  "training_run_mean",
  "run_mean",
  "wait_mean",
  "wait_p95",
  "paid_per_job",
  "usd_per_effective_exaflop",
  "price_network",
  "price_central",
  "price",
  "energy_per_job",
  "compute_utilisation",
  "utilisation_network",
  "utilisation_central",
  "utilisation",
  "wasted_share",
  "wasted_gpu_hours",
  "stalled_gpu_hours",
  "extra_token_gpu_hours",
  "interruptions",
  "members_lost",
  "completion",
  "unmet_share",
  "network_share",
  "gpu_hours",
  "paid_usd",
  "surplus_usd"
]

/** The same of each class of training jobs, where there are several. */
const ofClasses = (lines: ReadonlyArray<Line>): ReadonlyArray<string> => {
  const wanted = /\.(completed|run_mean|compute_utilisation|tokens_ratio|usd_per_effective_exaflop)$/
  const names = lines.map(({ name }) => name).filter((name) => wanted.test(name))
  return names.filter((name) => name.endsWith(".completed")).length > 1 ? names : []
}

/** The lines worth a row: those that a scenario names, then what any reader looks for. */
export const shownOf = (lines: ReadonlyArray<Line>, report: ReadonlyArray<string>): ReadonlyArray<Line> => {
  const shown: Array<Line> = []
  for (const name of new Set([...report, ...always, ...ofClasses(lines)])) {
    const line = lines.find((candidate) => candidate.name === name)
    if (line === undefined) continue
    const { difference, first, second } = line.difference
    // What was not asked for by name is shown when there is something to show, and once.
    const empty = difference === null || (first === 0 && second === 0)
    if (report.includes(name) || !(empty || shown.some((other) => isSame(other, line)))) shown.push(line)
  }
  return shown
}

const styleOf = (line: Line, look: Look): Style => {
  const verdict = verdictOf(line)
  if (verdict === "better") return look.theme.good
  if (verdict === "worse") return look.theme.bad
  return verdict === "same" || verdict === "unclear" || verdict === "open"
    ? look.theme.muted
    : (look.theme.series[0] ?? String)
}

const signed = (value: number, shown: string): string => (value > 0 ? `+${shown}` : shown)

/** A row for each metric: both sides, the difference with its interval, and what the shared luck was worth. */
export const figures = (lines: ReadonlyArray<Line>, roles: readonly [string, string], look: Look): string => {
  const rows = lines.map((line): ReadonlyArray<TableCell> => {
    const { correlation, difference, first, half_width, replications_saved, second, unit } = line.difference
    const scale = scaled([first ?? Number.NaN, second ?? Number.NaN], unit)
    const mean = difference ?? Number.NaN
    // A half-width that is next to nothing would only make the figure long; the JSON has it.
    const sure = half_width === null || (mean !== 0 && half_width < worthSaying * Math.abs(mean))
    const shown = sure ? scale.number(mean) : scale.interval(mean, half_width)
    return [
      line.name,
      scale.number(first ?? Number.NaN),
      scale.number(second ?? Number.NaN),
      { text: signed(mean, shown), style: styleOf(line, look) },
      scale.unit,
      correlation === null ? unknown : (Math.round(correlation * 100) / 100 || 0).toFixed(2),
      replications_saved === null ? unknown : saved(replications_saved)
    ]
  })
  return table(
    [
      { header: "metric", wraps: "joints" },
      { header: roles[0], align: "right" },
      { header: roles[1], align: "right" },
      { header: "difference ± 95%", align: "right" },
      { header: "unit" },
      { header: "corr.", align: "right" },
      { header: "saved", align: "right" }
    ],
    rows,
    look
  )
}

/** Beyond this the difference all but does not vary, and how little is chance. */
const many = 100_000
const saved = (replications: number): string => (replications > many ? ">100k" : count(replications))

/** A difference of twice the first side; what is more goes off the chart, its figure stays. */
const limit = 2

/** The same as intervals relative to the first side; nothing where no difference has an interval. */
export const chartOf = (lines: ReadonlyArray<Line>, against: string, look: Look): ReadonlyArray<string> => {
  const drawn = lines.flatMap((line): ReadonlyArray<IntervalLine> => {
    const { difference, first, half_width, relative } = line.difference
    if (first === null || difference === null || relative === null || half_width === null) return []
    const half = half_width / Math.abs(first)
    const verdict = verdictOf(line)
    const by = verdict === "same" ? "" : `${signed(relative, percent(relative, 2))} `
    return [
      {
        label: line.name,
        low: relative - half,
        middle: relative,
        high: relative + half,
        text: `${by}${verdict}`,
        style: styleOf(line, look)
      }
    ]
  })
  if (drawn.length === 0) return []
  const title = look.theme.title(`Differences relative to ${against}, with 95% intervals`)
  return [`${title}\n${intervals(drawn, look, { axis: (value) => percent(value, 2), limit })}`]
}
