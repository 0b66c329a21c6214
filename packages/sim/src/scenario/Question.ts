/** A question to a mechanism as the text of a JSON file: the answer, or everything that is wrong with it, each at its line and column. */
import { Result } from "effect"
import type { Mechanism } from "../mechanism/Mechanism.ts"
import * as Check from "./Check.ts"
import { remaining } from "./Decode.ts"
import { inOrder, ScenarioError } from "./Problem.ts"
import * as Shape from "./Shape.ts"
import * as Source from "./Source.ts"

/** Texts up to this length are always read a second time for the places of everything, which also finds keys that stand twice. */
const shortText = 200_000

/** What a mechanism answers to a text. */
export const ask = (mechanism: Mechanism, text: string, file: string): Result.Result<unknown, ScenarioError> =>
  Result.flatMap(parse(text, file), (tree) => {
    const answer = mechanism.ask(tree)
    if (Result.isSuccess(answer) && text.length > shortText) return Result.succeed(answer.success)
    const source = Result.getOrElse(Source.parse(text, file), () => Source.fromTree(tree, file))
    const found = Result.isSuccess(answer) ? [] : Check.findings(Shape.make(mechanism.input), tree)
    const others = Result.isSuccess(answer) ? [] : remaining(answer.failure.issue, found)
    const problems = [...source.problems, ...[...found, ...others].map((finding) => Source.locate(source, finding))]
    return Result.isSuccess(answer) && problems.length === 0
      ? Result.succeed(answer.success)
      : Result.fail(new ScenarioError({ problems: inOrder(problems) }))
  })

/** The data of a JSON text. */
export const parse = (text: string, file: string): Result.Result<unknown, ScenarioError> => {
  const plain = text.startsWith("\uFEFF") ? text.slice(1) : text
  try {
    const tree: unknown = JSON.parse(plain)
    return Result.succeed(tree)
  } catch (fault) {
    const offset = faultOf(plain)
    const before = plain.slice(0, offset).split("\n")
    const line = before.length
    const column = (before.at(-1)?.length ?? 0) + 1
    const excerpt = plain.split("\n")[line - 1]
    const message = `is no JSON: ${plain.trim() === "" ? "the file is empty" : wording(fault, plain, offset)}`
    const problem = { file, line, column, path: "", message, ...(excerpt === undefined ? {} : { excerpt }) }
    return Result.fail(new ScenarioError({ problems: [problem] }))
  }
}

/** What the engine says, without the copy of the text and the place, which are told in our own way. */
const wording = (fault: unknown, text: string, offset: number): string => {
  const said = fault instanceof Error ? fault.message : String(fault)
  const character = text.charAt(offset)
  if (character === "" || said.startsWith("Unexpected end")) return "the text ends too early"
  if (said.startsWith("Unexpected token")) return `${JSON.stringify(character)} does not belong here`
  return said.replace(/ in JSON at position.*$/s, "").replace(/^[A-Z]/, (letter) => letter.toLowerCase())
}

/** Where a text stops being JSON. The engine does not always say: then it is the longest beginning that only ends too early. */
const faultOf = (text: string): number => {
  let sound = 0
  let broken = text.length + 1
  while (broken - sound > 1) {
    const length = (sound + broken) >> 1
    if (onlyEndsTooEarly(text.slice(0, length))) sound = length
    else broken = length
  }
  return Math.min(sound, text.length)
}

const onlyEndsTooEarly = (beginning: string): boolean => {
  try {
    JSON.parse(beginning)
    return true
  } catch (fault) {
    const said = fault instanceof Error ? fault.message : ""
    const position = /at position (\d+)/.exec(said)?.[1]
    return /^Unexpected end|^Unterminated/.test(said) || Number(position) >= beginning.length
  }
}
