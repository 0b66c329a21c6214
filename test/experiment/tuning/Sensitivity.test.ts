import { describe, expect, it } from "vitest"
import * as Morris from "../../../packages/sim/src/experiment/tuning/Morris.ts"
import * as SobolIndices from "../../../packages/sim/src/experiment/tuning/SobolIndices.ts"
import type { Point } from "../../../packages/sim/src/experiment/tuning/Space.ts"
import { Draws } from "../../../packages/sim/src/kernel/Draws.ts"
import { cube, g, gIndices, ishigami, ishigamiIndices } from "./Landscapes.ts"

const analysed = (dimensions: number, rows: number, answer: (point: Point, index: number) => ReadonlyArray<number>) => {
  const settings = { space: cube(dimensions), rows, seed: 11 }
  return SobolIndices.analyse(settings, SobolIndices.points(settings).map(answer))
}

/** Indices within their known values by `tolerance`, and each known value within the interval, but for `misses` of them. */
const expectIndices = (
  { knobs }: SobolIndices.Analysis,
  known: { readonly first: ReadonlyArray<number>; readonly total: ReadonlyArray<number> },
  tolerance: number,
  misses = 0
) => {
  let missed = 0
  knobs.forEach(({ first, total }, knob) => {
    for (const [found, value] of [
      [first, known.first[knob] ?? Number.NaN],
      [total, known.total[knob] ?? Number.NaN]
    ] as const) {
      expect(Math.abs(found.value - value)).toBeLessThan(tolerance)
      if (found.low > value || found.high < value) missed += 1
    }
  })
  expect(missed).toBeLessThanOrEqual(misses)
}

describe("Sobol's indices", () => {
  it("are those of Ishigami's function, whatever its constants", () => {
    const published = ishigamiIndices(7, 0.1)
    expect(
      [published.variance, ...published.first, ...published.total].map((value) => Number(value.toFixed(4)))
    ).toEqual([13.8446, 0.3139, 0.4424, 0, 0.5576, 0.4424, 0.2437])
    for (const [a, b] of [
      [7, 0.1],
      [7, 0.05],
      [5, 0.1]
    ] as const) {
      const known = ishigamiIndices(a, b)
      const analysis = analysed(3, 2_048, (point) => [ishigami(a, b)(point)])
      expectIndices(analysis, known, 0.02)
      expect(Math.abs(analysis.variance / known.variance - 1)).toBeLessThan(0.02)
    }
  })

  it.each([[[0, 1, 4.5, 9, 99, 99, 99, 99]], [[0, 0.5, 3, 9, 99]], [[1, 2, 5, 10, 20, 50]]])(
    "are those of Sobol's g with a = %j",
    (a) => {
      const analysis = analysed(a.length, 2_048, (point) => [g(a)(point)])
      expectIndices(analysis, gIndices(a), 0.03)
      expect(analysis.variance / gIndices(a).variance).toBeCloseTo(1, 1)
    }
  )

  it("see through noise with two replications, and through luck that all points share", () => {
    const draws = new Draws(2)
    const luck = [draws.normal(), draws.normal()]
    const noisy = (replications: number) =>
      analysed(3, 4_096, (point) =>
        Array.from({ length: replications }, (_, r) => ishigami()(point) + 20 * (luck[r] ?? 0) + 3 * draws.normal())
      )
    expectIndices(noisy(2), ishigamiIndices(), 0.08, 1)
    // With one replication the noise, two thirds of the variance, counts as interaction.
    const [, , third] = noisy(1).knobs
    expect(third?.total.value).toBeGreaterThan(0.4)
  })

  it("are nought where nothing moves the answer, and leave out rows that failed", () => {
    expect(analysed(2, 64, () => [3]).knobs[0]?.total).toEqual({ value: 0, low: 0, high: 0 })
    const analysis = analysed(3, 2_048, (point, index) => [index % 500 === 7 ? Number.NaN : ishigami()(point)])
    expect(analysis.rows).toBe(2_048 - Math.ceil((2_048 * 5 - 7) / 500))
    expectIndices(analysis, ishigamiIndices(), 0.03, 1)
  })

  it("ask for a longer design that holds the shorter one", () => {
    const settings = { space: cube(3), seed: 1 }
    const short = SobolIndices.points({ ...settings, rows: 32 })
    expect(short).toHaveLength(32 * 5)
    expect(SobolIndices.points({ ...settings, rows: 64 }).slice(0, short.length)).toEqual(short)
  })
})

describe("Morris screening", () => {
  const settings = { space: cube(4), trajectories: 20, seed: 3 }
  const screened = (answer: (point: Point) => number) => Morris.effects(settings, Morris.points(settings).map(answer))

  it("turns one knob at a time, each once a trajectory, and stays within the range", () => {
    const points = Morris.points(settings)
    expect(points).toHaveLength(20 * 5)
    for (let trajectory = 0; trajectory < 20; trajectory++) {
      const turned = new Set<number>()
      for (let step = 0; step < 4; step++) {
        const from = points[trajectory * 5 + step] ?? []
        const to = points[trajectory * 5 + step + 1] ?? []
        const changed = from.flatMap((x, knob) => (x === to[knob] ? [] : [knob]))
        expect(changed).toHaveLength(1)
        turned.add(changed[0] ?? -1)
        expect(Math.abs((to[changed[0] ?? 0] ?? 0) - (from[changed[0] ?? 0] ?? 0))).toBeCloseTo(2 / 3, 12)
      }
      expect(turned.size).toBe(4)
    }
    expect(points.flat().every((x) => x >= 0 && x <= 1)).toBe(true)
  })

  it("finds the slopes of a plane exactly, without spread", () => {
    const found = screened(([a = 0, b = 0, c = 0]) => 3 * a - 5 * b + 0.5 * c)
    expect(found.map(({ mu }) => Number(mu.mean.toFixed(9)))).toEqual([3, -5, 0.5, 0])
    expect(found.map(({ muStar }) => Number(muStar.mean.toFixed(9)))).toEqual([3, 5, 0.5, 0])
    for (const { muStar, sigma } of found) {
      expect(sigma).toBeLessThan(1e-9)
      expect(muStar.halfWidth).toBeLessThan(1e-9)
    }
  })

  it("tells a knob that bends or works with another from one that does not", () => {
    const [product, partner, bent, idle] = screened(([a = 0, b = 0, c = 0]) => 4 * a * b + (c - 0.5) ** 2 * 8)
    for (const effect of [product, partner, bent]) expect(effect?.sigma).toBeGreaterThan(1)
    // (c − ½)² from 0 to ⅔ falls, from ⅓ to 1 rises: the mean effect is nothing, the mean size is not.
    expect(bent?.muStar.mean).toBeGreaterThan(2)
    expect(Math.abs(bent?.mu.mean ?? 9)).toBeLessThan(bent?.mu.halfWidth ?? 0)
    expect(idle?.muStar.mean).toBe(0)
  })

  it("ranks the knobs of Sobol's g as their indices do", () => {
    const a = [0, 1, 9, 99]
    const sizes = screened(g(a)).map(({ muStar }) => muStar.mean)
    expect(sizes.toSorted((x, y) => y - x)).toEqual(sizes)
  })

  it("gives a longer design that begins with the shorter one, and refuses an odd number of levels", () => {
    expect(Morris.points({ ...settings, trajectories: 30 }).slice(0, 100)).toEqual(Morris.points(settings))
    expect(() => Morris.points({ ...settings, levels: 5 })).toThrow(/even/)
  })
})
