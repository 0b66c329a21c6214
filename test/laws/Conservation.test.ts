import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import { Run } from "../../packages/sim/src/world/Run.ts"
import { rules } from "../../packages/sim/src/world/Rules.ts"
import { cases, eagerMiners } from "../arbitraries/Scenarios.ts"
import { cohort, jobClass, scenario } from "../world/Worlds.ts"
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

describe("while miners convert, offer GPUs on two networks and stop when these are old", () => {
  it("money is neither made nor lost and no GPU is sold twice", () => {
    const written = scenario(560, {
      networks: { north: {}, south: { market: { kind: "double-auction", interval: "6 hours" } } },
      supply: {
        cohorts: { owners: cohort({ asking: { kind: "fixed", price: "12 USD/GPU-hour" } }) },
        miners: {
          ...eagerMiners,
          sites: { ...eagerMiners.sites, spot: { ...eagerMiners.sites?.spot, price: "9k USD" } }
        }
      },
      demand: {
        jobs: jobClass(24, {
          gpus: { kind: "choice", values: [1, 8, 16], weights: [5, 2, 1] },
          duration: { kind: "exponential", mean: "1 day" },
          patience: "10 h"
        })
      }
    })
    const run = Run.make(written)
    let converted = 0
    eachEvent(run, (world) => {
      converted = Math.max(converted, world.sites?.rows.filter((row) => row >= 0).length ?? 0)
      if (world.simulation.handled % 7 !== 0) return
      moneyIsConserved(world)
      machinesAreSoldOnce(world)
    })
    // Some have come and gone again: a contract keeps its place in `rows`, and −1 when its machines are gone.
    expect(converted).toBeGreaterThan(1)
    expect(run.world.sites?.rows).toContain(-1)
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
