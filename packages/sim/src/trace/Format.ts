/** What all formats of recorded jobs have in common: one interface, and a parser that is fed text and feeds a sink. */
import { Lines, type Row, type Separator } from "./Row.ts"
import { quote, TraceError } from "./TraceError.ts"
import type { JobSink } from "./Trace.ts"

export interface ParserOptions {
  /** The name that mistakes are reported under. */
  readonly file: string
  /** Gets every job, in the order of the file. */
  readonly sink: JobSink
}

/** What a parser has done when the text has ended. */
export interface ParserReport {
  readonly format: Format
  /** Jobs that the sink got. */
  readonly jobs: number
  /** Jobs of the file that the sink did not get. */
  readonly skipped: number
}

/** A parser of one file. Both calls throw a `TraceError` for a mistake in the file; nothing can be done with the parser after that.
 * (It throws, other than the rest of the engine, because a result for each piece of a gigabyte would say nothing in all cases but one.) */
export interface Parser {
  push(text: string): void
  end(): ParserReport
}

/** A format of recorded jobs. */
export interface Format {
  readonly name: string
  readonly title: string
  /** Which jobs are passed over and counted, in words. */
  readonly skips: string
  /** What rests on assumptions rather than on the file: name, value, unit. Empty for most formats. */
  readonly assumptions: ReadonlyArray<{ readonly name: string; readonly value: number; readonly unit: string }>
  /** Whether a file of this format may begin with this line. */
  readonly startsWith: (line: string) => boolean
  /** The name of a job in the file, made from its number. */
  readonly nameOf: (number: number) => string
  readonly parser: (options: ParserOptions) => Parser
}

/** The way of a job from its row to the sink; keeps count and refuses what no trace may have. */
export class Intake {
  jobs = 0
  skipped = 0
  private readonly sink: JobSink
  private latest = 0

  constructor(sink: JobSink) {
    this.sink = sink
  }

  /** Hands one job on. `at` says in which fields its submit time, demand and duration stand, for the report of a mistake.
   *
   * @throws {TraceError} */
  job(
    row: Row,
    number: number,
    submit: number,
    demand: number,
    duration: number,
    at: readonly [submit: number, demand: number, duration: number]
  ): void {
    if (submit < 0) throw row.mistake(at[0], `a submit time of ${submit} s`, "0 s or later")
    if (demand < 0) throw row.mistake(at[1], `a demand of ${demand} GPUs`, "0 or more")
    if (duration < 0) throw row.mistake(at[2], `a duration of ${duration} s`, "0 s or more")
    if (submit < this.latest) {
      throw row.mistake(at[0], `a submit time of ${submit} s after ${this.latest} s`, "jobs sorted by submit time")
    }
    this.latest = submit
    this.jobs++
    this.sink.job(number, submit, demand, duration)
  }
}

/** How the lines of a format with one job a line are read. */
export interface LineLayout {
  readonly separator: Separator
  /** Field names; a line has at least so many fields, and exactly so many when they are separated by commas. */
  readonly fields: ReadonlyArray<string>
  /** True when the first line must be the field names. */
  readonly header: boolean
  /** Lines that begin with this are comments. */
  readonly comment?: string
  /** A function of one line, new for each file, so that it may remember what it has seen. */
  readonly reader: () => (row: Row, intake: Intake) => void
}

/** A format with one job a line. */
export const lineFormat = (about: Omit<Format, "parser">, layout: LineLayout): Format => {
  const format: Format = { ...about, parser: (options) => lineParser(format, layout, options) }
  return format
}

const lineParser = (format: Format, layout: LineLayout, options: ParserOptions): Parser => {
  const intake = new Intake(options.sink)
  const read = layout.reader()
  const { comment } = layout
  let headed = !layout.header
  const lines: Lines = new Lines(options.file, () => {
    const { row } = lines
    if (comment !== undefined && row.beginsWith(comment)) return
    row.split(layout.separator)
    if (headed) {
      checkFields(row, layout)
      read(row, intake)
    } else {
      checkHeader(row, format, layout)
      headed = true
    }
  })
  return {
    push: (text) => lines.push(text),
    end: () => {
      lines.end()
      if (intake.jobs === 0) throw noJobs(options.file, lines.row.line, intake.skipped, format)
      return { format, jobs: intake.jobs, skipped: intake.skipped }
    }
  }
}

const checkHeader = (row: Row, { title }: Format, { fields }: LineLayout): void => {
  const matches = row.fields === fields.length && fields.every((name, index) => row.field(index) === name)
  if (!matches) throw row.mistake(0, `the header ${quote(row.text)}`, `${fields.join(",")} (${title})`)
}

const checkFields = (row: Row, { fields, separator }: LineLayout): void => {
  const enough = separator === "comma" ? row.fields === fields.length : row.fields >= fields.length
  if (enough) return
  const found = `${row.fields} ${row.fields === 1 ? "field" : "fields"} in ${quote(row.text)}`
  const cut = row.unended && row.fields < fields.length ? "; the file seems to be cut off in the middle" : ""
  throw row.mistake(
    undefined,
    found + cut,
    `${fields.length} fields: ${fields.join(separator === "comma" ? "," : " ")}`
  )
}

const noJobs = (file: string, lines: number, skipped: number, { title, skips }: Format): TraceError => {
  if (lines === 0) return new TraceError({ file, found: "an empty file", allowed: title })
  const found = skipped === 0 ? "no jobs" : `no job that can be used among ${skipped} (${skips})`
  return new TraceError({ file, found, allowed: "at least one job" })
}
