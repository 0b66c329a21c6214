import { describe, expect, it } from "vitest"
import { Run } from "../../packages/sim/src/world/Run.ts"
import { after, cloud, cohort, day, hour, jobClass, livesOf, recorded, replayed, scenario } from "./Worlds.ts"

const regionFails = (at: string, lasts: string) => ({ kind: "region-fails", at, region: "us-east", lasts }) as const

const onlineAt = (run: Run, ...hours: ReadonlyArray<number>) =>
  hours.map((at) => {
    run.advance(at * hour)
    return run.world.online.value
  })

describe("a region that fails", () => {
  it("takes its providers away and gives them back, and leaves other regions alone", () => {
    const run = Run.make(
      scenario(2, {
        networks: { network: {} },
        clouds: { central: cloud(10) },
        supply: { cohorts: { east: cohort(), west: cohort({ regions: ["us-west"] }) } },
        shocks: [regionFails("5 h", "3 h")]
      })
    )
    expect(onlineAt(run, 4, 5, 7, 8, 30)).toEqual([26, 8, 8, 26, 26])
  })

  it("lets nobody come online before it works again: not by the clock, and not newcomers", () => {
    const daily = { kind: "daily", from_hour: 1, hours: 12, spread: 0 } as const
    const run = Run.make(
      scenario(3, {
        networks: { network: {} },
        supply: { cohorts: { nightly: cohort({ availability: daily }) } },
        shocks: [regionFails("5 h", "3 h")]
      })
    )
    // 01:00 in us-east is 06:00 UTC: they would have come an hour after the failure, and go at 18:00 UTC.
    expect(onlineAt(run, 4, 7, 8, 17, 19, 29, 31)).toEqual([0, 0, 8, 8, 0, 0, 8])
  })

  it("fails as long as the longest of several failures", () => {
    const run = Run.make(
      scenario(2, {
        networks: { network: {} },
        supply: { cohorts: { east: cohort() } },
        shocks: [regionFails("5 h", "3 h"), regionFails("6 h", "10 h"), regionFails("7 h", "1 h")]
      })
    )
    expect(onlineAt(run, 4, 5, 9, 15, 16)).toEqual([8, 0, 0, 0, 8])
  })

  it("forgets nobody whose hours are over when it first works again, and no newcomer", () => {
    const daily = { kind: "daily", from_hour: 1, hours: 12, spread: 0 } as const
    const overlapping = [regionFails("10 h", "9 h"), regionFails("15 h", "5 h")]
    const run = Run.make(
      scenario(3, {
        networks: { network: {} },
        supply: { cohorts: { nightly: cohort({ availability: daily }) } },
        shocks: overlapping
      })
    )
    // Their hours, 06:00 to 18:00 UTC, end while the region is dark: at 19:00 and at 20:00 they stay away.
    expect(onlineAt(run, 9, 12, 19.5, 21, 29, 31, 43)).toEqual([8, 0, 0, 0, 0, 8, 0])
    const cheap = { ...cohort({ asking: { kind: "fixed", price: "1 USD/GPU-hour" } }), potential: 2, count: 1 }
    const newcomers = Run.make(
      scenario(6, {
        networks: { network: {} },
        supply: {
          cohorts: {
            core: cohort({ regions: ["us-west"] }),
            late: { ...cheap, availability: daily, review_every: "30 h", response: "100%" }
          }
        },
        demand: { jobs: jobClass(200, { duration: "2 h" }) },
        shocks: [regionFails("29 h", "15 h")]
      })
    )
    // The second owner comes at 30 h, an hour after the failure, and is there as the first from 06:00 UTC on the third day.
    expect(onlineAt(newcomers, 28, 45, 53, 55)).toEqual([8, 8, 8, 24])
  })

  it("interrupts a job once, however many machines of the region could have taken it over", () => {
    const run = Run.make(
      scenario(2, {
        networks: { network: {} },
        supply: { cohorts: { east: cohort({ count: 5 }) } },
        demand: { jobs: replayed({ checkpoint_every: "1 h", restart: "0 s" }) },
        shocks: [regionFails("5 h", "3 h")]
      }),
      { inputs: recorded([[0, 4, 10 * hour]]) }
    )
    const [life] = livesOf(run)
    // Five hours done and kept, three hours dark, five hours to go.
    expect([life?.interruptions, life?.ended]).toEqual([1, 13 * hour])
  })
})

describe("other shocks", () => {
  it("a demand shock multiplies the requests from the next one on", () => {
    const requests = (factor: number) =>
      after(
        scenario(20, {
          clouds: { central: cloud(100) },
          demand: { jobs: jobClass(1000) },
          shocks: [{ kind: "demand", at: "10 days", class: "jobs", factor }]
        })
      ).all.requests
    expect(requests(1) / 20_000).toBeCloseTo(1, 1)
    expect(requests(3) / 40_000).toBeCloseTo(1, 1)
    expect(requests(0) / 10_000).toBeCloseTo(1, 1)
  })

  it("a cloud's prices are multiplied, for jobs that start from then on", () => {
    const run = Run.make(
      scenario(2, {
        clouds: { central: cloud(8) },
        demand: { jobs: replayed() },
        shocks: [{ kind: "cloud-price", at: "5 h", cloud: "central", factor: 1.5 }]
      }),
      {
        inputs: recorded([
          [4 * hour, 1, 2 * hour],
          [5 * hour, 1, 2 * hour]
        ])
      }
    )
    const lives = livesOf(run)
    // A shock is a failure in the order of one instant: it comes before the arrival.
    expect(lives.map(({ paidUsd }) => paidUsd)).toEqual([4, 6])
  })

  it("a shock to the hash price stays", () => {
    const hashPrice = (factor: number) =>
      after(
        scenario(100, {
          networks: { network: {} },
          supply: { miners: { hash_price: { kind: "given", price: "40 USD/PH/day" } } },
          shocks: [{ kind: "hash-price", at: "40 days", factor }]
        })
      ).sites?.hashPrice.hashPrice
    expect([hashPrice(1), hashPrice(0.5)]).toEqual([40, 20])
  })

  it("at the very start and at the very end do no harm", () => {
    const world = after(
      scenario(3, {
        clouds: { central: cloud(8) },
        demand: { jobs: jobClass(50) },
        shocks: [regionFails("0 s", "1 day"), regionFails("3 days", "1 day")]
      })
    )
    expect(world.online.value).toBe(0)
    expect(world.venue(0).offered.mean(3 * day)).toBeCloseTo((8 * 2) / 3, 9)
  })
})
