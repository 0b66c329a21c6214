/** The line over a chart that says what its lines and areas are. */
import { cut, width } from "./Text.ts"
import type { Look, Style } from "./Theme.ts"

/** One line: as many items as there is room for, each in its own colour. */
export const legend = (items: ReadonlyArray<{ readonly text: string; readonly style: Style }>, look: Look): string => {
  let line = ""
  let used = 0
  for (const [index, { style, text }] of items.entries()) {
    const room = look.columns - used - (index === 0 ? 0 : 2)
    if (room < (index === 0 ? 1 : 4)) break
    const shown = cut(text, room, look.alphabet)
    line += (index === 0 ? "" : "  ") + style(shown)
    used += (index === 0 ? 0 : 2) + width(shown)
    if (shown !== text) break
  }
  return line
}
