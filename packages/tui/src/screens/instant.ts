/** Instants and stretches of model time in the few characters that a screen has. */

const day = 86_400
const year = 365 * day

const two = (value: number): string => String(Math.floor(value)).padStart(2, "0")

/** An instant: `day 47 13:05`, in long runs `year 2 day 47 13:05` (years of 365 days, counted from 1; days likewise). */
export const instant = (seconds: number, length: number): string => {
  const inYears = length >= 2 * year
  const years = Math.floor(seconds / year)
  const rest = inYears ? seconds - years * year : seconds
  const clock = `${two((rest % day) / 3600)}:${two((rest % 3600) / 60)}`
  const days = Math.floor(rest / day) + 1
  if (length < 2 * day) return `${clock}:${two(rest % 60)}`
  return inYears ? `year ${years + 1} day ${days} ${clock}` : `day ${days} ${clock}`
}

/** The same without the time of day, for axes and logs in few columns: `y2 d47`. */
export const shortInstant = (seconds: number, length: number): string => {
  if (length < 2 * day) return `${two(seconds / 3600)}:${two((seconds % 3600) / 60)}`
  if (length < 2 * year) return `d${Math.floor(seconds / day) + 1}`
  const years = Math.floor(seconds / year)
  return `y${years + 1} d${Math.floor((seconds - years * year) / day) + 1}`
}

/** A speed in model time a second: `6 h/s`, `2 days/s`. */
export const paceText = (pace: number): string => {
  if (pace === Infinity) return "full speed"
  const [unit, seconds] =
    pace >= 30 * day
      ? (["months", 2_628_000] as const)
      : pace >= day
        ? (["days", day] as const)
        : pace >= 3600
          ? (["h", 3600] as const)
          : pace >= 60
            ? (["min", 60] as const)
            : (["s", 1] as const)
  const text = Number((pace / seconds).toPrecision(2))
  return `${text} ${text === 1 ? unit.replace(/s$/, "") || unit : unit}/s`
}

/** How long a run is: `200 days`, `5 years`. */
export const lengthText = (seconds: number): string => {
  const [unit, size] =
    seconds >= 2 * year
      ? (["years", year] as const)
      : seconds >= 2 * day
        ? (["days", day] as const)
        : (["h", 3600] as const)
  return `${Number((seconds / size).toPrecision(3))} ${unit}`
}
