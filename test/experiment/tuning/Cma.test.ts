import fc from "fast-check"
import { describe, expect, it } from "vitest"
import * as Cma from "../../../packages/sim/src/experiment/tuning/Cma.ts"
import { eigen } from "../../../packages/sim/src/experiment/tuning/Eigen.ts"
import { solve } from "../../../packages/sim/src/experiment/tuning/Method.ts"
import type { Point } from "../../../packages/sim/src/experiment/tuning/Space.ts"
import { Draws } from "../../../packages/sim/src/kernel/Draws.ts"
import { branin, rastrigin, rosenbrock, sphere } from "./Landscapes.ts"

const seeds = Array.from({ length: 10 }, (_, seed) => seed)

/** Best objective under each of ten seeds, in order; infinite where nothing feasible was found. */
const searched = (
  settings: Omit<Cma.Settings, "seed">,
  objective: (point: Point) => number,
  violation: (point: Point) => number = () => 0
) =>
  seeds
    .map((seed) => {
      const { best } = solve(Cma.make({ ...settings, seed }), ({ point }) => ({
        objectives: [objective(point)],
        violation: violation(point)
      }))
      return best?.answer.violation === 0 ? (best.answer.objectives[0] ?? Number.NaN) : Number.POSITIVE_INFINITY
    })
    .toSorted((a, b) => a - b)

const median = (values: ReadonlyArray<number>) => values[5] ?? Number.NaN
const worst = (values: ReadonlyArray<number>) => values[9] ?? Number.NaN

describe("the eigen-decomposition", () => {
  it("gives unit vectors at right angles that the matrix stretches by the values", () =>
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 8 }), fc.integer({ min: 0, max: 1e6 }), (size, seed) => {
        const draws = new Draws(seed)
        const matrix = new Float64Array(size * size)
        for (let i = 0; i < size; i++)
          for (let j = 0; j <= i; j++) matrix[i * size + j] = matrix[j * size + i] = draws.normal()
        const { values, vectors } = eigen(matrix, size)
        const vector = (column: number) => Array.from({ length: size }, (_, row) => vectors[row * size + column] ?? 0)
        for (let i = 0; i < size; i++) {
          const own = vector(i)
          for (let row = 0; row < size; row++) {
            const stretched = own.reduce((sum, x, column) => sum + (matrix[row * size + column] ?? 0) * x, 0)
            expect(stretched).toBeCloseTo((values[i] ?? 0) * (own[row] ?? 0), 9)
          }
          for (let j = 0; j < size; j++)
            expect(vector(j).reduce((sum, x, row) => sum + x * (own[row] ?? 0), 0)).toBeCloseTo(i === j ? 1 : 0, 9)
        }
      }),
      { numRuns: 30 }
    ))
})

describe("CMA-ES", () => {
  it("walks down a sphere", () => {
    const found = searched({ dimensions: 10, trials: 2_000, start: Array<number>(10).fill(0.7) }, sphere(0.3))
    expect(worst(found)).toBeLessThan(1e-9)
  })

  it("follows the bent valley of Rosenbrock", () => {
    const found = searched({ dimensions: 5, trials: 4_000 }, rosenbrock)
    expect(median(found)).toBeLessThan(1e-9)
    expect(worst(found)).toBeLessThan(0.5)
  })

  it("finds the lowest of a thousand valleys of Rastrigin by starting again with more", () => {
    const settings = { dimensions: 3, trials: 6_000, tolerance: 1e-4 }
    const found = searched(settings, rastrigin)
    expect(median(found)).toBeLessThan(0.01)
    // The next valley lies at 0.995.
    expect(worst(found)).toBeLessThan(1)
    expect(median(searched({ ...settings, restarts: false }, rastrigin))).toBeGreaterThan(0.9)
  })

  it("finds the least of Branin in 400 trials", () => {
    expect(worst(searched({ dimensions: 2, trials: 400 }, branin))).toBeCloseTo(0.397887, 4)
  })

  it("finds an answer in a corner of the ranges", () => {
    const sum = (point: Point) => point.reduce((total, x) => total + x, 0)
    expect(worst(searched({ dimensions: 5, trials: 2_000 }, sum))).toBeLessThan(1e-4)
  })

  it("finds an answer on the edge of a constraint, and never calls an infeasible one the best", () => {
    // Nearest to 0.3, 0.3, … with x + y ≥ 1.2: both 0.6, at a squared distance of 0.18.
    const missing = ([x = 0, y = 0]: Point) => Math.max(0, 1.2 - x - y)
    for (const dimensions of [2, 5]) {
      const found = searched({ dimensions, trials: 2_000 }, sphere(0.3), missing)
      expect(found[0]).toBeGreaterThanOrEqual(0.18 - 1e-12)
      expect(worst(found)).toBeLessThan(0.1801)
    }
  })

  it("comes nearest where nothing is feasible", () => {
    const { best } = solve(Cma.make({ dimensions: 2, seed: 1, trials: 600 }), ({ point: [x = 0, y = 0] }) => ({
      objectives: [x],
      violation: 3 - x - y
    }))
    expect(best?.answer.violation).toBeCloseTo(1, 6)
  })

  it("comes close under noise as large as what is left to gain, by the middle of its distribution", () => {
    const distances = seeds.map((seed) => {
      const draws = new Draws(100 + seed)
      const noisy = ({ point }: Cma.Trial) => ({
        objectives: [sphere(0.3)(point) + 0.02 * draws.normal()],
        violation: 0
      })
      const state = solve(Cma.make({ dimensions: 4, seed, trials: 1_200, population: 24, restarts: false }), noisy)
      return sphere(0.3)(Cma.centreOf(state))
    })
    expect(median(distances.toSorted((a, b) => a - b))).toBeLessThan(0.005)
  })

  it("takes a failed trial for the worst of its generation", () => {
    const failing = (point: Point) => ((point[0] ?? 0) > 0.5 ? Number.NaN : sphere(0.3)(point))
    expect(worst(searched({ dimensions: 3, trials: 900 }, failing))).toBeLessThan(1e-6)
  })

  it("sees nothing but the order of answers", () => {
    const run = (change: (value: number) => number) =>
      solve(Cma.make({ dimensions: 3, seed: 8, trials: 300 }), ({ point }) => ({
        objectives: [change(sphere(0.4)(point))],
        violation: 0
      })).mean
    expect(run((value) => Math.exp(3 * value) - 100)).toEqual(run((value) => value))
  })

  it("keeps to its trials and to the ranges", () =>
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 200 }),
        fc.integer({ min: 1, max: 6 }),
        fc.nat(),
        (trials, dimensions, seed) => {
          let asked = 0
          solve(Cma.make({ dimensions, trials, seed }), ({ number, point }) => {
            expect(number).toBe(asked++)
            for (const x of point) expect(x >= 0 && x <= 1).toBe(true)
            return { objectives: [point[0] ?? 0], violation: 0 }
          })
          expect(asked).toBeLessThanOrEqual(trials)
        }
      ),
      { numRuns: 40 }
    ))
})
