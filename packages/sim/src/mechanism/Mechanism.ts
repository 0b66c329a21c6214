/** Mechanisms that can be asked alone, as calculators: plain data in, plain data out. What they compute stands in the rooms below (`token/`, `market/`,
 * `supply/`); here is the form in which a person or a program asks. A file for each family, a line for each mechanism in `Mechanisms.ts`.
 *
 * Every key of input and output is a `Field` with description and unit, so that `lode mechanism NAME`, its page in docs/mechanisms.md and the words about a wrong
 * input follow from the schema. Figures are plain numbers in the stated unit. A rule across keys is a filter of the struct that names the key:
 * `.check(Schema.makeFilter(({ low, high }) => (low <= high ? undefined : { path: ["high"], issue: "…" })))`.
 *
 * **Gotchas** Answers are JSON: no bigints, and a number that can be infinite or unknown is an optional key left out. */
import { Result, Schema } from "effect"
import * as Field from "../units/Field.ts"

/** What a mechanism says about itself, and its work. */
export interface Definition<Input, Output> {
  /** In kebab-case: `lode mechanism NAME`. */
  readonly name: string
  /** What it is for, in one line. */
  readonly description: string
  /** Its rules in words and formulas: a paragraph of the documentation. */
  readonly rules: string
  /** Where its rules and figures come from. */
  readonly source: string
  /** Form of the input; every key carries a description. */
  readonly input: Schema.Codec<Input, unknown>
  /** Form of the output, described likewise. */
  readonly output: Schema.Codec<Output, unknown>
  /** An input as somebody would write it, with what comes out documented by running it. */
  readonly example: unknown
  readonly compute: (input: Input) => Output
}

/** A mechanism whose input has been taken out of sight: it checks what it is given. */
export interface Mechanism {
  readonly name: string
  readonly description: string
  readonly rules: string
  readonly source: string
  readonly input: Schema.Constraint
  readonly output: Schema.Constraint
  readonly example: unknown
  /** What comes out, as plain data, or what is wrong with the input: all of it at once. */
  readonly ask: (input: unknown) => Result.Result<unknown, Schema.SchemaError>
}

/** A figure of an answer. */
export const shown = (description: string, unit?: string) =>
  Field.number()(unit === undefined ? { description } : { description, unit })

/** A figure from 0 that has to be given. */
export const some = (description: string, unit: string) => Field.number({ minimum: 0 })({ description, unit })

/** A figure from 0 that is assumed unless given. */
export const assumed = (description: string, value: number, unit?: string) =>
  Field.number({ minimum: 0 })({
    description,
    default: value,
    source: "assumption",
    ...(unit === undefined ? {} : { unit })
  })

/** Makes a mechanism of its definition. */
export const mechanism = <Input, Output>(definition: Definition<Input, Output>): Mechanism => {
  const { compute, description, example, input, name, output, rules, source } = definition
  const decode = Schema.decodeUnknownResult(input, { errors: "all", onExcessProperty: "error" })
  return {
    name,
    description,
    rules,
    source,
    input,
    output,
    example,
    ask: (given) => Result.map(decode(given), compute)
  }
}

/** The first of a list that comes before the one above it, as the answer of a filter of the struct that holds the list under `key`. */
export const outOfOrder = (key: string, items: ReadonlyArray<{ readonly height: number }>) => {
  const index = items.findIndex((item, place) => item.height < (items[place - 1]?.height ?? item.height))
  return index < 0
    ? undefined
    : {
        path: [key, index, "height"],
        issue: `comes before the height of the one above it (${items[index - 1]?.height})`
      }
}
