/** Queueing theory, met by the whole world: a cloud whose GPUs are the servers, users who never give up. */
import { describe, expect, it } from "vitest"
import { ofMean } from "../../packages/sim/src/experiment/Interval.ts"
import { Run } from "../../packages/sim/src/world/Run.ts"
import { cloud, day, hour, jobClass, scenario, type JobClass } from "./Worlds.ts"

/** Erlang's C: the share of customers who wait in M/M/c at offered load a. */
const erlangC = (servers: number, offered: number): number => {
  let blocking = 1
  for (let n = 1; n <= servers; n++) blocking = (offered * blocking) / (n + offered * blocking)
  return blocking / (1 - (offered / servers) * (1 - blocking))
}

interface Found {
  readonly waits: ReadonlyArray<number>
  readonly waiting: ReadonlyArray<number>
  readonly rented: ReadonlyArray<number>
}

/** Twelve replications of a queue of jobs of one hour on average: mean wait (h), share of jobs that wait, GPUs rented on average. */
const replicate = (servers: number, load: number, days: number, duration: JobClass["duration"]): Found => {
  const queue = scenario(days, {
    clouds: { central: cloud(servers) },
    demand: { jobs: jobClass(Math.round(servers * load * 24), { duration: duration ?? "1 h" }) }
  })
  const waits: Array<number> = []
  const waiting: Array<number> = []
  const rented: Array<number> = []
  for (let seed = 1; seed <= 12; seed++) {
    const run = Run.make(queue, { seed })
    const { world } = run
    let delayed = 0
    let started = 0
    world.record({
      job: ({ jobs }, job) => {
        started++
        if ((jobs.startedAt[job] ?? 0) > (jobs.submittedAt[job] ?? 0)) delayed++
      }
    })
    run.advance((days / 10) * day)
    world.clearTallies(run.now)
    delayed = 0
    started = 0
    run.finish()
    waits.push(world.all.waitSeconds / world.all.starts / hour)
    waiting.push(delayed / started)
    rented.push(world.venue(0).rented.mean(run.now))
  }
  return { waits, waiting, rented }
}

/** The interval of the replications holds the truth. Several intervals of 99% are looked at, so that all hold it with about 95%. */
const agrees = (values: ReadonlyArray<number>, truth: number): void => {
  const { mean, halfWidth } = ofMean(values, 0.99)
  expect(Math.abs(mean - truth), `${mean} ± ${halfWidth} and not ${truth}`).toBeLessThanOrEqual(halfWidth ?? 0)
}

describe("a cloud with Poisson requests and exponential run times", () => {
  for (const [servers, load, days] of [
    [1, 0.6, 500],
    [5, 0.8, 150],
    [30, 0.9, 60]
  ] as const) {
    it(`of ${servers} GPUs at load ${load} makes users wait as Erlang's C says`, () => {
      const offered = Math.round(servers * load * 24) / 24
      const { waits, waiting, rented } = replicate(servers, load, days, { kind: "exponential", mean: "1 h" })
      const delayed = erlangC(servers, offered)
      agrees(waits, delayed / (servers - offered))
      agrees(waiting, delayed)
      // Little's law for those who are served: GPUs rented = requests an hour × hours of each.
      agrees(rented, offered)
    })
  }
})

describe("a cloud of one GPU with Poisson requests", () => {
  it("makes users wait as Pollaczek and Khinchine say, for any run times", () => {
    const load = 14 / 24
    const mean = (squared: number) => (load * (1 + squared)) / 2 / (1 - load)
    // Squared coefficient of variation of each.
    const cases: ReadonlyArray<readonly [squared: number, duration: JobClass["duration"]]> = [
      [0, "1 h"],
      [0.25, { kind: "gamma", mean: "1 h", cv: 0.5 }],
      [4, { kind: "hyperexponential", mean: "1 h", cv: 2 }]
    ]
    for (const [squared, duration] of cases) agrees(replicate(1, load, 500, duration).waits, mean(squared))
  })
})
