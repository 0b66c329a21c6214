import fc from "fast-check"
import { describe, expect, it } from "vitest"
import type { Measured, MetricDefinition } from "../../packages/sim/src/experiment/MetricDefinition.ts"
import * as Precision from "../../packages/sim/src/experiment/Precision.ts"

const metric = (name: string): MetricDefinition => ({ name, unit: "USD", description: name, kind: "mean" })
const price = metric("price")
const waiting = metric("waiting")

/** Values that look random and depend on nothing but their position. */
const wobble = (i: number): number => ((i * 7_919 + 13) % 101) / 101 - 0.5

const follow = (target: Precision.Target, trial: (replication: number) => Measured) => {
  const runs: Array<Measured> = []
  const rounds: Array<number> = []
  let decision = Precision.next(target, runs)
  while (decision.kind === "more") {
    rounds.push(decision.replications)
    for (let i = 0; i < decision.replications; i++) runs.push(trial(runs.length))
    decision = Precision.next(target, runs)
  }
  return { runs, rounds, reason: decision.reason }
}

describe("the stopping rule", () => {
  it("looks first after 20 replications, or after as many as asked, never after fewer than 10", () => {
    const target = { relative: 0.1, metrics: [price] }
    expect(follow(target, () => ({ price: 3 })).rounds).toEqual([20])
    expect(follow({ ...target, first: 12 }, () => ({ price: 3 })).rounds).toEqual([12])
    expect(follow({ ...target, first: 2 }, () => ({ price: 3 })).rounds).toEqual([10])
  })

  it("goes on until every named metric is within the target", () => {
    const target = { relative: 0.02, metrics: [price, waiting] }
    const { runs, reason } = follow(target, (i) => ({ price: 10 + wobble(i), waiting: 10 + 4 * wobble(i + 5) }))
    expect(reason).toMatchObject({ kind: "reached", last: "waiting" })
    for (const definition of target.metrics) {
      const { mean, halfWidth } = Precision.intervalOf(target)(definition, runs)
      expect((halfWidth ?? Infinity) / mean).toBeLessThanOrEqual(0.02)
    }
    expect(runs.length).toBeGreaterThan(100)
    expect(runs.length).toBeLessThan(260)
  })

  it("adds at least a tenth and at most a half in a round", () => {
    const { rounds } = follow({ relative: 0.005, metrics: [price] }, (i) => ({ price: 10 + 5 * wobble(i) }))
    let n = rounds[0] ?? 0
    for (const round of rounds.slice(1, -1)) {
      expect(round).toBeGreaterThanOrEqual(Math.ceil(n * 0.1) - 1)
      expect(round).toBeLessThanOrEqual(Math.ceil(n * 0.5))
      n += round
    }
  })

  it("stops at the limit, says which metric was last and how many it would have taken", () => {
    const target = { relative: 0.001, metrics: [waiting, price], limit: 50 }
    const { runs, reason } = follow(target, (i) => ({ price: 10 + wobble(i), waiting: 10 + 4 * wobble(i) }))
    expect(runs.length).toBe(50)
    expect(reason).toMatchObject({ kind: "limit", limit: 50, last: "waiting" })
    expect(Precision.explain(target, reason, runs.length)).toMatch(
      /^Stopped at the limit of 50 replications: waiting is within 3\d?(\.\d)?%, not 0.1%; about \d+ replications would be needed\.$/
    )
  })

  it("gives up a metric that cannot be told from zero", () => {
    const target = { relative: 0.02, metrics: [price, waiting] }
    const { runs, reason } = follow(target, (i) => ({ price: 10, waiting: i % 2 === 0 ? 1 : -1 }))
    expect(reason).toEqual({ kind: "zero", metric: "waiting" })
    expect(runs.length).toBeLessThan(200)
    expect(Precision.explain(target, reason, runs.length)).toContain("waiting cannot be told from zero")
  })

  it("takes a metric that is always the same as reached, zero included", () => {
    expect(follow({ relative: 0.02, metrics: [price] }, () => ({ price: 0 })).reason).toMatchObject({ kind: "reached" })
  })

  it("gives up a metric that has no values", () => {
    const { reason } = follow({ relative: 0.02, metrics: [price] }, () => ({ price: Number.NaN }))
    expect(reason).toEqual({ kind: "undefined", metric: "price" })
  })

  it("stops after the first look when no metric is named", () => {
    const target = { relative: 0.02, metrics: [] }
    const { runs, reason } = follow(target, () => ({}))
    expect(runs.length).toBe(20)
    expect(Precision.explain(target, reason, 20)).toContain("no metric was named")
  })

  it("always ends, at a reason that is true", () =>
    fc.assert(
      fc.property(
        fc.double({ min: -5, max: 5, noNaN: true }),
        fc.double({ min: 0, max: 10, noNaN: true }),
        fc.double({ min: 0.001, max: 0.5, noNaN: true }),
        (level, spread, relative) => {
          const target = { relative, metrics: [price], limit: 300 }
          const { runs, reason } = follow(target, (i) => ({ price: level + spread * wobble(i) }))
          expect(runs.length).toBeLessThanOrEqual(300)
          const { mean, halfWidth } = Precision.intervalOf(target)(price, runs)
          if (reason.kind === "reached") expect(halfWidth ?? 0).toBeLessThanOrEqual(relative * Math.abs(mean) + 1e-12)
          if (reason.kind === "limit") expect(runs.length).toBe(300)
        }
      ),
      { numRuns: 60 }
    ))
})
