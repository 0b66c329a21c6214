/** The past of a lane as columns: a row per sample, at fixed instants of the model, so that the same run has the same rows however it was watched. */

/** Spacings of samples, s. */
const hour = 3600
const day = 24 * hour
const spacings = [1, 5, 15, 60, 300, 900, hour, 3 * hour, 6 * hour, 12 * hour, day, 2 * day, 7 * day, 28 * day]
/** Rows at most: more than any terminal has columns. */
const mostRows = 2000

/** Seconds between rows of a run of so many seconds. */
export const spacingOf = (length: number): number =>
  spacings.find((spacing) => length / spacing <= mostRows) ?? length / mostRows

/** Rows of so many columns, growing at the end. Row i is the instant i × `every`. */
export class History {
  readonly columns: ReadonlyArray<string>
  readonly every: number
  /** Rows that are known. */
  rows = 0
  private values: Float64Array
  private readonly places: ReadonlyMap<string, number>

  constructor(columns: ReadonlyArray<string>, every: number) {
    this.columns = columns
    this.every = every
    this.values = new Float64Array(64 * columns.length)
    this.places = new Map(columns.map((name, place) => [name, place]))
  }

  /** Writes rows, one after the other in `values`, from row `from` on. Rows behind them stay: call `truncate` when they are void. */
  write(from: number, values: Float64Array): void {
    const width = this.columns.length
    const end = from * width + values.length
    if (end > this.values.length) {
      const longer = new Float64Array(Math.max(end, 2 * this.values.length))
      longer.set(this.values)
      this.values = longer
    }
    this.values.set(values, from * width)
    this.rows = Math.max(this.rows, end / width)
  }

  /** Keeps so many rows. */
  truncate(rows: number): void {
    this.rows = Math.min(this.rows, rows)
  }

  /** The values of rows `from` to the end, row after row: a copy. */
  since(from: number): Float64Array {
    return this.values.slice(from * this.columns.length, this.rows * this.columns.length)
  }

  /** One column up to an instant; empty when there is no such column. */
  column(name: string, until: number): Float64Array {
    const place = this.places.get(name)
    if (place === undefined) return new Float64Array(0)
    const rows = Math.min(this.rows, Math.floor(until / this.every + 1e-9) + 1)
    const width = this.columns.length
    const column = new Float64Array(rows)
    for (let row = 0; row < rows; row++) column[row] = this.values[row * width + place] ?? Number.NaN
    return column
  }

  /** Growth a day of a column that counts up, over the rows up to an instant; the first row has none. */
  perDay(name: string, until: number): Float64Array {
    const totals = this.column(name, until)
    return totals.map((total, row) => (row === 0 ? Number.NaN : ((total - (totals[row - 1] ?? 0)) / this.every) * day))
  }

  /** The same history for a branch. */
  copy(): History {
    const copy = new History(this.columns, this.every)
    copy.write(0, this.since(0))
    return copy
  }
}
