import { describe, expect, it } from "vitest"
import * as Catalog from "../../packages/sim/src/catalog/Catalog.ts"
import { JobState } from "../../packages/sim/src/state/Jobs.ts"
import { measure } from "../../packages/sim/src/world/Metrics.ts"
import { Run } from "../../packages/sim/src/world/Run.ts"
import {
  after,
  cloud,
  cohort,
  hour,
  type JobClass,
  jobClass,
  type Life,
  livesOf,
  recorded,
  replayed,
  scenario,
  type Written
} from "./Worlds.ts"

type Rows = Parameters<typeof recorded>[0]

const run = (rows: Rows, parts: Partial<Written>, job: Partial<JobClass> = {}): Run =>
  Run.make(scenario(3, { demand: { jobs: replayed(job) }, ...parts }), { inputs: recorded(rows) })
const lives = (...what: Parameters<typeof run>): ReadonlyArray<Life> => livesOf(run(...what))

const fails = (at: string, lasts: string, region = "us-east") => ({ kind: "region-fails", at, region, lasts }) as const

describe("a job", () => {
  it("starts at once where there is room, ends when its work is done, and pays GPUs × price × hours", () => {
    const [life] = lives([[hour, 4, 2 * hour]], { clouds: { central: cloud(8, "2.5 USD/GPU-hour") } })
    expect(life).toEqual({ submitted: hour, started: hour, ended: 3 * hour, interruptions: 0, paidUsd: 20 })
  })

  it("waits for its turn where there is none", () => {
    const found = lives(
      [
        [0, 8, 2 * hour],
        [hour, 4, hour],
        [hour, 4, hour],
        [hour, 1, hour]
      ],
      { clouds: { central: cloud(8) } }
    )
    expect(found.map(({ started }) => started / hour)).toEqual([0, 2, 2, 3])
  })

  it("gives up when its patience ends, pays nothing and lets others pass", () => {
    const found = lives(
      [
        [0, 8, 10 * hour],
        [hour, 8, hour]
      ],
      { clouds: { central: cloud(8) } },
      { patience: "3 h" }
    )
    expect(found[1]).toEqual({ submitted: hour, started: -1, ended: 4 * hour, interruptions: 0, paidUsd: 0 })
  })

  it("that could start at the very instant at which patience ends does so: completions come before", () => {
    const [, second] = lives(
      [
        [0, 8, 4 * hour],
        [hour, 8, hour]
      ],
      { clouds: { central: cloud(8) } },
      { patience: "3 h" }
    )
    expect(second?.started).toBe(4 * hour)
  })

  it("goes away unserved when nobody offers at a price that it would pay", () => {
    const world = after(
      scenario(1, {
        clouds: { central: cloud(8, "5 USD/GPU-hour") },
        demand: { jobs: replayed({ lowest_budget: "2 USD/GPU-hour", highest_budget: "4.9 USD/GPU-hour" }) }
      }),
      { inputs: recorded([[0, 1, hour]]) }
    )
    expect([world.pricedOut, world.all.abandoned, world.all.requests]).toEqual([1, 0, 1])
  })

  it("takes as long as the slowest GPU of its gang, and pays no more for a slow GPU than its worth", () => {
    const slow = Catalog.speeds[Catalog.gpuIndex("A100-SXM")] ?? Number.NaN
    const [life] = lives(
      [[0, 2, hour]],
      { clouds: { central: { ...cloud(0), fleets: [fleet("A100-SXM", 2, 1)] } } },
      { gpu_models: ["A100-SXM"] }
    )
    expect(slow).toBeLessThan(1)
    expect(life?.ended).toBeCloseTo(hour / slow, 6)
    expect(life?.paidUsd).toBeCloseTo(2 / slow, 5)
  })

  it("may span providers, and pays each its own price", () => {
    const found = run([[0, 8, hour]], {
      networks: { network: { market: { kind: "posted-price" } } },
      supply: {
        cohorts: {
          cheap: cohort({ gpus: 5, asking: { kind: "fixed", price: "1 USD/GPU-hour" } }),
          dear: cohort({ gpus: 5, asking: { kind: "fixed", price: "3 USD/GPU-hour" } })
        }
      }
    })
    expect(livesOf(found)[0]?.paidUsd).toBe(5 * 1 + 3 * 3)
    expect(Array.from(found.world.providers.earned.subarray(0, 2))).toEqual([5, 9])
  })

  it("of no length starts and ends at once, for nothing", () => {
    const [life] = lives([[hour, 3, 0]], { clouds: { central: cloud(8) } })
    expect(life).toEqual({ submitted: hour, started: hour, ended: hour, interruptions: 0, paidUsd: 0 })
  })
})

const fleet = (model: string, gpus: number, price: number, region = "us-east") => ({
  gpu_model: model,
  region,
  gpus,
  price: `${price} USD/GPU-hour`
})

describe("an interrupted job", () => {
  const parts = { clouds: { central: cloud(8) }, shocks: [fails("5.5 h", "2 h")] }
  const interrupted = (job: Partial<JobClass>) => lives([[0, 1, 10 * hour]], parts, job)[0]

  it("goes on from its last checkpoint, after loading it", () => {
    const life = interrupted({ checkpoint_every: "1 h", restart: "6 minutes" })
    // 5.5 h run, 5 h kept; back at 7.5 h; 0.1 h to load; 5 h to go.
    expect(life?.ended).toBeCloseTo(12.6 * hour, 6)
    expect(life?.paidUsd).toBeCloseTo(2 * (5.5 + 5.1), 5)
    expect(life?.interruptions).toBe(1)
  })

  it("begins anew without checkpoints", () => {
    expect(interrupted({ checkpoint_every: "0 s", restart: "0 s" })?.ended).toBe(17.5 * hour)
  })

  it("wastes what it ran since the checkpoint, and the loading", () => {
    const found = run([[0, 4, 10 * hour]], parts, { checkpoint_every: "1 h", restart: "6 minutes" })
    found.finish()
    const { all } = found.world
    expect(all.wastedGpuSeconds / hour).toBeCloseTo(4 * (0.5 + 0.1), 6)
    expect(all.gpuSeconds / hour).toBeCloseTo(4 * 10.6, 6)
    expect([all.interruptions, all.completed]).toEqual([1, 1])
  })

  it("that gives up in the end has wasted all that it rented, whatever the speeds of the machines that it had", () => {
    const found = run(
      [[0, 2, 10 * hour]],
      {
        clouds: { central: { ...cloud(0), fleets: [fleet("H100-SXM", 2, 1), fleet("A100-SXM", 2, 1, "us-west")] } },
        shocks: [fails("5.5 h", "20 h"), fails("7 h", "20 h", "us-west")]
      },
      { checkpoint_every: "1 h", restart: "6 minutes", patience: "1 h", gpu_models: [] }
    )
    found.finish()
    const { all } = found.world
    expect([all.interruptions, all.abandoned]).toEqual([2, 1])
    expect(all.gpuSeconds / hour).toBeCloseTo(2 * 7, 6)
    expect(all.wastedGpuSeconds / hour).toBeCloseTo(2 * 7, 6)
  })

  it("moves to machines that are left", () => {
    const two = {
      clouds: { central: { ...cloud(0), fleets: [fleet("H100-SXM", 1, 1), fleet("H100-SXM", 1, 3, "us-west")] } }
    }
    const [life] = lives(
      [[0, 1, 10 * hour]],
      { ...two, shocks: [fails("5 h", "30 h")] },
      {
        checkpoint_every: "1 h",
        restart: "0 s"
      }
    )
    expect(life?.ended).toBe(10 * hour)
    expect(life?.paidUsd).toBeCloseTo(5 * 1 + 5 * 3, 5)
  })

  it("gives up when nobody takes it on in time, having paid for what it used", () => {
    const life = interrupted({ checkpoint_every: "1 h", patience: "1 h" })
    expect(life).toMatchObject({ ended: 6.5 * hour, interruptions: 1 })
    expect(life?.paidUsd).toBeCloseTo(11, 5)
  })
})

describe("escrow", () => {
  it("holds what a run may cost while it runs, and what is left goes back", () => {
    const found = run([[0, 2, 10 * hour]], { clouds: { central: cloud(8) }, shocks: [fails("5 h", "40 h")] })
    const { world } = found
    const users = () => world.ledger.balance(world.stream(0).users)
    const held = () => world.ledger.balance(world.venue(0).escrow)
    found.advance(4 * hour)
    // One micro-USD more for the one lease, in case of rounding.
    expect([held(), users()]).toEqual([40_000_001n, -40_000_001n])
    expect(world.jobs.state[0]).toBe(JobState.running)
    found.advance(6 * hour)
    expect([held(), users()]).toEqual([0n, -20_000_000n])
  })

  it("pays the network's fee out of the provider's part", () => {
    const token = { kind: "network-token", sink: { fee: "10%" }, self_dealing: { kind: "none" } } as const
    const found = run([[0, 1, 10 * hour]], {
      networks: { network: { token } },
      supply: { cohorts: { owners: cohort() } }
    })
    const [life] = livesOf(found)
    expect(life?.paidUsd).toBe(20)
    expect(found.world.providers.earned[0]).toBe(18)
  })
})

describe("machines that break", () => {
  it("do so one GPU at a time, at the rate of all of them, and are repaired after a while", () => {
    const days = 400
    const world = after(
      scenario(days, { clouds: { central: cloud(80, "2 USD/GPU-hour", { failure_every: "2000 h", repair: "10 h" }) } })
    )
    const failures = world.providers.failures[0] ?? 0
    const expected = (80 * days * 24) / 2_000
    expect(Math.abs(failures - expected)).toBeLessThan(3.5 * Math.sqrt(expected))
    // Each takes a GPU away for ten hours.
    const lost = 80 - world.venue(0).offered.mean(world.simulation.now)
    expect(Math.abs(lost / ((expected * 10) / (days * 24)) - 1)).toBeLessThan(0.2)
  })

  it("interrupt jobs in proportion to the GPUs that these hold", () => {
    // Half of the GPUs are rented, so half of the failures hit a job.
    const world = after(
      scenario(200, {
        clouds: { central: cloud(160, "2 USD/GPU-hour", { failure_every: "1000 h", repair: "1 h" }) },
        demand: { jobs: jobClass(24, { gpus: 8, duration: "10 h", checkpoint_every: "1 minute", restart: "0 s" }) }
      })
    )
    const { all } = world
    expect(Math.abs(all.interruptions / (world.providers.failures[0] ?? 1) - 0.5)).toBeLessThan(0.05)
  })

  it("break a single job as often as the rate per GPU-hour says, whatever the size of the machine", () => {
    const { all } = after(
      scenario(400, {
        clouds: { central: cloud(160, "2 USD/GPU-hour", { failure_every: "1000 h", repair: "1 h" }) },
        demand: { jobs: jobClass(200, { duration: "10 h", checkpoint_every: "1 minute", restart: "0 s" }) }
      })
    )
    const expected = all.gpuSeconds / hour / 1000
    expect(Math.abs(all.interruptions - expected)).toBeLessThan(3.5 * Math.sqrt(expected))
  })

  it("do not hand the machines of a broken gang to those who came later", () => {
    // 16 GPUs, strict queue: a gang of 16 runs, a job for 8 waits. When a GPU breaks, the gang waits for its repair and the other with it.
    const found = lives(
      [
        [0, 16, 30 * hour],
        [hour, 8, hour]
      ],
      { clouds: { central: cloud(16, "2 USD/GPU-hour", { failure_every: "200 h", repair: "1 h", backfill: false }) } },
      { checkpoint_every: "1 minute", restart: "0 s" }
    )
    const [gang, later] = found
    if (gang === undefined || later === undefined) throw new Error("two jobs were asked for")
    expect(gang.interruptions).toBeGreaterThan(0)
    expect(later.started < 0 || later.started >= gang.ended).toBe(true)
  })
})

describe("what a run measures", () => {
  it("does not depend on whether the day is over: costs follow the meter to the hour", () => {
    const measured = (hours: number) => {
      const base = scenario(3, {
        networks: { network: {} },
        supply: { cohorts: { owners: cohort({ cost: "1 USD/GPU-hour" }) } }
      })
      return measure(after({ ...base, horizon: { kind: "terminating", length: hours * hour } }))
    }
    expect(measured(23)["provider_cost_usd"]).toBeCloseTo(8 * 23, 6)
    expect(measured(47)["provider_cost_usd"]).toBeCloseTo(8 * 47, 6)
    expect(measured(48)["provider_cost_usd"]).toBeCloseTo(8 * 48, 6)
  })

  it("counts a GPU once, however many networks list it", () => {
    const networks = (names: ReadonlyArray<string>) =>
      measure(
        after(
          scenario(2, {
            networks: Object.fromEntries(names.map((name) => [name, {}])),
            supply: { cohorts: { owners: cohort() } }
          })
        )
      )["offered_gpu_hours_network"]
    expect(networks(["one"])).toBeCloseTo(8 * 48, 6)
    expect(networks(["one", "two", "three"])).toBeCloseTo(8 * 48, 6)
  })

  it("moving data is paid for, and comes out of the surplus", () => {
    const moved = run(
      [[0, 1, hour]],
      { clouds: { central: cloud(8, "2 USD/GPU-hour", { egress: "1 USD/GB" }) } },
      { data: "5 GB" }
    )
    moved.finish()
    expect(measure(moved.world)["egress_usd"]).toBeCloseTo(5, 9)
    expect(measure(moved.world)["surplus_usd"]).toBeCloseTo(50 - 2 - 5, 6)
  })
})
