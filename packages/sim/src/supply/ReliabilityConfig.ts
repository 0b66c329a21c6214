/** How often machines break: the same keys for every kind of provider. */
import * as Field from "../units/Field.ts"

export const reliability = {
  failure_every: Field.quantity("duration")({
    description: "mean time between failures of one GPU; 0 s: never",
    default: "50700 h",
    source: "Llama-3 405B: one unexpected interruption in 50,700 GPU-hours"
  }),
  repair: Field.quantity("duration")({ description: "mean time to repair", default: "4 h", source: "assumption" })
}
