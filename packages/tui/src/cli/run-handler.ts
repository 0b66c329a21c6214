/** The work of `lode run`: load, replicate, print, write. */
import {
  type Decode,
  Language,
  metrics,
  Precision,
  Quantity,
  Replicate,
  Runner,
  type Scenario,
  ScenarioTrial,
  Sources,
  WarmUp
} from "@lode/sim"
import { CommandFile, ResultFolder, ScenarioFile, ScenarioInputs, Workers } from "@lode/sim/node"
import { Effect, Option, type Scope } from "effect"
import { print, printJson } from "./output.ts"
import * as Progress from "./progress.ts"
import * as Report from "./run-report.ts"
import { ResultRows } from "./run-results.ts"
import { UsageError } from "./usage.ts"

export interface Input {
  readonly scenario: string
  readonly seed: Option.Option<number>
  readonly until: Option.Option<string>
  readonly set: ReadonlyArray<string>
  readonly replications: Option.Option<number>
  readonly precision: Option.Option<string>
  readonly commands: Option.Option<string>
  readonly out: Option.Option<string>
  readonly force: boolean
  readonly json: boolean
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

/** `lode run` */
export const run = (input: Input) => Effect.scoped(runScoped(input))

const runScoped = Effect.fnUntraced(function* (input: Input) {
  const loaded = yield* ScenarioFile.load(Language.language, input.scenario, input.set)
  const decoded = yield* shortened(loaded, input.until)
  const { scenario } = decoded
  const plan = yield* planOf(input, scenario)
  const inputs = yield* ScenarioInputs.load(decoded)
  const commands = yield* Option.match(input.commands, {
    onNone: () => Effect.succeed([]),
    onSome: (file) => CommandFile.load(file)
  })
  if (Option.isSome(input.out)) yield* ResultFolder.check(input.out.value, { force: input.force })
  const seed = Option.getOrElse(input.seed, () => scenario.seed)
  const assignment = { scenario, inputs, commands, warmUp: 0, jobs: Option.isSome(input.out) }
  const warm = yield* warmUp(scenario, assignment, seed)
  const sources = Sources.collect(Language.language.schema, decoded)
  const answer = yield* Option.match(input.out, {
    onNone: () => replicate({ ...assignment, warmUp: warm.seconds }, decoded, seed, plan, sources, warm.notes),
    onSome: (path) =>
      ResultFolder.write(path, { force: input.force }, (folder) =>
        Effect.gen(function* () {
          const rows = yield* ResultRows.open(folder)
          const found = yield* replicate(
            { ...assignment, warmUp: warm.seconds },
            decoded,
            seed,
            plan,
            sources,
            warm.notes,
            rows
          )
          yield* rows.finish(found)
          return found
        })
      )
  })
  yield* input.json ? printJson(Report.json(answer)) : print(Report.text(answer, Option.getOrUndefined(input.out)))
})

/** The scenario with an earlier end. */
const shortened = Effect.fnUntraced(function* (decoded: Decode.Decoded<Scenario>, until: Option.Option<string>) {
  if (Option.isNone(until)) return decoded
  const length = Quantity.parse("duration", until.value)
  if (length === undefined || !(length > 0)) {
    return yield* new UsageError({ message: `--until: ${Quantity.explainFailure("duration", until.value)}` })
  }
  const { horizon } = decoded.scenario
  const scenario = { ...decoded.scenario, horizon: { ...horizon, length: Math.min(length, horizon.length) } }
  if (horizon.kind === "steady" && horizon.warm_up >= scenario.horizon.length) {
    return yield* new UsageError({ message: "--until: ends before the scenario's warm-up does" })
  }
  return { ...decoded, scenario }
})

const planOf = Effect.fnUntraced(function* ({ precision, replications, seed }: Input, scenario: Scenario) {
  if (Option.isSome(seed) && seed.value < 0) {
    return yield* new UsageError({ message: `--seed: a seed is a whole number from 0, not ${seed.value}` })
  }
  if (Option.isSome(precision) && Option.isSome(replications)) {
    return yield* new UsageError({ message: "Give --replications or --precision, not both" })
  }
  if (Option.isSome(precision)) {
    const relative = Quantity.parse("share", precision.value)
    if (relative === undefined || !(relative > 0 && relative < 1)) {
      return yield* new UsageError({ message: `--precision: expected a share such as 2%, not ${precision.value}` })
    }
    const named = metrics.filter(({ name }) => scenario.report.includes(name))
    if (named.length === 0) {
      return yield* new UsageError({ message: "--precision: the scenario names no metrics; list some under `report`" })
    }
    const plan: Replicate.Plan = { kind: "precision", target: { metrics: named, relative } }
    return plan
  }
  const count = Option.getOrElse(replications, () => 1)
  if (count < 1) return yield* new UsageError({ message: `--replications: at least 1, not ${count}` })
  const plan: Replicate.Plan = { kind: "fixed", replications: count }
  return plan
})

/** Time to remove from the start of a steady run: what the scenario says, or what MSER-5 finds in a pilot run. */
const warmUp = Effect.fnUntraced(function* (
  { horizon, sample_every }: Scenario,
  assignment: ScenarioTrial.Assignment,
  seed: number
) {
  if (horizon.kind !== "steady") return { seconds: 0, notes: [] }
  if (horizon.warm_up > 0) return { seconds: horizon.warm_up, notes: [] }
  const runner = Runner.inProcess(ScenarioTrial.scenarioTrial)
  const pilot = yield* runner.run({ scenario: { ...assignment, jobs: false }, seed, replication: 0 })
  const column = pilot.series.names.indexOf("jobs_running")
  const width = pilot.series.names.length
  const values = Float64Array.from(pilot.series.time, (_, row) => pilot.series.values[row * width + column] ?? 0)
  const found = WarmUp.find(values)
  return { seconds: found.observations * sample_every, notes: [WarmUp.explain(found, sample_every)] }
})

const replicate = Effect.fnUntraced(function* (
  assignment: ScenarioTrial.Assignment,
  decoded: Decode.Decoded<Scenario>,
  seed: number,
  plan: Replicate.Plan,
  sources: Sources.Sources,
  notes: ReadonlyArray<string>,
  rows?: ResultRows
): Effect.fn.Return<Answer, unknown, Scope.Scope> {
  const alone = plan.kind === "fixed" && plan.replications === 1
  const runner = alone
    ? Runner.inProcess(ScenarioTrial.scenarioTrial)
    : yield* Workers.pool<
        Replicate.Replication<ScenarioTrial.Assignment>,
        ScenarioTrial.RunOutcome,
        ReadonlyArray<ScenarioTrial.Row>
      >({ module: workerModule() })
  const progress = yield* Progress.make(
    alone
      ? {
          label: `running ${decoded.scenario.name}`,
          unit: "days",
          total: decoded.scenario.horizon.length,
          divisor: 86_400
        }
      : { label: `running ${decoded.scenario.name}`, unit: "replications", total: undefined }
  )
  let series: ScenarioTrial.RunSeries | undefined
  let events = 0
  let jobs = 0
  const replicated = yield* Replicate.run({
    scenario: assignment,
    seed,
    plan,
    metrics,
    runner,
    onChunk: (_, chunk) => (rows === undefined ? Effect.void : rows.jobs(chunk)),
    onResult: (replication, outcome) =>
      Effect.suspend(() => {
        if (replication === 0) series = outcome.series
        events += outcome.events
        jobs += outcome.jobs
        return rows === undefined ? Effect.void : rows.result(replication, outcome)
      }),
    onProgress: ({ done, planned, share }) =>
      alone ? progress.report(share * decoded.scenario.horizon.length) : progress.report(done, planned)
  })
  const reason =
    plan.kind === "precision" && replicated.reason !== null
      ? [Precision.explain(plan.target, replicated.reason, replicated.runs.length)]
      : []
  return { decoded, replicated, series, seed, events, jobs, sources, notes: [...notes, ...reason] }
})

/** The worker beside the built program, or its source when that is what runs. */
const workerModule = (): URL =>
  new URL(import.meta.url.endsWith(".ts") ? "../worker.ts" : "./worker.js", import.meta.url)
