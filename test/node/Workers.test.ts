import { Effect, Exit, Fiber } from "effect"
import { describe, expect, it } from "vitest"
import type { Replication } from "../../packages/sim/src/experiment/Replicate.ts"
import * as Seeds from "../../packages/sim/src/experiment/Seeds.ts"
import * as Workers from "../../packages/sim/src/node/Workers.ts"
import { randomWalk, type Walk, type Walked } from "../experiment/fixtures/RandomWalk.ts"

const module = new URL("../experiment/fixtures/randomWalkWorker.ts", import.meta.url)
const walk: Walk = { steps: 20, slices: 2, quiet: true }
const replication = (number: number, scenario: Walk = walk): Replication<Walk> => ({
  scenario,
  replication: number,
  seed: Seeds.ofReplication(5, number)
})
const here = (input: Replication<Walk>): Walked => {
  const slices = randomWalk(input)
  for (let step = slices.next(); ; step = slices.next()) if (step.done === true) return step.value
}
const trials = Array.from({ length: 300 }, (_, number) => number)
const onThreads = () => Workers.pool<Replication<Walk>, Walked, ReadonlyArray<number>>({ module, size: 2 })

/** How each of many short trials ends that are asked for at once. */
const exits = (scenario: Walk) =>
  Effect.runPromise(
    onThreads().pipe(
      Effect.andThen((runner) =>
        Effect.forEach(trials, (number) => Effect.exit(runner.run(replication(number, scenario))), {
          concurrency: runner.size + (runner.ahead ?? 0)
        })
      ),
      Effect.scoped
    )
  )

describe("short trials that threads are given several at a time", () => {
  it("have each its own answer", async () => {
    const found = await exits(walk)
    expect(found).toEqual(trials.map((number) => Exit.succeed(here(replication(number)))))
  })

  it("fail alone when one of them throws", async () => {
    const found = await exits({ ...walk, throwsIn: 217 })
    expect(trials.filter((number) => found[number]?._tag === "Failure")).toEqual([217])
  })

  it("are told from the one that ends their thread", async () => {
    const found = await exits({ ...walk, diesIn: 217 })
    expect(trials.filter((number) => found[number]?._tag === "Failure")).toEqual([217])
  })

  it("go on elsewhere when one of them is taken back that would never end", async () => {
    const program = Effect.gen(function* () {
      const runner = yield* onThreads()
      const run = (number: number) => runner.run(replication(number, { ...walk, hangsIn: 150 }))
      const hanging = yield* Effect.forkChild(run(150))
      const others = yield* Effect.forkChild(
        Effect.forEach(
          trials.filter((number) => number !== 150),
          run,
          { concurrency: runner.size + (runner.ahead ?? 0) }
        )
      )
      yield* run(0)
      yield* Fiber.interrupt(hanging)
      return yield* Fiber.join(others)
    })
    const found = await Effect.runPromise(Effect.scoped(program))
    expect(found).toEqual(trials.filter((number) => number !== 150).map((number) => here(replication(number))))
  })
})
