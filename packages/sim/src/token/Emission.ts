/** How many new tokens a network makes, by time.
 *
 * A rule gives the tokens of an interval as the integral of its rate, so the length of the settlement epochs does not change what is
 * emitted. A new rule is a schema in the union and a case in `emitted`; what it may look at is `Moment`.
 *
 * Sources: halving by height and by decay as in Bittensor (subtensor, block_emission.rs), Filecoin (builtin-actors, reward) and io.net (docs). */
import { Schema } from "effect"
import * as Field from "../units/Field.ts"

const day = 86_400

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

export const Emission = Schema.Union([NoEmission, FixedEmission, HalvingEmission, DecayingEmission])
export type Emission = typeof Emission.Type

/** What an emission rule may look at. */
export interface Moment {
  /** Start of the interval, seconds from the start of the scenario. */
  readonly from: number
  /** End of the interval, seconds from the start of the scenario. */
  readonly to: number
  /** Tokens that exist or have existed by now (everything ever minted). */
  readonly issued: number
  /** Tokens burned by now. */
  readonly burned: number
}

/** Tokens made between `moment.from` and `moment.to`. */
export const emitted = (rule: Emission, moment: Moment): number => {
  switch (rule.kind) {
    case "none":
      return 0
    case "fixed":
      return (rule.rate * (moment.to - moment.from)) / day
    case "halving":
      return halvingBetween(rule.rate, rule.period, rule.first > 0 ? rule.first : rule.period, moment.from, moment.to)
    case "exponential-decay": {
      const decay = Math.LN2 / rule.half_life
      return (
        ((rule.rate / day) * Math.exp(-decay * moment.from) * -Math.expm1(-decay * (moment.to - moment.from))) / decay
      )
    }
  }
}

const halvingBetween = (rate: number, period: number, first: number, from: number, to: number): number => {
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
