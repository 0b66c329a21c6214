/** Columns of numbers that grow. */

/** Numbers by row. Hot code reads and writes it directly, so a longer one is a new object that takes its place. */
export type Column =
  | Float64Array<ArrayBuffer>
  | Int32Array<ArrayBuffer>
  | Uint32Array<ArrayBuffer>
  | Uint8Array<ArrayBuffer>

/** A column of so many rows that begins like the given one; the other rows hold `fill`. */
export const lengthened = <C extends Column>(column: C, rows: number, fill = 0): C => {
  const { constructor: make }: { constructor: new (rows: number) => C } = Object.getPrototypeOf(column)
  const longer = new make(rows)
  longer.set(column)
  if (fill !== 0) longer.fill(fill, column.length)
  return longer
}

/** A column of twice as many rows. */
export const doubled = <C extends Column>(column: C, fill = 0): C => lengthened(column, 2 * column.length, fill)

/** Doubles every column of a table: every field of it that is a typed array. */
export const doubleColumns = (table: object): void => {
  for (const name of Object.keys(table)) {
    const field: unknown = Reflect.get(table, name)
    if (isColumn(field)) Reflect.set(table, name, doubled(field))
  }
}

const isColumn = (field: unknown): field is Column =>
  field instanceof Float64Array ||
  field instanceof Int32Array ||
  field instanceof Uint32Array ||
  field instanceof Uint8Array
