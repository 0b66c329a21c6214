/** The computing of `lode run`: where replications run, how far they are, and what is to be said about them. */
import {
  type Decode,
  metricsOf,
  Precision,
  Replicate,
  Runner,
  type Scenario,
  ScenarioTrial,
  type Sources,
  WarmUp
} from "@lode/sim"
import { Workers } from "@lode/sim/node"
import { Context, Effect, type Scope } from "effect"
import * as Progress from "../progress.ts"
import type { ResultRows } from "./run-results.ts"

/** What is to be computed. */
export interface Order {
  readonly decoded: Decode.Decoded<Scenario>
  readonly assignment: ScenarioTrial.Assignment
  readonly seed: number
  readonly plan: Replicate.Plan
  readonly sources: Sources.Sources
}

/** What a whole `lode run` found. */
export interface Answer {
  readonly decoded: Decode.Decoded<Scenario>
  readonly replicated: Replicate.Replicated
  /** The series of replication 0, for the charts. */
  readonly series: ScenarioTrial.RunSeries | undefined
  readonly seed: number
  readonly events: number
  readonly jobs: number
  readonly sources: Sources.Sources
  readonly notes: ReadonlyArray<string>
}

/** Finds the warm-up where there is one to find, replicates, and hands rows to `rows` as they come. */
export const answer = Effect.fnUntraced(function* (
  order: Order,
  rows?: ResultRows
): Effect.fn.Return<Answer, unknown, Scope.Scope> {
  const runner = yield* runnerOf(order)
  const warm = yield* warmUp(order, runner)
  const assignment = { ...order.assignment, warmUp: warm.seconds }
  const found = yield* replicate({ ...order, assignment }, runner, rows)
  return { ...found, notes: [...warm.notes, ...found.notes, ...unmeasured(order.decoded.scenario, found.replicated)] }
})

/** Where replications of scenarios run. */
export type ScenarioRunner = Runner.Runner<
  Replicate.Replication<ScenarioTrial.Assignment>,
  ScenarioTrial.RunOutcome,
  ReadonlyArray<ScenarioTrial.Row>
>

/** Owners beyond whom one event of the run (the books of a day) may take longer than Ctrl-C should have to wait. */
const fewOwners = 20_000
/** The same for recorded jobs, which are planned before the run. */
const fewJobs = 500_000

const isAlone = (plan: Replicate.Plan): boolean => plan.kind === "fixed" && plan.replications === 1

/** One small run goes on in this thread, which is there already; several and large ones go to threads that can be stopped at any instant. */
const runnerOf = (order: Order): Effect.Effect<ScenarioRunner, never, Scope.Scope> => {
  const { assignment, plan } = order
  if (isAlone(plan) && isSmall(assignment)) return Effect.succeed(Runner.inProcess(ScenarioTrial.scenarioTrial))
  return Effect.flatMap(Threads, (threads) => threads(isAlone(plan) ? 1 : undefined))
}

const isSmall = ({ inputs, scenario }: ScenarioTrial.Assignment): boolean => {
  const cohorts = Object.values(scenario.supply.cohorts)
  const owners = cohorts.reduce((sum, { count, potential }) => sum + Math.max(count, potential), 0)
  const jobs = Object.values(inputs.traces).reduce((sum, { submit }) => sum + submit.length, 0)
  return owners <= fewOwners && jobs <= fewJobs
}

/** The worker beside the built program, or its source when that is what runs. */
const workerModule = (): URL =>
  new URL(import.meta.url.endsWith(".ts") ? "../worker.ts" : "./worker.js", import.meta.url)

/** Opens threads for replications: so many, or as many as the machine runs at once. Another way of running them may be provided. */
export const Threads = Context.Reference<(size?: number) => Effect.Effect<ScenarioRunner, never, Scope.Scope>>(
  "lode/Threads",
  { defaultValue: () => (size) => Workers.pool({ module: workerModule(), ...(size === undefined ? {} : { size }) }) }
)

/** A run of a scenario for the sake of its warm-up. */
export const pilot = Effect.fnUntraced(function* (
  assignment: ScenarioTrial.Assignment,
  seed: number,
  runner: ScenarioRunner
) {
  const { length } = assignment.scenario.horizon
  const progress = yield* Progress.make({ label: "finding the warm-up", unit: "days", total: length, divisor: 86_400 })
  const { series } = yield* runner.run({ scenario: { ...assignment, jobs: false }, seed, replication: 0 }, ({ done }) =>
    progress.report(done * length)
  )
  return WarmUp.inPilot(series)
}, Effect.scoped)

/** Time to remove from the start of a steady run: what the scenario says, or what MSER-5 finds in a pilot run. */
export const warmUp = Effect.fnUntraced(function* (
  { assignment, seed }: Pick<Order, "assignment" | "seed">,
  runner: ScenarioRunner
) {
  const said = WarmUp.said(assignment.scenario)
  if (said !== undefined) return { seconds: said, notes: [] }
  const { sample_every } = assignment.scenario
  const found = yield* pilot(assignment, seed, runner)
  return { seconds: found.observations * sample_every, notes: [WarmUp.explain(found, sample_every)] }
})

const replicate = Effect.fnUntraced(function* (order: Order, runner: ScenarioRunner, rows: ResultRows | undefined) {
  const { assignment, decoded, plan, seed, sources } = order
  const { length } = assignment.scenario.horizon
  const alone = isAlone(plan)
  const label = `running ${decoded.scenario.name}`
  const progress = yield* Progress.make(
    alone ? { label, unit: "days", total: length, divisor: 86_400 } : { label, unit: "replications", total: undefined }
  )
  let series: ScenarioTrial.RunSeries | undefined
  let events = 0
  let jobs = 0
  const replicated = yield* Replicate.run({
    scenario: assignment,
    seed,
    plan,
    metrics: metricsOf(assignment.scenario),
    runner,
    onChunk: (replication, chunk) => (rows === undefined ? Effect.void : rows.jobs(replication, chunk)),
    onResult: (replication, outcome) =>
      Effect.suspend(() => {
        if (replication === 0) series = outcome.series
        events += outcome.events
        jobs += outcome.jobs
        return rows === undefined ? Effect.void : rows.result(replication, outcome)
      }),
    onProgress: ({ done, planned, share }) => (alone ? progress.report(share * length) : progress.report(done, planned))
  })
  const notes =
    plan.kind === "precision" && replicated.reason !== null
      ? [Precision.explain(plan.target, replicated.reason, replicated.runs.length)]
      : []
  return { decoded, replicated, series, seed, events, jobs, sources, notes }
})

/** A warning about metrics that the scenario names and that have no value, at least not in every replication. */
const unmeasured = (
  { answer: sentence, report }: Scenario,
  { runs, summary }: Replicate.Replicated
): ReadonlyArray<string> => {
  const named = new Set([...report, ...[...sentence.matchAll(/\{([\w.-]+)\}/g)].map(([, name = ""]) => name)])
  const times = (name: string) => summary[name]?.n ?? 0
  const lacking = [...named].filter((name) => times(name) < runs.length)
  const never = lacking.filter((name) => times(name) === 0)
  const where = runs.length === 1 ? "in this run" : "in any replication"
  return [
    ...(never.length === 0
      ? []
      : [`Warning: nothing happened ${where} that would give a value to ${never.join(", ")}.`]),
    ...lacking
      .filter((name) => times(name) > 0)
      .map((name) => `Warning: ${name} has a value in ${times(name)} of ${runs.length} replications only.`)
  ]
}
