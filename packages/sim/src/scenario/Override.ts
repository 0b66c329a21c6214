/** Values given beside the file: `--set supply.miners.power=50 MW`, and knobs that an experiment turns.
 *
 * A path may name a key that the file leaves out: groups on the way start from their defaults, so that one key of a group can be set
 * and the others stay as they are. Positions in lists are `[0]` or `.0`; a new name makes a new named entry. */
import { Result } from "effect"
import type { SchemaAST } from "effect"
import { nearest } from "../units/Nearest.ts"
import * as Path from "./Path.ts"
import type { Finding } from "./Problem.ts"
import * as Shape from "./Shape.ts"
import * as Source from "./Source.ts"

interface Schema {
  readonly ast: SchemaAST.AST
}

/** The source with every `path=value` applied. What is wrong with one is added to the source's problems, so that it is told with the others. */
export const apply = (schema: Schema, source: Source.Source, assignments: ReadonlyArray<string>): Source.Source => {
  const shape = Shape.make(schema)
  return assignments.reduce((before, text) => applyOne(shape, before, text), source)
}

const applyOne = (shape: Shape.Shape, source: Source.Source, text: string): Source.Source => {
  const refuse = (message: string): Source.Source => ({
    ...source,
    problems: [
      ...source.problems,
      { file: `--set ${text}`, line: 0, column: 0, path: text.split("=")[0] ?? "", message }
    ]
  })
  const equals = text.indexOf("=")
  if (equals < 1) return refuse("wanted path=value, such as horizon.length=2 years")
  const path = Path.parse(text.slice(0, equals).trim())
  if (path === undefined)
    return refuse(`"${text.slice(0, equals)}" is no path, such as horizon.length or clouds.central.fleets[0].price`)
  const value = readValue(text.slice(equals + 1))
  if (Result.isFailure(value)) return refuse(value.failure)
  const set = setIn(shape, source.tree, path, value.success)
  if (Result.isFailure(set)) return refuse(set.failure.message)
  const { tree, path: exact } = set.success
  const places = new Map([...source.places].filter(([key]) => !isKeyWithin(key, exact)))
  return { ...source, tree, places, overrides: [...source.overrides, { path: exact, text }] }
}

const isKeyWithin = (key: string, path: Path.Path): boolean => {
  const prefix = Path.key(path).slice(0, -1)
  return key === `${prefix}]` || key.startsWith(`${prefix},`)
}

/** The plain data (as a file would hold it) with one value set. The path must fit the schema; the value is judged when decoding. */
export const set = (
  schema: Schema,
  tree: unknown,
  path: string | Path.Path,
  value: unknown
): Result.Result<unknown, Finding> => {
  const steps = typeof path === "string" ? Path.parse(path) : path
  if (steps === undefined) return Result.fail({ path: [], message: `"${String(path)}" is no path` })
  return Result.map(setIn(Shape.make(schema), tree, steps, value), ({ tree: changed }) => changed)
}

/** A value as a file would write it. An empty text clears nothing and is refused. */
const readValue = (text: string): Result.Result<unknown, string> =>
  text.trim() === "" ? Result.fail("no value stands after the =") : Source.parseValue(text.trim())

interface Changed {
  readonly tree: unknown
  /** The path with every step in its right kind: a `.0` into a list is a number. */
  readonly path: Path.Path
}

const setIn = (
  shape: Shape.Shape,
  tree: unknown,
  path: Path.Path,
  value: unknown,
  done: Path.Path = []
): Result.Result<Changed, Finding> => {
  const [step, ...rest] = path
  if (step === undefined) return Result.succeed({ tree: value, path: done })
  const start = tree === undefined && shape.hasDefault && !choosesVariant(shape, path) ? shape.default : tree
  switch (shape._tag) {
    case "List":
      return setItem(shape, start, step, rest, value, done)
    case "Named":
      return setEntry(shape, start, String(step), rest, value, done)
    case "Group":
      return setKnown(shape.keys, start, String(step), rest, value, done)
    case "Variants":
      return setKnown(keysOfVariant(shape, start, value, path), start, String(step), rest, value, done, shape)
    case "Either": {
      const form = shape.forms.find(({ _tag }) => _tag !== "Leaf")
      return form === undefined ? noKeys(done) : setIn(form, start, path, value, done)
    }
    case "Leaf":
      return noKeys(done)
  }
}

/** Another `kind` than the default's leaves the default's other keys behind. */
const choosesVariant = (shape: Shape.Shape, path: Path.Path): boolean =>
  shape._tag === "Either"
    ? shape.forms.some((form) => choosesVariant(form, path))
    : shape._tag === "Variants" && path.length === 1 && path[0] === shape.tag

const noKeys = (path: Path.Path) => fail(path, `${Path.format(path)} is a single value and has no keys`)

const fail = (path: Path.Path, message: string, suggestion?: string) =>
  Result.fail({ path, message, ...(suggestion === undefined ? {} : { suggestion }) })

type Keys = Shape.Group["keys"]

/** The keys of the variant that stands there, and `kind` itself; of all variants when none stands there yet. */
const keysOfVariant = (shape: Shape.Variants, tree: unknown, value: unknown, path: Path.Path): Keys => {
  const word = path.length === 1 && path[0] === shape.tag ? value : Path.lookup(tree, [shape.tag])
  const chosen = Shape.caseOf(shape, word)
  if (chosen !== undefined) return chosen.keys
  const all = new Map<string, Shape.Shape>()
  for (const [, group] of shape.cases) for (const [name, key] of group.keys) if (!all.has(name)) all.set(name, key)
  return [...all]
}

/** The kinds that have a key. */
const kindsWith = ({ cases }: Shape.Variants, name: string): ReadonlyArray<string> =>
  cases.flatMap(([word, group]) => (group.keys.some(([known]) => known === name) ? [word] : []))

const setKnown = (
  keys: Keys,
  tree: unknown,
  name: string,
  rest: Path.Path,
  value: unknown,
  done: Path.Path,
  variants?: Shape.Variants
): Result.Result<Changed, Finding> => {
  const key = keys.find(([known]) => known === name)?.[1]
  if (key !== undefined) return setKey(key, tree, name, rest, value, done)
  const names = keys.map(([known]) => known)
  const suggestion = nearest(name, names)
  const full = Path.format([...done, name])
  const homes = variants === undefined ? [] : kindsWith(variants, name)
  const hint =
    homes.length > 0
      ? `it belongs to kind: ${homes.join(" | ")}`
      : suggestion === undefined
        ? `known ${done.length === 0 ? "keys" : `under ${Path.format(done)}`}: ${names.join(", ")}`
        : `did you mean "${Path.format([...done, suggestion, ...rest])}"?`
  return fail([...done, name], `no such path "${full}", ${hint}`, suggestion)
}

/** A whole entry may be new; a key of an entry needs the entry. */
const setEntry = (
  shape: Shape.Named,
  tree: unknown,
  name: string,
  rest: Path.Path,
  value: unknown,
  done: Path.Path
): Result.Result<Changed, Finding> => {
  const names = Path.isRecord(tree) ? Object.keys(tree) : []
  if (rest.length === 0 || names.includes(name)) return setKey(shape.item, tree, name, rest, value, done)
  const suggestion = nearest(name, names)
  const hint = suggestion === undefined ? `there are: ${names.join(", ") || "none"}` : `did you mean "${suggestion}"?`
  return fail([...done, name], `no entry "${name}" under ${Path.format(done)}, ${hint}`, suggestion)
}

const setKey = (
  shape: Shape.Shape,
  tree: unknown,
  name: string,
  rest: Path.Path,
  value: unknown,
  done: Path.Path
): Result.Result<Changed, Finding> => {
  const record = Path.isRecord(tree) ? tree : {}
  const before = Object.hasOwn(record, name) ? record[name] : undefined
  return Result.map(setIn(shape, before, rest, value, [...done, name]), (inner) => ({
    tree: { ...record, [name]: inner.tree },
    path: inner.path
  }))
}

const setItem = (
  shape: Shape.List,
  tree: unknown,
  step: Path.Step,
  rest: Path.Path,
  value: unknown,
  done: Path.Path
): Result.Result<Changed, Finding> => {
  const items: ReadonlyArray<unknown> = Array.isArray(tree) ? tree : []
  const index = typeof step === "number" ? step : /^\d+$/.test(step) ? Number(step) : undefined
  if (index === undefined || index >= items.length) {
    const name = Path.format(done)
    const count = items.length === 1 ? "1 item, numbered 0" : `${items.length} items, numbered from 0`
    return fail(
      done,
      items.length === 0 ? `${name} is an empty list` : `${name} has ${count}, and "${step}" is none of them`
    )
  }
  return Result.map(setIn(shape.item, items[index], rest, value, [...done, index]), (inner) => ({
    tree: items.with(index, inner.tree),
    path: inner.path
  }))
}
