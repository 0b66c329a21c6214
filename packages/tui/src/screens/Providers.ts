/** The table of providers, sorted and filtered, and where they stand. */
import { bars } from "../charts/Bars.ts"
import { number, percent } from "../text/format.ts"
import type { ProviderRow } from "../session/Protocol.ts"
import type { Scene } from "../session/Scene.ts"
import { areaPanel } from "./courses.ts"
import { courseOf, money } from "./figures.ts"
import { mapRows, regionMap } from "./regionMap.ts"
import { arrange, clip, padEnd, padStart, type Panel, width } from "./layout.ts"
import type { Screen, Size } from "./Screen.ts"

interface TableColumn {
  readonly title: string
  readonly of: (row: ProviderRow) => string
  readonly right: boolean
}

const text = (title: string, of: TableColumn["of"]): TableColumn => ({ title, of, right: false })
const figure = (title: string, of: (row: ProviderRow) => number): TableColumn => ({
  title,
  of: (row) => number(of(row)),
  right: true
})

/** In the order of importance: what does not fit is left out from the end. */
const tableColumns: ReadonlyArray<TableColumn> = [
  text("provider", ({ name }) => name),
  figure("GPUs", ({ gpus }) => gpus),
  { title: "rented", right: true, of: ({ gpus, online, rented }) => (online ? percent(rented / gpus, 2) : "away") },
  { title: "income $", right: true, of: ({ earned, rewarded }) => money(earned + rewarded) },
  { title: "profit $", right: true, of: ({ cost, earned, rewarded }) => money(earned + rewarded - cost) },
  figure("$/h", ({ price }) => price),
  text("model", ({ gpuModel }) => gpuModel),
  text("region", ({ region }) => region),
  text("kind", ({ kind }) => kind),
  figure("reputation", ({ reputation }) => reputation),
  figure("failures", ({ failures }) => failures)
]

const table = (scene: Scene): Panel => {
  const [{ picture }] = scene.lanes
  const { table: lens } = scene.ui
  const found = picture.detail.kind === "table" ? picture.detail.table : undefined
  return {
    title: lens.filter === "" ? "Providers" : `Providers with "${lens.filter}"`,
    note: `${number(found?.total ?? picture.providers)} by ${lens.sort} ${lens.descending ? "down" : "up"}`,
    least: 3,
    wanted: 12,
    grows: true,
    draw: (size, look) => {
      if (found === undefined) return []
      const cells = found.rows.map((row) => tableColumns.map(({ of }) => of(row)))
      const widths = tableColumns.map(({ title }, column) =>
        Math.max(width(title), ...cells.map((row) => width(row[column] ?? "")))
      )
      let used = 0
      const shown = tableColumns.filter((_, column) => (used += (widths[column] ?? 0) + 2) <= size.columns + 2)
      const line = (row: ReadonlyArray<string>): string =>
        shown
          .map(({ right }, column) =>
            (right ? padStart : padEnd)(clip(row[column] ?? "", widths[column] ?? 0, look), widths[column] ?? 0)
          )
          .join("  ")
      const first = Math.max(0, Math.min(lens.chosen - found.from, found.rows.length - 1))
      const from = Math.max(0, Math.min(first - size.rows + 2, found.rows.length))
      return [
        look.theme.title(line(shown.map(({ title }) => title))),
        ...cells
          .slice(from, from + size.rows - 1)
          .map((row, index) => (from + index === first ? look.theme.emphasis(line(row)) : line(row)))
      ]
    }
  }
}

/** Where the GPUs stand, and how many of them are rented: a map where there is room for one, else bars, the largest first. */
const regions = (scene: Scene, size: Size): Panel => {
  const [{ about, picture }] = scene.lanes
  const stands = about.regions.map((name, region) => {
    const [owned = 0, , rented = 0] = picture.regions.subarray(region * 3, region * 3 + 3)
    return { name, owned, rented }
  })
  const found = stands.filter(({ owned }) => owned > 0).toSorted((a, b) => b.owned - a.owned)
  const drawMap = found.length >= leastOnMap && size.columns >= mapFrom.columns && size.rows >= mapFrom.rows
  return {
    title: drawMap ? mapTitle : "Regions",
    note: "GPUs, share rented",
    least: 3,
    wanted: drawMap ? mapRows : found.length,
    draw: ({ columns, rows }, look) =>
      drawMap && rows >= mapRows
        ? regionMap(stands, { ...look, columns })
        : bars(
            found.map(({ name, owned, rented }) => ({
              label: name,
              value: owned,
              text: `${number(owned)} ${percent(rented / owned, 2).padStart(4)}`
            })),
            { ...look, columns }
          ).split("\n")
  }
}

const mapTitle = "Map of regions"
/** Fewer regions than this are no map. */
const leastOnMap = 4
/** The smallest window inside that has room for the map beside the rest. */
const mapFrom: Size = { columns: 110, rows: 34 }

const uses = [
  ["mining", "mw.mining"],
  ["selling power", "mw.selling-power"],
  ["idle", "mw.idle"],
  ["hosting", "mw.colocation"],
  ["GPU cloud", "mw.gpu-cloud"],
  ["spot", "mw.spot"],
  ["closed", "mw.closed"]
] as const

/** What the miners' megawatts have done, all on top of each other. */
export const power = (scene: Scene): ReadonlyArray<Panel> =>
  scene.lanes[0].about.hasMiners
    ? [
        areaPanel(
          scene,
          "Power of the miners",
          "MW",
          uses.map(([name, column]) => ({ name, of: courseOf(column) }))
        )
      ]
    : []

export const providers: Screen = {
  name: "providers",
  title: "Providers",
  about: "all providers in a table to sort, filter and open; where they stand",
  draw: (scene, size, look) => {
    const map = regions(scene, size)
    const isMap = map.title === mapTitle
    const bands = isMap
      ? [{ panels: [table(scene)] }, { panels: [map] }, { panels: power(scene) }]
      : [{ panels: [table(scene)] }, { panels: [map, ...power(scene)] }]
    return arrange(
      bands.filter(({ panels }) => panels.length > 0),
      size,
      look
    )
  }
}
