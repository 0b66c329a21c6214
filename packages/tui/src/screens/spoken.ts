/** The window for a screen reader: the same panels in the order of reading, a line a figure, without frames, charts and bars. */
import { none } from "../charts/Theme.ts"
import type { Scene } from "../session/Scene.ts"
import { instant } from "./instant.ts"
import { clip } from "./layout.ts"
import type { Size } from "./Screen.ts"
import { screenOf } from "./screens.ts"
import { windowOf, windowRows } from "./Window.ts"

/** As wide as one panel: below this width none stands beside another. */
const columns = 75
/** High enough for every panel of every screen. */
const height = 160

/** Rows of the window, no more than it has. What is drawn in signs is left out: charts say their title and nothing else. */
export const spokenOf = (scene: Scene, size: Size): ReadonlyArray<string> => {
  const look = { alphabet: "block", theme: none, columns } as const
  const [{ about, picture }] = scene.lanes
  const drawn = windowOf(scene, { columns, rows: height }, look)
  const screen = screenOf(scene.ui.screen)
  const { playing, seeking } = scene.status
  const state = seeking !== undefined ? "going" : playing ? "playing" : "paused"
  const rows = [
    `${about.name}, ${instant(picture.now, about.length)}, ${state}. Screen ${screen.title}.`,
    ...(scene.ui.message === undefined ? [] : [scene.ui.message.text]),
    ...panelsOf(drawn.slice(2, height - windowRows + 2)),
    (drawn.at(-1) ?? "").trim()
  ]
  const last = rows.at(-1) ?? ""
  const shown = rows.length <= size.rows ? rows : [...rows.slice(0, Math.max(0, size.rows - 1)), last]
  return shown.slice(0, size.rows).map((row) => clip(row, size.columns, look))
}

const head = /^╭─ (.*?) ─+(?: (.*?) ─+)?╮$/
const signs = /[\u2580-\u259F\u2800-\u28FF]/g
const axis = /[┤└┬]/

/** Panels as a line with their title and the lines of words inside. */
const panelsOf = (rows: ReadonlyArray<string>): ReadonlyArray<string> =>
  rows.flatMap((row) => {
    const found = head.exec(row.trim())
    if (found !== null) return [`${found[1] ?? ""}${found[2] === undefined ? "" : `, ${found[2]}`}:`]
    if (/^[╰╭]/.test(row.trim()) || axis.test(row)) return []
    const words = row.replaceAll("│", " ").replaceAll(signs, "").replaceAll(/ {2,}/g, " ").trim()
    return words === "" ? [] : [words]
  })
