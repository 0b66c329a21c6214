/** Lengths of time in seconds, the base unit of time everywhere in the engine.
 *
 * A month is 730 h and a year 8,760 h, so that lengths of time do not depend on a calendar. */

export const minute = 60
export const hour = 60 * minute
export const day = 24 * hour
export const week = 7 * day
export const hoursPerMonth = 730
export const hoursPerYear = 8760
export const daysPerYear = 365
export const month = hoursPerMonth * hour
export const year = hoursPerYear * hour
