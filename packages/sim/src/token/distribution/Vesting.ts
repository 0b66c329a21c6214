/** Tokens that are given and may not be sold yet, and the selling that their release causes.
 *
 * A grant releases a part at the start, a part at its cliff, and the rest evenly over a time after the cliff, all at once or in equal parts (each at the end of its part of the
 * time). What is released circulates. Its owners sell a share of it, the rest they hold; selling is spread: of what waits to be sold, the part 1 − e^(−Δ/τ) goes in Δ.
 *
 * Sources: io.net docs (investors: nothing for twelve months, then 24 monthly parts; team: 36 parts); Filecoin (75% of a block reward evenly over 180 days, builtin-actors,
 * miner/src/policy.rs). How much of it is sold is an assumption of whoever asks.
 *
 * **Gotchas** "Cliff" means two things among issuers: here nothing accrues during it, unless `at_cliff` says that a part falls due then. */
import { Schema } from "effect"
import * as Field from "../../units/Field.ts"

/** A grant and how it is released. */
export const Grant = Schema.Struct({
  tokens: Field.quantity("tokens")({ description: "Tokens granted" }),
  from: Field.quantity(
    "duration",
    {}
  )({
    description: "Time from the start of the scenario to the start of the grant; below 0 for one that began before",
    default: 0,
    source: "setting"
  }),
  at_start: Field.share({
    description: "Share that is free at the start of the grant",
    default: 0,
    source: "assumption"
  }),
  cliff: Field.quantity("duration")({
    description: "Time from the start of the grant until anything more is released",
    default: "12 months",
    source: "io.net: investors' and team's tokens are locked for twelve months (docs)"
  }),
  at_cliff: Field.share({
    description: "Share that is released at the cliff",
    default: 0,
    source: "assumption"
  }),
  linear: Field.quantity("duration")({
    description: "Time after the cliff over which the rest is released; 0 releases it at the cliff",
    default: "24 months",
    source: "io.net: investors' tokens in 24 monthly parts (docs)"
  }),
  parts: Field.count({ minimum: 0 })({
    description: "Equal parts in which the rest is released, each at the end of its time; 0 releases it continuously",
    default: 0,
    source: "assumption"
  })
})
  .check(
    Schema.makeFilter(({ at_cliff, at_start }) =>
      at_start + at_cliff <= 1 ? undefined : { path: ["at_cliff"], issue: "At most 100% together with at_start" }
    )
  )
  .annotate({ description: "tokens that are released by and by" })
export type Grant = typeof Grant.Type

/** What owners of released tokens do with them. */
export const Selling = Schema.Struct({
  share: Field.share({
    description: "Share of released tokens that their owners sell",
    default: "50%",
    source: "assumption"
  }),
  over: Field.quantity("duration")({
    description: "Time in which all but 37% of what is to be sold has been sold; 0 sells at once",
    default: "30 days",
    source: "assumption"
  })
}).annotate({ description: "how much of what is released is sold, and how fast" })
export type Selling = typeof Selling.Type

/** An instant before the scenario starts: grants that begin with it have freed nothing yet, earlier ones what they have. */
export const justBefore = -1e-3

/** Tokens of a grant that are free so many seconds after the start of the scenario. */
export const released = (grant: Grant, now: number): number => {
  const age = now - grant.from
  if (age < 0) return 0
  const sinceCliff = age - grant.cliff
  if (sinceCliff < 0) return grant.at_start * grant.tokens
  const gone = grant.linear > 0 ? Math.min(1, sinceCliff / grant.linear) : 1
  const part = grant.parts > 0 ? Math.floor(gone * grant.parts + 1e-9) / grant.parts : gone
  const first = grant.at_start + grant.at_cliff
  return grant.tokens * (first + (1 - first) * part)
}

/** Tokens of all grants that become free after `from` and until `to`.
 *
 * **Gotchas** What a grant frees at its very start belongs to an interval that begins before it: let the first epoch of a run begin at `justBefore`. */
export const releasedBetween = (grants: ReadonlyArray<Grant>, from: number, to: number): number => {
  let tokens = 0
  for (const grant of grants) tokens += released(grant, to) - released(grant, from)
  return tokens
}

/** Tokens of all grants that are still locked. */
export const locked = (grants: ReadonlyArray<Grant>, now: number): number => {
  let tokens = 0
  for (const grant of grants) tokens += grant.tokens - released(grant, now)
  return tokens
}

/** Tokens sold in an interval, and those that still wait to be sold. */
export interface Sale {
  readonly sold: number
  readonly waiting: number
}

/** Sells for so many seconds, after `released` tokens have become free. */
export const sell = ({ over, share }: Selling, waiting: number, released: number, seconds: number): Sale => {
  const all = waiting + share * released
  const sold = over > 0 ? all * -Math.expm1(-seconds / over) : all
  return { sold, waiting: all - sold }
}
