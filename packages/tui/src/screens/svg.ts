/** Rows of styled text as an SVG picture, for a page or a README: a window with a letter a cell, dark unless the theme is light. */
import type { Ground } from "../charts/Theme.ts"

const cell = { width: 8.4, height: 18 }
const sheets = {
  dark: { ink: "#d0d0d0", paper: "#16181d", frame: "#16181d" },
  light: { ink: "#1f2328", paper: "#ffffff", frame: "#d0d7de" }
}
/** The levels of the colour cube of 256-colour terminals. */
const levels = [0, 95, 135, 175, 215, 255]
const sixteen = ["#000000", "#cd3131", "#0dbc79", "#e5e510", "#2472c8", "#bc3fbc", "#11a8cd", "#e5e5e5"]

const colourOf = (number: number): string | undefined => {
  if (number < 16) return sixteen[number % 8]
  if (number >= 232) return hex([0, 0, 0].map(() => 8 + (number - 232) * 10))
  const index = number - 16
  return hex([Math.floor(index / 36), Math.floor(index / 6) % 6, index % 6].map((level) => levels[level] ?? 0))
}

const hex = (parts: ReadonlyArray<number>): string =>
  `#${parts.map((part) => part.toString(16).padStart(2, "0")).join("")}`

interface Pen {
  readonly colour: string | undefined
  readonly bold: boolean
  readonly faint: boolean
  /** Ink and paper change places. */
  readonly inverse: boolean
}

const bare: Pen = { colour: undefined, bold: false, faint: false, inverse: false }

/** What an escape of SGR does to the pen. */
const turned = (pen: Pen, codes: ReadonlyArray<number>): Pen => {
  const [code, kind, number = 0, ...rest] = codes
  if (code === undefined) return pen
  if (code === 38 && kind === 5) return turned({ ...pen, colour: colourOf(number) }, rest)
  return turned(turnedBy(pen, code), codes.slice(1))
}

const turnedBy = (pen: Pen, code: number): Pen => {
  if (code === 39) return { ...pen, colour: undefined }
  if (code === 1) return { ...pen, bold: true }
  if (code === 2) return { ...pen, faint: true }
  if (code === 22) return { ...pen, bold: false, faint: false }
  if (code === 7 || code === 27) return { ...pen, inverse: code === 7 }
  if (code >= 30 && code < 38) return { ...pen, colour: colourOf(code - 30) }
  if (code >= 90 && code < 98) return { ...pen, colour: colourOf(code - 90) }
  return code === 0 ? bare : pen
}

const escaped = (text: string): string => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;")

/** A row as pieces of one style, each from a cell on. Every character takes one cell: what the screens draw has no wide ones. */
const pieces = (row: string): ReadonlyArray<{ readonly from: number; readonly text: string; readonly pen: Pen }> => {
  const found: Array<{ from: number; text: string; pen: Pen }> = []
  let pen = bare
  let from = 0
  // oxlint-disable-next-line no-control-regex
  for (const part of row.split(/(\u001B\[[\d;]*m)/)) {
    if (part.startsWith("\u001B")) pen = turned(pen, part.slice(2, -1).split(";").map(Number))
    else if (part !== "") {
      found.push({ from, text: part, pen })
      from += Array.from(part).length
    }
  }
  return found
}

/** The picture of rows, all of a width, on a ground. */
export const svg = (rows: ReadonlyArray<string>, columns: number, ground: Ground = "dark"): string => {
  const { frame, ink, paper } = ground === "light" ? sheets.light : sheets.dark
  const margin = 12
  const [width, height] = [columns * cell.width + 2 * margin, rows.length * cell.height + 2 * margin]
  const texts = rows.flatMap((row, line) =>
    pieces(row).flatMap(({ from, pen, text }) => {
      if (text.trim() === "" && !pen.inverse) return []
      const x = (margin + from * cell.width).toFixed(1)
      const y = (margin + (line + 0.75) * cell.height).toFixed(1)
      const length = (Array.from(text).length * cell.width).toFixed(1)
      const colour = pen.inverse ? paper : pen.colour
      const style = `${pen.bold ? ' font-weight="bold"' : ""}${pen.faint ? ' opacity="0.6"' : ""}${colour === undefined ? "" : ` fill="${colour}"`}`
      const behind = `<rect x="${x}" y="${(margin + line * cell.height).toFixed(1)}" width="${length}" height="${cell.height}" fill="${pen.colour ?? ink}"/>`
      return [
        ...(pen.inverse ? [behind] : []),
        `<text x="${x}" y="${y}" textLength="${length}" lengthAdjust="spacingAndGlyphs"${style}>${escaped(text)}</text>`
      ]
    })
  )
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width.toFixed(0)}" height="${height.toFixed(0)}" viewBox="0 0 ${width.toFixed(1)} ${height.toFixed(1)}">`,
    `<rect x="0.5" y="0.5" width="${(width - 1).toFixed(1)}" height="${(height - 1).toFixed(1)}" rx="8" fill="${paper}" stroke="${frame}"/>`,
    `<g font-family="ui-monospace, Menlo, Consolas, 'DejaVu Sans Mono', monospace" font-size="14" fill="${ink}" xml:space="preserve">`,
    ...texts,
    "</g>",
    "</svg>",
    ""
  ].join("\n")
}
