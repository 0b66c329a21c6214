/** Aligned tables of text. No line is wider than asked: long names are cut, and when even that is not enough, each row becomes a
 * short list. Figures are never cut as long as anything else can give way. */
import { cut, padEnd, padStart, width } from "../charts/Text.ts"
import type { Look, Style } from "../charts/Theme.ts"

/** A column. Text stands left and may be cut; figures stand right and may not. */
export interface Column {
  readonly header: string
  readonly align?: "left" | "right"
}

/** A cell: its text, or its text with a style. */
export type TableCell = string | { readonly text: string; readonly style: Style }

/** A name that is cut keeps at least so many cells. */
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
        const padding = align === "right" ? padStart("", room - width(text)) : padEnd("", room - width(text))
        const shown = style === undefined ? styled(cells[index], text) : style(text)
        return align === "right" ? padding + shown : shown + padding
      })
      .join(" ".repeat(gap))
      .trimEnd()
  return [
    line(
      columns.map(({ header }) => header),
      look.theme.muted
    ),
    ...rows.map((row) => line(row))
  ].join("\n")
}

/** Widths that fit into `room`: the widest text column gives way first. `undefined` if that is not enough. */
const fitted = (
  columns: ReadonlyArray<Column>,
  natural: ReadonlyArray<number>,
  room: number
): ReadonlyArray<number> | undefined => {
  const widths = [...natural]
  let excess = widths.reduce((sum, each) => sum + each, 0) + gap * (columns.length - 1) - room
  while (excess > 0) {
    let widest = -1
    columns.forEach(({ align }, index) => {
      if (align !== "right" && (widths[index] ?? 0) > Math.max(shortest, widths[widest] ?? 0)) widest = index
    })
    if (widest < 0) return undefined
    widths[widest] = (widths[widest] ?? 0) - 1
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
