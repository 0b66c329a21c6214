/** `lode training`: one training set-up, looked at by itself. */
import type { Problem } from "@lode/sim"
import type { ScenarioFile } from "@lode/sim/node"
import { Effect } from "effect"
import { Argument, Command, Flag } from "effect/cli"
import { jsonFlag } from "../output.ts"
import { numberFlag, setFlag } from "../scenario-flags.ts"
import { bandwidth } from "./training-bandwidth.ts"
import { setupFlags } from "./training-flags.ts"
import type { UsageError } from "../usage.ts"

/** To be hung into the root command. */
export const training = Command.make(
  "training",
  {
    file: Argument.String("file").pipe(
      Argument.withDescription("set-up file (lode training --example prints one); instead of flags"),
      Argument.optional
    ),
    ...setupFlags,
    set: setFlag("change a figure of the set-up: sites[0].count=8; may be repeated"),
    seed: numberFlag("seed", "seed of the simulated failures (the set-up's, 1)"),
    example: Flag.Boolean("example").pipe(
      Flag.withDescription("print a set-up file to start from"),
      Flag.withDefault(false)
    ),
    json: jsonFlag
  },
  (input): Effect.Effect<void, UsageError | Problem.ScenarioError | ScenarioFile.UnreadableFile> =>
    Effect.flatMap(
      Effect.promise(() => import("./training-handler.ts")),
      (handler) => handler.training(input)
    )
).pipe(
  Command.withDescription(
    "One training run looked at by itself: how fast it is and what limits it, its time, cost and energy to a number of tokens or to a loss, " +
      "beside the same GPUs in one data centre, and the bandwidth at which the two are level."
  ),
  Command.withShortDescription("one training run over many owners' machines, against one data centre"),
  Command.withExamples([
    {
      command: "lode training --parameters 10B --tokens 200B --gpus 112 --members 14 --regions us-east,europe-west",
      description: "fourteen owners of eight H100 on two continents"
    },
    {
      command:
        "lode training --parameters 1B --target-loss 2.6 --gpu RTX-4090 --gpus 32 --members 32 --upload '20 Mbit/s'",
      description: "gamers' cards, to a loss"
    },
    { command: "lode training --example > my.yaml", description: "a file to start from" },
    { command: 'lode training my.yaml --set "synchronisation.inner_steps=50"', description: "with a figure changed" }
  ]),
  Command.withSubcommands([bandwidth])
)
