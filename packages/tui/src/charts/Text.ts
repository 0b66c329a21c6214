/** Text in terminal cells: how wide it is, and cutting and padding it to a width. */
import { displayWidth } from "effect/cli/CliOutput"
import type { Alphabet } from "./Theme.ts"

const onlyAscii = /^[\x20-\x7E]*$/

/** Cells that a text takes on a terminal: wide characters take two, colours and combining marks none. */
export const width = (text: string): number => (onlyAscii.test(text) ? text.length : displayWidth(text))

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
