import { Effect, Exit, Fiber, Stream } from "effect"
import { describe, expect, it } from "vitest"
import type { MetricDefinition } from "../../packages/sim/src/experiment/MetricDefinition.ts"
import * as Replicate from "../../packages/sim/src/experiment/Replicate.ts"
import * as Runner from "../../packages/sim/src/experiment/Runner.ts"
import * as Seeds from "../../packages/sim/src/experiment/Seeds.ts"
import * as Workers from "../../packages/sim/src/node/Workers.ts"
import { randomWalk, type Walk, type Walked } from "./fixtures/RandomWalk.ts"

type Chunk = ReadonlyArray<number>
type WalkRunner = Runner.Runner<Replicate.Replication<Walk>, Walked, Chunk>

const metrics: ReadonlyArray<MetricDefinition> = [
  { name: "end", unit: "steps", description: "where the walk ends", kind: "mean" },
  {
    name: "height_per_step",
    unit: "1",
    description: "highest point over length",
    kind: "ratio",
    numerator: "highest",
    denominator: "steps"
  }
]
const walk: Walk = { steps: 500, slices: 4 }
const module = new URL("./fixtures/randomWalkWorker.ts", import.meta.url)
const here: WalkRunner = Runner.inProcess(randomWalk)
const onThreads = (size: number) => Workers.pool<Replicate.Replication<Walk>, Walked, Chunk>({ module, size })

/** Everything that comes out of an experiment: of each replication in the order in which it comes, and results in the order of replications. */
const record = (runner: WalkRunner, plan: Replicate.Plan, scenario: Walk = walk) => {
  const log: Array<string> = []
  const early: Array<Array<string>> = []
  return Replicate.run({
    scenario,
    seed: 7,
    plan,
    metrics,
    runner,
    onChunk: (replication, chunk) =>
      Effect.sync(() => void (early[replication] ??= []).push(`${replication}: ${chunk.join(" ")}`)),
    onResult: (replication, output) =>
      Effect.sync(() => void log.push(...(early[replication] ?? []), `${replication} ends at ${output.measured.end}`))
  }).pipe(Effect.map((replicated) => ({ replicated, log })))
}
const failureOf = <A, E>(effect: Effect.Effect<A, E>) => Effect.runPromise(Effect.flip(effect))

const fixed: Replicate.Plan = { kind: "fixed", replications: 7 }
const precise: Replicate.Plan = { kind: "precision", target: { relative: 0.01, metrics: metrics.slice(0, 1) } }

describe("replications", () => {
  it("are numbered from 0, each with its own seed, and the first is the plain run", async () => {
    const seen: Array<readonly [number, number]> = []
    const runner: Runner.Runner<Replicate.Replication<null>, Replicate.Outcome> = Runner.inProcess(
      Runner.whole(({ replication, seed }) => {
        seen.push([replication, seed])
        return { measured: { seed } }
      })
    )
    await Effect.runPromise(Replicate.run({ scenario: null, seed: 7, plan: fixed, metrics: [], runner }))
    expect(seen).toEqual(Array.from({ length: 7 }, (_, r) => [r, Seeds.ofReplication(7, r)]))
    expect(seen[0]).toEqual([0, 7])
  })

  it("give the same results, rows and summary in this process, on one thread and on three", async () => {
    for (const plan of [fixed, precise]) {
      const expected = await Effect.runPromise(record(here, plan))
      for (const size of [1, 3]) {
        const found = await Effect.runPromise(
          onThreads(size).pipe(
            Effect.andThen((runner) => record(runner, plan)),
            Effect.scoped
          )
        )
        expect(found).toEqual(expected)
      }
    }
  })

  it("go on until the precision is reached and say so", async () => {
    const { replicated } = await Effect.runPromise(record(here, precise))
    expect(replicated.reason).toMatchObject({ kind: "reached", last: "end" })
    const line = replicated.summary["end"]
    expect((line?.half_width ?? Infinity) / (line?.mean ?? 0)).toBeLessThanOrEqual(0.01)
    expect(line?.n).toBe(replicated.runs.length)
  })

  it("hand the rows of each on in order and before its result, and results in the order of the replications", async () => {
    const { log } = await Effect.runPromise(
      onThreads(3).pipe(
        Effect.andThen((runner) => record(runner, fixed)),
        Effect.scoped
      )
    )
    expect(log.length).toBe(7 * 5)
    expect(log.map((line) => Number(line.split(/[: ]/)[0]))).toEqual(
      Array.from({ length: 35 }, (_, i) => Math.floor(i / 5))
    )
    expect(log.filter((_, i) => i % 5 === 4).every((line) => line.includes("ends at"))).toBe(true)
  })

  it("keep no rows in memory until their turn comes", async () => {
    // Replication 0 goes on only when replication 1 has handed on all of its rows.
    let release = (): void => undefined
    const told = new Promise<void>((resolve) => (release = resolve))
    const runner: Runner.Runner<Replicate.Replication<null>, Replicate.Outcome, string> = {
      size: 2,
      run: ({ replication }, onSlice) =>
        Effect.gen(function* () {
          if (replication === 0) yield* Effect.promise(() => told)
          onSlice?.({ done: 1, chunk: `row of ${replication}` })
          return { measured: {} }
        })
    }
    const log: Array<string> = []
    await Effect.runPromise(
      Replicate.run({
        scenario: null,
        seed: 1,
        plan: { kind: "fixed", replications: 2 },
        metrics: [],
        runner,
        onChunk: (_, chunk) =>
          Effect.sync(() => {
            log.push(chunk)
            release()
          }),
        onResult: (replication) => Effect.sync(() => void log.push(`end of ${replication}`))
      })
    )
    expect(log).toEqual(["row of 1", "row of 0", "end of 0", "end of 1"])
  })

  it("report progress that grows to the whole", async () => {
    const seen = await Effect.runPromise(
      Stream.runCollect(Replicate.stream({ scenario: walk, seed: 1, plan: fixed, metrics, runner: here }))
    )
    const progress = seen.filter((one) => "share" in one)
    expect(progress.length).toBeGreaterThan(7)
    expect(progress.at(-1)).toMatchObject({ done: 7, planned: 7, share: 1, secondsLeft: 0 })
    for (let i = 1; i < progress.length; i++)
      expect(progress[i]?.share).toBeGreaterThanOrEqual((progress[i - 1]?.share ?? 0) - 1e-9)
    expect(seen.at(-1)).toHaveProperty("summary")
  })

  it("fail with the replication, its seed and what was thrown, here and on threads", async () => {
    const scenario = { ...walk, throwsIn: 3 }
    const onThread = onThreads(2).pipe(
      Effect.andThen((runner) => record(runner, fixed, scenario)),
      Effect.scoped
    )
    for (const effect of [record(here, fixed, scenario), onThread]) {
      const error = await failureOf(effect)
      expect(error._tag).toBe("ReplicationFailed")
      expect(error.message).toBe(
        `replication 3 (seed ${Seeds.ofReplication(7, 3)}) failed: RangeError: the walker fell`
      )
      expect(error.failure.stack).toContain("RandomWalk.ts")
    }
  })

  it("fail when a thread dies", async () => {
    const error = await failureOf(
      onThreads(2).pipe(
        Effect.andThen((runner) => record(runner, fixed, { ...walk, diesIn: 2 })),
        Effect.scoped
      )
    )
    expect(error.failure).toMatchObject({ why: "died", problem: "exit code 3" })
  })

  it("fail when the worker's module cannot be loaded", async () => {
    const missing = Workers.pool<Replicate.Replication<Walk>, Walked, Chunk>({
      module: new URL("./fixtures/nowhere.ts", import.meta.url),
      size: 1
    })
    const error = await failureOf(
      missing.pipe(
        Effect.andThen((runner) => record(runner, fixed)),
        Effect.scoped
      )
    )
    expect(error.failure.why).toBe("died")
  })

  it("stop in the middle of a computation that would never end, and the pool stays usable", async () => {
    const program = Effect.gen(function* () {
      const runner = yield* onThreads(2)
      const hanging = yield* Effect.forkChild(record(runner, fixed, { ...walk, hangsIn: 1 }))
      // Wait until replication 0 is through and 1 hangs: results come in order, so nothing later is handed on.
      yield* runner.run({ scenario: walk, seed: 1, replication: 0 })
      yield* Fiber.interrupt(hanging)
      const exit = yield* Fiber.await(hanging)
      const { replicated } = yield* record(runner, fixed)
      return { interrupted: Exit.hasInterrupts(exit), replications: replicated.runs.length }
    })
    expect(await Effect.runPromise(Effect.scoped(program))).toEqual({ interrupted: true, replications: 7 })
  })

  it("end when writing their rows fails, with that failure", async () => {
    const error = await failureOf(
      Replicate.run({
        scenario: walk,
        seed: 1,
        plan: fixed,
        metrics,
        runner: here,
        onResult: (replication) => (replication === 2 ? Effect.fail("disk full" as const) : Effect.void)
      })
    )
    expect(error).toBe("disk full")
  })
})
