/** A place in a scenario that a study turns: its path, checked, and values there between what a file says and what a search works with. */
import { Result } from "effect"
import * as Check from "../../scenario/Check.ts"
import { language, type Scenario } from "../../scenario/Language.ts"
import * as Override from "../../scenario/Override.ts"
import * as Path from "../../scenario/Path.ts"
import { show } from "../../scenario/Problem.ts"
import * as Shape from "../../scenario/Shape.ts"
import * as Written from "../../scenario/Written.ts"
import type { Refusal } from "./Requirement.ts"

/** A single figure of a scenario. */
export interface Place {
  /** Every step in its right kind: positions in lists are numbers. */
  readonly path: Path.Path
  readonly leaf: Shape.Leaf
}

/** A scenario as it is written, with the version left out. */
export type Tree = Readonly<Record<string, unknown>>

const shape = Shape.make(language.schema)

/** The tree with one value set. */
export const set = (tree: unknown, path: string | Path.Path, value: unknown): Result.Result<unknown, Refusal> =>
  Result.mapError(Override.set(language.schema, tree, path, value), ({ message, suggestion }) => ({
    message,
    ...(suggestion === undefined ? {} : { suggestion })
  }))

/** The path with every step in its right kind. */
const exact = (tree: unknown, path: Path.Path): Path.Path => {
  let here = tree
  return path.map((step) => {
    const right = Array.isArray(here) && typeof step === "string" && /^\d+$/.test(step) ? Number(step) : step
    here = Path.lookup(here, [right])
    return right
  })
}

/** The path that a text names and its values as far as the schema can tell: what is wrong with the path, or with each value by its position. */
export const check = (
  tree: Tree,
  text: string,
  values: ReadonlyArray<unknown>
): { readonly path?: Refusal; readonly values: ReadonlyArray<Refusal | undefined> } => {
  if (Path.parse(text) === undefined)
    return {
      path: { message: `"${text}" is no path, such as horizon.length or clouds.central.fleets[0].price` },
      values: []
    }
  const found: Array<Refusal | undefined> = []
  for (const value of values) {
    const changed = set(tree, text, value)
    if (Result.isFailure(changed)) return { path: changed.failure, values: [] }
    const [first] = Check.findings(shape, changed.success)
    found.push(first === undefined ? undefined : { message: within(first.message, first.path, text) })
  }
  return { values: found }
}

/** A finding inside of a group names its key. */
const within = (message: string, path: Path.Path, text: string): string => {
  const inner = Path.format(path)
  return inner === text || message.includes(inner) ? message : `${inner}: ${message}`
}

/** The figure at a path where `written` can stand. Fails when a group or a word is there: these have no range. */
export const at = (tree: Tree, text: string, written: unknown): Result.Result<Place, Refusal> => {
  const steps = Path.parse(text) ?? []
  const changed = set(tree, steps, written)
  if (Result.isFailure(changed)) return Result.fail(changed.failure)
  const path = exact(changed.success, steps)
  const found = Shape.at(shape, changed.success, path)
  const leaves = found === undefined ? [] : found._tag === "Either" ? found.forms : [found]
  for (const leaf of leaves)
    if (leaf._tag === "Leaf" && Shape.isFigure(leaf) && typeof leaf.decode(written) === "number")
      return Result.succeed({ path, leaf })
  return Result.fail({ message: `${text} is no figure, so it has no range: list what it may be with kind: choices` })
}

/** The number, in the base unit, that a file's value stands for. */
export const numberOf = ({ leaf }: Place, written: unknown): number => {
  const value = leaf.decode(written)
  return typeof value === "number" ? value : Number.NaN
}

/** A number as a file writes it: reads back as the same number. */
export const writtenOf = ({ leaf }: Place, value: number): unknown => Written.value(leaf, value)

/** What stands at a place in a decoded scenario, if it is a figure. */
export const valueIn = (scenario: Scenario, { path }: Place): number | undefined => {
  const value = Path.lookup(scenario, path)
  return typeof value === "number" ? value : undefined
}

/** A decoded scenario, or a part of it, with another number at a place. */
export const withNumber = (scenario: unknown, [step, ...rest]: Path.Path, value: number): unknown => {
  if (step === undefined) return value
  const inner = withNumber(Path.lookup(scenario, [step]), rest, value)
  if (Array.isArray(scenario) && typeof step === "number") return scenario.with(step, inner)
  return Path.isRecord(scenario) ? { ...scenario, [step]: inner } : scenario
}

/** A value for a table: short. A group that says nothing but its kind is called by it. */
export const shown = (written: unknown): string => {
  if (typeof written !== "object" || written === null) return show(written)
  const [[key, only] = [], ...others] = Object.entries(written)
  return key === "kind" && others.length === 0
    ? String(only)
    : JSON.stringify(written).replaceAll('"', "").replaceAll(",", ", ").replaceAll(":", ": ")
}
