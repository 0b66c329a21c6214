/** From the text of a scenario to a scenario, or to everything that is wrong with it.
 *
 * Decoding is the only place where defaults are filled in. The order: the text is read, the version looked at, all keys and values
 * checked, the schema decodes, and only then the caller's checks across keys run, since they want a whole scenario. */
import { Result, Schema, SchemaIssue } from "effect"
import { nearest } from "../units/Nearest.ts"
import * as Check from "./Check.ts"
import * as Override from "./Override.ts"
import * as Path from "./Path.ts"
import { type Finding, inOrder, type Problem, ScenarioError, show } from "./Problem.ts"
import * as Shape from "./Shape.ts"
import * as Source from "./Source.ts"

/** The version of the file language: a file carries `lode: 1`. */
export const version = 1

/** Says what is wrong at a path (`"demand.classes.big.gpus"` or a list of steps). */
export type Report = (
  path: string | Path.Path,
  message: string,
  parts?: {
    readonly found?: string
    readonly allowed?: string
    readonly suggestion?: string
    readonly on?: "key" | "value"
  }
) => void

/** A rule across keys that a schema cannot say: runs on a decoded scenario and reports what is impossible. */
export type Rule<T> = (scenario: T, report: Report) => void

/** A schema with the rules that its scenarios keep: all that the functions of this room need to know of a language. */
export interface Language<T, E> {
  readonly schema: Schema.Codec<T, E>
  readonly rules: ReadonlyArray<Rule<T>>
}

/** A scenario together with the source that it came from (overrides applied). */
export interface Decoded<T> {
  readonly scenario: T
  readonly source: Source.Source
}

export interface Options {
  readonly file?: string
  /** `path=value` texts, as `--set` takes them. */
  readonly set?: ReadonlyArray<string>
}

/** Reads a text, applies what was set on the command line, and decodes. */
export const text = <T, E>(
  language: Language<T, E>,
  written: string,
  options: Options = {}
): Result.Result<Decoded<T>, ScenarioError> =>
  Result.flatMap(Source.parse(written, options.file), (source) => {
    const overridden = Override.apply(language.schema, source, options.set ?? [])
    return Result.map(scenario(language, overridden), (decoded) => ({ scenario: decoded, source: overridden }))
  })

/** Decodes a source that was read before. All problems come at once, in the order of the file. */
export const scenario = <T, E>(language: Language<T, E>, source: Source.Source): Result.Result<T, ScenarioError> => {
  const { rules, schema } = language
  const versionFinding = checkVersion(source)
  if (versionFinding !== undefined && versionFinding.fatal) return fail([Source.locate(source, versionFinding.finding)])
  const tree = withoutVersion(schema, source.tree)
  const found = Check.findings(Shape.make(schema), tree)
  const result = Schema.decodeUnknownResult(schema, { errors: "all", onExcessProperty: "error" })(tree)
  const all: Array<Finding> = versionFinding === undefined ? [] : [versionFinding.finding]
  all.push(...found)
  if (Result.isFailure(result)) all.push(...remaining(result.failure.issue, found))
  else if (found.length === 0) for (const rule of rules) rule(result.success, reporter(all, tree))
  const told = new Set(source.problems.map(({ path }) => path))
  const problems = [
    ...source.problems,
    ...all.filter(({ path }) => !told.has(Path.format(path))).map((finding) => Source.locate(source, finding))
  ]
  return Result.isSuccess(result) && problems.length === 0 ? Result.succeed(result.success) : fail(problems)
}

const fail = (problems: ReadonlyArray<Problem>) => Result.fail(new ScenarioError({ problems: inOrder(problems) }))

/** Takes what a rule says. With a list of allowed names comes the nearest of them to what is written at the path. */
const reporter =
  (all: Array<Finding>, tree: unknown): Report =>
  (path, message, parts = {}) => {
    const steps = typeof path === "string" ? (Path.parse(path) ?? [path]) : path
    const { allowed } = parts
    if (allowed === undefined || message.includes("allowed")) {
      all.push({ path: steps, message, ...parts })
      return
    }
    const value = Path.lookup(tree, steps)
    const written = parts.found ?? (typeof value === "string" ? value : String(steps.at(-1)))
    const suggestion = parts.suggestion ?? nearest(written, allowed.split(", "))
    const hint = suggestion === undefined ? "" : ` Did you mean "${suggestion}"?`
    const whole = `${message.replace(/\.$/, "")}; allowed: ${allowed}.${hint}`
    all.push({ path: steps, message: whole, ...parts, ...(suggestion === undefined ? {} : { suggestion }) })
  }

/** The problems of the decoder that no finding speaks of yet, such as filters of a room across its own keys. */
export const remaining = (issue: SchemaIssue.Issue, found: ReadonlyArray<Finding>): ReadonlyArray<Finding> => {
  const spoken = new Set<string>()
  const around = new Set<string>()
  for (const { path, suggestion } of found) {
    spoken.add(Path.key(path))
    for (let length = 0; length < path.length; length += 1) around.add(Path.key(path.slice(0, length)))
    // A misspelt key also speaks of the one that it stands for, which the decoder finds missing.
    if (suggestion !== undefined) spoken.add(Path.key([...path.slice(0, -1), suggestion]))
  }
  const isSpokenOf = (path: Path.Path): boolean =>
    around.has(Path.key(path)) ||
    path.some((_, index) => spoken.has(Path.key(path.slice(0, index + 1)))) ||
    spoken.has("[]")
  return SchemaIssue.makeFormatterStandardSchemaV1()(issue)
    .issues.map(({ message, path = [] }): Finding => ({ path: path.map(step), message }))
    .filter(({ path }) => !isSpokenOf(path))
}

const step = (segment: PropertyKey | { readonly key: PropertyKey }): Path.Step => {
  const key = typeof segment === "object" ? segment.key : segment
  return typeof key === "symbol" ? String(key) : key
}

const declaresVersion = (schema: Schema.Constraint): boolean => {
  const shape = Shape.make(schema)
  return shape._tag === "Group" && Shape.keyOf(shape, "lode") !== undefined
}

/** `lode: 1` belongs to the language, not to the scenario, unless the schema has a key of that name. */
const withoutVersion = (schema: Schema.Constraint, tree: unknown): unknown => {
  if (!Path.isRecord(tree) || declaresVersion(schema)) return tree
  const { lode: _version, ...rest } = tree
  return rest
}

/** What the version says. Plain data made by a program needs none. */
const checkVersion = (source: Source.Source): { readonly finding: Finding; readonly fatal: boolean } | undefined => {
  if (!Path.isRecord(source.tree)) return undefined
  const { lode } = source.tree
  const path = ["lode"]
  const begin = `begin the file with "lode: ${version}"`
  if (lode === version || (lode === undefined && source.lines.length === 0)) return undefined
  if (lode === undefined) {
    const misspelt = nearest("lode", Object.keys(source.tree))
    const hint = misspelt !== undefined && misspelt.length <= 5 ? ` ("${misspelt}" is no such key)` : ""
    const message = `the version of the scenario language is missing${hint}: ${begin}`
    return { finding: { path, position: { line: 1, column: 1 }, message, allowed: `lode: ${version}` }, fatal: false }
  }
  const allowed = String(version)
  const found = show(lode)
  if (typeof lode !== "number" || !Number.isInteger(lode)) {
    return {
      finding: {
        path,
        message: `found ${found}, wanted the version of the scenario language: ${begin}`,
        found,
        allowed
      },
      fatal: false
    }
  }
  const message =
    lode > version
      ? `the file is written in version ${found} of the scenario language and this program reads version ${version}: a newer program is needed`
      : `the file is written in version ${found} of the scenario language, which is no longer read: write it in version ${version} ("lode explain" tells what each key means)`
  return { finding: { path, message, found, allowed }, fatal: true }
}
