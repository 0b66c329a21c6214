/** `lode tune STUDY`: find the best setting of a study's knobs. */
import { Effect } from "effect"
import { Command } from "effect/cli"
import { studyFlags } from "./study-flags.ts"

export const tune = Command.make("tune", studyFlags, (input) =>
  Effect.flatMap(
    Effect.promise(() => import("./tune-handler.ts")),
    (handler) => handler.tune(input)
  )
).pipe(
  Command.withDescription(
    "Search for the setting of a study's knobs that serves its objectives best and keeps its constraints. All settings meet the same luck, and poor ones are given up early. The winner is scored again on seeds that the search never saw, beside the scenario as it is. Several objectives give a front of compromises. It may be stopped at any moment: called again, it goes on where it was."
  ),
  Command.withShortDescription("find the best setting of a study's knobs"),
  Command.withExamples([
    { command: "lode tune scenarios/studies/incentive-design.yaml", description: "with the study's budget: minutes" },
    { command: "lode tune my-study.yaml --trials 300 --replications 10", description: "search longer" },
    { command: "lode tune my-study.yaml --json", description: "for a program" }
  ])
)
