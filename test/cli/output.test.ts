import { describe, expect, it } from "vitest"
import { surfaceOf } from "../../packages/tui/src/cli/output.ts"

const terminal = { isTTY: true, columns: 100 }
const pipe = {}

describe("surfaceOf", () => {
  it("uses colour and moving lines for a person at a terminal", () => {
    expect(surfaceOf(terminal, { TERM: "xterm-256color", LANG: "en_US.UTF-8" }, "linux")).toEqual({
      live: true,
      colour: true,
      alphabet: "braille",
      columns: 100
    })
  })

  it("is plain with NO_COLOR, in a pipe, on CI and on a dumb terminal", () => {
    expect(surfaceOf(terminal, { NO_COLOR: "1" }, "linux")).toMatchObject({ live: true, colour: false })
    expect(surfaceOf(terminal, { NO_COLOR: "1", FORCE_COLOR: "1" }, "linux").colour).toBe(false)
    expect(surfaceOf(pipe, {}, "linux")).toMatchObject({ live: false, colour: false, columns: 80 })
    expect(surfaceOf(terminal, { CI: "true" }, "linux")).toMatchObject({ live: false, colour: false })
    expect(surfaceOf(terminal, { TERM: "dumb" }, "linux")).toMatchObject({ live: false, colour: false })
  })

  it("takes an empty NO_COLOR for none, and FORCE_COLOR for a wish", () => {
    expect(surfaceOf(terminal, { NO_COLOR: "" }, "linux").colour).toBe(true)
    expect(surfaceOf(pipe, { FORCE_COLOR: "1" }, "linux")).toMatchObject({ live: false, colour: true })
  })

  it("draws only what the terminal can show", () => {
    const alphabet = (env: Record<string, string>, platform = "linux"): string =>
      surfaceOf(terminal, env, platform).alphabet
    expect(alphabet({ LC_ALL: "C" })).toBe("ascii")
    expect(alphabet({ LANG: "de_DE.ISO-8859-1" })).toBe("ascii")
    expect(alphabet({ LANG: "C.UTF-8" })).toBe("braille")
    expect(alphabet({ TERM: "linux" })).toBe("block")
    expect(alphabet({}, "win32")).toBe("block")
    expect(alphabet({ WT_SESSION: "x" }, "win32")).toBe("braille")
    expect(alphabet({}, "darwin")).toBe("braille")
  })
})
