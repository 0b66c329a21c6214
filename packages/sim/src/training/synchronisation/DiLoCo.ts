/** DiLoCo: replicas train alone for a number of inner steps, then average how far they came (pseudo-gradients), and everybody waits.
 *
 * Source: Douillard et al., DiLoCo (arXiv 2311.08105); Charles et al., Scaling Laws for DiLoCo (arXiv 2503.09799). */
import { Schema } from "effect"
import * as Field from "../../units/Field.ts"
import type { Synchronisation } from "./Synchronisation.ts"

export const DiLoCoConfig = Schema.Struct({
  kind: Schema.tag("diloco"),
  inner_steps: Field.count({ minimum: 1 })({
    description: "steps that a replica trains alone from one exchange to the next",
    default: 100,
    source: "Streaming DiLoCo (arXiv 2501.18512), table 4, and INTELLECT-1 (arXiv 2412.01152)"
  }),
  exchange_bits: Field.number({ minimum: 0.01, maximum: 64 })({
    description: "bits sent for each parameter",
    default: 16,
    source: "OpenDiLoCo (arXiv 2407.07852): half precision loses nothing; INTELLECT-1 sends 8"
  }),
  measured_exchange: Field.quantity("duration")({
    description: "time of an exchange as measured; 0: it follows from the links",
    default: 0,
    source: "setting"
  })
}).annotate({ description: "replicas train alone for many steps, then average and wait for it" })
export type DiLoCoConfig = typeof DiLoCoConfig.Type

/** One bucket for each layer, as the published tables are best met. */
export const diLoCo = ({ exchange_bits, inner_steps, measured_exchange }: DiLoCoConfig): Synchronisation => ({
  kind: "diloco",
  innerSteps: inner_steps,
  fragments: 1,
  bitsPerParameter: exchange_bits,
  overlapSteps: 0,
  readyInBackward: false,
  collective: "ring",
  waits: true,
  measuredExchange: measured_exchange,
  staleLoss: 0,
  buckets: (layers) => layers
})
