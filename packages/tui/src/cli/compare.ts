/** `lode compare A [B]`: two variants, or the two arms of a scenario, under the same luck. */
import { Effect } from "effect"
import { Argument, Command, Flag } from "effect/cli"
import { jsonFlag } from "./output.ts"

export const compare = Command.make(
  "compare",
  {
    first: Argument.String("first").pipe(Argument.withDescription("scenario file")),
    second: Argument.String("second").pipe(
      Argument.withDescription(
        "scenario file to set against it; without it, the first one with --set, or its two arms"
      ),
      Argument.optional
    ),
    set: Flag.String("set").pipe(
      Flag.withDescription("path=value: change a figure of the second side (of all arms with --arms); may be repeated"),
      Flag.atLeast(0)
    ),
    arms: Flag.Boolean("arms").pipe(
      Flag.withDescription("central clouds against networks: every job forced through each, and jobs that choose"),
      Flag.withDefault(false)
    ),
    replications: Flag.Int("replications").pipe(
      Flag.withDescription("pairs of runs with independent luck; 10 unless told otherwise"),
      Flag.optional
    ),
    precision: Flag.String("precision").pipe(
      Flag.withDescription(
        "replicate until the half-widths of the differences of the scenario's named metrics are within this share of the first side: 5%"
      ),
      Flag.optional
    ),
    seed: Flag.Int("seed").pipe(
      Flag.withDescription("seed of all random draws of both sides, instead of the first scenario's"),
      Flag.optional
    ),
    until: Flag.String("until").pipe(
      Flag.withDescription("end earlier than the scenarios' horizon: 6 months"),
      Flag.optional
    ),
    out: Flag.Path("out").pipe(Flag.withDescription("folder for the results as files"), Flag.optional),
    force: Flag.Boolean("force").pipe(
      Flag.withDescription("replace a results folder that exists"),
      Flag.withDefault(false)
    ),
    json: jsonFlag
  },
  (input) =>
    Effect.flatMap(
      Effect.promise(() => import("./compare-handler.ts")),
      (handler) => handler.compare(input)
    )
).pipe(
  Command.withDescription(
    "Compare two variants under the same luck: each difference with its 95% interval, and plain sentences that say who is better where. With one scenario and no --set: its central clouds against its networks."
  ),
  Command.withShortDescription("compare two variants, or the arms of a scenario"),
  Command.withExamples([
    {
      command: 'lode compare scenarios/spill-over.yaml --set "clouds.central.fleets[0].price=3 USD/GPU-hour"',
      description: "as written against a figure changed"
    },
    { command: "lode compare before.yaml after.yaml --replications 20", description: "two files" },
    {
      command: "lode compare scenarios/spill-over.yaml",
      description: "central clouds against networks: all jobs on either, and jobs that choose"
    },
    {
      command: "lode compare before.yaml after.yaml --precision 5% --out results --json",
      description: "as precise as asked, for a program, and as files"
    }
  ])
)
