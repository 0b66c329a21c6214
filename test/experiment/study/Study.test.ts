/** Study files: what they mean, and everything that can be wrong with them. */
import { Result } from "effect"
import { describe, expect, it } from "vitest"
import { alone } from "../../../packages/sim/src/experiment/study/OneAlone.ts"
import * as Requirement from "../../../packages/sim/src/experiment/study/Requirement.ts"
import { overlapsOf, startOf, type Study } from "../../../packages/sim/src/experiment/study/Study.ts"
import { scenarioAt } from "../../../packages/sim/src/experiment/study/Variation.ts"
import * as Sweep from "../../../packages/sim/src/experiment/study/Sweep.ts"
import { metrics } from "../../../packages/sim/src/world/Metrics.ts"
import { problemsOf, studyText, theStudy } from "./studies.ts"

const fleetAt = (study: ReturnType<typeof theStudy>, knobs: ReadonlyArray<number> | null, world = 0) => {
  const scenario = Result.getOrThrow(scenarioAt(study, { knobs, world, assumptions: null }))
  const fleet = scenario.clouds["cloud"]?.fleets[0]
  return { gpus: fleet?.gpus, price: fleet?.price, users: scenario.demand["jobs"]?.requests }
}

describe("a study", () => {
  it("turns knobs over their ranges: whole numbers where the scenario counts, logarithms where it says so", () => {
    const study = theStudy()
    expect(study.knobs.map(({ knob }) => knob.kind)).toEqual(["whole", "real"])
    expect(fleetAt(study, [0, 0])).toMatchObject({ gpus: 5, price: 1 })
    expect(fleetAt(study, [1, 1])).toMatchObject({ gpus: 60, price: 4 })
    expect(fleetAt(study, [0.5, 0.5]).price).toBeCloseTo(2, 12)
    expect(fleetAt(study, null)).toMatchObject({ gpus: 40, price: 3 })
  })

  it("starts where the scenario stands, and knows no start outside of the ranges", () => {
    const study = theStudy()
    const start = startOf(study)
    expect(fleetAt(study, start)).toMatchObject({ gpus: 40 })
    expect(fleetAt(study, start).price).toBeCloseTo(3, 12)
    const knobs = '{ fleet: { kind: range, path: "clouds.cloud.fleets[0].gpus", from: 50, to: 60 } }'
    expect(startOf(theStudy({ knobs }))).toBeNull()
    const rules =
      "{ rule: { kind: choices, path: networks.network.market, choices: [{ kind: posted-price }, { kind: reverse-auction }] } }"
    expect(startOf(theStudy({ knobs: rules }))).toEqual([0.75])
  })

  it("changes what a world changes, under what the knobs turn", () => {
    const study = theStudy({
      worlds:
        '{ usual: {}, boom: { weight: 2, set: { demand.jobs.requests.users: 80, "clouds.cloud.fleets[0].gpus": 9 } } }'
    })
    expect(study.goal.worlds).toEqual([
      { name: "usual", weight: 1 },
      { name: "boom", weight: 2 }
    ])
    expect(fleetAt(study, [0, 0], 1)).toMatchObject({ gpus: 5, users: { users: 80 } })
    expect(fleetAt(study, null, 1)).toMatchObject({ gpus: 9 })
  })

  it("says where a world sets what a knob or an assumption turns", () => {
    const worlds =
      '{ usual: {}, dear: { set: { "clouds.cloud.fleets[0].price": 9 USD/GPU-hour, demand.jobs.patience: 2 h } } }'
    const assumptions = "{ patience: { kind: uniform, path: demand.jobs.patience, from: 1 h, to: 2 h } }"
    expect(overlapsOf(theStudy({ worlds }))).toEqual([
      "What the world dear sets at clouds.cloud.fleets[0].price counts for the scenario as it is alone: a knob turns it."
    ])
    expect(overlapsOf(theStudy({ worlds, assumptions }))).toHaveLength(2)
    expect(overlapsOf(theStudy({ assumptions }))).toEqual([])
  })

  it("draws assumptions from their distributions: positions are quantiles", () => {
    const study = theStudy({
      assumptions:
        "{ users: { kind: triangular, path: demand.jobs.requests.users, from: 0, likely: 100, to: 200 }, elasticity: { kind: uniform, path: demand.jobs.elasticity, from: 0.5, to: 1.5 }, patience: { kind: choices, path: demand.jobs.patience, choices: [1 h, 2 h], weights: [3, 1] } }"
    })
    const [users, elasticity, patience] = study.assumptions
    expect([0, 0.5, 1].map((at) => users?.valueAt(at))).toEqual([0, 100, 200])
    // An eighth of the weight lies below a quarter of the range: of a triangle (1/2)²/2.
    expect(users?.valueAt(0.125)).toBe(50)
    expect(elasticity?.writtenAt(0.25)).toBe(0.75)
    expect([0.7, 0.8].map((at) => patience?.textAt(at))).toEqual(["1 h", "2 h"])
  })

  it("says of constraints in any unit what they mean in the unit of the metric", () => {
    const limit = (text: string) => Result.getOrThrow(Requirement.parse(text, metrics))
    expect(limit("wait_p95 <= 90 min")).toMatchObject({ relation: "at most", limit: 1.5 })
    expect(limit("p95 wait ≤ 10 min").metric.name).toBe("wait_p95")
    expect(limit("completion >= 95%")).toMatchObject({ relation: "at least", limit: 0.95 })
    expect(limit("paid_usd > 1.5M USD").limit).toBe(1_500_000)
    expect(limit("interruptions < 10k").limit).toBe(10_000)
    expect(limit("gini <= 0.4").limit).toBe(0.4)
  })

  it("refuses a limit beyond 100% of what is a part of a whole, and takes it of what is not", () => {
    const read = (text: string) => Requirement.parse(text, metrics)
    expect(read("completion >= 850%")).toMatchObject({
      failure: [{ message: "completion is a part of a whole, from 0% to 100%, so 850% is no limit of it" }]
    })
    expect(read("completion >= 100%")).toMatchObject({ success: { limit: 1 } })
    expect(read("cost_recovery >= 120%")).toMatchObject({ success: { limit: 1.2 } })
    expect(read("dilution <= -5%")).toMatchObject({ success: { limit: -0.05 } })
  })

  it("tells everything that is wrong at once, with line, column, and what would do", () => {
    const said = problemsOf(`lode: 1
scenario: market.yaml
knobs:
  fleet: { kind: range, path: "clouds.cloud.fleets[0].gpu", from: 5, to: 60 }
  price: { kind: range, path: "clouds.cloud.fleets[0].price", from: 6 USD/GPU-hour, to: 1 USD/GPU-hour }
  hours: { kind: range, path: supply.cohorts.owners.cost, from: 6 hours, to: 1 USD/GPU-hour }
  rule: { kind: choices, path: networks.network.market, choices: [{ kind: reverse-auction }, { kind: posted }] }
objectives:
  - { metric: unmet_shares, direction: minimise }
constraints:
  - wait_p95 <= 10 MW
  - { require: price_central <= 4 USD/GPU-hour, probability: 100% }
worlds:
  boom: { set: { demand.jobs.requests.user: 200 } }
budget: { trials: 0, replications: 3 }
`)
    for (const part of [
      '4:31  knobs.fleet.path: no such path "clouds.cloud.fleets[0].gpu", did you mean "clouds.cloud.fleets[0].gpus"?',
      "5:89  knobs.price.to: the range is upside down, from 6 USD/GPU-hour to 1 USD/GPU-hour; from: 1 USD/GPU-hour, to: 6 USD/GPU-hour would do",
      "6:65  knobs.hours.from: 6 hours is a duration, a price per GPU-hour",
      '7:94  knobs.rule.choices[1]: networks.network.market.kind: found posted, did you mean "posted-price"?',
      '9:15  objectives[0].metric: There is no metric "unmet_shares", did you mean "unmet_share"?',
      "11:5  constraints[0]: 10 MW is a power, a duration",
      "12:62  constraints[1].probability: a probability above 0 and below 1 is wanted",
      'did you mean "demand.jobs.requests.users"?',
      "15:19  budget.trials: the budget is empty"
    ]) {
      expect(said).toContain(part)
    }
    expect(said.match(/study\.yaml:\d+:\d+ /g)).toHaveLength(9)
  })

  it("refuses ranges of what is no figure, knobs that say nothing, and assumptions that are knobs", () => {
    const knob = (text: string) => problemsOf(studyText({ knobs: `{ it: ${text} }` }))
    expect(knob("{ kind: range, path: supply.cohorts.owners.kind, from: 1, to: 2 }")).toContain("idle-owner")
    expect(knob("{ kind: range, path: networks.network, from: 1, to: 2 }")).toContain("wanted a group of keys")
    expect(knob("{ kind: choices, path: supply.cohorts.owners.count, choices: [5] }")).toContain("at least two choices")
    expect(knob("{ kind: range, path: supply.cohorts.owners.count, from: 5, to: 5 }")).toContain("more than one value")
    expect(knob("{ kind: range, path: supply.cohorts.owners.margin, from: 0, to: 5, scale: log }")).toContain(
      "a linear one"
    )
    expect(problemsOf(studyText({ knobs: "{}" }))).toContain("at least one knob")
    expect(problemsOf(studyText({ objectives: "[]" }))).toContain("at least one objective")
    const assumptions = '{ fleet: { kind: uniform, path: "clouds.cloud.fleets[0].gpus", from: 1, to: 2 } }'
    expect(problemsOf(studyText({ assumptions }))).toContain("the knob fleet turns it already")
  })

  it("lets one member of a cohort stand alone and turn its own figures, everybody else as before", () => {
    const study = theStudy({
      attack:
        "{ cohort: owners, knobs: { price: { kind: range, path: asking.price, from: 1 USD/GPU-hour, to: 3 USD/GPU-hour } } }"
    })
    const cohorts = (attack: ReadonlyArray<number> | null) =>
      Result.getOrThrow(scenarioAt(study, { knobs: [1, 1], world: 0, assumptions: null, attack })).supply.cohorts
    const { owners, [alone]: one } = cohorts([0])
    expect(owners).toMatchObject({ count: 9, asking: { kind: "fixed", price: 2 } })
    expect(one).toMatchObject({ count: 1, asking: { kind: "fixed", price: 1 } })
    expect(cohorts(null)[alone]).toEqual({ ...owners, count: 1, potential: 1 })
    expect(fleetAt(study, [1, 1])).toMatchObject({ gpus: 60 })
    const wrong = (attack: string) => problemsOf(studyText({ attack }))
    expect(wrong("{ cohort: owner, knobs: {} }")).toContain('There is no cohort "owner", did you mean "owners"?')
    expect(wrong("{ cohort: owners, knobs: {} }")).toContain("needs something to turn, such as asking.price")
    expect(
      wrong("{ cohort: owners, knobs: { price: { kind: range, path: asking.prize, from: 1, to: 3 } } }")
    ).toContain('did you mean "supply.cohorts.owners.asking.price"?')
  })

  it("lets that member split its machines among several names, no more and no fewer of them", () => {
    const knobs = "{ price: { kind: range, path: asking.price, from: 1 USD/GPU-hour, to: 3 USD/GPU-hour } }"
    const study = theStudy({ attack: `{ cohort: owners, knobs: ${knobs}, identities: 5 }` })
    const split = (name: number) =>
      Result.getOrThrow(
        scenarioAt(study, { knobs: [1, 1], world: 0, assumptions: null, attack: [0, (name + 0.5) / 3] })
      ).supply.cohorts[alone]
    expect([0, 1, 2].map(split)).toMatchObject([
      { count: 1, potential: 1, gpus: 8 },
      { count: 2, potential: 2, gpus: 4 },
      { count: 4, potential: 4, gpus: 2 }
    ])
    const wrong = (attack: string) => problemsOf(studyText({ attack }))
    expect(
      wrong("{ cohort: owners, knobs: { size: { kind: choices, path: gpus, choices: [1, 2] } }, identities: 2 }")
    ).toContain("identities turns count, potential, gpus already")
  })

  it("says why settings that are each allowed are impossible together", () => {
    const knobs =
      "{ owners: { kind: range, path: supply.cohorts.owners.count, from: 0, to: 9 }, gang: { kind: choices, path: demand.jobs.gpus, choices: [1, 100] } }"
    const study = theStudy({ knobs })
    const impossible = scenarioAt(study, { knobs: [0, 0.75], world: 0, assumptions: null })
    expect(Result.isFailure(impossible) && impossible.failure.message).toContain("larger than any supply")
  })
})

describe("the design of a sweep", () => {
  it("is the widest even grid that the budget allows, ends included, unless the study says how many steps", () => {
    const study = theStudy()
    const points = Result.getOrThrow(Sweep.pointsOf(study, "grid", 10))
    expect(points.map((point) => study.knobs.map(({ textAt }, index) => textAt(point[index] ?? 0)).join(" "))).toEqual([
      "5 1 USD/GPU-hour",
      "5 2 USD/GPU-hour",
      "5 4 USD/GPU-hour",
      "33 1 USD/GPU-hour",
      "33 2 USD/GPU-hour",
      "33 4 USD/GPU-hour",
      "60 1 USD/GPU-hour",
      "60 2 USD/GPU-hour",
      "60 4 USD/GPU-hour"
    ])
    const knobs = '{ fleet: { kind: range, path: "clouds.cloud.fleets[0].gpus", from: 5, to: 60, steps: 4 } }'
    expect(Result.getOrThrow(Sweep.pointsOf(theStudy({ knobs }), "grid", 10))).toHaveLength(4)
    const few = Sweep.pointsOf(study, "grid", 3)
    expect(Result.isFailure(few) && few.failure).toContain("--design sobol")
  })

  it("of a longer Sobol sequence holds the shorter one, and each setting once", () => {
    const study = theStudy()
    const [short, long] = [8, 32].map((trials) => Result.getOrThrow(Sweep.pointsOf(study, "sobol", trials)))
    expect(long?.slice(0, short?.length)).toEqual(short)
    const knobs = "{ owners: { kind: range, path: supply.cohorts.owners.count, from: 1, to: 3 } }"
    expect(Result.getOrThrow(Sweep.pointsOf(theStudy({ knobs }), "latin-hypercube", 50))).toHaveLength(3)
  })

  it("tells what each knob does: the one that moves the answer explains it, the one that does not explains nothing", () => {
    const study = theStudy()
    const points = Result.getOrThrow(Sweep.pointsOf(study, "grid", 100))
    const answer = (point: ReadonlyArray<number>) => 3 + 2 * (point[0] ?? 0)
    const samples = [points[0] ?? [], ...points].map((point) => [[{ unserved: answer(point), requests: 1 }]])
    const tried = Sweep.triedOf(study, null, points, samples)
    const [first, second] = Sweep.effectsOf(study, tried, 0)
    expect([first?.knob, second?.knob]).toEqual(["fleet", "price"])
    expect(first?.share).toBeGreaterThan(0.9)
    expect(second?.share).toBe(0)
    expect(first?.levels.map(({ mean }) => mean)).toEqual(
      first?.levels.map(({ mean }) => mean).toSorted((a, b) => a - b)
    )
    expect(Sweep.ranked(tried)[0]?.judged.objectives[0]).toBeCloseTo(3, 1)
  })

  it("tells an only knob from luck by what luck all settings share, and says nothing where it cannot", () => {
    const only =
      '{ price: { kind: range, path: "clouds.cloud.fleets[0].price", from: 1 USD/GPU-hour, to: 4 USD/GPU-hour } }'
    const effects = (
      study: Study,
      trials: number,
      answer: (position: number, luck: number) => number,
      replications = 2
    ) => {
      const points = Result.getOrThrow(Sweep.pointsOf(study, "latin-hypercube", trials))
      const samples = [points[0] ?? [], ...points].map(([position = 0]) =>
        Array.from({ length: replications }, (_, luck) => [{ paid_usd: answer(position, luck) }])
      )
      return Sweep.effectsOf(study, Sweep.triedOf(study, null, points, samples), 0)
    }
    const parts = { knobs: only, objectives: "[{ metric: paid_usd, direction: maximise }]" }
    const study = theStudy(parts)
    // The luck of a run is a hundred times what the knob does, but all settings have the same: nothing of their differences is luck.
    expect(effects(study, 5, (position, luck) => 100 * luck + position)[0]?.share).toBeCloseTo(1, 9)
    // Luck that turns the order of the settings around is all there is.
    expect(effects(study, 5, (position, luck) => (luck === 0 ? 1 : -1) * position)[0]?.share).toBe(0)
    expect(effects(study, 5, (position) => position, 1)[0]?.share).toBeNull()
    // Of two knobs and as many values as settings, each could have made all of the differences.
    const two = theStudy({ objectives: parts.objectives })
    expect(effects(two, 6, (position) => position).map(({ share }) => share)).toEqual([null, null])
  })
})
