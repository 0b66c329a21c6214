import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import { Signs } from "../../packages/tui/src/ui/signs.ts"

describe("signs of rows", () => {
  it("are one character each, the same for the same row, and become the rows again", () => {
    fc.assert(
      fc.property(fc.array(fc.string({ maxLength: 30 }), { minLength: 1, maxLength: 60 }), (rows) => {
        const signs = new Signs()
        const sent = rows.map((row) => signs.of(row))
        expect(sent.map((sign) => sign.length)).toEqual(rows.map(() => 1))
        expect(new Set(sent).size).toBe(new Set(rows).size)
        expect(signs.read(sent.join("\u001B[1;1H"))).toBe(rows.join("\u001B[1;1H"))
      })
    )
  })

  it("are used again after many frames, and never for two rows of the newest ones", () => {
    const signs = new Signs()
    for (let frame = 0; frame < 300; frame++) {
      const rows = Array.from({ length: 60 }, (_, row) => `frame ${frame} row ${row}`)
      const before = rows.map((row) => signs.of(row))
      expect(signs.read(before.join())).toBe(rows.join())
      expect(before.every((sign) => sign >= "\uE000" && sign < "\uF000")).toBe(true)
    }
    // a row of long ago has no sign any more and gets a new one
    expect(signs.read(signs.of("frame 0 row 0"))).toBe("frame 0 row 0")
  })

  it("leave what else is written as it is, a row with signs of its own included", () => {
    const signs = new Signs()
    const sign = signs.of("a row with \uE001 and \uE002")
    expect(signs.read(`\u001B[2K${sign}\n`)).toBe("\u001B[2Ka row with \uE001 and \uE002\n")
  })
})
