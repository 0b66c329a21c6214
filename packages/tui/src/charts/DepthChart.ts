/** Supply and demand by price: how much is offered at a price or less, and wanted at that price or more, as two steps that cross where a market clears. */
import { Dots } from "./Dots.ts"
import { extent, labels, place, type Range, rowAxis, ticksWithin } from "./Scale.ts"
import { cut, padStart, width } from "./Text.ts"
import { type Look, seriesStyle } from "./Theme.ts"

/** Quantities at prices in rising order: offered at `prices[i]` or less, wanted at `prices[i]` or more. */
export interface DepthSteps {
  readonly prices: ArrayLike<number>
  readonly offered: ArrayLike<number>
  readonly wanted: ArrayLike<number>
}

export interface DepthOptions {
  /** Height in lines, all included. At least 4. */
  readonly rows: number
  /** Keeps the axes still from one frame to the next. */
  readonly x?: Range
  readonly y?: Range
}

/** Draws the two steps; `o` marks what is offered and `w` what is wanted, so that they can be told apart without colour. */
export const depthChart = (
  { offered, prices, wanted }: DepthSteps,
  look: Look,
  { rows: height, x, y }: DepthOptions
): string => {
  const rows = Math.max(4, Math.floor(height))
  const across = x ?? extent(Array.from(prices))
  if (across === undefined) return cut("(no offers and no orders)", look.columns, look.alphabet)
  const range = widened(across)
  const upTo = rowAxis(y ?? { low: 0, high: Math.max(1, ...Array.from(offered), ...Array.from(wanted)) }, rows - 3)
  const texts = labels(upTo.ticks)
  const gutter = Math.max(...texts.map(width))
  const columns = look.columns - gutter - 2
  const legend = `${seriesStyle(look.theme, 0)("o offered at a price or less")}  ${seriesStyle(look.theme, 1)("w wanted at it or more")}`
  const heading = width(legend) <= look.columns ? legend : cut("o offered  w wanted", look.columns, look.alphabet)
  if (columns < 4) return heading
  const dots = new Dots(columns, rows - 3, look.alphabet)
  if (look.alphabet !== "ascii") fillOffered(dots, prices, offered, range, upTo)
  step(dots, prices, offered, 0, range, upTo)
  step(dots, prices, wanted, 1, range, upTo)
  mark(dots, prices, offered, 0, "o", range, upTo)
  mark(dots, prices, wanted, 1, "w", range, upTo)
  const [side, tick, corner, dash, notch] =
    look.alphabet === "ascii" ? ["|", "+", "+", "-", "+"] : ["│", "┤", "└", "─", "┬"]
  const byRow = new Map(upTo.ticks.map((value, index) => [rows - 4 - place(value, upTo, rows - 3), texts[index] ?? ""]))
  const plot = dots.text(look.theme).map((cells, row) => {
    const label = byRow.get(row)
    return `${look.theme.muted(padStart(label ?? "", gutter))} ${look.theme.border(label === undefined ? side : tick)}${cells}`
  })
  const ticks = ticksWithin(range, Math.max(4, Math.floor(columns / 12)))
  const names = labels(ticks)
  const rule = Array.from({ length: columns }, () => dash)
  let under = ""
  ticks.forEach((price, index) => {
    const column = place(price, range, columns)
    rule[column] = notch
    const name = names[index] ?? ""
    const start = Math.max(0, Math.min(columns - width(name), column - Math.floor(width(name) / 2)))
    if ((under === "" || start >= width(under) + 2) && start + width(name) <= columns)
      under = under.padEnd(start) + name
  })
  const indent = " ".repeat(gutter + 1)
  return [
    heading,
    ...plot,
    `${indent}${look.theme.border(`${corner}${rule.join("")}`)}`,
    look.theme.muted(`${indent} ${under}`)
  ].join("\n")
}

/** One price needs room on both sides. */
const widened = ({ high, low }: Range): Range =>
  high - low > Math.abs(high) * 1e-9
    ? { low, high }
    : { low: low - Math.max(0.01, Math.abs(low) / 20), high: high + Math.max(0.01, Math.abs(high) / 20) }

/** A quantity holds from its price to the next one (offers), or from the one before to it (orders). */
const step = (
  dots: Dots,
  prices: ArrayLike<number>,
  quantities: ArrayLike<number>,
  series: number,
  x: Range,
  y: Range
): void => {
  const toRow = (quantity: number): number => dots.height - 1 - place(quantity, y, dots.height)
  let before: readonly [x: number, y: number] | undefined
  for (let index = 0; index < prices.length; index++) {
    const here = [place(prices[index] ?? 0, x, dots.width), toRow(quantities[index] ?? 0)] as const
    if (before === undefined) {
      // to the left of the first price nothing is offered, and as much is wanted as at it
      const from = series === 0 ? dots.height - 1 : here[1]
      dots.line(0, from, here[0], from, series)
      dots.line(here[0], from, here[0], here[1], series)
    } else {
      const level = series === 0 ? before[1] : here[1]
      if (series === 1) dots.line(before[0], before[1], before[0], here[1], series)
      dots.line(before[0], level, here[0], level, series)
      if (series === 0) dots.line(here[0], level, here[0], here[1], series)
    }
    before = here
  }
  if (before !== undefined) {
    const end = series === 0 ? before[1] : dots.height - 1
    dots.line(before[0], before[1], before[0], end, series)
    dots.line(before[0], end, dots.width - 1, end, series)
  }
}

/** The area under what is offered: what a requester can choose from at each price. */
const fillOffered = (dots: Dots, prices: ArrayLike<number>, offered: ArrayLike<number>, x: Range, y: Range): void => {
  let index = -1
  for (let column = 0; column < dots.width; column++) {
    while (index + 1 < prices.length && place(prices[index + 1] ?? 0, x, dots.width) <= column) index++
    if (index < 0) continue
    dots.fill(column, dots.height - 1 - place(offered[index] ?? 0, y, dots.height), dots.height - 1, 0)
  }
}

const mark = (
  dots: Dots,
  prices: ArrayLike<number>,
  quantities: ArrayLike<number>,
  series: number,
  letter: string,
  x: Range,
  y: Range
): void => {
  const at = Math.floor(prices.length * (series === 0 ? 0.75 : 0.25))
  dots.letter(
    place(prices[at] ?? 0, x, dots.width),
    dots.height - 1 - place(quantities[at] ?? 0, y, dots.height),
    letter,
    series
  )
}
