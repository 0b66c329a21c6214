/** What `lode trace` says, as aligned text and as JSON. Pure. Quantities in JSON carry their unit in the name. */
import type { Replay, ReplayReport, TraceStatistics } from "@lode/sim"
import type { TraceFile } from "@lode/sim/node"
import type { Effect } from "effect"
import { count, duration, number, percent } from "../../text/format.ts"

type ParserReport = Effect.Success<ReturnType<typeof TraceFile.scan>>

/** What every answer says about the file that it is about. */
export interface SourceAnswer {
  readonly file: string
  readonly report: ParserReport
}

export interface StatisticsAnswer extends SourceAnswer {
  readonly statistics: TraceStatistics.Statistics
  readonly load: { readonly gpus: number; readonly load: number } | undefined
}

export interface ImportAnswer extends SourceAnswer {
  readonly out: string
}

export interface ReplayAnswer extends SourceAnswer {
  readonly discipline: Replay.Discipline
  readonly rounded: Replay.Rounded
  readonly figures: ReplayReport.ReplayReport
}

/** A line: what, how much, a remark. */
type Line = readonly [name: string, value: string, remark: string]

/** Names to the left, figures to the right edge of theirs, remarks behind; words and paths stand where figures begin. */
const align = (lines: ReadonlyArray<Line>): string => {
  const isFigure = (value: string): boolean => /^-?[\d.,]+( s)?$/.test(value)
  const nameWidth = Math.max(...lines.map(([name]) => name.length))
  const valueWidth = Math.max(...lines.map(([, value]) => (isFigure(value) ? value.length : 0)))
  return lines
    .map(([name, value, remark]) => {
      const cell = isFigure(value) ? value.padStart(valueWidth) : value
      return `${name.padEnd(nameWidth)}  ${cell}  ${remark}`.trimEnd()
    })
    .join("\n")
}

/** Seconds as they are, and in a larger unit when that is easier to grasp. */
const time = (name: string, seconds: number, remark = ""): Line => {
  const larger = seconds >= 120 ? duration(seconds) : ""
  return [name, `${number(seconds, 4)} s`, [larger, remark].filter((part) => part !== "").join(", ")]
}

const sourceLines = ({ file, report: { format, jobs, skipped } }: SourceAnswer): ReadonlyArray<Line> => [
  ["file", file, `(${format.title})`],
  ["jobs", count(jobs), ""],
  ...(skipped > 0 ? [["skipped", count(skipped), format.skips] as const] : []),
  ...format.assumptions.map(({ name, value, unit }): Line => [name, number(value), `${unit} (assumption)`])
]

const sourceJson = ({ file, report: { format, jobs, skipped } }: SourceAnswer) => ({
  file,
  format: format.name,
  jobs,
  skipped,
  assumptions: format.assumptions
})

export const statisticsText = (answer: StatisticsAnswer): string => {
  const figures = answer.statistics
  const lines: Array<Line> = [
    ...sourceLines(answer),
    time("span", figures.span, "first to last submit"),
    time("time between jobs, mean", figures.interarrivalMean),
    ["  variation (CV)", figures.interarrivalVariation.toFixed(2), "1 for Poisson arrivals, more for bursts"],
    ["GPUs of a job, mean", figures.demandMean.toFixed(2), ""],
    ["  largest", number(figures.demandMax), ""],
    ...figures.sizes.map(({ demand, jobs, share }): Line => [
      `  ${number(demand)} GPU${demand === 1 ? "" : "s"}`,
      count(jobs),
      `${percent(share)} of the jobs`
    ]),
    ...(figures.otherSizes > 0 ? [["  other sizes", count(figures.otherSizes), ""] as const] : []),
    time("run time, mean", figures.durationMean),
    time("  median", figures.durationMedian),
    time("  p95", figures.durationP95),
    time("  p99", figures.durationP99),
    time("  longest", figures.durationMax),
    ["GPU-hours", count(figures.gpuHours), ""]
  ]
  const { load } = answer
  if (load !== undefined)
    lines.push(["offered load", load.load.toFixed(3), `on ${count(load.gpus)} GPUs over the span`])
  return align(lines)
}

export const statisticsJson = (answer: StatisticsAnswer) => {
  const figures = answer.statistics
  return {
    ...sourceJson(answer),
    span_s: figures.span,
    interarrival_mean_s: figures.interarrivalMean,
    interarrival_cv: figures.interarrivalVariation,
    demand_mean: figures.demandMean,
    demand_max: figures.demandMax,
    sizes: figures.sizes,
    jobs_of_other_sizes: figures.otherSizes,
    duration_mean_s: figures.durationMean,
    duration_median_s: figures.durationMedian,
    duration_p95_s: figures.durationP95,
    duration_p99_s: figures.durationP99,
    duration_max_s: figures.durationMax,
    gpu_hours: figures.gpuHours,
    ...(answer.load === undefined ? {} : { gpus: answer.load.gpus, offered_load: answer.load.load })
  }
}

export const importText = (answer: ImportAnswer): string =>
  align([...sourceLines(answer), ["written", answer.out, "(plain jobs)"]])

export const importJson = (answer: ImportAnswer) => ({ ...sourceJson(answer), out: answer.out })

export const replayText = (answer: ReplayAnswer): string => {
  const { figures, rounded } = answer
  const added = `adds ${number(rounded.addedGpuSeconds / 3600)} GPU-hours`
  return align([
    ...sourceLines(answer),
    ...(rounded.jobs > 0 ? [["rounded up", count(rounded.jobs), added] as const] : []),
    ["GPUs", count(figures.gpus), answer.discipline],
    ["jobs that waited", count(figures.waited), `${percent(figures.waited / figures.jobs)} of the jobs`],
    time("wait, sum", figures.waitSum),
    time("  mean", figures.waitMean),
    time("  median", figures.waitMedian),
    time("  p95", figures.waitP95),
    time("  p99", figures.waitP99),
    time("  longest", figures.waitMax),
    time("makespan", figures.makespan, "first submit to last completion"),
    ["busy GPU-hours", count(figures.busyGpuSeconds / 3600), `${percent(figures.utilisation)} of the pool's`]
  ])
}

export const replayJson = ({ discipline, rounded, figures, ...source }: ReplayAnswer) => ({
  ...sourceJson(source),
  gpus: figures.gpus,
  discipline,
  jobs_rounded_up: rounded.jobs,
  gpu_seconds_added_by_rounding: rounded.addedGpuSeconds,
  jobs_that_waited: figures.waited,
  wait_sum_s: figures.waitSum,
  wait_mean_s: figures.waitMean,
  wait_median_s: figures.waitMedian,
  wait_p95_s: figures.waitP95,
  wait_p99_s: figures.waitP99,
  wait_max_s: figures.waitMax,
  makespan_s: figures.makespan,
  busy_gpu_seconds: figures.busyGpuSeconds,
  utilisation: figures.utilisation
})

export const synthesisText = ({
  out,
  jobs,
  seed
}: {
  readonly out: string
  readonly jobs: number
  readonly seed: number
}) =>
  align([
    ["written", out, "(plain jobs)"],
    ["jobs", count(jobs), "synthetic: made up from figures fitted to the Philly cluster, October 2017"],
    ["seed", String(seed), ""]
  ])
