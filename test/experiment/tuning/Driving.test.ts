import { Effect } from "effect"
import { describe, expect, it } from "vitest"
import * as Runner from "../../../packages/sim/src/experiment/Runner.ts"
import * as Seeds from "../../../packages/sim/src/experiment/Seeds.ts"
import * as Goal from "../../../packages/sim/src/experiment/tuning/Goal.ts"
import { Session, solve } from "../../../packages/sim/src/experiment/tuning/Method.ts"
import type { Sample } from "../../../packages/sim/src/experiment/tuning/Objectives.ts"
import { type Space, type Values, valuesAt } from "../../../packages/sim/src/experiment/tuning/Space.ts"
import * as Tuner from "../../../packages/sim/src/experiment/tuning/Tuner.ts"
import { Draws } from "../../../packages/sim/src/kernel/Draws.ts"

/** What a trial is given: plain data, which may be computed anywhere. */
interface Input {
  readonly values: Values
  readonly seed: number
}
const trial = ({ seed, values }: Input): Sample => [
  { cost: (Number(values["emission"]) - 30) ** 2 + new Draws(seed).normal() }
]
const space: Space = [{ kind: "real", path: "emission", least: 1, most: 100, scale: "linear" }]
const settings: Tuner.Settings = {
  space,
  goal: Goal.least("cost"),
  seed: 7,
  trials: 80,
  replications: { first: 3, most: 8 }
}

/** The runner of a study, as the docstring of `Method` has it. Answers go to `kept`, which stands for the disk; `mostRuns` kills it. */
const study = Effect.fnUntraced(function* (kept: Map<number, Sample>, mostRuns: number) {
  const runner = Runner.inProcess(Runner.whole(trial))
  const session = new Session(Tuner.make(settings))
  for (const [number, sample] of kept) session.tell(number, sample)
  let made = 0
  while (!session.finished && made < mostRuns) {
    const runs = session.asks().slice(0, mostRuns - made)
    made += runs.length
    yield* Effect.forEach(
      runs,
      ({ number, point, replication }) =>
        runner.run({ values: valuesAt(space, point), seed: Seeds.ofReplication(settings.seed, replication) }).pipe(
          Effect.tap((sample) => Effect.sync(() => kept.set(number, sample))),
          Effect.tap((sample) => Effect.sync(() => session.tell(number, sample)))
        ),
      { concurrency: 4, discard: true }
    )
  }
  return { outcome: Tuner.outcomeOf(settings, session.state), made }
})

describe("a study that drives a tuner", () => {
  it("finds what it seeks, and killed every 50 runs it comes to the same bytes without a run twice", async () => {
    const whole = await Effect.runPromise(study(new Map(), Number.POSITIVE_INFINITY))
    expect(Number(whole.outcome?.finalists[0]?.values["emission"])).toBeCloseTo(30, 0)

    const kept = new Map<number, Sample>()
    let made = 0
    for (let attempt = 0; attempt < 100; attempt++) {
      const part = await Effect.runPromise(study(kept, 50))
      made += part.made
      if (part.outcome === null) continue
      expect(JSON.stringify(part.outcome)).toBe(JSON.stringify(whole.outcome))
      break
    }
    expect(made).toBe(whole.made)
    expect(made).toBe(whole.outcome?.runs)
  })

  it("scores the winner on luck that tuning never saw", () => {
    const seen = new Set<number>()
    const state = solve(Tuner.make(settings), ({ point, replication }) => {
      seen.add(replication)
      return trial({ values: valuesAt(space, point), seed: Seeds.ofReplication(settings.seed, replication) })
    })
    const luck = Tuner.outcomeOf(settings, state)?.luck ?? -1
    expect(Math.max(...seen)).toBe(luck - 1)
  })
})
