import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import { plan, type RecordedJobs } from "../../packages/sim/src/demand/TraceDemand.ts"
import { Draws } from "../../packages/sim/src/kernel/Draws.ts"
import { recordedJobs } from "../arbitraries/Files.ts"

const same = { load: 1, stretch: 1, bootstrap: false }
const jobs = (count: number): RecordedJobs => ({
  submit: Float64Array.from({ length: count }, (_, job) => 10 * job),
  demand: Float64Array.from({ length: count }, (_, job) => (job % 4) / 2),
  duration: Float64Array.from({ length: count }, (_, job) => 100 + job)
})

describe("a recorded trace as demand", () => {
  it("is the trace itself unless it is told otherwise, with a share of a GPU as a whole one", () => {
    const planned = plan(jobs(5), same, new Draws(1), "a")
    expect([...planned.submit]).toEqual([0, 10, 20, 30, 40])
    expect([...planned.gpus]).toEqual([1, 1, 1, 2, 1])
    expect([...planned.duration]).toEqual([100, 101, 102, 103, 104])
  })

  it("is stretched in time", () => {
    expect([...plan(jobs(3), { ...same, stretch: 2.5 }, new Draws(1), "a").submit]).toEqual([0, 25, 50])
  })

  it("is multiplied or thinned at random to the load that was asked for", () => {
    const count = 20_000
    for (const load of [0.3, 1.5, 3]) {
      const planned = plan(jobs(count), { ...same, load }, new Draws(1), "a").submit.length
      expect(Math.abs(planned - load * count)).toBeLessThan(4 * Math.sqrt(count / 4) + 1)
    }
  })

  it("draws size and run time of one job from the whole trace, each replication anew, while the instants stay", () => {
    const recorded = jobs(400)
    const drawn = (seed: number) => plan(recorded, { ...same, bootstrap: true }, new Draws(seed), "a")
    expect([...drawn(1).submit]).toEqual([...recorded.submit])
    expect([...drawn(1).duration]).toEqual([...drawn(1).duration])
    expect([...drawn(1).duration]).not.toEqual([...drawn(2).duration])
    drawn(1).duration.forEach((duration, row) => {
      const source = duration - 100
      expect(drawn(1).gpus[row]).toBe(Math.max(1, Math.ceil((source % 4) / 2)))
    })
  })

  it("is sorted, ends with the run, and is only longer in a longer run", () => {
    fc.assert(
      fc.property(
        recordedJobs,
        fc.double({ min: 0.1, max: 3, noNaN: true }),
        fc.double({ min: 0.1, max: 3, noNaN: true }),
        fc.boolean(),
        fc.nat({ max: 100_000 }),
        (recorded, load, stretch, bootstrap, until) => {
          const scaling = { load, stretch, bootstrap }
          const whole = plan(recorded, scaling, new Draws(7), "a")
          const part = plan(recorded, scaling, new Draws(7), "a", until)
          const kept = whole.submit.filter((submit) => submit <= until).length
          // Rounding of the end in the file's time may take in or leave out a job at the very end.
          expect(Math.abs(part.submit.length - kept)).toBeLessThanOrEqual(
            whole.submit.filter((submit) => Math.abs(submit - until) < 1e-6).length
          )
          expect(part.submit).toEqual(whole.submit.slice(0, part.submit.length))
          expect(part.duration).toEqual(whole.duration.slice(0, part.submit.length))
          expect([...whole.submit]).toEqual([...whole.submit].sort((a, b) => a - b))
        }
      )
    )
  })
})
