import { describe, expect, it } from "vitest"
import type { Scenario } from "../../packages/sim/src/world/Scenario.ts"
import { rules } from "../../packages/sim/src/world/Rules.ts"
import { decode } from "../arbitraries/Scenarios.ts"
import { cloud, cohort, jobClass, scenario, type Written } from "./Worlds.ts"

/** What the rules say about a scenario: "path: message". */
const problemsOf = (written: Scenario): ReadonlyArray<string> => {
  const found: Array<string> = []
  for (const rule of rules) rule(written, (path, message) => found.push(`${path.join(".")}: ${message}`))
  return found
}

const problems = (parts: Partial<Written>): ReadonlyArray<string> =>
  problemsOf(scenario(10, { clouds: { central: cloud(16) }, ...parts }))

const token = (name: string) => ({ kind: "network-token", name }) as const

describe("a scenario is refused, with the path of the key to change, when", () => {
  it("there is no venue, or two of one name", () => {
    expect(problems({ clouds: {} })).toEqual([
      "networks: A scenario needs a network or a cloud: networks: { network: {} } is one with all defaults"
    ])
    expect(problems({ networks: { central: {} } })).toEqual(["clouds.central: A network is already named central"])
  })

  it("names are used that nobody declared", () => {
    expect(
      problems({
        networks: { network: {} },
        supply: { cohorts: { owners: cohort({ networks: ["network", "netwrk"] }) } },
        demand: { jobs: jobClass(1, { trust: { central: 1, nowhere: 2 } }) },
        shocks: [
          { kind: "cloud-price", at: "1 day", cloud: "nimbus", factor: 2 },
          { kind: "demand", at: "1 day", class: "nobody", factor: 2 },
          { kind: "region-fails", at: "1 day", region: "atlantis", lasts: "1 h" }
        ],
        report: ["utilization"],
        answer: "It was {network_share} and {nothing}."
      })
    ).toEqual([
      "supply.cohorts.owners.networks.1: There is no network netwrk",
      "demand.jobs.trust.nowhere: There is no venue nowhere",
      "shocks.0.cloud: There is no cloud nimbus",
      "shocks.1.class: There is no job class nobody",
      "shocks.2.region: There is no region atlantis",
      "report.0: There is no metric utilization; near it are utilisation_network, utilisation_central, compute_utilisation; lode explain metrics tells all",
      expect.stringMatching(/^answer: The answer names \{nothing\}, which is no metric; near it are (\w+, ){2}\w+;/)
    ])
  })

  it("nobody offers anything", () => {
    const nobody = ["supply: Nobody offers a GPU: no cohort has members and no cloud has GPUs"]
    const demand = { jobs: jobClass(1) }
    expect(problems({ clouds: { central: cloud(0) }, demand })).toEqual(nobody)
    const none = { owners: cohort({ count: 0 }) }
    expect(problems({ clouds: {}, networks: { network: {} }, supply: { cohorts: none }, demand })).toEqual(nobody)
    const unbounded = { owners: cohort({ count: 0, gpus: { kind: "lognormal", median: 4, p99: 8 } }) }
    expect(problems({ clouds: {}, networks: { network: {} }, supply: { cohorts: unbounded }, demand })).toEqual(nobody)
  })

  it("nobody would ever be the first to offer on a network", () => {
    const demand = { jobs: jobClass(1) }
    const found = (cohorts: NonNullable<NonNullable<Written["supply"]>["cohorts"]>) =>
      problems({ clouds: {}, networks: { network: {}, other: {} }, supply: { cohorts }, demand })
    const out = cohort({ count: 0, potential: 9 })
    expect(found({ owners: out })).toEqual([
      "supply.cohorts.owners.count: Nobody offers on network, other at the start, and owners come where they see others earn: nobody would ever come; let one be there"
    ])
    expect(found({ owners: out, first: cohort({ networks: ["other"] }) })).toEqual([])
    expect(found({ owners: { ...out, networks: ["network"] }, first: cohort({ networks: ["other"] }) })).toHaveLength(1)
  })

  it("a gang is larger than any supply, now and later", () => {
    const gangs = (gpus: NonNullable<Parameters<typeof jobClass>[1]>["gpus"]) => ({
      jobs: jobClass(1, gpus === undefined ? {} : { gpus })
    })
    const tooLarge = (gpus: number, most: number) => [
      `demand.jobs.gpus: A gang of ${gpus} GPUs is larger than any supply: at most ${most} GPUs of one model can ever be had on one venue`
    ]
    expect(problems({ demand: gangs(16) })).toEqual([])
    expect(problems({ demand: gangs(17) })).toEqual(tooLarge(17, 16))
    expect(problems({ demand: gangs({ kind: "choice", values: [1, 32], weights: [9, 1] }) })).toEqual(tooLarge(32, 16))
    expect(problems({ demand: gangs({ kind: "choice", values: [1, 32], weights: [9, 0] }) })).toEqual([])
    // A cloud that grows may serve any gang some day.
    expect(
      problems({ demand: gangs(17), clouds: { central: cloud(16, "2 USD/GPU-hour", { expansion: "10%" }) } })
    ).toEqual([])
    // GPUs of two venues, or of two models, are no gang.
    const elsewhere = { owners: cohort({ count: 2, gpus: 8, regions: [] }) }
    expect(problems({ demand: gangs(17), networks: { network: {} }, supply: { cohorts: elsewhere } })).toEqual(
      tooLarge(17, 16)
    )
    // Two owners stand in two of the regions, not in all of them.
    const few = { owners: cohort({ count: 2, gpus: 8, regions: [] }) }
    expect(problems({ clouds: {}, networks: { network: {} }, supply: { cohorts: few }, demand: gangs(16) })).toEqual([])
    expect(problems({ clouds: {}, networks: { network: {} }, supply: { cohorts: few }, demand: gangs(17) })).toEqual(
      tooLarge(17, 16)
    )
  })

  it("nobody has such a GPU, so much memory, or is in such a region", () => {
    const nobody = ["demand.jobs.gpus: No supply can ever serve this class: nobody has such a GPU, memory and region"]
    expect(problems({ demand: { jobs: jobClass(1, { gpu_models: ["L40S"] }) } })).toEqual(nobody)
    expect(problems({ demand: { jobs: jobClass(1, { memory: "200 GB" }) } })).toEqual(nobody)
    expect(problems({ demand: { jobs: jobClass(1, { regions: ["brazil"] }) } })).toEqual(nobody)
  })

  it("distributions make no sense", () => {
    const upsideDown = { kind: "uniform", from: "2 h", to: "1 h" } as const
    expect(
      problems({
        networks: { network: {} },
        supply: {
          cohorts: {
            owners: cohort({
              gpus: { kind: "choice", values: [1, 2], weights: [1] },
              asking: {
                kind: "fixed",
                price: { kind: "lognormal", median: "2 USD/GPU-hour", p99: "1 USD/GPU-hour" }
              },
              cost: { kind: "choice", values: ["1 USD/GPU-hour"], weights: [0] }
            })
          }
        },
        demand: { jobs: jobClass(1, { duration: upsideDown, highest_budget: "1 USD/GPU-hour" }) }
      })
    ).toEqual([
      "demand.jobs.duration.to: The range is upside down: it goes from 7200 to 3600",
      "demand.jobs.highest_budget: The highest budget is below the lowest",
      "supply.cohorts.owners.gpus.weights: 2 values need as many weights, not 1",
      "supply.cohorts.owners.cost.weights: All weights are 0",
      "supply.cohorts.owners.asking.price.p99: The 99th percentile must lie above the median, and the median above 0"
    ])
  })

  it("tokens cannot be told apart, or from the dollar, or cannot fill their pool", () => {
    expect(problems({ networks: { one: { token: token("T") }, two: { token: token("T") } } })).toEqual([
      "networks.two.token.name: Another network has a token named T"
    ])
    expect(problems({ networks: { one: { token: token("USD") } } })).toEqual([
      "networks.one.token.name: A token cannot be named USD: that is the dollar"
    ])
    const shallow = { ...token("T"), initial_supply: "10 tokens", pool: { depth: "1000 USD" } }
    expect(problems({ networks: { one: { token: shallow } } })).toEqual([
      "networks.one.token.pool.depth: The pool's token side would be worth 1000 USD, but all tokens together are worth 10 USD"
    ])
  })

  it("numbers are beyond what the tables hold", () => {
    expect(problems({ clouds: { central: cloud(5_000_000_000) } })).toEqual([
      "clouds.central.fleets.0.gpus: A fleet has at most 100,000,000 GPUs"
    ])
    const huge = cohort({ count: 1e12, gpus: 1e12, failure_every: "0 s" })
    expect(problems({ networks: { network: {} }, supply: { cohorts: { huge } } })).toEqual([
      "supply.cohorts.huge.count: At most 5,000,000 providers in all cohorts: let one stand for several",
      "supply.cohorts.huge.gpus: At most 1,000,000 GPUs in one place, not 1,000,000,000,000"
    ])
  })

  it("nothing of a run would be left after its warm-up", () => {
    const steady = decode({
      name: "test",
      question: "?",
      horizon: { kind: "steady", length: "10 days", warm_up: "10 days" },
      clouds: { central: cloud(1) }
    })
    expect(problemsOf(steady)).toEqual(["horizon.warm_up: The warm-up is as long as the run"])
  })
})

describe("a scenario is not refused because", () => {
  it("only converted miners could ever serve a class", () => {
    expect(
      problems({
        clouds: {},
        networks: { network: {} },
        supply: { miners: {} },
        demand: { jobs: jobClass(1, { gpus: 64 }) }
      })
    ).toEqual([])
  })

  it("nobody asks for anything", () => {
    expect(problems({ clouds: { central: cloud(0) } })).toEqual([])
  })
})
