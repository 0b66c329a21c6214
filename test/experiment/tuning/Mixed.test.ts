import { describe, expect, it } from "vitest"
import { solve } from "../../../packages/sim/src/experiment/tuning/Method.ts"
import * as Mixed from "../../../packages/sim/src/experiment/tuning/Mixed.ts"
import { snap, type Space, type Values, valuesAt } from "../../../packages/sim/src/experiment/tuning/Space.ts"
import { Draws } from "../../../packages/sim/src/kernel/Draws.ts"

const space: Space = [
  { kind: "real", path: "emission", least: 0, most: 1, scale: "linear" },
  { kind: "real", path: "fee", least: 0.001, most: 1, scale: "log" },
  { kind: "whole", path: "months", least: 1, most: 50, scale: "linear" },
  { kind: "whole", path: "stake", least: 1, most: 10_000, scale: "log" },
  { kind: "choice", path: "rule", choices: ["work", "capacity", "consensus", "none"] },
  { kind: "choice", path: "burn", choices: [true, false] }
]

/** Least 0 at 0.3, 0.03, 37 months, 300, consensus with burn. Without consensus burning is bad: choices must be found together. */
const loss = (values: Values): number => {
  const right = values["rule"] === "consensus"
  return (
    (Number(values["emission"]) - 0.3) ** 2 +
    (Math.log(Number(values["fee"]) / 0.03) / 7) ** 2 +
    ((Number(values["months"]) - 37) / 50) ** 2 +
    (Math.log(Number(values["stake"]) / 300) / 9) ** 2 +
    (right ? 0 : 0.2) +
    (values["burn"] === right ? 0 : 0.1)
  )
}
const seeds = Array.from({ length: 10 }, (_, seed) => seed)
const found = (trials: number, noise = 0) =>
  seeds.map((seed) => {
    const draws = new Draws(50 + seed)
    const answer = (values: Values) => ({ objectives: [loss(values) + noise * draws.normal()], violation: 0 })
    const state = solve(Mixed.make({ space, seed, trials }), ({ point }) => answer(valuesAt(space, point)))
    return { best: valuesAt(space, state.best?.point ?? []), parents: state.parents }
  })

describe("the mixed-integer evolution strategy", () => {
  it("finds the right choices, the whole numbers and nearly the quantities in 1,500 trials", () => {
    for (const { best } of found(1_500)) {
      expect(best["rule"]).toBe("consensus")
      expect(best["burn"]).toBe(true)
      expect(Math.abs(Number(best["months"]) - 37)).toBeLessThanOrEqual(1)
      expect(loss(best)).toBeLessThan(0.003)
    }
  })

  it("finds the right choices under noise: what survives in the parents is right", () => {
    const right = found(1_500, 0.05).filter(({ parents }) =>
      parents.every(({ point }) => valuesAt(space, point)["rule"] === "consensus")
    )
    expect(right.length).toBeGreaterThanOrEqual(9)
  })

  it("beats as many trials of chance", () => {
    const chance = seeds.map((seed) => {
      const draws = new Draws(seed)
      const losses = Array.from({ length: 500 }, () =>
        loss(
          valuesAt(
            space,
            space.map(() => draws.uniform())
          )
        )
      )
      return Math.min(...losses)
    })
    const ours = found(500).map(({ best }) => loss(best))
    expect(ours.filter((value, index) => value < (chance[index] ?? 0)).length).toBeGreaterThanOrEqual(9)
  })

  it("asks for settled points only, so that equal settings are one cell", () => {
    solve(Mixed.make({ space, seed: 1, trials: 300 }), ({ point }) => {
      expect(snap(space, point)).toEqual(point)
      return { objectives: [loss(valuesAt(space, point))], violation: 0 }
    })
  })

  it("keeps to a constraint at its edge", () => {
    for (const seed of seeds) {
      const { best } = solve(Mixed.make({ space, seed, trials: 1_500 }), ({ point }) => {
        const values = valuesAt(space, point)
        // No more than 20 months: the best is then exactly 20.
        return { objectives: [loss(values)], violation: Math.max(0, Number(values["months"]) - 20) }
      })
      expect(valuesAt(space, best?.point ?? [])["months"]).toBe(20)
      expect(best?.answer.violation).toBe(0)
    }
  })
})
