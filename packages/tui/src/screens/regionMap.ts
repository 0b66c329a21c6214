/** A map of the world in cells of text: each region where it lies, with its GPUs and how many of them are rented. */
import { meter } from "../charts/Bars.ts"
import type { Look } from "../charts/Theme.ts"
import { number, percent } from "../text/format.ts"
import { clip, padEnd } from "./layout.ts"

/** A region with GPUs owned and rented. */
export interface Stand {
  readonly name: string
  readonly owned: number
  readonly rented: number
}

/** Regions as they lie, north above south, west before east. */
const world: ReadonlyArray<ReadonlyArray<string>> = [
  ["", "canada", "", "europe-north", "", "", ""],
  ["us-west", "us-midwest", "us-east", "europe-west", "europe-central", "", "asia-northeast"],
  ["", "us-texas", "", "", "gulf", "asia-south", "asia-southeast"],
  ["", "", "brazil", "africa-south", "", "", "australia"]
]
/** Rows of a cell: name, figures with a bar of what is rented. */
const cellRows = 2
const columnsOfWorld = 7

/** Rows of the map: a line of explanation below. */
export const mapRows = world.length * cellRows + 1

/** Draws the map. Regions of the catalogue that it does not know stand in its free cells. */
export const regionMap = (stands: ReadonlyArray<Stand>, look: Look): ReadonlyArray<string> => {
  const known = new Set(world.flat())
  const others = stands.filter(({ name, owned }) => owned > 0 && !known.has(name))
  const width = Math.floor(look.columns / columnsOfWorld)
  const bar = Math.max(2, width - 12)
  const lines = world.flatMap((line) => {
    const cells = line.map((name) => {
      const stand = name === "" ? others.shift() : stands.find((other) => other.name === name)
      return stand === undefined ? ["", ""] : cellOf(stand, width - 1, bar, look)
    })
    return [0, 1].map((row) => cells.map((cell) => padEnd(cell[row] ?? "", width)).join(""))
  })
  return [...lines, look.theme.muted("GPUs, and how many of them are rented; the others are free, broken or away")]
}

const cellOf = ({ name, owned, rented }: Stand, width: number, bar: number, look: Look): readonly [string, string] => {
  if (owned === 0) return [look.theme.muted(clip(name, width, look)), look.theme.muted("-")]
  const share = percent(Math.round((rented / owned) * 100) / 100, 2)
  return [
    look.theme.title(clip(name, width, look)),
    `${meter(rented / owned, bar, look)} ${clip(`${number(owned)} ${share}`, width - bar - 1, look)}`
  ]
}
