/** Fields of a scenario: an Effect schema that also carries what a reader wants to know (meaning, unit, default, source).
 *
 * Rooms declare their configuration with these; the scenario language, `lode explain`, the JSON Schema and the
 * reference page are made from what the fields say. Defaults are filled in when a scenario is decoded and nowhere else.
 *
 * **Gotchas** `default` is written as a person would write it in a file (`"9 months"`, not seconds). */
import { Effect, Schema, SchemaGetter, SchemaIssue } from "effect"
import { type Dimension, dimensions, explainFailure, format, parse, parseNumber, type Quantity } from "./Quantity.ts"

/** What a field says about itself. `source` says where its default comes from, or is `"assumption"`, or `"setting"` for what is no claim
 * about the world and needs no source (a seed, the length of a run): such a figure is not counted among the assumptions. */
export interface Doc {
  readonly description: string
  readonly unit?: string
  readonly source?: string
}

/** A field that a file may leave out. */
export interface DocWithDefault<Written> extends Doc {
  readonly default: Written
  readonly source: string
}

declare module "effect/Schema" {
  namespace Annotations {
    // oxlint-disable-next-line no-shadow -- Effect's own names: this adds to them
    interface Annotations {
      readonly lode?: Doc & Range & { readonly default?: unknown; readonly kind?: string }
    }
  }
}

/** A schema that needs no service to decode. */
export type Codec<T, E = T> = Schema.Codec<T, E>
/** The same, for a key that may be left out. */
export type Optional<C extends Schema.Constraint> = Schema.withDecodingDefaultKey<C>

/** Makes a field from its doc: with a default in the doc, the key may be left out. */
export interface Build<T, E> {
  (doc: DocWithDefault<E>): Optional<Codec<T, E>>
  (doc: Doc): Codec<T, E>
}

const field = <T, E>(schema: Codec<T, E>, kind: string, range: Range = {}): Build<T, E> => {
  function build(doc: DocWithDefault<E>): Optional<Codec<T, E>>
  function build(doc: Doc): Codec<T, E>
  function build(doc: Doc | DocWithDefault<E>): Codec<T, E> | Optional<Codec<T, E>> {
    const described: Codec<T, E> = schema.annotate({ description: doc.description, lode: { ...range, ...doc, kind } })
    return "default" in doc ? described.pipe(Schema.withDecodingDefaultKey(Effect.succeed(doc.default))) : described
  }
  return build
}

const quantitySchema = <K extends Dimension>(dimension: K): Codec<Quantity<K>, string | number> => {
  const { base } = dimensions[dimension]
  const isQuantity = (value: unknown): value is Quantity<K> => typeof value === "number" && Number.isFinite(value)
  return Schema.Union([Schema.String, Schema.Finite]).pipe(
    Schema.decodeTo(Schema.declare(isQuantity), {
      decode: SchemaGetter.transformEffect((written: string | number) => {
        const bare = dimension === "share" || written === 0
        const value = typeof written === "string" ? parse(dimension, written) : bare ? written : undefined
        return isQuantity(value)
          ? Effect.succeed(value)
          : Effect.fail(new SchemaIssue.InvalidValue({ message: explainFailure(dimension, written) }, written))
      }),
      encode: SchemaGetter.transform((value: number) => (base === "" ? value : `${value} ${base}`))
    })
  )
}

/** Smallest and largest value allowed, in base units. */
export interface Range {
  readonly minimum?: number
  readonly maximum?: number
}

const within = <T extends number>({ minimum, maximum }: Range, show: (value: number) => string = String) =>
  Schema.makeFilter((value: T) =>
    minimum !== undefined && value < minimum
      ? `Expected at least ${show(minimum)}`
      : maximum !== undefined && value > maximum
        ? `Expected at most ${show(maximum)}`
        : undefined
  )

const ranged = <K extends Dimension>(dimension: K, range: Range): Codec<Quantity<K>, string | number> =>
  quantitySchema(dimension).check(within(range, (value) => format(dimension, value)))

/** A number that a file may also write as a word: `10B`, `1.5M`, `1_000`. */
const numberSchema = (whole: boolean): Codec<number, string | number> =>
  Schema.Union([Schema.String, Schema.Finite]).pipe(
    Schema.decodeTo(Schema.Finite, {
      decode: SchemaGetter.transformEffect((written: string | number) => {
        const value = typeof written === "string" ? parseNumber(written) : written
        return value !== undefined && (!whole || Number.isSafeInteger(value))
          ? Effect.succeed(value)
          : Effect.fail(new SchemaIssue.InvalidValue({ message: `Expected a ${whole ? "whole " : ""}number` }, written))
      }),
      encode: SchemaGetter.transform((value: number): string | number => value)
    })
  )

/** A quantity with a unit in the text: `Field.quantity("power")({ description: "…" })`. Never negative unless `minimum` says so. */
export const quantity = <K extends Dimension>(dimension: K, range: Range = { minimum: 0 }) =>
  field(ranged(dimension, range), dimension, range)

/** A share between 0 and 1, written `0.05` or `5%`. */
export const share = field(ranged("share", { minimum: 0, maximum: 1 }), "share", { minimum: 0, maximum: 1 })
/** A plain finite number; a file may also write `1.5M`. */
export const number = (range: Range = {}) =>
  field<number, number | string>(numberSchema(false).check(within(range)), "number", range)
/** A figure of another key, which says what it may be: written as that key writes it. What reads it decides whether it fits. */
export const figure = field<number | string, number | string>(
  Schema.Union([Schema.Finite, Schema.NonEmptyString]),
  "figure"
)
/** A whole number up to 2^53, never negative unless `minimum` says so; a file may also write `10k`. */
export const count = (range: Range = { minimum: 0 }) =>
  field<number, number | string>(numberSchema(true).check(within(range)), "count", range)
/** `true` or `false`. */
export const flag = field<boolean, boolean>(Schema.Boolean, "flag")
/** A text of at least one character. */
export const text = field<string, string>(Schema.NonEmptyString, "text")
/** One word out of a closed list. */
export const choice = <const L extends ReadonlyArray<string>>(words: L) =>
  field<L[number], L[number]>(Schema.Literals(words), "choice")
/** Items in order. */
export const list = <T, E>(item: Codec<T, E>) => field<ReadonlyArray<T>, ReadonlyArray<E>>(Schema.Array(item), "list")
/** Named entries: `name: …` pairs whose names the author of the file chooses. */
export const named = <T, E>(item: Codec<T, E>) =>
  field<{ readonly [name: string]: T }, { readonly [name: string]: E }>(Schema.Record(Schema.String, item), "named")
/** A group of fields or a union of variants (each a struct whose `kind` is `Schema.tag("…")`), with its own doc. */
export const group = <T, E>(schema: Codec<T, E>) => field(schema, "group")
