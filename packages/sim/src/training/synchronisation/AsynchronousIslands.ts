/** Asynchronous islands: each replica sends its changes to one place and fetches what is there, at its own pace; nobody waits for anybody.
 *
 * Source: Decoupled DiLoCo (arXiv 2604.21428), learners around a syncer; asynchronous local SGD (arXiv 2401.09135). */
import { Schema } from "effect"
import * as Field from "../../units/Field.ts"
import type { Synchronisation } from "./Synchronisation.ts"

export const AsynchronousIslandsConfig = Schema.Struct({
  kind: Schema.tag("asynchronous"),
  inner_steps: Field.count({ minimum: 1 })({
    description: "steps that an island trains from one exchange to the next, during which the exchange goes on",
    default: 100,
    source: "assumption: as DiLoCo"
  }),
  exchange_bits: Field.number({ minimum: 0.01, maximum: 64 })({
    description: "bits sent for each parameter",
    default: 16,
    source: "assumption: as DiLoCo"
  }),
  stale_loss: Field.number({ minimum: 0 })({
    description:
      "loss added because changes come late, nats per token; 0.068 for plain asynchronous local SGD (perplexity 44.27 against 41.35, arXiv 2401.09135)",
    default: 0,
    source: "Decoupled DiLoCo (arXiv 2604.21428): mean accuracy 64.1% against 64.4%, no loss published"
  })
}).annotate({ description: "each island exchanges with one place at its own pace and waits for nobody" })
export type AsynchronousIslandsConfig = typeof AsynchronousIslandsConfig.Type

export const asynchronousIslands = (config: AsynchronousIslandsConfig): Synchronisation => ({
  kind: "asynchronous",
  innerSteps: config.inner_steps,
  fragments: 1,
  bitsPerParameter: config.exchange_bits,
  // the next exchange needs the link
  overlapSteps: config.inner_steps,
  readyInBackward: false,
  collective: "star",
  waits: false,
  measuredExchange: 0,
  staleLoss: config.stale_loss,
  buckets: (layers) => layers
})
