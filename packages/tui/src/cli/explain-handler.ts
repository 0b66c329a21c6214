/** The work of `lode explain`. */
import { type Decode, Explain, Language, Reference } from "@lode/sim"
import { Effect } from "effect"
import { print, printJson } from "./output.ts"

export interface Input {
  readonly path: string
  readonly markdown: boolean
  readonly json: boolean
}

export const explainWith =
  <T, E>(language: Decode.Language<T, E>) =>
  ({ json, markdown, path }: Input): Effect.Effect<void, Explain.UnknownPathError> =>
    Effect.gen(function* () {
      if (markdown) return yield* print(Reference.markdown(language.schema).trimEnd())
      const explanations = yield* Effect.fromResult(Explain.explain(language.schema, path))
      yield* json ? printJson(explanations) : print(Explain.text(explanations))
    })

export const explain = explainWith(Language.language)
