/** A line of small bars, one character a value: the shape of a series inside a sentence or a table cell. */
import { extent, place, type Range, resample } from "./Scale.ts"
import type { Look } from "./Theme.ts"

/** Never a whole cell: lines below each other would run into one. */
const levels = { block: "▁▂▃▄▅▆▇", ascii: "_.-=+*#" }

/** Draws `values` as a sparkline, at most `look.columns` wide; longer series are averaged into bins.
 *
 * Gaps (NaN) are spaces. Without `range` the scale goes from the smallest to the largest value; a constant is a line at half height, zero one at
 * the foot. */
export const sparkline = (values: ArrayLike<number>, look: Look, range?: Range): string => {
  const bins = resample(values, look.columns)
  const scale = range ?? extent(bins)
  if (scale === undefined) return " ".repeat(bins.length)
  const signs = look.alphabet === "ascii" ? levels.ascii : levels.block
  const constant = scale.high === 0 ? signs[0] : signs[3]
  const text = Array.from(bins, (value) => {
    if (Number.isNaN(value)) return " "
    return scale.high > scale.low ? signs[place(value, scale, signs.length)] : constant
  })
  return text.join("")
}
