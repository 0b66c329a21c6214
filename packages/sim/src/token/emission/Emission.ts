/** How many new tokens a network makes, by time.
 *
 * Some rules go by the clock or by what has been issued: `scheduled` gives the tokens of an interval as the integral of their rate, so the length of the settlement
 * epochs does not change what is emitted. Others remember something over a run and stand in `Minting.ts`. A new rule is a schema in one of the two unions and a case
 * there; what it may look at is `Conditions`.
 *
 * Sources: halving by height and by decay as in Bittensor (subtensor, block_emission.rs), Filecoin (builtin-actors, reward) and io.net (docs). */
import { Schema } from "effect"
import * as Field from "../../units/Field.ts"
import { day } from "../../units/Time.ts"
import { UtilisationController } from "./EmissionController.ts"
import { FilecoinEmission } from "./FilecoinEmission.ts"
import * as IoNet from "./IoNetEmission.ts"
import { UsdPayouts } from "./IoNetPayouts.ts"
import * as Budgets from "./YearlyBudgets.ts"

/** No tokens are ever made after the start. */
export const NoEmission = Schema.Struct({ kind: Schema.tag("none") }).annotate({
  description: "no tokens are ever made after the start"
})
/** The same number every day. */
export const FixedEmission = Schema.Struct({
  kind: Schema.tag("fixed"),
  rate: Field.quantity("tokenRate")({ description: "Tokens made per day" })
}).annotate({ description: "the same number every day" })
/** Half as much after each period, at once. */
export const HalvingEmission = Schema.Struct({
  kind: Schema.tag("halving"),
  rate: Field.quantity("tokenRate")({ description: "Tokens made per day until the first halving" }),
  period: Field.quantity("duration", { minimum: 1 })({ description: "Time from one halving to the next" }),
  first: Field.quantity("duration")({
    description: "Time from the start of the scenario to the first halving; 0 stands for one whole period",
    default: 0,
    source: "assumption"
  })
}).annotate({ description: "half as much after each period, at once" })
/** Falls steadily by half in every half-life. */
export const DecayingEmission = Schema.Struct({
  kind: Schema.tag("exponential-decay"),
  rate: Field.quantity("tokenRate")({ description: "Tokens made per day at the start" }),
  half_life: Field.quantity("duration", { minimum: 1 })({
    description: "Time in which the rate falls to half",
    default: "6 years",
    source: "Filecoin simple minting: six-year half-life (builtin-actors, reward/src/logic.rs)"
  })
}).annotate({ description: "falls steadily by half in every half-life" })

/** Half as much each time another half of what is left of the cap has been issued: Bittensor's halvings, which follow supply and not the clock. */
export const SupplyHalving = Schema.Struct({
  kind: Schema.tag("supply-halving"),
  rate: Field.quantity("tokenRate")({
    description: "Tokens made per day until half of the cap is issued",
    default: "7200 tokens/day",
    source: "Bittensor: 1 TAO a block of 12 s (subtensor, block_emission.rs)"
  }),
  cap: Field.quantity("tokens", { minimum: 1 })({
    description: "Tokens that there will ever be",
    default: "21M tokens",
    source: "Bittensor: 21M TAO (subtensor, block_emission.rs)"
  })
}).annotate({ description: "half as much each time half of what was left is issued (Bittensor)" })

/** Halves by the clock, and mints again what was burned, smoothed over a week and up to a cap: Helium. */
export const NetEmission = Schema.Struct({
  kind: Schema.tag("net-emission"),
  rate: Field.quantity("tokenRate")({
    description: "Tokens made per day until the first halving",
    default: "20548 tokens/day",
    source: "Helium: 7.5M HNT a year from August 2025 to July 2027"
  }),
  period: Field.quantity("duration", { minimum: 1 })({
    description: "Time from one halving to the next",
    default: "2 years",
    source: "Helium: every two years (HIP 20)"
  }),
  first: Field.quantity("duration")({
    description: "Time from the start of the scenario to the first halving; 0 stands for one whole period",
    default: 0,
    source: "setting"
  }),
  remint: Field.quantity("tokenRate")({
    description: "Most burned tokens that are minted again in a day",
    default: "1643.83561643 tokens/day",
    source: "Helium: 600,000 HNT a year (net emissions, HIP 20)"
  })
}).annotate({ description: "halves by the clock, and mints burned tokens again up to a cap (Helium)" })

/** Rules that go by the clock or by what has been issued. */
export const ScheduledEmission = Schema.Union([
  NoEmission,
  FixedEmission,
  HalvingEmission,
  SupplyHalving,
  DecayingEmission,
  IoNet.SteppedDecay,
  Budgets.YearlyBudgets
])
export type ScheduledEmission = typeof ScheduledEmission.Type

/** Rules that remember something over a run: power, burns, a vault, errors of a controller. */
export const RememberingEmission = Schema.Union([FilecoinEmission, NetEmission, UsdPayouts, UtilisationController])

export const Emission = Schema.Union([...ScheduledEmission.members, ...RememberingEmission.members])
export type Emission = typeof Emission.Type

/** What an emission rule may look at, for the interval that ends now. */
export interface Conditions {
  /** Start and end of the interval, seconds from the start of the scenario. */
  readonly from: number
  readonly to: number
  /** Tokens that exist or have existed by now (everything ever minted). */
  readonly issued: number
  /** Tokens burned by now. */
  readonly burned: number
  /** GPU-hours on offer in the interval, and the share of them that was rented. */
  readonly offeredGpuHours: number
  readonly utilisation: number
  /** USD per token. */
  readonly price: number
  /** Fees of the interval, and what the network has kept of earlier ones, USD. */
  readonly fees: number
  readonly feeVault: number
}

/** What a rule that remembers nothing looks at. */
export type Schedule = Pick<Conditions, "from" | "to" | "issued">

/** Tokens made in an interval by a rule that goes by the clock or by what is issued. */
export const scheduled = (rule: ScheduledEmission, interval: Schedule): number => {
  const { from, to } = interval
  switch (rule.kind) {
    case "none":
      return 0
    case "fixed":
      return (rule.rate * (to - from)) / day
    case "halving":
      return halved(rule, from, to)
    case "supply-halving":
      return bySupply(rule.rate / day, rule.cap, interval)
    case "stepped-decay":
      return IoNet.emitted(rule, from, to)
    case "yearly-budgets":
      return Budgets.emitted(rule, from, to)
    case "exponential-decay": {
      const decay = Math.LN2 / rule.half_life
      return ((rule.rate / day) * Math.exp(-decay * from) * -Math.expm1(-decay * (to - from))) / decay
    }
  }
}

/** Goes from threshold to threshold: cap × (1 − 2^−k). Past 60 halvings less than a billionth of a token a day is left. */
const bySupply = (perSecond: number, cap: number, { from, issued, to }: Schedule): number => {
  let now = issued
  let left = to - from
  for (let halvings = 0; halvings < 60 && left > 0 && now < cap; halvings++) {
    const threshold = cap * (1 - 2 ** -(halvings + 1))
    if (now >= threshold) continue
    const rate = perSecond / 2 ** halvings
    const seconds = Math.min(left, (threshold - now) / rate)
    now = seconds < left ? threshold : now + seconds * rate
    left -= seconds
  }
  return Math.min(now, cap) - Math.min(issued, cap)
}

/** Tokens made between two times, seconds from the start of the scenario, at a rate that halves by the clock; `first` 0 stands for one whole period. */
export const halved = (
  { rate, period, ...rule }: Pick<typeof HalvingEmission.Type, "rate" | "period" | "first">,
  from: number,
  to: number
): number => {
  const first = rule.first > 0 ? rule.first : period
  let tokens = 0
  let at = from
  while (at < to) {
    const halvings = at < first ? 0 : 1 + Math.floor((at - first) / period)
    const next = Math.min(to, first + halvings * period)
    // Rounding of `first + halvings × period` must not stop the clock.
    const end = next > at ? next : to
    tokens += ((rate / 2 ** halvings) * (end - at)) / day
    at = end
  }
  return tokens
}
