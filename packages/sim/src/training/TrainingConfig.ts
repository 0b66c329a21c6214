/** What is said about a training job: the model, its tokens, and how replicas work together. */
import { Schema } from "effect"
import * as DistributionConfig from "../state/DistributionConfig.ts"
import * as Field from "../units/Field.ts"
import { ModelConfig } from "./model/ModelSize.ts"
import { SynchronisationConfig } from "./synchronisation/SynchronisationConfig.ts"

/** How replicas work together, on whichever machines: what a training job of a market and a single run have in common. */
export const practice = {
  batch: Field.quantity("tokens", { minimum: 1 })({
    description: "tokens of one optimiser step of all machines together, when all are there",
    default: "2M tokens",
    source: "assumption"
  }),
  synchronisation: Field.group(SynchronisationConfig)({
    description:
      "how members of a gang keep their weights together; within a member gradients are averaged at every step",
    default: { kind: "diloco" },
    source: "INTELLECT-1 (arXiv 2412.01152): DiLoCo"
  }),
  mfu: Field.share({
    description: "share of the peak that one member reaches by itself; 0: that of its GPU model in the catalogue",
    default: 0,
    source: "setting"
  }),
  flows: Field.count({ minimum: 1 })({
    description: "parallel connections between two members: long-distance rates are those of a single flow",
    default: 1,
    source: "assumption"
  }),
  ring: Field.choice(["as-joined", "ordered"])({
    description:
      "order of the members in a ring: as they joined, where some neighbours are nearly always the slowest pair, or the best order",
    default: "as-joined",
    source: "INTELLECT-1: its times of synchronisation follow from the slowest pair"
  }),
  microbatches: Field.count({ minimum: 1 })({
    description:
      "parts of a replica's batch that follow each other through a pipeline, where a replica needs several members",
    default: 32,
    source: "assumption"
  }),
  activation_bits: Field.number({ minimum: 0.01 })({
    description: "bits that a pipeline sends for each activation from member to member; below 16 they are compressed",
    default: 16,
    source: "bf16; Protocol Models (arXiv 2506.01260) send up to 100 times less"
  }),
  joining_bytes: Field.number({ minimum: 0 })({
    description:
      "bytes for each parameter that a member fetches before it takes part, when it joins a run that goes on; at most `state_bytes`; 0: joining costs nothing",
    default: 12,
    source:
      "weights and both moments of AdamW in fp32: INTELLECT-1's framework (PrimeIntellect-ai/prime) lets who joins fetch model and optimiser from a peer"
  }),
  replica_penalty: Field.number({ minimum: 0 })({
    description:
      "factor on the exponent of what replicas that seldom exchange cost in loss: 1 as fitted to runs of up to 8 replicas and 10B parameters, 0 nothing",
    default: 1,
    source: "fit to Charles et al. 2025 (arXiv 2503.09799), 0.1 to 0.7% of the loss too high against data-parallel"
  }),
  law: Field.choice(["refit", "hoffmann"])({
    description: "scaling law of the loss: the refit of Besiroglu et al. 2024 or Hoffmann et al. 2022",
    default: "refit",
    source: "arXiv 2404.10102: the refit reproduces the published data better"
  })
} as const

/** What a class of training jobs adds to a job class. */
export const TrainingConfig = Schema.Struct({
  model: Field.group(ModelConfig)({ description: "the model that is trained" }),
  tokens: DistributionConfig.ofQuantity("tokens")({
    description:
      "tokens on which one data centre would train it: the loss that they reach there is the one to reach on any machines"
  }),
  ...practice,
  continuation: Field.choice(["restart", "elastic"])({
    description:
      "when a member of the gang is lost: all go back to the last checkpoint and order machines anew, or the others go on and another joins",
    default: "restart",
    source: "setting"
  })
})
export type TrainingConfig = typeof TrainingConfig.Type
