/** A decoded scenario as a person would write it: quantities in readable units, everything else as the schema encodes it. */
import { format } from "../units/Quantity.ts"
import { isDimension } from "../units/Dimension.ts"
import * as Path from "./Path.ts"
import * as Shape from "./Shape.ts"

/** The single value of a leaf. Exact: reading it gives the same number. */
export const value = (leaf: Shape.Leaf, decoded: unknown): unknown =>
  isDimension(leaf.kind) && typeof decoded === "number" ? format(leaf.kind, decoded) : leaf.encode(decoded)

/** The form that a decoded value has: the chosen variant of a union; anything else is its own form. */
export const formOf = (shape: Shape.Shape, decoded: unknown): Shape.Shape => {
  if (shape._tag === "Variants") {
    const chosen = Path.isRecord(decoded) ? Shape.caseOf(shape, decoded[shape.tag]) : undefined
    return chosen ?? shape
  }
  if (shape._tag !== "Either") return shape
  const fits = shape.forms.find((form) => {
    if (form._tag === "Leaf") return form.kind !== "other" && typeof decoded === typeOf(form)
    return form._tag === "List" ? Array.isArray(decoded) : Path.isRecord(decoded)
  })
  return fits === undefined ? shape : formOf(fits, decoded)
}

const typeOf = ({ kind }: Shape.Leaf): string =>
  kind === "text" || kind === "choice" ? "string" : kind === "flag" ? "boolean" : "number"

/** Plain data that decodes to `decoded` again. */
export const tree = (shape: Shape.Shape, decoded: unknown): unknown => {
  const form = formOf(shape, decoded)
  switch (form._tag) {
    case "Leaf":
      return value(form, decoded)
    case "Group":
      return Path.isRecord(decoded)
        ? entries(
            form.keys
              .filter(([name]) => decoded[name] !== undefined)
              .map(([name, key]) => [name, tree(key, decoded[name])])
          )
        : decoded
    case "Named":
      return Path.isRecord(decoded)
        ? entries(Object.entries(decoded).map(([name, item]) => [name, tree(form.item, item)]))
        : decoded
    case "List":
      return Array.isArray(decoded) ? decoded.map((item) => tree(form.item, item)) : decoded
    case "Either":
      return form.encode(decoded)
    case "Variants":
      return decoded
  }
}

const entries = (pairs: ReadonlyArray<readonly [string, unknown]>): Readonly<Record<string, unknown>> =>
  Object.fromEntries(pairs)
