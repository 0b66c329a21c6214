/** What the jobs of a class train, made ready for a run. Work of a job is counted in seconds on as many GPUs of the reference model in one data centre,
 * so a gang's speed is its progress against that. */
import * as Catalog from "../catalog/Catalog.ts"
import { Distribution } from "../kernel/Distribution.ts"
import { describe } from "../state/DistributionConfig.ts"
import { Training } from "../training/Pace.ts"
import type { TrainingConfig } from "../training/TrainingConfig.ts"

const reference = 0

export class TrainingClass extends Training {
  readonly tokens: Distribution
  readonly isElastic: boolean

  constructor(config: TrainingConfig) {
    super(config)
    this.tokens = Distribution.make(describe(config.tokens))
    this.isElastic = config.continuation === "elastic"
  }

  /** Work of a job that trains on so many tokens with so many GPUs. */
  workFor(tokens: number, gpus: number): number {
    return tokens / this.unhindered(reference, gpus)
  }

  /** The tokens that so much work of so many GPUs is. */
  tokensOf(work: number, gpus: number): number {
    return work * this.unhindered(reference, gpus)
  }

  /** The mask of the models of which so many GPUs hold the model that is trained. */
  fitting(gpus: number): number {
    let mask = 0
    for (let model = 0; model < Catalog.gpuNames.length; model++) if (this.fits(model, gpus)) mask |= 1 << model
    return mask
  }
}
