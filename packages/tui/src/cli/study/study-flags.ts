/** The flags that `lode sweep`, `lode sensitivity` and `lode tune` share. */
import { Argument, Flag } from "effect/cli"
import { jsonFlag } from "../output.ts"
import { fileFlag, numberFlag } from "../scenario-flags.ts"

export const studyFlags = {
  study: Argument.String("study").pipe(Argument.withDescription("study file: docs/tuning.md says how to write one")),
  trials: numberFlag("trials", "settings that may be tried (the study's budget)"),
  replications: numberFlag("replications", "runs of each setting in each world (the study's budget)"),
  threads: numberFlag("threads", "runs at the same time (as many as the machine has cores)"),
  out: fileFlag("out", "FOLDER", "keeps the runs and the results (NAME.results, beside the study)"),
  force: Flag.Boolean("force").pipe(
    Flag.withDescription("start again: forget what the folder keeps"),
    Flag.withDefault(false)
  ),
  json: jsonFlag
}
