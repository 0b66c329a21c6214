/** Designs: points that are laid out before anything is known. All are pure functions of their settings. */
import { Draws } from "../../kernel/Draws.ts"
import { directionNumbers } from "./SobolTable.ts"
import { cellsOf, middleOf, type Point, type Space } from "./Space.ts"

/** A grid, both ends of every range included; the last knob turns fastest. Knobs with fewer values than levels give each value once. */
export const grid = (space: Space, levels: ReadonlyArray<number>): ReadonlyArray<Point> => {
  const counts = space.map((knob, index) => Math.min(cellsOf(knob), Math.max(1, levels[index] ?? 1)))
  const total = counts.reduce((product, count) => product * count, 1)
  return Array.from({ length: total }, (_, cell) => {
    const point = counts.map(() => 0.5)
    let rest = cell
    for (let index = counts.length - 1; index >= 0; index--) {
      const count = counts[index] ?? 1
      const knob = space[index]
      point[index] =
        knob !== undefined && knob.kind !== "real" && count === cellsOf(knob)
          ? middleOf(knob, rest % count)
          : count === 1
            ? 0.5
            : (rest % count) / (count - 1)
      rest = Math.floor(rest / count)
    }
    return point
  })
}

export interface LatinHypercube {
  readonly points: number
  readonly dimensions: number
  readonly seed: number
  /** How many designs to draw, of which the one with the greatest least distance between points is taken; 1 takes the first. */
  readonly tries?: number
}

const strata = Draws.purpose("tuning/latin-hypercube/strata")
const places = Draws.purpose("tuning/latin-hypercube/places")

/** The numbers 0 … length − 1 in an order of chance (Fisher and Yates). Goes on with whatever key `draws` is at. */
export const shuffled = (draws: Draws, length: number): Array<number> => {
  const order = Array.from({ length }, (_, index) => index)
  for (let last = length - 1; last > 0; last--) {
    const chosen = draws.integer(last + 1)
    const kept = order[last] ?? 0
    order[last] = order[chosen] ?? 0
    order[chosen] = kept
  }
  return order
}

const oneHypercube = (settings: LatinHypercube, attempt: number): ReadonlyArray<Point> => {
  const { dimensions, points } = settings
  const draws = new Draws(settings.seed)
  const orders = Array.from({ length: dimensions }, (_, dimension) =>
    shuffled(draws.at(strata, dimension, attempt), points)
  )
  return Array.from({ length: points }, (_, index) => {
    draws.at(places, index, attempt)
    return orders.map((order) => ((order[index] ?? 0) + draws.uniform()) / points)
  })
}

const squareBetween = (a: Point, b: Point): number => {
  let square = 0
  for (let index = 0; index < a.length; index++) square += ((a[index] ?? 0) - (b[index] ?? 0)) ** 2
  return square
}

const leastDistance = (points: ReadonlyArray<Point>): number => {
  let least = Number.POSITIVE_INFINITY
  points.forEach((point, i) => {
    for (let j = 0; j < i; j++) least = Math.min(least, squareBetween(point, points[j] ?? []))
  })
  return least
}

/** Latin hypercube (McKay, Beckman and Conover 1979): of n points each n-th of every range holds one.
 *
 * **Gotchas** A design of more points is another design; a study that is to grow takes `sobol`. */
export const latinHypercube = (settings: LatinHypercube): ReadonlyArray<Point> => {
  let best = oneHypercube(settings, 0)
  if ((settings.tries ?? 1) === 1) return best
  let distance = leastDistance(best)
  for (let attempt = 1; attempt < (settings.tries ?? 1); attempt++) {
    const other = oneHypercube(settings, attempt)
    const reached = leastDistance(other)
    if (reached > distance) {
      best = other
      distance = reached
    }
  }
  return best
}

/** The same points in an order of which every beginning is spread out: from the one nearest to the middle on, each as far as can be from those before it. */
export const spreadOut = (points: ReadonlyArray<Point>): ReadonlyArray<Point> => {
  const left = [...points]
  // The nearer to the middle the better, for the first; then the farther from the nearest of those that are taken.
  let room = left.map(
    (point) =>
      -squareBetween(
        point,
        point.map(() => 0.5)
      )
  )
  const taken: Array<Point> = []
  while (left.length > 0) {
    const at = room.indexOf(Math.max(...room))
    const [next = []] = left.splice(at, 1)
    const before = room.toSpliced(at, 1)
    room = left.map((point, index) => {
      const apart = squareBetween(point, next)
      return taken.length === 0 ? apart : Math.min(before[index] ?? apart, apart)
    })
    taken.push(next)
  }
  return taken
}

/** Most dimensions of `sobol`. */
export const sobolDimensions = directionNumbers.length + 1

const bits = 32
/** Direction integers of a dimension from 0, as 32-bit fractions (Bratley and Fox 1988, Algorithm 659). */
const directionsOf = (dimension: number): Int32Array => {
  const directions = new Int32Array(bits)
  if (dimension === 0) {
    for (let bit = 0; bit < bits; bit++) directions[bit] = 1 << (31 - bit)
    return directions
  }
  const [coefficients = 0, ...initial] = directionNumbers[dimension - 1] ?? [0, 1]
  const degree = initial.length
  for (let bit = 0; bit < bits; bit++) {
    if (bit < degree) {
      directions[bit] = (initial[bit] ?? 1) << (31 - bit)
      continue
    }
    const before = directions[bit - degree] ?? 0
    let direction = before ^ (before >>> degree)
    for (let term = 1; term < degree; term++) {
      if (((coefficients >>> (degree - 1 - term)) & 1) === 1) direction ^= directions[bit - term] ?? 0
    }
    directions[bit] = direction
  }
  return directions
}

export interface Sobol {
  readonly points: number
  readonly dimensions: number
  readonly seed: number
  /** `none` is the published sequence, whose first point is the origin. `shift` moves every dimension by its own random bits. `owen` scrambles each
   * digit by the digits before it (A. B. Owen 1995): still a net, unbiased, and with a smaller error for smooth answers. */
  readonly scramble: "none" | "shift" | "owen"
  /** Number of the first point; 0 unless said. A point depends on its number alone, so a longer design holds the shorter one. */
  readonly first?: number
}

const shifts = Draws.purpose("tuning/sobol/shift")
const flips = Draws.purpose("tuning/sobol/flip")

/** Owen's nested scrambling: whether a digit flips is drawn under the key of all digits before it. */
const nested = (draws: Draws, fraction: number, dimension: number): number => {
  let scrambled = 0
  for (let bit = 0; bit < bits; bit++) {
    // A leading one tells "no digits yet" from "zeros so far".
    const prefix = 2 ** bit + (bit === 0 ? 0 : fraction >>> (bits - bit))
    const flip = draws.at(flips, prefix, dimension).uniform() < 0.5 ? 1 : 0
    scrambled |= (((fraction >>> (31 - bit)) & 1) ^ flip) << (31 - bit)
  }
  return scrambled >>> 0
}

/** Sobol's sequence, with the direction numbers of Joe and Kuo.
 *
 * Balance holds for whole powers of two of points, from a first number that is a multiple of it. Scrambled points stand in the middle of their 2^-32.
 * Throws a `RangeError` above `sobolDimensions` dimensions. */
export const sobol = (settings: Sobol): ReadonlyArray<Point> => {
  const { dimensions, first = 0, points, scramble, seed } = settings
  if (dimensions > sobolDimensions)
    throw new RangeError(
      `Sobol's sequence is known here for up to ${sobolDimensions} dimensions, not ${dimensions}; a Latin hypercube takes any number`
    )
  const draws = new Draws(seed)
  const directions = Array.from({ length: dimensions }, (_, dimension) => directionsOf(dimension))
  const moved = directions.map((_, dimension) => draws.at(shifts, dimension).integer(2 ** bits))
  return Array.from({ length: points }, (_, index) => {
    const number = first + index
    const gray = number ^ (number >>> 1)
    return directions.map((own, dimension) => {
      let fraction = 0
      for (let bit = 0; bit < bits; bit++) if (((gray >>> bit) & 1) === 1) fraction ^= own[bit] ?? 0
      if (scramble === "none") return (fraction >>> 0) / 2 ** bits
      const changed =
        scramble === "shift" ? fraction ^ (moved[dimension] ?? 0) : nested(draws, fraction >>> 0, dimension)
      return ((changed >>> 0) + 0.5) / 2 ** bits
    })
  })
}
