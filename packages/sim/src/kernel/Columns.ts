/** Columns of numbers that grow. */

/** A column twice as long with the same beginning. */
export const doubledReals = (column: Float64Array<ArrayBuffer>): Float64Array<ArrayBuffer> => {
  const longer = new Float64Array(column.length * 2)
  longer.set(column)
  return longer
}

/** A column twice as long with the same beginning. */
export const doubledIntegers = (column: Int32Array<ArrayBuffer>): Int32Array<ArrayBuffer> => {
  const longer = new Int32Array(column.length * 2)
  longer.set(column)
  return longer
}
