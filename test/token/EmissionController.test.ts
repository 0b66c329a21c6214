import { Schema } from "effect"
import fc from "fast-check"
import { describe, expect, it } from "vitest"
import * as Stability from "../../packages/sim/src/token/emission/ControllerStability.ts"
import * as Controller from "../../packages/sim/src/token/emission/EmissionController.ts"

const rule = Schema.decodeUnknownSync(Controller.UtilisationController)({ kind: "utilisation-controller" })
/** Supply closes 5% of its gap a day and gets 60% of its income from emission; 60% of it is used. */
const plant: Stability.Plant = { response: 0.05, elasticity: 0.6, utilisation: 0.6 }
const gainsOf = ({ derivative, integral, proportional }: Controller.UtilisationController): Stability.Gains =>
  Stability.perEpoch({ proportional, integral, derivative }, 1)
const scaled = (gains: Stability.Gains, factor: number): Stability.Gains => ({
  proportional: gains.proportional * factor,
  integral: gains.integral * factor,
  derivative: gains.derivative * factor
})

/** The loop itself: supply goes where income (emission's share and the rest) takes it, demand is given. Returns utilisation by day. */
const run = (
  controller: Controller.UtilisationController,
  days: number,
  demandAt: (day: number) => number
): Array<number> => {
  let supply = 1
  let state = Controller.initialState
  const seen: Array<number> = []
  for (let day = 0; day < days; day++) {
    const utilisation = demandAt(day) / supply
    const step = Controller.look(controller, state, utilisation, 1)
    state = step.state
    const aim = 1 + plant.elasticity * (step.multiple - 1)
    supply += plant.response * (aim - supply)
    seen.push(utilisation)
  }
  return seen
}
const free = { ...rule, lowest: 0, highest: 1e9 }

/** Largest deviation of the linear loop in its last days over that in its first, from a small push. */
const growth = (gains: Stability.Gains): number => {
  let supply = 1e-6
  let integral = 0
  let before = 0
  let first = 0
  let last = 0
  for (let day = 0; day < 4_000; day++) {
    const error = -plant.utilisation * supply
    integral += gains.integral * error
    const emission = gains.proportional * error + integral + gains.derivative * (error - before)
    before = error
    supply = (1 - plant.response) * supply + plant.response * plant.elasticity * emission
    if (day < 500) first = Math.max(first, Math.abs(supply))
    if (day >= 3_500) last = Math.max(last, Math.abs(supply))
    if (Math.abs(supply) > 1e100) return Number.POSITIVE_INFINITY
  }
  return last / first
}

describe("EmissionController", () => {
  it("leaves emission alone on target, raises it above and lowers it below", () => {
    expect(Controller.look(rule, Controller.initialState, 0.6, 1).rate).toBe(rule.rate)
    expect(Controller.look(rule, Controller.initialState, 0.7, 1).multiple).toBeCloseTo(1 + 0.4 + 0.02, 12)
    expect(Controller.look(rule, Controller.initialState, 0.5, 1).multiple).toBeLessThan(1)
  })

  it("stays between its bounds whatever it sees", () => {
    const seen = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 100 })
    const gain = fc.double({ min: 0, max: 1e6, noNaN: true })
    fc.assert(
      fc.property(seen, gain, gain, gain, (utilisations, proportional, integral, derivative) => {
        const wild = { ...rule, proportional, integral, derivative }
        let state = Controller.initialState
        for (const utilisation of utilisations) {
          const step = Controller.look(wild, state, utilisation, 1)
          expect(step.multiple).toBeGreaterThanOrEqual(wild.lowest)
          expect(step.multiple).toBeLessThanOrEqual(wild.highest)
          expect(step.state.integral).toBeGreaterThanOrEqual(wild.lowest - 1)
          expect(step.state.integral).toBeLessThanOrEqual(wild.highest - 1)
          state = step.state
        }
      })
    )
  })

  it("brings utilisation to its target after demand has changed for good", () => {
    // The other 40% of income stays as it was; emission settles where supply meets demand.
    const seen = run(free, 600, (day) => (day < 10 ? 0.6 : 0.72))
    expect(seen[12]).toBeGreaterThan(0.69)
    expect(seen.at(-1)).toBeCloseTo(0.6, 4)
  })

  it("turns as soon as the error does, however long a bound has held it", () => {
    // Two years without demand at the floor, and the integral has not moved: it answers the next day like one that has just begun.
    let state = Controller.initialState
    for (let day = 0; day < 730; day++) state = Controller.look(rule, state, 0.2, 1).state
    expect(Controller.look(rule, state, 0.2, 1)).toMatchObject({ multiple: rule.lowest, held: true })
    expect(state.integral).toBe(0)
    expect(Controller.look(rule, state, 0.8, 1).multiple).toBe(
      Controller.look(rule, Controller.initialState, 0.8, 1).multiple
    )
  })
})

describe("ControllerStability", () => {
  it("has all poles inside the unit circle for the gains that the schema documents", () => {
    expect(Stability.isStable(plant, gainsOf(rule))).toBe(true)
    expect(Stability.spectralRadius(plant, gainsOf(rule))).toBeLessThan(0.99)
  })

  it("knows the edge in closed form without a derivative: at z = −1, b (2 P + i) = 2 (2 − a)", () => {
    const { integral, proportional } = gainsOf(rule)
    for (const response of [1, 0.3, 0.05, 0.01]) {
      for (const elasticity of [0.1, 0.4, 0.5, 1]) {
        const b = 0.6 * response * elasticity
        expect(Stability.isStable({ response, elasticity, utilisation: 0.6 }, gainsOf(rule))).toBe(
          b * (2 * proportional + integral) < 2 * (2 - response)
        )
      }
    }
  })

  it("knows the margin in closed form where only the present error counts", () => {
    // z = 1 − a − b P leaves the circle at −1: P = (2 − a) / (U a G).
    const gains = { proportional: 1, integral: 0, derivative: 0 }
    const edge = (2 - plant.response) / (plant.utilisation * plant.response * plant.elasticity)
    expect(Stability.gainMargin(plant, gains)).toBeCloseTo(edge, 6)
    expect(Stability.spectralRadius(plant, gains)).toBeCloseTo(1 - 0.05 - 0.018, 9)
  })

  it("predicts how fast a small deviation dies out", () => {
    const gains = { proportional: 4, integral: 1, derivative: 0 }
    const radius = Stability.spectralRadius(plant, gains)
    expect(radius).toBeGreaterThan(0.9)
    expect(growth(gains)).toBeLessThan(radius ** 2_500)
  })

  it("says beyond which gain the loop diverges, and it does", () => {
    for (const gains of [
      gainsOf(rule),
      { proportional: 4, integral: 1, derivative: 2 },
      { proportional: 0, integral: 1, derivative: 0 }
    ]) {
      const margin = Stability.gainMargin(plant, gains)
      expect(Number.isFinite(margin)).toBe(true)
      expect(Stability.spectralRadius(plant, scaled(gains, 0.95 * margin))).toBeLessThan(1)
      expect(Stability.spectralRadius(plant, scaled(gains, 1.05 * margin))).toBeGreaterThan(1)
      expect(growth(scaled(gains, 0.95 * margin))).toBeLessThan(1)
      expect(growth(scaled(gains, 1.05 * margin))).toBeGreaterThan(1)
    }
  })

  it("keeps even a loop beyond its margin within the bounds: it swings, and emission with it, but no further", () => {
    const wild = { ...rule, proportional: 4_000, integral: 200 }
    const seen = run(wild, 2_000, () => 0.63)
    const late = seen.slice(1_000)
    expect(Math.max(...late) - Math.min(...late)).toBeGreaterThan(0.01)
    expect(Math.max(...late)).toBeLessThan(2)
  })
})
