/** What a key of a scenario means: description, unit, default and its source, what is allowed, and the keys below it. */
import { Result, Schema, type SchemaAST } from "effect"
import { nearest } from "../units/Nearest.ts"
import * as Check from "./Check.ts"
import * as Path from "./Path.ts"
import { show } from "./Problem.ts"
import * as Shape from "./Shape.ts"

/** A key below the one that is explained. */
export interface SubKey {
  readonly path: string
  readonly description?: string
  readonly allowed: string
  readonly default?: string
  readonly required: boolean
}

/** One meaning of a path. A key that several variants share is explained once if they say the same, else once each. */
export interface Explanation {
  readonly path: string
  /** The variant that the key belongs to, as `market.kind: posted`. */
  readonly within?: string
  readonly description?: string
  readonly kind: string
  readonly allowed: string
  readonly unit?: string
  readonly default?: string
  readonly source?: string
  readonly required: boolean
  readonly keys: ReadonlyArray<SubKey>
}

/** A path that the language does not know, with the nearest that it knows. */
export class UnknownPathError extends Schema.TaggedError<UnknownPathError>()("UnknownPathError", {
  path: Schema.String,
  hint: Schema.String,
  suggestion: Schema.optionalKey(Schema.String)
}) {
  override get message(): string {
    return `no such path "${this.path}", ${this.hint}`
  }
}

interface Found {
  readonly shape: Shape.Shape
  readonly path: Path.Path
  readonly within?: string
  /** Set when the path names the key that chooses a variant. */
  readonly chooses?: Shape.Variants
}

/** All meanings of a path such as `supply.miners.lead_time`, `demand.classes.<name>.gpus` (any name will do), `sites[0].power`,
 * `market.reverse-auction` or `market.fee`. The empty path is the whole file. */
export const explain = (
  schema: { readonly ast: SchemaAST.AST },
  text: string
): Result.Result<ReadonlyArray<Explanation>, UnknownPathError> => {
  const root = Shape.make(schema)
  const path = text.trim() === "" ? [] : Path.parse(text.trim())
  const found = path === undefined ? [] : find({ shape: root, path: [] }, path)
  return found.length > 0 ? Result.succeed(merge(found.map(describe))) : Result.fail(unknown(root, text, path))
}

const find = (from: Found, path: Path.Path): ReadonlyArray<Found> => {
  const [step, ...rest] = path
  if (step === undefined) return [from]
  const { shape } = from
  const at = [...from.path, step]
  const into = (inner: Shape.Shape, name: Path.Step) =>
    find({ ...from, shape: inner, path: [...from.path, name] }, rest)
  switch (shape._tag) {
    case "Group": {
      const key = Shape.keyOf(shape, String(step))
      return key === undefined ? [] : into(key, step)
    }
    case "Variants": {
      const named = Shape.caseOf(shape, step)
      const here = Path.format(from.path)
      const within = (word: string) => (here === "" ? `${shape.tag}: ${word}` : `${here}.${shape.tag}: ${word}`)
      if (named !== undefined) return find({ shape: named, path: at, within: within(String(step)) }, rest)
      if (step === shape.tag && rest.length === 0) return [{ ...from, path: at, chooses: shape }]
      return shape.cases.flatMap(([word, group]) => find({ ...from, shape: group, within: within(word) }, path))
    }
    case "Named":
      return into(shape.item, "<name>")
    case "List":
      return typeof step === "number" || /^(\d+|\[\]|\*)$/.test(step)
        ? into(shape.item, "[]")
        : find({ ...from, shape: shape.item, path: [...from.path, "[]"] }, path)
    case "Either":
      return shape.forms.flatMap((form) => find({ ...from, shape: form }, path))
    case "Leaf":
      return []
  }
}

const about = ({ hasDefault, ...shape }: Shape.Shape) => ({
  ...(shape.description === undefined ? {} : { description: shape.description }),
  ...(shape.unit === undefined ? {} : { unit: shape.unit }),
  ...(hasDefault ? { default: showDefault(shape.default) } : {})
})

const showDefault = (value: unknown): string => (typeof value === "object" ? JSON.stringify(value) : show(value))

const describe = ({ chooses, path, shape, within }: Found): Explanation =>
  chooses === undefined
    ? describeShape({ path, shape, ...(within === undefined ? {} : { within }) })
    : describeChoice(chooses, path)

const describeChoice = (variants: Shape.Variants, path: Path.Path): Explanation => ({
  path: Path.format(path),
  description: `which kind it is${variants.description === undefined ? "" : ` (${variants.description})`}`,
  kind: "choice",
  allowed: `one of ${variants.cases.map(([word]) => word).join(", ")}`,
  required: true,
  keys: keysBelow(variants, path.slice(0, -1))
})

const describeShape = ({ path, shape, within }: Found): Explanation => ({
  path: Path.format(path),
  ...(within === undefined ? {} : { within }),
  ...about(shape),
  ...(shape.source === undefined ? {} : { source: shape.source }),
  kind: shape._tag === "Leaf" ? shape.kind : shape._tag.toLowerCase(),
  allowed: Check.wanted(shape),
  required: !shape.optional,
  keys: keysBelow(shape, path)
})

const keysBelow = (shape: Shape.Shape, path: Path.Path): ReadonlyArray<SubKey> => {
  const sub = (name: string, key: Shape.Shape, at: Path.Path): SubKey => {
    const { description, default: usual } = about(key)
    return {
      path: Path.format([...at, name]),
      ...(description === undefined ? {} : { description }),
      ...(usual === undefined ? {} : { default: usual }),
      allowed: Check.wanted(key),
      required: !key.optional
    }
  }
  switch (shape._tag) {
    case "Group":
      return shape.keys.map(([name, key]) => sub(name, key, path))
    case "Variants":
      return shape.cases.map(([word, group]) => ({ ...sub(word, group, path), required: false }))
    case "Named":
      return keysBelow(shape.item, [...path, "<name>"])
    case "List":
      return keysBelow(shape.item, [...path, "[]"])
    case "Either":
      return shape.forms.flatMap((form) => keysBelow(form, path))
    case "Leaf":
      return []
  }
}

/** Explanations that differ in nothing but the variant become one that names all variants. */
const merge = (all: ReadonlyArray<Explanation>): ReadonlyArray<Explanation> => {
  const merged = new Map<string, Explanation>()
  for (const explanation of all) {
    const { within, ...rest } = explanation
    const same = JSON.stringify(rest)
    const before = merged.get(same)
    const word = within?.split(": ").at(-1)
    merged.set(
      same,
      before?.within === undefined || word === undefined
        ? explanation
        : { ...before, within: `${before.within} | ${word}` }
    )
  }
  return [...merged.values()]
}

const unknown = (root: Shape.Shape, text: string, path: Path.Path | undefined): UnknownPathError => {
  const last = String(path?.at(-1) ?? text)
  const known = pathsOf(root)
  const keys = known.filter((candidate) => candidate.last === last)
  // A kind is looked for where no key has the name.
  const named = keys.length > 0 ? keys : pathsOf(root, true).filter((candidate) => candidate.last === last)
  const suggestion =
    named.length > 0
      ? nearestOf(
          text,
          named.map((candidate) => candidate.text)
        )
      : (nearest(
          text,
          known.map((candidate) => candidate.text)
        ) ?? byLastName(last, text, known))
  const hint =
    suggestion === undefined
      ? `known at the top: ${known
          .filter((candidate) => !/[.[]/.test(candidate.text))
          .map((candidate) => candidate.text)
          .join(", ")}`
      : named.length > 1 && (path ?? []).length < 2
        ? `there are ${someOf(named.map((candidate) => candidate.text))}`
        : `did you mean "${suggestion}"?`
  return new UnknownPathError({ path: text, hint, ...(suggestion === undefined ? {} : { suggestion }) })
}

interface KnownPath {
  readonly text: string
  readonly last: string
}

const pathsOf = (root: Shape.Shape, kinds = false): ReadonlyArray<KnownPath> =>
  Shape.paths(root, kinds).map((steps) => ({ text: Path.format(steps), last: steps.at(-1) ?? "" }))

/** The first few of several paths. */
const someOf = (all: ReadonlyArray<string>): string => {
  const told = all.slice(0, 5).map((path) => `"${path}"`)
  return all.length > told.length ? `${told.join(", ")} and ${all.length - told.length} more` : told.join(", ")
}

const byLastName = (last: string, text: string, known: ReadonlyArray<KnownPath>) => {
  const name = nearest(last, [...new Set(known.map((candidate) => candidate.last))])
  return name === undefined
    ? undefined
    : nearestOf(
        text,
        known.filter((candidate) => candidate.last === name).map((candidate) => candidate.text)
      )
}

/** The nearest, however far it is. */
const nearestOf = (word: string, words: ReadonlyArray<string>): string | undefined => nearest(word, words) ?? words[0]

/** An explanation as lines for a terminal. */
export const text = (explanations: ReadonlyArray<Explanation>): string => explanations.map(textOf).join("\n\n")

const textOf = (explanation: Explanation): string => {
  const { allowed, description, keys, path, required, source, unit, within } = explanation
  const head = path === "" ? "a scenario file" : path
  const facts: ReadonlyArray<readonly [string, string | undefined]> = [
    ["in", within],
    ["allowed", keys.length > 0 && explanation.kind === "group" ? undefined : allowed],
    ["unit", unit],
    ["default", explanation.default ?? (required || path === "" ? undefined : "left out")],
    ["source", explanation.default === undefined ? undefined : source],
    ["required", required && path !== "" ? "yes" : undefined]
  ]
  const width = Math.max(0, ...keys.map((key) => key.path.length))
  return [
    head,
    ...(description === undefined ? [] : [`  ${description}`]),
    ...facts.flatMap(([name, value]) => (value === undefined ? [] : [`  ${`${name}:`.padEnd(9)} ${value}`])),
    ...(keys.length === 0 ? [] : ["  keys:"]),
    ...keys.map((key) => `    ${key.path.padEnd(width)}  ${key.description ?? key.allowed}${ending(key)}`)
  ].join("\n")
}

const ending = (key: SubKey): string =>
  key.default !== undefined ? ` [${key.default}]` : key.required ? " (required)" : ""
