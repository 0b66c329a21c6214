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

/** Panels that belong together: beside each other, or, where they `flow`, in two or three columns of boxes as high as what is in them. */
export interface Band {
  readonly panels: ReadonlyArray<Panel>
  /** Shares of the width (default: all alike). */
  readonly weights?: ReadonlyArray<number>
  readonly flow?: boolean
  /** Where there is not room for all bands, those with the highest rank go first; by default the place in the order of reading. */
  readonly rank?: number
}

/** Columns of a panel, its border included, below which the panels of a band go below each other. */
const narrowest = 38
/** Columns of a window from which panels flow in three columns. */
const threeFrom = 156
/** Rows of a border. */
const border = 2
/** Added to the rank of what does not fit beside the first panels of its band. */
const overflow = 10

/** Boxes side by side; each stands for one panel, or for a few that stand below each other. */
interface Line {
  readonly stacks: ReadonlyArray<ReadonlyArray<Panel>>
  readonly weights: ReadonlyArray<number>
  readonly least: number
  readonly wanted: number
  readonly grows: boolean
  readonly rank: number
}

/** Draws bands into a size: exactly so many rows, each exactly as wide. */
export const arrange = (bands: ReadonlyArray<Band>, size: Size, look: Look): ReadonlyArray<string> => {
  const all = bands.flatMap((band, place) => wrap(band, band.rank ?? place, size.columns))
  const lines = fitting(all, size.rows)
  const heights = share(lines, size.rows)
  const rows = lines.flatMap((line, index) =>
    drawLine(line, { columns: size.columns, rows: heights[index] ?? 0 }, look)
  )
  return fit(rows, size)
}

/** A band in lines of as many boxes as fit beside each other. */
const wrap = ({ flow, panels, weights }: Band, rank: number, columns: number): ReadonlyArray<Line> => {
  const room = Math.max(1, Math.floor(columns / narrowest))
  if (flow === true && room > 1) {
    const stacks = stacked(panels, Math.min(room, columns >= threeFrom ? 3 : 2, panels.length))
    return [
      lineOf(
        stacks,
        stacks.map(() => 1),
        rank
      )
    ]
  }
  const beside = flow === true ? 1 : Math.min(panels.length, room)
  const lines: Array<Line> = []
  for (let first = 0; first < panels.length; first += beside) {
    const part = panels.slice(first, first + beside)
    lines.push(
      lineOf(
        part.map((panel) => [panel]),
        part.map((_, index) => weights?.[first + index] ?? 1),
        // what has no room beside the first goes first
        first > 0 ? rank + overflow : rank
      )
    )
  }
  return lines
}

/** Panels in columns: each comes below the ones that take the fewest rows so far. */
const stacked = (panels: ReadonlyArray<Panel>, columns: number): ReadonlyArray<ReadonlyArray<Panel>> => {
  const stacks: Array<Array<Panel>> = Array.from({ length: columns }, () => [])
  for (const panel of panels) {
    const shortest = stacks.reduce((best, stack) => (rowsOf(stack) < rowsOf(best) ? stack : best))
    shortest.push(panel)
  }
  return stacks
}

const rowsOf = (stack: ReadonlyArray<Panel>): number => stack.reduce((sum, { wanted }) => sum + wanted + border, 0)

const lineOf = (stacks: Line["stacks"], weights: ReadonlyArray<number>, rank: number): Line => ({
  stacks,
  weights,
  // of a stack, the first panel must be there
  least: border + Math.max(...stacks.map(([first]) => first?.least ?? 0)),
  wanted: Math.max(...stacks.map(rowsOf)),
  grows: stacks.some((stack) => stack.some(({ grows }) => grows === true)),
  rank
})

/** Lines that fit with the least that they need, those of low rank before others; at least one. */
const fitting = (lines: ReadonlyArray<Line>, rows: number): ReadonlyArray<Line> => {
  let used = 0
  const kept = new Set<Line>()
  for (const line of lines.toSorted((a, b) => a.rank - b.rank)) {
    if (kept.size > 0 && used + line.least > rows) continue
    used += line.least
    kept.add(line)
  }
  return lines.filter((line) => kept.has(line))
}

/** Rows of each line: what it needs, then, by rank, what it would like, then what is left to those who grow. */
const share = (lines: ReadonlyArray<Line>, rows: number): ReadonlyArray<number> => {
  const heights = new Map(lines.map((line) => [line, line.least]))
  let left = rows - lines.reduce((sum, { least }) => sum + least, 0)
  const give = (line: Line, more: number): void => {
    heights.set(line, (heights.get(line) ?? 0) + more)
    left -= more
  }
  for (const line of lines.toSorted((a, b) => a.rank - b.rank)) {
    give(line, Math.max(0, Math.min(left, line.wanted - (heights.get(line) ?? 0))))
  }
  const growers = lines.filter(({ grows }) => grows)
  growers.forEach((grower, place) => give(grower, Math.ceil(left / (growers.length - place))))
  return lines.map((line) => heights.get(line) ?? 0)
}

const drawLine = ({ stacks, weights }: Line, size: Size, look: Look): ReadonlyArray<string> => {
  let left = size.columns
  let weightLeft = weights.reduce((sum, weight) => sum + weight, 0)
  const boxes = stacks.map((stack, index) => {
    const weight = weights[index] ?? 1
    const columns = index === stacks.length - 1 ? left : Math.round((left * weight) / weightLeft)
    left -= columns
    weightLeft -= weight
    return drawStack(stack, { columns, rows: size.rows }, look)
  })
  return beside(boxes)
}

/** Panels below each other; the last one takes the rows that nobody wants. */
const drawStack = (stack: ReadonlyArray<Panel>, size: Size, look: Look): ReadonlyArray<string> => {
  const lines = fitting(
    stack.map((panel, place) => lineOf([[panel]], [1], place)),
    size.rows
  )
  const heights = share(lines, size.rows)
  const spare = size.rows - heights.reduce((sum, height) => sum + height, 0)
  return lines.flatMap(({ stacks }, place) => {
    const rows = (heights[place] ?? 0) + (place === lines.length - 1 ? spare : 0)
    return stacks.flat().flatMap((panel) => box(panel, { columns: size.columns, rows }, look))
  })
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
  const { border: frame } = look.theme
  return fit(
    [
      headOf(panel, size.columns, look, `${left}${line}`, `${line}${right}`, line),
      ...rows.map((row) => `${frame(side)} ${row} ${frame(side)}`),
      frame(`${low}${line.repeat(Math.max(0, size.columns - 2))}${end}`)
    ],
    size
  )
}

/** The upper border: title at the left, note at the right as far as there is room. */
const headOf = (panel: Panel, columns: number, look: Look, from: string, to: string, line: string): string => {
  const { border: frame, muted, title } = look.theme
  const room = columns - width(from) - width(to) - 2
  const name = clip(panel.title, Math.max(0, room), look)
  const note = panel.note ?? ""
  const rest = room - width(name)
  const fits = note !== "" && width(note) + 4 <= rest
  const rule = line.repeat(Math.max(0, rest - (fits ? width(note) + 2 : 0)))
  return `${frame(from)} ${title(name)} ${frame(rule)}${fits ? ` ${muted(note)} ` : ""}${frame(to)}`
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

/** What of a styled text comes after so many cells, in the styles that are open there. */
export const behind = (text: string, columns: number): string => {
  let styles = ""
  let passed = 0
  let at = 0
  while (at < text.length && passed < columns) {
    escape.lastIndex = at
    const style = escape.exec(text)?.[0]
    const sign = style ?? String.fromCodePoint(text.codePointAt(at) ?? 32)
    if (style === undefined) passed += width(sign)
    else styles += style
    at += sign.length
  }
  return styles + " ".repeat(passed - columns > 0 ? passed - columns : 0) + text.slice(at)
}

/** A plain text cut to a width, with a sign where something was cut. */
export const clip = (text: string, columns: number, look: Look): string => {
  if (width(text) <= columns) return text
  return columns <= 0 ? "" : clipped(text, columns - 1) + ellipsis(look.alphabet)
}

/** The same from its end on: what tells paths apart stands there. */
export const clipStart = (text: string, columns: number, look: Look): string =>
  width(text) <= columns ? text : columns <= 0 ? "" : ellipsis(look.alphabet) + behind(text, width(text) - columns + 1)

/** Left text and right text in one row; the left one gives way. */
export const spread = (left: string, right: string, columns: number): string => {
  const room = columns - width(right)
  if (room < 1) return clipped(right, columns)
  return padEnd(clipped(left, room - 1), room) + right
}

export { padEnd, padStart, width }
