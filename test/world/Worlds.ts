/** Short ways to write small scenarios for tests of the world. */
import type { Inputs } from "../../packages/sim/src/world/Compile.ts"
import type { Command } from "../../packages/sim/src/world/Command.ts"
import { Run } from "../../packages/sim/src/world/Run.ts"
import type { Scenario } from "../../packages/sim/src/world/Scenario.ts"
import type { World } from "../../packages/sim/src/world/World.ts"
import { decode } from "../arbitraries/Scenarios.ts"

export type Written = typeof Scenario.Encoded
export type Cohort = NonNullable<NonNullable<Written["supply"]>["cohorts"]>[string]
export type Cloud = NonNullable<Written["clouds"]>[string]
export type JobClass = NonNullable<Written["demand"]>[string]

export const hour = 3600
export const day = 24 * hour

/** A scenario of so many days with the given parts. */
export const scenario = (days: number, parts: Partial<Written>): Scenario =>
  decode({ name: "test", question: "?", horizon: { kind: "terminating", length: `${days} days` }, ...parts })

/** H100 of one owner at a fixed price, always there, never broken, with costs that do not matter. */
export const cohort = (parts: Partial<Cohort> = {}): Cohort => ({
  kind: "data-centre",
  count: 1,
  gpu_model: "H100-SXM",
  gpus: 8,
  regions: ["us-east"],
  asking: { kind: "fixed", price: "2 USD/GPU-hour" },
  cost: "0 USD/GPU-hour",
  power_price: "0 USD/MWh",
  failure_every: "0 s",
  ...parts
})

/** A central cloud of H100 in one region that never break, with free egress. */
export const cloud = (gpus: number, price = "2 USD/GPU-hour", parts: Partial<Cloud> = {}): Cloud => ({
  fleets: [{ gpu_model: "H100-SXM", region: "us-east", gpus, price }],
  failure_every: "0 s",
  egress: "0 USD/GB",
  ...parts
})

/** Jobs for one H100 that any price suits and that wait for ever; a Poisson stream without rhythm. */
export const jobClass = (perDay: number, parts: Partial<JobClass> = {}): JobClass => ({
  requests: {
    kind: "users",
    users: perDay,
    requests_per_user: "1 per day",
    burstiness: 1,
    daily_swing: "0%",
    weekend: "100%"
  },
  gpu_models: ["H100-SXM"],
  duration: { kind: "exponential", mean: "1 h" },
  lowest_budget: "40 USD/GPU-hour",
  patience: "1000 years",
  data: "0 B",
  ...parts
})

/** A trace as the run wants it, from rows of (submitted, GPUs, seconds). */
export const recorded = (
  rows: ReadonlyArray<readonly [submit: number, gpus: number, seconds: number]>,
  file = "jobs.csv"
): Inputs => ({
  series: {},
  traces: {
    [file]: {
      submit: Float64Array.from(rows, ([submit]) => submit),
      demand: Float64Array.from(rows, ([, gpus]) => gpus),
      duration: Float64Array.from(rows, ([, , seconds]) => seconds)
    }
  }
})

/** The class whose jobs are those of `recorded`. */
export const replayed = (parts: Partial<JobClass> = {}): JobClass =>
  jobClass(0, { requests: { kind: "trace", file: "jobs.csv" }, ...parts })

/** The world after a whole run. */
export const after = (
  written: Scenario,
  options: { readonly seed?: number; readonly inputs?: Inputs; readonly commands?: ReadonlyArray<Command> } = {}
): World => {
  const run = Run.make(written, options)
  run.finish()
  return run.world
}

/** When each job started and ended, by number of the job. */
export interface Life {
  readonly submitted: number
  readonly started: number
  readonly ended: number
  readonly interruptions: number
  readonly paidUsd: number
}

/** Lives of the jobs that ended. */
export const livesOf = (run: Run): Array<Life> => {
  const lives: Array<Life> = []
  run.world.record({
    job: ({ jobs }, job, now) => {
      lives[jobs.number[job] ?? -1] = {
        submitted: jobs.submittedAt[job] ?? Number.NaN,
        started: jobs.startedAt[job] ?? Number.NaN,
        ended: now,
        interruptions: jobs.interruptions[job] ?? Number.NaN,
        paidUsd: (jobs.paid[job] ?? Number.NaN) / 1e6
      }
    }
  })
  run.finish()
  return lives
}
