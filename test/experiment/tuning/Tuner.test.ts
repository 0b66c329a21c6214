import fc from "fast-check"
import { describe, expect, it } from "vitest"
import * as Cma from "../../../packages/sim/src/experiment/tuning/Cma.ts"
import * as Goal from "../../../packages/sim/src/experiment/tuning/Goal.ts"
import { type Ask, type Method, Session, solve } from "../../../packages/sim/src/experiment/tuning/Method.ts"
import * as Mixed from "../../../packages/sim/src/experiment/tuning/Mixed.ts"
import type { Sample } from "../../../packages/sim/src/experiment/tuning/Objectives.ts"
import * as Pareto from "../../../packages/sim/src/experiment/tuning/Pareto.ts"
import { pointOf, type Space, type Values, valuesAt } from "../../../packages/sim/src/experiment/tuning/Space.ts"
import * as Tuner from "../../../packages/sim/src/experiment/tuning/Tuner.ts"
import { Draws } from "../../../packages/sim/src/kernel/Draws.ts"
import { cube, sphere, zdt1 } from "./Landscapes.ts"

/** A network that pays an emission. Providers enter freely until what comes in, emission R and fees E, is what they cost: N* = (R + E) / c. Demand served is worth
 * v ln(1 + N / k), so v ln(1 + N* / k) − R is greatest where another provider brings what it costs: N = v / c − k and R = v − ck − E. */
const network = { worth: 100, half: 5, cost: 4, fees: 20 }
const bestEmission = network.worth - network.cost * network.half - network.fees
const netWorth = (emission: number): number => {
  const providers = (emission + network.fees) / network.cost
  return network.worth * Math.log(1 + providers / network.half) - emission
}
const luck = Draws.purpose("test/luck")
const seeds = [1, 2, 3, 4, 5, 6]

const incentive: Space = [
  { kind: "real", path: "emission", least: 1, most: 1_000, scale: "log" },
  { kind: "real", path: "stakers", least: 0, most: 1, scale: "linear" }
]
const greatest = (name: string): Goal.Goal => ({
  ...Goal.least(name),
  objectives: [{ metric: Goal.metric(name), direction: "maximise", over: { kind: "mean" } }]
})
/** What a run of the network measures: demand is lucky or not by a tenth, and each candidate meets some luck of its own. */
const measured = (seed: number, values: Values, run: Tuner.Run) => {
  const draws = new Draws(seed)
  const emission = Number(values["emission"])
  const served = (netWorth(emission) + emission) * (1 + 0.1 * draws.at(luck, run.replication).normal())
  const own = draws.at(luck, run.replication, 1 + run.trial).normal()
  // A share for stakers of 0.4 is right, by 20 at most.
  const net = served - emission - 20 * (Number(values["stakers"]) - 0.4) ** 2 + own
  return { net, served }
}
const tuned = (settings: Tuner.Settings, answer: (values: Values, run: Tuner.Run) => Sample) => {
  const state = solve(Tuner.make(settings), (run) => answer(valuesAt(settings.space, run.point), run))
  const outcome = Tuner.outcomeOf(settings, state)
  if (outcome === null) throw new Error("the search has not ended")
  return { state, outcome, winner: outcome.finalists[0]?.values ?? {} }
}

describe("tuning an emission whose best is known in closed form", () => {
  const settings = (seed: number): Tuner.Settings => ({
    space: incentive,
    goal: greatest("net"),
    seed,
    trials: 300,
    runs: 4_000,
    replications: { first: 4, most: 16 },
    ...optional(pointOf(incentive, { emission: 10, stakers: 0.9 }))
  })
  const optional = (start: ReadonlyArray<number> | null) => (start === null ? {} : { start })

  it("has its best where theory says", () => {
    expect(bestEmission).toBe(60)
    for (const other of [59, 61]) expect(netWorth(other)).toBeLessThan(netWorth(bestEmission))
  })

  it("finds it under noise that is fifty times what is lost", () => {
    for (const seed of seeds) {
      const { outcome, winner } = tuned(settings(seed), (values, run) => [measured(seed, values, run)])
      const lost =
        netWorth(bestEmission) - netWorth(Number(winner["emission"])) + 20 * (Number(winner["stakers"]) - 0.4) ** 2
      expect(lost).toBeLessThan(0.4)
      expect(outcome.runs).toBeLessThanOrEqual(4_000)
      expect(outcome.probability).toBeGreaterThan(0.1)
    }
  })

  it("moves to the edge of a constraint that is active at the best", () => {
    // At most 100 of worth served: N = k (e − 1), R = cN − E = 14.37.
    const edge = network.cost * network.half * (Math.E - 1) - network.fees
    for (const seed of seeds) {
      const base = settings(seed)
      const constrained: Tuner.Settings = {
        ...base,
        goal: {
          ...base.goal,
          constraints: [{ kind: "mean", metric: Goal.metric("served"), relation: "at most", limit: 100 }]
        }
      }
      const { outcome, winner } = tuned(constrained, (values, run) => [measured(seed, values, run)])
      expect(Math.abs(Number(winner["emission"]) - edge)).toBeLessThan(2)
      expect(outcome.finalists[0]?.judged.violation).toBe(0)
    }
  })

  it("shows the nearest when nothing keeps a constraint", () => {
    const base = settings(1)
    const impossible: Tuner.Settings = {
      ...base,
      goal: {
        ...base.goal,
        constraints: [{ kind: "mean", metric: Goal.metric("served"), relation: "at least", limit: 1_000 }]
      }
    }
    const { outcome, winner } = tuned(impossible, (values, run) => [measured(1, values, run)])
    // The largest emission serves most.
    expect(Number(winner["emission"])).toBeGreaterThan(900)
    expect(outcome.finalists[0]?.judged.feasible).toBeLessThan(0.01)
  })

  it("takes care of the worst world when told to", () => {
    // In the crash demand is worth half: the best for the worst of both is the best of the crash, R = 50 − 20 − 20.
    const goal: Goal.Goal = {
      worlds: [
        { name: "usual", weight: 1 },
        { name: "crash", weight: 1 }
      ],
      objectives: [{ metric: Goal.metric("net"), direction: "maximise", over: { kind: "worst" } }],
      constraints: []
    }
    const { winner } = tuned({ ...settings(1), goal }, (values, run) => {
      const { net } = measured(1, values, run)
      const emission = Number(values["emission"])
      return [{ net }, { net: net - (netWorth(emission) + emission) / 2 }]
    })
    expect(Number(winner["emission"])).toBeGreaterThan(5)
    expect(Number(winner["emission"])).toBeLessThan(17)
  })
})

describe("tuning", () => {
  it("never ends below where it began: the starting point is a finalist", () => {
    // The start is perfect, and everything else much worse.
    const settings: Tuner.Settings = {
      space: cube(3),
      goal: Goal.least("cost"),
      seed: 4,
      trials: 60,
      replications: { first: 2, most: 4 },
      start: [0.123, 0.456, 0.789]
    }
    const { outcome } = tuned(settings, (_, { point }) => [
      { cost: point.every((x, index) => x === settings.start?.[index]) ? 0 : 1 + sphere(0.5)(point) }
    ])
    expect(outcome.finalists[0]?.point).toEqual(settings.start)
    expect(outcome.probability).toBe(1)
  })

  it("turns choices and whole numbers with the mixed search", () => {
    const space: Space = [
      { kind: "choice", path: "rule", choices: ["work", "stake", "luck"] },
      { kind: "whole", path: "months", least: 1, most: 48, scale: "linear" },
      { kind: "real", path: "fee", least: 0.001, most: 1, scale: "log" }
    ]
    const settings = { space, goal: Goal.least("cost"), seed: 2, trials: 500, replications: { first: 3, most: 8 } }
    const { state, winner } = tuned(settings, (values, run) => [
      {
        cost:
          (values["rule"] === "stake" ? 0 : 1) +
          Math.abs(Number(values["months"]) - 18) / 10 +
          Math.log(Number(values["fee"]) / 0.05) ** 2 +
          0.1 * new Draws(1).at(luck, run.replication, run.trial).normal()
      }
    ])
    expect(state.search?.kind).toBe("mixed")
    expect(winner["rule"]).toBe("stake")
    expect(Math.abs(Number(winner["months"]) - 18)).toBeLessThanOrEqual(1)
    expect(Number(winner["fee"])).toBeGreaterThan(0.03)
    expect(Number(winner["fee"])).toBeLessThan(0.08)
  })

  it("gives a front for several objectives, each member replicated alike", () => {
    const goal: Goal.Goal = {
      ...Goal.least("a"),
      objectives: ["a", "b"].map((name) => ({
        metric: Goal.metric(name),
        direction: "minimise",
        over: { kind: "mean" }
      }))
    }
    const settings = { space: cube(4), goal, seed: 2, trials: 2_400, replications: { first: 2, most: 3 }, last: 6 }
    const { outcome } = tuned(settings, (_, run) => {
      const [a, b] = zdt1(run.point)
      const noise = 0.01 * new Draws(1).at(luck, run.replication, run.trial).normal()
      return [{ a: a + noise, b: b - noise }]
    })
    const front = outcome.finalists.slice(0, outcome.front)
    expect(outcome.probability).toBeNull()
    expect(front.length).toBeGreaterThan(10)
    for (const { judged } of outcome.finalists) expect(judged.values[0]).toHaveLength(6)
    const truth = front.map(({ point }) => zdt1(point))
    expect(Pareto.hypervolume(truth, [1.1, 1.1])).toBeGreaterThan(0.92 * (1.1 ** 2 - 1 / 3))
  })

  it("keeps to its budgets and ends with an answer, however small they are", () =>
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 900 }),
        fc.integer({ min: 1, max: 80 }),
        fc.integer({ min: 1, max: 4 }),
        fc.constantFrom("real", "mixed"),
        fc.constantFrom(1, 2),
        fc.boolean(),
        (extra, trials, knobs, kind, objectives, starts) => {
          const space: Space = [
            ...cube(knobs),
            ...(kind === "mixed" ? [{ kind: "choice", path: "rule", choices: ["a", "b"] } as const] : [])
          ]
          const bounded: Tuner.Settings = {
            space,
            goal: {
              ...Goal.least("cost"),
              objectives: ["cost", "wait"].slice(0, objectives).map((name) => ({
                metric: Goal.metric(name),
                direction: "minimise",
                over: { kind: "mean" }
              }))
            },
            seed: 3,
            trials,
            replications: { first: 2, most: 6 },
            finalists: 3,
            ...(starts ? { start: space.map(() => 0.25) } : {})
          }
          const settings = { ...bounded, runs: Tuner.leastRuns(bounded) + extra }
          const { outcome } = tuned(settings, (_, { point, replication }) => {
            const noise = 0.1 * new Draws(2).at(luck, replication).normal()
            return [{ cost: sphere(0.4)(point) + noise, wait: (point[0] ?? 0) - noise }]
          })
          expect(outcome.finalists.length).toBeGreaterThan(0)
          expect(outcome.runs).toBeLessThanOrEqual(settings.runs)
          const last = objectives === 2 ? 40 : 5
          expect(outcome.trials).toBeLessThanOrEqual(Math.max(trials, 4) + last)
        }
      ),
      { numRuns: 100 }
    ))
})

describe("a longer search", () => {
  const answered = (settings: Tuner.Settings): ReadonlySet<string> => {
    const cells = new Set<string>()
    tuned(settings, (_, { point, replication, trial }) => {
      cells.add(JSON.stringify([point, replication]))
      const noise = 0.1 * new Draws(2).at(luck, replication, trial).normal()
      return [{ cost: sphere(0.4)(point) + noise, wait: (point[0] ?? 0) - noise }]
    })
    return cells
  }
  const spaces: Readonly<Record<string, Space>> = {
    real: cube(3),
    mixed: [...cube(2), { kind: "choice", path: "rule", choices: ["a", "b"] }]
  }

  it.each(["real", "mixed"])(
    "begins as a shorter one and finds its runs again: %s knobs, one objective and two",
    (kind) => {
      for (const names of [["cost"], ["cost", "wait"]]) {
        const settings: Tuner.Settings = {
          space: spaces[kind] ?? [],
          goal: {
            ...Goal.least("cost"),
            objectives: names.map((name) => ({
              metric: Goal.metric(name),
              direction: "minimise",
              over: { kind: "mean" }
            }))
          },
          seed: 3,
          trials: 48,
          replications: { first: 2, most: 4 },
          start: [0.2, 0.2, 0.25]
        }
        const short = answered(settings)
        const long = answered({ ...settings, trials: 96 })
        const shared = [...short].filter((cell) => long.has(cell)).length
        // The finalists of the shorter one, and the luck that they met, are its own.
        expect(shared / short.size).toBeGreaterThan(0.6)
        expect(long.size).toBeGreaterThan(1.4 * short.size)
      }
    }
  )

  it("takes from a design of few trials what a design of more begins with, spread out", () => {
    const settings = { space: cube(2), goal: Goal.least("cost"), seed: 1, replications: { first: 1, most: 1 } }
    const first = (trials: number) =>
      Tuner.make({ ...settings, trials })
        .asks(Tuner.make({ ...settings, trials }).begin())
        .map(({ point }) => point)
    const whole = first(100)
    expect(whole).toHaveLength(8)
    for (const trials of [12, 15, 18, 23]) {
      const part = first(trials)
      expect(part).toEqual(whole.slice(0, Math.floor(trials / 3)))
    }
  })

  it("that has too few trials for a search lays all of them out", () => {
    for (const trials of [1, 2, 3, 5, 8]) {
      const settings = {
        space: cube(2),
        goal: Goal.least("cost"),
        seed: 1,
        trials,
        replications: { first: 1, most: 1 }
      }
      for (const start of [undefined, [0.1, 0.1]]) {
        const { state } = tuned({ ...settings, ...(start === undefined ? {} : { start }) }, (_, { point }) => [
          { cost: sphere(0.4)(point) }
        ])
        expect(state.search === null || state.elite.length > 0).toBe(true)
        expect(state.elite).toHaveLength(Math.min(6, trials))
      }
    }
  })
})

describe("knobs with few settings", () => {
  it("are all tried, once each, and nothing is searched", () => {
    const space: Space = [
      { kind: "choice", path: "rule", choices: ["a", "b", "c"] },
      { kind: "whole", path: "months", least: 1, most: 5, scale: "log" }
    ]
    const settings = { space, goal: Goal.least("cost"), seed: 1, trials: 15, replications: { first: 1, most: 1 } }
    for (const trials of [15, 60]) {
      const tried = new Set<string>()
      const { winner } = tuned({ ...settings, trials, finalists: 1 }, ({ months, rule }) => {
        tried.add(`${rule} ${months}`)
        return [{ cost: Number(months) + (rule === "b" ? 0 : 1) }]
      })
      expect(tried.size).toBe(15)
      expect(winner).toEqual({ rule: "b", months: 1 })
    }
  })
})

describe("a search that is killed and goes on", () => {
  /** Answers come in an order of chance; between any two the session may be thrown away and made anew from what was kept, in another order. */
  const killed = <State, Asked extends Ask, Answer>(
    method: Method<State, Asked, Answer>,
    answer: (asked: Asked) => Answer,
    key: number
  ): State => {
    const draws = new Draws(key)
    const kept: Array<readonly [number, Answer]> = []
    let session = new Session(method)
    while (!session.finished) {
      const open = session.asks()
      const asked = open[draws.integer(open.length)]
      if (asked === undefined) throw new Error("a search that is not finished wants to know something")
      kept.splice(draws.integer(kept.length + 1), 0, [asked.number, answer(asked)])
      session.tell(asked.number, answer(asked))
      if (draws.uniform() < 0.02) {
        session = new Session(method)
        for (const [number, known] of kept) session.tell(number, known)
      }
    }
    return session.state
  }
  const same = <State, Asked extends Ask, Answer>(
    method: Method<State, Asked, Answer>,
    answer: (asked: Asked) => Answer
  ) =>
    fc.assert(
      fc.property(fc.nat(), (key) => {
        expect(JSON.stringify(killed(method, answer, key))).toBe(JSON.stringify(solve(method, answer)))
      }),
      { numRuns: 20 }
    )

  it("comes to the same bytes with CMA-ES", () =>
    same(Cma.make({ dimensions: 3, seed: 1, trials: 200, tolerance: 0.01 }), ({ point }) => ({
      objectives: [sphere(0.3)(point)],
      violation: 0
    })))

  it("comes to the same bytes with the mixed search", () =>
    same(Mixed.make({ space: cube(2), seed: 1, trials: 200 }), ({ point }) => ({
      objectives: [sphere(0.3)(point)],
      violation: 0
    })))

  it("comes to the same bytes with a search for a front", () =>
    same(Pareto.make({ space: cube(3), seed: 1, trials: 200, population: 20 }), ({ point }) => ({
      objectives: zdt1(point),
      violation: 0
    })))

  it("comes to the same bytes with tuning, races and all", () => {
    const settings: Tuner.Settings = {
      space: cube(2),
      goal: Goal.least("cost"),
      seed: 3,
      trials: 40,
      replications: { first: 2, most: 6 },
      finalists: 3
    }
    same(Tuner.make(settings), ({ point, replication, trial }): Sample => [
      { cost: sphere(0.4)(point) + 0.1 * new Draws(2).at(luck, replication, trial).normal() }
    ])
  })

  it("has a state that is plain data", () => {
    const settings: Tuner.Settings = {
      space: cube(2),
      goal: Goal.least("cost"),
      seed: 3,
      trials: 40,
      replications: { first: 2, most: 6 }
    }
    const method = Tuner.make(settings)
    const answer = ({ point }: Tuner.Run): Sample => [{ cost: sphere(0.4)(point) }]
    let state = method.begin()
    for (let round = method.asks(state); round.length > 0; round = method.asks(state)) {
      const revived: Tuner.State = JSON.parse(JSON.stringify(state))
      state = method.tell(revived, round.map(answer))
    }
    expect(JSON.stringify(state)).toBe(JSON.stringify(solve(method, answer)))
  })
})
