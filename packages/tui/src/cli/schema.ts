/** `lode schema`: the JSON Schema of scenario files, for editors. */
import type { OutputFile } from "@lode/sim/node"
import { Effect } from "effect"
import { Argument, Command, Flag } from "effect/cli"
import { jsonFlag } from "./output.ts"

export const schema = Command.make(
  "schema",
  {
    file: Argument.String("file").pipe(
      Argument.withDescription("where to write it; stdout if left out"),
      Argument.optional
    ),
    force: Flag.Boolean("force").pipe(Flag.withDescription("replace the file if it exists"), Flag.withDefault(false)),
    json: jsonFlag
  },
  (input): Effect.Effect<void, OutputFile.OutputError> =>
    Effect.flatMap(
      Effect.promise(() => import("./schema-handler.ts")),
      (handler) => handler.schema(input)
    )
).pipe(
  Command.withDescription(
    "Print the JSON Schema of scenario files. An editor with a YAML language server completes and checks keys with it when the file begins with " +
      "a comment: # yaml-language-server: $schema=./scenario.schema.json"
  ),
  Command.withShortDescription("the JSON Schema of scenario files, for editors"),
  Command.withExamples([{ command: "lode schema scenario.schema.json", description: "write it beside the scenarios" }])
)
