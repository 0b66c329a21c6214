/** A schema seen as a reader of the file sees it: groups with keys, variants chosen by `kind`, named entries, lists and figures.
 *
 * Everything that speaks about scenarios (problems, sources, explanations, JSON Schema, reference) walks this one tree, so a
 * new field or a new variant shows up everywhere without a further line. Made once from the schema; immutable. */
import { Result, Schema, SchemaAST, SchemaIssue } from "effect"
import { type Dimension, isDimension } from "../units/Dimension.ts"
import * as Path from "./Path.ts"

/** What a place says about itself. `default` is as written in a file. */
export interface About {
  readonly description?: string
  readonly unit?: string
  readonly source?: string
  readonly hasDefault: boolean
  readonly default?: unknown
  /** Whether a file may leave the key out. */
  readonly optional: boolean
}

/** A `figure` is one of another key, written as there; a `literal` is a number or null that stands for itself, its only word. */
export type LeafKind = "number" | "count" | "flag" | "text" | "choice" | "figure" | "literal" | "other" | Dimension

/** A single value. */
export interface Leaf extends About {
  readonly _tag: "Leaf"
  readonly kind: LeafKind
  readonly words: ReadonlyArray<string>
  readonly minimum?: number
  readonly maximum?: number
  /** `undefined` when `value` is fine, else what Effect's schema says. */
  readonly refuse: (value: unknown) => string | undefined
  /** What a file's value is in the model, or `undefined` when it is not fine. */
  readonly decode: (value: unknown) => unknown
  /** A decoded value as a file would write it, in base units. */
  readonly encode: (value: unknown) => unknown
  /** Effect's own JSON Schema, for values that no field of ours describes. */
  readonly jsonSchema: () => Readonly<Record<string, unknown>>
}
/** Keys that the schema knows. A variant's group has its `kind` as the first key. */
export interface Group extends About {
  readonly _tag: "Group"
  readonly keys: ReadonlyArray<readonly [name: string, shape: Shape]>
}
/** One of several groups, chosen by the word under `tag`. */
export interface Variants extends About {
  readonly _tag: "Variants"
  readonly tag: string
  readonly cases: ReadonlyArray<readonly [word: string, group: Group]>
}
/** Entries whose names the author chooses. */
export interface Named extends About {
  readonly _tag: "Named"
  readonly item: Shape
}
export interface List extends About {
  readonly _tag: "List"
  readonly item: Shape
}
/** A value written in one of several forms that no `kind` tells apart, such as a number or a group. */
export interface Either extends About {
  readonly _tag: "Either"
  readonly forms: ReadonlyArray<Shape>
  readonly refuse: (value: unknown) => string | undefined
  readonly encode: (value: unknown) => unknown
}
export type Shape = Leaf | Group | Variants | Named | List | Either

/** Shapes by schema: an experiment asks for the same one thousands of times. */
const made = new WeakMap<SchemaAST.AST, Shape>()

/** The shape of a schema. */
export const make = ({ ast }: { readonly ast: SchemaAST.AST }): Shape => {
  const known = made.get(ast)
  if (known !== undefined) return known
  const shape = fromAst(ast)
  made.set(ast, shape)
  return shape
}

/** The key of a group. */
export const keyOf = (group: Group, name: string): Shape | undefined => group.keys.find(([key]) => key === name)?.[1]

/** The variant for a word. */
export const caseOf = (variants: Variants, word: unknown): Group | undefined =>
  variants.cases.find(([known]) => known === word)?.[1]

/** What stands at a path in a value of a shape; `undefined` when the path does not fit. */
export const at = (shape: Shape, value: unknown, [step, ...rest]: Path.Path): Shape | undefined => {
  if (step === undefined) return shape
  const inner = Path.lookup(value, [step])
  switch (shape._tag) {
    case "Group": {
      const key = typeof step === "string" ? keyOf(shape, step) : undefined
      return key === undefined ? undefined : at(key, inner, rest)
    }
    case "Variants": {
      const chosen = Path.isRecord(value) ? caseOf(shape, value[shape.tag]) : undefined
      return chosen === undefined ? undefined : at(chosen, value, [step, ...rest])
    }
    case "Named":
    case "List":
      return at(shape.item, inner, rest)
    case "Either":
      return shape.forms.map((form) => at(form, value, [step, ...rest])).find((found) => found !== undefined)
    case "Leaf":
      return undefined
  }
}

/** Whether a leaf holds a figure that wants a source. */
export const isFigure = (leaf: Leaf): boolean =>
  leaf.kind === "number" || leaf.kind === "count" || isDimension(leaf.kind)

/** Every path that the language knows, with `<name>` for the names of entries and `[]` for the items of lists, in order; with `kinds` also those that end in the
 * word of a variant (`emission.halving`). */
export const paths = (shape: Shape, kinds = false): ReadonlyArray<ReadonlyArray<string>> => {
  const below = (step: string, inner: Shape) => [[step], ...paths(inner, kinds).map((rest) => [step, ...rest])]
  switch (shape._tag) {
    case "Group":
      return shape.keys.flatMap(([name, key]) => below(name, key))
    case "Variants":
      return uniquePaths(shape.cases.flatMap(([word, group]) => [...(kinds ? [[word]] : []), ...paths(group, kinds)]))
    case "Named":
      return below("<name>", shape.item)
    case "List":
      return below("[]", shape.item)
    case "Either":
      return uniquePaths(shape.forms.flatMap((form) => paths(form, kinds)))
    case "Leaf":
      return []
  }
}

const uniquePaths = (all: ReadonlyArray<ReadonlyArray<string>>) => [
  ...new Map(all.map((path) => [path.join("/"), path])).values()
]

type Stated = NonNullable<Schema.Annotations.Annotations["lode"]>

/** What a field said, also when a later check was put around it. */
const statedBy = (ast: SchemaAST.AST): Stated | undefined => {
  const all: ReadonlyArray<{ readonly annotations?: Schema.Annotations.Annotations | undefined }> = [
    ast,
    ...(ast.checks ?? [])
  ]
  return all.findLast(({ annotations }) => annotations?.lode !== undefined)?.annotations?.lode
}

const about = (ast: SchemaAST.AST): About => {
  const stated = statedBy(ast)
  const described = stated?.description ?? SchemaAST.resolveDescription(ast)
  return {
    ...(described === undefined ? {} : { description: described }),
    ...(stated?.unit === undefined ? {} : { unit: stated.unit }),
    ...(stated?.source === undefined ? {} : { source: stated.source }),
    ...(stated !== undefined && "default" in stated
      ? { hasDefault: true, default: stated.default }
      : { hasDefault: false }),
    optional: SchemaAST.isOptional(ast) || SchemaAST.isOptional(SchemaAST.toEncoded(ast))
  }
}

/** Decoding and encoding of one place alone. */
const codec = (ast: SchemaAST.AST) => {
  const schema = Schema.make<Schema.Codec<unknown, unknown>>(ast)
  const decode = Schema.decodeUnknownResult(schema, { errors: "all", onExcessProperty: "error" })
  const encode = Schema.encodeUnknownSync(schema)
  const format = SchemaIssue.makeFormatterStandardSchemaV1()
  const refuse = (value: unknown): string | undefined => {
    const result = decode(value)
    return Result.isSuccess(result) ? undefined : format(result.failure.issue).issues[0]?.message
  }
  return { refuse, encode, decode: (value: unknown) => Result.getOrUndefined(decode(value)) }
}

const fromAst = (ast: SchemaAST.AST): Shape => {
  switch (ast._tag) {
    case "Objects":
      return fromObjects(ast)
    case "Arrays": {
      const item = ast.rest[0]
      return item === undefined || ast.elements.length > 0
        ? leaf(ast)
        : { _tag: "List", item: fromAst(item), ...about(ast) }
    }
    case "Union":
      return fromUnion(ast)
    default:
      return leaf(ast)
  }
}

const fromObjects = (ast: SchemaAST.Objects): Shape => {
  const entry = ast.indexSignatures[0]
  if (entry !== undefined && ast.propertySignatures.length === 0) {
    return { _tag: "Named", item: fromAst(entry.type), ...about(ast) }
  }
  return group(ast)
}

const group = (ast: SchemaAST.Objects): Group => ({
  _tag: "Group",
  keys: ast.propertySignatures.map(({ name, type }) => [String(name), fromAst(type)] as const),
  ...about(ast)
})

const fromUnion = (ast: SchemaAST.Union): Shape => {
  const stated = statedBy(ast)?.kind
  if (literalsOf(ast) !== undefined || stated === "choice" || stated === "figure") return leaf(ast)
  const members = ast.types.flatMap((type) =>
    type._tag === "Union" && literalsOf(type) === undefined ? type.types : [type]
  )
  const groups = members.filter((type) => type._tag === "Objects")
  const tagged = variants(groups)
  if (tagged !== undefined && groups.length === members.length) return { ...tagged, ...about(ast) }
  const others = tagged === undefined ? members : members.filter((type) => type._tag !== "Objects")
  const forms = [
    ...others.map(fromAst),
    ...(tagged === undefined ? [] : [{ ...tagged, hasDefault: false, optional: false }])
  ]
  return { _tag: "Either", forms, ...codec(ast), ...about(ast) }
}

const literalsOf = (ast: SchemaAST.AST): ReadonlyArray<string> | undefined => {
  if (ast._tag === "Literal") return typeof ast.literal === "string" ? [ast.literal] : undefined
  if (ast._tag !== "Union") return undefined
  const words: Array<string> = []
  for (const type of ast.types) {
    if (type._tag !== "Literal" || typeof type.literal !== "string") return undefined
    words.push(type.literal)
  }
  return words
}

/** A number, a flag or null that stands for itself. */
const literalOf = (ast: SchemaAST.AST): string | undefined =>
  ast._tag === "Null" ? "null" : ast._tag === "Literal" ? String(ast.literal) : undefined

const wordsOf = (ast: SchemaAST.AST): ReadonlyArray<string> => {
  const literal = literalOf(ast)
  return literalsOf(ast) ?? (literal === undefined ? [] : [literal])
}

/** Groups are variants when each has a literal under one common key, `kind` before others. */
const variants = (members: ReadonlyArray<SchemaAST.Objects>): Omit<Variants, keyof About> | undefined => {
  const tagged = (member: SchemaAST.Objects) =>
    member.propertySignatures.filter(({ type }) => type._tag === "Literal").map(({ name }) => String(name))
  const [first, ...others] = members
  if (first === undefined) return undefined
  const common = tagged(first).filter((name) => others.every((member) => tagged(member).includes(name)))
  const tag = common.includes("kind") ? "kind" : common[0]
  if (tag === undefined) return undefined
  const cases = members.flatMap((member) => {
    const type = member.propertySignatures.find(({ name }) => name === tag)?.type
    const words = type === undefined ? undefined : literalsOf(type)
    return words === undefined ? [] : words.map((word) => [word, group(member)] as const)
  })
  return { _tag: "Variants", tag, cases }
}

const plainKind = (ast: SchemaAST.AST): LeafKind => {
  if (literalsOf(ast) !== undefined) return "choice"
  if (literalOf(ast) !== undefined) return "literal"
  if (ast._tag === "String") return "text"
  if (ast._tag === "Number") return "number"
  return ast._tag === "Boolean" ? "flag" : "other"
}

const leafKinds: ReadonlySet<string> = new Set(["number", "count", "flag", "text", "choice", "figure"])
const isLeafKind = (kind: string | undefined): kind is LeafKind =>
  kind !== undefined && (leafKinds.has(kind) || isDimension(kind))

const leaf = (ast: SchemaAST.AST): Leaf => {
  const stated = statedBy(ast)
  return {
    _tag: "Leaf",
    kind: isLeafKind(stated?.kind) ? stated.kind : plainKind(ast),
    words: wordsOf(ast),
    ...(stated?.minimum === undefined ? {} : { minimum: stated.minimum }),
    ...(stated?.maximum === undefined ? {} : { maximum: stated.maximum }),
    ...codec(ast),
    jsonSchema: () => ({ ...Schema.toJsonSchemaDocument(Schema.make<Schema.Codec<unknown>>(ast)).schema }),
    ...about(ast)
  }
}
