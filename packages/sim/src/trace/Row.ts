/** Text in pieces of any length in, one row of fields after the other out.
 *
 * Not `csv-parse`: the recorded formats have no quoting, no escapes and no line breaks inside a field, so that splitting is a
 * search for two characters; this is several times faster, keeps a file of a gigabyte a matter of seconds, and knows the
 * line and the column of each field, which is what a report of a mistake needs. */
import { quote, TraceError } from "./TraceError.ts"

/** No line of any known trace comes near; a gigabyte without a line end must not be collected in memory. */
const longestLine = 65_536

const carriageReturn = 13
const space = 32
const tab = 9
const comma = 44
const zero = 48
const nine = 57
/** So many digits always make a number that is exact. */
const exactDigits = 15

/** How the fields of a line are kept apart: by single commas, or by any run of blanks. */
export type Separator = "comma" | "blanks"

/** The fields of the line that was read last. One object for the whole file. */
export class Row {
  readonly file: string
  /** The number of the line, from 1. */
  line = 0
  /** True when the line stood at the end of the file without a line end. */
  unended = false
  fields = 0
  // The line is a stretch of a longer text. It is not cut out: reading the characters of a cut-out piece takes twice as long.
  private source = ""
  private start = 0
  private end = 0
  private readonly from: Array<number> = []
  private readonly to: Array<number> = []

  constructor(file: string) {
    this.file = file
  }

  /** The line, without its end. */
  get text(): string {
    return this.source.slice(this.start, this.end)
  }

  set(source: string, start: number, end: number): void {
    this.source = source
    this.start = start
    this.end = end
  }

  /** Whether the line begins with these characters, but for blanks. */
  beginsWith(characters: string): boolean {
    let at = this.start
    while (at < this.end && isBlank(this.source.charCodeAt(at))) at++
    return at + characters.length <= this.end && this.source.startsWith(characters, at)
  }

  split(separator: Separator): void {
    this.fields = 0
    if (separator === "comma") this.splitAtCommas()
    else this.splitAtBlanks()
  }

  /** The field as it stands there, without blanks around it. */
  field(index: number): string {
    return this.source.slice(this.from[index] ?? 0, this.to[index] ?? 0)
  }

  /** The field as a number, or NaN when it is none. `NaN`, `Infinity` and hexadecimal numbers are none. */
  number(index: number): number {
    const { source } = this
    const from = this.from[index] ?? 0
    const to = this.to[index] ?? 0
    if (from === to) return NaN
    if (to - from > exactDigits) return this.anyNumber(index)
    let value = 0
    for (let at = from; at < to; at++) {
      const code = source.charCodeAt(at)
      if (code < zero || code > nine) return this.anyNumber(index)
      value = 10 * value + (code - zero)
    }
    return value
  }

  /** A mistake in the given field, or in the line as a whole. */
  mistake(index: number | undefined, found: string, allowed: string): TraceError {
    const column = index === undefined ? {} : { column: (this.from[index] ?? 0) - this.start + 1 }
    return new TraceError({ file: this.file, line: this.line, ...column, found, allowed })
  }

  /** The field as a finite number. @throws {TraceError} */
  finite(index: number, name: string): number {
    const value = this.number(index)
    if (Number.isFinite(value)) return value
    const found = this.field(index)
    throw this.mistake(index, `${name} ${found === "" ? "left empty" : quote(found)}`, "a finite number")
  }

  private anyNumber(index: number): number {
    const found = this.field(index)
    return /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/.test(found) ? Number(found) : NaN
  }

  private splitAtCommas(): void {
    const { source, end } = this
    let start = this.start
    for (let at = start; at < end; at++) {
      if (source.charCodeAt(at) !== comma) continue
      this.add(start, at)
      start = at + 1
    }
    this.add(start, end)
  }

  private splitAtBlanks(): void {
    const { source, end } = this
    for (let at = this.start; at < end;) {
      while (at < end && isBlank(source.charCodeAt(at))) at++
      const start = at
      while (at < end && !isBlank(source.charCodeAt(at))) at++
      if (at > start) this.add(start, at)
    }
  }

  private add(start: number, end: number): void {
    const { source } = this
    while (start < end && isBlank(source.charCodeAt(start))) start++
    while (end > start && isBlank(source.charCodeAt(end - 1))) end--
    this.from[this.fields] = start
    this.to[this.fields] = end
    this.fields++
  }
}

const isBlank = (code: number): boolean => code === space || code === tab

/** Cuts text into lines: `\n` or `\r\n`, a byte-order mark at the start is dropped, empty lines are passed over. */
export class Lines {
  readonly row: Row
  private rest = ""
  private readonly onLine: () => void

  /** `onLine` reads the line from `row`. */
  constructor(file: string, onLine: () => void) {
    this.row = new Row(file)
    this.onLine = onLine
  }

  push(text: string): void {
    const whole = this.rest === "" ? text : this.rest + text
    let start = 0
    for (let end = whole.indexOf("\n"); end !== -1; end = whole.indexOf("\n", start)) {
      this.take(whole, start, end)
      start = end + 1
    }
    this.rest = start === 0 ? whole : whole.slice(start)
    if (this.rest.length > longestLine) throw this.tooLong()
  }

  end(): void {
    const rest = this.rest
    this.rest = ""
    if (rest === "") return
    this.row.unended = true
    this.take(rest, 0, rest.length)
  }

  private take(whole: string, start: number, end: number): void {
    const { row } = this
    row.line++
    if (row.line === 1 && whole.charCodeAt(start) === 0xfeff) start++
    if (end > start && whole.charCodeAt(end - 1) === carriageReturn) end--
    if (end === start) return
    row.set(whole, start, end)
    this.onLine()
  }

  private tooLong(): TraceError {
    this.row.line++
    return this.row.mistake(undefined, `a line of more than ${longestLine} characters`, "lines of a text file")
  }
}
