import { describe, expect, it } from "vitest"
import { groundIn, groundOf } from "../../packages/tui/src/ui/ground.ts"

describe("the background of a terminal", () => {
  it("is read from its answer, of any number of digits and either end", () => {
    expect(groundIn("\u001B]11;rgb:ffff/ffff/ffff\u001B\\\u001B[?62;c")).toBe("light")
    expect(groundIn("\u001B]11;rgb:fd/f6/e3\u0007")).toBe("light")
    expect(groundIn("\u001B]11;rgb:0000/2b2b/3636\u001B\\")).toBe("dark")
    expect(groundIn("\u001B[?1;2c")).toBe("unknown")
  })

  it("is taken from COLORFGBG where the terminal says nothing", () => {
    expect(["0;15", "0;default;15", "15;0", "12;8", "", "15;default", undefined].map(groundOf)).toEqual([
      "light",
      "light",
      "dark",
      "dark",
      "unknown",
      "unknown",
      "unknown"
    ])
  })
})
