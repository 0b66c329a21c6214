/** Mechanisms that can be asked alone, as calculators: plain data in, plain data out. What they compute stands in the rooms below (`token/`, `market/`,
 * `supply/`); here is the form in which a person or a program asks. A file for each family, a line for each mechanism in `Mechanisms.ts`. */
import { Result, Schema } from "effect"

/** What a mechanism says about itself, and its work. */
export interface Definition<Input, Output> {
  /** In kebab-case: `lode mechanism NAME`. */
  readonly name: string
  /** What it is for, in one line. */
  readonly description: string
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
  readonly source: string
  readonly input: Schema.Constraint
  readonly output: Schema.Constraint
  readonly example: unknown
  /** What comes out, as plain data, or what is wrong with the input: all of it at once. */
  readonly ask: (input: unknown) => Result.Result<unknown, Schema.SchemaError>
}

/** Makes a mechanism of its definition. */
export const mechanism = <Input, Output>(definition: Definition<Input, Output>): Mechanism => {
  const { compute, description, example, input, name, output, source } = definition
  const decode = Schema.decodeUnknownResult(input, { errors: "all", onExcessProperty: "error" })
  return { name, description, source, input, output, example, ask: (given) => Result.map(decode(given), compute) }
}
