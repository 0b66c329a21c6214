/** Laws of training jobs inside a marketplace, whatever the machines, links, rules and luck. */
import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import { JobState } from "../../packages/sim/src/state/Jobs.ts"
import { measure } from "../../packages/sim/src/world/Metrics.ts"
import { Run } from "../../packages/sim/src/world/Run.ts"
import type { World } from "../../packages/sim/src/world/World.ts"
import { type Case, cases, decode, training } from "../arbitraries/Scenarios.ts"
import { hour, type JobClass, jobClass, livesOf, scenario, type Written } from "../world/Worlds.ts"
import { eachEvent } from "./Books.ts"

const close = (found: number, expected: number): void => {
  if (Math.abs(found - expected) > 1e-9 * Math.max(1, Math.abs(expected))) expect(found).toBe(expected)
}

const places = ["us-east", "europe-west", "asia-northeast", "us-west"] as const

interface Machines {
  readonly gpus: number
  readonly count: number
  readonly link: string
  readonly failures: string
}
const machines: fc.Arbitrary<Machines> = fc.record({
  gpus: fc.constantFrom(4, 8, 16),
  count: fc.integer({ min: 2, max: 6 }),
  link: fc.constantFrom("200 Mbit/s", "1 Gbit/s", "10 Gbit/s"),
  failures: fc.constantFrom("0 s", "100 h", "1000 h")
})
const trained: fc.Arbitrary<JobClass> = fc
  .record({
    gpus: fc.constantFrom(3, 8, { kind: "choice", values: [4, 12], weights: [2, 1] } as const),
    training,
    checkpoint_every: fc.constantFrom("0 s", "1 h"),
    restart: fc.constantFrom("0 s", "10 minutes")
  })
  .map((parts) => jobClass(12, { ...parts, patience: "10 h" }))

const price = "2 USD/GPU-hour"
const repair = "5 h"
const queue = { market: { kind: "first-come-queue", backfill: true } } as const

/** The machines as those of owners on a network. A cloud draws its failures by its own name, so both are named alike. */
const asNetwork = ({ count, failures, gpus, link }: Machines): Pick<Written, "networks" | "supply"> => ({
  networks: { venue: queue },
  supply: {
    cohorts: {
      machines: {
        kind: "data-centre",
        count,
        gpu_model: "H100-SXM",
        gpus,
        regions: [...places],
        asking: { kind: "fixed", price },
        cost: "0 USD/GPU-hour",
        upload: link,
        download: link,
        failure_every: failures,
        repair
      }
    }
  }
})
/** The same machines as the fleets of a cloud. */
const asCloud = ({ count, failures, gpus, link }: Machines): Pick<Written, "clouds"> => ({
  clouds: {
    machines: {
      fleets: Array.from({ length: count }, (_, index) => ({
        gpu_model: "H100-SXM",
        region: places[index % places.length] ?? "us-east",
        gpus,
        price,
        upload: link,
        download: link
      })),
      failure_every: failures,
      repair,
      egress: "0 USD/GB"
    }
  }
})

describe("the two arms", () => {
  it("give each training job the same life, to the bit, where links, prices and reliability are equal", () => {
    let interrupted = 0
    let lost = 0
    fc.assert(
      fc.property(machines, trained, fc.nat(), (one, jobs, seed) => {
        const demand = { jobs }
        const network = Run.make(scenario(20, { ...asNetwork(one), demand, arm: "network" }), { seed })
        const central = Run.make(scenario(20, { ...asCloud(one), demand, arm: "central" }), { seed })
        const lives = livesOf(network)
        expect(lives).toEqual(livesOf(central))
        const here = measure(network.world)
        const there = measure(central.world)
        for (const name of ["training_gpu_hours", "stalled_gpu_hours", "extra_token_gpu_hours", "wasted_gpu_hours"]) {
          close(here[name] ?? Number.NaN, there[name] ?? Number.NaN)
        }
        interrupted += network.world.all.interruptions
        lost += network.world.all.membersLost
      }),
      { numRuns: 25, seed: 61 }
    )
    // So that the law says something.
    expect(interrupted).toBeGreaterThan(20)
    expect(lost).toBeGreaterThan(20)
  })

  it("let no job reach a venue of the other", () => {
    fc.assert(
      fc.property(cases({ days: 3 }), fc.constantFrom("network" as const, "central" as const), (one, arm) => {
        const run = Run.make(decode({ ...one.written, arm }), { seed: one.seed, inputs: one.inputs })
        run.finish()
        for (const { isNetwork, rented, tally } of run.world.venues) {
          if (isNetwork === (arm === "network")) continue
          expect([tally.requests, tally.starts, rented.integralUntil(run.now)]).toEqual([0, 0, 0])
        }
      }),
      { numRuns: 30, seed: 62 }
    )
  })
})

describe("a job", () => {
  it("is never faster with slower links", () => {
    let slower = 0
    fc.assert(
      fc.property(machines, trained, fc.nat(), (one, job, seed) => {
        // A single job, larger than any place, on machines that never break: so it gets the same ones each time.
        const requests = { kind: "planned", at: ["0 s"] } as const
        const demand = { jobs: { ...job, requests, gpus: one.gpus + 4 } }
        const seconds = ["50 Mbit/s", "500 Mbit/s", "5 Gbit/s", "50 Gbit/s"].map((link) => {
          const written = scenario(3000, { ...asNetwork({ ...one, failures: "0 s", link }), demand })
          return livesOf(Run.make(written, { seed }))[0]?.ended ?? Infinity
        })
        for (let index = 1; index < seconds.length; index++) {
          expect(seconds[index]).toBeLessThanOrEqual((seconds[index - 1] ?? 0) * (1 + 1e-12))
          if ((seconds[index] ?? 0) < (seconds[index - 1] ?? 0)) slower++
        }
      }),
      { numRuns: 30, seed: 63 }
    )
    expect(slower).toBeGreaterThan(30)
  })
})

/** A case in which every class trains. */
const allTrain = (one: Case, what: NonNullable<JobClass["training"]>): Case => {
  const demand = Object.fromEntries(
    Object.entries(one.written.demand ?? {}).map(([name, config]) => [name, { ...config, gpus: 8, training: what }])
  )
  const written = { ...one.written, demand }
  return { ...one, written, scenario: decode(written) }
}

/** GPU-seconds rented on all venues so far. */
const rented = ({ simulation, venues }: World): number =>
  venues.reduce((sum, venue) => sum + venue.rented.integralUntil(simulation.now), 0)

describe("in any scenario in which everybody trains", () => {
  it("GPU-hours rented are useful, stalled or extra, at every instant, and no part is negative", () => {
    fc.assert(
      fc.property(cases({ days: 4 }), training, (one, what) => {
        const { scenario: written, seed, inputs } = allTrain(one, what)
        const run = Run.make(written, { seed, inputs })
        let events = 0
        eachEvent(run, (world) => {
          if (events++ % 10 !== 0) return
          const found = measure(world)
          const parts = ["stalled_gpu_hours", "extra_token_gpu_hours"].map((name) => found[name] ?? Number.NaN)
          const hours = found["training_gpu_hours"] ?? Number.NaN
          close(hours, rented(world) / hour)
          for (const part of parts) expect(part).toBeGreaterThanOrEqual(-1e-9 * Math.max(1, hours))
          expect(parts.reduce((sum, part) => sum + part, 0)).toBeLessThanOrEqual(hours * (1 + 1e-9))
        })
      }),
      { numRuns: 25, seed: 64 }
    )
  })

  it("the classes' figures add up to those of the run", () => {
    fc.assert(
      fc.property(cases({ days: 4 }), training, (one, what) => {
        const { scenario: written, seed, inputs } = allTrain(one, what)
        const run = Run.make(written, { seed, inputs })
        run.finish()
        const found = measure(run.world)
        for (const [part, whole] of [
          ["gpu_hours", "training_gpu_hours"],
          ["computing_gpu_hours", "computing_gpu_hours"],
          ["exaflop", "effective_exaflop"],
          ["usd", "training_usd"]
        ]) {
          const sum = Object.keys(written.demand).reduce((total, name) => total + (found[`${name}.${part}`] ?? 0), 0)
          close(sum, found[whole ?? ""] ?? Number.NaN)
        }
      }),
      { numRuns: 20, seed: 65 }
    )
  })

  it("what a completed job has trained, in FLOP that count, is what it asked for, on any arm and machines", () => {
    fc.assert(
      fc.property(cases({ days: 5 }), training, (one, what) => {
        const { scenario: written, seed, inputs } = allTrain(one, what)
        const run = Run.make(written, { seed, inputs })
        let flop = 0
        run.world.record({
          job: (world, job) => {
            const { jobs } = world
            const { training: trains } = world.stream(jobs.jobClass[job] ?? 0)
            if (jobs.state[job] !== JobState.completed || trains === undefined) return
            // Tokens belong to the number of the request, whatever happens to it.
            const stream = world.stream(jobs.jobClass[job] ?? 0)
            const draws = world.draws.at(stream.purposes.tokens, jobs.request[job] ?? 0, 0)
            flop += trains.tokens.sample(draws) * trains.flop
          }
        })
        run.finish()
        close(run.world.all.training.effectiveFlop, flop)
      }),
      { numRuns: 25, seed: 66 }
    )
  })
})
