/** `lode verify`: checks the engine on the user's own machine. */
import { Effect } from "effect"
import { Command, Flag } from "effect/cli"
import { jsonFlag } from "./output.ts"
import type { UsageError } from "./usage.ts"
import type { VerificationFailed } from "./verify-error.ts"

export const verify = Command.make(
  "verify",
  {
    seed: Flag.Int("seed").pipe(
      Flag.withMetavar("NUMBER"),
      Flag.withDescription("seed of the checks; with another one, an estimate in a thousand fails by chance (1)"),
      Flag.withDefault(1)
    ),
    json: jsonFlag
  },
  (input): Effect.Effect<void, VerificationFailed | UsageError> =>
    Effect.flatMap(
      Effect.promise(() => import("./verify-handler.ts")),
      (handler) => handler.verify(input)
    )
).pipe(
  Command.withDescription(
    "Check the engine on this machine, in seconds: queues against theory, Little's law, the books, a reference run."
  ),
  Command.withShortDescription("check the engine on this machine"),
  Command.withExamples([
    { command: "lode verify", description: "a table of checks; ends with 1 if one fails" },
    { command: "lode verify --json", description: "the same for a script" }
  ])
)
