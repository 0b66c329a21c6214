/** How a scenario writes a figure that may change while the run goes on: a plain value, or a file that says how it went.
 *
 *     power_price: 80 USD/MWh
 *     power_price: { kind: series, file: ercot.csv, from: 2023-06-01, repeat: true }
 *
 * The file has two columns, time and value (`trace/Series.ts`); a value holds until the next row. Files are read outside the engine and reach a
 * run as *courses*: time 0 is the start of the run, values are in the unit of the key. */
import { Schema } from "effect"
import { parseTimestamp } from "../trace/Timestamp.ts"
import { at as valueOfRows, type Series } from "../trace/Series.ts"
import * as Field from "../units/Field.ts"
import type { Dimension } from "../units/Quantity.ts"
import { day, hour } from "../units/Time.ts"

const timeUnits = ["ms", "s", "min", "h", "days"] as const

/** Seconds in one unit of a file whose times are numbers. */
export const secondsPerUnit: Readonly<Record<(typeof timeUnits)[number], number>> = {
  ms: 0.001,
  s: 1,
  min: 60,
  h: hour,
  days: day
}

/** A series in a file. */
export const SeriesFile = Schema.Struct({
  kind: Schema.tag("series"),
  file: Field.text({
    description:
      "CSV file of times (numbers or dates, never falling) and values; plain or gzipped; path relative to the scenario file"
  }),
  time_unit: Field.choice(timeUnits)({
    description: "unit of the times when they are numbers",
    default: "s",
    source: "setting"
  }),
  from: Schema.optionalKey(
    Field.group(
      Schema.Union([
        Field.text({ description: "a date, such as 2023-06-01" }),
        Field.number()({ description: "a time in time_unit", source: "setting" })
      ])
    )({ description: "time of the file at which the run begins; its first row when left out" })
  ),
  factor: Field.number({ minimum: 0 })({
    description: "the file's values are multiplied by this, to bring them to the unit of the key",
    default: 1,
    source: "setting"
  }),
  repeat: Field.flag({
    description: "begin again when the file ends (its last row is the end), instead of keeping the last value",
    default: false,
    source: "setting"
  })
}).annotate({ description: "as a file says" })
export type SeriesFile = typeof SeriesFile.Type

/** A figure that is one number, or follows a file. */
export const ofQuantity = (dimension: Dimension, range: Field.Range = { minimum: 0 }) =>
  Field.group(
    Schema.Union([Field.quantity(dimension, range)({ description: "the same value for the whole run" }), SeriesFile])
  )

/** What a decoded field of that kind holds. */
export type SeriesConfig = number | SeriesFile

/** Whether a part of a decoded scenario names a series. */
export const isSeriesFile = (value: unknown): value is SeriesFile =>
  typeof value === "object" && value !== null && "kind" in value && value.kind === "series" && "file" in value

/** What tells the courses of a scenario apart: the file and how it is read. */
export const key = ({ factor, file, from, repeat, time_unit }: SeriesFile): string =>
  JSON.stringify([file, time_unit, from ?? null, factor, repeat])

/** Values over the time of a run. Frozen: it is configuration, not state. */
export interface Course {
  /** Seconds since the start of the run, never falling; the first is 0. */
  readonly time: Float64Array
  readonly value: Float64Array
  /** Seconds after which it begins again; infinite when it keeps its last value. */
  readonly period: number
}

/** What a scenario reads from files as courses, by `key`. */
export type Courses = Readonly<Record<string, Course>>

/** One number for the whole run, or a course. */
export type Given = number | Course

/** A file that repeats itself faster than this says nothing, s. */
const shortestPeriod = 60

/** Why a series cannot be a course, and which key says so. */
export interface NoCourse {
  readonly problem: string
  readonly key: "from" | "repeat"
}

/** The course that a series is under its configuration, or why it cannot be one. */
export const courseOf = (series: Series, config: SeriesFile): Course | NoCourse => {
  const start = startOf(series, config)
  if (typeof start === "object") return start
  const end = series.time.at(-1) ?? 0
  if (start < 0 || start > end) {
    const where = start < 0 ? "before the first" : "after the last"
    return { key: "from", problem: `${config.from ?? ""} lies ${where} row of ${config.file}` }
  }
  let first = series.time.findLastIndex((time) => time <= start)
  if (first < 0) first = 0
  const time = series.time.slice(first).map((seconds) => Math.max(0, seconds - start))
  const value = series.value.slice(first).map((written) => written * config.factor)
  const period = config.repeat ? end - start : Infinity
  if (period < shortestPeriod)
    return {
      key: "repeat",
      problem: `${config.file} spans ${period} s from there on; to repeat it needs at least ${shortestPeriod} s`
    }
  return Object.freeze({ time, value, period })
}

/** Seconds after the file's first row at which the run begins. */
const startOf = (series: Series, { from, time_unit }: SeriesFile): number | NoCourse => {
  if (from === undefined) return 0
  const date = typeof from === "number" ? undefined : parseTimestamp(from)
  if (date !== undefined) return date.seconds + date.nanoseconds / 1e9 - series.origin
  const number = Number(from)
  return Number.isFinite(number) && String(from).trim() !== ""
    ? number * secondsPerUnit[time_unit] - series.origin
    : { key: "from", problem: `"${from}" is neither a date such as 2023-06-01 nor a number` }
}

/** What a configured figure is in a run. */
export const given = (config: SeriesConfig, courses: Courses): Given => {
  if (typeof config === "number") return config
  const course = courses[key(config)]
  if (course === undefined) throw new TypeError(`the file ${config.file} was not read`)
  return course
}

/** Whether a figure moves at all. */
export const moves = (figure: Given): figure is Course => typeof figure !== "number"

/** The value so many seconds after the start of the run. */
export const at = (figure: Given, now: number): number => {
  if (typeof figure === "number") return figure
  return valueOfRows(figure, Number.isFinite(figure.period) ? now % figure.period : now)
}

/** Rows closer than this are not told apart, s: rounding must not stop the clock. */
const shortestStep = 1e-3

/** The next instant after `now` at which another row begins to hold; infinite when none does. */
export const nextRow = ({ period, time }: Course, now: number): number => {
  const repeats = Number.isFinite(period)
  const rounds = repeats ? Math.floor(now / period) : 0
  const next = time[firstAfter(time, repeats ? now - rounds * period : now)] ?? Infinity
  if (next >= period && !repeats) return Infinity
  const start = repeats ? rounds * period : 0
  return Math.max(now + shortestStep, start + Math.min(next, period))
}

/** The mean over a stretch of time. */
export const meanOver = (figure: Given, from: number, to: number): number => {
  if (typeof figure === "number" || !(to > from)) return at(figure, from)
  let sum = 0
  for (let now = from; now < to;) {
    const next = Math.min(to, nextRow(figure, now))
    sum += at(figure, now) * (next - now)
    now = next
  }
  return sum / (to - from)
}

/** Position of the first time after `seconds`. */
const firstAfter = (time: Float64Array, seconds: number): number => {
  let low = 0
  let high = time.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((time[middle] ?? 0) <= seconds) low = middle + 1
    else high = middle
  }
  return low
}
