/** Where trials run: in this process or on other threads, behind one interface.
 *
 * A trial is a generator over plain data in slices: each `next()` computes for some milliseconds and yields how far it is and,
 * if there is any, a chunk of rows for the output files; what it returns is its result. Slices let this process breathe (Ctrl-C,
 * screen, timers) and let a thread report; they never change what is computed. */
import { Effect, Schema } from "effect"
import { describe } from "./Thrown.ts"

/** One step of a trial. */
export interface Slice<Chunk = never> {
  /** Share of the trial that is done, 0 to 1. */
  readonly done: number
  /** Rows that came up in this slice: plain data that can be sent to another thread. */
  readonly chunk?: Chunk
}

/** Something to compute: plain data in, slices on the way, plain data out. A pure function of its input. */
export type Trial<Input, Output, Chunk = never> = (input: Input) => Generator<Slice<Chunk>, Output, void>

/** Makes a trial of a function that computes all at once. **Gotchas** In this process nothing can interrupt it. */
export const whole = <Input, Output>(run: (input: Input) => Output): Trial<Input, Output> =>
  function* (input) {
    return run(input)
  }

/** A trial threw an error, or the thread it ran on died. */
export class TrialFailed extends Schema.TaggedError<TrialFailed>()("TrialFailed", {
  /** `threw`: an error of the model. `died`: the thread ended (out of memory, its module cannot be loaded). */
  why: Schema.Literals(["threw", "died"]),
  /** Name or tag of the error. */
  error: Schema.String,
  problem: Schema.String,
  /** Where in the code, for a report to the developers. */
  stack: Schema.String
}) {
  override get message() {
    return this.why === "threw" ? `${this.error}: ${this.problem}` : `a worker thread ended: ${this.problem}`
  }
}

/** Runs trials, `size` of them at a time. */
export interface Runner<Input, Output, Chunk = never> {
  readonly size: number
  /** How many more may be asked for at the same time: they wait their turn, and the next is at hand when one ends. None unless said. */
  readonly ahead?: number
  /** Runs one trial; interrupting it stops the computation. `onSlice` must not throw. */
  readonly run: (input: Input, onSlice?: (slice: Slice<Chunk>) => void) => Effect.Effect<Output, TrialFailed>
}

/** Runs trials in this process, one at a time, giving way between slices: for one replication, for tests, for a browser tab. */
export const inProcess = <Input, Output, Chunk = never>(
  trial: Trial<Input, Output, Chunk>
): Runner<Input, Output, Chunk> => ({
  size: 1,
  run: Effect.fnUntraced(function* (input, onSlice) {
    const attempt = <A>(compute: () => A) =>
      Effect.try({
        try: compute,
        catch: (thrown) => new TrialFailed({ why: "threw", ...describe(thrown) })
      })
    const slices = yield* attempt(() => trial(input))
    while (true) {
      const step = yield* attempt(() => slices.next())
      if (step.done === true) return step.value
      onSlice?.(step.value)
      yield* Effect.yieldNow
    }
  })
})
