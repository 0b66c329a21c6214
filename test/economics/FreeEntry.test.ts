import { describe, expect, it } from "vitest"
import { Run } from "../../packages/sim/src/world/Run.ts"
import { cohort, type Cohort, day, hour, jobClass, scenario, type Written } from "../world/Worlds.ts"

/** USD per GPU-hour that every owner asks, and GPUs that users rent on average: jobs of a day at the beat of a clock. */
const price = 2
const rented = 50

const demand: Written["demand"] = {
  jobs: jobClass(0, {
    requests: {
      kind: "users",
      users: rented,
      requests_per_user: "1 per day",
      burstiness: 0,
      daily_swing: "0%",
      weekend: "100%"
    },
    duration: "1 day",
    price_weight: 0
  })
}

/** Owners of one GPU each who come as soon as it pays and leave as soon as it does not: at rest `expected` of them, at the start fewer and at
 * most twice as many, so that those who might come are as many as those who might leave. */
const owners = (expected: number, parts: Partial<Cohort>): Cohort =>
  cohort({
    count: Math.max(rented + 5, Math.round(0.7 * expected)),
    potential: 2 * expected,
    gpus: 1,
    asking: { kind: "fixed", price: `${price} USD/GPU-hour` },
    running_cost: "100%",
    response: "1%",
    review_every: "1 week",
    token_discount: "0%",
    ...parts
  })

/** A token whose price stays, because the pool is too deep for what providers sell: its emission is a subsidy in USD. */
const subsidy = (dollarsPerDay: number, fee = "0%") =>
  ({
    kind: "network-token",
    initial_price: "1 USD/token",
    pool: { depth: "400M USD" },
    outside_market: { kind: "none" },
    emission: { kind: "fixed", rate: `${dollarsPerDay} tokens/day` },
    distribution: { kind: "work-and-capacity", work_share: "0%" },
    holding: { held: "100%" },
    sink: { fee, burn: "0%" },
    self_dealing: { kind: "none" }
  }) as const

interface Rest {
  readonly utilisation: number
  /** Subsidy per offered GPU-hour, USD. */
  readonly subsidy: number
  /** Full cost of those who offer at the end, and of those who do not, USD per offered hour. */
  readonly inside: ReadonlyArray<number>
  readonly outside: ReadonlyArray<number>
}

/** Four years, of which the last ten months are measured. */
const settle = (cohorts: Record<string, Cohort>, token: NonNullable<Written["networks"]>[string]["token"]): Rest => {
  const run = Run.make(
    scenario(1_500, {
      networks: { network: { market: { kind: "posted-price" }, ...(token === undefined ? {} : { token }) } },
      supply: { cohorts },
      demand
    })
  )
  run.advance(1_200 * day)
  run.world.clearTallies(run.now)
  run.finish()
  const { world } = run
  const venue = world.venue(0)
  const offered = venue.offered.integralUntil(run.now) / hour
  const costs = (isIn: boolean) =>
    world.cohorts.flatMap((one) => [...one.cost].filter((_, member) => (one.rows[member] ?? -1) >= 0 === isIn))
  return {
    utilisation: venue.rented.integralUntil(run.now) / hour / offered,
    subsidy: world.supplied.rewardedUsd / offered,
    inside: costs(true),
    outside: costs(false)
  }
}

/** How far income may be from full cost. Owners look at a month's smoothed income and one in a hundred answers each week, so about 5% too many
 * have come before they see it, then 5% too many leave; the mean over ten months knows little of that. */
const tolerance = 0.03

describe("with free entry", () => {
  it("price × utilisation settles at full cost", () => {
    for (const cost of [0.5, 1, 1.5]) {
      const expected = Math.round((price * rented) / cost)
      const { utilisation } = settle({ owners: owners(expected, { cost: `${cost} USD/GPU-hour` }) }, undefined)
      expect(Math.abs((price * utilisation) / cost - 1), `${price * utilisation} of ${cost}`).toBeLessThan(tolerance)
    }
  })

  it("price × utilisation + subsidy per offered hour settles at full cost: a subsidy builds machines that stand idle", () => {
    for (const perDay of [240, 1_200]) {
      // N* = (R + E)/c: revenue and subsidy of an hour over the cost of one.
      const owned = price * rented + perDay / 24
      const rest = settle({ owners: owners(owned, { cost: "1 USD/GPU-hour" }) }, subsidy(perDay))
      expect(rest.subsidy).toBeGreaterThan(0)
      expect(Math.abs(price * rest.utilisation + rest.subsidy - 1)).toBeLessThan(tolerance)
      expect(Math.abs(rented / rest.utilisation / owned - 1)).toBeLessThan(tolerance)
    }
  })

  it("the network's fee and the power of rented hours come off what owners earn", () => {
    // 700 W at 500 USD/MWh: 0.35 USD for each rented GPU-hour.
    const rest = settle(
      { owners: owners(145, { cost: "0.5 USD/GPU-hour", power_price: "500 USD/MWh" }) },
      subsidy(0, "10%")
    )
    expect(Math.abs(((price * 0.9 - 0.35) * rest.utilisation) / 0.5 - 1)).toBeLessThan(tolerance)
  })

  it("the marginal owner earns full cost: who costs less is in, who costs more is out", () => {
    const cost = { kind: "uniform", from: "0.2 USD/GPU-hour", to: "1.8 USD/GPU-hour" } as const
    const rest = settle({ owners: owners(150, { cost, response: "5%" }) }, subsidy(240))
    const income = price * rest.utilisation + rest.subsidy
    // At the edge, owners whose cost is within what income swings by come and go.
    expect(Math.max(...rest.inside)).toBeLessThan(income * (1 + 2 * tolerance))
    expect(Math.min(...rest.outside)).toBeGreaterThan(income * (1 - 2 * tolerance))
    expect(rest.inside.length).toBeGreaterThan(60)
    expect(rest.outside.length).toBeGreaterThan(60)
  })

  it("two cohorts of different costs: the cheaper one serves all when it is large enough", () => {
    const rest = settle(
      {
        cheap: owners(125, { cost: "0.8 USD/GPU-hour" }),
        dear: owners(125, { cost: "1.2 USD/GPU-hour", response: "5%" })
      },
      undefined
    )
    expect(Math.abs((price * rest.utilisation) / 0.8 - 1)).toBeLessThan(tolerance)
    expect(rest.inside.filter((cost) => cost === 1.2)).toEqual([])
  })
})
