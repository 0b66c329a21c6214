import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import * as Catalog from "../../packages/sim/src/catalog/Catalog.ts"
import { JobState } from "../../packages/sim/src/state/Jobs.ts"
import { ProviderState } from "../../packages/sim/src/state/Providers.ts"
import { none } from "../../packages/sim/src/state/Table.ts"
import { Run } from "../../packages/sim/src/world/Run.ts"
import type { World } from "../../packages/sim/src/world/World.ts"
import { type Case, cases, decode } from "../arbitraries/Scenarios.ts"
import { eachEvent } from "./Books.ts"

/** Equal but for rounding in sums of many parts. */
const close = (found: number, expected: number): void => {
  if (Math.abs(found - expected) > 1e-6 * Math.max(1, Math.abs(expected))) expect(found).toBe(expected)
}

/** Goes through the leases of the jobs that run now. */
const eachLease = ({ jobs, leases }: World, visit: (lease: number, venue: number) => void): void => {
  for (let job = 0; job < jobs.used; job++) {
    if (jobs.state[job] !== JobState.running) continue
    for (let lease = jobs.firstLease[job] ?? none; lease !== none; lease = leases.nextOfJob[lease] ?? none) {
      visit(lease, jobs.venue[job] ?? none)
    }
  }
}

/** GPUs rented on a venue by the jobs that run now, counted from the tables. */
const rentedNow = (world: World, venue: number): number => {
  let gpus = 0
  eachLease(world, (lease, at) => (gpus += at === venue ? (world.leases.gpus[lease] ?? 0) : 0))
  return gpus
}

/** A job that waits on a venue although one provider there could serve it alone, at a price that it would pay. */
const waitsInVain = ({ jobs, offers, providers }: World, venue: number): number => {
  for (let offer = 0; offer < offers.used; offer++) {
    const provider = offers.provider[offer] ?? none
    const listed = offers.venue[offer] === venue && providers.state[provider] === ProviderState.online
    if (!listed || !isOf(providers.firstOffer[provider] ?? none, offer, offers.nextOfProvider)) continue
    const model = providers.gpuModel[provider] ?? 0
    const price = (offers.price[offer] ?? 0) / (Catalog.speeds[model] ?? 1)
    for (let job = 0; job < jobs.used; job++) {
      const waits = jobs.state[job] === JobState.waiting || jobs.state[job] === JobState.interrupted
      if (!waits || jobs.venue[job] !== venue) continue
      const suits =
        ((jobs.gpuModels[job] ?? 0) & (1 << model)) !== 0 &&
        ((jobs.regions[job] ?? 0) & (1 << (providers.region[provider] ?? 0))) !== 0
      const fits = (providers.free[provider] ?? 0) >= (jobs.gpus[job] ?? 0)
      if (suits && fits && price <= (jobs.highestPrice[job] ?? 0)) return job
    }
  }
  return none
}

const isOf = (first: number, offer: number, next: ArrayLike<number>): boolean => {
  for (let listed = first; listed !== none; listed = next[listed] ?? none) if (listed === offer) return true
  return false
}

/** The same case with recorded demand for one GPU model that trains nothing, so that every run of a job is as fast as any other. */
const onEqualMachines = ({ written, ...rest }: Case): Case => {
  const demand = Object.fromEntries(
    Object.entries(written.demand ?? {}).map(([name, { training: _training, ...jobClass }]) => [
      name,
      { ...jobClass, requests: { kind: "trace" as const, file: "jobs.csv" }, gpu_models: ["H100-SXM"] }
    ])
  )
  const equal = { ...written, demand, horizon: { kind: "terminating" as const, length: "30 days" } }
  return { ...rest, written: equal, scenario: decode(equal) }
}

describe("in any scenario", () => {
  it("averages over time agree with what is counted event by event", () => {
    fc.assert(
      fc.property(cases({ days: 4 }), ({ scenario, seed, inputs }) => {
        const run = Run.make(scenario, { seed, inputs })
        const integrals = run.world.venues.map(() => 0)
        let value = integrals.map(() => 0)
        let before = 0
        eachEvent(run, (world) => {
          const { now } = world.simulation
          value.forEach((gpus, venue) => (integrals[venue] = (integrals[venue] ?? 0) + gpus * (now - before)))
          value = world.venues.map(({ index }) => rentedNow(world, index))
          before = now
        })
        for (const venue of run.world.venues) close(venue.rented.integralUntil(run.now), integrals[venue.index] ?? 0)
      }),
      { numRuns: 40, seed: 21 }
    )
  })

  it("what providers rented out is what venues rented and what jobs used and wasted", () => {
    fc.assert(
      fc.property(cases(), ({ scenario, seed, inputs }) => {
        const run = Run.make(scenario, { seed, inputs })
        const { world } = run
        run.finish()
        const { leases, providers, venues, all } = world
        const byVenues = venues.reduce((sum, venue) => sum + venue.rented.integralUntil(run.now), 0)
        let running = 0
        eachLease(world, (lease) => {
          running += (leases.gpus[lease] ?? 0) * (run.now - (leases.startedAt[lease] ?? 0))
        })
        close(all.gpuSeconds + running, byVenues)
        // What is metered but not settled yet.
        let byProviders = world.supplied.rentedGpuHours * 3600
        for (let row = 0; row < providers.used; row++) {
          if (providers.state[row] === ProviderState.left) continue
          byProviders += (providers.rentedGpuSeconds[row] ?? 0) - (providers.rentedBefore[row] ?? 0)
          if (providers.state[row] !== ProviderState.online) continue
          const rented = (providers.gpus[row] ?? 0) - (providers.down[row] ?? 0) - (providers.free[row] ?? 0)
          byProviders += rented * (run.now - (providers.meteredAt[row] ?? 0))
        }
        close(byProviders, byVenues)
      }),
      { numRuns: 50, seed: 22 }
    )
  })

  it("waste never falls and is never more than what was rented", () => {
    fc.assert(
      fc.property(cases(), ({ scenario, seed, inputs }) => {
        const run = Run.make(scenario, { seed, inputs })
        let wasted = 0
        eachEvent(run, ({ all }) => {
          if (all.wastedGpuSeconds < wasted) expect(all.wastedGpuSeconds).toBe(wasted)
          wasted = all.wastedGpuSeconds
        })
        expect(wasted).toBeLessThanOrEqual(run.world.all.gpuSeconds * (1 + 1e-9))
      }),
      { numRuns: 40, seed: 23 }
    )
  })

  it("on equal machines, GPU-hours rented are those of completed jobs and those wasted, once all jobs are over", () => {
    const checked = { all: 0, interrupted: 0 }
    fc.assert(
      fc.property(cases().map(onEqualMachines), ({ scenario, seed, inputs }) => {
        const run = Run.make(scenario, { seed, inputs })
        let useful = 0
        run.world.record({
          job: ({ jobs }, job) => {
            if (jobs.state[job] === JobState.completed) useful += (jobs.gpus[job] ?? 0) * (jobs.work[job] ?? 0)
          }
        })
        run.finish()
        const { all, jobs } = run.world
        if (jobs.live > 0) return
        checked.all++
        if (all.interruptions > 0) checked.interrupted++
        close(all.gpuSeconds, useful + all.wastedGpuSeconds)
      }),
      { numRuns: 100, seed: 25 }
    )
    // So that the law says something: of most cases, and of lost work in several.
    expect(checked.all).toBeGreaterThan(80)
    expect(checked.interrupted).toBeGreaterThan(7)
  })

  it("nobody waits for machines that are free, but for those behind the head of a strict queue and those who wait for an auction", () => {
    fc.assert(
      fc.property(cases({ days: 4 }), ({ scenario, seed, inputs }) => {
        const prompt = (name: string): boolean => {
          const market = scenario.networks[name]?.market
          if (market === undefined) return scenario.clouds[name]?.backfill === true
          return (
            market.kind === "posted-price" ||
            market.kind === "reverse-auction" ||
            (market.kind === "first-come-queue" && market.backfill)
          )
        }
        const run = Run.make(scenario, { seed, inputs })
        const watched = run.world.venues.filter(({ name }) => prompt(name))
        eachEvent(run, (world) => {
          // Jobs that end at one instant give back their machines before anybody is served.
          if (world.simulation.peek() <= world.simulation.now) return
          for (const { index } of watched) {
            const job = waitsInVain(world, index)
            if (job !== none) expect.fail(`job ${job} could start at ${world.simulation.now} s`)
          }
        })
      }),
      { numRuns: 40, seed: 24 }
    )
  })
})
