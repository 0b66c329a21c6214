/** Horizontal bars: one quantity for each of a few names, to be compared at a glance. */
import { drawable } from "./Scale.ts"
import { cut, padEnd, padStart, plain, width } from "./Text.ts"
import type { Look, Style } from "./Theme.ts"

/** One bar. `text` is what stands behind it: the value as the reader should see it, with its unit. */
export interface Bar {
  readonly label: string
  readonly value: number
  readonly text: string
  readonly style?: Style
}

const eighths = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"]

/** A bar to the right of `cells` cells, which may be a fraction. */
const rightBar = (cells: number, look: Look): string => {
  if (look.alphabet === "ascii") return "#".repeat(Math.round(cells))
  const steps = Math.round(cells * 8)
  return "█".repeat(Math.floor(steps / 8)) + (eighths[steps % 8] ?? "")
}

/** A bar that ends at the right, for values below zero. */
const leftBar = (cells: number, look: Look): string => {
  if (look.alphabet === "ascii") return "#".repeat(Math.round(cells))
  const halves = Math.round(cells * 2)
  return (halves % 2 === 1 ? "▐" : "") + "█".repeat(Math.floor(halves / 2))
}

/** Draws one line a bar, from a common zero. Values that are not finite have no bar; negative values go to the left of zero. */
export const bars = (items: ReadonlyArray<Bar>, look: Look): string => {
  const known = items.map(({ value }) => (drawable(value) ? value : 0))
  const low = Math.min(0, ...known)
  const high = Math.max(0, ...known)
  const textWidth = Math.min(Math.max(0, ...items.map(({ text }) => width(text))), Math.floor(look.columns / 3))
  const labelWidth = Math.min(Math.max(0, ...items.map(({ label }) => width(label))), Math.floor(look.columns / 3))
  const room = Math.max(0, look.columns - labelWidth - textWidth - 2)
  // a length for values that are all but zero would overflow
  const perUnit = high - low > 1e-200 ? room / (high - low) : 0
  const below = Math.round(-low * perUnit)
  return items
    .map(({ label, style, text }, index) => {
      const value = known[index] ?? 0
      const left = padStart(value < 0 ? leftBar(Math.min(below, -value * perUnit), look) : "", below)
      const right = value > 0 ? rightBar(Math.min(room - below, value * perUnit), look) : ""
      const name = padEnd(cut(label, labelWidth, look.alphabet), labelWidth)
      const drawn = (style ?? look.theme.series[0] ?? String)(left + right)
      const pad = " ".repeat(Math.max(0, room - width(left + right)))
      return `${name} ${drawn}${pad} ${padStart(cut(text, textWidth, look.alphabet), textWidth)}`.trimEnd()
    })
    .map((line) => (look.columns >= 8 ? line : cut(line, look.columns, look.alphabet)))
    .join("\n")
}

/** Draws one line a share of a whole, from 0 to 1: a thin line on a track, so that meters below each other stay apart. */
export const meters = (items: ReadonlyArray<Bar>, look: Look): string => {
  const textWidth = Math.min(Math.max(0, ...items.map(({ text }) => width(text))), Math.floor(look.columns / 2))
  const labelWidth = Math.min(Math.max(0, ...items.map(({ label }) => width(label))), Math.floor(look.columns / 2.2))
  const room = Math.max(0, look.columns - labelWidth - textWidth - 2)
  return items
    .map(({ label, style, text, value }) => {
      const name = padEnd(cut(label, labelWidth, look.alphabet), labelWidth)
      const line = meter(value, room, look, style)
      return `${name} ${line} ${padStart(cut(text, textWidth, look.alphabet), textWidth)}`
    })
    .map((line) => (width(line) <= look.columns ? line : cut(plain(line), look.columns, look.alphabet)))
    .join("\n")
}

/** A share of a whole in so many cells. */
export const meter = (share: number, cells: number, look: Look, style = look.theme.series[0] ?? String): string => {
  const filled = drawable(share) ? Math.max(0, Math.min(1, share)) * cells : 0
  if (look.alphabet === "ascii") {
    const whole = Math.round(filled)
    return style("=".repeat(whole)) + look.theme.border(".".repeat(cells - whole))
  }
  const halves = share > 0 ? Math.max(1, Math.round(filled * 2)) : 0
  const line = "━".repeat(Math.floor(halves / 2)) + (halves % 2 === 1 ? "╸" : "")
  return style(line) + look.theme.border("─".repeat(Math.max(0, cells - width(line))))
}
