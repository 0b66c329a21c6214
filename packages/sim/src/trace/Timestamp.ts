/** Points in time as recorded files write them: `2023-11-16 18:17:03.9799600`, `2021-10-08`, `2025-10-19T21:01:58.727366+00:00`. */
import * as Time from "../units/Time.ts"

const pattern = /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?\s*(Z|[+-]\d\d:?\d\d)?)?$/

/** A point in time in two parts, because seconds since 1970 to 100 ns do not fit into one double exactly. */
export interface Timestamp {
  /** Whole seconds since 1970-01-01 00:00 UTC. */
  readonly seconds: number
  /** Nanoseconds within that second. */
  readonly nanoseconds: number
}

/** The point in time, or `undefined` when the text is none. Without a zone it is UTC, without a time midnight. */
export const parseTimestamp = (text: string): Timestamp | undefined => {
  const match = pattern.exec(text)
  if (match === null) return undefined
  const [, year = "", month = "", day = "", hour = "0", minute = "0", second = "0", fraction = "", zone] = match
  const midnight = Date.UTC(Number(year), Number(month) - 1, Number(day)) / 1000
  const date = new Date(midnight * 1000)
  const isRealDay = date.getUTCMonth() === Number(month) - 1 && date.getUTCDate() === Number(day)
  const ofDay = Time.hour * Number(hour) + Time.minute * Number(minute) + Number(second)
  // a leap second is written 60
  if (!isRealDay || Number(minute) > 59 || Number(second) > 60 || ofDay > Time.day) return undefined
  return { seconds: midnight + ofDay - zoneOffset(zone), nanoseconds: Number(fraction.padEnd(9, "0")) }
}

/** Seconds from one point in time to another, the nearest double to the exact difference. */
export const secondsBetween = (from: Timestamp, to: Timestamp): number => {
  const seconds = to.seconds - from.seconds
  const nanoseconds = to.nanoseconds - from.nanoseconds
  const whole = seconds * 1e9 + nanoseconds
  return Number.isSafeInteger(whole) ? whole / 1e9 : seconds + nanoseconds / 1e9
}

const zoneOffset = (zone: string | undefined): number => {
  if (zone === undefined || zone === "Z") return 0
  const digits = zone.replace(":", "")
  const seconds = Time.hour * Number(digits.slice(1, 3)) + Time.minute * Number(digits.slice(3, 5))
  return digits.startsWith("-") ? -seconds : seconds
}
