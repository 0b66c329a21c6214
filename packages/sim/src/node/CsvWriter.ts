/** Comma-separated values, a million rows a second: bytes go straight into one buffer, no string is made for a whole number.
 *
 * RFC 4180 quoting (a cell with a comma, a quote or a line break is quoted, quotes are doubled), the header once, lines end with a
 * line feed. Numbers are in the shortest form that reads back the same, or rounded to the column's `decimals` without trailing zeros.
 * A missing value and NaN are empty cells; an infinity is `Infinity` or `-Infinity`. */
import type { OutputFile } from "./OutputFile.ts"

/** One value of a row; `null` (and NaN) leaves the cell empty. */
export type Cell = string | number | null

/** A column of a table: its name and, for measured numbers, how many decimals are worth keeping (seconds: 3, USD: 6). */
export interface CsvColumn {
  readonly name: string
  readonly decimals?: number
}

const capacity = 1 << 18
/** No number is longer in text, with sign, point and exponent. */
const longestNumber = 32
const [comma, quote, lineFeed, carriageReturn, minus, point, zero] = [44, 34, 10, 13, 45, 46, 48]

/** Writes one CSV file.
 *
 * Two ways to write a row: `row([...])`, or cell by cell with `text`, `number`, `empty` and then `endRow`, which allocates nothing. */
export class CsvWriter {
  /** Rows so far, without the header. */
  rows = 0
  private readonly file: OutputFile
  private readonly scales: Float64Array
  private readonly buffer = Buffer.allocUnsafe(capacity)
  private used = 0
  private column = 0

  /** Begins with the names of the columns, unless `header` is false: the middle of a larger file. */
  constructor(
    file: OutputFile,
    columns: ReadonlyArray<CsvColumn>,
    { header = true }: { readonly header?: boolean } = {}
  ) {
    this.file = file
    // a scale of 0 says: keep the shortest form
    this.scales = Float64Array.from(columns, ({ decimals }) => (decimals === undefined ? 0 : 10 ** decimals))
    if (!header) return
    for (const { name } of columns) this.text(name)
    this.endLine()
  }

  /** Appends one row; there must be as many cells as columns. */
  row(cells: ReadonlyArray<Cell>): void {
    for (const cell of cells) {
      if (cell === null) this.empty()
      else if (typeof cell === "number") this.number(cell)
      else this.text(cell)
    }
    this.endRow()
  }

  /** Appends a cell of text. */
  text(value: string): void {
    this.startCell()
    // a UTF-16 unit takes at most three bytes, a quote is doubled, and two quotes stand around
    const room = value.length * 3 + 2
    if (room > capacity - this.used) this.flush()
    if (room > capacity) return this.longText(value)
    for (let index = 0; index < value.length; index++) {
      const code = value.charCodeAt(index)
      if (code === comma || code === quote || code === lineFeed || code === carriageReturn || code > 126) {
        return this.append(escaped(value))
      }
    }
    // plain text, as nearly every name is: no string is copied
    for (let index = 0; index < value.length; index++) this.buffer[this.used++] = value.charCodeAt(index)
  }

  /** Appends a number, rounded to the column's decimals if it has any. */
  number(value: number): void {
    const scale = this.scales[this.column] ?? 0
    this.startCell()
    if (capacity - this.used < longestNumber) this.flush()
    if (value === (value | 0)) this.integer(value)
    else if (Number.isNaN(value)) return
    else if (scale > 0 && Math.abs(value) * scale < Number.MAX_SAFE_INTEGER) this.rounded(value, scale)
    else this.append(String(value))
  }

  /** Leaves a cell empty. */
  empty(): void {
    this.startCell()
  }

  /** Ends the row. */
  endRow(): void {
    if (this.column !== this.scales.length) {
      throw new Error(`a row of ${this.column} cells in a table of ${this.scales.length} columns`)
    }
    this.endLine()
    this.rows++
  }

  /** Appends lines that are written already: `read` fills a buffer with the next bytes and says how many they are, 0 at the end. */
  lines(rows: number, read: (bytes: Uint8Array) => number): void {
    this.flush()
    for (let length = read(this.buffer); length > 0; length = read(this.buffer)) this.file.write(this.buffer, length)
    this.rows += rows
  }

  /** Writes what is left and closes the file. */
  close(): void {
    this.flush()
    this.file.close()
  }

  private startCell(): void {
    if (this.used + 2 > capacity) this.flush()
    if (this.column++ > 0) this.buffer[this.used++] = comma
  }

  private endLine(): void {
    if (this.used + 1 > capacity) this.flush()
    this.buffer[this.used++] = lineFeed
    this.column = 0
  }

  private append(text: string): void {
    this.used += this.buffer.write(text, this.used)
  }

  private longText(value: string): void {
    this.file.write(Buffer.from(escaped(value)))
  }

  /** A whole number below 2^31 in size. */
  private integer(value: number): void {
    let rest = value
    if (rest < 0) {
      this.buffer[this.used++] = minus
      rest = -rest
    }
    this.digits(rest, 1)
  }

  private rounded(value: number, scale: number): void {
    let scaled = Math.round(Math.abs(value) * scale)
    if (value < 0 && scaled > 0) this.buffer[this.used++] = minus
    const whole = Math.floor(scaled / scale)
    this.digits(whole, 1)
    scaled -= whole * scale
    if (scaled === 0) return
    let places = Math.round(Math.log10(scale))
    while (scaled % 10 === 0) {
      scaled /= 10
      places--
    }
    this.buffer[this.used++] = point
    this.digits(scaled, places)
  }

  /** The digits of a whole number from 0 up to 2^53, with zeros in front up to `least` places. */
  private digits(value: number, least: number): void {
    if (value > 2_147_483_647) {
      const high = Math.floor(value / 1e9)
      this.digits(high, Math.max(1, least - 9))
      return this.digits(value - high * 1e9, 9)
    }
    let places = least
    for (let bound = 10 ** least; bound <= value; bound *= 10) places++
    // whole-number arithmetic of 32 bits, about twice as quick as that of doubles
    let rest = value | 0
    for (let at = this.used + places - 1; at >= this.used; at--) {
      const tenth = (rest / 10) | 0
      this.buffer[at] = zero + (rest - tenth * 10)
      rest = tenth
    }
    this.used += places
  }

  private flush(): void {
    if (this.used === 0) return
    this.file.write(this.buffer, this.used)
    this.used = 0
  }
}

const escaped = (value: string): string => (/[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value)
