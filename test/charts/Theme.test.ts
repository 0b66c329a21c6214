import { describe, expect, it } from "vitest"
import { type Palette, palettes } from "../../packages/tui/src/charts/Theme.ts"

/** The levels of the colour cube of 256-colour terminals. */
const levels = [0, 95, 135, 175, 215, 255]

/** Red, green and blue of a colour above the first sixteen, which are the user's own. */
const partsOf = (colour: number): ReadonlyArray<number> => {
  if (colour >= 232) return [0, 0, 0].map(() => 8 + (colour - 232) * 10)
  const index = colour - 16
  return [Math.floor(index / 36), Math.floor(index / 6) % 6, index % 6].map((level) => levels[level] ?? Number.NaN)
}

/** Relative luminance, WCAG 2.2. */
const luminance = (parts: ReadonlyArray<number>): number => {
  const [red = 0, green = 0, blue = 0] = parts
    .map((part) => part / 255)
    .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4))
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

/** Contrast of two colours, 1 to 21. */
const contrast = (a: ReadonlyArray<number>, b: ReadonlyArray<number>): number => {
  const [light, dark] = [luminance(a), luminance(b)].sort((x, y) => y - x)
  return ((light ?? 0) + 0.05) / ((dark ?? 0) + 0.05)
}

const white = [255, 255, 255]
const black = [0, 0, 0]
/** The background of VS Code's dark theme, lighter than most. */
const grey = [30, 30, 30]
const readable = ({ ink, series }: Palette): ReadonlyArray<number> => [...Object.values(ink), ...series]
const least = (palette: Palette, ground: ReadonlyArray<number>): number =>
  Math.min(...readable(palette).map((colour) => contrast(partsOf(colour), ground)))

describe("what is read", () => {
  it("has the extremes of contrast that WCAG says", () => {
    expect(contrast(white, black)).toBeCloseTo(21, 9)
    expect(contrast(white, white)).toBe(1)
  })

  it("can be read on a light terminal", () => {
    expect(least(palettes.light, white)).toBeGreaterThanOrEqual(4.5)
  })

  it("can be read on dark terminals", () => {
    expect(least(palettes.dark, black)).toBeGreaterThanOrEqual(4.5)
    expect(least(palettes.dark, grey)).toBeGreaterThanOrEqual(4.5)
  })

  it("can be read on both where nobody knows which it is", () => {
    expect(least(palettes.unknown, white)).toBeGreaterThanOrEqual(4)
    expect(least(palettes.unknown, black)).toBeGreaterThanOrEqual(4)
  })

  it.each(Object.entries(palettes))(
    "has as many areas as lines, none of them like a line, on a ground that is %s",
    (_, palette) => {
      expect(palette.fills).toHaveLength(palette.series.length)
      expect(palette.fills.filter((fill) => palette.series.includes(fill))).toEqual([])
    }
  )
})
