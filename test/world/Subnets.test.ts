/** Networks that are subnets of one chain, in a whole world. */
import { Result } from "effect"
import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import * as Decode from "../../packages/sim/src/scenario/Decode.ts"
import * as Language from "../../packages/sim/src/scenario/Language.ts"
import * as Snapshot from "../../packages/sim/src/kernel/Snapshot.ts"
import { shareRules } from "../../packages/sim/src/token/subnet/SubnetShares.ts"
import { measure } from "../../packages/sim/src/world/Metrics.ts"
import { noInputs } from "../../packages/sim/src/world/Compile.ts"
import { inputProblems } from "../../packages/sim/src/world/NamedFiles.ts"
import { Run } from "../../packages/sim/src/world/Run.ts"
import { cases, decode } from "../arbitraries/Scenarios.ts"
import { eachEvent, machinesAreSoldOnce, moneyIsConserved } from "../laws/Books.ts"
import { cohort, day, jobClass, scenario } from "./Worlds.ts"

const subnet = (name: string, parts: object = {}) => ({ token: { kind: "subnet", name, ...parts } }) as const

/** Two subnets with a cohort each and one that lists on both; users on the first. */
const world = (days: number, parts: { readonly rule?: (typeof shareRules)[number] } = {}) =>
  scenario(days, {
    subnets: { ...parts },
    networks: { busy: subnet("BUSY"), idle: subnet("IDLE", { owner: { burns: "10%" } }) },
    supply: {
      cohorts: {
        here: cohort({ count: 3, potential: 9, networks: ["busy"], cost: "2 USD/GPU-hour", review_every: "1 day" }),
        there: cohort({ count: 3, potential: 9, networks: ["idle"], cost: "2 USD/GPU-hour", review_every: "1 day" }),
        both: cohort({ count: 2, cost: "2 USD/GPU-hour" })
      }
    },
    demand: { jobs: jobClass(100, { trust: { idle: -20 } }) }
  })

describe("subnets in a world", () => {
  it("conserve money, alpha and TAO at every event, in any scenario whose networks are subnets", () => {
    fc.assert(
      fc.property(
        cases({ commands: false }),
        fc.constantFrom(...shareRules),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.integer({ min: 1, max: 20 }),
        ({ written, seed, inputs }, rule, burns, miners) => {
          const networks = Object.fromEntries(
            Object.entries(written.networks ?? {}).map(([name, { market }], at) => [
              name,
              { ...(market === undefined ? {} : { market }), ...subnet(`ALPHA${at}`, { owner: { burns }, miners }) }
            ])
          )
          if (Object.keys(networks).length === 0) return
          const changed = decode({ ...written, subnets: { rule }, networks })
          const run = Run.make(changed, { seed, inputs, commands: [] })
          eachEvent(run, (now) => {
            if (now.simulation.handled % 5 !== 0) return
            moneyIsConserved(now)
            machinesAreSoldOnce(now)
          })
          moneyIsConserved(run.world)
        }
      ),
      { numRuns: 25, seed: 8 }
    )
  })

  it("bring owners where rewards pay for more GPUs than users want", () => {
    const run = Run.make(world(60))
    run.advance(60 * day)
    expect(measure(run.world)["entries"]).toBeGreaterThan(3)
    // Whoever lists on both earns on both: it has places in both subnets.
    const [busy, idle] = run.world.venues
    const row = run.world.cohorts[2]?.rows[0] ?? -1
    expect(busy?.incentives.rewardUsd[row]).toBeGreaterThan(0)
    expect(idle?.incentives.rewardUsd[row]).toBeGreaterThan(0)
  })

  it("measure who got TAO and who had the work", () => {
    const run = Run.make(world(30))
    run.advance(30 * day)
    const found = measure(run.world)
    expect(found["busy.work_share"]).toBe(1)
    expect((found["busy.emission_share"] ?? 0) + (found["idle.emission_share"] ?? 0)).toBeCloseTo(1, 9)
    expect(found["misplaced_emission"]).toBeCloseTo(found["idle.emission_share"] ?? Number.NaN, 9)
    // Two in a hundred of 3600 TAO a day.
    expect(found["tao_minted"]).toBeCloseTo(30 * 72, 6)
  })

  it("let a colluding validator with most of the stake send a subnet's rewards to the cohort that it favours", () => {
    const colluding = { validators: { colluding: "60%", favourites: ["both"] } }
    const run = Run.make(
      scenario(5, {
        subnets: {},
        networks: { only: subnet("ONLY", colluding) },
        supply: { cohorts: { others: cohort({ count: 3 }), both: cohort({ count: 1 }) } }
      })
    )
    run.advance(5 * day)
    const { cohorts, venues } = run.world
    const rewardOf = (at: number) => venues[0]?.incentives.rewardUsd[cohorts[at]?.rows[0] ?? -1] ?? 0
    expect(rewardOf(1)).toBeGreaterThan(50 * rewardOf(0))
  })

  it("answer commands: an owner who burns its miners' emission from a day on gets less TAO from then on", () => {
    const commands = [{ at: 10 * day, set: "networks.busy.token.owner.burns", value: 0.9 }]
    const burning = Run.make(world(20), { commands })
    burning.advance(20 * day)
    const usual = Run.make(world(20))
    usual.advance(20 * day)
    const taoOf = (run: Run) => measure(run.world)["busy.tao"] ?? 0
    expect(taoOf(burning)).toBeGreaterThan(0.5 * taoOf(usual))
    expect(taoOf(burning)).toBeLessThan(0.75 * taoOf(usual))
  })

  it("give the same bytes for the same seed, however the run is sliced or snapshotted", () => {
    const end = (pieces: ReadonlyArray<number>) => {
      const run = Run.make(world(20, { rule: "flow" }), { seed: 5 })
      for (const piece of pieces) run.advance(piece * day)
      return Snapshot.take(run.world.ledger)
    }
    const whole = end([20])
    expect(end([0.3, 7, 7.5, 20])).toEqual(whole)
    const run = Run.make(world(20, { rule: "flow" }), { seed: 5 })
    run.advance(9.5 * day)
    const saved = run.snapshot()
    const other = Run.make(world(20, { rule: "flow" }), { seed: 5 })
    other.restore(saved)
    other.advance(20 * day)
    expect(Snapshot.take(other.world.ledger)).toEqual(whole)
  })
})

describe("what cannot be", () => {
  const problems = (networks: string, rest = "") => {
    const text = `lode: 1
name: test
question: "?"
horizon: { kind: terminating, length: 1 day }
networks:
${networks}
supply: { cohorts: { owners: { kind: data-centre, count: 1, gpu_model: H100-SXM, asking: { kind: fixed, price: 1 USD/GPU-hour }, cost: 1 USD/GPU-hour } } }
${rest}`
    const decoded = Decode.text(Language.language, text, { file: "test.yaml" })
    return Result.isFailure(decoded) ? decoded.failure.problems.map(({ path, message }) => `${path}: ${message}`) : []
  }

  it("is told with what would work", () => {
    expect(problems("  a: { token: { kind: subnet } }")).toEqual([
      "networks.a.token.kind: A subnet belongs to a chain: `subnets: {}` would make one"
    ])
    expect(problems("  a: {}", "subnets: {}")).toEqual([
      "subnets: No network is a subnet: give one a token of kind subnet"
    ])
    expect(problems("  a: { token: { kind: subnet, name: TAO } }", "subnets: {}")).toEqual([
      "subnets.token: Another token is named TAO"
    ])
    expect(problems("  a: { token: { kind: subnet, pool: { alpha: 4M tokens } } }", "subnets: {}")).toEqual([
      "networks.a.token.pool.alpha: The pool holds 4000000 alpha, but only 3000000 are issued: some must be staked"
    ])
    expect(problems("  a: { token: { kind: subnet, pool: { tao: 6M tokens } } }", "subnets: {}").join()).toContain(
      "subnets.issued: The pools hold"
    )
    expect(
      problems("  a: { token: { kind: subnet, validators: { colluding: 0.3, favourites: [nobody] } } }", "subnets: {}")
    ).toEqual(["networks.a.token.validators.favourites[0]: There is no cohort nobody; allowed: owners."])
    expect(problems("  a: { token: { kind: subnet, validators: { colluding: 0.3 } } }", "subnets: {}")).toEqual([
      "networks.a.token.validators.favourites: A colluding validator needs somebody to favour"
    ])
    expect(problems("  a: { token: { kind: subnet } }\n  b: { token: { kind: subnet } }", "subnets: {}")).toEqual([
      "networks.b.token.name: Another network has a token named ALPHA"
    ])
  })
  it("is told too when the first price of a file is so low that the pool would hold more TAO than there is", () => {
    const low = scenario(1, {
      subnets: { outside_market: { kind: "given-path", price: "1 USD/token" } },
      networks: { only: subnet("ONLY") }
    })
    const found: Array<string> = []
    inputProblems(low, noInputs, (path, message) => found.push(`${path.join(".")}: ${message}`))
    expect(found.join()).toContain("subnets.outside_market.price: At its first price of 1 USD")
  })
})
