/** Shares of a whole over time: areas on top of each other, each with its own sign, so that they can be told apart without colour. */
import { Dots, patternSign } from "./Dots.ts"
import { legend } from "./legend.ts"
import { drawable, labels, place, resample, rowAxis } from "./Scale.ts"
import { cut, padStart, width } from "./Text.ts"
import { fillStyle, type Look, seriesStyle } from "./Theme.ts"

/** One area: values in order, not negative. All areas of a chart have the same instants. */
export interface Area {
  readonly name: string
  readonly values: ArrayLike<number>
}

export interface AreaOptions {
  /** Height in lines, all included. At least 3. */
  readonly rows: number
  /** Upper end of the axis; keeps it still from one frame to the next. By default the largest sum. */
  readonly high?: number
  /** Cells that the values fill, at most; by default all. What comes later stays empty. */
  readonly filled?: number
}

/** Draws areas from the first, at the bottom, to the last, with a legend above. A gap (NaN) counts as zero. */
export const areaChart = (
  areas: ReadonlyArray<Area>,
  look: Look,
  { filled, high, rows: height }: AreaOptions
): string => {
  const rows = Math.max(3, Math.floor(height))
  const items = areas.map(({ name }, index) => ({
    text: `${signOf(index, look)} ${name}`,
    style: (text: string) =>
      fillStyle(look.theme, index)(text.slice(0, 1)) + seriesStyle(look.theme, index)(text.slice(1))
  }))
  const heading = legend(items, look)
  const length = Math.max(0, ...areas.map(({ values }) => values.length))
  const sums = Array.from({ length }, (_, row) => areas.reduce((sum, { values }) => sum + known(values[row]), 0))
  const plotRows = rows - 1
  const scale = rowAxis({ low: 0, high: high ?? Math.max(0, ...sums) }, plotRows)
  const texts = labels(scale.ticks)
  const gutter = Math.max(...texts.map(width))
  const columns = look.columns - gutter - 2
  if (columns < 2 || length === 0) return length === 0 ? cut("(no values)", look.columns, look.alphabet) : heading
  const share = Math.max(1, Math.min(columns, filled ?? columns)) / columns
  const cells = look.alphabet === "ascii" ? inSigns : inDots
  const plot = cells(areas, { columns, rows: plotRows, share, high: scale.high }, look)
  const byRow = new Map(
    scale.ticks.map((tick, index) => [plotRows - 1 - place(tick, scale, plotRows), texts[index] ?? ""])
  )
  const [side, tick] = look.alphabet === "ascii" ? ["|", "+"] : ["│", "┤"]
  const drawn = plot.map((cells, row) => {
    const label = byRow.get(row)
    const axis = `${look.theme.muted(padStart(label ?? "", gutter))} ${look.theme.border(label === undefined ? side : tick)}`
    return `${axis}${cells}`.trimEnd()
  })
  return [heading, ...drawn].join("\n")
}

const known = (value: number | undefined): number => (value !== undefined && drawable(value) ? Math.max(0, value) : 0)

/** Values averaged, or repeated, until they fill so many places. */
const stretched = ({ values }: Area, places: number): Float64Array => {
  const binned = resample(values, places)
  return Float64Array.from({ length: places }, (_, at) => known(binned[Math.floor((at * binned.length) / places)]))
}

interface Plot {
  readonly columns: number
  readonly rows: number
  /** Of the columns that the values fill. */
  readonly share: number
  /** The value at the upper end. */
  readonly high: number
}

const asciiSigns = "#%+:=o*."
const signOf = (index: number, { alphabet }: Look): string =>
  alphabet === "ascii" ? (asciiSigns[index % 8] ?? "#") : patternSign(index, alphabet)

/** Areas in dots, each with a pattern of its own. */
const inDots = (
  areas: ReadonlyArray<Area>,
  { columns, high, rows, share }: Plot,
  look: Look
): ReadonlyArray<string> => {
  const dots = new Dots(columns, rows, look.alphabet)
  const across = Math.max(1, Math.round(dots.width * share))
  const values = areas.map((area) => stretched(area, across))
  for (let x = 0; x < across; x++) {
    let sum = 0
    let from = 0
    values.forEach((area, index) => {
      sum += area[x] ?? 0
      const to = Math.min(dots.height, Math.round((sum / high) * dots.height))
      if (to <= from) return
      dots.fill(x, dots.height - to, dots.height - 1 - from, index, index)
      from = to
    })
  }
  return dots.text(look.theme)
}

/** The same where there are only letters. */
const inSigns = (
  areas: ReadonlyArray<Area>,
  { columns, high, rows, share }: Plot,
  look: Look
): ReadonlyArray<string> => {
  const cells = Math.max(1, Math.round(columns * share))
  const values = areas.map((area) => stretched(area, cells))
  return Array.from({ length: rows }, (_, row) => {
    const level = ((rows - row - 0.5) / rows) * high
    let line = ""
    for (let cell = 0; cell < cells; cell++) {
      let sum = 0
      const here = values.findIndex((area) => (sum += area[cell] ?? 0) >= level)
      line += here < 0 ? " " : seriesStyle(look.theme, here)(asciiSigns[here % 8] ?? "#")
    }
    return line
  })
}
