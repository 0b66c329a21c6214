/** Numbers for people to read: as many digits as they are worth, in the unit that fits their size. Pure and the same in every locale. */

/** The sign for a value that is not known. */
export const unknown = "-"

/** `12345678` as `12,345,678`; the part behind the point stays as it is. */
const separated = (text: string): string => {
  const [whole = "", fraction] = text.split(".")
  const grouped = whole.replaceAll(/\B(?=(\d{3})+$)/g, ",")
  return fraction === undefined ? grouped : `${grouped}.${fraction}`
}

/** Power of ten of the first digit after rounding to `digits` significant ones: 0.412 → -1, 9.99 to two digits → 1. */
const magnitude = (value: number, digits: number): number =>
  Number(
    Math.abs(value)
      .toExponential(Math.max(0, digits - 1))
      .split("e")[1]
  )

const outOfRange = (value: number): boolean => value !== 0 && (Math.abs(value) >= 1e15 || Math.abs(value) < 1e-4)

const scientific = (value: number, digits: number): string =>
  value
    .toExponential(Math.max(0, digits - 1))
    .replace(/\.?0*e/, "e")
    .replace("e+", "e")

/** The value with `decimals` places; a negative number of places rounds to tens, hundreds and so on. No `-0`. */
const fixed = (value: number, decimals: number): string => {
  if (decimals >= 0) return separated(value.toFixed(decimals).replace(/^-(?=[0.]+$)/, ""))
  const unit = 10 ** -decimals
  return separated((Math.round(value / unit) * unit || 0).toFixed(0))
}

/** A number with `digits` significant digits (3 by default), never fewer than its whole part has, without trailing zeros.
 *
 * `12345.6` → `12,346`, `0.041234` → `0.0412`, `2.5` → `2.5`, `1.2e-7` → `1.2e-7`. */
export const number = (value: number, digits = 3): string => {
  if (Number.isNaN(value)) return unknown
  if (!Number.isFinite(value)) return value > 0 ? "infinite" : "-infinite"
  if (value === 0) return "0"
  if (outOfRange(value)) return scientific(value, digits)
  const decimals = Math.max(0, digits - 1 - magnitude(value, digits))
  const text = fixed(value, decimals)
  return text.includes(".") ? text.replace(/\.?0+$/, "") : text
}

/** A whole number with thousands separators. */
export const count = (value: number): string => (Number.isFinite(value) ? fixed(value, 0) : unknown)

/** A half-width smaller than this part of the mean is rounding, not luck. */
const noLuck = 1e-6

/** The two texts of a mean and its half-width, rounded to two significant digits of the half-width: what lies beyond is noise. The mean alone
 * when there is nothing to add to it. */
const meanAndHalfWidth = (mean: number, halfWidth: number): readonly [string, string?] => {
  if (!Number.isFinite(mean) || halfWidth <= noLuck * Math.abs(mean)) return [number(mean)]
  if (!Number.isFinite(halfWidth)) return [number(mean), number(halfWidth)]
  if (outOfRange(mean) || Math.abs(halfWidth) >= 1e15 || (mean === 0 && outOfRange(halfWidth))) {
    return [mean === 0 ? "0" : scientific(mean, 3), scientific(halfWidth, 2)]
  }
  const decimals = 1 - magnitude(halfWidth, 2)
  return [fixed(mean, decimals), fixed(halfWidth, decimals)]
}

/** A mean with the half-width of its interval: `0.412 ± 0.013`, `12,300 ± 1,200`. */
export const interval = (mean: number, halfWidth: number): string =>
  Number.isNaN(mean) ? unknown : meanAndHalfWidth(mean, halfWidth).join(" ± ")

/** How a unit of the model is shown: divide by `divisor`, put `multiple` behind the number and `unit` at the end. */
interface Shown {
  readonly divisor: number
  readonly multiple: string
  readonly unit: string
}

const shown = (divisor: number, multiple: string, unit: string): Shown => ({ divisor, multiple, unit })

/** The entry with the largest divisor that the size reaches; the last one for everything smaller. */
const fitting = (size: number, steps: ReadonlyArray<readonly [from: number, Shown]>): Shown =>
  (steps.find(([from]) => size >= from) ?? steps[steps.length - 1])?.[1] ?? shown(1, "", "")

const durationSteps: ReadonlyArray<readonly [number, Shown]> = [
  [2 * 31_536_000, shown(31_536_000, "", "years")],
  [2 * 2_628_000, shown(2_628_000, "", "months")],
  [2 * 86_400, shown(86_400, "", "days")],
  [2 * 3600, shown(3600, "", "h")],
  [120, shown(60, "", "min")],
  [1, shown(1, "", "s")],
  [0, shown(1e-3, "", "ms")]
]
const powerSteps = (hour: string): ReadonlyArray<readonly [number, Shown]> => [
  [1e6, shown(1e6, "", `TW${hour}`)],
  [1e3, shown(1e3, "", `GW${hour}`)],
  [1, shown(1, "", `MW${hour}`)],
  [1e-3, shown(1e-3, "", `kW${hour}`)],
  [0, shown(1e-6, "", `W${hour}`)]
]
const thousandSteps = (unit: string): ReadonlyArray<readonly [number, Shown]> => [
  [1e15, shown(1e15, "", `P${unit}`)],
  [1e12, shown(1e12, "", `T${unit}`)],
  [1e9, shown(1e9, "", `G${unit}`)],
  [1e6, shown(1e6, "", `M${unit}`)],
  [1e3, shown(1e3, "", `k${unit}`)],
  [0, shown(1, "", unit)]
]
const multipleSteps = (unit: string): ReadonlyArray<readonly [number, Shown]> => [
  [1e12, shown(1e12, "T", unit)],
  [1e9, shown(1e9, "B", unit)],
  [1e6, shown(1e6, "M", unit)],
  [0, shown(1, "", unit)]
]

const stepsOf = (unit: string): ReadonlyArray<readonly [number, Shown]> => {
  switch (unit) {
    case "s":
      return durationSteps
    case "MW":
      return powerSteps("")
    case "MWh":
      return powerSteps("h")
    case "B":
    case "bit/s":
      return thousandSteps(unit)
    case "share":
      return [[0, shown(0.01, "", "%")]]
    default:
      return multipleSteps(unit)
  }
}

/** Units that are words in the plural; all others are written alike for one and for many. */
const plural = /^(?:.*-)?(?:GPUs|days|events|hours|jobs|months|owners|proposals|providers|tokens|years)$/
const unitOf = (figure: string, unit: string): string =>
  figure === "1" && plural.test(unit) ? unit.slice(0, -1) : unit

/** A value in a base unit of the model, shown in the unit that fits its size, with its half-width if there is one.
 *
 * `quantity(0.412, "share", 0.013)` → `41.2 ± 1.3%`, `quantity(11520, "s")` → `3.2 h`, `quantity(1.234e6, "USD", 5.6e4)` →
 * `1.234M ± 0.056M USD`, `quantity(2.1, "USD/GPU-hour")` → `2.1 USD/GPU-hour`, `quantity(1, "jobs")` → `1 job`. */
export const quantity = (value: number, unit = "", halfWidth?: number): string => {
  if (Number.isNaN(value)) return unknown
  const size = value === 0 && halfWidth !== undefined ? Math.abs(halfWidth) : Math.abs(value)
  // a zero has no size that would ask for milliseconds or watts
  const { divisor, multiple, unit: shownUnit } = fitting(size === 0 ? 1 : size, stepsOf(unit))
  const [mean, half] =
    halfWidth === undefined ? [number(value / divisor)] : meanAndHalfWidth(value / divisor, halfWidth / divisor)
  const unitShown = half === undefined && multiple === "" ? unitOf(mean, shownUnit) : shownUnit
  const behind = unitShown === "" || unitShown === "%" ? unitShown : ` ${unitShown}`
  return `${mean}${multiple}${half === undefined ? "" : ` ± ${half}${multiple}`}${behind}`
}

/** How values of one unit are shown side by side: in one step that fits the largest of them. */
export interface Scaled {
  readonly unit: string
  readonly number: (value: number) => string
  readonly interval: (mean: number, halfWidth: number) => string
}

/** The common step of several values: `scaled([1.2e6, 3e4], "USD")` shows 1.2 and 0.03 with the unit `M USD`. */
export const scaled = (values: ReadonlyArray<number>, unit = ""): Scaled => {
  const size = Math.max(0, ...values.filter(Number.isFinite).map(Math.abs))
  const { divisor, multiple, unit: shownUnit } = fitting(size === 0 ? 1 : size, stepsOf(unit))
  return {
    unit: [multiple, shownUnit].filter((part) => part !== "").join(" "),
    number: (value) => number(value / divisor),
    interval: (mean, halfWidth) => interval(mean / divisor, halfWidth / divisor)
  }
}

/** A share as a percentage: `0.4123` → `41.2%`. */
export const percent = (share: number, digits = 3): string =>
  Number.isNaN(share) ? unknown : `${number(share * 100, digits)}%`

/** Seconds of model time: `11520` → `3.2 h`. */
export const duration = (seconds: number): string => quantity(seconds, "s")

/** How a time axis of so many seconds is marked: at round numbers of the unit that fits its whole length. */
export const timeAxis = (length: number): { readonly xUnit: number; readonly xLabel: (seconds: number) => string } => {
  const { divisor, unit } = fitting(length, durationSteps)
  return {
    xUnit: divisor,
    xLabel: (seconds) => {
      const places = number(seconds / divisor)
      return places === "0" ? "0" : `${places} ${unitOf(places, unit)}`
    }
  }
}

/** An amount of US dollars: `1.23M USD`. */
export const usd = (amount: number): string => quantity(amount, "USD")

/** An amount of energy in MWh: `3.2 GWh`. */
export const energy = (megawattHours: number): string => quantity(megawattHours, "MWh")

/** Seconds of a person's time, for waiting: `5 s`, `2 min 05 s`, `1 h 20 min`. */
export const timeLeft = (seconds: number): string => {
  if (!Number.isFinite(seconds)) return unknown
  const whole = Math.max(0, Math.round(seconds))
  const two = (value: number): string => String(value).padStart(2, "0")
  if (whole < 60) return `${whole} s`
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${two(whole % 60)} s`
  return `${count(Math.floor(whole / 3600))} h ${two(Math.floor((whole % 3600) / 60))} min`
}
