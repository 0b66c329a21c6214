/** Lists of figures: a name, its value with unit, the course of it, and with two lanes the difference. What most panels of most screens show. */
import { sparkline } from "../charts/Sparkline.ts"
import { extent } from "../charts/Scale.ts"
import type { Look, Style } from "../charts/Theme.ts"
import { number, percent, quantity } from "../text/format.ts"
import type { LaneView, Scene } from "../session/Scene.ts"
import { clip, padEnd, padStart, width } from "./layout.ts"
import type { Size } from "./Screen.ts"

/** One line of a list. */
export interface Figure {
  readonly label: string
  /** The value of each lane, in a base unit of the model (see `cli/format.ts`). NaN: unknown. */
  readonly values: ReadonlyArray<number>
  readonly unit: string
  /** Its course, for the sparkline: oldest first. */
  readonly course?: ArrayLike<number>
  /** Whether a larger value is better, for the colour of a difference; undefined: neither. */
  readonly better?: "higher" | "lower"
}

/** A figure of every lane; `of` reads it from the lane, `course` from its past. */
export const figure = (
  scene: Scene,
  label: string,
  unit: string,
  of: (lane: LaneView) => number,
  more: Pick<Figure, "better"> & { readonly course?: (lane: LaneView) => ArrayLike<number> } = {}
): Figure => ({
  label,
  unit,
  values: scene.lanes.map(of),
  ...(more.better === undefined ? {} : { better: more.better }),
  ...(more.course === undefined ? {} : { course: more.course(scene.lanes[0]) })
})

/** The value of a column at the instant of the picture. */
export const valueAt = ({ about, picture }: LaneView, column: string): number =>
  picture.values[about.columns.findIndex(({ name }) => name === column)] ?? Number.NaN

/** The course of a column up to now. */
export const courseOf =
  (column: string) =>
  ({ history, picture }: LaneView): Float64Array =>
    history.column(column, picture.now)

/** The growth of a total a day, up to now. */
export const growthOf =
  (column: string) =>
  ({ history, picture }: LaneView): Float64Array =>
    history.perDay(column, picture.now)

/** Mean growth a day of a total over the last rows of the past: the figure beside a jumpy course. */
export const lately = (column: string, rows = 7) => {
  const growth = growthOf(column)
  return (lane: LaneView): number => {
    const known = growth(lane).slice(-rows).filter(Number.isFinite)
    return known.length === 0 ? Number.NaN : known.reduce((sum, value) => sum + value, 0) / known.length
  }
}

/** What totals count from, for the note of a panel. The screen takes nothing out of a run: what a study leaves out as warm-up is in them. */
export const sinceText = ({ lanes: [{ about }] }: Scene): string =>
  about.warmUp > 0 ? "since the start, warm-up included" : "since the start"

/** Money in few characters: `1.54B`, `62,340`. */
export const money = (usd: number): string => quantity(usd, "USD").replace(" USD", "")

/** The text of a value with its unit. */
export const valueText = (value: number, unit: string): string => {
  if (Number.isNaN(value)) return "-"
  if (unit === "share") return percent(value)
  if (unit === "s" && value === 0) return "0 s"
  if (unit === "nats") return `${value.toFixed(3)} nats`
  if (unit === "USD/GPU-hour") return `${number(value)} $/h`
  return quantity(value, unit)
}

const differenceOf = (a: number, b: number): string => {
  if (!Number.isFinite(a) || !Number.isFinite(b)) return ""
  if (a === b) return "="
  if (a === 0) return b > 0 ? "+" : "-"
  const change = (b - a) / Math.abs(a)
  const text = Math.abs(change) >= 10 ? number(change * 100, 2) : (change * 100).toFixed(Math.abs(change) < 0.1 ? 1 : 0)
  return Number(text) === 0 ? "=" : `${change > 0 ? "+" : ""}${text}%`
}

const styleOf = ({ better, values: [a = 0, b = 0] }: Figure, look: Look): Style => {
  if (better === undefined || a === b) return look.theme.emphasis
  return b > a === (better === "higher") ? look.theme.good : look.theme.bad
}

/** Cells below which a sparkline says nothing. */
const leastCourse = 6

/** Draws figures, one line each, in columns that line up. */
export const figures = (items: ReadonlyArray<Figure>, size: Size, look: Look): ReadonlyArray<string> => {
  const shown = items.slice(0, size.rows)
  const two = shown.some(({ values }) => values.length > 1)
  const texts = shown.map(({ unit, values }) => values.map((value) => valueText(value, unit)))
  const most = (of: (row: number) => number): number => Math.max(0, ...shown.map((_, row) => of(row)))
  const labels = Math.min(
    most((row) => width(shown[row]?.label ?? "")),
    Math.floor(size.columns / 2)
  )
  const firsts = most((row) => width(texts[row]?.[0] ?? ""))
  const seconds = two ? most((row) => width(texts[row]?.[1] ?? "")) : 0
  const differences = 6
  const room = size.columns - labels - firsts - 2
  // where there is no room for both values, the first and the difference say more
  const showsBoth = seconds + differences + 3 <= room
  return shown.map((item, row) => {
    const [first = "", second = ""] = texts[row] ?? []
    const label = padEnd(clip(item.label, labels, look), labels)
    const value = look.theme.emphasis(padStart(first, firsts))
    if (two) {
      const difference = differenceOf(item.values[0] ?? Number.NaN, item.values[1] ?? Number.NaN)
      const told = styleOf(item, look)(padStart(difference, differences))
      return showsBoth ? `${label} ${value}  ${padStart(second, seconds)} ${told}` : `${label} ${value} ${told}`
    }
    const drawn = room >= leastCourse && item.course !== undefined ? courseText(item.course, room, look) : ""
    return `${label} ${value} ${drawn}`
  })
}

/** A sparkline of the last values, from zero where the values are near it. */
const courseText = (course: ArrayLike<number>, columns: number, look: Look): string => {
  const range = extent(Array.from(course))
  const scale = range !== undefined && range.low > 0 && range.low < range.high / 2 ? { ...range, low: 0 } : range
  return (look.theme.series[0] ?? String)(sparkline(course, { ...look, columns }, scale))
}
