import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { Effect } from "effect"
import * as fc from "fast-check"
import { afterEach, beforeEach, describe, expect, it } from "vitest"
import type { CsvInOrder } from "../../packages/sim/src/node/CsvInOrder.ts"
import * as ResultFolder from "../../packages/sim/src/node/ResultFolder.ts"

let parent = ""
beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), "lode-parts-"))
})
afterEach(() => rmSync(parent, { recursive: true, force: true }))

/** What stands in the file after `fill`, and what else is in the folder meanwhile and at the end. */
const written = (fill: (rows: CsvInOrder, files: () => ReadonlyArray<string>) => void): string => {
  const out = join(parent, "out")
  const body = (folder: ResultFolder.ResultFolder) =>
    Effect.gen(function* () {
      const rows = yield* folder.csvInOrder("rows.csv", [{ name: "part" }, { name: "text" }])
      fill(rows, () => readdirSync(folder.temporary).sort())
    })
  Effect.runSync(ResultFolder.write(out, { force: true }, body))
  expect(readdirSync(out)).toEqual(["rows.csv"])
  return readFileSync(join(out, "rows.csv"), "utf8")
}

describe("rows in order", () => {
  it("stand part after part, in whatever order parts take turns", () => {
    const parts = fc.array(fc.array(fc.string(), { maxLength: 6 }), { minLength: 1, maxLength: 4 })
    fc.assert(
      fc.property(parts, fc.infiniteStream(fc.nat()), (texts, luck) => {
        const sequential = written((rows) =>
          texts.forEach((part, index) => {
            rows.append(
              index,
              part.map((text) => [index, text])
            )
            rows.end(index)
          })
        )
        const mixed = written((rows) => {
          const left = texts.map((part) => [...part])
          let turn = 0
          while (turn < left.length) {
            const open = left.flatMap((part, index) => (part.length > 0 ? [index] : []))
            const part = open[luck.next().value % Math.max(1, open.length)]
            const text = part === undefined ? undefined : left[part]?.shift()
            if (part !== undefined && text !== undefined) rows.append(part, [[part, text]])
            while (turn < left.length && left[turn]?.length === 0) rows.end(turn++)
          }
        })
        expect(mixed).toBe(sequential)
      }),
      { numRuns: 40, seed: 71 }
    )
  })

  it("wait on disk, not in memory, and are moved when their turn comes", () => {
    const many = Array.from({ length: 30_000 }, (_, row) => [1, `text number ${row}`])
    const text = written((rows, files) => {
      rows.append(1, many)
      expect(files()).toEqual([".rows.csv.1", "rows.csv"])
      rows.append(0, [[0, "first"]])
      rows.end(0)
      expect(files()).toEqual(["rows.csv"])
      rows.append(1, [[1, "last"]])
      rows.end(1)
    })
    const lines = text.split("\n")
    expect(lines.length).toBe(30_004)
    expect([lines[0], lines[1], lines[2], lines[30_002], lines[30_003]]).toEqual([
      "part,text",
      "0,first",
      "1,text number 0",
      "1,last",
      ""
    ])
  })

  it("refuse a part that has ended, and an end out of turn", () => {
    written((rows) => {
      expect(() => rows.end(1)).toThrow("it is the turn of part 0")
      rows.end(0)
      expect(() => rows.append(0, [])).toThrow("part 0 has ended")
    })
  })

  it("leave no trace when the run fails meanwhile", () => {
    const failing = ResultFolder.write(join(parent, "out"), {}, (folder) =>
      Effect.gen(function* () {
        const rows = yield* folder.csvInOrder("rows.csv", [{ name: "part" }])
        rows.append(2, [[2]])
        rows.append(1, [[1]])
        rows.end(0)
        return yield* Effect.fail("the run failed" as const)
      })
    )
    expect(Effect.runSync(Effect.flip(failing))).toBe("the run failed")
    expect(readdirSync(parent)).toEqual([])
  })
})
