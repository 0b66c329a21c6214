/** Trials on worker threads: a pool of `node:worker_threads` with a message protocol of four messages.
 *
 * Plain threads and not `effect/rpc`: a worker needs nothing of Effect, so it starts as fast as its module loads, and stopping a trial in the
 * middle of a synchronous run is `terminate()` either way.
 *
 * The worker module is given by its URL, because the program bundles it apart; it calls `WorkerEntry.serve(trial)`.
 *
 * *Short trials.* A thread is given several at once, as many as it does in some fifty milliseconds and as many again to go on with, and answers them together:
 * what a message costs is shared, and no thread waits for the next trial. Long trials go one by one, so that none waits behind another while a thread is idle.
 *
 * **Gotchas** Interrupting a trial ends its thread at once; others that the thread was given run again on another one. Inputs and outputs are copied
 * (structured clone). */
import { Effect, type Scope } from "effect"
import { availableParallelism } from "node:os"
import { Worker } from "node:worker_threads"
import { type Runner, type Slice, TrialFailed } from "../experiment/Runner.ts"
import { describe, type Thrown } from "../experiment/Thrown.ts"
import { type FromWorker, together } from "./WorkerEntry.ts"

/** Trials at most that a thread has before it. */
const mostGiven = 32

/** How a pool is made. */
export interface PoolOptions {
  /** The module that serves trials: a `file:` URL of TypeScript or of a bundle. */
  readonly module: URL
  /** Threads at most; as many as the machine can run at once unless told otherwise. They start when they are first needed. */
  readonly size?: number
}

/** Threads that this machine runs at once. */
export const cores = (): number => availableParallelism()

/** A trial that waits for its turn, or that a thread has before it. */
interface Job<Input, Output, Chunk> {
  readonly input: Input
  readonly onSlice: ((slice: Slice<Chunk>) => void) | undefined
  readonly settle: (outcome: Effect.Effect<Output, TrialFailed>) => void
  /** It was with others on a thread that died: who of them is to blame shows when each has a thread to itself. */
  alone: boolean
}

/** A thread, and the trials that it has before it: the first of them runs. */
interface Thread<Input, Output, Chunk> {
  readonly worker: Worker
  jobs: Array<Job<Input, Output, Chunk>>
}

class Pool<Input, Output, Chunk> {
  private readonly module: URL
  private readonly size: number
  private readonly threads = new Set<Thread<Input, Output, Chunk>>()
  private waiting: Array<Job<Input, Output, Chunk>> = []
  /** Milliseconds that a trial takes, as the latest say. */
  private each = Number.POSITIVE_INFINITY
  private handsOut = false
  private closed = false

  constructor({ module, size }: Required<PoolOptions>) {
    this.module = module
    this.size = size
  }

  add(job: Job<Input, Output, Chunk>): void {
    this.waiting.push(job)
    this.handOutSoon()
  }

  /** Takes a trial back that has no answer yet. */
  async drop(job: Job<Input, Output, Chunk>): Promise<void> {
    this.waiting = this.waiting.filter((other) => other !== job)
    for (const thread of this.threads) {
      if (!thread.jobs.includes(job)) continue
      this.giveBack(thread, (other) => other !== job)
      await thread.worker.terminate()
    }
  }

  async close(): Promise<void> {
    this.closed = true
    await Promise.all([...this.threads].map(({ worker }) => worker.terminate()))
  }

  /** Not at once: all that is asked for in one go is then shared out together. */
  private handOutSoon(): void {
    if (this.handsOut) return
    this.handsOut = true
    queueMicrotask(() => {
      this.handsOut = false
      this.handOut()
    })
  }

  private handOut(): void {
    const most = Math.min(mostGiven, Math.max(1, 2 * Math.floor(together / this.each)))
    while (this.waiting.length > 0 && !this.closed) {
      const thread = this.freest()
      const room = thread === undefined ? 0 : this.waiting[0]?.alone === true ? 1 : most
      if (thread === undefined || thread.jobs.length >= room) return
      // What is left is shared out evenly, in parts that become smaller, so that threads end together.
      const share = Math.ceil(this.waiting.length / (2 * this.size))
      const given = this.waiting.splice(0, Math.min(room - thread.jobs.length, share))
      thread.jobs.push(...given)
      try {
        thread.worker.postMessage(given.map(({ input }) => input))
      } catch (thrown) {
        thread.jobs = thread.jobs.filter((job) => !given.includes(job))
        for (const { settle } of given) settle(Effect.fail(failed("threw", describe(thrown))))
      }
    }
  }

  /** The thread with the fewest trials before it; a new one while there may be more and none is idle. */
  private freest(): Thread<Input, Output, Chunk> | undefined {
    let found: Thread<Input, Output, Chunk> | undefined
    for (const thread of this.threads) {
      if (thread.jobs[0]?.alone === true) continue
      if (found === undefined || thread.jobs.length < found.jobs.length) found = thread
    }
    return this.threads.size < this.size && (found === undefined || found.jobs.length > 0) ? this.start() : found
  }

  private start(): Thread<Input, Output, Chunk> {
    const thread: Thread<Input, Output, Chunk> = { worker: new Worker(this.module), jobs: [] }
    this.threads.add(thread)
    thread.worker
      .on("message", (message: FromWorker<Output, Chunk>) => this.hear(thread, message))
      // A worker that fails while idle is simply not used again; without a listener its error would end the process.
      .on("error", (error: unknown) => {
        this.died(thread, describe(error))
        void thread.worker.terminate()
      })
      .on("exit", (code) => this.died(thread, { error: "Exit", problem: `exit code ${code}`, stack: "" }))
    return thread
  }

  private hear(thread: Thread<Input, Output, Chunk>, message: FromWorker<Output, Chunk>): void {
    if (message.kind === "slice") return thread.jobs[0]?.onSlice?.(message.slice)
    if (message.kind === "threw") thread.jobs.shift()?.settle(Effect.fail(failed("threw", message)))
    else {
      const { milliseconds, outputs } = message
      this.each = milliseconds / outputs.length
      for (const output of outputs) thread.jobs.shift()?.settle(Effect.succeed(output))
    }
    this.handOutSoon()
  }

  private died(thread: Thread<Input, Output, Chunk>, failure: Thrown): void {
    const [only, ...others] = thread.jobs
    if (others.length > 0) for (const job of thread.jobs) job.alone = true
    else if (only !== undefined) {
      thread.jobs = []
      only.settle(Effect.fail(failed("died", failure)))
    }
    this.giveBack(thread, () => true)
  }

  /** Lets go of a thread; those of its trials that are still wanted come first again. */
  private giveBack(thread: Thread<Input, Output, Chunk>, isWanted: (job: Job<Input, Output, Chunk>) => boolean): void {
    this.threads.delete(thread)
    this.waiting.unshift(...thread.jobs.filter(isWanted))
    thread.jobs = []
    if (this.waiting.length > 0) this.handOutSoon()
  }
}

const failed = (why: "threw" | "died", { error, problem, stack }: Thrown): TrialFailed =>
  new TrialFailed({ why, error, problem, stack })

/** Opens a pool; closing its scope ends all threads. */
export const pool = Effect.fnUntraced(function* <Input, Output, Chunk = never>({
  module,
  size = cores()
}: PoolOptions): Effect.fn.Return<Runner<Input, Output, Chunk>, never, Scope.Scope> {
  const threads = Math.max(1, size)
  const all = yield* Effect.acquireRelease(
    Effect.sync(() => new Pool<Input, Output, Chunk>({ module, size: threads })),
    (opened) => Effect.promise(() => opened.close())
  )
  return {
    size: threads,
    ahead: threads * mostGiven,
    run: (input, onSlice) =>
      Effect.callback<Output, TrialFailed>((resume) => {
        const job: Job<Input, Output, Chunk> = { input, onSlice, settle: resume, alone: false }
        all.add(job)
        return Effect.promise(() => all.drop(job))
      })
  }
})
