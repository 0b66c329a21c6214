/** The work of `lode mechanism`. */
import { type Mechanism, MechanismReference, Mechanisms, Nearest, type Problem, Question } from "@lode/sim"
import { QuestionFile, type ScenarioFile } from "@lode/sim/node"
import { Effect, Option } from "effect"
import type { Look } from "../../charts/Theme.ts"
import { documentation, list } from "./mechanism-documentation.ts"
import { report } from "./mechanism-report.ts"
import { print, printJson, stdout, themeOf } from "../output.ts"
import { UsageError } from "../usage.ts"

export interface Input {
  readonly name: Option.Option<string>
  readonly input: Option.Option<string>
  readonly markdown: boolean
  readonly json: boolean
}

type Failure = UsageError | Problem.ScenarioError | ScenarioFile.UnreadableFile

/** `lode mechanism` */
export const mechanism = Effect.fnUntraced(function* ({
  input,
  json,
  markdown,
  name
}: Input): Effect.fn.Return<void, Failure> {
  if (markdown) return yield* print(MechanismReference.markdown(Mechanisms.mechanisms).trimEnd())
  if (Option.isNone(name)) {
    if (Option.isSome(input)) return yield* new UsageError({ message: "--input: name the mechanism that is to answer" })
    return yield* json
      ? printJson(Mechanisms.mechanisms.map(({ description, name, source }) => ({ name, description, source })))
      : print(list(Mechanisms.mechanisms, look()))
  }
  const found = yield* named(name.value)
  if (Option.isNone(input)) {
    return yield* json ? printJson(MechanismReference.describe(found)) : print(documentation(found, look()))
  }
  const file = input.value
  const text = yield* QuestionFile.read(file)
  const place = file === QuestionFile.standardInput ? "stdin" : file
  const answer = yield* Effect.fromResult(Question.ask(found, text, place))
  yield* json ? printJson(answer) : print(report(found.output, answer, look()))
})

const look = (): Look => {
  const surface = stdout()
  return { ...surface, theme: themeOf(surface) }
}

/** The mechanisms that have a word in their name or description: of a network, for example. */
const thoseAbout = (word: string): ReadonlyArray<string> =>
  Mechanisms.mechanisms
    .filter(({ description, name }) => `${name} ${description}`.toLowerCase().includes(word.toLowerCase()))
    .map(({ name }) => name)

const named = (name: string): Effect.Effect<Mechanism, UsageError> => {
  const found = Mechanisms.byName(name)
  if (found !== undefined) return Effect.succeed(found)
  const names = Mechanisms.mechanisms.map((each) => each.name)
  const near = Nearest.nearest(name, names)
  const like = near === undefined ? thoseAbout(name) : [near]
  const hint =
    like.length === 0 ? `known: ${names.join(", ")}` : `did you mean ${like.join(" or ")}? (lode mechanism lists all)`
  return Effect.fail(new UsageError({ message: `there is no mechanism "${name}", ${hint}` }))
}
