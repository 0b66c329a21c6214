/** `lode training bandwidth`: the bandwidth that a synchronisation rule needs. */
import { Effect } from "effect"
import { Command, Flag } from "effect/cli"
import { jsonFlag } from "../output.ts"
import { numberFlag } from "../scenario-flags.ts"
import type { UsageError } from "../usage.ts"

export const bandwidth = Command.make(
  "bandwidth",
  {
    parameters: Flag.String("parameters").pipe(
      Flag.withMetavar("NUMBER"),
      Flag.withDescription("parameters of the model: 10B, 10e9")
    ),
    layers: Flag.Int("layers").pipe(Flag.withMetavar("NUMBER"), Flag.withDescription("layers of the model: 48")),
    step: Flag.String("step").pipe(
      Flag.withMetavar("DURATION"),
      Flag.withDescription("time of a step without communication: 0.8s, 100 ms")
    ),
    sync: Flag.String("sync").pipe(
      Flag.withMetavar("RULE"),
      Flag.withDescription("data-parallel, diloco or streaming-diloco")
    ),
    innerSteps: numberFlag("inner-steps", "steps from one exchange of a parameter to the next (100; data-parallel: 1)"),
    fragments: numberFlag(
      "fragments",
      "streaming-diloco: parts exchanged in turn (by size: 8 up to 2B, 16 up to 15B, 36 up to 150B, 40)"
    ),
    overlap: numberFlag(
      "overlap",
      "streaming-diloco: steps that an exchange may last before replicas wait (0, the plain rule)"
    ),
    exchangeBits: Flag.Finite("exchange-bits").pipe(
      Flag.withMetavar("NUMBER"),
      Flag.withDescription("bits sent for each parameter; 4 is FP4 (16)"),
      Flag.withDefault(16)
    ),
    replicas: Flag.Int("replicas").pipe(
      Flag.withMetavar("NUMBER"),
      Flag.withDescription("replicas that average (2)"),
      Flag.withDefault(2)
    ),
    preset: Flag.Literals("preset", ["paper-tables"]).pipe(
      Flag.withDescription(
        "two constants fitted to the published tables (0.80 of the payload, overlapped with 0.633 of the step), to compare with these and nothing else"
      ),
      Flag.optional
    ),
    json: jsonFlag
  },
  (input): Effect.Effect<void, UsageError> =>
    Effect.flatMap(
      Effect.promise(() => import("./training-bandwidth-handler.ts")),
      (handler) => handler.bandwidth(input)
    )
).pipe(
  Command.withDescription(
    "The bandwidth that each replica needs to compute 50, 80, 90, 95, 99% of the time: the smallest of 50 steps from 0.1 to 1,000 Gbit/s " +
      "that reaches it, as in table 4 of Streaming DiLoCo (arXiv 2501.18512). JSON: six significant digits; null where 1,000 Gbit/s are too few."
  ),
  Command.withShortDescription("the bandwidth that a synchronisation rule needs"),
  Command.withExamples([
    {
      command: "lode training bandwidth --parameters 10B --layers 48 --step 0.8s --sync data-parallel",
      description: "gradients averaged in every step"
    },
    {
      command:
        "lode training bandwidth --parameters 10B --layers 48 --step 0.8s --sync streaming-diloco --overlap 1 --exchange-bits 4",
      description: "parts in turn, each while a step goes on, in four bits a parameter"
    },
    {
      command:
        "lode training bandwidth --parameters 1e9 --layers 24 --step 100ms --sync diloco --preset paper-tables --json",
      description: "a row of the published table, for a program"
    }
  ])
)
