/** Data-parallel training: gradients are averaged in every step, layer by layer while the backward pass goes on, and everybody waits. */
import { Schema } from "effect"
import * as Field from "../../units/Field.ts"
import type { Synchronisation } from "./Synchronisation.ts"

export const DataParallelConfig = Schema.Struct({
  kind: Schema.tag("data-parallel"),
  exchange_bits: Field.number({ minimum: 0.01, maximum: 64 })({
    description: "bits sent for each parameter",
    default: 16,
    source: "bf16 gradients, as in the tables of Streaming DiLoCo (arXiv 2501.18512)"
  })
}).annotate({ description: "gradients of all replicas are averaged in every step" })
export type DataParallelConfig = typeof DataParallelConfig.Type

/** One bucket for each layer, as the published tables are best met. */
export const dataParallel = ({ exchange_bits }: DataParallelConfig): Synchronisation => ({
  kind: "data-parallel",
  innerSteps: 1,
  fragments: 1,
  bitsPerParameter: exchange_bits,
  overlapSteps: 0,
  readyInBackward: true,
  collective: "ring",
  waits: true,
  measuredExchange: 0,
  staleLoss: 0,
  buckets: (layers) => layers
})
