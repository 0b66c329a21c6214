/** `lode sensitivity` as a user calls it. */
import { parse } from "csv-parse/sync"
import { afterAll, describe, expect, it } from "vitest"
import { studyText } from "../experiment/study/studies.ts"
import { place } from "./study.ts"

const { files, lode, put, remove } = place()
afterAll(remove)

const study = put(
  "prices.yaml",
  studyText({
    knobs:
      '{ price: { kind: range, path: "clouds.cloud.fleets[0].price", from: 1 USD/GPU-hour, to: 4 USD/GPU-hour }, watts: { kind: range, path: supply.cohorts.owners.power_price, from: 70 USD/MWh, to: 80 USD/MWh } }',
    objectives: "[{ metric: price_central, direction: minimise }, { metric: unmet_share, direction: minimise }]",
    assumptions:
      "{ elasticity: { kind: uniform, path: demand.jobs.elasticity, from: 0.8, to: 1.4 }, users: { kind: triangular, path: demand.jobs.requests.users, from: 30, likely: 50, to: 90 } }",
    budget: "{ trials: 120, replications: 2 }"
  })
)

interface Index {
  readonly value: number
  readonly low: number
  readonly high: number
}
interface Told {
  readonly trials: number
  readonly left_out: ReadonlyArray<string>
  readonly objectives: Readonly<
    Record<
      string,
      {
        readonly sentence: string
        readonly factors: ReadonlyArray<{
          readonly name: string
          readonly role: string
          readonly first: Index | null
          readonly total: Index | null
        }>
      }
    >
  >
}

describe("lode sensitivity", { timeout: 120_000 }, () => {
  it("finds what moves each objective, knobs and assumptions alike, and leaves out what does not", async () => {
    const { code, err, out } = await lode("sensitivity", study, "--json")
    expect({ code, err: err.replaceAll(/^(screening|finding).*\n/gm, "") }).toMatchObject({ code: 0 })
    const { left_out, objectives, trials }: Told = JSON.parse(out)
    expect(trials).toBeLessThanOrEqual(120)
    // What power costs changes neither price nor service of owners whose price is fixed.
    expect(left_out).toContain("watts")
    const price = objectives["price_central"]
    // The price paid in the cloud is the price of its fleet and nothing else.
    expect(price?.factors[0]?.name).toBe("price")
    expect(price?.factors[0]?.total?.value).toBeGreaterThan(0.8)
    expect(price?.factors[0]?.total?.high).toBeGreaterThanOrEqual(1)
    expect(price?.sentence).toMatch(
      /^price moves price_central most: price has a part in .* None of the assumptions moves it\.$/
    )
    const unmet = objectives["unmet_share"]
    expect(unmet?.factors.find(({ name }) => name === "elasticity")?.role).toBe("assumption")
    expect(unmet?.sentence).toContain("Of the assumptions ")
    for (const { total } of unmet?.factors ?? []) {
      if (total === null) continue
      expect(total.low).toBeLessThanOrEqual(total.value)
      expect(total.high).toBeGreaterThanOrEqual(total.value)
    }
  })

  it("says it in words, as a table and as a drawing, and writes it down; called again it runs nothing", async () => {
    const { code, err, out } = await lode("sensitivity", study)
    expect(code).toBe(0)
    expect(err).toMatch(/^(\d+) of \1 runs were kept from before\.$/m)
    expect(out).toMatch(/^varied +kind +effect +spread +alone +with others$/m)
    expect(out).toMatch(/^elasticity +assumption /m)
    expect(out).toMatch(/^watts +knob .*left out +left out$/m)
    expect(out).toContain("Share of the variance of unmet_share that each has a part in, with 95% intervals")
    expect(out.replaceAll(/\s+/g, " ")).toMatch(
      /\d+ settings of a budget of \d+, \d+ replications each, seed 1; with --trials \d+ rows double\./
    )
    const found = files("prices.results")
    expect(Object.keys(found)).toContain("sensitivity/sensitivity.json")
    const effects: ReadonlyArray<Record<string, string>> = parse(found["sensitivity/effects.csv"] ?? "", {
      columns: true
    })
    expect(effects).toHaveLength(8)
    expect(effects.find(({ name, objective }) => name === "watts" && objective === "price_central")).toMatchObject({
      role: "knob",
      morris_mu_star: "0",
      total: ""
    })
  })

  it("refuses a budget that is too small, with what would do", async () => {
    const { code, err } = await lode("sensitivity", study, "--trials", "30")
    expect(code).toBe(2)
    expect(err).toContain(
      "30 trials are too few for the sensitivity to 4 knobs and assumptions: at least 116 are wanted"
    )
  })
})
