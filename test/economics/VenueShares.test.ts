import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import { Run } from "../../packages/sim/src/world/Run.ts"
import { after, cloud, cohort, jobClass, scenario, type JobClass } from "../world/Worlds.ts"

/** Two venues with machines for everybody, so that nobody ever waits: price and trust alone decide. */
const contest = (networkPrice: number, centralPrice: number, days: number, parts: Partial<JobClass> = {}, egress = 0) =>
  scenario(days, {
    networks: { network: {} },
    clouds: { central: cloud(5_000, `${centralPrice} USD/GPU-hour`, { egress: `${egress} USD/GB` }) },
    supply: {
      cohorts: { owners: cohort({ gpus: 5_000, asking: { kind: "fixed", price: `${networkPrice} USD/GPU-hour` } }) }
    },
    demand: { jobs: jobClass(2_000, { inertia: 0, duration: "1 h", ...parts }) }
  })

const networkShare = (contested: ReturnType<typeof contest>, seed = 1): number => {
  const world = after(contested, { seed })
  return world.venue(0).tally.requests / world.all.requests
}

const logit = (one: number, other: number): number => 1 / (1 + Math.exp(other - one))
/** Three and a half standard errors of a share found in so many independent choices. */
const luck = (share: number, choices: number): number => 3.5 * Math.sqrt((share * (1 - share)) / choices)

describe("shares of venues, with waits held", () => {
  it("are exp(utility) ÷ Σ exp(utility) with utility = trust − price weight × ln price", () => {
    for (const { network, central, weight, trust } of [
      { network: 2, central: 2, weight: 2, trust: 0 },
      { network: 1, central: 3, weight: 2, trust: 0 },
      { network: 1, central: 3, weight: 2, trust: -1.5 },
      { network: 3, central: 2, weight: 5, trust: 1 },
      { network: 3, central: 0.5, weight: 0, trust: 0.7 }
    ]) {
      const share = networkShare(contest(network, central, 10, { price_weight: weight, trust: { network: trust } }))
      const expected = logit(trust - weight * Math.log(network), -weight * Math.log(central))
      expect(Math.abs(share - expected), `${share} and not ${expected}`).toBeLessThan(luck(expected, 20_000))
    }
  })

  it("count data to be moved as part of the price of a job", () => {
    const share = networkShare(contest(2, 2, 10, { price_weight: 2, data: "10 GB" }, 0.1))
    // Moving 10 GB at 0.10 USD/GB is half of the 2 USD that one GPU-hour costs.
    const expected = logit(0, -2 * 0.5)
    expect(Math.abs(share - expected)).toBeLessThan(luck(expected, 20_000))
  })

  it("with inertia are those of a Markov chain that prefers to stay", () => {
    const inertia = 1.2
    const preference = 2 * Math.log(3 / 2)
    const share = networkShare(contest(2, 3, 40, { price_weight: 2, inertia }))
    const stays = logit(preference + inertia, 0)
    const comes = logit(preference, inertia)
    const expected = comes / (comes + 1 - stays)
    // Choices of one requester are alike: their number counts less by (1 + r) ÷ (1 − r), r the chain's correlation.
    const alike = stays - comes
    const choices = (80_000 * (1 - alike)) / (1 + alike)
    // The first choice of each of the 1,024 requesters knows no inertia.
    expect(Math.abs(share - expected)).toBeLessThan(luck(expected, choices) + 1_024 / 80_000)
  })

  it("a lower central price never sends anybody to the network, at any prices, budgets and seeds", () => {
    const price = fc.integer({ min: 1, max: 60 }).map((tenths) => tenths / 10)
    fc.assert(
      fc.property(price, price, price, fc.nat(), (network, one, other, seed) => {
        const [low, high] = [Math.min(one, other), Math.max(one, other)].map((central) => {
          const run = Run.make(contest(network, central, 1, { lowest_budget: "1 USD/GPU-hour" }), { seed })
          const onNetwork: Array<boolean> = []
          run.world.record({
            job: ({ jobs }, job) => void (onNetwork[jobs.number[job] ?? 0] = jobs.venue[job] === 0)
          })
          run.finish()
          return onNetwork
        })
        expect(high?.length).toBeGreaterThan(1_000)
        const driven = low?.filter((there, job) => there && high?.[job] === false)
        expect(driven).toEqual([])
      }),
      { numRuns: 25, seed: 61 }
    )
  })

  it("a requester pays for no GPU more than it would, and those who would pay less than anybody asks go unserved", () => {
    const world = after(contest(4, 8, 10, { lowest_budget: "1 USD/GPU-hour", elasticity: 1.1 }))
    // P(budget ≥ 4) = 4^-1.1 of all requests.
    const served = 1 - world.pricedOut / world.all.requests
    const expected = 4 ** -1.1
    expect(Math.abs(served - expected)).toBeLessThan(luck(expected, 20_000))
  })
})
