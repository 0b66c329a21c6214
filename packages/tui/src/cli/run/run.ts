/** `lode run SCENARIO`: simulates a scenario and answers its question. */
import { Effect } from "effect"
import { Argument, Command } from "effect/cli"
import { jsonFlag } from "../output.ts"
import { commands, force, numberFlag, out, seed, setScenario, textFlag, until } from "../scenario-flags.ts"

export const run = Command.make(
  "run",
  {
    scenario: Argument.String("scenario").pipe(Argument.withDescription("scenario file")),
    seed,
    until,
    set: setScenario,
    replications: numberFlag(
      "replications",
      "runs with independent luck; with several, every figure has a 95% interval (1)"
    ),
    precision: textFlag(
      "precision",
      "SHARE",
      "replicate until the half-width of the 95% interval of each metric that the scenario reports is within this share of its mean: 2%"
    ),
    commands,
    out,
    force,
    json: jsonFlag
  },
  (input) =>
    Effect.flatMap(
      Effect.promise(() => import("./run-handler.ts")),
      (handler) => handler.run(input)
    )
).pipe(
  Command.withDescription(
    "Simulate a scenario: a sentence that answers its question, a table of what happened, charts, and how many assumptions the answer rests on."
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
        "with a change on the way, from a file of yours: - { at: 1 year, set: networks.network.token.emission.rate, value: 0 tokens/day }"
    },
    {
      command: "lode run scenarios/idle-gpus.yaml --precision 2% --json",
      description: "as precise as asked, for a program"
    }
  ])
)
