/** `lode sensitivity STUDY`: which knobs and assumptions move the answer. */
import { Effect } from "effect"
import { Command } from "effect/cli"
import { studyFlags } from "./study-flags.ts"

export const sensitivity = Command.make("sensitivity", studyFlags, (input) =>
  Effect.flatMap(
    Effect.promise(() => import("./sensitivity-handler.ts")),
    (handler) => handler.sensitivity(input)
  )
).pipe(
  Command.withDescription(
    "Find which knobs and which assumptions of a study move its objectives: Morris' screening, then Sobol's first-order and total indices with 95% intervals. It may be stopped at any moment: called again, it goes on where it was."
  ),
  Command.withShortDescription("find which knobs and assumptions matter"),
  Command.withExamples([
    {
      command: "lode sensitivity scenarios/studies/incentive-design.yaml",
      description: "with the study's budget: minutes"
    },
    { command: "lode sensitivity my-study.yaml --trials 1000 --replications 2", description: "narrower intervals" },
    { command: "lode sensitivity my-study.yaml --json", description: "for a program" }
  ])
)
