/** Studies of incentives whose answer is known: what a tuner must find, and what it must not be taken in by. */
import { Effect, Result } from "effect"
import { describe, expect, it } from "vitest"
import * as Laboratory from "../../../packages/sim/src/experiment/study/Laboratory.ts"
import { resolve } from "../../../packages/sim/src/experiment/study/Resolve.ts"
import * as StudyConfig from "../../../packages/sim/src/experiment/study/StudyConfig.ts"
import { score, search } from "../../../packages/sim/src/experiment/study/Tune.ts"
import * as Runner from "../../../packages/sim/src/experiment/Runner.ts"
import { scenarioTrial } from "../../../packages/sim/src/experiment/ScenarioTrial.ts"
import type { Measured } from "../../../packages/sim/src/experiment/MetricDefinition.ts"
import * as Decode from "../../../packages/sim/src/scenario/Decode.ts"
import { language } from "../../../packages/sim/src/scenario/Language.ts"

const inMemory = (): Laboratory.Store<never> => {
  const kept = new Map<string, Measured>()
  return {
    keyOf: ({ scenario }, seed) => JSON.stringify([scenario, seed]),
    find: (key) => kept.get(key),
    keep: (key, measured) => Effect.sync(() => (kept.set(key, measured), measured))
  }
}
const laboratoryOf = (scenario: string, study: string) => {
  const config = Result.getOrThrow(Decode.text(StudyConfig.language, study, { file: "study.yaml" }))
  const base = Result.getOrThrow(Decode.text(language, scenario, { file: "scenario.yaml" }))
  return new Laboratory.Laboratory<never>({
    study: Result.getOrThrow(resolve(config, base)),
    runner: Runner.inProcess(scenarioTrial),
    store: inMemory(),
    inputsOf: () => Effect.succeed({ traces: {}, series: {} }),
    warmUp: 0
  })
}

/** Owners who are all there are, and who may pay themselves for fake work while that pays. */
const washable = `lode: 1
name: washable
question: does volume bought with emission look like success?
horizon: { kind: terminating, length: 6 days }
networks:
  network:
    market: { kind: posted-price }
    token: { kind: network-token, emission: { kind: fixed, rate: 100 tokens/day }, self_dealing: { kind: best-response } }
supply:
  cohorts:
    owners:
      kind: data-centre
      count: 12
      gpu_model: H100-SXM
      regions: [us-east]
      asking: { kind: fixed, price: 1.5 USD/GPU-hour }
      cost: 1 USD/GPU-hour
      response: 0%
demand:
  jobs:
    requests: { kind: users, users: 40, requests_per_user: 2 per day }
    gpus: 1
    patience: 1 h
`

describe("a world that is open to washing", () => {
  const at = (emission: number) => ({ knobs: [emission], assumptions: null })
  const study = (metric: string) => `lode: 1
scenario: washable.yaml
knobs:
  emission: { kind: range, path: networks.network.token.emission.rate, from: 0 tokens/day, to: 20000 tokens/day }
objectives: [{ metric: ${metric}, direction: maximise }]
budget: { trials: 8, replications: 2 }
`

  it("has more fake work the more is emitted, and not one true GPU-hour more", async () => {
    const laboratory = laboratoryOf(washable, study("gpu_hours_network"))
    const samples = await Effect.runPromise(laboratory.samples([at(0), at(0.5), at(1)], Laboratory.seedsOf(1, 1)))
    const of = (metric: string) => samples.map(([sample]) => sample?.[0]?.[metric] ?? Number.NaN)
    const [none = Number.NaN, some = Number.NaN, much = Number.NaN] = of("fake_work_usd")
    expect(none).toBe(0)
    expect(some).toBeGreaterThan(0)
    expect(much).toBeGreaterThan(some)
    for (const metric of ["requests", "completed", "gpu_hours_network", "paid_usd_network"]) {
      const [first, ...others] = of(metric)
      expect({ metric, others }).toEqual({ metric, others: others.map(() => first) })
    }
  })

  it("gives a tuner nothing to gain by emission", async () => {
    const laboratory = laboratoryOf(washable, study("paid_usd_network"))
    const { outcome } = await Effect.runPromise(search(laboratory, () => {}))
    const winner = outcome?.finalists[0]?.point ?? []
    const [, scored] = await Effect.runPromise(score(laboratory, [winner]))
    expect(scored?.gains[0]?.mean).toBe(0)
  })
})

describe("a problem whose best answer is known in closed form", () => {
  // A requester pays p with probability (1 / p)^e from the lowest budget 1 on, and surely below: revenue goes with p up to 1 and, with e = 2, with 1 / p
  // beyond. The best price is the lowest budget.
  const market = `lode: 1
name: monopoly
question: which price earns most?
horizon: { kind: terminating, length: 6 days }
clouds: { cloud: { fleets: [{ gpu_model: H100-SXM, region: us-east, gpus: 200, price: 3 USD/GPU-hour }] } }
demand:
  jobs:
    requests: { kind: users, users: 60, requests_per_user: 4 per day }
    gpus: 1
    lowest_budget: 1 USD/GPU-hour
    elasticity: 2
    patience: 1 h
`
  it("is found by tuning: with demand of elasticity 2 a cloud with room earns most at the lowest budget", async () => {
    const laboratory = laboratoryOf(
      market,
      `lode: 1
scenario: market.yaml
knobs:
  price: { kind: range, path: "clouds.cloud.fleets[0].price", from: 0.4 USD/GPU-hour, to: 4 USD/GPU-hour, scale: log }
objectives: [{ metric: paid_usd_central, direction: maximise }]
budget: { trials: 40, replications: 4 }
`
    )
    const { outcome } = await Effect.runPromise(search(laboratory, () => {}))
    const price = laboratory.study.knobs[0]?.valueAt(outcome?.finalists[0]?.point[0] ?? 0)
    expect(price).toBeGreaterThan(0.9)
    expect(price).toBeLessThan(1.1)
  })
})
