/** Lines over time (or over any other quantity), with axes whose ticks are round numbers. */
import { Dots } from "./Dots.ts"
import { legend } from "./legend.ts"
import { type Axis, drawable, extent, labels, place, type Range, rowAxis, ticksWithin } from "./Scale.ts"
import { cut, padStart, width } from "./Text.ts"
import { type Look, seriesStyle } from "./Theme.ts"

/** One line: values in order, NaN where there is a gap; `x` says where each stands (by default 0, 1, 2, …). */
export interface Series {
  readonly name: string
  readonly values: ArrayLike<number>
  readonly x?: ArrayLike<number>
  /** Which colour it has; by default that of its place. */
  readonly colour?: number
  /** Whether the area under it is filled. */
  readonly filled?: boolean
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
  /** What marks on the x axis are round numbers of, such as a month in seconds; by default 1. */
  readonly xUnit?: number
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
  const y = rowAxis(yData, plotRows)
  const gutter = Math.max(...labels(y.ticks).map(width))
  const plotColumns = look.columns - gutter - 2
  if (plotColumns < 4 || plotRows < 1) return cut(heading[0] ?? "", look.columns, look.alphabet)
  const dots = new Dots(plotColumns, plotRows, look.alphabet)
  const points = series.map((line) => pointsOf(line, dots, { x: xData, y }))
  // lines over areas, whoever comes first
  if (look.alphabet !== "ascii") {
    series.forEach(({ colour, filled }, index) => filled === true && fill(dots, points[index] ?? [], colour ?? index))
  }
  series.forEach(({ colour }, index) => {
    draw(dots, points[index] ?? [], colour ?? index)
    if (series.length > 1) name(dots, points[index] ?? [], index, colour ?? index)
  })
  const plot = withGutter(dots.text(look.theme), y, gutter, look)
  return [...heading, ...plot, ...xAxis(xData, gutter, plotColumns, look, options)].join("\n")
}

const placesOf = ({ values, x }: Series): ReadonlyArray<number> =>
  Array.from({ length: values.length }, (_, index) => x?.[index] ?? index)

const headingOf = (series: ReadonlyArray<Series>, look: Look, options: LineChartOptions): ReadonlyArray<string> => {
  const title = [options.title, options.unit === undefined ? undefined : `(${options.unit})`].filter(Boolean).join(" ")
  const lines = title === "" ? [] : [look.theme.title(cut(title, look.columns, look.alphabet))]
  if (series.length < 2) return lines
  const items = series.map(({ colour, name }, index) => ({
    text: `${letters[index % 26]} ${name}`,
    style: seriesStyle(look.theme, colour ?? index)
  }))
  return [...lines, legend(items, look)]
}

/** A point in dots; undefined: a gap. */
type Point = readonly [x: number, y: number] | undefined

const pointsOf = (line: Series, dots: Dots, ranges: { readonly x: Range; readonly y: Range }): ReadonlyArray<Point> => {
  const x = ranges.x.high > ranges.x.low ? ranges.x : { low: ranges.x.low - 1, high: ranges.x.high + 1 }
  return placesOf(line).map((where, position) => {
    const value = line.values[position] ?? Number.NaN
    if (!drawable(value) || !Number.isFinite(where)) return undefined
    return [place(where, x, dots.width), dots.height - 1 - place(value, ranges.y, dots.height)]
  })
}

/** Calls back with every point and the one before it; with itself after a gap. */
const along = (
  points: ReadonlyArray<Point>,
  each: (from: readonly [number, number], to: readonly [number, number]) => void
): void => {
  let previous: Point
  for (const point of points) {
    if (point !== undefined) each(previous ?? point, point)
    previous = point
  }
}

const draw = (dots: Dots, points: ReadonlyArray<Point>, colour: number): void =>
  along(points, (from, to) => dots.line(from[0], from[1], to[0], to[1], colour))

const fill = (dots: Dots, points: ReadonlyArray<Point>, colour: number): void =>
  along(points, (from, to) => {
    for (let x = from[0]; x <= to[0]; x++) {
      const share = to[0] === from[0] ? 1 : (x - from[0]) / (to[0] - from[0])
      dots.fill(x, Math.round(from[1] + share * (to[1] - from[1])), dots.height - 1, colour)
    }
  })

/** Puts the letter of a line on it, each line's at another place, so that they seldom cover each other. */
const name = (dots: Dots, points: ReadonlyArray<Point>, index: number, colour: number): void => {
  const seen = points.filter((point) => point !== undefined)
  for (const share of [0.15, 0.5, 0.85]) {
    const at = seen[Math.min(seen.length - 1, Math.floor(seen.length * (share + 0.03 * index)))]
    if (at !== undefined) dots.letter(at[0], at[1], letters[index % 26] ?? "", colour)
  }
}

const withGutter = (plot: ReadonlyArray<string>, y: Axis, gutter: number, look: Look): ReadonlyArray<string> => {
  const [tickSign, line] = look.alphabet === "ascii" ? ["+", "|"] : ["┤", "│"]
  const byRow = new Map<number, string>()
  const texts = labels(y.ticks)
  y.ticks.forEach((tick, index) => byRow.set(plot.length - 1 - place(tick, y, plot.length), texts[index] ?? ""))
  return plot.map((cells, row) => {
    const label = byRow.get(row)
    const side = look.theme.border(label === undefined ? line : tickSign)
    return `${look.theme.muted(padStart(label ?? "", gutter))} ${side}${cells}`.trimEnd()
  })
}

const xAxis = (
  range: Range,
  gutter: number,
  columns: number,
  look: Look,
  { xLabel, xUnit = 1 }: LineChartOptions
): ReadonlyArray<string> => {
  const [corner, dash, mark] = look.alphabet === "ascii" ? ["+", "-", "+"] : ["└", "─", "┬"]
  const units = { low: range.low / xUnit, high: range.high / xUnit }
  const ticks = ticksWithin(units, Math.max(4, Math.floor(columns / 12))).map((tick) => tick * xUnit)
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
  return [`${indent}${look.theme.border(`${corner}${rule.join("")}`)}`, look.theme.muted(`${indent} ${text}`.trimEnd())]
}
