/** Sobol's indices: which share of the variance of an answer comes from each knob or assumption, alone (`first`) and with all it does together with others (`total`).
 *
 * Design of A. Saltelli et al., "Variance based sensitivity analysis of model output", Computer Physics Communications 181 (2010): two matrices A and B of
 * a scrambled Sobol sequence of twice the knobs, and for each knob A with its column from B; their estimator for the first-order index, M. Jansen's (1999) for the total one.
 *
 * *Noise.* An answer is a list of replications, the same luck at each position. With two or more, every square is taken as the mean product of two *different*
 * replications, x_r y_s with r ≠ s: as luck r knows nothing of luck s, the noise has mean zero and the indices are those of the expected answer. With one
 * replication the noise counts as interaction: totals too large, first-order indices too small. */
import * as Interval from "../Interval.ts"
import { latinHypercube, sobol, sobolDimensions } from "./Designs.ts"
import { resample } from "./Probability.ts"
import { type Point, snap, type Space } from "./Space.ts"

export interface Settings {
  readonly space: Space
  /** Rows of A and B, best a power of two; (knobs + 2) times as many points. */
  readonly rows: number
  readonly seed: number
}

/** All points: row after row, in each the one of A, that of B, then A with the column of each knob from B. A design of more rows begins with that of fewer
 * (up to 64 knobs; above a Latin hypercube is taken). */
export const points = ({ rows, seed, space }: Settings): ReadonlyArray<Point> => {
  const dimensions = 2 * space.length
  const both =
    dimensions <= sobolDimensions
      ? sobol({ points: rows, dimensions, seed, scramble: "owen" })
      : latinHypercube({ points: rows, dimensions, seed })
  return both.flatMap((row) => {
    const a = row.slice(0, space.length)
    const b = row.slice(space.length)
    const mixed = space.map((_, knob) => a.map((position, index) => (index === knob ? (b[index] ?? 0) : position)))
    return [a, b, ...mixed].map((point) => snap(space, point))
  })
}

/** An index with its 95% interval: percentiles of the bootstrap over rows. */
export interface Index {
  readonly value: number
  readonly low: number
  readonly high: number
}

/** What was found of a knob. */
export interface Indices {
  readonly first: Index
  readonly total: Index
}

export interface Analysis {
  /** By knob. */
  readonly knobs: ReadonlyArray<Indices>
  /** Variance of the expected answer; 0 when nothing moves it, and then the indices are 0. */
  readonly variance: number
  /** Rows with an answer at every point. */
  readonly rows: number
}

/** Mean product of two different replications; with one of them, the product. */
const product = (x: ArrayLike<number>, y: ArrayLike<number>): number => {
  const n = Math.min(x.length, y.length)
  let sumX = 0
  let sumY = 0
  let same = 0
  for (let r = 0; r < n; r++) {
    const a = x[r] ?? 0
    const b = y[r] ?? 0
    sumX += a
    sumY += b
    same += a * b
  }
  return n < 2 ? same : (sumX * sumY - same) / (n * (n - 1))
}

const minus = (x: ArrayLike<number>, y: ArrayLike<number>): Float64Array =>
  Float64Array.from({ length: Math.min(x.length, y.length) }, (_, r) => (x[r] ?? 0) - (y[r] ?? 0))

/** What the estimators average over rows, row after row: variance, then for each knob first and total. */
const termsOf = (knobs: number, rows: ReadonlyArray<ReadonlyArray<ReadonlyArray<number>>>): Float64Array => {
  const replications = rows[0]?.[0]?.length ?? 0
  // Each replication is centred by its own mean: what luck adds to all points alike is no effect of any knob.
  const centres = Float64Array.from({ length: replications }, (_, r) => {
    const sum = rows.reduce((sum, row) => sum + (row[0]?.[r] ?? 0) + (row[1]?.[r] ?? 0), 0)
    return sum / (2 * rows.length)
  })
  const width = 1 + 2 * knobs
  const terms = new Float64Array(rows.length * width)
  rows.forEach((row, index) => {
    const a = row[0] ?? []
    const centredA = minus(a, centres)
    const centredB = minus(row[1] ?? [], centres)
    const base = index * width
    terms[base] = (product(centredA, centredA) + product(centredB, centredB)) / 2
    for (let knob = 0; knob < knobs; knob++) {
      const change = minus(row[2 + knob] ?? [], a)
      terms[base + 1 + 2 * knob] = product(centredB, change)
      terms[base + 2 + 2 * knob] = product(change, change) / 2
    }
  })
  return terms
}

const times = 1_000

/** Indices by knob, from the answers in the order of the points, each the list of its replications (of one length). Rows with a value that is not finite are
 * left out.
 *
 * **Gotchas** Rows of a Sobol sequence are more even than rows of chance, so the intervals are on the wide side. An index near 0 may be estimated below it. */
export const analyse = (settings: Settings, answers: ReadonlyArray<ReadonlyArray<number>>): Analysis => {
  const knobs = settings.space.length
  const width = knobs + 2
  const rows = Array.from({ length: settings.rows }, (_, row) => answers.slice(row * width, (row + 1) * width)).filter(
    (row) => row.length === width && row.every((point) => point.length > 0 && point.every(Number.isFinite))
  )
  const terms = termsOf(knobs, rows)
  const n = rows.length
  const columns = 1 + 2 * knobs
  const sums = new Float64Array(columns)
  const add = (row: number): void => {
    for (let column = 0; column < columns; column++)
      sums[column] = (sums[column] ?? 0) + (terms[row * columns + column] ?? 0)
  }
  const shares = (): Float64Array => {
    const variance = sums[0] ?? 0
    return sums.subarray(1).map((sum) => (variance > 0 ? sum / variance : 0))
  }
  for (let row = 0; row < n; row++) add(row)
  const variance = n === 0 ? 0 : Math.max(0, (sums[0] ?? 0) / n)
  const found = shares()
  const drawn = Array.from({ length: 2 * knobs }, () => new Float64Array(times))
  resample(settings.seed, n, times, (chosen, time) => {
    sums.fill(0)
    for (const row of chosen) add(row)
    shares().forEach((share, column) => {
      const own = drawn[column]
      if (own !== undefined) own[time] = share
    })
  })
  const tail = (1 - Interval.defaultConfidence) / 2
  const indexOf = (column: number): Index => {
    const own = drawn[column]?.toSorted() ?? new Float64Array()
    const at = (share: number): number => own[Math.round(share * (times - 1))] ?? 0
    return { value: found[column] ?? 0, low: at(tail), high: at(1 - tail) }
  }
  return {
    knobs: settings.space.map((_, knob) => ({ first: indexOf(2 * knob), total: indexOf(2 * knob + 1) })),
    variance,
    rows: n
  }
}
