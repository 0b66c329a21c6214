/** Intervals around a common zero: which differences are there, how large, and how sure. */
import { drawable, place, type Range } from "./Scale.ts"
import { cut, padEnd, padStart, width } from "./Text.ts"
import type { Look, Style } from "./Theme.ts"

/** One line: from `low` to `high` with the estimate in between. `text` is what stands behind it. */
export interface IntervalLine {
  readonly label: string
  readonly low: number
  readonly middle: number
  readonly high: number
  readonly text: string
  readonly style?: Style
}

export interface IntervalOptions {
  /** Text of a place on the axis; by default the number. */
  readonly axis?: (value: number) => string
  /** What lies further than this from zero is cut off at an arrow, so that one line does not press all others together. */
  readonly limit?: number
}

/** Fewer cells than this show nothing: the texts stand alone. */
const leastRoom = 9

const signs = (ascii: boolean) =>
  ascii
    ? { zero: "|", line: "-", low: "[", high: "]", middle: "o", below: "<", above: ">" }
    : { zero: "│", line: "─", low: "├", high: "┤", middle: "●", below: "<", above: ">" }

const rounded = (value: number): string => String(Number(value.toPrecision(3)))

/** Draws a line each and an axis below. A line that cannot be drawn (NaN, infinite) has its text only. */
export const intervals = (
  items: ReadonlyArray<IntervalLine>,
  look: Look,
  { axis = rounded, limit = Number.POSITIVE_INFINITY }: IntervalOptions = {}
): string => {
  const third = Math.floor(look.columns / 3)
  const labelWidth = Math.min(Math.max(0, ...items.map(({ label }) => width(label))), third)
  const textWidth = Math.min(
    Math.max(0, ...items.map(({ text }) => width(text))),
    Math.max(0, look.columns - labelWidth - 1)
  )
  const room = look.columns - labelWidth - textWidth - 2
  const range = rangeOf(items, limit)
  const drawn = room >= leastRoom && range !== undefined
  const lines = items.map((item) => {
    const plot = drawn ? `${plotOf(item, range, room, look)} ` : ""
    const label = padEnd(cut(item.label, labelWidth, look.alphabet), labelWidth)
    return `${label} ${plot}${padStart(cut(item.text, textWidth, look.alphabet), textWidth)}`.trimEnd()
  })
  const shown = drawn ? [...lines, " ".repeat(labelWidth + 1) + look.theme.muted(axisOf(range, room, axis))] : lines
  return shown.map((line) => (look.columns >= 8 ? line : cut(line, look.columns, look.alphabet))).join("\n")
}

/** From the lowest to the highest end, zero included. */
const rangeOf = (items: ReadonlyArray<IntervalLine>, limit: number): Range | undefined => {
  const ends = items.filter(isDrawable).flatMap(({ high, low }) => [low, high])
  const low = Math.max(-limit, Math.min(0, ...ends))
  const high = Math.min(limit, Math.max(0, ...ends))
  // values that are all but zero have no scale
  return high - low > 1e-200 ? { low, high } : undefined
}

const isDrawable = ({ high, low, middle }: IntervalLine): boolean => [low, middle, high].every(drawable)

const plotOf = (item: IntervalLine, range: Range, room: number, look: Look): string => {
  const sign = signs(look.alphabet === "ascii")
  const cells = Array.from({ length: room }, () => " ")
  cells[place(0, range, room)] = sign.zero
  if (!isDrawable(item)) return look.theme.muted(cells.join(""))
  const [from, to] = [place(item.low, range, room), place(item.high, range, room)]
  for (let cell = from; cell <= to; cell++) cells[cell] = sign.line
  if (to > from) {
    cells[from] = sign.low
    cells[to] = sign.high
  }
  const middle = place(item.middle, range, room)
  cells[middle] = sign.middle
  if (item.low < range.low) cells[0] = sign.below
  if (item.high > range.high) cells[room - 1] = sign.above
  return (item.style ?? String)(cells.join(""))
}

/** The ends of the axis and its zero, as far as they do not touch each other. */
const axisOf = (range: Range, room: number, axis: (value: number) => string): string => {
  const zero = place(0, range, room)
  const [low, high] = [range.low < 0 ? axis(range.low) : "", range.high > 0 ? axis(range.high) : ""]
  const cells = Array.from({ length: room }, () => " ")
  const put = (text: string, at: number): void => {
    const from = Math.max(0, Math.min(room - text.length, at))
    const near = cells.slice(Math.max(0, from - 1), from + text.length + 1)
    if (text.length <= room && near.every((cell) => cell === " "))
      [...text].forEach((letter, i) => (cells[from + i] = letter))
  }
  put("0", zero)
  put(low, 0)
  put(high, room - high.length)
  return cells.join("").trimEnd()
}
