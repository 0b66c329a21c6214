/** Eigen-decomposition of a symmetric matrix by Jacobi's rotations (Golub and Van Loan, *Matrix Computations*, 8.5): small, exact to rounding
 * and the same everywhere. Matrices are row after row in one array. */

export interface Eigen {
  /** In no order. */
  readonly values: Float64Array
  /** Column j is the unit vector of value j. */
  readonly vectors: Float64Array
}

const mostSweeps = 64

/** Of a symmetric matrix of `size` rows; the matrix is left as it is. */
export const eigen = (matrix: ArrayLike<number>, size: number): Eigen => {
  const a = Float64Array.from(matrix)
  const vectors = new Float64Array(size * size)
  for (let i = 0; i < size; i++) vectors[i * size + i] = 1
  for (let sweep = 0; sweep < mostSweeps; sweep++) {
    let off = 0
    let diagonal = 0
    for (let i = 0; i < size; i++) {
      diagonal += (a[i * size + i] ?? 0) ** 2
      for (let j = 0; j < i; j++) off += (a[i * size + j] ?? 0) ** 2
    }
    if (off <= 1e-30 * diagonal || off === 0) break
    for (let p = 0; p < size - 1; p++) for (let q = p + 1; q < size; q++) rotate(a, vectors, size, p, q)
  }
  return { values: Float64Array.from({ length: size }, (_, i) => a[i * size + i] ?? 0), vectors }
}

const rotate = (a: Float64Array, vectors: Float64Array, size: number, p: number, q: number): void => {
  const apart = a[p * size + q] ?? 0
  if (apart === 0) return
  const theta = ((a[q * size + q] ?? 0) - (a[p * size + p] ?? 0)) / (2 * apart)
  const tangent = (theta < 0 ? -1 : 1) / (Math.abs(theta) + Math.sqrt(theta * theta + 1))
  const cosine = 1 / Math.sqrt(tangent * tangent + 1)
  const sine = tangent * cosine
  for (let k = 0; k < size; k++) {
    const x = a[k * size + p] ?? 0
    const y = a[k * size + q] ?? 0
    a[k * size + p] = cosine * x - sine * y
    a[k * size + q] = sine * x + cosine * y
  }
  for (let k = 0; k < size; k++) {
    const x = a[p * size + k] ?? 0
    const y = a[q * size + k] ?? 0
    a[p * size + k] = cosine * x - sine * y
    a[q * size + k] = sine * x + cosine * y
    const u = vectors[k * size + p] ?? 0
    const v = vectors[k * size + q] ?? 0
    vectors[k * size + p] = cosine * u - sine * v
    vectors[k * size + q] = sine * u + cosine * v
  }
}
