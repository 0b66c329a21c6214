/** The reference page of all keys and metrics in Markdown, made from the schema and the registry. */
import type { SchemaAST } from "effect"
import * as Check from "./Check.ts"
import * as MetricReference from "./MetricReference.ts"
import * as Path from "./Path.ts"
import { show } from "./Problem.ts"
import * as Shape from "./Shape.ts"

/** The whole page. */
export const markdown = (schema: { readonly ast: SchemaAST.AST }): string => {
  const sections = section(Shape.make(schema), { path: [], title: "The file", told: new Map() })
  return `${preface}\n${sections.join("\n")}\n${MetricReference.markdown()}`
}

const preface = `# Reference of scenario keys

Made from the schema by \`lode explain --markdown\`; do not edit. A file begins with \`lode: 1\`, the version of this language.
Quantities carry their unit (\`50 MW\`, \`9 months\`, \`38 USD/MWh\`); a month is 730 h and a year 8,760 h. A comment that begins with
\`source:\` or \`assumption\` behind a figure, or in the line above its key, says where the figure comes from.
\`<name>\` stands for a name of your choice and \`[]\` for the items of a list. [Metrics](#metrics) stand at the end.
`

interface Place {
  readonly path: Path.Path
  readonly title: string
  /** Where kinds with the same names and keys were told already: distributions stand in many places. */
  readonly told: Map<string, string>
}

/** A group and everything below it: a table of its keys, then a section for each key that has keys of its own. */
const section = (shape: Shape.Shape, place: Place): ReadonlyArray<string> => {
  const { path, title, told } = place
  const below = (step: string, inner: Shape.Shape) => {
    const next = [...path, step]
    return section(inner, { path: next, title: `\`${Path.format(next)}\``, told })
  }
  switch (shape._tag) {
    case "Group":
      return [heading(title, path, shape), table(shape), ...shape.keys.flatMap(([name, key]) => below(name, key))]
    case "Variants":
      return kinds(shape, place)
    case "Named":
      return below("<name>", shape.item)
    case "List":
      return below("[]", shape.item)
    case "Either":
      return shape.forms.flatMap((form) => section(about(shape, form), place))
    case "Leaf":
      return []
  }
}

/** A form of a value that has several speaks with the value's own description. */
const about = (shape: Shape.Either, form: Shape.Shape): Shape.Shape =>
  shape.description === undefined ? form : { ...form, description: shape.description }

const kinds = (shape: Shape.Variants, { path, title, told }: Place): ReadonlyArray<string> => {
  const words = shape.cases.map(([word]) => `\`${word}\``).join(", ")
  const signature = JSON.stringify(shape.cases.map(([word, { keys }]) => [word, keys.map(([name]) => name)]))
  const before = told.get(signature)
  const head = [heading(title, path, shape)]
  if (before !== undefined)
    return [...head, `The kinds and their keys are those of ${before}, in the unit of this key.\n`]
  told.set(signature, title)
  const inner = shape.cases.flatMap(([word, group]) =>
    section(group, { path, title: `\`${Path.format(path)}\` with \`${shape.tag}: ${word}\``, told })
  )
  return [...head, `One of several kinds, chosen by \`${shape.tag}\`: ${words}.\n`, ...inner]
}

const heading = (title: string, path: Path.Path, { description }: Shape.About): string => {
  const level = "#".repeat(Math.min(4, 2 + path.length))
  return `${level} ${title}\n${description === undefined ? "" : `\n${capital(description)}\n`}`
}

const capital = (text: string): string => {
  const sentence = text.charAt(0).toUpperCase() + text.slice(1)
  return /[.?!]$/.test(sentence) ? sentence : `${sentence}.`
}

const table = (group: Shape.Group): string =>
  [
    "| key | meaning | value | default | source of the default |",
    "|---|---|---|---|---|",
    ...group.keys.map(([name, key]) => row(name, key)),
    ""
  ].join("\n")

const row = (name: string, key: Shape.Shape): string => {
  const unit = key.unit === undefined ? "" : ` (${key.unit})`
  const usual = key.hasDefault
    ? `\`${typeof key.default === "object" ? JSON.stringify(key.default) : show(key.default)}\``
    : key.optional
      ? "left out"
      : "required"
  const cells = [
    `\`${name}\``,
    key.description ?? "",
    `${short(key)}${unit}`,
    usual,
    key.hasDefault ? (key.source ?? "") : ""
  ]
  return `| ${cells.map((cell) => cell.replaceAll("|", String.raw`\|`).replaceAll(/\s+/g, " ")).join(" | ")} |`
}

const short = (shape: Shape.Shape): string => {
  switch (shape._tag) {
    case "Group":
      return "a group, see below"
    case "Variants":
      return `one of ${shape.cases.map(([word]) => `\`${word}\``).join(", ")}, see below`
    case "Named":
      return "named entries, see below"
    case "List":
      return shape.item._tag === "Leaf" ? `a list, each ${Check.wanted(shape.item)}` : "a list, see below"
    default:
      return Check.wanted(shape)
  }
}
