/** The answer of a mechanism as text: figures in a table, lists of groups and matrices as tables, whatever the mechanism. */
import { Shape } from "@lode/sim"
import type { Mechanism } from "@lode/sim"
import { wrapped } from "../../charts/Text.ts"
import type { Look } from "../../charts/Theme.ts"
import { count, number } from "../../text/format.ts"
import { type Column, table, type TableCell } from "../table.ts"

/** The text for an answer of the form that the mechanism states. */
export const report = (output: Mechanism["output"], answer: unknown, look: Look): string =>
  block("", Shape.make(output), answer, look).join("\n\n")

/** Digits of a figure: whole amounts are shown whole all the same. */
const digits = 7

const scalar = (value: unknown): string => {
  if (typeof value === "number")
    return Number.isInteger(value) && Math.abs(value) < 1e15 ? count(value) : number(value, digits)
  if (typeof value === "boolean") return value ? "yes" : "no"
  if (value === undefined || value === null) return ""
  return typeof value === "object" ? JSON.stringify(value) : String(value)
}

const fields = (value: unknown): ReadonlyMap<string, unknown> =>
  new Map(typeof value === "object" && value !== null ? Object.entries(value) : [])

const isLeaf = (shape: Shape.Shape): boolean => shape._tag === "Leaf" || shape._tag === "Either"

/** Whether everything in a group stands in one cell. */
const isFlat = (shape: Shape.Shape): shape is Shape.Group =>
  shape._tag === "Group" && shape.keys.every(([, key]) => isLeaf(key))

const below = (title: string, name: string): string => (title === "" ? name : `${title}.${name}`)

/** Blocks of text, to be set apart by an empty line. */
const block = (title: string, shape: Shape.Shape, value: unknown, look: Look): ReadonlyArray<string> => {
  switch (shape._tag) {
    case "Group":
      return group(title, shape, value, look)
    case "Named":
      return named(title, shape, value, look)
    case "List":
      return Array.isArray(value) ? items(title, shape, value, look) : []
    default:
      return [headed(title, shape, wrapped(scalar(value), look.columns).join("\n"), look)]
  }
}

/** The description under the name of what follows. */
const headed = (title: string, { description }: Shape.About, text: string, { columns, theme }: Look): string => {
  if (title === "") return text
  const about = description === undefined ? [] : wrapped(description, columns).map(theme.muted)
  return [theme.title(title), ...about, text].filter((line) => line !== "").join("\n")
}

const group = (title: string, shape: Shape.Group, value: unknown, look: Look): ReadonlyArray<string> => {
  const held = fields(value)
  const present = shape.keys.filter(([name]) => held.get(name) !== undefined)
  const figures = present.filter(([, key]) => isLeaf(key))
  const rows = figures.map(([name, key]): ReadonlyArray<TableCell> => [
    name,
    scalar(held.get(name)),
    key.unit ?? "",
    { text: key.description ?? "", style: look.theme.muted }
  ])
  const columns: ReadonlyArray<Column> = [
    { header: "figure" },
    { header: "value", align: "right" },
    { header: "unit" },
    { header: "meaning", wraps: true }
  ]
  return [
    ...(rows.length === 0 ? [] : [headed(title, shape, table(columns, rows, look), look)]),
    ...present
      .filter(([, key]) => !isLeaf(key))
      .flatMap(([name, key]) => block(below(title, name), key, held.get(name), look))
  ]
}

const named = (title: string, shape: Shape.Named, value: unknown, look: Look): ReadonlyArray<string> => {
  const held = [...fields(value)]
  const { item } = shape
  if (isLeaf(item)) {
    const columns: ReadonlyArray<Column> = [{ header: "name" }, { header: withUnit("value", item), align: "right" }]
    const rows = held.map(([name, each]) => [name, scalar(each)])
    return [headed(title, shape, table(columns, rows, look), look)]
  }
  return held.flatMap(([name, each]) => block(below(title, name), item, each, look))
}

const items = (title: string, shape: Shape.List, values: ReadonlyArray<unknown>, look: Look): ReadonlyArray<string> => {
  const { item } = shape
  if (values.length === 0) return [headed(title, shape, "none", look)]
  if (isFlat(item)) return [headed(title, shape, tableOf(item, values, look), look)]
  if (isLeaf(item))
    return [
      headed(
        title,
        shape,
        wrapped(`${values.map(scalar).join("  ")} ${item.unit ?? ""}`.trim(), look.columns).join("\n"),
        look
      )
    ]
  if (item._tag === "List" && isLeaf(item.item)) return [headed(title, shape, matrix(values, look), look)]
  return values.flatMap((each, index) => block(`${title}[${index}]`, item, each, look))
}

const withUnit = (name: string, { unit }: Shape.About): string => (unit === undefined ? name : `${name} (${unit})`)

/** One row a group; columns that are empty in all rows are left out. Units stand above, so that columns stay narrow. */
const tableOf = ({ keys }: Shape.Group, values: ReadonlyArray<unknown>, look: Look): string => {
  const rows = values.map(fields)
  const shown = keys.filter(([name]) => rows.some((row) => row.get(name) !== undefined))
  const columns = shown.map(([name, key]): Column => ({ header: name, ...(isNumber(key) ? { align: "right" } : {}) }))
  const cells = rows.map((row) => shown.map(([name]) => scalar(row.get(name))))
  return [...unitsOf(shown, look), table(columns, cells, look)].join("\n")
}

const isNumber = (shape: Shape.Shape): boolean =>
  shape._tag === "Leaf" && !["choice", "flag", "text", "other"].includes(shape.kind)

/** The units of columns: `funds, paid in minor units; height in blocks`. */
const unitsOf = (keys: Shape.Group["keys"], { columns, theme }: Look): ReadonlyArray<string> => {
  const byUnit = new Map<string, Array<string>>()
  for (const [name, { unit }] of keys) {
    if (unit !== undefined) byUnit.set(unit, [...(byUnit.get(unit) ?? []), name])
  }
  const text = [...byUnit].map(([unit, names]) => `${names.join(", ")} in ${unit}`).join("; ")
  return text === "" ? [] : wrapped(text, columns).map(theme.muted)
}

/** Rows and columns by their position, from 0. */
const matrix = (rows: ReadonlyArray<unknown>, look: Look): string => {
  const cells = rows.map((row) => (Array.isArray(row) ? row.map(scalar) : [scalar(row)]))
  const most = Math.max(0, ...cells.map((row) => row.length))
  const columns: ReadonlyArray<Column> = [
    { header: "" },
    ...Array.from({ length: most }, (_, index): Column => ({ header: String(index), align: "right" }))
  ]
  return table(
    columns,
    cells.map((row, index) => [String(index), ...row]),
    look
  )
}
