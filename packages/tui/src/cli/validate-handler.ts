/** The work of `lode validate`. */
import { type Decode, Language, Problem, Sources } from "@lode/sim"
import { ScenarioFile, ScenarioInputs } from "@lode/sim/node"
import { Effect, Result } from "effect"
import { print, printJson } from "./output.ts"

export interface Input {
  readonly files: ReadonlyArray<string>
  readonly set: ReadonlyArray<string>
  readonly json: boolean
}

/** What is said of one file. */
interface Verdict {
  readonly file: string
  readonly problems: ReadonlyArray<Problem.Problem>
  readonly sourced: number
  readonly assumptions: number
}

/** Looks at what a decoded scenario needs besides its own text, such as the files that it names. */
type Look<T> = (decoded: Decode.Decoded<T>) => Effect.Effect<unknown, Problem.ScenarioError>

/** Looks at all files, prints a line for each right one, and fails with the problems of all others. */
export const validateWith =
  <T, E>(language: Decode.Language<T, E>, look: Look<T> = () => Effect.void) =>
  ({ files, json, set }: Input): Effect.Effect<void, Problem.ScenarioError> =>
    Effect.gen(function* () {
      const verdicts = yield* Effect.forEach(files, (file) => judge(language, look, file, set))
      const problems = verdicts.flatMap((verdict) => verdict.problems)
      if (json) yield* printJson({ valid: problems.length === 0, files: verdicts.map(machineForm) })
      else for (const verdict of verdicts) if (verdict.problems.length === 0) yield* print(rightLine(verdict))
      if (problems.length > 0) return yield* new Problem.ScenarioError({ problems })
    })

/** `lode validate`: scenarios, and the files that they name. */
export const validate = validateWith(Language.language, ScenarioInputs.load)

const judge = <T, E>(language: Decode.Language<T, E>, look: Look<T>, file: string, set: ReadonlyArray<string>) =>
  ScenarioFile.load(language, file, set).pipe(
    Effect.tap(look),
    Effect.result,
    Effect.map((result): Verdict => {
      if (Result.isFailure(result)) return { file, problems: problemsOf(result.failure), sourced: 0, assumptions: 0 }
      const { assumptions, sourced } = Sources.collect(language.schema, result.success)
      return { file, problems: [], sourced, assumptions }
    })
  )

const problemsOf = (error: Problem.ScenarioError | ScenarioFile.UnreadableFile): ReadonlyArray<Problem.Problem> =>
  error._tag === "ScenarioError"
    ? error.problems
    : [{ file: error.file, line: 0, column: 0, path: "", message: error.reason }]

const rightLine = ({ assumptions, file, sourced }: Verdict): string =>
  `${file}: no mistakes; ${sourced + assumptions} figures, ${sourced} with a source, ${assumptions} assumptions`

const machineForm = ({ assumptions, file, problems, sourced }: Verdict) =>
  problems.length === 0 ? { file, valid: true, sourced, assumptions, problems } : { file, valid: false, problems }
