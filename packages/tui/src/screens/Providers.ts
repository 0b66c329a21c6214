/** The table of providers, sorted and filtered, and where they stand. */
import { meter, meters } from "../charts/Bars.ts"
import { plain } from "../charts/Text.ts"
import type { Look, Style } from "../charts/Theme.ts"
import { count, number, percent, unknown } from "../text/format.ts"
import type { ProviderRow } from "../session/Picture.ts"
import type { ProviderSort } from "../session/Wish.ts"
import type { Scene } from "../session/Scene.ts"
import { areaPanel } from "./courses.ts"
import { courseOf, money } from "./figures.ts"
import { mapRows, regionMap } from "./regionMap.ts"
import { arrange, clipped, padEnd, padStart, type Panel, width } from "./layout.ts"
import type { Screen, Size } from "./Screen.ts"

interface TableColumn {
  readonly title: string
  readonly of: (row: ProviderRow, look: Look) => string
  readonly right: boolean
  /** The order that this column shows. */
  readonly sort?: ProviderSort
  readonly style?: (row: ProviderRow, look: Look) => Style
}

const text = (title: string, of: (row: ProviderRow) => string, sort?: ProviderSort): TableColumn => ({
  title,
  of,
  right: false,
  ...(sort === undefined ? {} : { sort })
})
const figure = (title: string, sort: ProviderSort, of: (row: ProviderRow) => string): TableColumn => ({
  title,
  of,
  right: true,
  sort
})
/** Places behind the point that line up below each other. */
const places = (value: number, decimals: number): string => (Number.isFinite(value) ? value.toFixed(decimals) : unknown)

/** Cells of the line that shows how much of a provider is rented. */
const lineCells = 5

/** In the order of importance: what does not fit is left out from the end. */
const tableColumns: ReadonlyArray<TableColumn> = [
  text("provider", ({ name }) => name, "name"),
  figure("GPUs", "gpus", ({ gpus }) => number(gpus)),
  {
    title: "rented",
    right: true,
    sort: "rented",
    of: ({ gpus, online, rented }, look) =>
      online
        ? `${meter(rented / gpus, lineCells, look)} ${`${Math.round((100 * rented) / gpus)}%`.padStart(4)}`
        : look.theme.muted("away")
  },
  figure("income $", "income", ({ earned, rewarded }) => money(earned + rewarded)),
  {
    ...figure("profit $", "profit", ({ cost, earned, rewarded }) => money(earned + rewarded - cost)),
    style: ({ cost, earned, rewarded }, { theme }) => (earned + rewarded < cost ? theme.bad : String)
  },
  figure("$/h", "price", ({ price }) => places(price, 2)),
  text("model", ({ gpuModel }) => gpuModel),
  text("region", ({ region }) => region),
  text("kind", ({ kind }) => kind),
  figure("reputation", "reputation", ({ reputation }) => places(reputation, 2)),
  figure("failures", "failures", ({ failures }) => number(failures))
]

const table = (scene: Scene): Panel => {
  const [{ picture }] = scene.lanes
  const { table: lens } = scene.ui
  const found = picture.detail.kind === "table" ? picture.detail.table : undefined
  const total = found?.total ?? picture.providers
  const chosen = Math.max(0, Math.min(lens.chosen, total - 1))
  return {
    title: lens.filter === "" ? "Providers" : `Providers with "${lens.filter}"`,
    note: `${total === 0 ? 0 : count(chosen + 1)} of ${count(total)}`,
    least: 3,
    wanted: 16,
    grows: true,
    draw: (size, look) => {
      if (found === undefined) return []
      if (found.total === 0) return [look.theme.muted("no provider has this word in its name, kind, region or model")]
      const arrow = (look.alphabet === "ascii" ? ["v", "^"] : ["▼", "▲"])[lens.descending ? 0 : 1] ?? ""
      const titles = tableColumns.map(({ sort, title }) => (sort === lens.sort ? `${title} ${arrow}` : title))
      const cells = found.rows.map((row) => tableColumns.map(({ of }) => of(row, look)))
      const widths = titles.map((title, column) =>
        Math.max(width(title), ...cells.map((row) => width(row[column] ?? "")))
      )
      let used = cursor.length
      const shown = tableColumns.filter((_, column) => (used += (widths[column] ?? 0) + 2) <= size.columns + 2)
      const line = (row: ReadonlyArray<string>, from?: ProviderRow): string =>
        shown
          .map(({ right, style }, column) => {
            const cell = (right ? padStart : padEnd)(
              clipped(row[column] ?? "", widths[column] ?? 0),
              widths[column] ?? 0
            )
            return from === undefined || style === undefined ? cell : style(from, look)(cell)
          })
          .join("  ")
      const first = chosen - found.from
      const from = Math.max(0, Math.min(first - size.rows + 2, found.rows.length))
      return [
        look.theme.title(`${" ".repeat(cursor.length)}${line(titles)}`),
        ...found.rows.slice(from, from + size.rows - 1).map((row, index) => {
          const isChosen = from + index === first
          const drawn = line(cells[from + index] ?? [], row)
          return isChosen
            ? look.theme.chosen(padEnd(`${cursor}${plain(drawn)}`, size.columns))
            : `${" ".repeat(cursor.length)}${drawn}`
        })
      ]
    }
  }
}

/** Before the chosen row. */
const cursor = "> "

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
        : meters(
            found.map(({ name, owned, rented }) => ({
              label: name,
              value: owned / (found[0]?.owned ?? owned),
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
const mapFrom: Size = { columns: 110, rows: 30 }

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
      ? [{ panels: [table(scene)] }, { panels: [map] }, { panels: size.rows >= 50 ? power(scene) : [] }]
      : [{ panels: [table(scene)] }, { panels: [map, ...power(scene)] }]
    return arrange(
      bands.filter(({ panels }) => panels.length > 0),
      size,
      look
    )
  }
}
