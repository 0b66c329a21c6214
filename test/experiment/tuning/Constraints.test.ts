import fc from "fast-check"
import { describe, expect, it } from "vitest"
import * as Constraints from "../../../packages/sim/src/experiment/tuning/Constraints.ts"
import { judge, metric } from "../../../packages/sim/src/experiment/tuning/Goal.ts"
import { onlyWorld } from "../../../packages/sim/src/experiment/tuning/Objectives.ts"

const wait = { kind: "mean", metric: metric("wait"), relation: "at most", limit: 10 } as const
const solvent = {
  kind: "chance",
  metric: metric("solvency"),
  relation: "at least",
  limit: 1,
  probability: 0.99
} as const
const samples = (name: string, values: ReadonlyArray<number>) => values.map((value) => [{ [name]: value }])

describe("a constraint on a mean", () => {
  it("is kept within the limit, and violated in parts of it", () => {
    const kept = Constraints.keptBy(wait, onlyWorld, samples("wait", [8, 9, 10]))
    expect(kept).toMatchObject({ found: 9, violation: 0 })
    expect(kept.probability).toBeCloseTo(0.8873, 4)
    // One below the limit, by √3 standard errors with two degrees.
    const missed = Constraints.keptBy(wait, onlyWorld, samples("wait", [14, 15, 16]))
    expect(missed).toMatchObject({ found: 15, violation: 0.5 })
    expect(missed.probability).toBeLessThan(0.05)
  })
  it("is even odds at the limit", () => {
    expect(Constraints.keptBy(wait, onlyWorld, samples("wait", [8, 12, 9, 11])).probability).toBeCloseTo(0.5, 12)
  })
  it("must hold in every world: the worst of them counts", () => {
    const worlds = [
      { name: "calm", weight: 9 },
      { name: "crash", weight: 1 }
    ]
    const kept = Constraints.keptBy(wait, worlds, [
      [{ wait: 1 }, { wait: 20 }],
      [{ wait: 2 }, { wait: 22 }]
    ])
    expect(kept.found).toBe(21)
    expect(kept.violation).toBeCloseTo(1.1, 12)
  })
  it("is not kept by what was never measured", () => {
    const kept = Constraints.keptBy(wait, onlyWorld, [[{}], [{ wait: Number.NaN }]])
    expect(kept).toMatchObject({ found: null, probability: 0 })
    expect(kept.violation).toBeGreaterThan(1e6)
  })
})

describe("a chance constraint", () => {
  it("counts runs, and says how little few of them prove", () => {
    const kept = Constraints.keptBy(solvent, onlyWorld, samples("solvency", Array<number>(30).fill(1)))
    expect(kept).toMatchObject({ found: 1, violation: 0 })
    expect(kept.probability).toBeCloseTo(0.26769663, 7)
  })
  it("is violated by the probability that is missing; a run without a value is one that failed", () => {
    const values = [...Array<number>(18).fill(1), 0.4, Number.NaN]
    const kept = Constraints.keptBy(solvent, onlyWorld, samples("solvency", values))
    expect(kept.found).toBeCloseTo(0.9, 12)
    expect(kept.violation).toBeCloseTo(0.09, 12)
  })
})

describe("several constraints", () => {
  it("hold together with at least what is left of certainty after the doubts of each", () => {
    const goal = { worlds: onlyWorld, objectives: [], constraints: [wait, solvent] }
    const judged = judge(
      goal,
      [8, 12, 9, 11].map((value) => [{ wait: value, solvency: 1 }])
    )
    // ½ and 1 − 0.99^5: doubts of ½ and 0.951.
    expect(judged.feasible).toBe(0)
    expect(judged.violation).toBe(0)
    expect(judge({ ...goal, constraints: [wait] }, samples("wait", [8, 12, 9, 11])).feasible).toBeCloseTo(0.5, 12)
  })
})

describe("Deb's rules", () => {
  const answer = fc.record({
    objectives: fc.array(fc.oneof(fc.integer({ min: 0, max: 4 }), fc.constant(Number.NaN)), {
      minLength: 1,
      maxLength: 1
    }),
    violation: fc.constantFrom(0, 0, 0.5, 1)
  })

  it("put feasible before infeasible, then the nearer, then the better; a value that is missing last", () => {
    const answers = [
      { objectives: [5], violation: 0 },
      { objectives: [1], violation: 0.2 },
      { objectives: [Number.NaN], violation: 0 },
      { objectives: [0], violation: 0.1 },
      { objectives: [4], violation: 0 },
      { objectives: [1], violation: 0, stopped: 2 },
      { objectives: [0], violation: 0, stopped: 1 }
    ]
    expect(Constraints.order(answers)).toEqual([4, 0, 2, 3, 1, 5, 6])
  })

  it("give one order, whatever the position", () =>
    fc.assert(
      fc.property(fc.array(answer, { maxLength: 12 }), (answers) => {
        const ranked = Constraints.order(answers).map((index) => answers[index])
        const mirrored = answers.toReversed()
        const again = Constraints.order(mirrored).map((index) => mirrored[index])
        ranked.forEach((one, place) => {
          const other = again[place]
          expect(one !== undefined && other !== undefined && Constraints.compare(one, other)).toBe(0)
        })
      })
    ))
})
