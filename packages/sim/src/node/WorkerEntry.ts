/** The worker's side of `Workers.ts`: a module that calls `serve(trial)` becomes a worker.
 *
 * **Gotchas** Import as little as the trial needs: this is what every thread loads. */
import { parentPort } from "node:worker_threads"
import type { Slice, Trial } from "../experiment/Runner.ts"
import { describe, type Thrown } from "../experiment/Thrown.ts"
import { widen as widenInlining } from "./Inlining.ts"

export { widenInlining }

/** What a worker tells. It is sent lists of inputs, and answers each input in turn. */
export type FromWorker<Output, Chunk> =
  | { readonly kind: "slice"; readonly slice: Slice<Chunk> }
  | {
      readonly kind: "outputs"
      /** Of the next inputs, in their order. */
      readonly outputs: ReadonlyArray<Output>
      /** How long they took together. */
      readonly milliseconds: number
    }
  | ({ readonly kind: "threw" } & Thrown)

/** Milliseconds of work whose answers travel together. */
export const together = 50

/** Milliseconds between two messages of progress; chunks are sent at once. */
const progressEvery = 100

/** Runs each input that comes from the parent, one after the other. */
export const serve = <Input, Output, Chunk = never>(trial: Trial<Input, Output, Chunk>): void => {
  const port = parentPort
  if (port === null) throw new Error("a worker module was loaded outside a worker thread")
  widenInlining()
  const send = (message: FromWorker<Output, Chunk>) => port.postMessage(message)
  port.on("message", (inputs: ReadonlyArray<Input>) => {
    let outputs: Array<Output> = []
    let since = performance.now()
    const answer = (): void => {
      const now = performance.now()
      if (outputs.length > 0) send({ kind: "outputs", outputs, milliseconds: now - since })
      outputs = []
      since = now
    }
    for (const input of inputs) {
      try {
        const slices = trial(input)
        let told = performance.now()
        let step: IteratorResult<Slice<Chunk>, Output> = slices.next()
        for (; step.done !== true; step = slices.next()) {
          const now = performance.now()
          if (step.value.chunk === undefined && now - told < progressEvery) continue
          told = now
          answer()
          send({ kind: "slice", slice: step.value })
        }
        outputs.push(step.value)
        if (performance.now() - since >= together) answer()
      } catch (thrown) {
        answer()
        send({ kind: "threw", ...describe(thrown) })
      }
    }
    answer()
  })
}
