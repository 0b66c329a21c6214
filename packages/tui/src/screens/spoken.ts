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

/** Rows of the window, no more than it has. What is drawn in signs is left out. */
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
const signs = /[\u2500-\u259F\u2800-\u28FF]/g
const axis = /[┤└┬]/

/** Panels as a line with their title and the lines of words inside; charts are left out. */
const panelsOf = (rows: ReadonlyArray<string>): ReadonlyArray<string> => {
  const panels: Array<Array<string>> = []
  for (const row of rows) {
    if (head.test(row.trim())) panels.push([])
    panels.at(-1)?.push(row.trim())
  }
  return panels
    .filter((panel) => !panel.some((row) => axis.test(row)))
    .flatMap(([title = "", ...lines]) => {
      const [, name = "", note] = head.exec(title) ?? []
      return [`${name}${note === undefined ? "" : `, ${note}`}:`, ...lines.map(wordsOf).filter((words) => words !== "")]
    })
}

const wordsOf = (row: string): string =>
  row.replaceAll("▲", "up").replaceAll("▼", "down").replaceAll(signs, " ").replaceAll(/ {2,}/g, " ").trim()
