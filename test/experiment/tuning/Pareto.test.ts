import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { solve } from "../../../packages/sim/src/experiment/tuning/Method.ts"
import * as Pareto from "../../../packages/sim/src/experiment/tuning/Pareto.ts"
import { Draws } from "../../../packages/sim/src/kernel/Draws.ts"
import { cube, zdt1 } from "./Landscapes.ts"

const point = fc.array(fc.integer({ min: 0, max: 6 }), { minLength: 3, maxLength: 3 })
const points = fc.array(point, { minLength: 1, maxLength: 14 })
const answers = (rows: ReadonlyArray<ReadonlyArray<number>>) => rows.map((objectives) => ({ objectives, violation: 0 }))

describe("domination", () => {
  it("is to be nowhere worse and somewhere better", () => {
    expect(Pareto.dominates([1, 2], [1, 3])).toBe(true)
    expect(Pareto.dominates([1, 2], [1, 2])).toBe(false)
    expect(Pareto.dominates([1, 4], [2, 3])).toBe(false)
    expect(Pareto.dominates([1, 4], [1, Number.NaN])).toBe(true)
    expect(Pareto.dominates([Number.NaN, 1], [1, 2])).toBe(false)
  })

  it("sorts into fronts: everybody behind the first is dominated by one of the front before, nobody by one of their own", () =>
    fc.assert(
      fc.property(points, (rows) => {
        const fronts = Pareto.fronts(answers(rows))
        expect(fronts.flat().toSorted((a, b) => a - b)).toEqual(rows.map((_, index) => index))
        fronts.forEach((front, rank) => {
          for (const index of front) {
            const own = rows[index] ?? []
            expect(front.some((other) => Pareto.dominates(rows[other] ?? [], own))).toBe(false)
            if (rank > 0) expect(fronts[rank - 1]?.some((other) => Pareto.dominates(rows[other] ?? [], own))).toBe(true)
          }
        })
      })
    ))

  it("puts what keeps the constraints first, whatever the objectives", () => {
    const fronts = Pareto.fronts([
      { objectives: [0, 0], violation: 0.2 },
      { objectives: [9, 9], violation: 0 },
      { objectives: [1, 1], violation: 0.1 }
    ])
    expect(fronts).toEqual([[1], [2], [0]])
  })

  it("leaves most room to the ends, then to those whose neighbours are far", () => {
    expect([
      ...Pareto.crowding([
        [0, 4],
        [1, 3],
        [4, 0]
      ])
    ]).toEqual([Number.POSITIVE_INFINITY, 2, Number.POSITIVE_INFINITY])
  })
})

describe("hypervolume", () => {
  it("is the area of a staircase", () => {
    expect(
      Pareto.hypervolume(
        [
          [1, 3],
          [2, 2],
          [3, 1]
        ],
        [4, 4]
      )
    ).toBe(6)
    expect(
      Pareto.hypervolume(
        [
          [1, 3],
          [5, 0]
        ],
        [4, 4]
      )
    ).toBe(3)
    expect(Pareto.hypervolume([], [4, 4])).toBe(0)
  })

  it("is the number of unit cells that are dominated, in two and three objectives", () =>
    fc.assert(
      fc.property(points, (rows) => {
        let cells = 0
        let columns = 0
        for (let x = 0; x < 7; x++)
          for (let y = 0; y < 7; y++) {
            if (rows.some(([a = 0, b = 0]) => a <= x && b <= y)) columns += 1
            for (let z = 0; z < 7; z++) if (rows.some(([a = 0, b = 0, c = 0]) => a <= x && b <= y && c <= z)) cells += 1
          }
        expect(Pareto.hypervolume(rows, [7, 7, 7])).toBe(cells)
        expect(
          Pareto.hypervolume(
            rows.map(([a = 0, b = 0]) => [a, b]),
            [7, 7]
          )
        ).toBe(columns)
      })
    ))

  it("refuses four objectives", () => {
    expect(() => Pareto.hypervolume([[0, 0, 0, 0]], [1, 1, 1, 1])).toThrow(/two or three/)
  })
})

describe("a front that is too long to show", () => {
  it("keeps its ends and those that stand apart, in their order", () => {
    const front = [
      [0, 10],
      [0.1, 9.9],
      [5, 5],
      [5.1, 4.9],
      [10, 0]
    ]
    expect(Pareto.spreadAlong(front, 3)).toEqual([0, 2, 4])
    expect(Pareto.spreadAlong(front, 9)).toEqual([0, 1, 2, 3, 4])
    expect(Pareto.spreadAlong(front, 0)).toEqual([])
  })
})

describe("the compromise of a front", () => {
  it("is nearest to the best of each objective, whatever their units", () => {
    const front = [
      [0, 1_000],
      [0.2, 300],
      [1, 0]
    ]
    expect(Pareto.compromiseOf(front)).toBe(1)
    expect(Pareto.compromiseOf(front.map(([a = 0, b = 0]) => [1e6 * a, b / 1e6]))).toBe(1)
    expect(Pareto.compromiseOf([[3, 4]])).toBe(0)
  })
})

/** Of ZDT1's true front, up to 1.1 in both: 1.1² less the third of a unit that lies below it. */
const zdt1Volume = 1.1 ** 2 - 1 / 3

describe("the search for a front", () => {
  it("reaches 98% of ZDT1's hypervolume with 10 knobs in 6,000 trials", () => {
    for (const seed of [1, 2, 3]) {
      const state = solve(Pareto.make({ space: cube(10), seed, trials: 6_000, population: 60 }), ({ point }) => ({
        objectives: zdt1(point),
        violation: 0
      }))
      const front = Pareto.frontOf(state).map(({ answer }) => answer.objectives)
      expect(Pareto.hypervolume(front, [1.1, 1.1])).toBeGreaterThan(0.98 * zdt1Volume)
      // It cannot be better than the truth.
      expect(Pareto.hypervolume(front, [1.1, 1.1])).toBeLessThan(zdt1Volume)
    }
  })

  it("finds most of it under noise", () => {
    const draws = new Draws(3)
    const state = solve(Pareto.make({ space: cube(6), seed: 1, trials: 6_000, population: 60 }), ({ point }) => ({
      objectives: zdt1(point).map((value) => value + 0.02 * draws.normal()),
      violation: 0
    }))
    const truth = Pareto.frontOf(state).map((member) => zdt1(member.point))
    expect(Pareto.hypervolume(truth, [1.1, 1.1])).toBeGreaterThan(0.9 * zdt1Volume)
  })

  it("keeps to a constraint that cuts the front", () => {
    const state = solve(Pareto.make({ space: cube(5), seed: 2, trials: 5_000 }), ({ point }) => ({
      objectives: zdt1(point),
      violation: Math.max(0, 0.4 - (point[0] ?? 0))
    }))
    const firsts = Pareto.frontOf(state).map(({ answer }) => answer.objectives[0] ?? 0)
    expect(Math.min(...firsts)).toBeGreaterThanOrEqual(0.4)
    expect(Math.min(...firsts)).toBeLessThan(0.41)
  })

  it("mixes choices with quantities", () => {
    const space = [
      { kind: "choice", path: "rule", choices: ["a", "b", "c"] },
      { kind: "whole", path: "n", least: 0, most: 20, scale: "linear" }
    ] as const
    // Only the last choice lies on the front, for every n.
    const state = solve(Pareto.make({ space, seed: 2, trials: 1_600 }), ({ point: [rule = 0, n = 0] }) => ({
      objectives: [n + (rule > 2 / 3 ? 0 : 1), 1 - n + (rule > 2 / 3 ? 0 : 1)],
      violation: 0
    }))
    const front = Pareto.frontOf(state)
    expect(front.every(({ point: [rule = 0] }) => rule > 2 / 3)).toBe(true)
    expect(new Set(front.map(({ point: [, n = 0] }) => n)).size).toBe(21)
  })
})
