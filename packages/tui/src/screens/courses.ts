/** Charts of the past in panels: lines over the time of the run, on axes that stay still while it goes on. */
import { areaChart } from "../charts/AreaChart.ts"
import { extent, type Range, resample } from "../charts/Scale.ts"
import { lineChart, type Series } from "../charts/LineChart.ts"
import type { Look } from "../charts/Theme.ts"
import type { LaneView, Scene } from "../session/Scene.ts"
import type { Panel } from "./layout.ts"
import type { Size } from "./Screen.ts"

/** One line of a chart: a name, and its rows from the start of the run in every lane. */
export interface Course {
  readonly name: string
  readonly of: (lane: LaneView) => Float64Array
  /** Whether the area under it is filled, while one lane is shown. */
  readonly filled?: boolean
}

/** A panel with a chart that takes the rows that are left. With two lanes each course is drawn twice: the second lane's bears its name. */
export const coursePanel = (scene: Scene, title: string, unit: string, courses: ReadonlyArray<Course>): Panel => ({
  title,
  note: unit,
  least: 5,
  wanted: 9,
  grows: true,
  draw: (size, look) => courseChart(scene, courses, size, look)
})

/** A panel with areas on top of each other: what a whole is made of over time, in the first lane. Areas that were never there are left out. */
export const areaPanel = (scene: Scene, title: string, unit: string, courses: ReadonlyArray<Course>): Panel => ({
  title,
  note: unit,
  least: 5,
  wanted: 9,
  grows: true,
  draw: ({ columns, rows }, look) => {
    const [lane] = scene.lanes
    const areas = courses
      .map(({ name, of }) => ({ name, values: of(lane) }))
      .filter(({ values }) => values.some((value) => value > 0))
    const window = windowOf(lane.picture.now, lane.about.length)
    return areaChart(areas, { ...look, columns }, { rows, filled: (lane.picture.now / window) * columns }).split("\n")
  }
})

/** The chart alone. */
export const courseChart = (
  scene: Scene,
  courses: ReadonlyArray<Course>,
  { columns, rows }: Size,
  look: Look
): ReadonlyArray<string> => {
  const [first] = scene.lanes
  const { length, sampleEvery } = first.about
  const window = windowOf(first.picture.now, length)
  const [mark, unit] = unitOf(window)
  const isOne = scene.lanes.length === 1
  const series = scene.lanes.flatMap((lane, place) =>
    courses.map(({ filled = courses.length === 1, name, of }, index): Series => {
      const rows = of(lane)
      // a value for each column of dots: more would draw a band where days have their ups and downs
      const share = (rows.length * sampleEvery) / window
      const values = resample(rows, Math.max(2, Math.floor(Math.min(1, share) * columns)))
      return {
        name: isOne ? name : `${courses.length === 1 ? "lane" : name} ${"AB"[place] ?? ""}`,
        // with two lanes the colour says which one
        colour: isOne ? index : place,
        filled: filled && isOne,
        values,
        x: Float64Array.from(values, (_, bin) => (((bin + 0.5) / values.length) * rows.length * sampleEvery) / unit)
      }
    })
  )
  if (rows < 4) return []
  const known = extent(series.flatMap(({ values }) => Array.from(values)))
  const y =
    known === undefined ? undefined : shownRange(known, courses.length > 1 && courses.some(({ filled }) => filled))
  const chart = lineChart(
    series,
    { ...look, columns },
    {
      rows,
      x: { low: 0, high: window / unit },
      ...(y === undefined ? {} : { y }),
      xLabel: (at) => `${mark}${Number(at.toPrecision(6))}`
    }
  )
  return chart.split("\n")
}

/** The range of an axis: from zero unless all values lie far above it, as a share of 98% is read against its neighbours; and never so narrow that a
 * change of a thousandth looks like a fall. An area beside other lines is read from zero. */
const shownRange = ({ high, low }: Range, isFromZero = false): Range => {
  if (isFromZero || low <= high / 2) return { low: Math.min(0, low), high }
  const narrow = Math.max(0, leastShown * high - (high - low)) / 2
  return { low: low - narrow, high: high + narrow }
}

/** Of the highest value, what the axis shows at least. */
const leastShown = 0.01

const hour = 3600
const day = 24 * hour
const year = 365 * day

/** The unit that the time axis counts in, with its letter. */
const unitOf = (window: number): readonly [mark: string, seconds: number] =>
  window >= 2 * year ? ["y", year] : window >= 4 * day ? ["d", day] : ["h", hour]

/** The end of the time axis: the length of the run, three quarters of it, half, three eighths … as long as the past still fits. So the past fills two
 * thirds of the axis at least, and the axis moves a few times a run only. */
const windowOf = (now: number, length: number): number => {
  let end = length
  for (let isHalved = true; end > length / 4096; isHalved = !isHalved) {
    const next = end * (isHalved ? 3 / 4 : 2 / 3)
    if (next < now) break
    end = next
  }
  return end
}
