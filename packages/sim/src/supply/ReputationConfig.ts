/** What a provider's name is worth: a smoothed score of how its leases ended, which starts at 1 and lies between 0 and 1.
 *
 * **Gotchas** Every lease that ends gives back `earned`, a broken one too; what breaks then takes `lost`. */
import { Schema } from "effect"
import * as Field from "../units/Field.ts"

export const ReputationConfig = Schema.Struct({
  earned: Field.share({
    description: "share of what is missing to a full reputation that each lease gives back when it ends, broken or not",
    default: "5%",
    source: "assumption"
  }),
  lost: Field.share({
    description:
      "share of its reputation that a provider loses for each lease that it breaks, by a failure or by going away",
    default: "20%",
    source: "assumption"
  })
})
