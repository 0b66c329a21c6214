/** One CSV file of rows that come in parts, several parts at a time, and stand in it part after part.
 *
 * Replications run at once, and a later one must not wait in memory until an earlier one has ended: a replication may have millions of rows. The part
 * whose turn it is goes straight into the file, each other into a file of its own, which is copied behind when its turn comes. So memory holds a
 * buffer for each part that runs, and the file is the same to the byte in whatever order rows come. */
import type { Cell, CsvWriter } from "./CsvWriter.ts"

/** A part on its way into a file of its own. */
export interface CsvPart {
  readonly writer: CsvWriter
  /** Closes the part's file, hands its bytes to the whole and removes it. */
  readonly moveTo: (whole: CsvWriter) => void
}

export class CsvInOrder {
  private turn = 0
  private readonly whole: CsvWriter
  private readonly openPart: (part: number) => CsvPart
  private readonly parts = new Map<number, CsvPart>()

  constructor(whole: CsvWriter, openPart: (part: number) => CsvPart) {
    this.whole = whole
    this.openPart = openPart
  }

  /** Appends rows to a part, from 0 on. Throws an `OutputError`, and a RangeError when the part has ended. */
  append(part: number, rows: ReadonlyArray<ReadonlyArray<Cell>>): void {
    const writer = this.writerOf(part)
    for (const row of rows) writer.row(row)
  }

  /** A part is complete; parts end in the order of their numbers. Throws an `OutputError`. */
  end(part: number): void {
    if (part !== this.turn) throw new RangeError(`part ${part} cannot end: it is the turn of part ${this.turn}`)
    this.turn++
    this.parts.get(this.turn)?.moveTo(this.whole)
    this.parts.delete(this.turn)
  }

  private writerOf(part: number): CsvWriter {
    if (part < this.turn) throw new RangeError(`part ${part} has ended`)
    if (part === this.turn) return this.whole
    const open = this.parts.get(part) ?? this.openPart(part)
    this.parts.set(part, open)
    return open.writer
  }
}
