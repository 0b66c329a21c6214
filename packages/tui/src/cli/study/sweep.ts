/** `lode sweep STUDY`: many settings of a study's knobs, laid out beforehand. */
import { Effect } from "effect"
import { Command, Flag } from "effect/cli"
import { studyFlags } from "./study-flags.ts"

export const sweep = Command.make(
  "sweep",
  {
    ...studyFlags,
    design: Flag.Literals("design", ["grid", "latin-hypercube", "sobol"]).pipe(
      Flag.withDescription(
        "how settings are laid out: an even grid, a Latin hypercube, or a Sobol sequence (a wider one holds the narrower one) (grid)"
      ),
      Flag.withDefault("grid")
    )
  },
  (input) =>
    Effect.flatMap(
      Effect.promise(() => import("./sweep-handler.ts")),
      (handler) => handler.sweep(input)
    )
).pipe(
  Command.withDescription(
    "Try many settings of a study's knobs under the same luck: the best of them, and what each knob does. It may be stopped at any moment: called again, it goes on where it was."
  ),
  Command.withShortDescription("try many settings of a study's knobs"),
  Command.withExamples([
    {
      command: "lode sweep scenarios/studies/incentive-design.yaml",
      description: "a grid as fine as the study's budget allows"
    },
    {
      command: "lode sweep scenarios/studies/incentive-design.yaml --design sobol --trials 32 --replications 1",
      description: "fewer settings, evenly spread: a first look"
    },
    {
      command: "lode sweep my-study.yaml --replications 10 --out wide --json",
      description: "for a program, kept in another folder"
    }
  ])
)
