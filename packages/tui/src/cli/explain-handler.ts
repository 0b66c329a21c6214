/** The work of `lode explain`. */
import { type Decode, Explain, Language, MetricReference, Nearest, Reference } from "@lode/sim"
import { Effect, Result } from "effect"
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
      const explained = Explain.explain(language.schema, path)
      if (Result.isSuccess(explained)) {
        return yield* json ? printJson(explained.success) : print(Explain.text(explained.success))
      }
      const name = path.trim()
      if (name === "metrics") return yield* json ? printJson(MetricReference.all) : print(MetricReference.text())
      const metric = MetricReference.explain(name)
      if (metric === undefined) return yield* withMetrics(explained.failure, name)
      yield* json ? printJson(metric) : print(MetricReference.textOf(metric))
    })

/** What is no path may have been meant as a metric. */
const withMetrics = (unknown: Explain.UnknownPathError, name: string): Explain.UnknownPathError => {
  const near = Nearest.nearest(name, MetricReference.names)
  const { hint, path, suggestion } = unknown
  // A key of that very name was meant.
  if (suggestion?.split(".").at(-1) === name) return unknown
  if (near === undefined) {
    if (unknown.suggestion !== undefined) return unknown
    return new Explain.UnknownPathError({ path, hint: `${hint}; lode explain metrics lists the metrics` })
  }
  const also = `or the metric "${near}"? (lode explain metrics lists all)`
  return unknown.suggestion === undefined
    ? new Explain.UnknownPathError({
        path,
        hint: `did you mean the metric "${near}"? (lode explain metrics lists all)`
      })
    : new Explain.UnknownPathError({
        path,
        hint: `${hint.replace(/\?$/, "")}, ${also}`,
        suggestion: unknown.suggestion
      })
}

export const explain = explainWith(Language.language)
