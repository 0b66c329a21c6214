/** The tables of a results folder: which columns they have, and the one way to write a table of columns both as CSV and as Parquet. */
import { Effect } from "effect"
import { jobColumns as names } from "../experiment/RunRows.ts"
import type { CsvColumn } from "./CsvWriter.ts"
import { OutputError } from "./OutputFile.ts"
import type { ResultFolder } from "./ResultFolder.ts"

/** Columns of `jobs.csv`, a row per job. Times are seconds from the start of the scenario, kept to the millisecond; a job that has not
 * started or ended has empty cells there, and one that is open at the end of the run has the state `open`. */
export const jobColumns: ReadonlyArray<CsvColumn> = names.map((name) =>
  name.endsWith("_s")
    ? { name, decimals: 3 }
    : name === "gpu_hours" || name === "paid_usd"
      ? { name, decimals: 6 }
      : { name }
)

/** A column with all its values; NaN is a missing value. `decimals` rounds the text, never the Parquet file. */
export interface TableColumn extends CsvColumn {
  readonly values: Float64Array | ReadonlyArray<string | number | null>
  /** Store as whole numbers in Parquet (`values` must be whole). */
  readonly integer?: boolean
}

/** Writes `<name>.csv` and `<name>.parquet` with the same rows. All columns must be of one length. */
export const writeTable = Effect.fnUntraced(function* (
  folder: ResultFolder,
  name: string,
  columns: ReadonlyArray<TableColumn>
): Effect.fn.Return<void, OutputError> {
  const csv = yield* folder.csv(`${name}.csv`, columns)
  const parquet = yield* folder.parquet(
    `${name}.parquet`,
    columns.map((column) => ({ name: column.name, kind: kindOf(column) }))
  )
  const rows = columns[0]?.values.length ?? 0
  // in slices, so that Ctrl-C is heard while a long table is written
  for (let from = 0; from < rows; from += 4096) {
    yield* Effect.try({
      try: () => {
        for (let row = from; row < Math.min(from + 4096, rows); row++) {
          const cells = columns.map(({ values }) => values[row] ?? null)
          csv.row(cells)
          parquet.row(cells)
        }
      },
      catch: OutputError.from(folder.path)
    })
    yield* Effect.yieldNow
  }
})

const kindOf = ({ integer, values }: TableColumn): "number" | "integer" | "text" => {
  if (integer === true) return "integer"
  if (values instanceof Float64Array) return "number"
  return values.some((value) => typeof value === "string") ? "text" : "number"
}
