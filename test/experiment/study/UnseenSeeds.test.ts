/** A winner is scored on luck that no search has seen. */
import { Effect } from "effect"
import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import * as Laboratory from "../../../packages/sim/src/experiment/study/Laboratory.ts"
import { around, score, search } from "../../../packages/sim/src/experiment/study/Tune.ts"
import { Draws } from "../../../packages/sim/src/kernel/Draws.ts"
import { theStudy } from "./studies.ts"

const purpose = Draws.purpose("test/unseen-seeds")

/** A laboratory whose runs are luck alone, and the seeds that it was asked for. */
const luck = () => {
  const asked = new Set<number>()
  const laboratory = new Laboratory.Laboratory<never>({
    study: theStudy({ budget: "{ trials: 24, replications: 6 }" }),
    runner: {
      size: 1,
      run: ({ seed }) =>
        Effect.sync(() => {
          asked.add(seed)
          return { measured: { unserved: new Draws(seed).at(purpose, 1).uniform(), requests: 1_000 } }
        })
    },
    store: {
      keyOf: ({ scenario }, seed) => JSON.stringify([scenario, seed]),
      find: () => undefined,
      keep: (_, measured) => Effect.succeed(measured)
    },
    inputsOf: () => Effect.succeed({ traces: {}, series: {} }),
    warmUp: 0
  })
  const seedsOf = (work: Effect.Effect<unknown, unknown>) =>
    Effect.gen(function* () {
      asked.clear()
      yield* work
      return new Set(asked)
    })
  return { laboratory, seedsOf }
}

describe("the seeds of a study", () => {
  it("are as many as replications, each once, and none of the unseen is seen, whatever the study's seed", () => {
    fc.assert(
      fc.property(fc.nat(), fc.integer({ min: 1, max: 500 }), (seed, replications) => {
        const all = [
          ...Laboratory.seedsOf(seed, replications),
          ...Laboratory.unseenSeedsOf(seed, Math.max(20, 4 * replications))
        ]
        expect(new Set(all).size).toBe(all.length)
      })
    )
  })

  it("that score a winner and look around it are none of those that the search ran", async () => {
    const { laboratory, seedsOf } = luck()
    const [searched, scored, turned] = await Effect.runPromise(
      Effect.all([
        seedsOf(search(laboratory, () => {})),
        seedsOf(score(laboratory, [[0.1, 0.2]])),
        seedsOf(around(laboratory, [0.1, 0.2]))
      ])
    )
    expect(searched.size).toBeGreaterThanOrEqual(6)
    expect(scored.size).toBeGreaterThanOrEqual(20)
    expect(turned.size).toBeGreaterThan(0)
    expect([...scored, ...turned].filter((seed) => searched.has(seed))).toEqual([])
  })
})
