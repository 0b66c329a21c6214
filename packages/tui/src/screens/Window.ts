/** The whole window: a line on the run, the tabs, the screen, the line of time, and the keys that apply now; over it what takes the keys. */
import type { Look } from "../charts/Theme.ts"
import { count, number } from "../text/format.ts"
import { chordText, footerOf, plainChordText } from "../keys/keys.ts"
import { screenNames } from "../session/Wish.ts"
import type { Scene } from "../session/Scene.ts"
import { instant, lengthText, paceText, shortInstant } from "./instant.ts"
import { clip, fit, spread, width } from "./layout.ts"
import { over } from "./overlays.ts"
import type { Size } from "./Screen.ts"
import { screenOf } from "./screens.ts"

/** Rows that the window itself takes: run, tabs, time, keys. */
export const windowRows = 4
/** Room below which there is no screen, only a word. */
const smallest: Size = { columns: 20, rows: 6 }

/** Rows and columns that a screen gets in a window. */
export const insideOf = ({ columns, rows }: Size): Size => ({ columns, rows: Math.max(0, rows - windowRows) })

/** Draws the window: exactly `size.rows` rows of exactly `size.columns` cells. */
export const windowOf = (scene: Scene, size: Size, look: Look): ReadonlyArray<string> => {
  const { columns, rows } = size
  const here = { ...look, columns }
  if (columns < smallest.columns || rows < smallest.rows) {
    return fit([clip("the window is too small", columns, look), clip("q: quit", columns, look)], size)
  }
  const inside = insideOf(size)
  const body = fit(screenOf(scene.ui.screen).draw(scene, inside, here), inside)
  return fit(
    [
      runLine(scene, columns, look),
      tabs(scene, columns, look),
      ...over(scene, body, inside, here),
      timeLine(scene, columns, look),
      keyLine(scene, columns, look)
    ],
    size
  )
}

// ── Lines of the window ─────────────────────────────────────────────────────────────────────────────────────────────────

const runLine = (scene: Scene, columns: number, look: Look): string => {
  const { isRecording, lanes, status } = scene
  const [{ about, picture }] = lanes
  const ascii = look.alphabet === "ascii"
  const sign = status.isOver ? "end" : status.seeking !== undefined ? "going" : status.playing ? "playing" : "paused"
  const mark = ascii ? "" : status.playing || status.seeking !== undefined ? "► " : status.isOver ? "■ " : "▮▮ "
  const state =
    status.playing && !status.isOver ? look.theme.good(`${mark}${sign}`) : look.theme.warning(`${mark}${sign}`)
  const names = namesOf(scene)
  const when = look.theme.emphasis(instant(picture.now, about.length))
  const rights = [
    `${state} ${paceText(status.speed)}  ${look.theme.muted(`${count(picture.events)} events ${status.eventsPerSecond > 0 ? `${number(status.eventsPerSecond, 2)}/s ` : ""}seed ${status.seed}`)}  ${when}`,
    `${state} ${paceText(status.speed)}  ${when}`,
    `${state} ${look.theme.emphasis(shortInstant(picture.now, about.length))}`
  ]
  const name = `lode ${isRecording ? "plays" : "watch"} ${names}`
  const room = columns - Math.min(width(name), 30) - 3
  const right = rights.find((text) => width(text) <= room) ?? rights[2] ?? ""
  return spread(` ${look.theme.title(clip(name, Math.max(0, columns - width(right) - 3), look))}`, `${right} `, columns)
}

/** Names of the lanes; of a branch only what it has of its own. */
const namesOf = ({ lanes: [{ about }, other] }: Scene): string => {
  if (other === undefined) return about.name
  const name = other.about.name
  return `A ${about.name} against B ${name.startsWith(`${about.name}, `) ? name.slice(about.name.length + 2) : name}`
}

const tabs = (scene: Scene, columns: number, look: Look): string => {
  const name = (screen: (typeof screenNames)[number], place: number, short: boolean): string => {
    const isHere = scene.ui.screen === screen
    const title = short && !isHere ? "" : ` ${screenOf(screen).title}`
    const text = `${place + 1}${title}`
    return isHere ? look.theme.accent(`[${text}]`) : look.theme.muted(` ${text} `)
  }
  const full = screenNames.map((screen, place) => name(screen, place, false)).join(" ")
  const left = ` ${width(full) + 1 <= columns ? full : screenNames.map((screen, place) => name(screen, place, true)).join("")}`
  const room = columns - width(left) - 3
  const said = asideOf(scene).find((text) => text !== "" && width(text) <= room)
  return said === undefined ? left : spread(left, `${look.theme.muted(said)} `, columns)
}

/** What there may be room for beside the tabs: of two lanes which one takes the changes, else what the scenario asks. */
const asideOf = ({ lanes: [{ about }, other], ui }: Scene): ReadonlyArray<string> =>
  other === undefined
    ? [about.question]
    : [`changes go to ${"AB"[ui.lane] ?? ""} (l: the other)`, `changes: ${"AB"[ui.lane] ?? ""}`]

const timeLine = (scene: Scene, columns: number, look: Look): string => {
  const { lanes, status } = scene
  const [{ about, picture }] = lanes
  const ascii = look.alphabet === "ascii"
  const share = Math.floor((picture.now / about.length) * 100)
  const warms =
    picture.now < about.warmUp && columns >= 60 ? `, warming up until ${shortInstant(about.warmUp, about.length)}` : ""
  const right = ` ${share}% of ${lengthText(about.length)}${warms} `
  const room = Math.max(0, columns - width(right) - 1)
  const place = (at: number): number => Math.max(0, Math.min(room - 1, Math.round((at / about.length) * (room - 1))))
  const [here, reached] = [place(picture.now), place(status.reached)]
  const [past, known, ahead, mark] = ascii ? ["=", "-", ".", "O"] : ["━", "─", "┈", "●"]
  const bar =
    look.theme.good(past.repeat(here)) +
    look.theme.emphasis(room > 0 ? mark : "") +
    look.theme.muted(known.repeat(Math.max(0, reached - here))) +
    look.theme.border(ahead.repeat(Math.max(0, room - 1 - Math.max(reached, here))))
  return ` ${bar}${look.theme.muted(right)}`
}

const keyLine = (scene: Scene, columns: number, look: Look): string => {
  const { message } = scene.ui
  if (message !== undefined) {
    const style = message.kind === "refused" ? look.theme.bad : look.theme.good
    return ` ${style(clip(message.text, columns - 2, look))}`
  }
  const text = look.alphabet === "ascii" ? plainChordText : chordText
  let line = ""
  for (const [chord, word] of footerOf(scene)) {
    const next = ` ${look.theme.accent(text(chord))} ${look.theme.muted(word)} `
    if (width(line) + width(next) > columns) break
    line += next
  }
  return line
}
