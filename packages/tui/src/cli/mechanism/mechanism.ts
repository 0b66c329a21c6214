/** `lode mechanism`: the rules of live networks, each as a calculator. */
import type { Problem } from "@lode/sim"
import type { ScenarioFile } from "@lode/sim/node"
import { Effect } from "effect"
import { Argument, Command, Flag } from "effect/cli"
import { jsonFlag } from "../output.ts"
import type { UsageError } from "../usage.ts"

export const mechanism = Command.make(
  "mechanism",
  {
    name: Argument.String("name").pipe(
      Argument.withDescription("name of a mechanism; all are listed if left out"),
      Argument.optional
    ),
    input: Flag.String("input").pipe(
      Flag.withMetavar("FILE"),
      Flag.withDescription("JSON file with the input, - for stdin; without it, the form of input and output is shown"),
      Flag.optional
    ),
    markdown: Flag.Boolean("markdown").pipe(
      Flag.withDescription("everything about all mechanisms as a Markdown page"),
      Flag.withDefault(false)
    ),
    json: jsonFlag
  },
  (input): Effect.Effect<void, UsageError | Problem.ScenarioError | ScenarioFile.UnreadableFile> =>
    Effect.flatMap(
      Effect.promise(() => import("./mechanism-handler.ts")),
      (handler) => handler.mechanism(input)
    )
).pipe(
  Command.withDescription(
    "Ask one mechanism alone, as a calculator: rules of Bittensor, Akash, Render, Helium, Filecoin and io.net, closed forms of incentives, break-evens of miners. " +
      "Plain data in, plain data out; nothing is simulated."
  ),
  Command.withShortDescription("a rule of a live network alone, as a calculator"),
  Command.withExamples([
    { command: "lode mechanism", description: "all of them, what each is for and where its rules come from" },
    { command: "lode mechanism akash-escrow", description: "the form of input and output, with an example" },
    { command: "lode mechanism akash-escrow --input account.json", description: "the answer to a file" },
    {
      command: "lode mechanism helium-deployer-band --input - --json < day.json",
      description: "the same for a program"
    }
  ])
)
