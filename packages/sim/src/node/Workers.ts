/** Trials on worker threads: a pool of `node:worker_threads` with a message protocol of four messages.
 *
 * Plain threads and not `effect/rpc`: a worker needs nothing of Effect, so it starts as fast as its module loads, and stopping a trial in the
 * middle of a synchronous run is `terminate()` either way.
 *
 * The worker module is given by its URL, because the program bundles it apart; it calls `WorkerEntry.serve(trial)`.
 *
 * **Gotchas** Interrupting a trial ends its thread at once; the next trial starts a new one. Inputs and outputs are copied (structured clone). */
import { Effect, type Scope, Semaphore } from "effect"
import { availableParallelism } from "node:os"
import { Worker } from "node:worker_threads"
import { type Runner, type Slice, TrialFailed } from "../experiment/Runner.ts"
import { describe, type Thrown } from "../experiment/Thrown.ts"

/** What a worker tells. */
export type FromWorker<Output, Chunk> =
  | { readonly kind: "slice"; readonly slice: Slice<Chunk> }
  | { readonly kind: "output"; readonly output: Output }
  | ({ readonly kind: "threw" } & Thrown)

/** How a pool is made. */
export interface PoolOptions {
  /** The module that serves trials: a `file:` URL of TypeScript or of a bundle. */
  readonly module: URL
  /** Threads at most; as many as the machine can run at once unless told otherwise. They start when they are first needed. */
  readonly size?: number
}

/** Threads that this machine runs at once. */
export const cores = (): number => availableParallelism()

/** Runs one trial on a thread that is idle. `release` says whether the thread may be used again. */
const runOn = <Input, Output, Chunk>(
  worker: Worker,
  input: Input,
  onSlice: ((slice: Slice<Chunk>) => void) | undefined,
  release: (reusable: boolean) => void
): Effect.Effect<Output, TrialFailed> =>
  Effect.callback<Output, TrialFailed>((resume) => {
    const settle = (outcome: Effect.Effect<Output, TrialFailed>, reusable: boolean) => {
      worker.off("message", onMessage).off("error", onError).off("exit", onExit)
      release(reusable)
      resume(outcome)
    }
    const fail = (why: "threw" | "died", failure: Thrown, reusable: boolean) =>
      settle(
        Effect.fail(new TrialFailed({ why, error: failure.error, problem: failure.problem, stack: failure.stack })),
        reusable
      )
    const onMessage = (message: FromWorker<Output, Chunk>) => {
      if (message.kind === "slice") onSlice?.(message.slice)
      else if (message.kind === "output") settle(Effect.succeed(message.output), true)
      else fail("threw", message, true)
    }
    const onError = (error: unknown) => fail("died", describe(error), false)
    const onExit = (code: number) => fail("died", { error: "Exit", problem: `exit code ${code}`, stack: "" }, false)
    worker.on("message", onMessage).on("error", onError).on("exit", onExit)
    try {
      worker.postMessage(input)
    } catch (thrown) {
      fail("threw", describe(thrown), true)
    }
    return Effect.promise(() => {
      worker.off("message", onMessage).off("error", onError).off("exit", onExit)
      release(false)
      return worker.terminate()
    })
  })

/** Opens a pool; closing its scope ends all threads. */
export const pool = Effect.fnUntraced(function* <Input, Output, Chunk = never>(
  options: PoolOptions
): Effect.fn.Return<Runner<Input, Output, Chunk>, never, Scope.Scope> {
  const size = Math.max(1, options.size ?? cores())
  const permits = Semaphore.makeUnsafe(size)
  const alive = new Set<Worker>()
  const idle: Array<Worker> = []
  yield* Effect.addFinalizer(() => Effect.promise(() => Promise.all([...alive].map((worker) => worker.terminate()))))

  const take = (): Worker => {
    const waiting = idle.pop()
    if (waiting !== undefined) return waiting
    const worker = new Worker(options.module)
    alive.add(worker)
    worker.once("exit", () => {
      alive.delete(worker)
      const position = idle.indexOf(worker)
      if (position >= 0) idle.splice(position, 1)
    })
    // A worker that fails while idle is simply not used again; without a listener its error would end the process.
    worker.on("error", () => void worker.terminate())
    return worker
  }
  return {
    size,
    run: (input, onSlice) =>
      Effect.suspend(() => {
        const worker = take()
        return runOn<Input, Output, Chunk>(worker, input, onSlice, (reusable) => {
          if (reusable) idle.push(worker)
          else void worker.terminate()
        })
      }).pipe(permits.withPermit)
  }
})
