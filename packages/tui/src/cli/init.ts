/** `lode init [FILE]`: a commented scenario to start from. */
import type { OutputFile } from "@lode/sim/node"
import { Effect } from "effect"
import { Argument, Command, Flag } from "effect/cli"
import { jsonFlag } from "./output.ts"

export const init = Command.make(
  "init",
  {
    file: Argument.String("file").pipe(
      Argument.withDescription("where to write it"),
      Argument.withDefault("scenario.yaml")
    ),
    force: Flag.Boolean("force").pipe(Flag.withDescription("replace the file if it exists"), Flag.withDefault(false)),
    json: jsonFlag
  },
  (input): Effect.Effect<void, OutputFile.OutputError> =>
    Effect.flatMap(
      Effect.promise(() => import("./init-handler.ts")),
      (handler) => handler.init(input)
    )
).pipe(
  Command.withDescription("Write a commented scenario to start from."),
  Command.withShortDescription("a commented scenario to start from"),
  Command.withExamples([
    { command: "lode init", description: "write scenario.yaml" },
    { command: "lode init my-network.yaml", description: "under a name of your own" }
  ])
)
