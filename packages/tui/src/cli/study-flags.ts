/** The flags that `lode sweep`, `lode sensitivity` and `lode tune` share. */
import { Argument, Flag } from "effect/cli"
import { jsonFlag } from "./output.ts"

export const studyFlags = {
  study: Argument.String("study").pipe(Argument.withDescription("study file")),
  trials: Flag.Int("trials").pipe(
    Flag.withDescription("settings that may be tried, instead of the study's budget"),
    Flag.optional
  ),
  replications: Flag.Int("replications").pipe(
    Flag.withDescription("runs of each setting in each world, instead of the study's budget"),
    Flag.optional
  ),
  threads: Flag.Int("threads").pipe(
    Flag.withDescription("runs at the same time; as many as the machine has cores unless told otherwise"),
    Flag.optional
  ),
  out: Flag.Path("out").pipe(
    Flag.withDescription(
      "folder that keeps the runs and the results; beside the study, NAME.results, unless told otherwise"
    ),
    Flag.optional
  ),
  force: Flag.Boolean("force").pipe(
    Flag.withDescription("start anew: forget what the folder keeps"),
    Flag.withDefault(false)
  ),
  json: jsonFlag
}
