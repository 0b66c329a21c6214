import { describe, expect, it } from "vitest"
import { Arrivals, unitGaps, weeklyFactors } from "../../packages/sim/src/demand/Arrivals.ts"
import { nextUsers } from "../../packages/sim/src/demand/Users.ts"
import { Draws } from "../../packages/sim/src/kernel/Draws.ts"
import { Run } from "../../packages/sim/src/world/Run.ts"
import { cloud, day, hour, jobClass, scenario, type JobClass } from "./Worlds.ts"

const flat = { daily_swing: 0, peak_hour: 0, weekend: 1 }
const purpose = Draws.purpose("test/arrivals")

/** Instants of the first requests, at so many an hour. */
const instants = (count: number, perHour: number, coefficient: number, rhythm = flat, seed = 1): Array<number> => {
  const draws = new Draws(seed)
  const arrivals = new Arrivals(perHour / hour, coefficient, rhythm, purpose)
  const found: Array<number> = []
  for (let now = 0; found.length < count; found.push(now)) now = arrivals.next(draws, found.length, now, Infinity)
  return found
}

const mean = (values: ReadonlyArray<number>): number => values.reduce((sum, value) => sum + value, 0) / values.length

describe("Arrivals", () => {
  it("come at the mean rate with the coefficient of variation asked for", () => {
    for (const coefficient of [0, 0.5, 1, 2.83]) {
      const times = instants(40_000, 7, coefficient)
      const gaps = times.map((time, index) => time - (times[index - 1] ?? 0))
      const average = mean(gaps)
      const spread = Math.sqrt(mean(gaps.map((gap) => (gap - average) ** 2))) / average
      // Standard error of the mean: coefficient / √40,000.
      expect(Math.abs((average * 7) / hour - 1)).toBeLessThanOrEqual(3.5 * (coefficient / 200) + 1e-9)
      expect(Math.abs(spread - coefficient)).toBeLessThan(0.05 * Math.max(1, coefficient ** 2))
    }
  })

  it("at a coefficient of zero are a clock", () => {
    const times = instants(10, 2, 0)
    times.forEach((time, index) => expect(time).toBeCloseTo((index + 1) * 1800, 6))
  })

  it("follow the hours of the day and the days of the week, around the same mean", () => {
    const rhythm = { daily_swing: 0.8, peak_hour: 15, weekend: 0.4 }
    const week = 168 * hour
    const weeks = 100
    const times = instants(168 * weeks * 3, 3, 1, rhythm).filter((time) => time < weeks * week)
    expect(times.length / (168 * weeks * 3)).toBeCloseTo(1, 1)
    const byHour = new Float64Array(168)
    for (const time of times) {
      const slot = Math.floor((time % week) / hour)
      byHour[slot] = (byHour[slot] ?? 0) + 1
    }
    const factors = weeklyFactors(rhythm)
    // Poisson counts of about 300 × factor: five standard deviations for the worst of 168.
    byHour.forEach((count, slot) => {
      const expected = 3 * weeks * (factors[slot] ?? 0)
      expect(Math.abs(count - expected)).toBeLessThan(5 * Math.sqrt(expected) + 1)
    })
  })

  it("have weekly factors with mean 1, highest around the peak, lower at the weekend", () => {
    const factors = weeklyFactors({ daily_swing: 0.5, peak_hour: 15, weekend: 0.7 })
    expect(mean([...factors])).toBeCloseTo(1, 12)
    const monday = Array.from(factors.subarray(0, 24))
    expect([14, 15]).toContain(monday.indexOf(Math.max(...monday)))
    expect([2, 3]).toContain(monday.indexOf(Math.min(...monday)))
    expect((factors[5 * 24] ?? 0) / (factors[0] ?? 1)).toBeCloseTo(0.7, 12)
    expect(Math.max(...weeklyFactors(flat)) - Math.min(...weeklyFactors(flat))).toBe(0)
  })

  it("wait through hours in which nobody asks, and never come when nobody is there", () => {
    const weekdays = { daily_swing: 0, peak_hour: 0, weekend: 0 }
    const days = instants(5_000, 1, 1, weekdays).map((time) => Math.floor(time / day) % 7)
    expect(Math.max(...days)).toBe(4)
    const draws = new Draws(1)
    expect(new Arrivals(0, 1, flat, purpose).next(draws, 0, 0, 1e9)).toBe(Infinity)
    expect(new Arrivals(1e-9, 1, flat, purpose).next(draws, 0, 0, 1e6)).toBe(Infinity)
  })

  it("keep their luck when the rate changes: twice the users ask the same things in half the time", () => {
    const slow = instants(100, 1, 2.83)
    const fast = instants(100, 2, 2.83)
    fast.forEach((time, index) => expect(time).toBeCloseTo((slow[index] ?? 0) / 2, 4))
  })

  it("draw gaps of mean 1 at any coefficient", () => {
    for (const coefficient of [0, 0.3, 1, 2.83, 10]) expect(unitGaps(coefficient).mean()).toBeCloseTo(1, 9)
  })
})

describe("Users", () => {
  const growth = { growth: 0, ceiling: Infinity, churn: 0 }

  it("stay as many as they are without growth and churn", () => {
    expect(nextUsers(100, growth, 0.5, 1)).toBe(100)
  })

  it("grow as e^(growth × years) far below the ceiling, and stop at it", () => {
    let users = 10
    for (let days = 0; days < 365; days++)
      users = nextUsers(users, { ...growth, growth: 0.5, ceiling: 1e9 }, 0, 1 / 365)
    expect(users / 10).toBeCloseTo(Math.E ** 0.5, 2)
    for (let days = 0; days < 36_500; days++)
      users = nextUsers(users, { ...growth, growth: 2, ceiling: 50 }, 0, 1 / 365)
    expect(users).toBeCloseTo(50, 6)
  })

  it("leave as fast as they are not served, and never become fewer than none", () => {
    expect(nextUsers(100, { ...growth, churn: 0.2 }, 0, 1)).toBe(100)
    expect(nextUsers(100, { ...growth, churn: 0.2 }, 0.5, 1)).toBeCloseTo(90, 12)
    expect(nextUsers(100, { ...growth, churn: 5 }, 1, 1)).toBe(0)
  })

  it("settle where growth meets churn", () => {
    // growth × (1 − users ÷ ceiling) = churn × unmet share.
    let users = 1
    for (let days = 0; days < 36_500; days++) {
      users = nextUsers(users, { growth: 1, ceiling: 100, churn: 0.5 }, 0.4, 1 / 365)
    }
    expect(users).toBeCloseTo(80, 3)
  })
})

describe("users in a run", () => {
  const requests = (parts: object): JobClass["requests"] => ({
    kind: "users",
    users: 400,
    requests_per_user: "1 per day",
    burstiness: 0,
    daily_swing: "0%",
    weekend: "100%",
    ...parts
  })
  const stockAfterAYear = (gpus: number, parts: object) => {
    const year = scenario(365, {
      clouds: { central: cloud(gpus) },
      demand: { jobs: jobClass(0, { requests: requests(parts), patience: "0 s", duration: "1 h" }) }
    })
    const run = Run.make(year)
    run.finish()
    return { stock: run.world.stream(0).stock, asked: run.world.all.requests, unserved: run.world.all.abandoned }
  }

  it("grow, and so do their requests", () => {
    const { stock, asked } = stockAfterAYear(1_000, { growth: 0.7 })
    expect(stock / 400).toBeCloseTo(Math.E ** 0.7, 2)
    expect(asked / ((400 * 365 * (Math.E ** 0.7 - 1)) / 0.7)).toBeCloseTo(1, 2)
  })

  it("leave where they are not served", () => {
    expect(stockAfterAYear(1_000, { churn: 1 }).stock).toBe(400)
    // Eight GPUs serve at most 192 of 400 jobs of an hour a day, so there is always somebody to turn away.
    const { stock, unserved } = stockAfterAYear(8, { churn: 1 })
    expect(unserved).toBeGreaterThan(20_000)
    expect(stock).toBeLessThan(300)
    // Nobody leaves once the eight GPUs serve all who are left.
    expect(stock).toBeGreaterThan(192 * 0.95)
  })
})
