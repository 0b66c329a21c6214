/** Prices, hash rate and machines that follow files. */
import { Schema } from "effect"
import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import { Draws } from "../../packages/sim/src/kernel/Draws.ts"
import * as Snapshot from "../../packages/sim/src/kernel/Snapshot.ts"
import * as SeriesConfig from "../../packages/sim/src/state/SeriesConfig.ts"
import type { Inputs } from "../../packages/sim/src/world/Compile.ts"
import { Roll } from "../../packages/sim/src/world/Roll.ts"
import { Run } from "../../packages/sim/src/world/Run.ts"
import type { World } from "../../packages/sim/src/world/World.ts"
import { cloud, cohort, day, hour, jobClass, scenario, type Written } from "./Worlds.ts"

type Rows = ReadonlyArray<readonly [seconds: number, value: number]>

const series = (file: string) => ({ kind: "series", file }) as const
const decode = Schema.decodeUnknownSync(SeriesConfig.SeriesFile)

/** What a scenario reads, from rows by the name of the file. */
const inputs = (files: Record<string, Rows>): Inputs => ({
  traces: {},
  series: Object.fromEntries(
    Object.entries(files).map(([file, rows]) => {
      const time = Float64Array.from(rows, ([seconds]) => seconds)
      return [
        SeriesConfig.key(decode(series(file))),
        Object.freeze({ time, value: Float64Array.from(rows, ([, value]) => value), period: Infinity })
      ]
    })
  )
})

const run = (parts: Partial<Written>, files: Record<string, Rows>, days = 10): Run =>
  Run.make(scenario(days, parts), { inputs: inputs(files) })

/** What is measured after each day. */
const daily = <A>(made: Run, days: number, measure: (world: World) => A): ReadonlyArray<A> =>
  Array.from({ length: days }, (_, index) => {
    made.advance((index + 1) * day)
    return measure(made.world)
  })

const steps: Rows = [
  [0, 2],
  [2.5 * day, 5],
  [6 * day, 3]
]

describe("a price that follows a file", () => {
  it("is a cloud's list price from the next day on, and drift leaves it alone", () => {
    const made = run(
      {
        clouds: {
          central: {
            ...cloud(8),
            fleets: [{ gpu_model: "H100-SXM", region: "us-east", gpus: 8, price: series("price.csv") }],
            price_drift: 5
          }
        }
      },
      { "price.csv": steps }
    )
    const price = (world: World) => (world.offers.price[0] ?? Number.NaN) / 1e6
    expect(price(made.world)).toBe(2)
    expect(daily(made, 7, price)).toEqual([2, 2, 5, 5, 5, 3, 3])
  })

  it("is what power costs a cohort that day, also those who are already there", () => {
    const made = run(
      { networks: { network: {} }, supply: { cohorts: { a: cohort({ power_price: series("power.csv") }) } } },
      {
        "power.csv": [
          [0, 100],
          [day, 300]
        ]
      }
    )
    const perHour = (world: World) => world.providers.costPerRentedHour[0] ?? Number.NaN
    const before = perHour(made.world)
    expect(before).toBeCloseTo(100 * 0.0007, 12)
    made.advance(day)
    expect(perHour(made.world)).toBeCloseTo(3 * before, 12)
  })

  it("is what a token costs, in the pool within its fee, whatever the network sells", () => {
    const token = {
      kind: "network-token",
      initial_price: "7 USD/token",
      outside_market: { kind: "given-path", price: series("token.csv") },
      emission: { kind: "fixed", rate: "50000 tokens/day" }
    } as const
    const made = run(
      { networks: { network: { token } }, supply: { cohorts: { a: cohort({ cost: "3 USD/GPU-hour" }) } } },
      { "token.csv": steps }
    )
    const price = (world: World) => world.venue(0).incentives.signals.price
    expect(price(made.world)).toBeCloseTo(2, 6)
    const seen = daily(made, 7, price)
    for (const [index, expected] of [2, 2, 5, 5, 5, 3, 3].entries()) {
      expect(Math.abs((seen[index] ?? Number.NaN) / expected - 1)).toBeLessThan(0.004)
    }
  })

  it("is what miners pay and get for power, by the mean of the month, and what their GPUs cost", () => {
    const month = 730 * hour
    const sites = {
      cohorts: {
        one: {
          count: 3,
          power: "50 MW",
          power_price: series("power.csv"),
          power_price_spread: 0
        }
      },
      power_market: { base: series("market.csv"), peak_share: "0%" },
      spot: { price: series("gpu.csv") }
    }
    const made = run(
      { clouds: { central: cloud(1) }, supply: { miners: { sites } } },
      {
        "power.csv": [
          [0, 20],
          [month / 2, 60]
        ],
        "market.csv": [
          [0, 10],
          [1.5 * month, 30]
        ],
        "gpu.csv": [
          [0, 30_000],
          [month, 20_000]
        ]
      },
      62
    )
    const miners = made.world.sites?.miners
    expect(miners?.sites.powerPrice[0]).toBe(20)
    expect(miners?.appraisal.gpuPrice(0)).toBe(30_000)
    made.advance(month)
    expect(miners?.sites.powerPrice[0]).toBeCloseTo(40, 9)
    expect(miners?.appraisal.market.base).toBe(10)
    expect(miners?.appraisal.gpuPrice(month)).toBe(20_000)
    made.advance(2 * month)
    expect(miners?.sites.powerPrice[0]).toBeCloseTo(60, 9)
    expect(miners?.appraisal.market.base).toBeCloseTo(20, 9)
  })
})

describe("the network's hash rate", () => {
  it("follows its file whatever anybody earns, and the hash price and the difficulty follow it", () => {
    const hash_price = {
      kind: "endogenous",
      btc_price: { kind: "series", file: "btc.csv" },
      hash_rate: series("rate.csv")
    } as const
    const made = run(
      { clouds: { central: cloud(1) }, supply: { miners: { hash_price, sites: {} } } },
      {
        "btc.csv": [
          [0, 90_000],
          [20 * day, 10_000]
        ],
        "rate.csv": [
          [0, 1000],
          [2 * day, 2000]
        ]
      },
      60
    )
    const price = made.world.sites?.hashPrice
    const first = price?.hashPrice ?? Number.NaN
    made.advance(3 * day)
    expect(price?.hashRate).toBe(2000)
    expect(price?.hashPrice).toBe(first)
    made.advance(15 * day)
    expect(price?.hashPrice).toBeLessThan(0.6 * first)
    made.advance(40 * day)
    expect(price?.hashRate).toBe(2000)
    expect(price?.bitcoinPrice).toBe(10_000)
  })
})

describe("machines that were recorded", () => {
  const recorded: Rows = [
    [0, 4],
    [10 * hour, 10],
    [10 * hour, 8],
    [30 * hour, 0],
    [60 * hour, 5]
  ]
  const parts = (more: object = {}): Partial<Written> => ({
    networks: { network: {} },
    supply: {
      cohorts: {
        a: cohort({ count: 100, availability: { kind: "trace", machines: series("machines.csv") }, ...more })
      }
    },
    demand: { jobs: jobClass(200) }
  })
  const online = ({ online }: World) => online.value / 8

  it("are online in the share that the file says, at its instants", () => {
    const made = run(parts(), { "machines.csv": recorded })
    expect(online(made.world)).toBe(40)
    const at = (hours: number) => {
      made.advance(hours * hour)
      return online(made.world)
    }
    // All at once at 10 h: of two rows at one time the later one holds.
    expect([9.99, 10, 29, 30, 59, 60, 200].map(at)).toEqual([40, 80, 80, 0, 0, 50, 50])
  })

  it("count from the number that stands for all, when that is given", () => {
    const full = { availability: { kind: "trace", machines: series("machines.csv"), full: 20 } } as const
    const made = run(parts(full), { "machines.csv": recorded })
    expect(online(made.world)).toBe(20)
  })

  it("are other ones after each change, and the same ones whatever is asked of them", () => {
    const who = (made: Run) => {
      const { providers } = made.world
      return Array.from({ length: providers.used }, (_, row) => providers.state[row])
    }
    const made = run(parts(), { "machines.csv": recorded })
    const first = who(made)
    made.advance(61 * hour)
    const dearer = run(parts({ asking: { kind: "fixed", price: "3 USD/GPU-hour" } }), { "machines.csv": recorded })
    expect(who(dearer)).toEqual(first)
    dearer.advance(61 * hour)
    expect(who(dearer)).toEqual(who(made))
    expect(who(made)).not.toEqual(first)
  })

  it("stay away while their region has failed, and come back to what the file says then", () => {
    const shocks = [{ kind: "region-fails", at: "5 h", region: "us-east", lasts: "15 h" }] as const
    const made = run({ ...parts(), shocks }, { "machines.csv": recorded })
    const at = (hours: number) => {
      made.advance(hours * hour)
      return online(made.world)
    }
    expect([4, 6, 11, 19, 21].map(at)).toEqual([40, 0, 0, 0, 80])
  })

  it("go on from a snapshot as they would have", () => {
    const made = run(parts(), { "machines.csv": recorded })
    made.advance(9 * hour)
    const saved = made.snapshot()
    made.finish()
    const end = Snapshot.take(made)
    made.restore(saved)
    made.finish()
    expect(Snapshot.take(made)).toEqual(end)
  })

  it("are a random choice of the wanted size after any changes", () => {
    fc.assert(
      fc.property(fc.array(fc.nat({ max: 30 }), { minLength: 1, maxLength: 20 }), fc.integer(), (counts, seed) => {
        const course = {
          time: Float64Array.from(counts, (_, index) => index),
          value: Float64Array.from(counts),
          period: Infinity
        }
        const roll = new Roll("a", 30, Object.freeze(course), 30)
        const draws = new Draws(seed >>> 0)
        counts.forEach((count, now) => {
          while (roll.missing(now) > 0) roll.add(draws)
          while (roll.missing(now) < 0) roll.take(draws)
          expect(Array.from({ length: 30 }, (_, place) => roll.has(place)).filter(Boolean)).toHaveLength(count)
        })
      })
    )
  })
})
