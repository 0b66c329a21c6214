import { mkdtempSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import * as fc from "fast-check"
import { type FileMetaData, parquetMetadata, parquetReadObjects } from "hyparquet"
import { afterAll, describe, expect, it } from "vitest"
import type { Cell } from "../../packages/sim/src/node/CsvWriter.ts"
import { OutputFile } from "../../packages/sim/src/node/OutputFile.ts"
import { type ParquetColumn, ParquetWriter } from "../../packages/sim/src/node/ParquetWriter.ts"

const folder = mkdtempSync(join(tmpdir(), "lode-parquet-"))
afterAll(() => rmSync(folder, { recursive: true }))

let files = 0
const columns: ReadonlyArray<ParquetColumn> = [
  { name: "time_s", kind: "number" },
  { name: "jobs", kind: "integer" },
  { name: "venue", kind: "text" }
]
const roundTrip = async (
  rows: ReadonlyArray<ReadonlyArray<Cell>>,
  rowGroup?: number
): Promise<{ readonly metadata: FileMetaData; readonly rows: ReadonlyArray<Record<string, unknown>> }> => {
  const path = join(folder, `${files++}.parquet`)
  const writer = new ParquetWriter(new OutputFile(path, path), columns, rowGroup === undefined ? {} : { rowGroup })
  for (const row of rows) writer.row(row)
  writer.close()
  const bytes = readFileSync(path)
  const file = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength)
  return { metadata: parquetMetadata(file), rows: await parquetReadObjects({ file }) }
}

describe("ParquetWriter", () => {
  it("keeps doubles, whole numbers and text, and what is missing", async () => {
    const { rows } = await roundTrip([
      [0.1, 9_007_199_254_740_991, "Zürich"],
      [Number.NaN, -3, null],
      [null, null, ""]
    ])
    expect(rows).toEqual([
      { time_s: 0.1, jobs: 9_007_199_254_740_991n, venue: "Zürich" },
      { time_s: null, jobs: -3n, venue: null },
      { time_s: null, jobs: null, venue: "" }
    ])
  })

  it("writes a table without rows that still has its columns", async () => {
    const { metadata, rows } = await roundTrip([])
    expect(rows).toEqual([])
    expect(metadata.schema.slice(1).map(({ name }) => name)).toEqual(["time_s", "jobs", "venue"])
  })

  it("writes a row group whenever enough rows are there, so that memory stays bounded", async () => {
    const { metadata, rows } = await roundTrip(
      Array.from({ length: 25 }, (_, index) => [index / 2, index, `venue ${index % 3}`]),
      10
    )
    expect(metadata.row_groups.map(({ num_rows }) => Number(num_rows))).toEqual([10, 10, 5])
    expect(rows.map(({ jobs }) => Number(jobs))).toEqual(Array.from({ length: 25 }, (_, index) => index))
  })

  it("refuses a row that does not fit the columns", async () => {
    await expect(roundTrip([[1, 2]])).rejects.toThrow(/2 cells in a table of 3/)
    await expect(roundTrip([["one", 2, "x"]])).rejects.toThrow(/text in column time_s/)
  })

  it("reads back as what was written", async () => {
    const row = fc.tuple(fc.double({ noNaN: true }), fc.maxSafeInteger(), fc.string({ unit: "grapheme" }))
    await fc.assert(
      fc.asyncProperty(fc.array(row, { maxLength: 30 }), async (rows) => {
        const read = await roundTrip(rows, 7)
        expect(read.rows.map(({ jobs, time_s, venue }) => [time_s, Number(jobs), venue])).toEqual(rows)
      }),
      { numRuns: 50 }
    )
  })
})
