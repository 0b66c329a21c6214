/** The work of `lode schema`. */
import { type Decode, JsonSchema, Language } from "@lode/sim"
import { type OutputFile, ScenarioFile } from "@lode/sim/node"
import { Effect, Option } from "effect"
import { notice, print, printJson } from "./output.ts"

export interface Input {
  readonly file: Option.Option<string>
  readonly force: boolean
  readonly json: boolean
}

export const schemaWith =
  <T, E>(language: Decode.Language<T, E>) =>
  ({ file, force, json }: Input): Effect.Effect<void, OutputFile.OutputError> =>
    Effect.gen(function* () {
      const text = JSON.stringify(JsonSchema.make(language.schema), null, 2)
      if (Option.isNone(file)) return yield* print(text)
      yield* ScenarioFile.write(file.value, `${text}\n`, { force })
      yield* json ? printJson({ written: file.value }) : notice(`wrote ${file.value}`)
    })

export const schema = schemaWith(Language.language)
