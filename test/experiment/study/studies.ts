/** A small market and studies of it, for the tests of studies. */
import { Effect, Result } from "effect"
import { resolve } from "../../../packages/sim/src/experiment/study/Resolve.ts"
import type { Study } from "../../../packages/sim/src/experiment/study/Study.ts"
import * as StudyConfig from "../../../packages/sim/src/experiment/study/StudyConfig.ts"
import * as Decode from "../../../packages/sim/src/scenario/Decode.ts"
import { language } from "../../../packages/sim/src/scenario/Language.ts"

export const market = `lode: 1
name: market
question: which price?
horizon: { kind: terminating, length: 4 days }
clouds:
  cloud:
    fleets:
      - { gpu_model: H100-SXM, region: us-east, gpus: 40, price: 3 USD/GPU-hour }
networks: { network: {} }
supply:
  cohorts:
    owners:
      kind: data-centre
      count: 10
      gpu_model: H100-SXM
      regions: [us-east]
      asking: { kind: fixed, price: 2 USD/GPU-hour }
      cost: 1 USD/GPU-hour
demand:
  jobs:
    requests: { kind: users, users: 50, requests_per_user: 2 per day }
    gpus: { kind: choice, values: [1], weights: [1] }
    patience: 1 h
`

/** The text of a study with other knobs, objectives and so on. */
export const studyText = (parts: Readonly<Record<string, string>> = {}): string => {
  const all = {
    scenario: "market.yaml",
    knobs:
      '{ fleet: { kind: range, path: "clouds.cloud.fleets[0].gpus", from: 5, to: 60 }, price: { kind: range, path: "clouds.cloud.fleets[0].price", from: 1 USD/GPU-hour, to: 4 USD/GPU-hour, scale: log } }',
    objectives: "[{ metric: unmet_share, direction: minimise }]",
    budget: "{ trials: 9, replications: 2 }",
    ...parts
  }
  return ["lode: 1", ...Object.entries(all).map(([key, value]) => `${key}: ${value}`)].join("\n")
}

/** A study of the market, or what is wrong with it. */
export const studyOf = (text: string): Result.Result<Study, unknown> => {
  const base = Decode.text(language, market, { file: "market.yaml" })
  const config = Decode.text(StudyConfig.language, text, { file: "study.yaml" })
  return Result.flatMap(config, (decoded) => Result.flatMap(base, (scenario) => resolve(decoded, scenario)))
}

export const theStudy = (parts: Readonly<Record<string, string>> = {}): Study =>
  Effect.runSync(Effect.fromResult(studyOf(studyText(parts))))

/** What is wrong with a study: every problem with its line and column. */
export const problemsOf = (text: string): string => {
  const study = studyOf(text)
  return Result.isFailure(study) ? String(study.failure instanceof Error ? study.failure.message : study.failure) : ""
}
