/** `lode training`: one training set-up, looked at by itself. */
import type { Problem } from "@lode/sim"
import type { ScenarioFile } from "@lode/sim/node"
import { Effect } from "effect"
import { Argument, Command, Flag } from "effect/cli"
import { jsonFlag } from "./output.ts"
import { bandwidth } from "./training-bandwidth.ts"
import type { UsageError } from "./usage.ts"

const said = (name: string, metavar: string, description: string) =>
  Flag.String(name).pipe(Flag.withMetavar(metavar), Flag.withDescription(description), Flag.optional)

/** The flags that describe a set-up instead of a file; each stands for a key of it. */
export const setupFlags = {
  parameters: said("parameters", "NUMBER", "parameters of the model: 10B, 10e9"),
  layers: said("layers", "NUMBER", "layers of the model (32)"),
  width: said("width", "NUMBER", "width of the model: what a pipeline between owners sends (4096)"),
  tokens: said("tokens", "TOKENS", "tokens to train on: 200B"),
  targetLoss: said("target-loss", "LOSS", "or the loss to train to, nats per token: 2.2"),
  gpu: said("gpu", "MODEL", "GPU model (H100-SXM)"),
  gpus: said("gpus", "NUMBER", "GPUs of all owners together (8)"),
  members: said("members", "NUMBER", "owners that share them alike (1: one data centre)"),
  regions: said(
    "regions",
    "LIST",
    "where the owners are, in turn (us-east; several: us-east,us-west,europe-west,europe-central)"
  ),
  upload: said(
    "upload",
    "BANDWIDTH",
    "access link of each owner, upwards, and downwards too if --download is not given (1 Gbit/s)"
  ),
  download: said("download", "BANDWIDTH", "and downwards (1 Gbit/s)"),
  price: said("price", "PRICE", "of a GPU-hour: 2.1 USD/GPU-hour (the catalogue's)"),
  sync: said(
    "sync",
    "RULE",
    "data-parallel, diloco, streaming-diloco, compressed-gradients, asynchronous, pairwise (diloco)"
  ),
  innerSteps: said("inner-steps", "NUMBER", "steps from one exchange of a parameter to the next (100)"),
  exchangeBits: said("exchange-bits", "NUMBER", "bits sent for each parameter (16)"),
  fragments: said("fragments", "NUMBER", "streaming-diloco: parts exchanged in turn (by size)"),
  overlap: said("overlap", "NUMBER", "streaming-diloco: steps that an exchange may last before owners wait (1)"),
  batch: said("batch", "TOKENS", "tokens of one step of all owners together (2M)"),
  mfu: said("mfu", "SHARE", "share of the peak that an owner reaches alone (the catalogue's): 40%"),
  stay: said("stay", "DURATION", "mean stay of owners that come and go: 5 days"),
  away: said("away", "DURATION", "their mean absence"),
  continuation: said("continuation", "HOW", "after a failure: restart (all go back) or elastic (the others go on)"),
  checkpoint: said("checkpoint", "DURATION", "computing between checkpoints (as often as is best)"),
  failures: said("failures", "RATE", "failures of one GPU (1.97e-5 per hour); 0: none")
} as const

/** To be hung into the root command. */
export const training = Command.make(
  "training",
  {
    file: Argument.String("file").pipe(
      Argument.withDescription("set-up file (lode training --example prints one); instead of flags"),
      Argument.optional
    ),
    ...setupFlags,
    set: Flag.String("set").pipe(
      Flag.withDescription("path=value of the set-up, such as sites[0].count=8; may be repeated"),
      Flag.atLeast(0)
    ),
    seed: Flag.Int("seed").pipe(Flag.withDescription("seed of the simulated failures"), Flag.optional),
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
