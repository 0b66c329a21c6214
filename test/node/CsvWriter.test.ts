import { mkdtempSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { parse } from "csv-parse/sync"
import * as fc from "fast-check"
import { afterAll, describe, expect, it } from "vitest"
import { type Cell, type CsvColumn, CsvWriter } from "../../packages/sim/src/node/CsvWriter.ts"
import { OutputFile } from "../../packages/sim/src/node/OutputFile.ts"

const folder = mkdtempSync(join(tmpdir(), "lode-csv-"))
afterAll(() => rmSync(folder, { recursive: true }))

let files = 0
const written = (columns: ReadonlyArray<CsvColumn>, fill: (writer: CsvWriter) => void): string => {
  const path = join(folder, `${files++}.csv`)
  const writer = new CsvWriter(new OutputFile(path, path), columns)
  fill(writer)
  writer.close()
  return readFileSync(path, "utf8")
}
const cell = (value: Cell, decimals?: number): string =>
  written([{ name: "x", ...(decimals === undefined ? {} : { decimals }) }], (csv) => csv.row([value])).slice(2, -1)

describe("CsvWriter", () => {
  it("writes the header once and a line for each row", () => {
    const text = written([{ name: "job" }, { name: "class" }], (csv) => {
      csv.row([0, "training"])
      csv.row([1, null])
    })
    expect(text).toBe("job,class\n0,training\n1,\n")
  })

  it("writes the header of a table without rows", () => {
    expect(written([{ name: "a" }, { name: "b,c" }], () => {})).toBe('a,"b,c"\n')
  })

  it("quotes what would break a row, and nothing else", () => {
    expect(cell("plain name")).toBe("plain name")
    expect(cell("a,b")).toBe('"a,b"')
    expect(cell('say "hello"')).toBe('"say ""hello"""')
    expect(cell("two\nlines")).toBe('"two\nlines"')
    expect(cell("Zürich ⚡")).toBe("Zürich ⚡")
  })

  it("rounds to the decimals of the column and drops trailing zeros", () => {
    expect(cell(31.41592653, 3)).toBe("31.416")
    expect(cell(-0.5, 3)).toBe("-0.5")
    expect(cell(-0.0001, 3)).toBe("0")
    expect(cell(2.9996, 3)).toBe("3")
    expect(cell(1.05, 6)).toBe("1.05")
    expect(cell(0.000001, 6)).toBe("0.000001")
    expect(cell(7, 3)).toBe("7")
    expect(cell(4_294_967_296.25, 3)).toBe("4294967296.25")
  })

  it("leaves what is missing empty and names the infinities", () => {
    expect(cell(null)).toBe("")
    expect(cell(Number.NaN, 3)).toBe("")
    expect(cell(Number.POSITIVE_INFINITY, 3)).toBe("Infinity")
    expect(cell(Number.NEGATIVE_INFINITY)).toBe("-Infinity")
  })

  it("keeps rows of any length together across its buffer", () => {
    const long = `${"x".repeat(400_000)},"${"y".repeat(200_000)}`
    const text = written([{ name: "a" }, { name: "b" }], (csv) => {
      for (let index = 0; index < 5; index++) csv.row([long, index])
    })
    expect(parse(text).slice(1)).toEqual([0, 1, 2, 3, 4].map((index) => [long, String(index)]))
  })

  it("refuses a row of another length than the header", () => {
    expect(() => written([{ name: "a" }, { name: "b" }], (csv) => csv.row([1]))).toThrow(/1 cells in a table of 2/)
  })

  it("reads back as what was written, whatever the text", () => {
    const text = fc.string({ unit: "grapheme", maxLength: 40 })
    fc.assert(
      fc.property(fc.array(fc.tuple(text, text), { minLength: 1, maxLength: 20 }), (rows) => {
        const read = parse(
          written([{ name: "a" }, { name: "b" }], (csv) => rows.forEach((row) => csv.row(row))),
          { record_delimiter: "\n" }
        )
        expect(read.slice(1)).toEqual(rows)
      })
    )
  })

  it("reads numbers back exactly, or to half a unit of the last decimal", () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true }), fc.integer({ min: 0, max: 9 }), (value, decimals) => {
        expect(Number(cell(value)) - value || 0).toBe(0)
        const rounded = cell(value, decimals)
        if (Number.isFinite(value)) {
          expect(Math.abs(Number(rounded) - value)).toBeLessThanOrEqual(
            0.5 * 10 ** -decimals * (1 + 1e-9) + Math.abs(value) * 2 ** -52
          )
          expect(rounded).not.toMatch(/\.\d*0$/)
        }
      })
    )
  })
})
