import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import {
  centre,
  drawLaw,
  interval,
  plain,
  tokensBetween,
  tokensRatio
} from "../../packages/sim/src/training/model/EqualLoss.ts"
import * as ReplicaPenalty from "../../packages/sim/src/training/model/ReplicaPenalty.ts"
import { floorOf, laws, lossAt } from "../../packages/sim/src/training/model/ScalingLaw.ts"

const anyLaw = fc.constantFrom(laws.refit, laws.hoffmann)
const power = (from: number, to: number) => fc.double({ min: from, max: to, noNaN: true }).map((digits) => 10 ** digits)
const parameters = power(6, 12)
const tokens = power(8, 14)
const multiplier = fc.double({ min: 1, max: 1.2, noNaN: true })
const added = fc.double({ min: 0, max: 0.1, noNaN: true })

const eightReplicas = {
  multiplier: ReplicaPenalty.multiplier(8, 30, 10e9),
  multiplierLogError: ReplicaPenalty.logError(8, 30),
  addedLoss: 0
}

describe("tokens for equal loss", () => {
  it("a gap of 0.3% costs 1.12 times the tokens, one of 1% 1.5 times (refit, 10B parameters, 200B tokens)", () => {
    expect(Math.abs(tokensRatio(laws.refit, 10e9, 200e9, 1.003, 0) - 1.12)).toBeLessThan(0.02)
    expect(Math.abs(tokensRatio(laws.refit, 10e9, 200e9, 1.01, 0) - 1.5)).toBeLessThan(0.02)
  })

  it("makes the losses equal, or is infinite where no tokens can", () => {
    fc.assert(
      fc.property(anyLaw, parameters, tokens, multiplier, added, (law, n, d, m, plus) => {
        const phi = tokensRatio(law, n, d, m, plus)
        const wanted = lossAt(law, n, d)
        if (phi === Number.POSITIVE_INFINITY) expect(m * floorOf(law, n) + plus).toBeGreaterThan(wanted - 1e-9)
        else expect(Math.abs((m * lossAt(law, n, phi * d) + plus) / wanted - 1)).toBeLessThan(1e-9)
      })
    )
  })

  it("is exactly 1 where nothing is multiplied or added, and never less than 1", () => {
    fc.assert(
      fc.property(anyLaw, parameters, tokens, multiplier, added, (law, n, d, m, plus) => {
        expect(tokensRatio(law, n, d, 1, 0)).toBe(1)
        expect(tokensRatio(law, n, d, m, plus)).toBeGreaterThanOrEqual(1)
      })
    )
  })

  it("rises with the multiplier and with what is added", () => {
    fc.assert(
      fc.property(anyLaw, parameters, tokens, multiplier, added, (law, n, d, m, plus) => {
        const phi = tokensRatio(law, n, d, m, plus)
        if (phi === Number.POSITIVE_INFINITY) {
          expect(tokensRatio(law, n, d, m + 0.001, plus)).toBe(phi)
          expect(tokensRatio(law, n, d, m, plus + 0.001)).toBe(phi)
        } else {
          expect(tokensRatio(law, n, d, m + 0.001, plus)).toBeGreaterThan(phi)
          expect(tokensRatio(law, n, d, m, plus + 0.001)).toBeGreaterThan(phi)
        }
      })
    )
  })

  it("costs the more the longer the model has been trained: the tokens have less left to give", () => {
    const ratios = [20, 100, 500].map((each) => tokensRatio(laws.refit, 10e9, each * 10e9, 1.003, 0))
    expect(ratios).toEqual(ratios.toSorted((a, b) => a - b))
    expect(tokensRatio(laws.refit, 10e9, 1e9 * 10e9, 1.003, 0)).toBe(Number.POSITIVE_INFINITY)
  })
})

describe("constants as they could be just as well", () => {
  const errors = fc.double({ min: -3, max: 3, noNaN: true })
  const relative = (value: number, expected: number) => Math.abs(value / expected - 1)

  it("keep the loss at the centre of the data, and its slopes there", () => {
    fc.assert(
      fc.property(errors, errors, (alphaErrors, betaErrors) => {
        const drawn = drawLaw(laws.refit, alphaErrors, betaErrors)
        const { parameters, tokens } = centre
        expect(relative(lossAt(drawn, parameters, tokens), lossAt(laws.refit, parameters, tokens))).toBeLessThan(1e-12)
        const step = 1e-4
        for (const [n, d] of [
          [parameters * (1 + step), tokens],
          [parameters, tokens * (1 + step)]
        ] as const) {
          const fall = (law: typeof drawn) => lossAt(law, parameters, tokens) - lossAt(law, n, d)
          expect(relative(fall(drawn), fall(laws.refit))).toBeLessThan(1e-4)
        }
      })
    )
  })

  it("imply the published standard errors of E, A and B, which they were not given", () => {
    const up = drawLaw(laws.refit, 1, 1)
    const alphaOnly = drawLaw(laws.refit, 1, 0).floor - laws.refit.floor
    const betaOnly = drawLaw(laws.refit, 0, 1).floor - laws.refit.floor
    const { errors } = laws.refit
    expect(Math.hypot(alphaOnly, betaOnly) / errors.floor).toBeGreaterThan(0.8)
    expect(Math.hypot(alphaOnly, betaOnly) / errors.floor).toBeLessThan(1.25)
    // A and B err on a logarithmic scale; the exponents' errors are published with one digit, 0.02.
    expect(Math.log(up.a / laws.refit.a) / (errors.a / laws.refit.a)).toBeGreaterThan(0.6)
    expect(Math.log(up.a / laws.refit.a) / (errors.a / laws.refit.a)).toBeLessThan(1.6)
    expect(Math.log(up.b / laws.refit.b) / (errors.b / laws.refit.b)).toBeGreaterThan(0.6)
    expect(Math.log(up.b / laws.refit.b) / (errors.b / laws.refit.b)).toBeLessThan(1.6)
  })

  it("stay as they are without standard errors", () => {
    expect(drawLaw(laws.hoffmann, 2, -2)).toBe(laws.hoffmann)
  })
})

describe("intervals", () => {
  it("of the loss of 10B on 200B tokens and of Chinchilla: some percent wide, and the other set of constants lies within", () => {
    for (const [n, d] of [
      [10e9, 200e9],
      [70e9, 1.4e12]
    ] as const) {
      const { loss } = interval(laws.refit, n, d, plain)
      const other = lossAt(laws.hoffmann, n, d)
      expect(loss.estimate).toBe(lossAt(laws.refit, n, d))
      expect(loss.low).toBeLessThan(other)
      expect(loss.high).toBeGreaterThan(other)
      expect((loss.high - loss.low) / loss.estimate).toBeGreaterThan(0.02)
      expect((loss.high - loss.low) / loss.estimate).toBeLessThan(0.08)
    }
  })

  it("an arm like the other needs the same tokens for sure", () => {
    const { tokensRatio, outOfReach } = interval(laws.refit, 10e9, 200e9, plain)
    expect(tokensRatio).toEqual({ estimate: 1, low: 1, high: 1 })
    expect(outOfReach).toBe(0)
  })

  it("8 replicas at 10B: 1.5 times the tokens, from about as many to several times as many; Hoffmann's constants give 1.34", () => {
    const { tokensRatio: ratio, outOfReach } = interval(laws.refit, 10e9, 200e9, eightReplicas)
    expect(Math.abs(ratio.estimate - 1.525)).toBeLessThan(0.001)
    expect(ratio.low).toBeGreaterThan(0.9)
    expect(ratio.low).toBeLessThan(1.1)
    expect(ratio.high).toBeGreaterThan(2)
    expect(ratio.high).toBeLessThan(4)
    expect(outOfReach).toBe(0)
    const other = tokensRatio(laws.hoffmann, 10e9, 200e9, eightReplicas.multiplier, 0)
    expect(Math.abs(other - 1.336)).toBeLessThan(0.001)
    expect(ratio.low).toBeLessThan(other)
    expect(ratio.high).toBeGreaterThan(other)
  })

  it("hold their estimate, and are the wider the less sure the multiplier", () => {
    fc.assert(
      fc.property(power(8, 11), fc.integer({ min: 20, max: 200 }), (n, each) => {
        const m = ReplicaPenalty.multiplier(4, 100, n)
        const sure = interval(laws.refit, n, each * n, { multiplier: m, multiplierLogError: 0, addedLoss: 0.001 })
        const unsure = interval(laws.refit, n, each * n, { multiplier: m, multiplierLogError: 0.005, addedLoss: 0.001 })
        for (const { loss, tokensRatio } of [sure, unsure])
          for (const { low, estimate, high } of [loss, tokensRatio]) {
            expect(low).toBeLessThanOrEqual(estimate)
            expect(high).toBeGreaterThanOrEqual(estimate)
          }
        expect(unsure.tokensRatio.low).toBeLessThan(sure.tokensRatio.low)
        expect(unsure.tokensRatio.high).toBeGreaterThan(sure.tokensRatio.high)
      }),
      { numRuns: 20 }
    )
  })

  it("are infinite above, and say how often, where the arm may never get there", () => {
    const { tokensRatio, outOfReach } = interval(laws.refit, 1e9, 2e12, {
      multiplier: 1.02,
      multiplierLogError: 0.005,
      addedLoss: 0
    })
    expect(tokensRatio.high).toBe(Number.POSITIVE_INFINITY)
    expect(outOfReach).toBeGreaterThan(0.025)
    expect(outOfReach).toBeLessThanOrEqual(1)
  })

  it("are the same every time", () => {
    expect(interval(laws.refit, 10e9, 200e9, eightReplicas)).toEqual(interval(laws.refit, 10e9, 200e9, eightReplicas))
  })
})

describe("one arm against another", () => {
  const arm = (replicas: number, every: number) => ({
    multiplier: ReplicaPenalty.multiplier(replicas, every, 10e9),
    multiplierLogError: ReplicaPenalty.logError(replicas, every),
    addedLoss: 0
  })

  it("against a plain one it is phi, with phi's interval", () => {
    const { tokensRatio } = interval(laws.refit, 10e9, 200e9, eightReplicas)
    expect(tokensBetween(laws.refit, 10e9, 200e9, plain, eightReplicas)).toEqual(tokensRatio)
  })

  it("against one that is alike it is 1 for sure", () => {
    const even = { estimate: 1, low: 1, high: 1 }
    expect(tokensBetween(laws.refit, 10e9, 200e9, eightReplicas, arm(8, 30))).toEqual(even)
    const never = { multiplier: 2, multiplierLogError: 0, addedLoss: 0 }
    expect(tokensBetween(laws.refit, 10e9, 200e9, never, never)).toEqual(even)
  })

  it("against one that differs little it is surer than phi: the errors are common", () => {
    const between = tokensBetween(laws.refit, 10e9, 200e9, arm(8, 50), arm(8, 100))
    const phi = interval(laws.refit, 10e9, 200e9, arm(8, 100)).tokensRatio
    expect(between.estimate).toBeGreaterThan(1)
    expect(between.low).toBeGreaterThan(1)
    expect(between.high / between.low).toBeLessThan(phi.high / phi.low)
  })

  it("goes the other way round when asked the other way round", () => {
    const there = tokensBetween(laws.refit, 10e9, 200e9, arm(2, 30), arm(8, 100))
    const back = tokensBetween(laws.refit, 10e9, 200e9, arm(8, 100), arm(2, 30))
    expect(there.estimate * back.estimate).toBeCloseTo(1, 9)
  })
})
