#!/usr/bin/env node
/** The program `lode`.
 *
 * **How a command is added.** `cli/<command>.ts` declares the command: name, flags, descriptions, examples. It imports only
 * `effect`, `effect/cli` and light files of `cli/`, because every start of the program loads all declarations. Its work stands in
 * `cli/<command>-handler.ts`, which the declaration loads when it is called:
 *
 *     export const trace = Command.make("trace", { file: ... }, (input) =>
 *       Effect.flatMap(Effect.promise(() => import("./trace-handler.ts")), (handler) => handler.trace(input)))
 *
 * The engine, YAML, Ink and the like belong behind that door; the build refuses a bundle that loads them at the start. */
import { Effect } from "effect"
import { CliConfig, CliOutput, Command } from "effect/cli"
import * as NodeServices from "@effect/platform-node/NodeServices"
import { runMain } from "./cli/exit.ts"
import { compare } from "./cli/compare.ts"
import { explain } from "./cli/explain.ts"
import { init } from "./cli/init.ts"
import { mechanism } from "./cli/mechanism.ts"
import { config, presenter } from "./cli/output.ts"
import { run } from "./cli/run.ts"
import { scenarios } from "./cli/scenarios.ts"
import { schema } from "./cli/schema.ts"
import { sensitivity } from "./cli/sensitivity.ts"
import { sweep } from "./cli/sweep.ts"
import { trace } from "./cli/trace.ts"
import { training } from "./cli/training.ts"
import { tune } from "./cli/tune.ts"
import { validate } from "./cli/validate.ts"
import { verify } from "./cli/verify.ts"
import { version } from "./cli/version.ts"
import { watch } from "./cli/watch.ts"

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

Command.runWith(root, { version })(process.argv.slice(2)).pipe(
  Effect.provideService(CliOutput.Presenter, presenter),
  Effect.provideService(CliConfig.CliConfig, config),
  Effect.provide(NodeServices.layer),
  runMain
)
