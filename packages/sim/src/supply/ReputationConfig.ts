/** What a provider's name is worth: it starts at 1, and lies between 0 and 1. */
import { Schema } from "effect"
import * as Field from "../units/Field.ts"

export const ReputationConfig = Schema.Struct({
  earned: Field.share({
    description: "share of what is missing to a full reputation that a lease to its end gives back",
    default: "5%",
    source: "assumption"
  }),
  lost: Field.share({
    description: "share of its reputation that a provider loses when it breaks a lease",
    default: "20%",
    source: "assumption"
  })
})
