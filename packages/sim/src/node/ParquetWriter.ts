/** Tables in Apache Parquet, written a row group at a time.
 *
 * `hyparquet-writer` wants the columns of a row group in memory: at most `rowGroup` rows are held (65,536 by default; 20 columns of
 * doubles are about 10 MB), then they are compressed (Snappy) and written. Besides that only the footer grows, by about 100 bytes a
 * column and row group, so a file may be much larger than memory.
 *
 * *Gotchas* A missing value and NaN are both written as null: a table says "not known", and means over a column stay right. */
import { ByteWriter, ParquetWriter as Encoder } from "hyparquet-writer"
import type { SchemaElement } from "hyparquet"
import type { Cell } from "./CsvWriter.ts"
import { OutputError, type OutputFile } from "./OutputFile.ts"

/** A column: `number` is a double, `integer` a 64-bit whole number, `text` UTF-8. Every column may have missing values. */
export interface ParquetColumn {
  readonly name: string
  readonly kind: "number" | "integer" | "text"
}

const element = ({ kind, name }: ParquetColumn): SchemaElement => {
  switch (kind) {
    case "number":
      return { name, type: "DOUBLE", repetition_type: "OPTIONAL" }
    case "integer":
      return { name, type: "INT64", repetition_type: "OPTIONAL" }
    case "text":
      return { name, type: "BYTE_ARRAY", converted_type: "UTF8", repetition_type: "OPTIONAL" }
  }
}

/** Writes one Parquet file. */
export class ParquetWriter {
  /** Rows so far. */
  rows = 0
  private readonly file: OutputFile
  private readonly columns: ReadonlyArray<ParquetColumn>
  private readonly rowGroup: number
  private readonly bytes = new ByteWriter(1 << 16)
  private readonly encoder: Encoder
  private pending: Array<Array<string | number | bigint | null>>

  constructor(
    file: OutputFile,
    columns: ReadonlyArray<ParquetColumn>,
    options: { readonly rowGroup?: number; readonly createdBy?: string } = {}
  ) {
    this.file = file
    this.columns = columns
    this.rowGroup = options.rowGroup ?? 65_536
    this.pending = columns.map(() => [])
    this.encoder = new Encoder({
      writer: this.bytes,
      schema: [{ name: "root", num_children: columns.length }, ...columns.map(element)],
      createdBy: options.createdBy ?? "lode"
    })
  }

  /** Appends one row; there must be as many cells as columns, each of its column's kind. */
  row(cells: ReadonlyArray<Cell>): void {
    if (cells.length !== this.columns.length) {
      throw new Error(`a row of ${cells.length} cells in a table of ${this.columns.length} columns`)
    }
    for (let index = 0; index < cells.length; index++) {
      const column = this.columns[index]
      if (column !== undefined) this.pending[index]?.push(stored(column, cells[index] ?? null))
    }
    this.rows++
    if (this.rows % this.rowGroup === 0) this.writeGroup()
  }

  /** Writes the last row group and the footer, and closes the file. */
  close(): void {
    this.writeGroup()
    this.encode(() => this.encoder.finish())
    this.file.close()
  }

  private writeGroup(): void {
    if ((this.pending[0]?.length ?? 0) === 0) return
    const columnData = this.columns.map(({ name }, index) => ({ name, data: this.pending[index] ?? [] }))
    this.encode(() => this.encoder.write({ columnData, rowGroupSize: this.rowGroup }))
    this.pending = this.columns.map(() => [])
  }

  private encode(step: () => void | Promise<void>): void {
    try {
      // nothing in our writer waits, so the encoder answers at once
      void step()
    } catch (error) {
      throw OutputError.from(this.file.shownAs)(error)
    }
    this.file.write(this.bytes.getBytes())
    this.bytes.index = 0
  }
}

const stored = ({ kind, name }: ParquetColumn, cell: Cell): string | number | bigint | null => {
  if (cell === null || Number.isNaN(cell)) return null
  if (kind === "text") return String(cell)
  if (typeof cell === "string") throw new Error(`text in column ${name}, which holds numbers`)
  return kind === "integer" ? BigInt(cell) : cell
}
