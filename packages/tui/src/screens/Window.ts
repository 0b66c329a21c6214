/** The whole window: a line on the run, the tabs, the screen, the line of time, and the keys that apply now; over it what takes the keys. */
import { wrapped } from "../charts/Text.ts"
import type { Look } from "../charts/Theme.ts"
import { count, number } from "../text/format.ts"
import { chordText, footerOf, helpOf, plainChordText } from "../keys/keys.ts"
import { screenNames } from "../session/Protocol.ts"
import type { Overlay, Question, Scene } from "../session/Scene.ts"
import { valueText } from "./figures.ts"
import { instant, lengthText, paceText, shortInstant } from "./instant.ts"
import { box, clip, clipped, fit, padEnd, type Panel, spread, width } from "./layout.ts"
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
  const names =
    lanes.length === 1
      ? about.name
      : lanes.map((lane, place) => `${"AB"[place] ?? ""} ${lane.about.name}`).join(" against ")
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

// ── Over the screen ─────────────────────────────────────────────────────────────────────────────────────────────────────

const over = (scene: Scene, body: ReadonlyArray<string>, size: Size, look: Look): ReadonlyArray<string> => {
  const { overlay } = scene.ui
  switch (overlay.kind) {
    case "none":
      return body
    case "help":
      return box(helpPanel(scene, overlay.from), size, look)
    case "tune":
      return lay(body, tunePanel(scene, overlay), 78, size, look)
    case "shock":
      return lay(body, shockPanel(scene, overlay.chosen), 58, size, look)
    case "story":
      return box(storyPanel(scene, overlay.back), size, look)
    case "ask":
      return lay(body, askPanel(overlay.what, overlay.typed), 58, size, look)
  }
}

/** A panel in the middle of the screen, the screen around it. */
const lay = (
  body: ReadonlyArray<string>,
  panel: Panel,
  columns: number,
  size: Size,
  look: Look
): ReadonlyArray<string> => {
  const inner = { columns: Math.min(columns, size.columns), rows: Math.min(panel.wanted + 2, size.rows) }
  const from = Math.max(0, Math.floor((size.rows - inner.rows) / 3))
  const drawn = box(panel, inner, look)
  const left = Math.floor((size.columns - inner.columns) / 2)
  return body.map((row, index) => {
    const line = drawn[index - from]
    if (line === undefined) return row
    const before = padEnd(clipped(row, left), left)
    return before + line
  })
}

/** Every key, group by group, with why it does not apply. */
const helpPanel = (scene: Scene, from: number): Panel => ({
  title: "Keys",
  note: "esc: close",
  least: 3,
  wanted: 40,
  draw: (size, look) => {
    const text = look.alphabet === "ascii" ? plainChordText : chordText
    const lines = helpOf(scene)
    const column = Math.max(...lines.map(({ chords }) => width(chords.map(text).join(" "))))
    const rows = lines.flatMap(({ chords, group, help, whyNot }, index) => {
      const head = lines[index - 1]?.group === group ? [] : [look.theme.title(group)]
      const words = whyNot === undefined ? help : `${help} (${whyNot})`
      const said = clip(words, size.columns - column - 3, look)
      return [
        ...head,
        ` ${look.theme.accent(padEnd(chords.map(text).join(" "), column))}  ${whyNot === undefined ? said : look.theme.muted(said)}`
      ]
    })
    return rows.slice(Math.max(0, Math.min(from, rows.length - size.rows)))
  }
})

/** What happened to whom is watched, the newest last; each lane tells its own. */
const storyPanel = (scene: Scene, back: number): Panel => {
  const { watched } = scene.ui
  const name = watched === undefined ? "" : watched.kind === "job" ? `job ${watched.number}` : watched.name
  return {
    title: `Why: ${name}`,
    note: scene.lanes.some(({ story }) => story?.isWhole === false) ? "being told" : "so far",
    least: 2,
    wanted: 20,
    draw: (size, look) => {
      const rows = scene.lanes.flatMap(({ about, story }) => {
        const head = scene.lanes.length > 1 ? [look.theme.title(about.name)] : []
        const lines = story?.lines ?? []
        if (lines.length === 0)
          return [
            ...head,
            look.theme.muted(story?.isWhole === true ? "nothing is known of it so far" : "being told ...")
          ]
        return [
          ...head,
          ...lines.flatMap(({ at, text }) => {
            const when = instant(at, about.length)
            const words = wrapped(text, Math.max(10, size.columns - 20))
            return words.map((part, row) => `${look.theme.muted(padEnd(row === 0 ? when : "", 19))} ${part}`)
          })
        ]
      })
      const end = Math.max(Math.min(size.rows, rows.length), rows.length - back)
      return rows.slice(Math.max(0, end - size.rows), end)
    }
  }
}

/** The rows of a list around the chosen one. */
const around = <T>(
  rows: ReadonlyArray<T>,
  chosen: number,
  room: number
): readonly [from: number, shown: ReadonlyArray<T>] => {
  const from = Math.max(0, Math.min(chosen - Math.floor(room / 2), rows.length - room))
  return [from, rows.slice(from, from + room)]
}

const tunePanel = (scene: Scene, overlay: Extract<Overlay, { kind: "tune" }>): Panel => {
  const lane = scene.lanes[scene.ui.lane] ?? scene.lanes[0]
  const { knobs } = lane.about
  return {
    title: scene.lanes.length > 1 ? `Tune ${lane.about.name}` : "Tune",
    note: "from now on",
    least: 3,
    wanted: knobs.length + 2,
    draw: (size, look) => {
      const [from, shown] = around(knobs, overlay.chosen, Math.max(1, size.rows - 2))
      const rows = shown.map(({ path, unit }, index) => {
        const isChosen = from + index === overlay.chosen
        const now = lane.knobs[from + index] ?? Number.NaN
        const wanted = isChosen && overlay.value !== now ? ` -> ${knobText(overlay.value, unit)}` : ""
        const value = `${knobText(now, unit)}${wanted}`
        const line = spread(
          `${isChosen ? "> " : "  "}${clip(path, Math.max(0, size.columns - width(value) - 4), look)}`,
          value,
          size.columns
        )
        return isChosen ? look.theme.emphasis(line) : line
      })
      const about = knobs[overlay.chosen]?.description ?? ""
      return [...rows, "", look.theme.muted(clip(about, size.columns, look))]
    }
  }
}

const knobText = (value: number, unit: string): string =>
  ["share", "USD/GPU-hour"].includes(unit)
    ? valueText(value, unit)
    : `${number(value, 4)}${unit === "" ? "" : ` ${unit}`}`

const shockPanel = (scene: Scene, chosen: number): Panel => {
  const { shocks } = scene.lanes[0].about
  return {
    title: "Shock",
    note: "strikes now",
    least: 2,
    wanted: shocks.length,
    draw: (size, look) => {
      const [from, shown] = around(shocks, chosen, size.rows)
      return shown.map(({ label }, index) => {
        const isChosen = from + index === chosen
        return isChosen ? look.theme.emphasis(`> ${label}`) : `  ${label}`
      })
    }
  }
}

const questions: Readonly<Record<Question, readonly [title: string, hint: string]>> = {
  instant: ["Go to", "an instant: 200 days, 14 months, 3 years, 50%"],
  watched: ["Why", "a job by its number, or a provider by its name: data-centres-12"],
  seed: ["Start again", "a seed: a whole number"],
  filter: ["Filter", "a word that must be there; empty: everything"]
}

const askPanel = (what: Question, typed: string): Panel => ({
  title: questions[what][0],
  least: 2,
  wanted: 2,
  draw: (_, look) => [
    `${look.theme.emphasis(`${typed}${look.alphabet === "ascii" ? "_" : "▏"}`)}`,
    look.theme.muted(questions[what][1])
  ]
})
