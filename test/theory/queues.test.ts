import { describe, expect, it } from "vitest"
import * as Interval from "../../packages/sim/src/experiment/Interval.ts"
import * as QueueModel from "../../packages/sim/src/experiment/QueueModel.ts"
import type { Description } from "../../packages/sim/src/kernel/Distribution.ts"

/** Probability of waiting in M/M/c with `load` busy servers on average, by the recurrence of Erlang's B. */
const erlangC = (servers: number, load: number): number => {
  let blocked = 1
  for (let count = 1; count <= servers; count++) blocked = (load * blocked) / (count + load * blocked)
  return blocked / (1 - (load / servers) * (1 - blocked))
}

const replications = 24
const runs = (queue: QueueModel.QueueDescription): ReadonlyArray<QueueModel.QueueMeasured> =>
  Array.from({ length: replications }, (_, seed) => QueueModel.run(queue, 1_000 + seed))

/** The theoretical value lies in the interval of confidence 99.9% of the replications. */
const expectWithin = (values: ReadonlyArray<number>, expected: number): void => {
  const { halfWidth, mean } = Interval.ofMean(values, 0.999)
  expect(halfWidth).not.toBeNull()
  expect(Math.abs(mean - expected)).toBeLessThanOrEqual(halfWidth ?? 0)
  // And the interval says something.
  expect(halfWidth ?? Infinity).toBeLessThan(0.15 * expected)
}

describe("the kernel against queueing theory", () => {
  it.each([
    { servers: 1, rate: 0.7, customers: 30_000 },
    { servers: 4, rate: 3.2, customers: 30_000 },
    { servers: 100, rate: 90, customers: 300_000 }
  ])("M/M/$servers at $rate arrivals per service time waits as Erlang's C says", ({ customers, rate, servers }) => {
    const service = { kind: "exponential", mean: 1 } as const
    const found = runs({ servers, arrivalRate: rate, service, customers, warmUp: 3_000 })
    const waiting = erlangC(servers, rate)
    expectWithin(
      found.map((run) => run.delayed),
      waiting
    )
    expectWithin(
      found.map((run) => run.meanWait),
      waiting / (servers - rate)
    )
  })

  const services: ReadonlyArray<{ readonly name: string; readonly service: Description; readonly squaredCv: number }> =
    [
      { name: "M/D/1", service: { kind: "constant", value: 1 }, squaredCv: 0 },
      { name: "M/G/1 with gamma services", service: { kind: "gamma", mean: 1, cv: 0.5 }, squaredCv: 0.25 },
      { name: "M/G/1 with lognormal services", service: { kind: "lognormal-mean", mean: 1, cv: 1.2 }, squaredCv: 1.44 },
      {
        name: "M/G/1 with hyperexponential services",
        service: { kind: "hyperexponential", mean: 1, cv: 1.5 },
        squaredCv: 2.25
      }
    ]
  it.each(services)("$name waits as Pollaczek and Khinchine say", ({ service, squaredCv }) => {
    const load = 0.6
    const found = runs({ servers: 1, arrivalRate: load, service, customers: 30_000, warmUp: 3_000 })
    expectWithin(
      found.map((run) => run.meanWait),
      (load * (1 + squaredCv)) / (2 * (1 - load))
    )
    expectWithin(
      found.map((run) => run.delayed),
      load
    )
  })

  it("keeps Little's law in every run that ends empty, to the last digits", () => {
    for (const service of services) {
      const [run] = runs({ servers: 2, arrivalRate: 1.5, service: service.service, customers: 500, warmUp: 0 })
      expect((run?.customerSeconds ?? 0) / (run?.timeInSystem ?? 1)).toBeCloseTo(1, 9)
    }
  })
})
