/** `lode init [FILE]`: a commented scenario to start from. */
import type { OutputFile } from "@lode/sim/node"
import { Effect } from "effect"
import { Argument, Command, Flag } from "effect/cli"
import { jsonFlag } from "./output.ts"

export const init = Command.make(
  "init",
  {
    file: Argument.String("file").pipe(
      Argument.withDescription("where to write it; scenario.yaml if left out"),
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
  Command.withDescription(
    "Write a scenario to start from: a network beside a central cloud, with a comment at every figure."
  ),
  Command.withShortDescription("write a commented scenario to start from"),
  Command.withExamples([
    { command: "lode init", description: "write scenario.yaml" },
    { command: "lode init my-network.yaml", description: "under a name of your own" }
  ])
)
