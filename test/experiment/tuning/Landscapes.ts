/** Functions with known answers, on positions from 0 to 1. */
import type { Point, Space } from "../../../packages/sim/src/experiment/tuning/Space.ts"

export const sphere = (at: number) => (point: Point) => point.reduce((sum, x) => sum + (x - at) ** 2, 0)

const scaled = (point: Point, least: number, most: number) => point.map((u) => least + u * (most - least))

/** Least 0 where all of −2 … 2 are 1. */
export const rosenbrock = (point: Point): number => {
  const x = scaled(point, -2, 2)
  return x.slice(1).reduce((sum, next, index) => {
    const here = x[index] ?? 0
    return sum + 100 * (next - here ** 2) ** 2 + (1 - here) ** 2
  }, 0)
}

/** Least 0 in the middle of ten valleys a side. */
export const rastrigin = (point: Point): number => {
  const x = scaled(point, -5.12, 5.12)
  return x.reduce((sum, value) => sum + 10 + value ** 2 - 10 * Math.cos(2 * Math.PI * value), 0)
}

/** Least 0.397887 at three places. */
export const branin = ([u = 0, v = 0]: Point): number => {
  const x = -5 + 15 * u
  const y = 15 * v
  const bend = y - (5.1 / (4 * Math.PI ** 2)) * x ** 2 + (5 / Math.PI) * x - 6
  return bend ** 2 + 10 * (1 - 1 / (8 * Math.PI)) * Math.cos(x) + 10
}

/** Front: the second is 1 − √ of the first. */
export const zdt1 = (point: Point): readonly [number, number] => {
  const [first = 0, ...others] = point
  const g = 1 + (9 * others.reduce((sum, x) => sum + x, 0)) / others.length
  return [first, g * (1 - Math.sqrt(first / g))]
}

/** Ishigami and Homma (1990): sin x + a sin² y + b z⁴ sin x. */
export const ishigami =
  (a = 7, b = 0.1) =>
  (point: Point): number => {
    const [x = 0, y = 0, z = 0] = scaled(point, -Math.PI, Math.PI)
    return Math.sin(x) + a * Math.sin(y) ** 2 + b * z ** 4 * Math.sin(x)
  }
/** Its indices in closed form: with a = 7 and b = 0.1 0.3139, 0.4424 and 0 alone, 0.5576, 0.4424 and 0.2437 with others. */
export const ishigamiIndices = (a = 7, b = 0.1) => {
  const alone = (1 + (b * Math.PI ** 4) / 5) ** 2 / 2
  const second = a ** 2 / 8
  const together = b ** 2 * Math.PI ** 8 * (1 / 18 - 1 / 50)
  const variance = alone + second + together
  return {
    variance,
    first: [alone, second, 0].map((part) => part / variance),
    total: [alone + together, second, together].map((part) => part / variance)
  }
}

/** Sobol's g: the product of (|4x − 2| + a) / (1 + a), and its indices in closed form. */
export const g = (a: ReadonlyArray<number>) => (point: Point) =>
  a.reduce((product, own, index) => (product * (Math.abs(4 * (point[index] ?? 0) - 2) + own)) / (1 + own), 1)
export const gIndices = (a: ReadonlyArray<number>) => {
  const parts = a.map((own) => 1 / (3 * (1 + own) ** 2))
  const variance = parts.reduce((product, part) => product * (1 + part), 1) - 1
  return {
    variance,
    first: parts.map((part) => part / variance),
    total: parts.map((part) => (part * (variance + 1)) / (1 + part) / variance)
  }
}

/** Real knobs from 0 to 1. */
export const cube = (dimensions: number): Space =>
  Array.from({ length: dimensions }, (_, index) => ({
    kind: "real",
    path: `knob-${index}`,
    least: 0,
    most: 1,
    scale: "linear"
  }))
