/** `lode scenarios [FOLDER]`: what is there and what question each asks. */
import type { ScenarioFile } from "@lode/sim/node"
import { Effect } from "effect"
import { Argument, Command } from "effect/cli"
import { jsonFlag } from "./output.ts"

export const scenarios = Command.make(
  "scenarios",
  {
    folder: Argument.String("folder").pipe(
      Argument.withDescription("folder of scenario files; scenarios if left out"),
      Argument.withDefault("scenarios")
    ),
    json: jsonFlag
  },
  (input): Effect.Effect<void, ScenarioFile.UnreadableFile> =>
    Effect.flatMap(
      Effect.promise(() => import("./scenarios-handler.ts")),
      (handler) => handler.scenarios(input)
    )
).pipe(
  Command.withDescription("List the scenarios of a folder and the question that each of them asks."),
  Command.withShortDescription("list scenarios and the question that each asks"),
  Command.withExamples([
    { command: "lode scenarios", description: "those that come with the program" },
    { command: "lode scenarios my-folder --json", description: "your own, for a program" }
  ])
)
