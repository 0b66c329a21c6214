import { describe, expect, it } from "vitest"
import { Run } from "../../packages/sim/src/world/Run.ts"
import { cohort, day, jobClass, scenario } from "../world/Worlds.ts"

/** Measured and true work of a day at rest, USD: a network whose emission goes to work, with a token whose price stays. */
const workAtRest = (options: {
  readonly emission: number
  readonly fee: number
  readonly jobsPerDay: number
  readonly willing?: string
}) => {
  const run = Run.make(
    scenario(500, {
      networks: {
        network: {
          token: {
            kind: "network-token",
            initial_price: "1 USD/token",
            // Fees of fake work are paid by selling tokens; in a deep pool that leaves the price alone.
            pool: { depth: "400M USD" },
            outside_market: { kind: "none" },
            emission: { kind: "fixed", rate: `${options.emission} tokens/day` },
            distribution: { kind: "work-and-capacity", work_share: "100%" },
            holding: { held: "100%" },
            sink: { fee: options.fee, burn: "0%" },
            self_dealing: { kind: "best-response", friction: "0%", willing: options.willing ?? "100%" }
          }
        }
      },
      supply: { cohorts: { owners: cohort({ count: 100, gpus: 4 }) } },
      demand: { jobs: jobClass(options.jobsPerDay, { duration: "10 h" }) }
    })
  )
  let measured = 0
  let honest = 0
  const days = 50
  run.advance(450 * day)
  for (let passed = 0; passed < days; passed++) {
    run.advance(run.now + day)
    const { trueWorkUsd, fakeWorkUsd } = run.world.venue(0).incentives.signals
    measured += (trueWorkUsd + fakeWorkUsd) / days
    honest += trueWorkUsd / days
  }
  const { paidUsd } = run.world.all
  return { measured, honest, paidUsd, world: run.world }
}

describe("a network that pays for measured work, with washing open", () => {
  it("measures emission over fee, V* = E/f, whatever the true demand", () => {
    for (const { emission, fee, jobsPerDay } of [
      { emission: 1_000, fee: 0.05, jobsPerDay: 0 },
      { emission: 1_000, fee: 0.05, jobsPerDay: 50 },
      { emission: 1_000, fee: 0.2, jobsPerDay: 50 },
      { emission: 250, fee: 0.05, jobsPerDay: 100 }
    ]) {
      const { measured } = workAtRest({ emission, fee, jobsPerDay })
      // A provider minds its own share in the rewards: one of a hundred alike stops a hundredth short. Those with true work have
      // more than that for a while, so it takes a year until all are alike.
      const expected = (emission / fee) * 0.99
      expect(Math.abs(measured / expected - 1), `${measured} and not ${expected}`).toBeLessThan(0.01)
    }
  })

  it("measures true work only when that alone brings rewards below the fee, or when nobody is willing", () => {
    const busy = workAtRest({ emission: 50, fee: 0.05, jobsPerDay: 100 })
    expect(busy.measured).toBe(busy.honest)
    const honest = workAtRest({ emission: 1_000, fee: 0.05, jobsPerDay: 50, willing: "0%" })
    expect(honest.measured).toBe(honest.honest)
  })

  it("never counts fake work as demand: what users paid and the hours they rented are the same with and without it", () => {
    const washed = workAtRest({ emission: 1_000, fee: 0.05, jobsPerDay: 50 })
    const clean = workAtRest({ emission: 1_000, fee: 0.05, jobsPerDay: 50, willing: "0%" })
    expect(washed.world.supplied.fakeUsd).toBeGreaterThan(100_000)
    expect(washed.paidUsd).toBe(clean.paidUsd)
    expect(washed.world.all.gpuSeconds).toBe(clean.world.all.gpuSeconds)
    expect(washed.honest).toBe(clean.honest)
  })
})
