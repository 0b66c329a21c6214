import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import { jobStates } from "../../packages/sim/src/state/Jobs.ts"
import { Run } from "../../packages/sim/src/world/Run.ts"
import { type Case, cases, decode } from "../arbitraries/Scenarios.ts"

/** Runs a case and gives how each job ended, by its number: one text for each time that it did. */
const endings = ({ scenario, seed, inputs, commands }: Case) => {
  const run = Run.make(scenario, { seed, inputs, commands })
  const ended: Array<Array<string>> = []
  run.world.record({
    job: ({ jobs }, job, now) => {
      const number = jobs.number[job] ?? -1
      const state = jobStates[jobs.state[job] ?? -1] ?? "none"
      ;(ended[number] ??= []).push(state)
      if (!(now >= (jobs.submittedAt[job] ?? Infinity))) expect.fail(`job ${number} ended before it was submitted`)
    }
  })
  run.finish()
  return { ended, world: run.world }
}

/** The same case with demand that stops long before the horizon, everybody impatient, and nothing gone for good. */
const draining = ({ written, ...rest }: Case): Case => {
  const demand = Object.fromEntries(
    Object.entries(written.demand ?? {}).map(([name, jobClass]) => [
      name,
      { ...jobClass, requests: { kind: "trace" as const, file: "jobs.csv" }, patience: "30 h" as const }
    ])
  )
  const calm = { ...written, demand, horizon: { kind: "terminating" as const, length: "90 days" } }
  return { ...rest, written: calm, scenario: decode(calm) }
}

describe("in any scenario", () => {
  it("every job ends at most once, as completed or abandoned, and nobody is forgotten", () => {
    fc.assert(
      fc.property(cases({ commands: true }), (one) => {
        const { ended, world } = endings(one)
        const strange = ended.filter((states) => !["completed", "abandoned", "priced-out"].includes(states.join()))
        expect(strange).toEqual([])
        const open = world.jobs.live - world.venues.reduce((sum, { recruits }) => sum + recruits, 0)
        expect(ended.flat().length + open).toBe(world.jobsRequested)
        expect(world.all.completed + world.all.abandoned + world.pricedOut + open).toBe(world.all.requests)
      }),
      { numRuns: 60, seed: 3 }
    )
  })

  it("every job ends exactly once when demand stops long before the horizon, and the tables are empty again", () => {
    fc.assert(
      fc.property(cases().map(draining), (one) => {
        const { ended, world } = endings(one)
        expect(Array.from(ended, (states) => states?.length ?? 0)).toEqual(Array(world.jobsRequested).fill(1))
        expect([world.jobs.live, world.leases.live]).toEqual([0, 0])
        for (const venue of world.venues) expect(world.ledger.balance(venue.escrow)).toBe(0n)
      }),
      { numRuns: 60, seed: 4 }
    )
  })
})
