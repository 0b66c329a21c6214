import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import { Run } from "../../packages/sim/src/world/Run.ts"
import { rules } from "../../packages/sim/src/world/Rules.ts"
import { cases } from "../arbitraries/Scenarios.ts"
import { eachEvent, machinesAreSoldOnce, moneyIsConserved } from "./Books.ts"

describe("in any scenario", () => {
  it("money is neither made nor lost, no GPU is sold twice and time never goes back", () => {
    fc.assert(
      fc.property(cases({ commands: true }), ({ scenario, seed, inputs, commands }) => {
        const run = Run.make(scenario, { seed, inputs, commands })
        eachEvent(run, (world) => {
          moneyIsConserved(world)
          machinesAreSoldOnce(world)
        })
        expect(run.isOver).toBe(true)
      }),
      { numRuns: 60, seed: 1 }
    )
  })
})

describe("the scenarios that laws are tried on", () => {
  it("break no rule", () => {
    fc.assert(
      fc.property(cases(), ({ scenario }) => {
        for (const rule of rules) rule(scenario, (path, message) => expect.fail(`${path.join(".")}: ${message}`))
      }),
      { numRuns: 100, seed: 2 }
    )
  })
})
