import fc from "fast-check"
import { describe, expect, it } from "vitest"
import * as Designs from "../../../packages/sim/src/experiment/tuning/Designs.ts"
import { type Point, valuesAt } from "../../../packages/sim/src/experiment/tuning/Space.ts"
import { Draws } from "../../../packages/sim/src/kernel/Draws.ts"
import { cube } from "./Landscapes.ts"

const seed = fc.integer({ min: 0, max: 1e9 })

/** Centred L2 discrepancy (Hickernell 1998): how unevenly the cube is filled. */
const discrepancy = (points: ReadonlyArray<Point>): number => {
  const n = points.length
  const dimensions = points[0]?.length ?? 0
  let single = 0
  let double = 0
  for (const x of points) {
    single += x.reduce((product, u) => product * (1 + Math.abs(u - 0.5) / 2 - (u - 0.5) ** 2 / 2), 1)
    for (const y of points)
      double += x.reduce((product, u, k) => {
        const v = y[k] ?? 0
        return product * (1 + Math.abs(u - 0.5) / 2 + Math.abs(v - 0.5) / 2 - Math.abs(u - v) / 2)
      }, 1)
  }
  return Math.sqrt((13 / 12) ** dimensions - (2 / n) * single + double / n ** 2)
}

const random = (points: number, dimensions: number, seed: number): ReadonlyArray<Point> => {
  const draws = new Draws(seed)
  return Array.from({ length: points }, () => Array.from({ length: dimensions }, () => draws.uniform()))
}

describe("a grid", () => {
  it("has every combination once, both ends included, the last knob turning fastest", () => {
    expect(Designs.grid(cube(2), [3, 2])).toEqual([
      [0, 0],
      [0, 1],
      [0.5, 0],
      [0.5, 1],
      [1, 0],
      [1, 1]
    ])
  })
  it("gives each value once where there are fewer than levels", () => {
    const space = [
      { kind: "choice", path: "rule", choices: ["a", "b", "c"] },
      { kind: "whole", path: "n", least: 1, most: 5, scale: "linear" }
    ] as const
    const cells = Designs.grid(space, [10, 10]).map((point) => JSON.stringify(valuesAt(space, point)))
    expect(cells).toHaveLength(15)
    expect(new Set(cells).size).toBe(15)
  })
})

describe("a Latin hypercube", () => {
  it("has one point in each n-th of every range", () =>
    fc.assert(
      fc.property(seed, fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 6 }), (seed, points, dimensions) => {
        const design = Designs.latinHypercube({ points, dimensions, seed, tries: 3 })
        for (let dimension = 0; dimension < dimensions; dimension++) {
          const strata = design.map((point) => Math.floor((point[dimension] ?? 0) * points)).toSorted((a, b) => a - b)
          expect(strata).toEqual(Array.from({ length: points }, (_, stratum) => stratum))
        }
      })
    ))
  it("spreads further with more tries, and is another one under another seed", () => {
    const least = (design: ReadonlyArray<Point>) =>
      Math.min(
        ...design.flatMap((x, i) => design.slice(0, i).map((y) => Math.hypot(...x.map((u, k) => u - (y[k] ?? 0)))))
      )
    const settings = { points: 20, dimensions: 3, seed: 5 }
    expect(least(Designs.latinHypercube({ ...settings, tries: 50 }))).toBeGreaterThan(
      1.2 * least(Designs.latinHypercube(settings))
    )
    expect(Designs.latinHypercube({ ...settings, seed: 6 })).not.toEqual(Designs.latinHypercube(settings))
  })
})

describe("Sobol's sequence", () => {
  it("begins as published", () => {
    expect(Designs.sobol({ points: 5, dimensions: 5, seed: 0, scramble: "none" })).toEqual([
      [0, 0, 0, 0, 0],
      [0.5, 0.5, 0.5, 0.5, 0.5],
      [0.75, 0.25, 0.25, 0.25, 0.75],
      [0.25, 0.75, 0.75, 0.75, 0.25],
      [0.375, 0.375, 0.625, 0.875, 0.375]
    ])
    // Point 999, dimensions 101 to 105, as scipy.stats.qmc.Sobol 1.17 gives it from the same direction numbers.
    const last = Designs.sobol({ points: 1, dimensions: 128, seed: 0, scramble: "none", first: 999 })[0]
    expect(last?.slice(100, 105)).toEqual([0.7060546875, 0.4794921875, 0.6943359375, 0.9912109375, 0.0849609375])
  })

  it("puts one of 2^m points in each 2^m-th of every range, in all dimensions and however scrambled", () => {
    for (const scramble of ["none", "shift", "owen"] as const) {
      const design = Designs.sobol({ points: 64, dimensions: Designs.sobolDimensions, seed: 9, scramble })
      for (let dimension = 0; dimension < Designs.sobolDimensions; dimension++)
        expect(new Set(design.map((point) => Math.floor((point[dimension] ?? 0) * 64))).size).toBe(64)
    }
  })

  it("is a net in its first two dimensions: every box of area 1/64 holds one of 64 points", () => {
    for (const scramble of ["none", "shift", "owen"] as const) {
      const design = Designs.sobol({ points: 64, dimensions: 2, seed: 3, scramble })
      for (let split = 0; split <= 6; split++) {
        const boxes = design.map(
          ([x = 0, y = 0]) => `${Math.floor(x * 2 ** split)},${Math.floor(y * 2 ** (6 - split))}`
        )
        expect(new Set(boxes).size).toBe(64)
      }
    }
  })

  it("holds the shorter design in the longer one", () =>
    fc.assert(
      fc.property(seed, fc.integer({ min: 0, max: 40 }), (seed, first) => {
        const settings = { dimensions: 4, seed, scramble: "owen" } as const
        const long = Designs.sobol({ ...settings, points: 50 })
        expect(Designs.sobol({ ...settings, points: 10, first })).toEqual(long.slice(first, first + 10))
      }),
      { numRuns: 20 }
    ))

  it("is scrambled without bias: over keys the mean of every point is a half", () => {
    for (const scramble of ["shift", "owen"] as const) {
      let sum = 0
      for (let key = 0; key < 2_000; key++)
        sum += Designs.sobol({ points: 1, dimensions: 1, seed: key, scramble, first: 3 })[0]?.[0] ?? 0
      // Three standard errors of a uniform mean.
      expect(Math.abs(sum / 2_000 - 0.5)).toBeLessThan(3 * Math.sqrt(1 / 12 / 2_000))
    }
  })

  it("refuses more dimensions than it knows", () => {
    expect(() => Designs.sobol({ points: 1, dimensions: 129, seed: 0, scramble: "owen" })).toThrow(/128/)
  })
})

describe("discrepancy", () => {
  it("is less than a fifth of that of points of chance for a Sobol sequence, and less than it for a Latin hypercube", () => {
    for (const key of [1, 2, 3]) {
      const chance = discrepancy(random(256, 4, key))
      const sobol = discrepancy(Designs.sobol({ points: 256, dimensions: 4, seed: key, scramble: "owen" }))
      expect(sobol).toBeLessThan(chance / 5)
      expect(discrepancy(Designs.latinHypercube({ points: 256, dimensions: 4, seed: key }))).toBeLessThan(chance)
    }
  })
})
