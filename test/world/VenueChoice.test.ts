import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import { choose, shares, utility } from "../../packages/sim/src/demand/VenueChoice.ts"
import { Draws } from "../../packages/sim/src/kernel/Draws.ts"
import { Run } from "../../packages/sim/src/world/Run.ts"
import { cloud, cohort, day, hour, jobClass, livesOf, recorded, replayed, scenario } from "./Worlds.ts"

const weights = { price_weight: 2, wait_weight: 0.5, inertia: 0.7 }
const purposes = ["a", "b", "c", "d"].map(Draws.purpose)

describe("the utility of a venue", () => {
  const at = (parts: {
    readonly trust?: number
    readonly price?: number
    readonly wait?: number
    readonly moving?: number
    readonly last?: boolean
  }) =>
    utility(weights, parts.trust ?? 0, parts.price ?? 1, 10, parts.wait ?? 0, parts.moving ?? 0, parts.last ?? false)

  it("is nothing for a venue of no trust at a price of one without wait", () => {
    expect(at({})).toBeCloseTo(0, 12)
  })

  it("loses the price weight for each factor e of the price, and for each moving cost as large as the job's", () => {
    expect(at({ price: Math.E })).toBeCloseTo(-2, 12)
    expect(at({ moving: 1 })).toBeCloseTo(-2, 12)
  })

  it("loses the wait weight for each hour of expected wait", () => {
    expect(at({ wait: 3 })).toBeCloseTo(-1.5, 12)
  })

  it("gains trust, and inertia where one was last", () => {
    expect(at({ trust: 1.5, last: true })).toBeCloseTo(2.2, 12)
  })

  it("is minus infinity beyond the highest price, or where nothing is offered", () => {
    expect(at({ price: 10 })).toBeGreaterThan(-Infinity)
    expect(at({ price: 10.01 })).toBe(-Infinity)
    expect(at({ price: Number.NaN })).toBe(-Infinity)
  })

  it("is finite for what costs nothing, also when prices do not matter", () => {
    expect(Number.isFinite(at({ price: 0 }))).toBe(true)
    expect(utility({ ...weights, price_weight: 0 }, 0, 0, 10, 0, 0, false)).toBe(0)
  })
})

describe("the shares of venues", () => {
  it("are exp(utility) ÷ Σ exp(utility), at any size of the utilities", () => {
    expect(shares([0, 0])).toEqual([0.5, 0.5])
    expect(shares([1_000, 1_000, -Infinity])).toEqual([0.5, 0.5, 0])
    expect(shares([Math.log(3), 0])[0]).toBeCloseTo(0.75, 12)
    expect(shares([-Infinity, -Infinity])).toEqual([0, 0])
  })

  it("are met by the choices of many jobs", () => {
    const draws = new Draws(7)
    const utilities = Float64Array.of(0.3, -1, 1.2, -Infinity)
    const counts = [0, 0, 0, 0]
    const jobs = 40_000
    for (let job = 0; job < jobs; job++) {
      const venue = choose(draws, purposes, job, utilities, 4)
      counts[venue] = (counts[venue] ?? 0) + 1
    }
    shares([...utilities]).forEach((share, venue) =>
      expect(Math.abs((counts[venue] ?? 0) / jobs - share)).toBeLessThan(
        3.5 * Math.sqrt((share * (1 - share)) / jobs) + 1e-9
      )
    )
  })
})

describe("a choice", () => {
  const utilities = fc.array(fc.double({ min: -5, max: 5, noNaN: true }), { minLength: 1, maxLength: 4 })

  it("never falls on a venue that got worse while another stayed, nor leaves one that got better", () => {
    fc.assert(
      fc.property(
        utilities,
        fc.nat(3),
        fc.double({ min: 0, max: 5, noNaN: true }),
        fc.nat(),
        (values, which, gain, job) => {
          const draws = new Draws(3)
          const venue = which % values.length
          const before = choose(draws, purposes, job, Float64Array.from(values), values.length)
          const better = values.map((value, index) => (index === venue ? value + gain : value))
          const after = choose(draws, purposes, job, Float64Array.from(better), values.length)
          expect([before, venue]).toContain(after)
        }
      ),
      { seed: 71 }
    )
  })

  it("is nobody's when no venue is possible", () => {
    expect(choose(new Draws(1), purposes, 0, Float64Array.of(-Infinity, -Infinity), 2)).toBe(-1)
    expect(choose(new Draws(1), purposes, 0, new Float64Array(0), 0)).toBe(-1)
  })
})

describe("requesters in a run", () => {
  it("learn to avoid a venue that made them wait, and come back when the news is better", () => {
    // One GPU that a week-long job keeps busy, beside many that are free but not trusted as much.
    const written = scenario(30, {
      clouds: { busy: cloud(1), free: cloud(1_000) },
      demand: {
        blocker: replayed({ trust: { busy: 100 } }),
        jobs: jobClass(200, { inertia: 0, trust: { busy: 3 }, wait_weight: 1, duration: "1 minute", patience: "6 h" })
      }
    })
    const run = Run.make(written, { inputs: recorded([[0, 1, 10 * 86_400]]) })
    const share = (from: number, to: number) => {
      run.advance(from * day)
      const before = run.world.venue(0).tally.requests
      const all = run.world.all.requests
      run.advance(to * day)
      return (run.world.venue(0).tally.requests - before) / (run.world.all.requests - all)
    }
    const first = share(0, 0.2)
    const blocked = share(5, 10)
    const later = share(25, 30)
    expect(first).toBeGreaterThan(0.8)
    expect(blocked).toBeLessThan(0.4)
    expect(later).toBeGreaterThan(0.8)
    expect(run.world.stream(1).remembered[0]).toBeLessThan(1)
    expect(run.now).toBe(30 * 24 * hour)
  })

  it("are turned away by no offer that they would not take: who finds the cheap ones busy waits, whether dear ones are free or not", () => {
    const livesWith = (dear: number) =>
      livesOf(
        Run.make(
          scenario(20, {
            networks: { network: { market: { kind: "posted-price" } } },
            supply: {
              cohorts: {
                cheap: cohort({ gpus: 4, asking: { kind: "fixed", price: "1 USD/GPU-hour" } }),
                middling: cohort({ gpus: 4, asking: { kind: "fixed", price: "2 USD/GPU-hour" } }),
                dear: cohort({
                  count: dear,
                  potential: 1,
                  response: 0,
                  asking: { kind: "fixed", price: "3 USD/GPU-hour" }
                })
              }
            },
            demand: {
              jobs: jobClass(200, {
                duration: { kind: "exponential", mean: "50 minutes" },
                lowest_budget: "2.5 USD/GPU-hour",
                highest_budget: "2.9 USD/GPU-hour"
              })
            }
          })
        )
      )
    const without = livesWith(0)
    expect(without.filter(({ started, submitted }) => started > submitted).length).toBeGreaterThan(100)
    expect(livesWith(1)).toEqual(without)
  })

  it("spill over from a cloud at its limit", () => {
    const written = (gpus: number) =>
      scenario(20, {
        clouds: { central: cloud(gpus, "2 USD/GPU-hour"), dear: cloud(1_000, "3 USD/GPU-hour") },
        demand: { jobs: jobClass(24 * 20, { inertia: 0, price_weight: 6, duration: "1 h" }) }
      })
    const share = (gpus: number) => {
      const run = Run.make(written(gpus))
      run.finish()
      return run.world.venue(1).tally.requests / run.world.all.requests
    }
    const [ample = 0, scarce = 0, least = 0] = [100, 15, 5].map(share)
    expect(ample).toBeCloseTo(1 / (1 + 1.5 ** 6), 1)
    expect(scarce).toBeGreaterThan(ample)
    expect(least).toBeGreaterThan(0.6)
  })
})
