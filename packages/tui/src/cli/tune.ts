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
    "Search for the setting of a study's knobs that serves its objectives best and keeps its constraints. Poor settings are given up early, under the same luck as their rivals; the winner is scored again on luck that the search never saw, beside the scenario as it is. Several objectives give a front of compromises. May be killed at any moment; called again it goes on where it was."
  ),
  Command.withShortDescription("find the best setting of a study's knobs"),
  Command.withExamples([
    { command: "lode tune study.yaml", description: "with the study's budget" },
    { command: "lode tune study.yaml --trials 300 --replications 10", description: "search longer" },
    { command: "lode tune study.yaml --json", description: "for a program" }
  ])
)
