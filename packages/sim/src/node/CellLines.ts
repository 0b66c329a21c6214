/** The lines of a file of cells: a checksum, a space, and what is said as JSON. A line counts whole or not at all. */
import { Schema } from "effect"
import { writeSync } from "node:fs"
import { crc32 } from "node:zlib"

/** What one run measured: values in the order of the named columns, NaN where there was nothing to measure. */
export interface Cell {
  readonly columns: string
  readonly values: Float64Array
}

const HeaderLine = Schema.Struct({ lode: Schema.Literal("cells"), version: Schema.Int, engine: Schema.String })
const ColumnsLine = Schema.Struct({ columns: Schema.String, names: Schema.Array(Schema.String) })
const Figure = Schema.Union([Schema.Null, Schema.Finite, Schema.Literals(["Infinity", "-Infinity"])])
const CellLine = Schema.Struct({ key: Schema.String, of: Schema.String, values: Schema.Array(Figure) })
export const isHeader = Schema.is(HeaderLine)
export const isColumns = Schema.is(ColumnsLine)
export const isCell = Schema.is(CellLine)

/** A line of the file: the checksum of the rest, then JSON. */
export const lineOf = (value: unknown): string => {
  const text = JSON.stringify(value)
  return `${crc32(text).toString(16).padStart(8, "0")} ${text}\n`
}

/** What a line says; `undefined` when it is damaged. */
export const read = (line: string): unknown => {
  const text = line.slice(9)
  if (line.charAt(8) !== " " || crc32(text) !== Number.parseInt(line.slice(0, 8), 16)) return undefined
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** A value of a line. */
export const numberOf = (value: typeof Figure.Type): number => (value === null ? Number.NaN : Number(value))

/** The line of a cell. */
export const cellLine = (key: string, { columns, values }: Cell): string =>
  lineOf({
    key,
    of: columns,
    values: Array.from(values, (value) => (Number.isNaN(value) ? null : Number.isFinite(value) ? value : String(value)))
  })

/** Writes all bytes of a text, or throws: a disk that takes only a part is full. Gives how many they are. */
export const writeAll = (handle: number, text: string): number => {
  const bytes = Buffer.from(text)
  for (let written = 0; written < bytes.length;) {
    const taken = writeSync(handle, bytes, written, bytes.length - written)
    if (taken === 0) throw Object.assign(new Error("no room"), { code: "ENOSPC" })
    written += taken
  }
  return bytes.length
}
