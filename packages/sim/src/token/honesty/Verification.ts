/** Providers who make up the results of work that users have paid for, and the sample of work that is done again to find them.
 *
 * Making up a job saves the share `saved` of its price, unless it is found: then it earns nothing, the slashed part of the stake is lost, and so is the income of the time
 * `rents`. A provider who is willing turns to it, or away from it, as the inequality of `Detection.ts` says:
 *
 *     honest iff d (S p + rents) ≥ (1 − d) g + false alarms
 *
 * with d = sample × recognised, S p what the slashed stake is worth today, g = saved × job_size. So a fall of the token's price makes cheats of those whom their stake kept
 * honest. Found results are paid back; doing work again costs `sample` of its price, out of the network's fees as far as they go, at the owners' expense beyond.
 *
 * **Gotchas** Expected losses are taken, not drawn. What a cheat saves is not booked as income, and rents deter without being taken. In a network paid in tokens or
 * credits there are no fees in USD, so owners bear all of it. */
import { Schema } from "effect"
import * as Field from "../../units/Field.ts"
import { SampledReExecution } from "./Detection.ts"

/** Results are what they should be. */
export const NoVerification = Schema.Struct({ kind: Schema.tag("none") }).annotate({
  description: "nobody makes up results, and nobody looks"
})
/** A sample is done again, and who cheats is who gains by it. */
export const CheckedWork = Schema.Struct({
  ...SampledReExecution.fields,
  saved: Field.share({
    description:
      "Share of a job's price that making up its result saves (power, wear, the chance to sell the hour twice)",
    default: "50%",
    source: "assumption"
  }),
  job_size: Field.quantity("money", { minimum: 0.01 })({
    description: "Worth of one job, the unit of detection",
    default: "10 USD",
    source: "assumption"
  }),
  rents: Field.quantity("duration")({
    description: "Time for which whoever is found out would go without work and rewards",
    default: 0,
    source: "assumption"
  }),
  willing: Field.share({
    description: "Share of providers that make up results when it pays; the others never do",
    default: "100%",
    source: "assumption"
  }),
  speed: Field.share({
    description: "Part of the way to the best answer that is gone each day",
    default: "10%",
    source: "assumption"
  })
}).annotate({ description: "a sample of the work is done again, and who cheats is who gains by it" })

export const Verification = Schema.Union([NoVerification, CheckedWork])
export type Verification = typeof Verification.Type
