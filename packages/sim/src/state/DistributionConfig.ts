/** How a scenario writes a distribution: a plain value, or a kind with its parameters in the unit of what is drawn.
 *
 *     duration: 30 minutes
 *     duration: { kind: lognormal, median: 29 minutes, p99: 50.7 hours } */
import { Schema } from "effect"
import type { Description } from "../kernel/Distribution.ts"
import * as Field from "../units/Field.ts"
import type { Dimension } from "../units/Quantity.ts"

type Value = Field.Codec<number, string | number>
interface ValueField {
  (doc: Field.Doc): Value
}

const variants = (value: ValueField) =>
  Schema.Union([
    value({ description: "the same value every time" }),
    Schema.Struct({
      kind: Schema.tag("uniform"),
      from: value({ description: "smallest value" }),
      to: value({ description: "largest value" })
    }),
    Schema.Struct({ kind: Schema.tag("exponential"), mean: value({ description: "mean" }) }),
    Schema.Struct({
      kind: Schema.tag("lognormal"),
      median: value({ description: "half of the values lie below" }),
      p99: value({ description: "99 of 100 values lie below" })
    }),
    Schema.Struct({
      kind: Schema.tag("gamma"),
      mean: value({ description: "mean" }),
      cv: Field.number({ minimum: 0.001 })({ description: "coefficient of variation: standard deviation over mean" })
    }),
    Schema.Struct({
      kind: Schema.tag("hyperexponential"),
      mean: value({ description: "mean" }),
      cv: Field.number({ minimum: 1 })({ description: "coefficient of variation, at least 1" })
    }),
    Schema.Struct({
      kind: Schema.tag("choice"),
      values: Field.list(value({ description: "a value" }))({ description: "the values that occur" }),
      weights: Field.list(Field.number({ minimum: 0 })({ description: "weight of the value at the same place" }))({
        description: "how often each occurs, in any unit"
      })
    })
  ])

/** A distribution of quantities of one dimension. */
export const ofQuantity = (dimension: Dimension) => Field.group(variants((doc) => Field.quantity(dimension)(doc)))

/** A distribution of whole numbers of at least one: what is drawn from one of fractions is rounded by `wholeCount`. */
export const ofCount = Field.group(variants((doc) => Field.count({ minimum: 1 })(doc)))

/** The largest whole number that is drawn: GPUs of one machine or gang, which columns of 32 bits must hold. */
export const mostCounted = 1_000_000

/** A draw from a distribution of whole numbers, as the whole number that it stands for. */
export const wholeCount = (drawn: number): number => Math.min(mostCounted, Math.max(1, Math.round(drawn)))

/** What a decoded distribution field holds. */
export type DistributionConfig = number | Description

/** The description for `Distribution.make`. */
export const describe = (config: DistributionConfig): Description =>
  typeof config === "number" ? { kind: "constant", value: config } : config
