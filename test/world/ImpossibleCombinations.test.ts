/** What a careless hand types: each figure of a scenario is made far too small or far too large. Either the scenario is refused, or it runs. */
import { Result } from "effect"
import { describe, expect, it } from "vitest"
import * as Decode from "../../packages/sim/src/scenario/Decode.ts"
import { language } from "../../packages/sim/src/scenario/Language.ts"
import * as Override from "../../packages/sim/src/scenario/Override.ts"
import * as Path from "../../packages/sim/src/scenario/Path.ts"
import * as Resolved from "../../packages/sim/src/scenario/Resolved.ts"
import * as Shape from "../../packages/sim/src/scenario/Shape.ts"
import * as Source from "../../packages/sim/src/scenario/Source.ts"
import { describe as dimension, isDimension } from "../../packages/sim/src/units/Dimension.ts"
import { measure } from "../../packages/sim/src/world/Metrics.ts"
import { Run } from "../../packages/sim/src/world/Run.ts"

/** Something of everything. */
const rich = `lode: 1
name: rich
question: does it bear anything?
horizon: { kind: terminating, length: 40 days }
networks:
  one:
    token:
      kind: network-token
      emission: { kind: fixed, rate: 1000 tokens/day }
      stake: { kind: tokens-per-gpu }
  two:
    market: { kind: double-auction }
    token:
      kind: network-token
      name: TWO
      emission: { kind: halving, rate: 1000 tokens/day, period: 10 days }
      stake: { kind: usd-per-gpu }
  three: { market: { kind: utilisation-priced } }
clouds:
  central:
    fleets:
      - { gpu_model: H100-SXM, region: us-east, gpus: 32, price: 3 USD/GPU-hour }
    expansion: 10%
    lead_time: 10 days
supply:
  miners: { hash_price: { kind: endogenous, btc_price: { kind: brownian } } }
  cohorts:
    a:
      kind: data-centre
      count: 10
      potential: 20
      gpu_model: H100-SXM
      gpus: { kind: choice, values: [8, 16], weights: [1, 2] }
      asking: { kind: adaptive, start: 2 USD/GPU-hour }
      cost: { kind: lognormal, median: 1 USD/GPU-hour, p99: 2 USD/GPU-hour }
    b:
      kind: idle-owner
      count: 10
      gpu_model: RTX-4090
      asking: { kind: fixed, price: { kind: gamma, mean: 0.4 USD/GPU-hour, cv: 0.3 } }
      cost: 0.1 USD/GPU-hour
      availability: { kind: random, online: 10 h, offline: 10 h }
demand:
  jobs:
    requests: { kind: users, users: 20, requests_per_user: 1 per day, growth: 0.2, churn: 0.1 }
    gpus: { kind: choice, values: [1, 4], weights: [1, 2] }
    trust: { central: 0.5 }
  small:
    requests: { kind: users, users: 20, requests_per_user: 1 per day }
    duration: { kind: gamma, mean: 1 h, cv: 1.5 }
    patience: { kind: hyperexponential, mean: 1 h, cv: 2 }
shocks:
  - { kind: hash-price, at: 3 days, factor: 0.5 }
  - { kind: region-fails, at: 4 days, region: us-east, lasts: 1 day }
  - { kind: cloud-price, at: 5 days, cloud: central, factor: 0.5 }
  - { kind: demand, at: 6 days, class: jobs, factor: 2 }
`

const orThrow = <A>(result: Result.Result<A, { readonly message: string }>): A => {
  if (Result.isFailure(result)) throw new Error(result.failure.message)
  return result.success
}

/** The scenario as plain data with every default written out, so that each figure can be set. */
const tree = orThrow(
  Source.parse(Resolved.print(language.schema, orThrow(Decode.text(language, rich)), { program: "test" }))
).tree

interface Figure {
  readonly path: Path.Path
  readonly leaf: Shape.Leaf
}

const figuresIn = (shape: Shape.Shape, value: unknown, path: Path.Path): ReadonlyArray<Figure> => {
  if (value === undefined) return []
  switch (shape._tag) {
    case "Leaf":
      return Shape.isFigure(shape) ? [{ path, leaf: shape }] : []
    case "Group":
      return shape.keys.flatMap(([name, key]) => figuresIn(key, Path.lookup(value, [name]), [...path, name]))
    case "Variants": {
      const chosen = Path.isRecord(value) ? Shape.caseOf(shape, value[shape.tag]) : undefined
      return chosen === undefined ? [] : figuresIn(chosen, value, path)
    }
    case "Named":
      return Path.isRecord(value)
        ? Object.entries(value).flatMap(([name, item]) => figuresIn(shape.item, item, [...path, name]))
        : []
    case "List":
      return Array.isArray(value)
        ? value.flatMap((item: unknown, index) => figuresIn(shape.item, item, [...path, index]))
        : []
    case "Either":
      return shape.forms
        .filter((form) => (form._tag === "Leaf") === (typeof value !== "object"))
        .flatMap((form) => figuresIn(form, value, path))
  }
}

const figures = figuresIn(Shape.make(language.schema), tree, [])

const written = ({ leaf }: Figure, value: number): unknown =>
  isDimension(leaf.kind)
    ? `${value} ${dimension(leaf.kind).base}`.trim()
    : leaf.kind === "count"
      ? Math.round(value)
      : value

/** What decoding says with one figure set. */
const decodedWith = (figure: Figure, value: number) =>
  Decode.scenario(
    language,
    Source.fromTree(orThrow(Override.set(language.schema, tree, figure.path, written(figure, value))))
  )

/** What happens in the first events of a run; how many there were. */
const outcome = (figure: Figure, value: number): "refused" | number => {
  const decoded = decodedWith(figure, value)
  if (Result.isFailure(decoded)) return "refused"
  const run = Run.make(decoded.success)
  let events = 0
  for (let slice = 0; slice < 20 && !run.isOver; slice++) events += run.advance(Infinity, 50)
  measure(run.world)
  return events
}

describe("a scenario with one careless figure", () => {
  it("has many figures to be careless with", () => expect(figures.length).toBeGreaterThan(200))

  // Every figure meets two of the values: all of them take a minute.
  for (const [turn, value] of [0, 1e-9, 1e9, 1e18, 1e300].entries()) {
    it(`is refused or runs, whatever figure is ${value}`, () => {
      for (const figure of figures.filter((_, index) => (index + turn) % 5 < 2)) {
        // What fills the tables is slow to build and tried by hand.
        if (value === 1e9 && /count|potential|gpus$/.test(Path.format(figure.path))) continue
        expect(() => outcome(figure, value), `${Path.format(figure.path)} = ${value}`).not.toThrow()
      }
    })
  }
})

const refusals = (parts: ReadonlyArray<readonly [path: string, value: unknown]>): ReadonlyArray<string> => {
  const set = parts.reduce(
    (changed, [path, value]) => orThrow(Override.set(language.schema, changed, path, value)),
    tree
  )
  const decoded = Decode.scenario(language, Source.fromTree(set))
  return Result.isFailure(decoded) ? decoded.failure.problems.map(({ message, path }) => `${path}: ${message}`) : []
}

describe("what no run could bear is told with what would work:", () => {
  it("too long a run, too fine a series", () => {
    const still = ["demand.jobs.requests.growth", 0] as const
    expect(refusals([still, ["horizon.length", "1001 years"]])).toEqual([
      "horizon.length: A run may last at most 1000 years"
    ])
    const fine = [still, ["horizon.length", "1000 years"], ["sample_every", "60 s"]] as const
    expect(refusals(fine)).toEqual([
      "sample_every: The series would have 526,000,000 rows; at most 1,000,000: sample every 526 min or less often"
    ])
  })

  it("rates per second that were meant per year", () => {
    expect(refusals([["demand.jobs.requests.requests_per_user", "1e12 per second"]])).toEqual([
      "demand.jobs.requests.requests_per_user: About 141,000,000,000,000,000,000 requests in one run; at most 10,000,000,000: fewer users, each asking for more, or a shorter run (is the rate per the right time?)"
    ])
    expect(refusals([["supply.miners.sites.tenants.requests", "1 per second"]])[0]).toMatch(
      /^supply\.miners\.sites\.tenants\.requests: About 3,460,000 requests of tenants/
    )
    expect(refusals([["shocks[3].factor", 1e12]])[0]).toMatch(/requests_per_user: About/)
  })

  it("machines that come and go all the time, or break all the time", () => {
    const restless = [
      ["supply.cohorts.b.availability.online", "0 s"],
      ["supply.cohorts.b.availability.offline", "0 s"]
    ] as const
    expect(refusals(restless)).toEqual([
      "supply.cohorts.b.availability.online: Machines that come and go must stay online and away for a minute together at least"
    ])
    expect(refusals([["supply.cohorts.a.failure_every", "0.001 s"]])[0]).toMatch(
      /failures in one run.*0 s means never$/
    )
  })

  it("money beyond what minor units hold, and budgets of nothing", () => {
    expect(refusals([["demand.jobs.highest_budget", "1e10 USD/GPU-hour"]])).toEqual([
      "demand.jobs.highest_budget: 10,000,000,000 USD is more than the ledger holds in whole micro-USD: at most 4,500,000,000 USD"
    ])
    expect(refusals([["demand.jobs.duration", "1e6 years"]])[0]).toMatch(
      /^demand\.jobs\.duration: A job of 4 GPUs for 8,760,000,000 hours would cost 35,000,000,000 USD even at the lowest budget/
    )
    expect(refusals([["demand.jobs.lowest_budget", "0 USD/GPU-hour"]])[0]).toMatch(/At 0 nobody would pay anything/)
    expect(refusals([["clouds.central.fleets[0].cost", "1e7 USD/GPU-hour"]])[0]).toMatch(
      /would cost 7,680,000,000 USD a day/
    )
    expect(refusals([["networks.one.token.emission.rate", "1e25 tokens/day"]])[0]).toMatch(/tokens would be made/)
  })

  it("names that nobody could read", () => {
    expect(refusals([['networks."red\\u001b[31m"', {}]])).toEqual([
      'networks."red\\u001b[31m": A name is one line without control characters'
    ])
    expect(
      refusals([
        [`demand."${"x".repeat(101)}"`, { requests: { kind: "users", users: 1, requests_per_user: "1 per day" } }]
      ])[0]
    ).toMatch(/A name has at most 100 characters$/)
    expect(refusals([["name", "  "]])).toEqual(["name: A name must be seen"])
    for (const fine of ["a.b c", "été", "true", "12", "🐟", "=1+1"]) {
      expect(refusals([[`networks.${JSON.stringify(fine)}`, {}]])).toEqual([])
    }
  })
})
