/** Text in terminal cells: how wide it is, and cutting and padding it to a width. */
import { displayWidth } from "effect/cli/CliOutput"
import type { Alphabet } from "./Theme.ts"

/** One cell each, in any terminal: ASCII, middle dot, dashes and the ellipsis, arrows, lines and boxes, blocks, braille. */
const single = /^[\x20-\x7E\u00B7\u2013\u2014\u2026\u2190-\u2199\u2500-\u259F\u25A0-\u25CF\u2800-\u28FF]*$/
// oxlint-disable-next-line no-control-regex
const styles = /\u001B\[[\d;]*m/g

/** The text without styles. */
export const plain = (text: string): string => (text.includes("\u001B") ? text.replaceAll(styles, "") : text)

/** Cells that a text takes on a terminal: wide characters take two, colours and combining marks none. */
export const width = (text: string): number => {
  // nearly all that is drawn is simple: a screen of it must not cost a table of Unicode
  const bare = plain(text)
  return single.test(bare) ? bare.length : displayWidth(bare)
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
