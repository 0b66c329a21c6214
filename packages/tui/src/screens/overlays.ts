/** What lies over a screen and takes the keys: every key, figures to tune, shocks, a story, a line to type. */
import { wrapped } from "../charts/Text.ts"
import type { Look } from "../charts/Theme.ts"
import { chordText, helpOf, plainChordText } from "../keys/keys.ts"
import type { Overlay, Question, Scene } from "../session/Scene.ts"
import { number } from "../text/format.ts"
import { valueText } from "./figures.ts"
import { instant } from "./instant.ts"
import { behind, box, clip, clipped, clipStart, padEnd, type Panel, spread, width } from "./layout.ts"
import type { Size } from "./Screen.ts"

/** Draws what lies over a screen onto its rows. */
export const over = (scene: Scene, body: ReadonlyArray<string>, size: Size, look: Look): ReadonlyArray<string> => {
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
    return before + line + behind(row, left + inner.columns)
  })
}

/** Columns from which the keys stand in two columns. */
const wideHelp = 110

/** Every key, group by group, with why it does not apply. */
const helpPanel = (scene: Scene, from: number): Panel => ({
  title: "Keys",
  note: "esc: close",
  least: 3,
  wanted: 40,
  draw: (size, look) => {
    const isWide = size.columns >= wideHelp
    const columns = isWide ? Math.floor((size.columns - 2) / 2) : size.columns
    const groups = keyGroups(scene, columns, look)
    const rows = groups.flat()
    if (!isWide) return rows.slice(Math.max(0, Math.min(from, rows.length - size.rows)))
    let left: ReadonlyArray<string> = []
    const right: Array<string> = []
    for (const group of groups) {
      if (right.length === 0 && left.length + group.length <= rows.length / 2 + 4) left = [...left, ...group]
      else right.push(...group)
    }
    const both = Array.from(
      { length: Math.max(left.length, right.length) },
      (_, row) => `${padEnd(left[row] ?? "", columns)}  ${right[row] ?? ""}`
    )
    return both.slice(Math.max(0, Math.min(from, both.length - size.rows)))
  }
})

/** Rows of each group of keys: its name, then a row a key. */
const keyGroups = (scene: Scene, columns: number, look: Look): ReadonlyArray<ReadonlyArray<string>> => {
  const text = look.alphabet === "ascii" ? plainChordText : chordText
  const lines = helpOf(scene)
  const column = Math.max(...lines.map(({ chords }) => width(chords.map(text).join(" "))))
  return [...new Set(lines.map(({ group }) => group))].map((group) => [
    look.theme.title(group),
    ...lines
      .filter((line) => line.group === group)
      .flatMap(({ chords, help, whyNot }) => {
        const words = wrapped(whyNot === undefined ? help : `${help} (${whyNot})`, Math.max(8, columns - column - 3))
        return words.map((said, row) => {
          const keys = look.theme.accent(padEnd(row === 0 ? chords.map(text).join(" ") : "", column))
          return ` ${keys}  ${whyNot === undefined ? said : look.theme.muted(said)}`
        })
      })
  ])
}

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
      const rows = shown.map(({ path, unit, value: given }, index) => {
        const isChosen = from + index === overlay.chosen
        const now = lane.knobs[from + index] ?? Number.NaN
        const wanted = isChosen && overlay.value !== now ? ` -> ${knobText(overlay.value, unit)}` : ""
        const was = now === given ? "" : `was ${knobText(given, unit)}, is `
        const value = `${was}${knobText(now, unit)}${wanted}`
        const line = spread(
          `${isChosen ? "> " : "  "}${clipStart(path, Math.max(0, size.columns - width(value) - 4), look)}`,
          value,
          size.columns
        )
        return isChosen ? look.theme.chosen(line) : line
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
        return isChosen ? look.theme.chosen(padEnd(`> ${label}`, size.columns)) : `  ${label}`
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
