/** Text in terminal cells: how wide it is, and cutting and padding it to a width. */
import { displayWidth } from "effect/cli/CliOutput"
import type { Alphabet } from "./Theme.ts"

/** Whether a character takes one cell in any terminal: ASCII, middle dot, dashes and the ellipsis, arrows, lines, boxes, blocks, shapes, braille. */
const isSingle = (code: number): boolean =>
  (code >= 0x20 && code <= 0x7e) ||
  (code >= 0x2500 && code <= 0x25cf) ||
  (code >= 0x2800 && code <= 0x28ff) ||
  (code >= 0x2190 && code <= 0x2199) ||
  code === 0xb7 ||
  code === 0x21e7 ||
  code === 0x2013 ||
  code === 0x2014 ||
  code === 0x2026
// oxlint-disable-next-line no-control-regex
const styles = /\u001B\[[\d;]*m/g

/** The text without styles. */
export const plain = (text: string): string => (text.includes("\u001B") ? text.replaceAll(styles, "") : text)

/** Cells that a text takes on a terminal: wide characters take two, colours and combining marks none. */
export const width = (text: string): number => {
  // nearly all that is drawn is simple, and is measured many times on its way to the screen: it must not cost a table of Unicode
  let cells = 0
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code === 0x1b) {
      const end = text.indexOf("m", at)
      if (end < 0) return displayWidth(plain(text))
      at = end
    } else if (isSingle(code)) cells++
    else return displayWidth(plain(text))
  }
  return cells
}

/** The sign for text that was cut off. */
export const ellipsis = (alphabet: Alphabet): string => (alphabet === "ascii" ? "~" : "…")

/** The text, cut to at most `columns` cells, with a sign where something was cut. For text without colours. */
export const cut = (text: string, columns: number, alphabet: Alphabet): string => {
  if (width(text) <= columns) return text
  if (columns <= 0) return ""
  let kept = ""
  let used = 0
  for (const { segment } of new Intl.Segmenter().segment(text)) {
    const cells = width(segment)
    if (used + cells > columns - 1) break
    kept += segment
    used += cells
  }
  return kept + ellipsis(alphabet)
}

/** The text with spaces behind it up to `columns` cells. */
export const padEnd = (text: string, columns: number): string => text + " ".repeat(Math.max(0, columns - width(text)))

/** The text with spaces before it up to `columns` cells. */
export const padStart = (text: string, columns: number): string => " ".repeat(Math.max(0, columns - width(text))) + text

/** Breaks a text at spaces into lines of at most `columns` cells; a longer word stands alone. */
export const wrapped = (text: string, columns: number): ReadonlyArray<string> => {
  const lines: Array<string> = []
  for (const paragraph of text.split("\n")) {
    let line = ""
    for (const word of paragraph.split(" ")) {
      if (line !== "" && width(line) + 1 + width(word) > columns) {
        lines.push(line)
        line = word
      } else line = line === "" ? word : `${line} ${word}`
    }
    lines.push(line)
  }
  return lines
}

/** Breaks a name behind its joints (`_`, `.`, `-`) into lines of at most `columns` cells, all but the first set in; a longer part stands alone. */
export const brokenAtJoints = (name: string, columns: number): ReadonlyArray<string> => {
  const lines: Array<string> = []
  let line = ""
  for (const part of name.split(/(?<=[_.-])/)) {
    if (line.trim() !== "" && width(line) + width(part) > columns) {
      lines.push(line)
      line = `  ${part}`
    } else line += part
  }
  return [...lines, line]
}
