/** Lines over time (or over any other quantity), with axes whose ticks are round numbers. */
import { Dots } from "./Dots.ts"
import { axis, type Axis, drawable, extent, labels, place, type Range, ticksWithin } from "./Scale.ts"
import { cut, padStart, width } from "./Text.ts"
import { type Look, seriesStyle } from "./Theme.ts"

/** One line: values in order, NaN where there is a gap; `x` says where each stands (by default 0, 1, 2, …). */
export interface Series {
  readonly name: string
  readonly values: ArrayLike<number>
  readonly x?: ArrayLike<number>
}

/** What a line chart may be told. Ranges given here keep the axes still from one frame to the next. */
export interface LineChartOptions {
  /** Height in lines, all included. At least 4. */
  readonly rows: number
  readonly title?: string
  readonly unit?: string
  readonly y?: Range
  readonly x?: Range
  /** Text of a place on the x axis; by default the number. */
  readonly xLabel?: (value: number) => string
}

const letters = "abcdefghijklmnopqrstuvwxyz"

/** Draws the lines. Several lines carry letters that the legend explains, so that they can be told apart without colour. */
export const lineChart = (series: ReadonlyArray<Series>, look: Look, options: LineChartOptions): string => {
  const rows = Math.max(4, Math.floor(options.rows))
  const heading = headingOf(series, look, options)
  const yData = options.y ?? extent(series.flatMap(({ values }) => Array.from(values)))
  if (yData === undefined) return [...heading, cut("(no values)", look.columns, look.alphabet)].join("\n")
  const xData = options.x ?? extent(series.flatMap(placesOf)) ?? { low: 0, high: 1 }
  const plotRows = rows - heading.length - 2
  const y = axis(yData, Math.max(2, Math.min(plotRows, Math.ceil(plotRows / 2) + 1)))
  const gutter = Math.max(...labels(y.ticks).map(width))
  const plotColumns = look.columns - gutter - 2
  if (plotColumns < 4 || plotRows < 1) return cut(heading[0] ?? "", look.columns, look.alphabet)
  const dots = new Dots(plotColumns, plotRows, look.alphabet)
  series.forEach((line, index) => draw(dots, line, index, { x: xData, y }, series.length > 1))
  const plot = withGutter(dots.text(look.theme), y, gutter, look)
  return [...heading, ...plot, ...xAxis(xData, gutter, plotColumns, look, options)].join("\n")
}

const placesOf = ({ values, x }: Series): ReadonlyArray<number> =>
  Array.from({ length: values.length }, (_, index) => x?.[index] ?? index)

const headingOf = (series: ReadonlyArray<Series>, look: Look, options: LineChartOptions): ReadonlyArray<string> => {
  const title = [options.title, options.unit === undefined ? undefined : `(${options.unit})`].filter(Boolean).join(" ")
  const lines = title === "" ? [] : [look.theme.title(cut(title, look.columns, look.alphabet))]
  if (series.length < 2) return lines
  const names = series.map(({ name }, index) => `${letters[index % 26]} ${name}`)
  const plain = names.join("  ")
  const coloured = names.map((name, index) => seriesStyle(look.theme, index)(name)).join("  ")
  return [...lines, width(plain) <= look.columns ? coloured : cut(plain, look.columns, look.alphabet)]
}

const draw = (
  dots: Dots,
  line: Series,
  index: number,
  ranges: { readonly x: Range; readonly y: Range },
  named: boolean
): void => {
  const x = ranges.x.high > ranges.x.low ? ranges.x : { low: ranges.x.low - 1, high: ranges.x.high + 1 }
  const places = placesOf(line)
  const seen: Array<readonly [number, number]> = []
  let previous: readonly [number, number] | undefined
  places.forEach((where, position) => {
    const value = line.values[position] ?? Number.NaN
    if (!drawable(value) || !Number.isFinite(where)) {
      previous = undefined
      return
    }
    const point = [place(where, x, dots.width), dots.height - 1 - place(value, ranges.y, dots.height)] as const
    const [fromX, fromY] = previous ?? point
    dots.line(fromX, fromY, point[0], point[1], index)
    previous = point
    seen.push(point)
  })
  if (!named) return
  // each line has its letter at another place, so that they seldom cover each other
  for (const share of [0.15, 0.5, 0.85]) {
    const at = seen[Math.min(seen.length - 1, Math.floor(seen.length * (share + 0.03 * index)))]
    if (at !== undefined) dots.letter(at[0], at[1], letters[index % 26] ?? "", index)
  }
}

const withGutter = (plot: ReadonlyArray<string>, y: Axis, gutter: number, look: Look): ReadonlyArray<string> => {
  const [tickSign, line] = look.alphabet === "ascii" ? ["+", "|"] : ["┤", "│"]
  const byRow = new Map<number, string>()
  const texts = labels(y.ticks)
  y.ticks.forEach((tick, index) => byRow.set(plot.length - 1 - place(tick, y, plot.length), texts[index] ?? ""))
  return plot.map((cells, row) => {
    const label = byRow.get(row)
    return `${look.theme.muted(`${padStart(label ?? "", gutter)} ${label === undefined ? line : tickSign}`)}${cells}`.trimEnd()
  })
}

const xAxis = (
  range: Range,
  gutter: number,
  columns: number,
  look: Look,
  { xLabel }: LineChartOptions
): ReadonlyArray<string> => {
  const [corner, dash, mark] = look.alphabet === "ascii" ? ["+", "-", "+"] : ["└", "─", "┬"]
  const ticks = ticksWithin(range, Math.max(3, Math.floor(columns / 12)))
  const texts = xLabel === undefined ? labels(ticks) : ticks.map(xLabel)
  const rule = Array.from({ length: columns }, () => dash)
  let text = ""
  ticks.forEach((tick, index) => {
    const column = range.high > range.low ? place(tick, range, columns) : Math.floor((columns - 1) / 2)
    const label = texts[index] ?? ""
    const start = Math.max(0, Math.min(columns - width(label), column - Math.floor(width(label) / 2)))
    rule[column] = mark
    // a label that would touch the one before is left out; its mark stays
    if (text !== "" && start < width(text) + 2) return
    if (start + width(label) <= columns) text += " ".repeat(start - width(text)) + label
  })
  const indent = " ".repeat(gutter + 1)
  return [look.theme.muted(`${indent}${corner}${rule.join("")}`), look.theme.muted(`${indent} ${text}`.trimEnd())]
}
