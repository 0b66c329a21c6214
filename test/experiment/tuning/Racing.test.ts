import { describe, expect, it } from "vitest"
import * as Goal from "../../../packages/sim/src/experiment/tuning/Goal.ts"
import { solve } from "../../../packages/sim/src/experiment/tuning/Method.ts"
import type { Sample } from "../../../packages/sim/src/experiment/tuning/Objectives.ts"
import * as Racing from "../../../packages/sim/src/experiment/tuning/Racing.ts"
import { Draws } from "../../../packages/sim/src/kernel/Draws.ts"

const luck = Draws.purpose("test/luck")

/** Candidates `gap` apart, the first the best, under luck that all share and some that is their own. */
const field =
  (seed: number, gap: number, common = 1, own = 0.3) =>
  (candidate: number, replication: number): number => {
    const draws = new Draws(seed)
    const shared = draws.at(luck, replication).normal()
    return candidate * gap + common * shared + own * draws.at(luck, replication, candidate + 1).normal()
  }
const settings: Racing.Settings = { goal: Goal.least("cost"), candidates: 24, most: 60 }
const raced = (value: (candidate: number, replication: number) => number, changed: Partial<Racing.Settings> = {}) => {
  const own = { ...settings, ...changed }
  const state = solve(Racing.make(own), ({ candidate, replication }): Sample => [
    { cost: value(candidate, replication) }
  ])
  return { state, ...Racing.outcomeOf(own, state, 1) }
}
/** The plain search: every candidate makes all replications. */
const plain = (value: (candidate: number, replication: number) => number) => {
  const sums = Array.from({ length: settings.candidates }, (_, candidate) =>
    Array.from({ length: settings.most }, (_, r) => value(candidate, r)).reduce((a, b) => a + b, 0)
  )
  return sums.indexOf(Math.min(...sums))
}

describe("a race", () => {
  it("finds the candidate of the plain search with less than half of its runs, 40 times of 40", () => {
    let runs = 0
    for (let seed = 0; seed < 40; seed++) {
      const value = field(seed, 0.1)
      const { order, state } = raced(value)
      expect(order[0]).toBe(plain(value))
      runs += state.runs
    }
    expect(runs / 40).toBeLessThan(0.5 * settings.candidates * settings.most)
    // What it needs is in fact near a third.
    expect(runs / 40).toBeLessThan(0.4 * settings.candidates * settings.most)
  })

  it("gives up the best in fewer than one of twenty races, however often it looks", () => {
    // Close rivals and few replications at first: a test at 5% a look and rival would lose the best in most races.
    let lost = 0
    for (let seed = 0; seed < 100; seed++)
      if (raced(field(seed, 0.02, 1, 0.5), { first: 4, candidates: 12 }).state.stopped[0] !== null) lost += 1
    expect(lost / 100).toBeLessThan(0.05)
  })

  it("lives on common luck: with luck of their own candidates need more runs", () => {
    const shared = raced(field(3, 0.3, 2, 0.2)).state.runs
    const apart = raced(field(3, 0.3, 0, 2)).state.runs
    expect(apart).toBeGreaterThan(1.5 * shared)
  })

  it("ends at once where luck plays no part", () => {
    const { order, state } = raced((candidate) => (candidate === 5 ? 1 : 2 + candidate))
    expect(state.runs).toBe(settings.candidates * 6)
    expect(Racing.leftOf(state)).toEqual([5])
    expect(order[0]).toBe(5)
  })

  it("gives up nobody where all are equal", () => {
    const { probability, state } = raced((_, replication) => replication % 7)
    expect(Racing.leftOf(state)).toHaveLength(settings.candidates)
    expect(probability).toBeLessThan(0.1)
  })

  it("says how probable it is that the winner is the best, and is right about it", () => {
    let right = 0
    let promised = 0
    for (let seed = 0; seed < 200; seed++) {
      const { order, probability } = raced(field(seed, 0.05), { candidates: 8, most: 40 })
      if (order[0] === 0) right += 1
      promised += probability
    }
    // Within three standard errors of a share over 200.
    expect(Math.abs(right - promised) / 200).toBeLessThan(3 * Math.sqrt(0.25 / 200))
  })

  it("keeps as many as are wanted, and to its budget", () => {
    const three = raced(field(1, 0.5), { keep: 3 })
    expect(Racing.leftOf(three.state)).toEqual([0, 1, 2])
    const poor = raced(field(1, 0.01), { runs: 400 })
    expect(poor.state.runs).toBeLessThanOrEqual(400)
    expect(poor.state.runs).toBeGreaterThan(300)
  })

  it("asks for every replication of everyone who is left once, in order", () => {
    const seen = new Set<string>()
    let next = 0
    const value = field(2, 0.1)
    solve(Racing.make(settings), ({ candidate, number, replication }): Sample => {
      expect(number).toBe(next++)
      expect(seen.has(`${candidate} ${replication}`)).toBe(false)
      seen.add(`${candidate} ${replication}`)
      if (replication > 0) expect(seen.has(`${candidate} ${replication - 1}`)).toBe(true)
      return [{ cost: value(candidate, replication) }]
    })
  })

  it("gives up at once whoever can never be measured", () => {
    const { state } = raced((candidate, replication) => (candidate === 0 ? Number.NaN : replication))
    expect(state.stopped[0]).toBe(0)
    expect(Racing.leftOf(state)).toHaveLength(settings.candidates - 1)
  })
})

describe("a race under a constraint", () => {
  const goal: Goal.Goal = {
    ...Goal.least("cost"),
    constraints: [{ kind: "mean", metric: Goal.metric("wait"), relation: "at most", limit: 10 }]
  }
  const run = (costs: ReadonlyArray<number>, waits: ReadonlyArray<number>) => {
    const own = { goal, candidates: costs.length, most: 40 }
    const state = solve(Racing.make(own), ({ candidate, replication }): Sample => {
      const noise = new Draws(5).at(luck, replication, candidate).normal()
      return [{ cost: (costs[candidate] ?? 0) + 0.1 * noise, wait: (waits[candidate] ?? 0) + 0.5 * noise }]
    })
    return { state, ...Racing.outcomeOf(own, state, 1) }
  }

  it("does not let a cheap one that breaks it beat a dear one that keeps it", () => {
    const { judged, order, state } = run([1, 5, 9], [14, 8, 8])
    expect(order[0]).toBe(1)
    expect(state.stopped[0]).not.toBeNull()
    expect(judged[1]?.feasible).toBeGreaterThan(0.99)
  })

  it("gives up nobody for being dearer than one whose own keeping is in doubt", () => {
    const { state } = run([1, 5], [10, 8])
    expect(state.stopped[1]).toBeNull()
  })

  it("shows the nearest when nothing keeps it", () => {
    const { order, state } = run([1, 2, 3], [14, 12, 13])
    expect(order).toEqual([1, 2, 0])
    expect(Racing.leftOf(state)).toEqual([1])
  })
})

describe("a race with two objectives", () => {
  it("gives up what is worse in both, and nobody on the front", () => {
    const goal: Goal.Goal = {
      ...Goal.least("cost"),
      objectives: ["cost", "wait"].map((name) => ({
        metric: Goal.metric(name),
        direction: "minimise",
        over: { kind: "mean" }
      }))
    }
    const points = [
      [1, 5],
      [3, 3],
      [5, 1],
      [4, 6],
      [6, 4]
    ] as const
    const own = { goal, candidates: 5, most: 40 }
    const state = solve(Racing.make(own), ({ candidate, replication }): Sample => {
      const [cost, wait] = points[candidate] ?? [0, 0]
      const noise = new Draws(5).at(luck, replication, candidate).normal()
      return [{ cost: cost + 0.2 * noise, wait: wait - 0.2 * noise }]
    })
    expect(Racing.leftOf(state)).toEqual([0, 1, 2])
  })
})
