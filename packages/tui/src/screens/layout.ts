/** How screens are laid out: rows of boxes that wrap like words, the most important first.
 *
 * A screen says *bands* of *panels* in the order of reading, which is the order of importance. Where the window is too narrow for a band, its panels
 * go below each other; where it is too low, the last ones are left out. Rows that are left go to panels that `grow`. So one description serves
 * 40×12 and 200×60. */
import { ellipsis, padEnd, padStart, width } from "../charts/Text.ts"
import type { Look } from "../charts/Theme.ts"
import type { Size } from "./Screen.ts"

/** A box with a title and something in it. */
export interface Panel {
  readonly title: string
  /** At the right of the title: what it is about now. */
  readonly note?: string
  /** Rows inside that it needs at least, and that it would like to have. */
  readonly least: number
  readonly wanted: number
  /** Takes rows that nobody needs. */
  readonly grows?: boolean
  /** Draws what is inside; more or wider rows are cut off. */
  readonly draw: (size: Size, look: Look) => ReadonlyArray<string>
}

/** Panels beside each other; `weights` share the width (default: all alike). */
export interface Band {
  readonly panels: ReadonlyArray<Panel>
  readonly weights?: ReadonlyArray<number>
}

/** Columns of a panel, its border included, below which the panels of a band go below each other. */
const narrowest = 38
/** Rows of a border. */
const border = 2

interface Line {
  readonly panels: ReadonlyArray<Panel>
  readonly weights: ReadonlyArray<number>
  readonly least: number
  readonly wanted: number
  readonly grows: boolean
}

/** Draws bands into a size: exactly so many rows, each exactly as wide. */
export const arrange = (bands: ReadonlyArray<Band>, size: Size, look: Look): ReadonlyArray<string> => {
  const lines = fitting(
    bands.flatMap((band) => wrap(band, size.columns)),
    size.rows
  )
  const heights = share(lines, size.rows)
  const rows = lines.flatMap((line, index) =>
    drawLine(line, { columns: size.columns, rows: heights[index] ?? 0 }, look)
  )
  return fit(rows, size)
}

/** The panels of a band in lines of as many as fit beside each other. */
const wrap = ({ panels, weights }: Band, columns: number): ReadonlyArray<Line> => {
  const beside = Math.max(1, Math.min(panels.length, Math.floor(columns / narrowest)))
  const lines: Array<Line> = []
  for (let first = 0; first < panels.length; first += beside) {
    const part = panels.slice(first, first + beside)
    lines.push({
      panels: part,
      weights: part.map((_, index) => weights?.[first + index] ?? 1),
      least: border + Math.max(...part.map(({ least }) => least)),
      wanted: border + Math.max(...part.map(({ wanted }) => wanted)),
      grows: part.some(({ grows }) => grows === true)
    })
  }
  return lines
}

/** The first lines that fit with the least that they need; at least one. */
const fitting = (lines: ReadonlyArray<Line>, rows: number): ReadonlyArray<Line> => {
  let used = 0
  const kept: Array<Line> = []
  for (const line of lines) {
    if (kept.length > 0 && used + line.least > rows) continue
    used += line.least
    kept.push(line)
  }
  return kept
}

/** Rows of each line: what it needs, then what it would like, then what is left to those who grow. */
const share = (lines: ReadonlyArray<Line>, rows: number): ReadonlyArray<number> => {
  const heights = lines.map(({ least }) => least)
  let left = rows - heights.reduce((sum, height) => sum + height, 0)
  lines.forEach(({ wanted }, index) => {
    const more = Math.max(0, Math.min(left, wanted - (heights[index] ?? 0)))
    heights[index] = (heights[index] ?? 0) + more
    left -= more
  })
  const growers = lines.flatMap(({ grows }, index) => (grows ? [index] : []))
  for (let turn = 0; left > 0 && growers.length > 0; turn++, left--) {
    const grower = growers[turn % growers.length] ?? 0
    heights[grower] = (heights[grower] ?? 0) + 1
  }
  return heights
}

const drawLine = ({ panels, weights }: Line, size: Size, look: Look): ReadonlyArray<string> => {
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  let left = size.columns
  let weightLeft = total
  const boxes = panels.map((panel, index) => {
    const weight = weights[index] ?? 1
    const columns = index === panels.length - 1 ? left : Math.round((left * weight) / weightLeft)
    left -= columns
    weightLeft -= weight
    return box(panel, { columns, rows: size.rows }, look)
  })
  return beside(boxes)
}

/** Blocks of rows of equal height side by side. */
export const beside = (blocks: ReadonlyArray<ReadonlyArray<string>>): ReadonlyArray<string> =>
  Array.from({ length: Math.max(0, ...blocks.map(({ length }) => length)) }, (_, row) =>
    blocks.map((block) => block[row] ?? "").join("")
  )

const signsOf = (look: Look) =>
  look.alphabet === "ascii"
    ? { left: "+", right: "+", low: "+", end: "+", line: "-", side: "|" }
    : { left: "╭", right: "╮", low: "╰", end: "╯", line: "─", side: "│" }

/** A box around a panel, exactly of a size. A box of fewer than three rows has only its title. */
export const box = (panel: Panel, size: Size, look: Look): ReadonlyArray<string> => {
  const { end, left, line, low, right, side } = signsOf(look)
  const inside = { columns: Math.max(0, size.columns - 4), rows: Math.max(0, size.rows - border) }
  const rows = fit(panel.draw(inside, { ...look, columns: inside.columns }), inside)
  const { muted } = look.theme
  return fit(
    [
      headOf(panel, size.columns, look, `${left}${line}`, `${line}${right}`, line),
      ...rows.map((row) => `${muted(side)} ${row} ${muted(side)}`),
      muted(`${low}${line.repeat(Math.max(0, size.columns - 2))}${end}`)
    ],
    size
  )
}

/** The upper border: title at the left, note at the right as far as there is room. */
const headOf = (panel: Panel, columns: number, look: Look, from: string, to: string, line: string): string => {
  const { muted, title } = look.theme
  const room = columns - width(from) - width(to) - 2
  const name = clip(panel.title, Math.max(0, room), look)
  const note = panel.note ?? ""
  const rest = room - width(name)
  const fits = note !== "" && width(note) + 4 <= rest
  const rule = line.repeat(Math.max(0, rest - (fits ? width(note) + 2 : 0)))
  return `${muted(from)} ${title(name)} ${muted(rule)}${fits ? ` ${muted(note)} ` : ""}${muted(to)}`
}

// ── Rows ────────────────────────────────────────────────────────────────────────────────────────────────────────────────

/** Exactly `size.rows` rows, each exactly `size.columns` wide. */
export const fit = (rows: ReadonlyArray<string>, { columns, rows: height }: Size): ReadonlyArray<string> =>
  Array.from({ length: Math.max(0, height) }, (_, row) => padEnd(clipped(rows[row] ?? "", columns), columns))

// oxlint-disable-next-line no-control-regex
const escape = /\u001B\[[\d;]*m/y

/** A styled text cut to a width; styles that are open at the cut are closed. */
export const clipped = (text: string, columns: number): string => {
  if (width(text) <= columns) return text
  let kept = ""
  let used = 0
  let open = false
  for (let at = 0; at < text.length;) {
    escape.lastIndex = at
    const style = escape.exec(text)?.[0]
    if (style !== undefined) {
      kept += style
      open = true
      at += style.length
      continue
    }
    const sign = String.fromCodePoint(text.codePointAt(at) ?? 32)
    if (used + width(sign) > columns) break
    kept += sign
    used += width(sign)
    at += sign.length
  }
  return open ? `${kept}\u001B[0m` : kept
}

/** A plain text cut to a width, with a sign where something was cut. */
export const clip = (text: string, columns: number, look: Look): string => {
  if (width(text) <= columns) return text
  return columns <= 0 ? "" : clipped(text, columns - 1) + ellipsis(look.alphabet)
}

/** Left text and right text in one row; the left one gives way. */
export const spread = (left: string, right: string, columns: number): string => {
  const room = columns - width(right)
  if (room < 1) return clipped(right, columns)
  return padEnd(clipped(left, room - 1), room) + right
}

export { padEnd, padStart, width }
