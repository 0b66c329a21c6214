/** What must hold, as a study says it: `wait_p95 <= 10 min`. */
import { Result } from "effect"
import { type Dimension, names } from "../../units/Dimension.ts"
import { nearest } from "../../units/Nearest.ts"
import * as Quantity from "../../units/Quantity.ts"
import { nearMetrics } from "../../world/Metrics.ts"
import type { MetricDefinition } from "../MetricDefinition.ts"

/** A metric and the side of a limit on which it has to be, in the unit of the metric. */
export interface Requirement {
  readonly metric: MetricDefinition
  readonly relation: "at most" | "at least"
  readonly limit: number
}

/** What is wrong, in a sentence. */
export interface Refusal {
  readonly message: string
  readonly suggestion?: string
}

const form = /^([^<>=≤≥]+?)\s*(<=|>=|≤|≥|<|>)\s*([^<>=≤≥]+)$/

const wordsOf = (name: string): string =>
  name
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== "")
    .toSorted()
    .join(" ")

/** The metric of a name; also of its words in another order (`p95 wait`). */
export const metricOf = (
  name: string,
  metrics: ReadonlyArray<MetricDefinition>
): Result.Result<MetricDefinition, Refusal> => {
  const exact = metrics.find((metric) => metric.name === name)
  if (exact !== undefined) return Result.succeed(exact)
  const alike = metrics.filter((metric) => wordsOf(metric.name) === wordsOf(name))
  const [only] = alike
  if (only !== undefined && alike.length === 1) return Result.succeed(only)
  const known = metrics.map((metric) => metric.name)
  const suggestion = nearest(name.replaceAll(/\s+/g, "_"), known)
  return Result.fail(
    suggestion === undefined
      ? { message: `There is no metric "${name}"; ${nearMetrics(name, known)}` }
      : { message: `There is no metric "${name}", did you mean "${suggestion}"?`, suggestion }
  )
}

/** The dimension of a metric's unit with the size of that unit; `undefined` for counts and plain numbers. */
const dimensionOf = (unit: string): { readonly dimension: Dimension; readonly one: number } | undefined => {
  if (unit === "share") return { dimension: "share", one: 1 }
  for (const dimension of names) {
    const one = unit === "" ? undefined : Quantity.parse(dimension, `1 ${unit}`)
    if (one !== undefined) return { dimension, one }
  }
  return undefined
}

/** A limit in the unit of a metric, from a text that may name another unit. */
export const limitOf = (
  { isQuotient = false, name, unit }: MetricDefinition,
  written: string
): Result.Result<number, Refusal> => {
  const known = dimensionOf(unit)
  if (known === undefined) {
    const bare = unit !== "" && written.endsWith(unit) ? written.slice(0, -unit.length).trim() : written
    const value = Quantity.parseNumber(bare)
    const wanted = unit === "" ? "a number is wanted" : `a number of ${unit} is wanted`
    return value === undefined ? Result.fail({ message: `"${written}" is no limit: ${wanted}` }) : Result.succeed(value)
  }
  const value = Quantity.parse(known.dimension, written)
  if (value === undefined) return Result.fail({ message: Quantity.explainFailure(known.dimension, written) })
  const isPart = known.dimension === "share" && !isQuotient
  return isPart && (value < 0 || value > 1)
    ? Result.fail({ message: `${name} is a part of a whole, from 0% to 100%, so ${written} is no limit of it` })
    : Result.succeed(value / known.one)
}

/** Reads `metric <= quantity` or `metric >= quantity`; `<` and `>` mean the same, which for measured numbers they do. */
export const parse = (
  text: string,
  metrics: ReadonlyArray<MetricDefinition>
): Result.Result<Requirement, ReadonlyArray<Refusal>> => {
  const match = form.exec(text.trim())
  const [, name = "", sign = "", quantity = ""] = match ?? []
  if (match === null)
    return Result.fail([{ message: `"${text}" is no requirement, such as wait_p95 <= 10 min or completion >= 95%` }])
  const metric = metricOf(name, metrics)
  if (Result.isFailure(metric)) return Result.fail([metric.failure])
  const limit = limitOf(metric.success, quantity.trim())
  if (Result.isFailure(limit)) return Result.fail([limit.failure])
  const relation = /[<≤]/.test(sign) ? "at most" : "at least"
  return Result.succeed({ metric: metric.success, relation, limit: limit.success })
}
