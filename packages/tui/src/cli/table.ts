/** Aligned tables of text. No line is wider than asked: sentences go on in the next line, so do names behind their joints, other texts are cut, and when even that is not
 * enough, each row becomes a short list. Figures are never cut as long as anything else can give way. */
import { brokenAtJoints, cut, width, wrapped } from "../charts/Text.ts"
import type { Look, Style } from "../charts/Theme.ts"

/** A column. Text stands left and may be cut; figures stand right and may not; sentences, which wrap at spaces, give way first. Names wrap behind `_`, `.` and `-` (`joints`). */
export interface Column {
  readonly header: string
  readonly align?: "left" | "right"
  readonly wraps?: boolean | "joints"
}

/** A cell: its text, or its text with a style. */
export type TableCell = string | { readonly text: string; readonly style: Style }

/** So many cells a sentence and a name keep when they give way. */
const shortestLine = 24
const shortest = 10
const gap = 2

const textOf = (cell: TableCell | undefined): string => (typeof cell === "object" ? cell.text : (cell ?? ""))
const styled = (cell: TableCell | undefined, text: string): string =>
  typeof cell === "object" ? cell.style(text) : text

/** Draws a table with a header. Without rows there is the header only. */
export const table = (
  columns: ReadonlyArray<Column>,
  rows: ReadonlyArray<ReadonlyArray<TableCell>>,
  look: Look
): string => {
  const natural = columns.map(({ header }, index) =>
    Math.max(width(header), ...rows.map((row) => width(textOf(row[index]))))
  )
  const widths = fitted(columns, natural, look.columns)
  if (widths === undefined) return list(columns, rows, look)
  const line = (cells: ReadonlyArray<TableCell>, style?: Style): string =>
    columns
      .map(({ align }, index) => {
        const room = widths[index] ?? 0
        const text = cut(textOf(cells[index]), room, look.alphabet)
        const padding = " ".repeat(room - width(text))
        const shown = style === undefined ? styled(cells[index], text) : style(text)
        return align === "right" ? padding + shown : shown + padding
      })
      .join(" ".repeat(gap))
      .trimEnd()
  const header = columns.map((column) => column.header)
  return [
    line(header, look.theme.muted),
    ...rows.flatMap((row) => broken(columns, widths, row).map((cells) => line(cells)))
  ].join("\n")
}

/** A row as lines: sentences go on below themselves, beside nothing. */
const broken = (
  columns: ReadonlyArray<Column>,
  widths: ReadonlyArray<number>,
  row: ReadonlyArray<TableCell>
): ReadonlyArray<ReadonlyArray<TableCell>> => {
  const parts = columns.map(({ wraps = false }, index): ReadonlyArray<TableCell> => {
    const cell = row[index] ?? ""
    if (!wraps) return [cell]
    const lines = wraps === "joints" ? brokenAtJoints : wrapped
    return lines(textOf(cell), widths[index] ?? 0).map((text) =>
      typeof cell === "object" ? { text, style: cell.style } : text
    )
  })
  const lines = Math.max(1, ...parts.map(({ length }) => length))
  return Array.from({ length: lines }, (_, at) => parts.map((part) => part[at] ?? ""))
}

/** Widths that fit into `room`: the widest column of those that can give way does so first. `undefined` if that is not enough. */
const fitted = (
  columns: ReadonlyArray<Column>,
  natural: ReadonlyArray<number>,
  room: number
): ReadonlyArray<number> | undefined => {
  const widths = [...natural]
  let excess = widths.reduce((sum, each) => sum + each, 0) + gap * (columns.length - 1) - room
  while (excess > 0) {
    const widest = (least: number, mayGive: (column: Column) => boolean): number =>
      columns.reduce((found, column, index) => {
        const wide = widths[index] ?? 0
        return mayGive(column) && wide > Math.max(least, widths[found] ?? 0) ? index : found
      }, -1)
    const sentence = widest(shortestLine, ({ wraps }) => wraps === true)
    const giving = sentence < 0 ? widest(shortest, ({ align }) => align !== "right") : sentence
    if (giving < 0) return undefined
    widths[giving] = (widths[giving] ?? 0) - 1
    excess--
  }
  return widths
}

/** Each row as lines of `header: value`, for windows that are too narrow for a table. */
const list = (columns: ReadonlyArray<Column>, rows: ReadonlyArray<ReadonlyArray<TableCell>>, look: Look): string =>
  rows
    .map((row) =>
      columns
        .map(({ header }, index) => {
          const label = index === 0 ? "" : `  ${header}: `
          const text = textOf(row[index])
          const room = look.columns - width(label)
          if (room < 1) return cut(text, look.columns, look.alphabet)
          return look.theme.muted(label) + styled(row[index], cut(text, room, look.alphabet))
        })
        .join("\n")
    )
    .join("\n")
