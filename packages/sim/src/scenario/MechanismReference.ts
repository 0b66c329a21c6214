/** What mechanisms say about themselves, for the terminal, for programs and as a page in Markdown: rules, source, keys of input and output, an example with
 * what comes out. Made from their schemas. */
import { Result, type SchemaAST } from "effect"
import type { Mechanism } from "../mechanism/Mechanism.ts"
import * as Check from "./Check.ts"
import { show } from "./Problem.ts"
import * as Shape from "./Shape.ts"

/** One key of an input or output. */
export interface Key {
  /** As `steps[].price`; `<name>` stands for names of one's own. */
  readonly path: string
  readonly meaning: string
  readonly allowed: string
  readonly unit?: string
  readonly default?: string
  readonly required: boolean
  /** The kinds that have the key, when not all do. */
  readonly within?: string
}

/** All keys of a form, those of groups behind the group. */
export const keysOf = (schema: { readonly ast: SchemaAST.AST }): ReadonlyArray<Key> => below(Shape.make(schema), "")

/** Keys of several kinds: what all have is told once, what some have with their names. */
const merge = (kinds: ReadonlyArray<readonly [word: string, keys: ReadonlyArray<Key>]>): ReadonlyArray<Key> => {
  const owners = new Map<string, { readonly key: Key; readonly words: Array<string> }>()
  for (const [word, keys] of kinds) {
    for (const key of keys) {
      const same = JSON.stringify(key)
      const known = owners.get(same)
      if (known === undefined) owners.set(same, { key, words: [word] })
      else known.words.push(word)
    }
  }
  return [...owners.values()].map(({ key, words }) =>
    words.length === kinds.length ? key : { ...key, within: words.join(", ") }
  )
}

const below = (shape: Shape.Shape, path: string): ReadonlyArray<Key> => {
  const at = (name: string) => (path === "" ? name : `${path}.${name}`)
  switch (shape._tag) {
    case "Group":
      return shape.keys.flatMap(([name, key]) => [keyAt(key, at(name)), ...below(key, at(name))])
    case "Variants":
      return [
        {
          path: at(shape.tag),
          meaning: shape.cases
            .map(([word, { description }]) => (description === undefined ? word : `${word}: ${description}`))
            .join("; "),
          allowed: `one of ${shape.cases.map(([word]) => word).join(", ")}`,
          required: true
        },
        ...merge(
          shape.cases.map(([word, { keys }]) => [
            word,
            keys
              .filter(([name]) => name !== shape.tag)
              .flatMap(([name, key]) => [keyAt(key, at(name)), ...below(key, at(name))])
          ])
        )
      ]
    case "Named":
      return below(shape.item, at("<name>"))
    case "List":
      return below(shape.item, `${path}[]`)
    case "Either":
      return shape.forms.flatMap((form) => below(form, path))
    case "Leaf":
      return []
  }
}

const keyAt = (shape: Shape.Shape, path: string): Key => {
  const unit = shape.unit ?? innermost(shape).unit
  return {
    path,
    meaning: shape.description ?? "",
    allowed: allowed(shape),
    ...(unit === undefined ? {} : { unit }),
    ...(shape.hasDefault
      ? { default: typeof shape.default === "object" ? JSON.stringify(shape.default) : show(shape.default) }
      : {}),
    required: !shape.optional && !shape.hasDefault
  }
}

/** The item of a list of lists carries the unit. */
const innermost = (shape: Shape.Shape): Shape.Shape =>
  shape._tag === "List" || shape._tag === "Named" ? innermost(shape.item) : shape

const allowed = (shape: Shape.Shape): string => {
  switch (shape._tag) {
    case "Group":
    case "Variants":
      return "a group"
    case "Named":
      return `names, each with ${allowed(shape.item)}`
    case "List":
      return `a list, each ${allowed(shape.item)}`
    case "Either":
      return Check.alternatives(shape, allowed)
    case "Leaf":
      return shape.kind === "share" ? 'a share, 0.05 or "5%"' : Check.wanted(shape)
  }
}

/** What comes out for the example. */
export const answerOf = ({ ask, example }: Mechanism): unknown => Result.getOrUndefined(ask(example))

/** Everything about a mechanism as plain data. */
export const describe = (mechanism: Mechanism) => ({
  name: mechanism.name,
  description: mechanism.description,
  rules: mechanism.rules,
  source: mechanism.source,
  input: keysOf(mechanism.input),
  output: keysOf(mechanism.output),
  example: mechanism.example,
  answer: answerOf(mechanism)
})

const digits = 8

/** JSON as a person would write it: what fits stands on one line, the rest is broken; numbers to eight digits if `rounded`. */
export const pretty = (value: unknown, rounded = false, columns = 100, indent = ""): string => {
  const plain = rounded
    ? JSON.stringify(value, (_, each: unknown) => (typeof each === "number" ? short(each) : each))
    : JSON.stringify(value)
  const line = spaced(plain)
  if (typeof value !== "object" || value === null || indent.length + line.length <= columns) return line
  const inner = `${indent}  `
  const parts = Array.isArray(value)
    ? value.map((item) => pretty(item, rounded, columns, inner))
    : Object.entries(value).map(([key, item]) => `${JSON.stringify(key)}: ${pretty(item, rounded, columns, inner)}`)
  const [open, close] = Array.isArray(value) ? ["[", "]"] : ["{", "}"]
  return `${open}\n${parts.map((part) => inner + part).join(",\n")}\n${indent}${close}`
}

const short = (value: number): number => (Number.isInteger(value) ? value : Number(value.toPrecision(digits)))

/** A blank behind commas and colons, and inside braces, outside of texts. */
const spaced = (json: string): string =>
  json
    .replaceAll(/"(?:[^"\\]|\\.)*"|[,:{}]/g, (token) => {
      if (token.length > 1) return token
      return token === "{" ? "{ " : token === "}" ? " }" : `${token} `
    })
    .replaceAll("{  }", "{}")

/** The page docs/mechanisms.md. */
export const markdown = (mechanisms: ReadonlyArray<Mechanism>): string => {
  const rows = mechanisms.map(({ description, name }) => `| [\`${name}\`](#${name}) | ${cell(description)} |`)
  return [head, "| mechanism | what it is for |", "|---|---|", ...rows, "", ...mechanisms.map(section)].join("\n")
}

const head = `# Mechanisms as calculators

Made by \`lode mechanism --markdown\`; do not edit. Each rule that live networks use can be asked alone:
plain data in, plain data out, without a simulation.

    lode mechanism                                      # all of them
    lode mechanism akash-burn-mint                      # the form of input and output, with an example
    lode mechanism akash-burn-mint --input file.json    # run it; --input - reads from stdin, --json answers in JSON

Figures are plain numbers in the stated unit; a share may also be written as \`"5%"\`. \`[]\` stands for the items of a list, \`<name>\` for names
of one's own. Programs find the same functions in \`@lode/sim\` (\`Mechanisms.byName(name)?.ask(data)\`). Answers below are rounded to ${digits} digits.
`

const section = (mechanism: Mechanism): string =>
  [
    `## ${mechanism.name}`,
    "",
    sentence(mechanism.description),
    "",
    `**Rules.** ${mechanism.rules}`,
    "",
    `**Source.** ${mechanism.source}`,
    "",
    table("input", keysOf(mechanism.input), true),
    "",
    table("output", keysOf(mechanism.output), false),
    "",
    "For example",
    "",
    "```json",
    pretty(mechanism.example),
    "```",
    "",
    "gives",
    "",
    "```json",
    pretty(answerOf(mechanism), true),
    "```",
    ""
  ].join("\n")

const table = (title: string, keys: ReadonlyArray<Key>, isInput: boolean): string =>
  [
    `| ${title} | meaning | value | unit |${isInput ? " default |" : ""}`,
    `|---|---|---|---|${isInput ? "---|" : ""}`,
    ...keys.map((key) => {
      const only = key.within === undefined ? "" : ` (only ${key.within})`
      const usual = key.default === undefined ? (key.required ? "required" : "left out") : `\`${key.default}\``
      const cells = [`\`${key.path}\``, key.meaning + only, key.allowed, key.unit ?? "", ...(isInput ? [usual] : [])]
      return `| ${cells.map(cell).join(" | ")} |`
    })
  ].join("\n")

const cell = (text: string): string => text.replaceAll("|", String.raw`\|`).replaceAll(/\s+/g, " ")

const sentence = (text: string): string => (/[.?!]$/.test(text) ? text : `${text}.`)
