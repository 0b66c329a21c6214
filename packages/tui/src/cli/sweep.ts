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
        "how settings are laid out: an even grid, a Latin hypercube, or a Sobol sequence (a wider one holds the narrower one)"
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
    "Try many settings of a study's knobs under the same luck: the best of them, and what each knob does. May be killed at any moment; called again it goes on where it was."
  ),
  Command.withShortDescription("try many settings of a study's knobs"),
  Command.withExamples([
    { command: "lode sweep study.yaml", description: "a grid as fine as the study's budget allows" },
    { command: "lode sweep study.yaml --design sobol --trials 256", description: "as many settings, evenly spread" },
    {
      command: "lode sweep study.yaml --replications 10 --out wide --json",
      description: "for a program, kept in another folder"
    }
  ])
)
