import fc from "fast-check"
import { describe, expect, it } from "vitest"
import * as Space from "../../../packages/sim/src/experiment/tuning/Space.ts"

const range = fc
  .tuple(fc.integer({ min: 1, max: 500 }), fc.integer({ min: 1, max: 500 }))
  .map(([least, width]) => ({ least, most: least + width }))
const scale = fc.constantFrom("linear" as const, "log" as const)
const knob: fc.Arbitrary<Space.Knob> = fc.oneof(
  fc.record({ range, scale }).map(({ range, scale }) => ({ kind: "real" as const, path: "a", scale, ...range })),
  fc.record({ range, scale }).map(({ range, scale }) => ({ kind: "whole" as const, path: "a", scale, ...range })),
  fc.integer({ min: 2, max: 9 }).map((count) => ({
    kind: "choice" as const,
    path: "a",
    choices: Array.from({ length: count }, (_, index) => `c${index}`)
  }))
)
const position = fc.double({ min: 0, max: 1, noNaN: true })

describe("a knob", () => {
  it("has a value within its range at every position, and a position for it", () =>
    fc.assert(
      fc.property(knob, position, (knob, position) => {
        const value = Space.valueAt(knob, position)
        if (knob.kind === "choice") expect(knob.choices).toContain(value)
        else {
          expect(value).toBeGreaterThanOrEqual(knob.least)
          expect(value).toBeLessThanOrEqual(knob.most)
        }
        const back = Space.positionOf(knob, value)
        expect(back).not.toBeNull()
        if (knob.kind === "real") expect(back).toBeCloseTo(position, 9)
        else expect(Space.valueAt(knob, back ?? 0)).toBe(value)
      })
    ))

  it("snaps equal settings to equal points, and once is enough", () =>
    fc.assert(
      fc.property(knob, position, (knob, position) => {
        const snapped = Space.snap([knob], [position])
        expect(Space.snap([knob], snapped)).toEqual(snapped)
        expect(Space.valueAt(knob, snapped[0] ?? 0)).toBe(Space.valueAt(knob, position))
      })
    ))

  it("gives each whole number an equal share of a linear scale, and more to small ones of a log scale", () => {
    const counts = (scale: "linear" | "log") => {
      const found = new Map<unknown, number>()
      for (let i = 0; i < 10_000; i++) {
        const value = Space.valueAt({ kind: "whole", path: "n", least: 1, most: 10, scale }, (i + 0.5) / 10_000)
        found.set(value, (found.get(value) ?? 0) + 1)
      }
      return found
    }
    for (const count of counts("linear").values()) expect(count).toBe(1_000)
    expect(counts("log").size).toBe(10)
    // From ½ to 1½ of ½ to 10½.
    expect((counts("log").get(1) ?? 0) / 10_000).toBeCloseTo(Math.log(3) / Math.log(21), 3)
  })

  it("stands in the middle of its range, or of the logarithm of it", () => {
    const real = { kind: "real", path: "r", least: 1, most: 100 } as const
    expect(Space.valueAt({ ...real, scale: "linear" }, 0.5)).toBeCloseTo(50.5, 12)
    expect(Space.valueAt({ ...real, scale: "log" }, 0.5)).toBeCloseTo(10, 12)
    expect(Space.valueAt({ ...real, scale: "log" }, 1)).toBe(100)
  })
})

describe("values", () => {
  const space: Space.Space = [
    { kind: "real", path: "token.emission", least: 1, most: 100, scale: "log" },
    { kind: "whole", path: "halving", least: 1, most: 4, scale: "linear" },
    { kind: "choice", path: "rule", choices: ["work", "stake", true] }
  ]
  it("become a point and values again", () => {
    const values = { "token.emission": 10, halving: 3, rule: true }
    const point = Space.pointOf(space, values)
    expect(point).toEqual([0.5, 0.625, 2.5 / 3])
    expect(Space.valuesAt(space, point ?? [])).toEqual(values)
  })
  it("have no point outside of the space", () => {
    expect(Space.pointOf(space, { "token.emission": 101, halving: 3, rule: "work" })).toBeNull()
    expect(Space.pointOf(space, { "token.emission": 10, halving: 2.5, rule: "work" })).toBeNull()
    expect(Space.pointOf(space, { "token.emission": 10, halving: 2, rule: "luck" })).toBeNull()
    expect(Space.pointOf(space, { "token.emission": 10, rule: "work" })).toBeNull()
  })
})

describe("knobs that cannot be turned", () => {
  const real = { kind: "real", path: "x", least: 1, most: 2, scale: "linear" } as const
  it("are all named, with what was found and what would work", () => {
    const problems = Space.problemsOf([
      { ...real, path: "a", least: 5, most: 2 },
      { ...real, path: "b", least: 3, most: 3 },
      { ...real, path: "c", least: 0, scale: "log" },
      { ...real, path: "d", kind: "whole", least: 1.5, most: 4 },
      { ...real, path: "e", most: Number.POSITIVE_INFINITY },
      { kind: "choice", path: "f", choices: ["only"] },
      { kind: "choice", path: "g", choices: ["twice", "twice", "once"] },
      { ...real, path: "a" }
    ])
    expect(problems.map(({ field, knob }) => [knob, field])).toEqual([
      [0, "most"],
      [1, "most"],
      [2, "scale"],
      [3, "least"],
      [4, "most"],
      [5, "choices"],
      [6, "choices"],
      [7, "path"]
    ])
    expect(problems[0]).toMatchObject({ found: "5 to 2", allowed: expect.stringContaining("2 to 5") })
    expect(problems[3]?.allowed).toContain("1 to 4")
  })
  it("leave the others alone", () => {
    expect(Space.problemsOf([real, { kind: "choice", path: "y", choices: [1, "1"] }])).toEqual([])
  })
})
