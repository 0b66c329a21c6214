/** The work of `lode scenarios`. */
import { ScenarioFile } from "@lode/sim/node"
import { Effect } from "effect"
import { print, printJson } from "./output.ts"

export interface Input {
  readonly folder: string
  readonly json: boolean
}

export const scenarios = ({ folder, json }: Input): Effect.Effect<void, ScenarioFile.UnreadableFile> =>
  Effect.gen(function* () {
    const entries = yield* ScenarioFile.list(folder)
    if (json) return yield* printJson(entries)
    yield* print(
      entries.length === 0 ? `no scenarios in ${folder} (files that end in .yaml)` : entries.map(block).join("\n")
    )
  })

const block = ({ file, name, problem, question }: ScenarioFile.Entry): string =>
  problem === undefined ? `${file}\n  ${name}: ${question ?? "(asks no question)"}` : `${file}\n  ${problem}`
