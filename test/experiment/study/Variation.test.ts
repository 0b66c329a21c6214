/** Scenarios of a study's variations: putting figures into a decoded scenario is the same as decoding anew. */
import { Result } from "effect"
import * as fc from "fast-check"
import { readdirSync, readFileSync } from "node:fs"
import { describe, expect, it } from "vitest"
import * as Place from "../../../packages/sim/src/experiment/study/Place.ts"
import { resolve } from "../../../packages/sim/src/experiment/study/Resolve.ts"
import { type Study, treeOf } from "../../../packages/sim/src/experiment/study/Study.ts"
import * as StudyConfig from "../../../packages/sim/src/experiment/study/StudyConfig.ts"
import { Scenarios, scenarioAt, type Variation } from "../../../packages/sim/src/experiment/study/Variation.ts"
import * as Decode from "../../../packages/sim/src/scenario/Decode.ts"
import { language, type Scenario } from "../../../packages/sim/src/scenario/Language.ts"
import * as Path from "../../../packages/sim/src/scenario/Path.ts"
import { theStudy } from "./studies.ts"

const folder = new URL("../../../scenarios/", import.meta.url)
const shipped = readdirSync(folder)
  .filter((name) => name.endsWith(".yaml"))
  .map((name) => Result.getOrThrow(Decode.text(language, readFileSync(new URL(name, folder), "utf8"), { file: name })))

/** Paths of all figures of a scenario, those that its file leaves to their defaults too. */
const figuresIn = (base: Decode.Decoded<Scenario>) => {
  const found: Array<{ readonly path: string; readonly place: Place.Place; readonly value: number }> = []
  const walk = (value: unknown, path: Path.Path): void => {
    if (Array.isArray(value)) value.forEach((item, index) => walk(item, [...path, index]))
    else if (Path.isRecord(value)) for (const [key, item] of Object.entries(value)) walk(item, [...path, key])
    else if (typeof value === "number") {
      const place = Place.at(treeOf(base), Path.format(path), value)
      if (Result.isSuccess(place)) found.push({ path: Path.format(path), place: place.success, value })
    }
  }
  walk(base.scenario, [])
  return found
}

/** A study that turns some figures of a scenario from half to one and a half of what they are; whether it may is found in the variations. */
const studyOf = (base: Decode.Decoded<Scenario>, figures: ReturnType<typeof figuresIn>): Study | undefined => {
  const knobs = figures.map(({ path, place, value }, index) => {
    const [from, to] = value === 0 ? [0, 1] : [value / 2, value * 1.5]
    const { kind, maximum = Number.POSITIVE_INFINITY, minimum = Number.NEGATIVE_INFINITY } = place.leaf
    const within = (figure: number) => Math.min(maximum, Math.max(minimum, figure))
    const end = (figure: number) => Place.writtenOf(place, within(kind === "count" ? Math.ceil(figure) : figure))
    return [`knob${index}`, { kind: "range", path, from: end(from), to: end(to) }]
  })
  const text = JSON.stringify({
    lode: 1,
    scenario: "it.yaml",
    knobs: Object.fromEntries(knobs),
    objectives: [{ metric: "completion", direction: "maximise" }]
  })
  return Result.getOrUndefined(
    Result.flatMap(Decode.text(StudyConfig.language, text), (config) => resolve(config, base))
  )
}

const told = (made: Result.Result<Scenario, unknown>): string =>
  Result.isSuccess(made) ? JSON.stringify(made.success) : String(made.failure)

describe("a scenario with some figures turned", () => {
  it("is the one that is decoded anew, or refused with the same words, whichever figures of the shipped scenarios are turned", () => {
    const figures = shipped.map((base) => figuresIn(base))
    let compared = 0
    fc.assert(
      fc.property(
        fc.nat(shipped.length - 1),
        fc.array(fc.tuple(fc.nat(), fc.double({ min: 0, max: 1, noNaN: true })), { minLength: 1, maxLength: 3 }),
        (which, turns) => {
          const base = shipped[which]
          const all = figures[which] ?? []
          if (base === undefined) return
          const chosen = [...new Set(turns.map(([at]) => at % all.length))].flatMap((at) => all[at] ?? [])
          const study = studyOf(base, chosen)
          if (study === undefined) return
          const scenarios = new Scenarios(study)
          for (const shift of [0, 0.3]) {
            const knobs = study.knobs.map((_, index) => ((turns[index]?.[1] ?? 0) + shift) % 1)
            const variation: Variation = { knobs, world: 0, assumptions: null }
            expect(told(scenarios.at(variation))).toBe(told(scenarioAt(study, variation)))
            compared += 1
          }
        }
      ),
      { numRuns: 400 }
    )
    expect(compared).toBeGreaterThan(400)
  })

  it("is the one that is decoded anew where worlds, assumptions and choices change groups and figures around it, too", () => {
    const study = theStudy({
      knobs: `{ price: { kind: range, path: "clouds.cloud.fleets[0].price", from: 1 USD/GPU-hour, to: 4 USD/GPU-hour },
        asking: { kind: range, path: supply.cohorts.owners.asking.price, from: 1 USD/GPU-hour, to: 4 USD/GPU-hour },
        how: { kind: choices, path: supply.cohorts.owners.asking, choices: [{ kind: fixed, price: 3 USD/GPU-hour }, { kind: adaptive, start: 2 USD/GPU-hour }] },
        owners: { kind: range, path: supply.cohorts.owners.count, from: 1, to: 20 } }`,
      worlds: `{ usual: {}, dear: { set: { "clouds.cloud.fleets[0].price": 9 USD/GPU-hour, demand.jobs.patience: 2 h } } }`,
      assumptions: `{ patience: { kind: choices, path: demand.jobs.patience, choices: [1 h, { kind: exponential, mean: 1 h }] },
        users: { kind: triangular, path: demand.jobs.requests.users, from: 0, likely: 100, to: 200 } }`
    })
    const scenarios = new Scenarios(study)
    const position = fc.double({ min: 0, max: 1, noNaN: true })
    const point = (length: number) => fc.array(position, { minLength: length, maxLength: length })
    fc.assert(
      fc.property(
        fc.option(point(study.knobs.length)),
        fc.option(point(study.assumptions.length)),
        fc.nat(1),
        (knobs, assumptions, world) => {
          const variation: Variation = { knobs, world, assumptions }
          expect(told(scenarios.at(variation))).toBe(told(scenarioAt(study, variation)))
        }
      )
    )
  })
})
