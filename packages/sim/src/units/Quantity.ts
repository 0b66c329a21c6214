/** Quantities as people write them (`50 MW`, `9 months`, `38 USD/MWh`) and as the model keeps them (one number in one base unit).
 *
 * `parse` reads, `format` writes back a text that reads as the very same number, `format` with `digits` rounds for a table, and
 * `explainFailure` says what is wrong with a text and what was wanted. `Dimension.ts` has the table of units. */
import { describe, type Dimension, dimensions, names } from "./Dimension.ts"
import { nearest } from "./Nearest.ts"

export { type Dimension, dimensions } from "./Dimension.ts"

declare const measured: unique symbol
/** A number in the base unit of its dimension: `Quantity<"power">` is a number of MW. */
export type Quantity<K extends Dimension> = number & { readonly [measured]?: K }

const multiples: Readonly<Record<string, number>> = { k: 1e3, M: 1e6, B: 1e9, G: 1e9, T: 1e12 }
const figurePattern = String.raw`[+-]?(?:\d[\d_]*\.?\d*|\.\d+)(?:[eE][+-]?\d+)?`
const shape = new RegExp(`^\\s*(${figurePattern})\\s*(.*?)\\s*$`)

interface Split {
  readonly figure: number
  readonly unit: string
}

const split = (text: string): Split | undefined => {
  const match = shape.exec(text)
  if (match === null) return undefined
  const figure = Number((match[1] ?? "").replaceAll("_", ""))
  return Number.isFinite(figure) ? { figure, unit: (match[2] ?? "").replaceAll(/\s+/g, " ") } : undefined
}

/** `value × factor`, except that a factor below one divides by its inverse: `3 / 1000` is 0.003 and `3 * 1e-3` need not be. */
const scale = (figure: number, factor: number): number => {
  const inverse = Math.round(1 / factor)
  return factor < 1 && Math.abs(inverse * factor - 1) < 1e-12 ? figure / inverse : figure * factor
}

const inUnit = (dimension: Dimension, { figure, unit }: Split): number | undefined => {
  const { units, multiples: allowed } = describe(dimension)
  const factor = Object.hasOwn(units, unit) ? units[unit] : undefined
  if (factor !== undefined) return scale(figure, factor)
  const prefix = unit.charAt(0)
  const rest = unit.slice(1).trimStart()
  const multiple = allowed === true && Object.hasOwn(multiples, prefix) ? multiples[prefix] : undefined
  const scaled = Object.hasOwn(units, rest) ? units[rest] : undefined
  return multiple === undefined || scaled === undefined ? undefined : scale(figure * multiple, scaled)
}

/** The number in base units that `text` stands for, or `undefined` if the text is no quantity of that dimension.
 *
 * Accepts `50 MW`, `50MW`, `9M USD/MW`, `1_000 GW`, `1e3 kW`, and for a bare number with no unit: only a share. */
export const parse = (dimension: Dimension, text: string): number | undefined => {
  const parts = split(text)
  if (parts === undefined) return undefined
  if (parts.unit === "") return dimension === "share" ? parts.figure : undefined
  const value = inUnit(dimension, parts)
  return value !== undefined && Number.isFinite(value) ? value : undefined
}

/** The number that a text without unit stands for: `12`, `1_000`, `10B`, `1.5M`; `undefined` if it is none. */
export const parseNumber = (text: string): number | undefined => {
  const parts = split(text)
  if (parts === undefined) return undefined
  if (parts.unit === "") return parts.figure
  const multiple = Object.hasOwn(multiples, parts.unit) ? multiples[parts.unit] : undefined
  return multiple === undefined ? undefined : parts.figure * multiple
}

const digitsOf = (figure: string): number => figure.replace(/^-/, "").length

/** `value` as the shortest figure in `unit` that reads back as exactly `value`, if twelve digits are enough for that. */
const exactly = (dimension: Dimension, value: number, unit: string): string | undefined => {
  const one = parse(dimension, `1${gap(unit)}${unit}`)
  if (one === undefined) return undefined
  const figure = plain(Number((value / one).toPrecision(12)))
  const text = `${figure}${gap(unit)}${unit}`
  return parse(dimension, text) === value ? text : undefined
}

/** `1.5M USD` and `5%` stand close to their figure, all else keeps a space. */
const gap = (unit: string): string => (/^([kMBT] |%)/.test(unit) ? "" : " ")

/** Decimal digits without an exponent as long as that stays readable. */
const plain = (value: number): string =>
  value !== 0 && (Math.abs(value) < 1e-6 || Math.abs(value) >= 1e15)
    ? value.toExponential().replace("e+", "e")
    : `${value}`

const plurals: Readonly<Record<string, string>> = {
  days: "day",
  weeks: "week",
  months: "month",
  years: "year",
  tokens: "token"
}

const singular = (text: string): string => {
  const match = /^(-?1) (\w+)$/.exec(text)
  const one = match === null ? undefined : plurals[match[2] ?? ""]
  return match === null || one === undefined ? text : `${match[1]} ${one}`
}

/** A text that `parse` reads as exactly `value`, in the unit that needs the fewest digits: `50 MW`, `9 months`, `1.2 Gbit/s`.
 *
 * With `digits`, the figure is rounded to that many significant digits for reading and need not read back as the same number.
 * **Gotchas** NaN and infinities have no text that reads back; they come out as JavaScript prints them. */
export const format = (dimension: Dimension, value: number, options: { readonly digits?: number } = {}): string => {
  const { base, shown } = describe(dimension)
  if (!Number.isFinite(value)) return `${value} ${base}`.trim()
  if (value === 0) return `0${gap(shown[0] ?? base)}${base === "" ? (shown[0] ?? "") : base}`
  if (options.digits !== undefined) return rounded(dimension, value, options.digits)
  let best: string | undefined
  let bestDigits = Number.POSITIVE_INFINITY
  for (const unit of shown) {
    const text = exactly(dimension, value, unit)
    const figure = text === undefined ? undefined : split(text)?.figure
    if (text === undefined || figure === undefined) continue
    // A figure below one or beyond a million counts as longer than any other: 0.5 GW is better read as 500 MW.
    const awkward = Math.abs(figure) < 1 || Math.abs(figure) >= 1e6 ? 100 : 0
    const length = digitsOf(plain(figure)) + awkward
    if (length <= bestDigits) {
      best = text
      bestDigits = length
    }
  }
  return singular(best ?? `${value} ${base}`.trim())
}

const rounded = (dimension: Dimension, value: number, digits: number): string => {
  const { base, shown } = describe(dimension)
  let chosen = shown[0] ?? base
  for (const unit of shown) {
    const one = parse(dimension, `1${gap(unit)}${unit}`)
    if (one !== undefined && Math.abs(value) / one >= 1) chosen = unit
  }
  const one = parse(dimension, `1${gap(chosen)}${chosen}`) ?? 1
  return singular(`${plain(Number((value / one).toPrecision(digits)))}${gap(chosen)}${chosen}`)
}

/** The dimensions that `text` could be a quantity of. */
export const dimensionsOf = (text: string): ReadonlyArray<Dimension> => {
  const parts = split(text)
  return parts === undefined || parts.unit === "" ? [] : names.filter((name) => parse(name, text) !== undefined)
}

/** Why `written` is no quantity of `dimension`, in one sentence that also says what is wanted. */
export const explainFailure = (dimension: Dimension, written: string | number): string => {
  const { example, units, wording } = describe(dimension)
  const wanted = `${wording} such as ${example} is wanted`
  const parts = typeof written === "number" ? { figure: written, unit: "" } : split(written)
  if (parts === undefined) return `${JSON.stringify(written)} does not begin with a number; ${wanted}`
  if (parts.unit === "") return `${written} has no unit; ${wanted}`
  const others = typeof written === "string" ? dimensionsOf(written) : []
  if (others.includes(dimension)) return `${written} is too large a number`
  const first = others[0]
  if (first !== undefined) return `${written} is ${dimensions[first].wording}, ${wanted}`
  const known = Object.keys(units)
  const near = nearest(parts.unit, known)
  return near === undefined
    ? `"${parts.unit}" is no unit that fits; ${wanted} (units: ${known.join(", ")})`
    : `"${parts.unit}" is no unit that fits, did you mean ${near}? (${wanted})`
}

/** A regular expression, as JSON Schema wants it, for the texts that `parse` accepts. */
export const pattern = (dimension: Dimension): string => {
  const { multiples: allowed, units } = describe(dimension)
  const words = Object.keys(units).map((unit) => unit.replaceAll(/[.*+?^${}()|[\]\\/]/g, String.raw`\$&`))
  const prefix = allowed === true ? "(?:[kMBGT] *)?" : ""
  const unit = `${prefix}(?:${words.join("|")})`
  return `^ *${figurePattern} *${dimension === "share" ? `(?:${unit})?` : unit} *$`
}

/** The pattern of number words: `12`, `1_000`, `10B`. */
export const numberPattern = `^ *${figurePattern} *[kMBGT]? *$`
