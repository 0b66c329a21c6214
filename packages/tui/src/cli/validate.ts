/** `lode validate FILE…`: tells every mistake in scenario files. */
import type { Problem } from "@lode/sim"
import { Effect } from "effect"
import { Argument, Command, Flag } from "effect/cli"
import { jsonFlag } from "./output.ts"

export const validate = Command.make(
  "validate",
  {
    files: Argument.String("file").pipe(Argument.withDescription("scenario file"), Argument.atLeast(1)),
    set: Flag.String("set").pipe(Flag.withDescription("path=value, as for lode run; may be repeated"), Flag.atLeast(0)),
    json: jsonFlag
  },
  (input): Effect.Effect<void, Problem.ScenarioError> =>
    Effect.flatMap(
      Effect.promise(() => import("./validate-handler.ts")),
      (handler) => handler.validate(input)
    )
).pipe(
  Command.withDescription(
    "Tell every mistake in scenario files, with line, column, what is allowed and the nearest right name."
  ),
  Command.withShortDescription("tell every mistake in scenario files"),
  Command.withExamples([
    { command: "lode validate scenarios/converted-miners.yaml", description: "look at one file" },
    { command: "lode validate scenarios/*.yaml --json", description: "look at many, for a program" },
    { command: 'lode validate my.yaml --set "supply.miners.sites.module=5 MW"', description: "with a figure changed" }
  ])
)
