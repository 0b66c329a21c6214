import { describe, expect, it } from "vitest"
import * as QueueModel from "../../packages/sim/src/experiment/QueueModel.ts"
import * as Theory from "../../packages/sim/src/experiment/QueueingTheory.ts"
import * as Verify from "../../packages/sim/src/experiment/Verify.ts"

/** Runs a generator to its end. */
const finish = <A>(steps: Generator<void, A, void>): A => {
  let step = steps.next()
  while (step.done !== true) step = steps.next()
  return step.value
}

describe("queueing theory", () => {
  it("has Erlang's C of the printed tables", () => {
    expect(Theory.probabilityOfWaiting(1, 0.9)).toBeCloseTo(0.9, 12)
    expect(Theory.probabilityOfWaiting(2, 1)).toBeCloseTo(1 / 3, 12)
    expect(Theory.probabilityOfWaiting(5, 4)).toBeCloseTo(0.5541, 4)
  })

  it("agrees with itself where formulas meet", () => {
    expect(Theory.meanWait(1, 0.8, 2)).toBeCloseTo(Theory.meanWaitOneServer(0.8, 2, 1), 12)
    expect(Theory.waitQuantile(0.95, 1, 0.9, 1)).toBeCloseTo(Math.log(18) / 0.1, 10)
    expect(Theory.waitQuantile(0.5, 100, 50, 1)).toBe(0)
  })
})

describe("the checks of lode verify", () => {
  it("pass on this machine, each with an expectation, a finding and a reason", () => {
    const results = finish(Verify.runAll(Verify.queueChecks()))
    expect(results.filter((result) => !result.passed)).toEqual([])
    expect(results.length).toBeGreaterThanOrEqual(12)
    for (const { expected, note, tolerance } of results) {
      expect(note).not.toBe("")
      // A check that could not fail would be no check: its tolerance is small against what it expects.
      expect(tolerance ?? 0).toBeLessThan(0.15 * Number(expected))
    }
  })

  it("fail when they throw, and the others go on", () => {
    const good = { name: "good", passed: true, expected: 1, found: 1, tolerance: 0, note: "one is one" }
    const results = finish(
      Verify.runAll([
        {
          name: "broken",
          run: function* () {
            throw new RangeError("no such thing")
          }
        },
        {
          name: "good",
          run: function* () {
            yield
            return [good]
          }
        }
      ])
    )
    expect(results).toMatchObject([{ name: "broken", passed: false, found: "RangeError: no such thing" }, good])
  })
})

describe("the queue on the kernel", () => {
  const queue: QueueModel.QueueDescription = {
    servers: 2,
    arrivalRate: 1.9,
    service: { kind: "exponential", mean: 1 },
    customers: 20_000,
    warmUp: 0
  }

  it("is a function of its seed", () => {
    expect(QueueModel.run(queue, 5)).toEqual(QueueModel.run(queue, 5))
    expect(QueueModel.run(queue, 5).meanWait).not.toBe(QueueModel.run(queue, 6).meanWait)
  })

  it("bears an overload that fills its ring many times", () => {
    const { customerSeconds, meanWait, timeInSystem } = QueueModel.run({ ...queue, arrivalRate: 8 }, 1)
    expect(meanWait).toBeGreaterThan(1_000)
    expect(Math.abs(customerSeconds / timeInSystem - 1)).toBeLessThan(1e-9)
  })

  it("never makes anybody wait when there are servers for all", () => {
    expect(QueueModel.run({ ...queue, servers: 20_000 }, 1)).toMatchObject({ meanWait: 0, p95Wait: 0, delayed: 0 })
  })
})
