/** `lode validate FILE…`: tells every mistake in scenario files. */
import type { Problem } from "@lode/sim"
import { Effect } from "effect"
import { Argument, Command } from "effect/cli"
import { jsonFlag } from "./output.ts"
import { setScenario } from "./scenario-flags.ts"

export const validate = Command.make(
  "validate",
  {
    files: Argument.String("file").pipe(Argument.withDescription("scenario file"), Argument.atLeast(1)),
    set: setScenario,
    json: jsonFlag
  },
  (input): Effect.Effect<void, Problem.ScenarioError> =>
    Effect.flatMap(
      Effect.promise(() => import("./validate-handler.ts")),
      (handler) => handler.validate(input)
    )
).pipe(
  Command.withDescription(
    "List every mistake in scenario files, each with line and column, what is allowed there and the nearest right name."
  ),
  Command.withShortDescription("list every mistake in scenario files"),
  Command.withExamples([
    { command: "lode validate scenarios/converted-miners.yaml", description: "look at one file" },
    { command: "lode validate scenarios/*.yaml --json", description: "look at many, for a program" },
    { command: 'lode validate my.yaml --set "supply.miners.sites.module=5 MW"', description: "with a figure changed" }
  ])
)
