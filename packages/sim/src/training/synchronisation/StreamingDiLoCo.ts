/** Streaming DiLoCo: the parameters are cut into fragments that are exchanged in turn, so that the peak is lower, while replicas train on.
 *
 * Source: Douillard et al., Streaming DiLoCo with overlapping communication (arXiv 2501.18512). */
import { Schema } from "effect"
import * as Field from "../../units/Field.ts"
import type { ModelConfig } from "../model/ModelSize.ts"
import type { Synchronisation } from "./Synchronisation.ts"

export const StreamingDiLoCoConfig = Schema.Struct({
  kind: Schema.tag("streaming-diloco"),
  inner_steps: Field.count({ minimum: 1 })({
    description: "steps from one exchange of a parameter to the next",
    default: 100,
    source: "Streaming DiLoCo (arXiv 2501.18512), table 4"
  }),
  fragments: Field.count()({
    description:
      "parts of the model that are exchanged in turn, at most one for each layer; 0: by the size of the model, 8 up to 2B parameters, 16 up to 15B, 36 up to 150B, 40 above",
    default: 0,
    source: "the bandwidth tool of the paper's first author (arthurdouillard.github.io/diloco)"
  }),
  overlap: Field.count()({
    description: "steps that an exchange may last beyond the one that released it; 0: replicas wait for it at once",
    default: 1,
    source: "Streaming DiLoCo (arXiv 2501.18512), rows with overlap"
  }),
  exchange_bits: Field.number({ minimum: 0.01, maximum: 64 })({
    description: "bits sent for each parameter; 4 is FP4",
    default: 16,
    source: "Streaming DiLoCo (arXiv 2501.18512): bf16, and 4 bits without loss of quality"
  })
}).annotate({ description: "parts of the model are exchanged in turn while replicas train on" })
export type StreamingDiLoCoConfig = typeof StreamingDiLoCoConfig.Type

type Sized = Pick<ModelConfig, "parameters" | "layers">

/** Fragments by the size of a model; never more than it has layers. */
const fragmentsBySize = ({ layers, parameters }: Sized): number =>
  Math.min(layers, parameters <= 2e9 ? 8 : parameters <= 15e9 ? 16 : parameters <= 150e9 ? 36 : 40)

/** A dozen buckets for each fragment, as the published tables are best met (their fragments have three layers); one for each layer if a fragment
 * has more, so that no bucket is larger than one of a rule that exchanges the whole model at once. */
export const streamingDiLoCo = (config: StreamingDiLoCoConfig, model: Sized): Synchronisation => {
  const fragments = config.fragments === 0 ? fragmentsBySize(model) : config.fragments
  return {
    kind: "streaming-diloco",
    innerSteps: config.inner_steps,
    fragments,
    bitsPerParameter: config.exchange_bits,
    overlapSteps: config.overlap,
    readyInBackward: false,
    collective: "ring",
    waits: true,
    measuredExchange: 0,
    staleLoss: 0,
    buckets: (layers) => Math.max(12, Math.ceil(layers / fragments))
  }
}
