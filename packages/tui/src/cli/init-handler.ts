/** The work of `lode init`. */
import { Template } from "@lode/sim"
import { type OutputFile, ScenarioFile } from "@lode/sim/node"
import { Effect } from "effect"
import { basename } from "node:path"
import { print, printJson } from "./output.ts"

export interface Input {
  readonly file: string
  readonly force: boolean
  readonly json: boolean
}

export const init = ({ file, force, json }: Input): Effect.Effect<void, OutputFile.OutputError> =>
  Effect.gen(function* () {
    const name = basename(file).replace(/\.ya?ml$/i, "")
    yield* ScenarioFile.write(file, Template.text(name), { force })
    if (json) return yield* printJson({ written: file })
    yield* print(
      `wrote ${file}\n  run it:                          lode run ${file}\n  let your editor complete keys:   lode schema scenario.schema.json`
    )
  })
