/** Something that changes over time, from a file: a price, a hash rate, how many GPUs are there.
 *
 * A text of two columns, time and value, with or without a header. Times are numbers (seconds, or any unit that is named) or dates
 * (`2021-10-08`, `2021-10-08 00:00:00`, ISO 8601; UTC unless a zone is given), never falling. Two rows at the same time are a step: the later row holds
 * from then on. */
import { GrowingColumn } from "./Trace.ts"
import { Lines, type Row } from "./Row.ts"
import { parseTimestamp, secondsBetween, type Timestamp } from "./Timestamp.ts"
import { quote, TraceError } from "./TraceError.ts"

/** Times and values as columns. */
export interface Series {
  /** Seconds since the first row, never falling. The first is 0. */
  readonly time: Float64Array
  readonly value: Float64Array
  /** When the first row was: seconds since 1970 if the file has dates, else the file's own number in seconds. */
  readonly origin: number
  /** The name of the value in the header, empty without one. */
  readonly name: string
}

/** How a value between two rows is found: `step` keeps the former row's, `linear` goes in a straight line. */
export type Interpolation = "step" | "linear"

/** What is allowed of values. Prices and counts are not negative; a count is whole. */
export type SeriesKind = "any" | "not-negative" | "count"

/** Rows that a series may have: 160 MB in memory, and every second of four months. */
export const mostRows = 10_000_000

export interface SeriesOptions {
  /** The name that mistakes are reported under. */
  readonly file: string
  /** Seconds in one unit of a numeric first column: 1 (the default) for seconds, 0.001 for milliseconds, 3600 for hours. */
  readonly secondsPerUnit?: number
  readonly kind?: SeriesKind
}

/** Reads a series from text in pieces. Both calls throw a `TraceError`. */
export class SeriesParser {
  private readonly time = new GrowingColumn()
  private readonly value = new GrowingColumn()
  private readonly lines: Lines
  private readonly options: SeriesOptions
  private name = ""
  private origin = 0
  private firstDate: Timestamp | undefined
  private dated = false
  private latest = 0

  constructor(options: SeriesOptions) {
    this.options = options
    this.lines = new Lines(options.file, () => this.read(this.lines.row))
  }

  push(text: string): void {
    this.lines.push(text)
  }

  end(): Series {
    this.lines.end()
    if (this.time.length === 0) {
      const found = this.lines.row.line === 0 ? "an empty file" : "no rows"
      throw new TraceError({ file: this.options.file, found, allowed: "rows of time,value" })
    }
    return { time: this.time.take(), value: this.value.take(), origin: this.origin, name: this.name }
  }

  private read(row: Row): void {
    row.split("comma")
    if (row.fields !== 2) {
      const cut = row.unended && row.fields < 2 ? "; the file seems to be cut off in the middle" : ""
      const found = `${row.fields} ${row.fields === 1 ? "field" : "fields"} in ${quote(row.text)}${cut}`
      throw row.mistake(undefined, found, "2 fields: time,value")
    }
    if (row.line === 1 && isHeader(row)) {
      this.name = row.field(1)
      return
    }
    if (this.time.length === mostRows) throw row.mistake(undefined, "one row too many", `at most ${mostRows} rows`)
    const time = this.timeOf(row)
    if (time < this.latest) throw row.mistake(0, `${quote(row.field(0))} after a later time`, "rows sorted by time")
    this.latest = time
    this.time.push(time)
    this.value.push(this.valueOf(row))
  }

  /** Seconds since the first row. */
  private timeOf(row: Row): number {
    const number = row.number(0)
    const date = Number.isNaN(number) ? parseTimestamp(row.field(0)) : undefined
    const isFirst = this.time.length === 0
    if (isFirst) this.dated = date !== undefined
    if (date !== undefined && this.dated) {
      this.firstDate ??= date
      if (isFirst) this.origin = date.seconds + date.nanoseconds / 1e9
      return secondsBetween(this.firstDate, date)
    }
    if (!Number.isFinite(number) || this.dated) {
      throw row.mistake(
        0,
        `time ${quote(row.field(0))}`,
        this.dated ? "a date, as in the first row" : "a number or a date"
      )
    }
    const seconds = number * (this.options.secondsPerUnit ?? 1)
    if (isFirst) this.origin = seconds
    return seconds - this.origin
  }

  private valueOf(row: Row): number {
    const { kind = "any" } = this.options
    const value = row.finite(1, this.name === "" ? "value" : this.name)
    if (kind !== "any" && value < 0) throw row.mistake(1, `${value}`, "0 or more")
    if (kind === "count" && !Number.isSafeInteger(value)) throw row.mistake(1, `${value}`, "a whole number")
    return value
  }
}

/** The whole text of a series at once. @throws {TraceError} */
export const parseSeries = (text: string, options: SeriesOptions): Series => {
  const parser = new SeriesParser(options)
  parser.push(text)
  return parser.end()
}

/** A header has words in both columns; a first row with one bad field is a mistake, not a header. */
const isHeader = (row: Row): boolean =>
  Number.isNaN(row.number(0)) &&
  parseTimestamp(row.field(0)) === undefined &&
  Number.isNaN(row.number(1)) &&
  /[a-z]/i.test(row.field(0)) &&
  !/^nan$/i.test(row.field(1))

/** The value at so many seconds after the first row. Before the first row it is the first value, after the last row the last.
 *
 * *Gotchas* At a step (two rows at one time) both ways give the later row's value at that very time. */
export const at = (
  { time, value }: Pick<Series, "time" | "value">,
  seconds: number,
  interpolation: Interpolation = "step"
): number => {
  let low = 0
  let high = time.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((time[middle] ?? 0) <= seconds) low = middle + 1
    else high = middle
  }
  const before = Math.max(0, low - 1)
  const left = value[before] ?? 0
  if (interpolation === "step" || low === 0 || low === time.length) return left
  const from = time[before] ?? 0
  const share = (seconds - from) / ((time[low] ?? 0) - from)
  return left + share * ((value[low] ?? 0) - left)
}
