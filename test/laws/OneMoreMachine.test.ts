import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import { Run } from "../../packages/sim/src/world/Run.ts"
import { cloud, cohort, livesOf, recorded, replayed, scenario } from "../world/Worlds.ts"

const rows = fc
  .array(
    fc.tuple(
      fc.integer({ min: 0, max: 20_000 }),
      fc.constantFrom(1, 1, 2, 3, 5, 8),
      fc.constantFrom(0, 1, 600, 3_600, 9_999)
    ),
    { minLength: 1, maxLength: 60 }
  )
  .map((jobs) => jobs.toSorted(([a], [b]) => a - b))

type Rows = ReadonlyArray<readonly [number, number, number]>

/** Starts of all jobs, by number, on so many machines of one size in one strict queue. */
const startsOnNetwork = (jobs: Rows, machines: number, gpus: number): ReadonlyArray<number> => {
  const world = scenario(60, {
    networks: { network: { market: { kind: "first-come-queue", backfill: false } } },
    supply: { cohorts: { owners: cohort({ count: machines, gpus }) } },
    demand: { jobs: replayed() }
  })
  return livesOf(Run.make(world, { inputs: recorded(jobs) })).map(({ started }) => started)
}

const startsInCloud = (jobs: Rows, gpus: number): ReadonlyArray<number> => {
  const world = scenario(60, {
    clouds: { central: cloud(gpus, "2 USD/GPU-hour", { backfill: false }) },
    demand: { jobs: replayed() }
  })
  return livesOf(Run.make(world, { inputs: recorded(jobs) })).map(({ started }) => started)
}

const laterThan = (some: ReadonlyArray<number>, others: ReadonlyArray<number>) =>
  some.filter((start, job) => start > (others[job] ?? Number.NaN))

describe("in a first-come queue of equal machines, with gangs across them", () => {
  it("one more machine starts no job later", () => {
    fc.assert(
      fc.property(rows, fc.integer({ min: 1, max: 4 }), fc.integer({ min: 0, max: 6 }), (jobs, gpus, spare) => {
        const machines = Math.ceil(8 / gpus) + spare
        const before = startsOnNetwork(jobs, machines, gpus)
        const after = startsOnNetwork(jobs, machines + 1, gpus)
        expect(before).toHaveLength(jobs.length)
        expect(after).toHaveLength(jobs.length)
        expect(laterThan(after, before)).toEqual([])
      }),
      { numRuns: 60, seed: 41 }
    )
  })

  it("how the GPUs are divided among machines changes no start, and a cloud starts jobs as a network does", () => {
    fc.assert(
      fc.property(rows, (jobs) => {
        const starts = startsInCloud(jobs, 12)
        for (const gpus of [1, 3, 12]) expect(startsOnNetwork(jobs, 12 / gpus, gpus)).toEqual(starts)
      }),
      { numRuns: 30, seed: 42 }
    )
  })

  it("nobody overtakes", () => {
    fc.assert(
      fc.property(rows, (jobs) => {
        const starts = startsInCloud(jobs, 9)
        expect(starts.toSorted((a, b) => a - b)).toEqual(starts)
      }),
      { numRuns: 30, seed: 43 }
    )
  })
})
