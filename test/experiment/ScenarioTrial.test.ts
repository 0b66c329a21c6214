import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import {
  type Assignment,
  providerColumns,
  type RunOutcome,
  scenarioTrial
} from "../../packages/sim/src/experiment/ScenarioTrial.ts"
import { noInputs } from "../../packages/sim/src/world/Compile.ts"
import { Run } from "../../packages/sim/src/world/Run.ts"
import type { Scenario } from "../../packages/sim/src/world/Scenario.ts"
import { decode } from "../arbitraries/Scenarios.ts"
import { cloud, cohort, day, hour, jobClass, scenario } from "../world/Worlds.ts"

const outcomeOf = (
  one: Scenario,
  options: Partial<Omit<Assignment, "scenario">> & { readonly replication?: number } = {}
): RunOutcome => {
  const { replication = 0, ...rest } = options
  const assignment = { scenario: one, inputs: noInputs, commands: [], warmUp: 0, jobs: true, ...rest }
  const slices = scenarioTrial({ replication, seed: 1, scenario: assignment })
  for (;;) {
    const step = slices.next()
    if (step.done === true) return step.value
  }
}

type Column = (typeof providerColumns)[number]
const cell = (row: ReadonlyArray<string | number | null>, column: Column) => row[providerColumns.indexOf(column)]
const sumOf = ({ providers }: RunOutcome, column: Column): number =>
  providers.reduce((sum, row) => sum + Number(cell(row, column) ?? 0), 0)

describe("rows of providers", () => {
  const converting = scenario(400, {
    networks: { network: {} },
    supply: {
      cohorts: {
        owners: cohort({ count: 2, cost: "0.5 USD/GPU-hour", asking: { kind: "fixed", price: "12 USD/GPU-hour" } })
      },
      miners: {
        sites: {
          cohorts: {
            sites: { count: 3, power: "2 MW", region: "us-east", power_price: "30 USD/MWh", suitable: "100%" }
          },
          module: "0.1 MW",
          reinvested: "100%",
          spot: { lead_time: "10 days", building: "1M USD/MW", debt: "90%", price: "300 USD" },
          waiting: { enabled: false }
        },
        hash_price: { kind: "given", price: "20 USD/PH/day" }
      }
    },
    demand: { jobs: jobClass(24, { duration: { kind: "exponential", mean: "1 day" } }) }
  })

  it("tell every dollar once, though a site's GPUs have rows of their own", () => {
    const outcome = outcomeOf(converting)
    const spots = outcome.providers.filter((row) => cell(row, "form") === "spot" && cell(row, "gpus") !== null)
    expect(spots.length).toBeGreaterThan(0)
    expect(sumOf(outcome, "revenue_network_usd")).toBeGreaterThan(1_000)
    const income = sumOf(outcome, "revenue_jobs_usd") + sumOf(outcome, "revenue_network_usd")
    expect(income).toBeCloseTo(outcome.measured["paid_usd"] ?? Number.NaN, 0)
  })

  it("give owners a profit and sites a net present value, up to the end", () => {
    for (const row of outcomeOf(converting).providers) {
      const isOwner = cell(row, "kind") === "data-centre"
      expect([row[0], cell(row, "profit_usd") !== null]).toEqual([row[0], isOwner])
      expect([row[0], cell(row, "net_present_value_usd") !== null]).toEqual([
        row[0],
        cell(row, "kind") === "miner-site" && cell(row, "gpus") === null
      ])
      if (!isOwner) continue
      const revenue = Number(cell(row, "revenue_jobs_usd")) + Number(cell(row, "revenue_rewards_usd"))
      expect(cell(row, "cost_usd")).toBeCloseTo(8 * 0.5 * 24 * 400, 6)
      expect(cell(row, "profit_usd")).toBeCloseTo(revenue - 8 * 0.5 * 24 * 400, 6)
    }
  })

  it("say of those who leave at the very end that they left", () => {
    const leaving = scenario(7, {
      networks: { network: {} },
      supply: {
        cohorts: {
          owners: cohort({ count: 3, cost: "1 USD/GPU-hour", review_every: "1 week", response: 1, running_cost: 1 })
        }
      }
    })
    const outcome = outcomeOf(leaving)
    expect(outcome.measured["exits"]).toBe(3)
    expect(outcome.providers.map((row) => cell(row, "exited_s"))).toEqual([7 * day, 7 * day, 7 * day])
    expect(
      outcomeOf(converting).providers.every(
        (row) => cell(row, "kind") !== "data-centre" || cell(row, "exited_s") === null
      )
    ).toBe(true)
  })

  it("are made only when they are wanted, and the series for the first replication at least", () => {
    const small = scenario(3, { clouds: { central: cloud(8) } })
    const rowsOf = (jobs: boolean, replication: number) => {
      const { providers, series } = outcomeOf(small, { jobs, replication })
      return [providers.length, series.time.length]
    }
    expect([rowsOf(true, 0), rowsOf(true, 1), rowsOf(false, 0), rowsOf(false, 1)]).toEqual([
      [1, 4],
      [1, 4],
      [0, 4],
      [0, 0]
    ])
  })
})

describe("the series", () => {
  const parts = {
    networks: { network: {} },
    supply: { cohorts: { owners: cohort({ gpus: 64 }) } },
    demand: { jobs: jobClass(300) }
  }

  it("has a row at every step and one at the horizon, which need not be a whole day, with or without a warm-up", () => {
    fc.assert(
      fc.property(
        fc.constantFrom("terminating", "steady"),
        fc.integer({ min: 1, max: 5 * day }),
        fc.constantFrom(7 * hour, day),
        fc.double({ min: 0, max: 0.99, noNaN: true }),
        (kind, length, every, part) => {
          const warmUp = kind === "steady" ? Math.floor(length * part) : 0
          const horizon =
            kind === "steady"
              ? ({ kind, length: `${length} s`, warm_up: `${warmUp} s` } as const)
              : ({ kind: "terminating", length: `${length} s` } as const)
          const one = decode({ name: "test", question: "?", sample_every: `${every} s`, ...parts, horizon })
          const { series } = outcomeOf(one, { warmUp })
          const expected = Array.from({ length: Math.floor(length / every) + 1 }, (_, step) => step * every)
          if (length % every > 0) expected.push(length)
          expect([...series.time]).toEqual(expected)
          expect(series.values.length).toBe(expected.length * series.names.length)
        }
      ),
      { numRuns: 40, seed: 61 }
    )
  })

  it("ends at the horizon also when the last event is the last of a slice", () => {
    const lasting = (seconds: number) =>
      decode({
        name: "test",
        question: "?",
        sample_every: "400 days",
        ...parts,
        horizon: { kind: "terminating", length: `${seconds} s` }
      })
    const run = Run.make(lasting(60 * day), { seed: 1 })
    run.advance(Infinity, 8192)
    const between = (run.now + run.world.simulation.peek()) / 2
    const { events, series } = outcomeOf(lasting(between))
    expect(events).toBe(8192)
    expect([...series.time]).toEqual([0, between])
  })
})
