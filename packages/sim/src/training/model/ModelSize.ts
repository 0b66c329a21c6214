/** The size of a model: what a token costs to train, and what must be kept in memory. */
import { Schema } from "effect"
import * as Field from "../../units/Field.ts"

export const ModelConfig = Schema.Struct({
  parameters: Field.number({ minimum: 100_000 })({ description: "parameters of the model: 10B" }),
  layers: Field.count({ minimum: 1 })({ description: "layers of the model", default: 32, source: "assumption" }),
  width: Field.count({ minimum: 1 })({
    description: "width of the residual stream: what a pipeline sends for each token from stage to stage",
    default: 4096,
    source: "INTELLECT-1 (arXiv 2412.01152): width 4,096 at 10B parameters"
  }),
  context: Field.count()({
    description:
      "tokens of a sequence: their attention is counted, 12 x layers x width x context FLOP a token, and the memory of their activations; 0: neither",
    default: 0,
    source: "setting"
  }),
  state_bytes: Field.number({ minimum: 0 })({
    description: "bytes of memory for each parameter: weights, gradients, optimiser",
    default: 16,
    source: "mixed-precision AdamW: 2 + 2 + 12 bytes (ZeRO)"
  })
})
export type ModelConfig = typeof ModelConfig.Type

/** FLOP to train on one token: 6 for each parameter (C = 6 N D), and attention's if its context is given (PaLM, appendix B). */
export const flopPerToken = (model: ModelConfig): number =>
  6 * model.parameters + 12 * model.layers * model.width * model.context

/** Bytes of memory that one replica must hold between its GPUs. */
export const stateBytes = (model: ModelConfig): number => model.parameters * model.state_bytes

/** Bytes of activations on each GPU, which has one sequence in work at a time (assumption): with recomputation 2 bytes for each token and each of the width are kept of every layer, and
 * 34 are there of the layer that is recomputed, its attention matrix aside (Korthikanti et al. 2022, arXiv 2205.05198, sections 4 and 5).
 *
 * A stage of a pipeline has fewer layers and as many more sequences on their way, so the first one keeps as much. */
export const activationBytes = ({ context, layers, width }: ModelConfig): number => context * width * (2 * layers + 34)

/** Bytes of a GPU with so much memory that are left for what a replica must hold. */
export const roomFor = (model: ModelConfig, memory: number): number => Math.max(0, memory - activationBytes(model))
