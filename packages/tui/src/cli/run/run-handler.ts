/** The work of `lode run`: load, replicate, print, write. */
import { type Decode, Language, type Problem, type Scenario, type ScenarioTrial, Sources } from "@lode/sim"
import { CommandFile, ResultFolder, ScenarioFile, ScenarioInputs } from "@lode/sim/node"
import { Effect, Option } from "effect"
import { print, printJson } from "../output.ts"
import * as Progress from "../progress.ts"
import { type Input, planOf, shortened } from "./run-plan.ts"
import * as Report from "./run-report.ts"
import { ResultRows } from "./run-results.ts"
import { answer, type Order } from "./run-trials.ts"

/** `lode run` */
export const run = (input: Input) => Effect.scoped(runScoped(input))

const runScoped = Effect.fnUntraced(function* (input: Input) {
  const loaded = yield* ScenarioFile.load(Language.language, input.scenario, input.set)
  const decoded = yield* shortened(loaded, input.until)
  const { scenario } = decoded
  const plan = yield* planOf(input, scenario)
  if (Option.isSome(input.out)) yield* ResultFolder.check(input.out.value, { force: input.force })
  const commands = yield* Option.match(input.commands, {
    onNone: () => Effect.succeed([]),
    onSome: (file) => CommandFile.load(file, decoded)
  })
  const inputs = yield* readInputs(decoded)
  const order: Order = {
    decoded,
    assignment: { scenario, inputs, commands, warmUp: 0, jobs: Option.isSome(input.out) },
    seed: Option.getOrElse(input.seed, () => scenario.seed),
    plan,
    sources: Sources.collect(Language.language.schema, decoded)
  }
  const found = yield* Option.match(input.out, {
    onNone: () => answer(order),
    onSome: (path) => written(order, path, input.force)
  })
  yield* input.json ? printJson(Report.json(found)) : print(Report.text(found, Option.getOrUndefined(input.out)))
})

/** The files that a scenario names, with a line that tells how far a large one is. */
export const readInputs: (
  decoded: Decode.Decoded<Scenario>
) => Effect.Effect<ScenarioTrial.Assignment["inputs"], Problem.ScenarioError> = Effect.fnUntraced(function* (decoded) {
  const progress = yield* Progress.make({ label: "reading files", unit: "MB", total: undefined, divisor: 1e6 })
  let before = 0
  let current = { file: "", bytes: 0 }
  return yield* ScenarioInputs.load(decoded, (file, bytes) => {
    if (file !== current.file) before += current.bytes
    current = { file, bytes }
    progress.report(before + bytes)
  })
}, Effect.scoped)

/** The same with results in a folder, which appears when all is done. */
const written = (order: Order, path: string, force: boolean) =>
  ResultFolder.write(path, { force }, (folder) =>
    Effect.gen(function* () {
      const rows = yield* ResultRows.open(folder)
      const found = yield* answer(order, rows)
      yield* rows.finish(found)
      return found
    })
  )
