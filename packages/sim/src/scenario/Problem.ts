/** What is wrong with a scenario, in a form that a person can act on and a program can read. */
import { Schema } from "effect"
import type * as Path from "./Path.ts"

/** One mistake. `line` and `column` count from 1 and are 0 where there is no file (`--set`, plain data).
 *
 * `message` is a whole sentence without the place; `found`, `allowed` and `suggestion` say the same in parts. */
export const Problem = Schema.Struct({
  file: Schema.String,
  line: Schema.Int,
  column: Schema.Int,
  path: Schema.String,
  message: Schema.String,
  found: Schema.optionalKey(Schema.String),
  allowed: Schema.optionalKey(Schema.String),
  suggestion: Schema.optionalKey(Schema.String),
  /** The line of the file, for the caret line. */
  excerpt: Schema.optionalKey(Schema.String)
})
export interface Problem extends Schema.Schema.Type<typeof Problem> {}

/** What a check knows before the place is looked up. `on` says whether the key or the value is meant. */
export interface Finding {
  readonly path: Path.Path
  readonly on?: "key" | "value"
  /** The place itself, when the path has none of its own. */
  readonly position?: { readonly line: number; readonly column: number }
  readonly message: string
  readonly found?: string
  readonly allowed?: string
  readonly suggestion?: string
}

/** All that is wrong with a scenario; its message has a block of lines for each problem. */
export class ScenarioError extends Schema.TaggedError<ScenarioError>()("ScenarioError", {
  problems: Schema.Array(Problem)
}) {
  override get message(): string {
    return this.problems.map(format).join("\n")
  }
}

const widestExcerpt = 160

/** `file:line:column  what`, then the line of the file with a caret under the place. */
export const format = (problem: Problem): string => {
  const { column, excerpt, file, line, message, path } = problem
  const place = line > 0 ? `${file}:${line}:${column}` : file
  const about = path === "" || message.includes(path) || file.startsWith("--set") ? "" : `${path}: `
  const head = `${place}  ${about}${message}`
  if (excerpt === undefined || line === 0) return head
  const from = column > widestExcerpt - 20 ? column - 60 : 0
  const gutter = `${line}`
  const shown = excerpt.slice(from, from + widestExcerpt)
  const blank = excerpt.slice(from, column - 1).replaceAll(/[^\t]/g, " ")
  return `${head}\n  ${gutter} | ${shown}\n  ${" ".repeat(gutter.length)} | ${blank}^`
}

/** The order in which problems are told: by line and column, first found first at one place. */
export const inOrder = (problems: ReadonlyArray<Problem>): ReadonlyArray<Problem> =>
  problems.toSorted((a, b) => a.line - b.line || a.column - b.column)

/** A value as a message shows it: short, on one line. */
export const show = (value: unknown): string => {
  if (value === null || value === undefined) return "nothing"
  if (typeof value === "string") return value === "" ? "an empty text" : shorten(value)
  if (Array.isArray(value)) return "a list"
  return typeof value === "object" ? "a group of keys" : String(value)
}

const shorten = (text: string): string => {
  const line = text.replaceAll(/\s+/g, " ")
  return line.length > 60 ? `${line.slice(0, 57)}...` : line
}
