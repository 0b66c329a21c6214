/** Compressed pseudo-gradients: of each chunk of parameters only the largest changes are sent, in few bits; what was left out is added to the
 * next round (error feedback). Everybody fetches what each of the others sent.
 *
 * Sources: SparseLoCo (arXiv 2508.15706); Covenant-72B (arXiv 2603.08163). */
import { Schema } from "effect"
import * as Field from "../../units/Field.ts"
import type { Synchronisation } from "./Synchronisation.ts"

export const CompressedGradientsConfig = Schema.Struct({
  kind: Schema.tag("compressed-gradients"),
  inner_steps: Field.count({ minimum: 1 })({
    description: "steps that a replica trains alone from one exchange to the next",
    default: 30,
    source: "Covenant-72B (arXiv 2603.08163)"
  }),
  kept: Field.count({ minimum: 1 })({
    description: "values sent out of each chunk",
    default: 64,
    source: "Covenant-72B (arXiv 2603.08163): 64 of 4,096"
  }),
  chunk: Field.count({ minimum: 1 })({
    description: "parameters of a chunk",
    default: 4096,
    source: "Covenant-72B (arXiv 2603.08163): 64 of 4,096"
  }),
  value_bits: Field.number({ minimum: 0.01, maximum: 64 })({
    description: "bits of each value that is sent; those of its place in the chunk come on top",
    default: 2,
    source: "SparseLoCo (arXiv 2508.15706), Covenant-72B (arXiv 2603.08163)"
  }),
  measured_exchange: Field.quantity("duration")({
    description:
      "time of an exchange as measured (Covenant-72B: 70 s, which its links alone do not explain); 0: it follows from the links",
    default: 0,
    source: "setting"
  })
}).annotate({ description: "after many steps alone, the largest changes are sent in few bits to everybody" })
export type CompressedGradientsConfig = typeof CompressedGradientsConfig.Type

/** Bits sent for each parameter of the model, those that say where a value stands in its chunk included. */
const bitsPerParameter = ({ chunk, kept, value_bits }: CompressedGradientsConfig): number =>
  (kept * (Math.ceil(Math.log2(chunk)) + value_bits)) / chunk

export const compressedGradients = (config: CompressedGradientsConfig): Synchronisation => ({
  kind: "compressed-gradients",
  innerSteps: config.inner_steps,
  fragments: 1,
  bitsPerParameter: bitsPerParameter(config),
  overlapSteps: 0,
  readyInBackward: false,
  collective: "gather",
  waits: true,
  measuredExchange: config.measured_exchange,
  staleLoss: 0,
  buckets: (layers) => layers
})
