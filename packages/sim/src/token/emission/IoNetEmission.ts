/** Emission that steps down by the same part each period: io.net's schedule.
 *
 * The first period brings initial supply × yearly rate × period / year tokens, every next one `decline` less, evenly within the period, until the cap is reached:
 *
 *     io.net by the month: 500M × 8% / 12 = 3.333M IO, then 1.02% less each month
 *     io.net by the hour:  500M × 8% / 8760 = 4566.21 IO, then 0.00138869524% less each hour; 300M IO after 175,319 hours
 *
 * Source: io.net docs, "IO Tokenomics" and "Token Emission Schedule".
 *
 * **Gotchas** The two published forms differ by 0.5% in the first month, since the one steps down where the other slides. */
import { Schema } from "effect"
import * as Field from "../../units/Field.ts"
import { year } from "../../units/Time.ts"

/** The same part less in each period. */
export const SteppedDecay = Schema.Struct({
  kind: Schema.tag("stepped-decay"),
  initial_supply: Field.quantity("tokens")({
    description: "Tokens that the yearly rate is a part of",
    default: "500M tokens",
    source: "io.net: 500M IO at launch (docs)"
  }),
  yearly_rate: Field.quantity("rateOfReturn")({
    description: "Part of the initial supply that would be made in a year at the first period's pace",
    default: "8% per year",
    source: "io.net: 8% in year 1 (docs)"
  }),
  decline: Field.share({
    description: "Part by which each period brings less than the one before",
    default: "1.02%",
    source: "io.net: 1.02% a month (docs)"
  }),
  period: Field.quantity("duration", { minimum: 1 })({
    description: "Time from one step down to the next",
    default: "1 month",
    source: "io.net: monthly (docs)"
  }),
  cap: Field.quantity("tokens")({
    description: "Tokens made in all; none after that",
    default: "300M tokens",
    source: "io.net: 300M IO over 20 years (docs)"
  })
}).annotate({ description: "the same part less in each period, up to a cap (io.net)" })
export type SteppedDecay = typeof SteppedDecay.Type

/** Tokens of a period (1 is the first), were there no cap. */
export const ofPeriod = (rule: SteppedDecay, period: number): number =>
  firstPeriod(rule) * (1 - rule.decline) ** (period - 1)

const firstPeriod = ({ initial_supply, period, yearly_rate }: SteppedDecay): number =>
  (initial_supply * yearly_rate * period) / year

/** Tokens made until so many seconds after the start. */
export const cumulative = (rule: SteppedDecay, seconds: number): number =>
  seconds > 0 ? Math.min(rule.cap, uncapped(rule, 0, seconds)) : 0

/** Tokens made between two times, seconds from the start. */
export const emitted = (rule: SteppedDecay, from: number, to: number): number => {
  if (!(to > from)) return 0
  const start = Math.max(0, from)
  const before = cumulative(rule, start)
  return Math.max(0, Math.min(uncapped(rule, start, to), rule.cap - before))
}

const uncapped = (rule: SteppedDecay, from: number, to: number): number => {
  const start = from / rule.period
  const end = to / rule.period
  const first = Math.floor(start)
  const last = Math.floor(end)
  if (first === last) return (end - start) * ofPeriod(rule, first + 1)
  const begun = (first + 1 - start) * ofPeriod(rule, first + 1)
  return begun + wholePeriods(rule, first + 1, last) + (end - last) * ofPeriod(rule, last + 1)
}

/** Tokens of the whole periods between two counts of periods gone by. */
const wholePeriods = (rule: SteppedDecay, after: number, until: number): number => {
  if (until <= after) return 0
  if (rule.decline === 0) return firstPeriod(rule) * (until - after)
  return (ofPeriod(rule, after + 1) * -Math.expm1(Math.log1p(-rule.decline) * (until - after))) / rule.decline
}
