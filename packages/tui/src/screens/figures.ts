/** Lists of figures: a name, its value with unit, the course of it, and with two lanes the difference. What most panels of most screens show. */
import { sparkline } from "../charts/Sparkline.ts"
import { extent } from "../charts/Scale.ts"
import { fillStyle, type Look, type Style } from "../charts/Theme.ts"
import { number, percent, quantity } from "../text/format.ts"
import type { LaneView, Scene } from "../session/Scene.ts"
import { clip, padEnd, padStart, width } from "./layout.ts"
import type { Size } from "./Screen.ts"

/** One line of a list. */
export interface Figure {
  readonly label: string
  /** The value of each lane, in a base unit of the model (see `text/format.ts`). NaN: unknown. */
  readonly values: ReadonlyArray<number>
  readonly unit: string
  /** Its course, for the sparkline: oldest first. */
  readonly course?: Float64Array
  /** Whether a larger value is better, for the colour of a difference; undefined: neither. */
  readonly better?: "higher" | "lower"
  /** How much it has changed lately in the first lane: of itself, a share in points. NaN: unknown. */
  readonly change?: number
}

/** A figure of every lane; `of` reads it from the lane, `course` from its past. */
export const figure = (
  scene: Scene,
  label: string,
  unit: string,
  of: (lane: LaneView) => number,
  { better, course }: Pick<Figure, "better"> & { readonly course?: (lane: LaneView) => Float64Array } = {}
): Figure => {
  const past = course?.(scene.lanes[0])
  return {
    label,
    unit,
    values: scene.lanes.map(of),
    ...(better === undefined ? {} : { better }),
    ...(past === undefined ? {} : { course: past, change: changeOf(past, scene.lanes[0], unit) })
  }
}

/** Whether a figure has ever been more than nothing. */
export const wasEver = ({ course, values }: Figure): boolean =>
  values.some((value) => value > 0) || course?.some((value) => value > 0) === true

const hour = 3600
const day = 24 * hour
/** What lately means in a run of at least so many days. */
const stretches = [
  [365, 30 * day, "30 days"],
  [60, 7 * day, "7 days"],
  [4, day, "a day"],
  [0, hour, "an hour"]
] as const

const stretchOf = (length: number): readonly [seconds: number, name: string] => {
  const [, seconds, name] = stretches.find(([days]) => length >= days * day) ?? stretches[3]
  return [seconds, name]
}

/** What the changes of figures are changes over; with two lanes, what the columns are. */
export const changeNote = ({ lanes: [{ about }, other] }: Scene): string =>
  other === undefined ? `change in ${stretchOf(about.length)[1]}` : "A, B, B against A"

/** The change from then to now, each the mean over a quarter of the stretch: a single row jumps. */
const changeOf = (course: Float64Array, { about }: LaneView, unit: string): number => {
  const back = Math.max(1, Math.round(stretchOf(about.length)[0] / about.sampleEvery))
  const rows = Math.max(1, Math.round(back / 4))
  const [before, now] = [meanOf(course, course.length - back - rows, rows), meanOf(course, course.length - rows, rows)]
  if (unit === "share") return now - before
  return before === now ? 0 : (now - before) / Math.abs(before)
}

const meanOf = (course: Float64Array, from: number, rows: number): number => {
  let sum = 0
  let known = 0
  for (let row = Math.max(0, from); row < from + rows; row++) {
    const value = course[row] ?? Number.NaN
    if (!Number.isFinite(value)) continue
    sum += value
    known++
  }
  return known === 0 ? Number.NaN : sum / known
}

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
export const dailyOf = (column: string, rows = 7) => {
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

/** A change with its direction: `▲ 4%`, of shares in points `▼ 2pt`; empty where there is none to speak of. */
const changeText = ({ change = Number.NaN, unit }: Figure, { alphabet }: Look): string => {
  const size = Math.abs(change) * 100
  if (!(size >= 0.5) || size === Infinity) return ""
  const [up, down] = alphabet === "ascii" ? ["+", "-"] : ["▲", "▼"]
  const amount = unit === "share" ? `${number(size, 2)}pt` : size < 1000 ? `${size.toFixed(0)}%` : ">999%"
  return `${change > 0 ? up : down} ${amount}`
}

const changeStyle = ({ better, change = 0 }: Figure, look: Look): Style => {
  if (better === undefined) return look.theme.muted
  return change > 0 === (better === "higher") ? look.theme.good : look.theme.bad
}

/** Cells below which a sparkline says nothing, and above which it says no more. */
const leastCourse = 6
const mostCourse = 60

/** Draws figures, one line each, in columns that line up. */
export const figures = (items: ReadonlyArray<Figure>, size: Size, look: Look): ReadonlyArray<string> => {
  const shown = items.slice(0, size.rows)
  const texts = shown.map(({ unit, values }) => values.map((value) => valueText(value, unit)))
  const most = (of: (row: number) => number): number => Math.max(0, ...shown.map((_, row) => of(row)))
  const firsts = most((row) => width(texts[row]?.[0] ?? ""))
  const isTwo = shown.some(({ values }) => values.length > 1)
  const isBare = !isTwo && shown.every(({ change, course }) => change === undefined && course === undefined)
  // where nothing stands beside the figures, labels have all the room
  const labels = Math.min(
    most((row) => width(shown[row]?.label ?? "")),
    isBare ? size.columns - firsts - 1 : Math.floor(size.columns / 2)
  )
  const room = size.columns - labels - firsts - 2
  const more = isTwo ? besides(shown, texts, room, look) : lately(shown, room, look)
  return shown.map(({ label }, row) => {
    const value = look.theme.emphasis(padStart(texts[row]?.[0] ?? "", firsts))
    return `${padEnd(clip(label, labels, look), labels)} ${value} ${more[row] ?? ""}`
  })
}

/** What stands beside the figures of two lanes: the second one's, and the difference. Where there is no room for both, the difference says more. */
const besides = (
  items: ReadonlyArray<Figure>,
  texts: ReadonlyArray<ReadonlyArray<string>>,
  room: number,
  look: Look
): ReadonlyArray<string> => {
  const seconds = Math.max(0, ...texts.map(([, second = ""]) => width(second)))
  const differences = 6
  const showsBoth = seconds + differences + 3 <= room
  return items.map((item, row) => {
    const difference = differenceOf(item.values[0] ?? Number.NaN, item.values[1] ?? Number.NaN)
    const told = styleOf(item, look)(padStart(difference, differences))
    return showsBoth ? ` ${padStart(texts[row]?.[1] ?? "", seconds)} ${told}` : told
  })
}

/** What stands beside the figures of one lane: how they changed lately, and their course. Where there is no room for both, the change says more. */
const lately = (items: ReadonlyArray<Figure>, room: number, look: Look): ReadonlyArray<string> => {
  const changes = items.map((item) => changeText(item, look))
  const columns = items.some(({ change }) => change !== undefined) ? 6 : 0
  const cells = Math.min(mostCourse, room - columns - (columns > 0 ? 1 : 0))
  return items.map((item, row) => {
    const change = columns > 0 && columns <= room ? changeStyle(item, look)(padEnd(changes[row] ?? "", columns)) : ""
    const course = cells >= leastCourse && item.course !== undefined ? courseText(item.course, cells, look) : ""
    return course === "" ? change : change === "" ? course : `${change} ${course}`
  })
}

/** A sparkline, from zero where the values are near it. */
const courseText = (course: Float64Array, columns: number, look: Look): string => {
  const range = extent(course)
  const scale = range !== undefined && range.low > 0 && range.low < range.high / 2 ? { ...range, low: 0 } : range
  return fillStyle(look.theme, 0)(sparkline(course, { ...look, columns }, scale))
}
