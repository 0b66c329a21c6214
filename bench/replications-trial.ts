/** A trial that costs what a small scenario costs: a queue on the kernel, about a quarter of a million events. */
import type { Replicate, Runner } from "@lode/sim"
import { QueueModel } from "@lode/sim"

export const queueTrial: Runner.Trial<
  Replicate.Replication<QueueModel.QueueDescription>,
  Replicate.Outcome
> = function* ({ scenario, seed }) {
  const { delayed, meanWait, p95Wait } = QueueModel.run(scenario, seed)
  yield { done: 1 }
  return { measured: { delayed, mean_wait: meanWait, p95_wait: p95Wait } }
}
