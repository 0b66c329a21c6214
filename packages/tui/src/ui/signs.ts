/** A sign for each row of the screen, which goes through Ink in its place.
 *
 * Ink takes every row apart cell by cell in every frame, changed or not, to measure, style, clip and join it: two thirds of what a frame costs. Our
 * rows fit already. So Ink gets one character a row, the same as long as the row is the same: its diff of lines, its throttle, its brackets around a
 * frame do what they always do, and the rows come in on the way out. */

/** The first sign, and how many there are before the first is used again: many frames' worth, as Ink may write an old frame once more. They are private
 * characters of Unicode; a row that holds one is not looked at again. */
const first = 0xe000
const many = 4096
const anySign = /[\uE000-\uEFFF]/g

export class Signs {
  private readonly rows: Array<string | undefined> = Array.from({ length: many })
  private readonly known = new Map<string, string>()
  private next = 0

  /** The sign of a row. */
  of(row: string): string {
    const known = this.known.get(row)
    if (known !== undefined) return known
    const place = this.next++ % many
    const old = this.rows[place]
    if (old !== undefined) this.known.delete(old)
    const sign = String.fromCharCode(first + place)
    this.rows[place] = row
    this.known.set(row, sign)
    return sign
  }

  /** What Ink writes, with the rows in their places. */
  read(text: string): string {
    return text.replaceAll(anySign, (sign) => this.rows[sign.charCodeAt(0) - first] ?? sign)
  }

  /** The same stream, but what is written to it is read first. */
  through(stream: NodeJS.WriteStream): NodeJS.WriteStream {
    const write = (chunk: string | Uint8Array, ...rest: ReadonlyArray<never>): boolean =>
      stream.write(typeof chunk === "string" ? this.read(chunk) : chunk, ...rest)
    return new Proxy(stream, {
      get: (target, key) => {
        if (key === "write") return write
        const value: unknown = Reflect.get(target, key)
        return typeof value === "function" ? value.bind(target) : value
      }
    })
  }
}
