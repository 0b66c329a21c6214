/** `lode explain PATH`: what a key of a scenario, or a metric, means. */
import type { Explain } from "@lode/sim"
import { Effect } from "effect"
import { Argument, Command, Flag } from "effect/cli"
import { jsonFlag } from "./output.ts"

export const explain = Command.make(
  "explain",
  {
    path: Argument.String("path").pipe(
      Argument.withDescription(
        "a key, such as supply or demand.<name>.gpus; a metric, or metrics for the list of them; the top of the file if left out"
      ),
      Argument.withDefault("")
    ),
    markdown: Flag.Boolean("markdown").pipe(
      Flag.withDescription("the reference of all keys and metrics as a Markdown page"),
      Flag.withDefault(false)
    ),
    json: jsonFlag
  },
  (input): Effect.Effect<void, Explain.UnknownPathError> =>
    Effect.flatMap(
      Effect.promise(() => import("./explain-handler.ts")),
      (handler) => handler.explain(input)
    )
).pipe(
  Command.withDescription(
    "Explain a key of a scenario: what it means, what is allowed, its default and the source of that; or explain a metric."
  ),
  Command.withShortDescription("explain a key of a scenario, or a metric"),
  Command.withExamples([
    { command: "lode explain", description: "the keys at the top of a scenario" },
    { command: "lode explain supply", description: "a group and its keys" },
    { command: 'lode explain "demand.<name>.gpus"', description: "a key of entries that you name yourself" },
    { command: "lode explain metrics", description: "all metrics: name, unit, meaning" },
    { command: "lode explain net_value_usd", description: "one metric" },
    { command: "lode explain --markdown", description: "everything, as a page" }
  ])
)
