/** Runs a scenario several times with independent luck: as often as asked, or until the intervals are narrow enough.
 *
 * Which replications are made and what comes out depends on the scenario, the seed and the plan alone: trials are told apart by their
 * number, rounds end only when all of their trials have, results are handed on in the order of the numbers, and chunks are those of a
 * replication in order. Threads and finishing order show in the progress line and in how the chunks of several replications mix.
 *
 * **Gotchas** Results are kept as the few numbers that were measured; everything else a trial gives is handed to `onResult` and
 * `onChunk` once and forgotten. A chunk is handed on at once, whichever replication it comes from: one that waited for its turn would be in
 * memory, and a replication may have millions of rows. `node/CsvInOrder.ts` brings them into order on disk. */
import type { Cause } from "effect"
import { Clock, Effect, Queue, Schema, Stream } from "effect"
import type { Measured, MetricDefinition } from "./MetricDefinition.ts"
import * as Precision from "./Precision.ts"
import { type Runner, type Slice, TrialFailed } from "./Runner.ts"
import * as Seeds from "./Seeds.ts"
import { type Summary, summarise } from "./Summary.ts"

/** What a trial is given. */
export interface Replication<Scenario> {
  readonly scenario: Scenario
  /** The seed of this replication, already derived. */
  readonly seed: number
  /** From 0. */
  readonly replication: number
}

/** What a trial must give at least. */
export interface Outcome {
  readonly measured: Measured
}

/** How many replications to make. */
export type Plan =
  | { readonly kind: "fixed"; readonly replications: number }
  | { readonly kind: "precision"; readonly target: Precision.Target }

/** How far an experiment is. */
export interface Progress {
  readonly done: number
  /** Replications that are planned or, under a precision, predicted. */
  readonly planned: number
  /** Share of the planned work that is done, running trials included, 0 to 1. */
  readonly share: number
  /** Replications a second so far. */
  readonly perSecond: number
  /** Seconds left, `null` while nothing is known. */
  readonly secondsLeft: number | null
}

/** One replication failed; the others were stopped. */
export class ReplicationFailed extends Schema.TaggedError<ReplicationFailed>()("ReplicationFailed", {
  replication: Schema.Int,
  seed: Schema.Int,
  failure: TrialFailed
}) {
  override get message() {
    return `replication ${this.replication} (seed ${this.seed}) failed: ${this.failure.message}`
  }
}

/** An experiment: one scenario, many replications. */
export interface Experiment<Scenario, Output extends Outcome, Chunk, E> {
  readonly scenario: Scenario
  readonly seed: number
  readonly plan: Plan
  readonly metrics: ReadonlyArray<MetricDefinition>
  readonly runner: Runner<Replication<Scenario>, Output, Chunk>
  /** Rows of a replication, in their order there; of replications that run at the same time as they come. */
  readonly onChunk?: (replication: number, chunk: Chunk) => Effect.Effect<void, E>
  /** The result of a replication, in the order of the replications, after its last chunk. */
  readonly onResult?: (replication: number, output: Output) => Effect.Effect<void, E>
  readonly onProgress?: (progress: Progress) => void
}

/** What came out. */
export interface Replicated {
  /** What each replication measured; position is its number. */
  readonly runs: ReadonlyArray<Measured>
  readonly summary: Summary
  /** Why replication stopped; `null` when a fixed number was asked for. */
  readonly reason: Precision.Reason | null
}

/** Counts what is done and what runs, and tells the rate. */
class Tracker {
  done = 0
  planned = 0
  readonly running = new Map<number, number>()
  private readonly start: number
  private readonly report: ((progress: Progress) => void) | undefined

  constructor(start: number, report: ((progress: Progress) => void) | undefined) {
    this.start = start
    this.report = report
  }

  emit(now: number): void {
    if (this.report === undefined) return
    let work = this.done
    for (const share of this.running.values()) work += share
    const seconds = (now - this.start) / 1_000
    const planned = Math.max(this.planned, this.done + this.running.size)
    this.report({
      done: this.done,
      planned,
      share: planned === 0 ? 0 : Math.min(1, work / planned),
      perSecond: seconds > 0 ? work / seconds : 0,
      secondsLeft: work > 0 ? Math.max(0, ((planned - work) * seconds) / work) : null
    })
  }
}

type Message<Output, Chunk> =
  | { readonly kind: "slice"; readonly replication: number; readonly slice: Slice<Chunk> }
  | { readonly kind: "result"; readonly replication: number; readonly output: Output }

/** Hands chunks on as they come, and results in the order of the replications: one that comes too early waits. */
const inOrder = <Output, Chunk, E>(
  onChunk: (replication: number, chunk: Chunk) => Effect.Effect<void, E>,
  onResult: (replication: number, output: Output) => Effect.Effect<void, E>
) => {
  let turn = 0
  const waiting = new Map<number, Output>()
  return Effect.fnUntraced(function* (message: Message<Output, Chunk>) {
    if (message.kind === "slice") {
      if (message.slice.chunk !== undefined) yield* onChunk(message.replication, message.slice.chunk)
      return
    }
    waiting.set(message.replication, message.output)
    for (let output = waiting.get(turn); output !== undefined; output = waiting.get(turn)) {
      waiting.delete(turn)
      yield* onResult(turn, output)
      turn += 1
    }
  })
}

const nextRound = (plan: Plan, runs: ReadonlyArray<Measured>): Precision.Decision | { readonly kind: "end" } =>
  plan.kind === "precision"
    ? Precision.next(plan.target, runs)
    : runs.length < plan.replications
      ? {
          kind: "more",
          replications: plan.replications - runs.length,
          last: "",
          reached: Number.NaN,
          predicted: plan.replications
        }
      : { kind: "end" }

/** Makes the replications of a plan. Interrupting it stops all trials. */
export const run = Effect.fnUntraced(function* <Scenario, Output extends Outcome, Chunk = never, E = never>(
  experiment: Experiment<Scenario, Output, Chunk, E>
) {
  const { plan, runner, seed, scenario, metrics } = experiment
  const clock = yield* Clock.Clock
  const tracker = new Tracker(clock.currentTimeMillisUnsafe(), experiment.onProgress)
  const messages = yield* Queue.unbounded<Message<Output, Chunk>, Cause.Done>()
  const runs: Array<Measured> = []

  const trial = Effect.fnUntraced(function* (replication: number) {
    const own = Seeds.ofReplication(seed, replication)
    tracker.running.set(replication, 0)
    const output = yield* runner
      .run({ scenario, seed: own, replication }, (slice) => {
        tracker.running.set(replication, slice.done)
        Queue.offerUnsafe(messages, { kind: "slice", replication, slice })
      })
      .pipe(Effect.mapError((failure) => new ReplicationFailed({ replication, seed: own, failure })))
    tracker.running.delete(replication)
    tracker.done += 1
    runs[replication] = output.measured
    Queue.offerUnsafe(messages, { kind: "result", replication, output })
  })

  const produce = Effect.gen(function* () {
    while (true) {
      const decision = nextRound(plan, runs)
      if (decision.kind === "end") return null
      if (decision.kind === "stop") return decision.reason
      const from = runs.length
      const limit = plan.kind === "precision" ? (plan.target.limit ?? Precision.defaultLimit) : plan.replications
      tracker.planned = Math.min(limit, Math.max(decision.predicted, from + decision.replications))
      yield* Effect.forEach(
        Array.from({ length: decision.replications }, (_, i) => from + i),
        trial,
        { concurrency: runner.size + (runner.ahead ?? 0), discard: true }
      )
    }
  }).pipe(Effect.ensuring(Queue.end(messages)))

  const deliver = inOrder<Output, Chunk, E>(
    experiment.onChunk ?? (() => Effect.void),
    experiment.onResult ?? (() => Effect.void)
  )
  const consume = Stream.runForEach(Stream.fromQueue(messages), (message) =>
    Effect.andThen(
      deliver(message),
      Effect.sync(() => tracker.emit(clock.currentTimeMillisUnsafe()))
    )
  )
  const [reason] = yield* Effect.all([produce, consume], { concurrency: 2 })
  const intervals = plan.kind === "precision" ? Precision.intervalOf(plan.target) : undefined
  const replicated: Replicated = { runs, summary: summarise(metrics, runs, intervals), reason }
  return replicated
})

/** The same as a stream: progress on the way, the result at the end. */
export const stream = <Scenario, Output extends Outcome, Chunk = never, E = never>(
  experiment: Experiment<Scenario, Output, Chunk, E>
): Stream.Stream<Progress | Replicated, ReplicationFailed | E> =>
  Stream.callback<Progress | Replicated, ReplicationFailed | E>((queue) =>
    run({ ...experiment, onProgress: (progress) => void Queue.offerUnsafe(queue, progress) }).pipe(
      Effect.andThen((replicated) => Queue.offer(queue, replicated)),
      Effect.andThen(Queue.end(queue))
    )
  )
