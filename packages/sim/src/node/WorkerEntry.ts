/** The worker's side of `Workers.ts`: a module that calls `serve(trial)` becomes a worker.
 *
 * **Gotchas** Import as little as the trial needs: this is what every thread loads. */
import { parentPort } from "node:worker_threads"
import type { Slice, Trial } from "../experiment/Runner.ts"
import { describe } from "../experiment/Thrown.ts"
import { widen as widenInlining } from "./Inlining.ts"
import type { FromWorker } from "./Workers.ts"

export { widenInlining }

/** Milliseconds between two messages of progress; chunks are sent at once. */
const progressEvery = 100

/** Runs each input that comes from the parent, one after the other. */
export const serve = <Input, Output, Chunk = never>(trial: Trial<Input, Output, Chunk>): void => {
  const port = parentPort
  if (port === null) throw new Error("a worker module was loaded outside a worker thread")
  widenInlining()
  const send = (message: FromWorker<Output, Chunk>) => port.postMessage(message)
  port.on("message", (input: Input) => {
    try {
      const slices = trial(input)
      let told = performance.now()
      let step: IteratorResult<Slice<Chunk>, Output> = slices.next()
      for (; step.done !== true; step = slices.next()) {
        const now = performance.now()
        if (step.value.chunk === undefined && now - told < progressEvery) continue
        told = now
        send({ kind: "slice", slice: step.value })
      }
      send({ kind: "output", output: step.value })
    } catch (thrown) {
      send({ kind: "threw", ...describe(thrown) })
    }
  })
}
