/** The JSON Schema of scenario files, for completion and checking in editors.
 *
 * Made from the same shape as messages and explanations: closed groups, one object for each variant of a union, texts with a pattern for
 * quantities, and descriptions with unit, default and source. It is draft 07, the newest that the common YAML servers all read.
 *
 * **Gotchas** Effect's own `Schema.toJsonSchemaDocument` describes the encoded side only: a quantity would be "text or number" with neither
 * description nor pattern, which is why it serves here only for values that no field of ours describes. */
import type { SchemaAST } from "effect"
import { describe, isDimension } from "../units/Dimension.ts"
import { numberPattern, pattern } from "../units/Quantity.ts"
import { version } from "./Decode.ts"
import * as Shape from "./Shape.ts"

/** A JSON Schema as plain data. */
export type Json = Readonly<Record<string, unknown>>

/** The whole document. */
export const make = (schema: { readonly ast: SchemaAST.AST }): Json => {
  const root = of(Shape.make(schema))
  const properties = root["properties"]
  const required = root["required"]
  return {
    $schema: "http://json-schema.org/draft-07/schema#",
    title: "A scenario of lode",
    ...root,
    properties: {
      lode: { const: version, description: "Version of the scenario language." },
      ...(typeof properties === "object" ? properties : {})
    },
    required: ["lode", ...(Array.isArray(required) ? required : [])]
  }
}

const of = (shape: Shape.Shape): Json => ({ ...said(shape), ...form(shape) })

/** What an editor shows beside a key. */
const said = (shape: Shape.Shape): Json => {
  const { description, hasDefault, source, unit } = shape
  const parts = [
    description === undefined ? undefined : sentence(description),
    unit === undefined ? undefined : `Unit: ${unit}.`,
    hasDefault && shape._tag === "Leaf"
      ? `Default: ${String(shape.default)}${source === undefined ? "" : ` (${source})`}.`
      : undefined
  ].filter((part) => part !== undefined)
  return {
    ...(parts.length === 0 ? {} : { description: parts.join(" ") }),
    ...(hasDefault ? { default: shape.default } : {})
  }
}

const sentence = (text: string): string => {
  const capital = text.charAt(0).toUpperCase() + text.slice(1)
  return /[.?!]$/.test(capital) ? capital : `${capital}.`
}

const form = (shape: Shape.Shape): Json => {
  switch (shape._tag) {
    case "Group":
      return {
        type: "object",
        properties: Object.fromEntries(shape.keys.map(([name, key]) => [name, of(key)])),
        required: shape.keys.filter(([, key]) => !key.optional).map(([name]) => name),
        additionalProperties: false
      }
    case "Variants":
      return { anyOf: shape.cases.map(([word, group]) => ({ title: word, ...of(group) })) }
    case "Named":
      return { type: "object", additionalProperties: of(shape.item) }
    case "List":
      return { type: "array", items: of(shape.item) }
    case "Either":
      return { anyOf: shape.forms.map(of) }
    case "Leaf":
      return leaf(shape)
  }
}

const leaf = (shape: Shape.Leaf): Json => {
  const { kind, maximum, minimum, words } = shape
  const range = { ...(minimum === undefined ? {} : { minimum }), ...(maximum === undefined ? {} : { maximum }) }
  if (kind === "share")
    return {
      anyOf: [
        { type: "number", ...range },
        { type: "string", pattern: pattern(kind) }
      ],
      examples: ["20%", 0.2]
    }
  if (isDimension(kind)) {
    return { anyOf: [{ type: "string", pattern: pattern(kind) }, { const: 0 }], examples: [describe(kind).example] }
  }
  switch (kind) {
    case "choice":
      return words.length === 1 ? { const: words[0] } : { enum: words }
    case "count":
      return {
        anyOf: [
          { type: "integer", ...range },
          { type: "string", pattern: numberPattern }
        ]
      }
    case "number":
      return {
        anyOf: [
          { type: "number", ...range },
          { type: "string", pattern: numberPattern }
        ]
      }
    case "flag":
      return { type: "boolean" }
    case "text":
      return { type: "string", minLength: 1 }
    default:
      return shape.jsonSchema()
  }
}
