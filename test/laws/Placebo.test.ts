import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import { ofMean } from "../../packages/sim/src/experiment/Interval.ts"
import { market } from "../arbitraries/Scenarios.ts"
import { measure } from "../../packages/sim/src/world/Metrics.ts"
import { Run } from "../../packages/sim/src/world/Run.ts"
import { after, cloud, cohort, day, jobClass, livesOf, scenario, type Written } from "../world/Worlds.ts"

/** Without incentives, with the same machines, prices, links, reliability and rule, a network is a cloud by another name. */
const queue = { kind: "first-come-queue", backfill: true } as const
const jobs = jobClass(200, {
  gpus: { kind: "choice", values: [1, 2, 8], weights: [6, 3, 1] },
  duration: { kind: "lognormal", median: "30 minutes", p99: "20 h" },
  patience: { kind: "exponential", mean: "4 h" },
  lowest_budget: "1.5 USD/GPU-hour"
})
const breaking = { failure_every: "400 h", repair: "5 h" }

/** Rules by which jobs start at once at the provider's price: auctions wait for a clearing, prices by utilisation are the venue's own. */
const atListPrices = market.filter(({ kind }) => kind !== "double-auction" && kind !== "utilisation-priced")

const demand: Written["demand"] = { jobs }
const decentralised = scenario(10, {
  networks: { venue: { market: queue } },
  supply: { cohorts: { machines: cohort({ gpus: 24, ...breaking }) } },
  demand
})
const central = scenario(10, {
  // A cloud draws its failures by its own name, so the cohort must be named like it.
  clouds: { machines: cloud(24, "2 USD/GPU-hour", breaking) },
  demand
})

/** The smallest number of successes that a binomial variable does not fall below but with a chance of at most `chance`. */
const leastLikely = (trials: number, success: number, chance: number): number => {
  let probability = (1 - success) ** trials
  let below = 0
  for (let successes = 0; ; successes++) {
    below += probability
    if (below > chance) return successes
    probability *= ((trials - successes) / (successes + 1)) * (success / (1 - success))
  }
}

describe("the placebo", () => {
  it("is exact when only one of them is there: each job starts, ends, breaks and pays alike, to the bit", () => {
    fc.assert(
      fc.property(fc.nat(), (seed) => {
        // Names are luck: the network must be called like the cloud for the choice, which has one venue only and so draws the same.
        const network = livesOf(Run.make(decentralised, { seed }))
        const cloudLives = livesOf(Run.make(central, { seed }))
        expect(network.length).toBeGreaterThan(1_000)
        expect(network).toEqual(cloudLives)
      }),
      { numRuns: 8, seed: 51 }
    )
  })

  it("shows no difference between networks of any two rules when nobody ever has to wait or to choose", () => {
    fc.assert(
      fc.property(atListPrices, atListPrices, fc.nat(), (one, other, seed) => {
        const [first, second] = [one, other].map((rule) =>
          livesOf(
            Run.make(
              scenario(5, {
                networks: { venue: { market: rule } },
                supply: { cohorts: { machines: cohort({ count: 10, gpus: 400 }) } },
                demand
              }),
              { seed }
            )
          )
        )
        expect(first).toEqual(second)
      }),
      { numRuns: 12, seed: 52 }
    )
  })

  it("is zero within its interval in about 95 of 100 experiments when both compete for the same users", () => {
    const contest = scenario(6, {
      networks: { network: { market: queue } },
      clouds: { central: cloud(16, "2 USD/GPU-hour", breaking) },
      supply: { cohorts: { machines: cohort({ gpus: 16, ...breaking }) } },
      demand: { jobs: { ...jobs, requests: { kind: "users", users: 120, requests_per_user: "1 per day" } } }
    })
    const experiments = 40
    const replications = 10
    const names = ["wait_mean", "utilisation", "price"] as const
    const within = { wait_mean: 0, utilisation: 0, price: 0 }
    for (let experiment = 0; experiment < experiments; experiment++) {
      const runs = Array.from({ length: replications }, (_, replication) =>
        measure(after(contest, { seed: experiment * 1_000 + replication }))
      )
      for (const name of names) {
        const gaps = runs.map((run) => (run[`${name}_network`] ?? Number.NaN) - (run[`${name}_central`] ?? Number.NaN))
        const { mean, halfWidth } = ofMean(gaps)
        if (Math.abs(mean) <= (halfWidth ?? 0)) within[name]++
      }
    }
    // Were each interval right with a chance of exactly 95%, fewer than this would come in one of a thousand trials. All 40 within would come in
    // one of eight, so nothing can be said against intervals that are too wide; seeds are fixed, so this is no lottery.
    const least = leastLikely(experiments, 0.95, 1 / 1_000)
    expect(least).toBe(33)
    for (const name of names) expect([name, within[name], within[name] >= least]).toEqual([name, within[name], true])
  })

  it("splits the users in halves", () => {
    const even = scenario(40, {
      networks: { network: { market: queue } },
      clouds: { central: cloud(200) },
      supply: { cohorts: { machines: cohort({ gpus: 200 }) } },
      demand: { jobs }
    })
    const world = after(even)
    const [network, cloudVenue] = world.venues
    expect(world.simulation.now).toBe(40 * day)
    const share = (network?.tally.requests ?? 0) / ((network?.tally.requests ?? 0) + (cloudVenue?.tally.requests ?? 0))
    // Inertia makes the 1,024 requesters stick to where they were, so there is less luck in 6,000 requests than it seems, and still enough.
    expect(Math.abs(share - 0.5)).toBeLessThan(0.04)
  })
})
