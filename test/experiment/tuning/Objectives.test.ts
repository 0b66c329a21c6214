import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { metric } from "../../../packages/sim/src/experiment/tuning/Goal.ts"
import * as Objectives from "../../../packages/sim/src/experiment/tuning/Objectives.ts"

const worlds = [
  { name: "boom", weight: 2 },
  { name: "usual", weight: 5 },
  { name: "crash", weight: 3 }
]
const samples = [
  [{ cost: 1 }, { cost: 4 }, { cost: 10 }],
  [{ cost: 3 }, { cost: 6 }, { cost: 12 }]
]
const mean = (values: Float64Array) => values.reduce((sum, value) => sum + value, 0) / values.length
const objective = (over: Objectives.Over, direction: "minimise" | "maximise" = "minimise") => ({
  metric: metric("cost"),
  direction,
  over
})
const valued = (over: Objectives.Over, direction?: "minimise" | "maximise") =>
  mean(Objectives.valuesOfObjective(objective(over, direction), worlds, samples))

describe("an objective over worlds", () => {
  it("is the weighted mean, the worst, or the mean of the worst tail", () => {
    expect(valued({ kind: "mean" })).toBeCloseTo(0.2 * 2 + 0.5 * 5 + 0.3 * 11, 12)
    expect(valued({ kind: "worst" })).toBe(11)
    // The worst 40%: all of the crash and a tenth of the usual.
    expect(valued({ kind: "cvar", tail: 0.4 })).toBeCloseTo((0.3 * 11 + 0.1 * 5) / 0.4, 12)
  })
  it("has its sign turned to be made large, and then the least is the worst", () => {
    expect(valued({ kind: "mean" }, "maximise")).toBeCloseTo(-6.2, 12)
    expect(valued({ kind: "worst" }, "maximise")).toBe(-2)
    expect(valued({ kind: "cvar", tail: 0.3 }, "maximise")).toBeCloseTo(-(0.2 * 2 + 0.1 * 5) / 0.3, 12)
  })
  it("goes from the worst case to the mean as the tail grows, and never the other way", () =>
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: -50, max: 50 })), {
          minLength: 1,
          maxLength: 6
        }),
        fc.integer({ min: 1, max: 99 }),
        (rows, percent) => {
          const named = rows.map(([weight], index) => ({ name: `w${index}`, weight }))
          const sample = [rows.map(([, cost]) => ({ cost }))]
          const of = (over: Objectives.Over) =>
            Objectives.valuesOfObjective(objective(over), named, sample)[0] ?? Number.NaN
          const tail = percent / 100
          expect(of({ kind: "cvar", tail })).toBeLessThanOrEqual(of({ kind: "worst" }) + 1e-9)
          expect(of({ kind: "cvar", tail })).toBeGreaterThanOrEqual(of({ kind: "cvar", tail: tail + 0.01 }) - 1e-9)
          expect(of({ kind: "cvar", tail: 1 })).toBeCloseTo(of({ kind: "mean" }), 9)
        }
      )
    ))
  it("makes the ratio of means of a ratio, not the mean of ratios", () => {
    const ratio = { ...metric("price"), kind: "ratio", numerator: "paid", denominator: "hours" } as const
    const values = Objectives.valuesOfObjective(
      { ...objective({ kind: "mean" }), metric: ratio },
      Objectives.onlyWorld,
      [[{ paid: 10, hours: 1, price: 10 }], [{ paid: 20, hours: 9, price: 20 / 9 }]]
    )
    expect(mean(values)).toBeCloseTo(3, 12)
  })
  it("counts a world in which nothing could be measured as the worst", () => {
    const broken = samples.map(([boom, usual]) => [boom ?? {}, usual ?? {}, {}])
    expect(mean(Objectives.valuesOfObjective(objective({ kind: "worst" }), worlds, broken))).toBeNaN()
  })
})
