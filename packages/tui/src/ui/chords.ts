/** Keys as Ink tells them, by the names that the table of keys has. */

/** The part of Ink's `Key` that counts here. */
export interface Pressed {
  readonly upArrow: boolean
  readonly downArrow: boolean
  readonly leftArrow: boolean
  readonly rightArrow: boolean
  readonly pageUp: boolean
  readonly pageDown: boolean
  readonly home: boolean
  readonly end: boolean
  readonly return: boolean
  readonly escape: boolean
  readonly ctrl: boolean
  readonly shift: boolean
  readonly tab: boolean
  readonly backspace: boolean
  readonly delete: boolean
}

const named = (key: Pressed): string | undefined => {
  if (key.upArrow) return "up"
  if (key.downArrow) return "down"
  if (key.leftArrow) return "left"
  if (key.rightArrow) return "right"
  if (key.pageUp) return "pageup"
  if (key.pageDown) return "pagedown"
  if (key.home) return "home"
  if (key.end) return "end"
  if (key.return) return "return"
  if (key.escape) return "escape"
  if (key.tab) return "tab"
  if (key.backspace) return "backspace"
  return key.delete ? "delete" : undefined
}

/** The chords of one input: one, or one for each character when several came at once. */
export const chordsOf = (input: string, key: Pressed): ReadonlyArray<string> => {
  const name = named(key)
  if (name !== undefined) return [key.shift ? `shift+${name}` : name]
  if (key.ctrl) return input === "" ? [] : [`ctrl+${input}`]
  return Array.from(input, (sign) => signs[sign] ?? sign)
}

/** What stands for keys when several came at once, as when somebody types fast or pastes. */
const signs: Readonly<Record<string, string>> = {
  " ": "space",
  "\r": "return",
  "\n": "return",
  "\t": "tab",
  "\u007F": "backspace",
  "\u0003": "ctrl+c"
}

/** The character that a chord types, if it types one. */
export const typedBy = (chord: string): string | undefined =>
  chord === "space" ? " " : Array.from(chord).length === 1 ? chord : undefined
