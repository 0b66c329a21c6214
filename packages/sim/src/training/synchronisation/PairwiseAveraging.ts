/** Pairwise averaging: after its inner steps a replica averages with one other, drawn anew each time; no all-reduce over all of them.
 *
 * Source: NoLoCo (arXiv 2506.10911). */
import { Schema } from "effect"
import * as Field from "../../units/Field.ts"
import type { Synchronisation } from "./Synchronisation.ts"

export const PairwiseAveragingConfig = Schema.Struct({
  kind: Schema.tag("pairwise"),
  inner_steps: Field.count({ minimum: 1 })({
    description: "steps that a replica trains alone from one exchange to the next",
    default: 100,
    source: "assumption: as DiLoCo"
  }),
  exchange_bits: Field.number({ minimum: 0.01, maximum: 64 })({
    description: "bits sent for each parameter",
    default: 16,
    source: "assumption: as DiLoCo"
  })
}).annotate({ description: "a replica averages with one other at a time, drawn anew each time" })
export type PairwiseAveragingConfig = typeof PairwiseAveragingConfig.Type

export const pairwiseAveraging = ({ exchange_bits, inner_steps }: PairwiseAveragingConfig): Synchronisation => ({
  kind: "pairwise",
  innerSteps: inner_steps,
  fragments: 1,
  bitsPerParameter: exchange_bits,
  overlapSteps: 0,
  readyInBackward: false,
  collective: "pair",
  waits: true,
  measuredExchange: 0,
  staleLoss: 0,
  buckets: (layers) => layers
})
