/** `lode run SCENARIO`: simulates a scenario and answers its question. */
import { Effect } from "effect"
import { Argument, Command, Flag } from "effect/cli"
import { jsonFlag } from "./output.ts"

export const run = Command.make(
  "run",
  {
    scenario: Argument.String("scenario").pipe(Argument.withDescription("scenario file")),
    seed: Flag.Int("seed").pipe(
      Flag.withDescription("seed of all random draws, instead of the scenario's"),
      Flag.optional
    ),
    until: Flag.String("until").pipe(
      Flag.withDescription("end earlier than the scenario's horizon: 6 months"),
      Flag.optional
    ),
    set: Flag.String("set").pipe(
      Flag.withDescription("path=value: change a figure of the scenario; may be repeated"),
      Flag.atLeast(0)
    ),
    replications: Flag.Int("replications").pipe(
      Flag.withDescription("runs with independent luck; with more than one there are 95% intervals"),
      Flag.optional
    ),
    precision: Flag.String("precision").pipe(
      Flag.withDescription("replicate until the half-widths of the scenario's named metrics are within this share: 2%"),
      Flag.optional
    ),
    commands: Flag.Path("commands").pipe(
      Flag.withDescription(
        "journal (YAML) of what happens while the run goes on: a list of { at: 1 year, set: path, value: ... } and { at: 2 years, shock: { kind: hash-price, factor: 0.5 } }"
      ),
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
      Effect.promise(() => import("./run-handler.ts")),
      (handler) => handler.run(input)
    )
).pipe(
  Command.withDescription(
    "Simulate a scenario: a table of what happened, charts, one sentence that answers its question, and how many assumptions that rests on."
  ),
  Command.withShortDescription("simulate a scenario and answer its question"),
  Command.withExamples([
    { command: "lode run scenarios/converted-miners.yaml", description: "one run" },
    {
      command: "lode run scenarios/converted-miners.yaml --replications 20 --out results",
      description: "with 95% intervals, and the results as files"
    },
    {
      command: 'lode run scenarios/spill-over.yaml --set "clouds.central.fleets[0].price=3 USD/GPU-hour"',
      description: "with a figure changed"
    },
    {
      command: "lode run scenarios/converted-miners.yaml --commands cut-emission.yaml",
      description:
        "with what somebody does meanwhile; the file: - { at: 1 year, set: networks.network.token.emission.rate, value: 0 tokens/day }"
    },
    {
      command: "lode run scenarios/idle-gpus.yaml --precision 2% --json",
      description: "as precise as asked, for a program"
    }
  ])
)
