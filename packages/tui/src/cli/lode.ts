/** The command `lode` with everything below it.
 *
 * **How a command is added.** `cli/<command>.ts` declares the command: name, flags, descriptions, examples. It imports only
 * `effect`, `effect/cli` and light files of `cli/`, because every start of the program loads all declarations. Its work stands in
 * `cli/<command>-handler.ts`, which the declaration loads when it is called:
 *
 *     export const trace = Command.make("trace", { file: ... }, (input) =>
 *       Effect.flatMap(Effect.promise(() => import("./trace/trace-handler.ts")), (handler) => handler.trace(input)))
 *
 * The engine, YAML, Ink and the like belong behind that door; the build refuses a bundle that loads them at the start. */
import { Effect } from "effect"
import { CliConfig, CliOutput, Command } from "effect/cli"
import * as NodeServices from "@effect/platform-node/NodeServices"
import { compare } from "./compare/compare.ts"
import { explain } from "./explain.ts"
import { init } from "./init.ts"
import { mechanism } from "./mechanism/mechanism.ts"
import { config, presenter } from "./output.ts"
import { run } from "./run/run.ts"
import { scenarios } from "./scenarios.ts"
import { schema } from "./schema.ts"
import { sensitivity } from "./study/sensitivity.ts"
import { sweep } from "./study/sweep.ts"
import { trace } from "./trace/trace.ts"
import { training } from "./training/training.ts"
import { tune } from "./study/tune.ts"
import { validate } from "./validate.ts"
import { verify } from "./verify.ts"
import { version } from "./version.ts"
import { watch } from "./watch/watch.ts"

const root = Command.make("lode").pipe(
  Command.withDescription(
    "Simulate a decentralised GPU-compute marketplace: a scenario file in, defensible numbers out."
  ),
  Command.withExamples([
    { command: "lode run scenarios/converted-miners.yaml", description: "run a scenario and read the answer" },
    {
      command: 'lode run my.yaml --set "horizon.length=2 years" --replications 20 --out results',
      description: "change a figure"
    },
    { command: "lode scenarios", description: "what is there and what question each asks" }
  ]),
  Command.withSubcommands([
    run,
    watch,
    compare,
    sweep,
    sensitivity,
    tune,
    init,
    validate,
    explain,
    scenarios,
    schema,
    trace,
    mechanism,
    training,
    verify
  ])
)

/** Does what the words after `lode` ask for. */
export const lode = (words: ReadonlyArray<string>) =>
  Command.runWith(root, { version })(words).pipe(
    Effect.provideService(CliOutput.Presenter, presenter),
    Effect.provideService(CliConfig.CliConfig, config),
    Effect.provide(NodeServices.layer)
  )
