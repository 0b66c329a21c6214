/** A grid of dots, finer than the terminal's cells, and its three ways to become text.
 *
 * A cell has 2 × 4 dots in braille and 1 × 2 in block and ASCII. A cell remembers which series drew in it last, for its colour. */
import { type Alphabet, fillStyle, none, seriesStyle, type Style, type Theme } from "./Theme.ts"

/** Bit of a dot in the Unicode braille block, by row, then column. */
const brailleBits = [
  [0x01, 0x08],
  [0x02, 0x10],
  [0x04, 0x20],
  [0x40, 0x80]
]
const halves = { block: [" ", "▀", "▄", "█"], ascii: [" ", "'", ".", ":"] }

/** Dots in a cell: across and down. */
const dotsOf = (alphabet: Alphabet): readonly [across: number, down: number] =>
  alphabet === "braille" ? [2, 4] : [1, 2]

/** Which dots of an area are set, so that areas can be told apart without colour. */
const patterns: ReadonlyArray<(x: number, y: number) => boolean> = [
  () => true,
  (x, y) => (x + y) % 2 === 0,
  (_, y) => y % 2 === 0,
  (x) => x % 2 === 0,
  (x, y) => x % 2 === 0 && y % 2 === 0,
  (x, y) => (x + 2 * y) % 4 === 0,
  (_, y) => y % 4 === 1,
  (x, y) => x % 2 === 1 && y % 4 === 3
]

/** The grid. Dot (0, 0) is at the top left. */
export class Dots {
  /** Size in dots. */
  readonly width: number
  readonly height: number
  private readonly alphabet: Alphabet
  private readonly across: number
  private readonly down: number
  private readonly columns: number
  private readonly rows: number
  private readonly bits: Uint8Array
  /** Whose line goes through a cell, and whose area lies behind it. */
  private readonly owner: Int16Array
  private readonly area: Int16Array
  private readonly letters: Array<string | undefined>

  constructor(columns: number, rows: number, alphabet: Alphabet) {
    const [across, down] = dotsOf(alphabet)
    this.alphabet = alphabet
    this.across = across
    this.down = down
    this.columns = columns
    this.rows = rows
    this.width = columns * across
    this.height = rows * down
    this.bits = new Uint8Array(columns * rows)
    this.owner = new Int16Array(columns * rows).fill(-1)
    this.area = new Int16Array(columns * rows).fill(-1)
    this.letters = Array.from({ length: columns * rows })
  }

  /** Sets one dot for a series; outside of the grid nothing happens. */
  dot(x: number, y: number, series: number): void {
    if (this.isOutside(x, y)) return
    const isTaken = this.has(x, y)
    const cell = this.set(x, y)
    // lines that lie on each other share the cells, or one would never be seen
    if (!isTaken || (this.owner[cell] ?? -1) < 0 || cell % 2 === 1) this.owner[cell] = series
  }

  /** Sets the dots of a straight line, ends included. */
  line(fromX: number, fromY: number, toX: number, toY: number, series: number): void {
    const steps = Math.max(Math.abs(toX - fromX), Math.abs(toY - fromY), 1)
    for (let step = 0; step <= steps; step++) {
      const share = step / steps
      this.dot(Math.round(fromX + (toX - fromX) * share), Math.round(fromY + (toY - fromY) * share), series)
    }
  }

  /** Fills a column from one dot down to another, ends included, as the area of a series; `pattern` says which of its dots are set. */
  fill(x: number, from: number, to: number, series: number, pattern = 0): void {
    const isSet = patterns[pattern % patterns.length]
    for (let y = Math.max(0, from); y <= Math.min(this.height - 1, to); y++) {
      if (this.isOutside(x, y) || isSet?.(x, y) !== true) continue
      const cell = this.set(x, y)
      this.area[cell] = series
    }
  }

  /** Puts a letter over the cell of a dot, so that a line has a name without colour. */
  letter(x: number, y: number, letter: string, series: number): void {
    if (this.isOutside(x, y)) return
    const cell = this.cell(x, y)
    this.letters[cell] = letter
    this.owner[cell] = series
  }

  /** The rows as text, each exactly as wide as the grid; neighbours of one colour are coloured together. */
  text(theme: Theme): ReadonlyArray<string> {
    const styles = this.styles(theme)
    return Array.from({ length: this.rows }, (_, row) => {
      let line = ""
      let run = ""
      let style: Style | undefined
      const flush = (): void => {
        line += style === undefined ? run : style(run)
        run = ""
      }
      for (let column = 0; column < this.columns; column++) {
        const cell = row * this.columns + column
        const next = styles(cell)
        if (next !== style) {
          flush()
          style = next
        }
        run += this.letters[cell] ?? signOf(this.bits[cell] ?? 0, this.alphabet)
      }
      flush()
      return line
    })
  }

  private styles(theme: Theme): (cell: number) => Style | undefined {
    return (cell) => {
      const owner = this.owner[cell] ?? -1
      if (owner >= 0) return seriesStyle(theme, owner)
      const area = this.area[cell] ?? -1
      return area >= 0 ? fillStyle(theme, area) : undefined
    }
  }

  private isOutside(x: number, y: number): boolean {
    return !(x >= 0 && y >= 0 && x < this.width && y < this.height)
  }

  private cell(x: number, y: number): number {
    return Math.floor(y / this.down) * this.columns + Math.floor(x / this.across)
  }

  /** Sets a dot; gives its cell. */
  private set(x: number, y: number): number {
    const cell = this.cell(x, y)
    this.bits[cell] = (this.bits[cell] ?? 0) | this.bit(x, y)
    return cell
  }

  private has(x: number, y: number): boolean {
    return ((this.bits[this.cell(x, y)] ?? 0) & this.bit(x, y)) !== 0
  }

  private bit(x: number, y: number): number {
    return this.alphabet === "braille" ? (brailleBits[y % 4]?.[x % 2] ?? 0) : 1 << (y % 2)
  }
}

const signOf = (bits: number, alphabet: Alphabet): string => {
  if (alphabet !== "braille") return halves[alphabet][bits] ?? " "
  return bits === 0 ? " " : String.fromCharCode(0x2800 + bits)
}

/** One cell that shows a pattern, for a legend. */
export const patternSign = (pattern: number, alphabet: Alphabet): string => {
  const dots = new Dots(1, 1, alphabet)
  for (let x = 0; x < dots.width; x++) dots.fill(x, 0, dots.height - 1, 0, pattern)
  return dots.text(none)[0] ?? " "
}
