/** Strips of shades: many series below each other over the same time, dark where much is going on. */
import { extent, labels, place, type Range, resample } from "./Scale.ts"
import { cut, padEnd, width } from "./Text.ts"
import type { Look } from "./Theme.ts"

/** One strip: a name and its values in order, NaN where nothing is known. */
export interface Strip {
  readonly label: string
  readonly values: ArrayLike<number>
}

const shades = { block: "·░▒▓█", ascii: ".:-=+*#%@" }

/** Draws one line a strip and a last line that explains the shades. All strips share one scale: `range`, or that of all values. */
export const heatStrips = (strips: ReadonlyArray<Strip>, look: Look, range?: Range): string => {
  const labelWidth = Math.min(Math.max(0, ...strips.map(({ label }) => width(label))), Math.floor(look.columns / 3))
  const room = look.columns - labelWidth - 1
  if (room < 1) return strips.map(({ label }) => cut(label, look.columns, look.alphabet)).join("\n")
  const rows = strips.map(({ values }) => resample(values, room))
  const scale = range ?? extent(rows.flatMap((row) => Array.from(row)))
  const signs = look.alphabet === "ascii" ? shades.ascii : shades.block
  const lines = rows.map((row, index) => {
    const cells = Array.from(row, (value) => {
      if (Number.isNaN(value) || scale === undefined) return " "
      return signs[scale.high > scale.low ? place(value, scale, signs.length) : Math.floor(signs.length / 2)]
    }).join("")
    const label = padEnd(cut(strips[index]?.label ?? "", labelWidth, look.alphabet), labelWidth)
    return `${label} ${(look.theme.series[0] ?? String)(cells)}`.trimEnd()
  })
  return [...lines, ...legend(scale, signs, labelWidth, look)].join("\n")
}

const legend = (scale: Range | undefined, signs: string, indent: number, look: Look): ReadonlyArray<string> => {
  if (scale === undefined) return []
  const [low = "", high = ""] = labels([scale.low, scale.high])
  const text =
    scale.high > scale.low ? `${" ".repeat(indent + 1)}${low} ${signs} ${high}` : `${" ".repeat(indent + 1)}all ${low}`
  return [look.theme.muted(cut(text, look.columns, look.alphabet))]
}
