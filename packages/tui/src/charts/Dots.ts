/** A grid of dots, finer than the terminal's cells, and its three ways to become text.
 *
 * A cell has 2 × 4 dots in braille and 1 × 2 in block and ASCII. A cell remembers which series drew in it last, for its colour. */
import { seriesStyle, type Alphabet, type Theme } from "./Theme.ts"

/** Bit of a dot in the Unicode braille block, by row, then column. */
const brailleBits = [
  [0x01, 0x08],
  [0x02, 0x10],
  [0x04, 0x20],
  [0x40, 0x80]
]
const halves = { block: [" ", "▀", "▄", "█"], ascii: [" ", "'", ".", ":"] }

/** Dots in a cell: across and down. */
export const dotsOf = (alphabet: Alphabet): readonly [across: number, down: number] =>
  alphabet === "braille" ? [2, 4] : [1, 2]

/** The grid. Dot (0, 0) is at the top left. */
export class Dots {
  /** Size in dots. */
  readonly width: number
  readonly height: number
  private readonly alphabet: Alphabet
  private readonly columns: number
  private readonly rows: number
  private readonly bits: Uint8Array
  private readonly owner: Int16Array
  private readonly letters: Array<string | undefined>

  constructor(columns: number, rows: number, alphabet: Alphabet) {
    const [across, down] = dotsOf(alphabet)
    this.alphabet = alphabet
    this.columns = columns
    this.rows = rows
    this.width = columns * across
    this.height = rows * down
    this.bits = new Uint8Array(columns * rows)
    this.owner = new Int16Array(columns * rows).fill(-1)
    this.letters = Array.from({ length: columns * rows })
  }

  /** Sets one dot for a series; outside of the grid nothing happens. */
  dot(x: number, y: number, series: number): void {
    if (x < 0 || y < 0 || x >= this.width || y >= this.height) return
    const [across, down] = dotsOf(this.alphabet)
    const cell = this.cell(x, y)
    const bit = this.alphabet === "braille" ? (brailleBits[y % down]?.[x % across] ?? 0) : 1 << (y % down)
    this.bits[cell] = (this.bits[cell] ?? 0) | bit
    this.owner[cell] = series
  }

  /** Sets the dots of a straight line, ends included. */
  line(fromX: number, fromY: number, toX: number, toY: number, series: number): void {
    const steps = Math.max(Math.abs(toX - fromX), Math.abs(toY - fromY), 1)
    for (let step = 0; step <= steps; step++) {
      const share = step / steps
      this.dot(Math.round(fromX + (toX - fromX) * share), Math.round(fromY + (toY - fromY) * share), series)
    }
  }

  /** Puts a letter over the cell of a dot, so that a line has a name without colour. */
  letter(x: number, y: number, letter: string, series: number): void {
    if (x < 0 || y < 0 || x >= this.width || y >= this.height) return
    this.letters[this.cell(x, y)] = letter
    this.owner[this.cell(x, y)] = series
  }

  /** The rows as text, each exactly as wide as the grid; neighbours of one colour are coloured together. */
  text(theme: Theme): ReadonlyArray<string> {
    return Array.from({ length: this.rows }, (_, row) => {
      let line = ""
      let run = ""
      let series = -1
      const flush = (): void => {
        line += series < 0 ? run : seriesStyle(theme, series)(run)
        run = ""
      }
      for (let column = 0; column < this.columns; column++) {
        const cell = row * this.columns + column
        const owner = this.owner[cell] ?? -1
        if (owner !== series) {
          flush()
          series = owner
        }
        run += this.letters[cell] ?? this.sign(this.bits[cell] ?? 0)
      }
      flush()
      return line
    })
  }

  private cell(x: number, y: number): number {
    const [across, down] = dotsOf(this.alphabet)
    return Math.floor(y / down) * this.columns + Math.floor(x / across)
  }

  private sign(bits: number): string {
    if (this.alphabet !== "braille") return halves[this.alphabet][bits] ?? " "
    return bits === 0 ? " " : String.fromCharCode(0x2800 + bits)
  }
}
