/** The synchronisation rules that a scenario can name, and the rule made from one. */
import { Schema } from "effect"
import { AsynchronousIslandsConfig, asynchronousIslands } from "./AsynchronousIslands.ts"
import { CompressedGradientsConfig, compressedGradients } from "./CompressedGradients.ts"
import { DataParallelConfig, dataParallel } from "./DataParallel.ts"
import { DiLoCoConfig, diLoCo } from "./DiLoCo.ts"
import type { ModelConfig } from "../model/ModelSize.ts"
import { PairwiseAveragingConfig, pairwiseAveraging } from "./PairwiseAveraging.ts"
import { StreamingDiLoCoConfig, streamingDiLoCo } from "./StreamingDiLoCo.ts"
import type { Synchronisation } from "./Synchronisation.ts"

export const SynchronisationConfig = Schema.Union([
  DataParallelConfig,
  DiLoCoConfig,
  StreamingDiLoCoConfig,
  CompressedGradientsConfig,
  AsynchronousIslandsConfig,
  PairwiseAveragingConfig
])
export type SynchronisationConfig = typeof SynchronisationConfig.Type

/** What is wrong with a rule for a model, as a sentence that says what would work; `undefined` if nothing. */
export const problems = (
  config: SynchronisationConfig,
  model: Pick<ModelConfig, "parameters" | "layers">
): string | undefined => {
  if (config.kind === "streaming-diloco" && config.fragments > model.layers) {
    return `${config.fragments} fragments of a model of ${model.layers} layers: a fragment is at least a layer, so at most ${model.layers}`
  }
  if (config.kind === "compressed-gradients" && config.kept > config.chunk) {
    return `${config.kept} values kept of chunks of ${config.chunk}: at most ${config.chunk}`
  }
  return undefined
}

/** The rule for a model. Ask `problems` first. */
export const make = (
  config: SynchronisationConfig,
  model: Pick<ModelConfig, "parameters" | "layers">
): Synchronisation => {
  switch (config.kind) {
    case "data-parallel":
      return dataParallel(config)
    case "diloco":
      return diLoCo(config)
    case "streaming-diloco":
      return streamingDiLoCo(config, model)
    case "compressed-gradients":
      return compressedGradients(config)
    case "asynchronous":
      return asynchronousIslands(config)
    case "pairwise":
      return pairwiseAveraging(config)
  }
}
