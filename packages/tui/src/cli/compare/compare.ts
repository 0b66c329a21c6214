/** `lode compare A [B]`: two variants, or the two arms of a scenario, under the same luck. */
import { Effect } from "effect"
import { Argument, Command, Flag } from "effect/cli"
import { jsonFlag } from "../output.ts"
import { force, numberFlag, out, setFlag, textFlag, until } from "../scenario-flags.ts"

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
    set: setFlag("change a figure of the second side, or of all arms with --arms; may be repeated"),
    arms: Flag.Boolean("arms").pipe(
      Flag.withDescription("central clouds against networks: every job forced through each, and jobs that choose"),
      Flag.withDefault(false)
    ),
    replications: numberFlag("replications", "pairs of runs with independent luck (10)"),
    precision: textFlag(
      "precision",
      "SHARE",
      "replicate until the half-width of the 95% interval of each difference in the metrics that the scenario reports is within this share of the first side: 5%"
    ),
    seed: numberFlag("seed", "seed of all random draws of both sides (the first scenario's)"),
    until,
    out,
    force,
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
    { command: "lode compare before.yaml after.yaml --replications 20", description: "two files of yours" },
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
