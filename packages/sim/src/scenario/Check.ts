/** Compares plain data with a shape and tells everything that does not fit, also where Effect's decoder stops early.
 *
 * The decoder stays the judge of what is right (`Decode` runs it afterwards); this walk is there for complete and helpful words: it
 * knows the variant that was meant, the nearest name for a misspelt one, and the unit that was wanted. */
import { describe, isDimension } from "../units/Dimension.ts"
import { format } from "../units/Quantity.ts"
import { nearest } from "../units/Nearest.ts"
import * as Path from "./Path.ts"
import { type Finding, show } from "./Problem.ts"
import * as Shape from "./Shape.ts"

/** Everything in `value` that does not fit `shape`, the shape of a whole scenario. */
export const findings = (shape: Shape.Shape, value: unknown): ReadonlyArray<Finding> => {
  const found = inside(shape, value, [])
  return found.some(({ on }) => on === "key") ? found.map((finding) => rehoused(finding, shape)) : found
}

/** An unknown key that the language has in exactly one other place is told where it belongs. */
const rehoused = (finding: Finding, shape: Shape.Shape): Finding => {
  const { message, path, suggestion } = finding
  const name = path.at(-1)
  const start = `unknown key "${String(name)}", `
  if (!message.startsWith(start) || message.startsWith(`${start}it belongs`)) return finding
  const [home, ...others] = Shape.paths(shape).filter((known) => known.at(-1) === name)
  if (home === undefined || others.length > 0) return finding
  const text = Path.format(home)
  const rest = `${suggestion === undefined ? ";" : ", or"} ${message.slice(start.length)}`
  return { ...finding, message: `${start}it belongs at ${text}${rest}`, suggestion: suggestion ?? text }
}

const inside = (shape: Shape.Shape, value: unknown, path: Path.Path): ReadonlyArray<Finding> => {
  switch (shape._tag) {
    case "Group":
      return Path.isRecord(value)
        ? group(shape, value, path)
        : [
            notAGroup(
              shape.keys.map(([name]) => name),
              value,
              path
            )
          ]
    case "Variants":
      return variants(shape, value, path)
    case "Named":
      return Path.isRecord(value)
        ? Object.entries(value).flatMap(([name, item]) => inside(shape.item, item, [...path, name]))
        : [unfit(value, "named entries (name: ...)", path)]
    case "List":
      return Array.isArray(value)
        ? value.flatMap((item, index) => inside(shape.item, item, [...path, index]))
        : [unfit(value, "a list (- ... or [..., ...])", path)]
    case "Either":
      return either(shape, value, path)
    case "Leaf":
      return leaf(shape, value, path)
  }
}

/** What may stand at a place, in words. */
export const wanted = (shape: Shape.Shape): string => {
  switch (shape._tag) {
    case "Group":
      return `a group of keys (${shape.keys.map(([name]) => name).join(", ")})`
    case "Variants":
      return `a group with ${shape.tag}: ${shape.cases.map(([word]) => word).join(" | ")}`
    case "Named":
      return "named entries (name: ...)"
    case "List":
      return "a list"
    case "Either":
      return alternatives(shape, wanted)
    case "Leaf":
      return `${wantedLeaf(shape)}${range(shape)}`
  }
}

/** The forms of a value, one of which is wanted: `1 or 3`, `a number, or null`. */
export const alternatives = ({ forms }: Shape.Either, told: (form: Shape.Shape) => string): string =>
  forms.map(told).join(forms.every(isLiteral) ? " or " : ", or ")

const isLiteral = (shape: Shape.Shape): boolean => shape._tag === "Leaf" && shape.kind === "literal"

const wantedLeaf = ({ kind, words }: Shape.Leaf): string => {
  if (isDimension(kind)) return `${describe(kind).wording} such as ${describe(kind).example}`
  switch (kind) {
    case "choice":
    case "literal":
      return words.length === 1 ? (words[0] ?? "") : `one of ${words.join(", ")}`
    case "count":
      return "a whole number"
    case "figure":
      return "a figure as that key writes it, such as 50000 tokens/day or 20%"
    case "flag":
      return "true or false"
    case "number":
      return "a number"
    case "text":
      return "a text"
    default:
      return "another value"
  }
}

const range = ({ kind, maximum, minimum }: Shape.Leaf): string => {
  if (kind === "share" && minimum === 0 && maximum === 1) return ""
  const text = (value: number) => (isDimension(kind) ? format(kind, value) : String(value))
  const usual = minimum === 0 && kind !== "number"
  if (minimum !== undefined && maximum !== undefined) return ` from ${text(minimum)} to ${text(maximum)}`
  if (maximum !== undefined) return ` up to ${text(maximum)}`
  return minimum === undefined || usual ? "" : ` from ${text(minimum)}`
}

const unfit = (value: unknown, allowed: string, path: Path.Path): Finding =>
  value === null
    ? { path, on: "key", message: `nothing is written here, ${allowed} is wanted`, found: "nothing", allowed }
    : { path, message: `found ${show(value)}, wanted ${allowed}`, found: show(value), allowed }

const notAGroup = (names: ReadonlyArray<string>, value: unknown, path: Path.Path): Finding =>
  unfit(value, `a group of keys (${names.join(", ")})`, path)

const group = (
  shape: Shape.Group,
  value: Readonly<Record<string, unknown>>,
  path: Path.Path,
  elsewhere: (name: string) => string | undefined = () => undefined
): ReadonlyArray<Finding> => {
  const names = shape.keys.map(([name]) => name)
  const meant = new Set<string>()
  const unknown = Object.keys(value)
    .filter((name) => !names.includes(name))
    .map((name): Finding => {
      const suggestion = nearest(
        name,
        names.filter((known) => !Object.hasOwn(value, known))
      )
      if (suggestion !== undefined) meant.add(suggestion)
      return unknownKey({ name, path, names, suggestion, elsewhere: elsewhere(name) })
    })
  const missing = shape.keys
    .filter(([name, key]) => !Object.hasOwn(value, name) && !key.optional && !meant.has(name))
    .map(([name, key]): Finding => missingKey(name, key, path))
  const within = shape.keys.flatMap(([name, key]) =>
    Object.hasOwn(value, name) ? inside(key, value[name], [...path, name]) : []
  )
  return [...unknown, ...missing, ...within]
}

interface Unknown {
  readonly name: string
  readonly path: Path.Path
  readonly names: ReadonlyArray<string>
  readonly suggestion: string | undefined
  readonly elsewhere: string | undefined
}

const unknownKey = ({ elsewhere, name, names, path, suggestion }: Unknown): Finding => {
  const hint =
    elsewhere ?? (suggestion === undefined ? `known here: ${names.join(", ")}` : `did you mean "${suggestion}"?`)
  return {
    path: [...path, name],
    on: "key",
    message: `unknown key "${name}", ${hint}`,
    found: name,
    allowed: names.join(", "),
    ...(suggestion === undefined ? {} : { suggestion })
  }
}

const missingKey = (name: string, shape: Shape.Shape, path: Path.Path): Finding => {
  const meaning = shape.description === undefined ? "" : ` (${shape.description})`
  const allowed = wanted(shape)
  return { path: [...path, name], message: `the key "${name}"${meaning} is missing, ${allowed} is wanted`, allowed }
}

const variants = (shape: Shape.Variants, value: unknown, path: Path.Path): ReadonlyArray<Finding> => {
  const words = shape.cases.map(([word]) => word)
  if (!Path.isRecord(value)) return [unfit(value, wanted(shape), path)]
  const word = value[shape.tag]
  const chosen = Shape.caseOf(shape, word)
  const elsewhere = (name: string) => {
    const owners = shape.cases.filter(([, other]) => Shape.keyOf(other, name) !== undefined).map(([owner]) => owner)
    return owners.length === 0 ? undefined : `it belongs to ${shape.tag}: ${owners.join(" | ")}`
  }
  if (chosen !== undefined) return group(chosen, value, path, elsewhere)
  const allowed = words.join(", ")
  if (!Object.hasOwn(value, shape.tag)) {
    const misspelt = nearest(shape.tag, Object.keys(value))
    const hint = misspelt === undefined ? "" : ` ("${misspelt}" is no such key)`
    return [
      {
        path: [...path, shape.tag],
        message: `the key "${shape.tag}" is missing${hint}, one of ${allowed} is wanted`,
        allowed
      }
    ]
  }
  const suggestion = typeof word === "string" ? nearest(word, words) : undefined
  const unknown: Finding = misspeltWord(word, words, suggestion, [...path, shape.tag])
  const meant = Shape.caseOf(shape, suggestion)
  return [unknown, ...(meant === undefined ? [] : group(meant, { ...value, [shape.tag]: suggestion }, path, elsewhere))]
}

const misspeltWord = (
  word: unknown,
  words: ReadonlyArray<string>,
  suggestion: string | undefined,
  path: Path.Path
): Finding => ({
  path,
  message: `found ${show(word)}, ${suggestion === undefined ? "" : `did you mean "${suggestion}"? `}allowed: ${words.join(", ")}`,
  found: show(word),
  allowed: words.join(", "),
  ...(suggestion === undefined ? {} : { suggestion })
})

/** Of several forms, the one whose outer form fits what was written speaks; when none or several do, all are named. */
const either = (shape: Shape.Either, value: unknown, path: Path.Path): ReadonlyArray<Finding> => {
  if (shape.refuse(value) === undefined) return []
  const fitting = shape.forms.filter((form) => {
    if (form._tag === "Leaf") return form.kind === "other" || (typeof value !== "object" && value !== null)
    return form._tag === "List" ? Array.isArray(value) : Path.isRecord(value)
  })
  const [only] = fitting
  const inner = only !== undefined && fitting.length === 1 ? inside(only, value, path) : []
  return inner.length > 0 ? inner : [unfit(value, wanted(shape), path)]
}

/** A number whose multiple has the wrong case: `7b` for `7B`, `10K` for `10k`. */
const recased = (value: unknown): string | undefined => {
  const [, figure, multiple] = typeof value === "string" ? (/^([\d._]+) *([bgtK])$/.exec(value.trim()) ?? []) : []
  if (figure === undefined || multiple === undefined) return undefined
  return figure + (multiple === "K" ? "k" : multiple.toUpperCase())
}

const leaf = (shape: Shape.Leaf, value: unknown, path: Path.Path): ReadonlyArray<Finding> => {
  const message = shape.refuse(value)
  if (message === undefined) return []
  const allowed = wanted(shape)
  if (value === null || typeof value === "object") return [unfit(value, allowed, path)]
  const found = show(value)
  if (shape.kind === "choice") {
    return [misspeltWord(value, shape.words, nearest(String(value), shape.words), path)]
  }
  const suggestion = recased(value)
  if (suggestion !== undefined && shape.refuse(suggestion) === undefined) {
    return [{ path, message: `found ${found}, did you mean ${suggestion}?`, found, allowed, suggestion }]
  }
  if (message.startsWith("Expected at ")) {
    const bound = message.slice("Expected ".length)
    return [
      {
        path,
        message: `${found} is too ${bound.startsWith("at least") ? "small" : "large"}, allowed is ${bound}`,
        found,
        allowed
      }
    ]
  }
  if (shape.kind === "flag" && typeof value === "string") {
    const meant = /^(yes|on|y)$/i.test(value) ? "true" : /^(no|off|n)$/i.test(value) ? "false" : undefined
    return [misspeltWord(value, ["true", "false"], meant, path)]
  }
  if (!message.startsWith("Expected ")) return [{ path, message, found, allowed }]
  return [unfit(value, shape.kind === "other" ? message.slice("Expected ".length) : allowed, path)]
}
