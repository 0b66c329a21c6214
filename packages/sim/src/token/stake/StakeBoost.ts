/** Stake that counts for more the longer it is locked: Nosana's xNOS.
 *
 *     boost = 1 + d / (4 × 365 / 12 days),  d from 14 to 365 days: 1.115 to 4
 *
 * Whoever gives notice loses all weight at once and gets the tokens back evenly over the locked time.
 *
 * Source: nosana-ci/nosana-programs, programs/nosana-staking (state.rs).
 *
 * **Gotchas** The contract's comment says 0.25 a month, which is what 4 × 365 / 12 days are: four months for one more times. */
import { Schema } from "effect"
import * as Field from "../../units/Field.ts"
import { day } from "../../units/Time.ts"

/** More weight for a longer lock. */
export const LockBoost = Schema.Struct({
  kind: Schema.tag("lock-boost"),
  shortest: Field.quantity("duration")({
    description: "Shortest lock",
    default: "14 days",
    source: "Nosana: 14 days (nosana-programs, staking)"
  }),
  longest: Field.quantity("duration")({
    description: "Longest lock",
    default: "365 days",
    source: "Nosana: 365 days (nosana-programs, staking)"
  }),
  per_unit: Field.quantity("duration", { minimum: 1 })({
    description: "Length of lock that adds the stake itself once more to its weight",
    default: "10512000 s",
    source: "Nosana: 4 × 365 / 12 days (nosana-programs, staking)"
  })
}).annotate({ description: "stake weighs more the longer it is locked (Nosana)" })
export type LockBoost = typeof LockBoost.Type

/** Nosana's figures. */
export const nosana: LockBoost = {
  kind: "lock-boost",
  shortest: 14 * day,
  longest: 365 * day,
  per_unit: (4 * 365 * day) / 12
}

/** What one token weighs when locked for so many seconds; locks outside the range count as its nearest end. */
export const boost = ({ longest, per_unit, shortest }: LockBoost, lock: number): number =>
  1 + Math.max(shortest, Math.min(longest, lock)) / per_unit

/** Weight of a stake: tokens times boost, nothing once notice is given. */
export const weight = (rule: LockBoost, tokens: number, lock: number, noticeGiven: boolean): number =>
  noticeGiven ? 0 : tokens * boost(rule, lock)

/** Tokens of a stake that are free so many seconds after notice was given. */
export const free = (tokens: number, lock: number, sinceNotice: number): number =>
  sinceNotice <= 0 ? 0 : lock > 0 ? tokens * Math.min(1, sinceNotice / lock) : tokens
