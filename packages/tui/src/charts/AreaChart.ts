/** Shares of a whole over time: areas on top of each other, each with its own sign, so that they can be told apart without colour. */
import { axis, drawable, labels, place, resample } from "./Scale.ts"
import { cut, padStart, width } from "./Text.ts"
import { type Look, seriesStyle } from "./Theme.ts"

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

const signs = { block: "█▓▒░▚▞◆·", ascii: "#%+:=o*." }

/** Draws areas from the first, at the bottom, to the last, with a legend above. A gap (NaN) counts as zero. */
export const areaChart = (
  areas: ReadonlyArray<Area>,
  look: Look,
  { filled, high, rows: height }: AreaOptions
): string => {
  const rows = Math.max(3, Math.floor(height))
  const alphabet = look.alphabet === "ascii" ? signs.ascii : signs.block
  const signOf = (index: number): string => Array.from(alphabet)[index % 8] ?? "#"
  const names = areas.map(({ name }, index) => `${signOf(index)} ${name}`)
  const plain = names.join("  ")
  const heading =
    width(plain) <= look.columns
      ? names.map((name, index) => seriesStyle(look.theme, index)(name)).join("  ")
      : cut(plain, look.columns, look.alphabet)
  const length = Math.max(0, ...areas.map(({ values }) => values.length))
  const sums = Array.from({ length }, (_, row) => areas.reduce((sum, { values }) => sum + known(values[row]), 0))
  const top = high ?? Math.max(0, ...sums)
  const scale = axis({ low: 0, high: top }, Math.max(2, Math.ceil((rows - 1) / 2)))
  const texts = labels(scale.ticks)
  const gutter = Math.max(...texts.map(width))
  const columns = look.columns - gutter - 2
  if (columns < 2 || length === 0) return cut(length === 0 ? "(no values)" : heading, look.columns, look.alphabet)
  const cells = Math.max(1, Math.min(columns, Math.round(filled ?? columns)))
  const binned = areas.map(({ values }) => stretched(resample(values, cells), cells))
  const plotRows = rows - 1
  const byRow = new Map(
    scale.ticks.map((tick, index) => [plotRows - 1 - place(tick, scale, plotRows), texts[index] ?? ""])
  )
  const [side, tick] = look.alphabet === "ascii" ? ["|", "+"] : ["│", "┤"]
  const plot = Array.from({ length: plotRows }, (_, row) => {
    const level = ((plotRows - row - 0.5) / plotRows) * scale.high
    const label = byRow.get(row)
    return `${look.theme.muted(`${padStart(label ?? "", gutter)} ${label === undefined ? side : tick}`)}${line(binned, level, signOf, look)}`
  })
  return [heading, ...plot].join("\n")
}

const known = (value: number | undefined): number => (value !== undefined && drawable(value) ? Math.max(0, value) : 0)

/** Values repeated until they fill so many cells. */
const stretched = (values: ArrayLike<number>, cells: number): Float64Array =>
  Float64Array.from({ length: cells }, (_, cell) => known(values[Math.floor((cell * values.length) / cells)]))

/** One line of cells: the area that lies at a level, column by column. */
const line = (
  areas: ReadonlyArray<Float64Array>,
  level: number,
  signOf: (index: number) => string,
  look: Look
): string => {
  const cells = areas[0]?.length ?? 0
  let drawn = ""
  let run = ""
  let area = -1
  const flush = (): void => {
    drawn += area < 0 ? run : seriesStyle(look.theme, area)(run)
    run = ""
  }
  for (let cell = 0; cell < cells; cell++) {
    let sum = 0
    const here = areas.findIndex((values) => (sum += values[cell] ?? 0) >= level)
    if (here !== area) {
      flush()
      area = here
    }
    run += here < 0 ? " " : signOf(here)
  }
  flush()
  return drawn.trimEnd()
}
