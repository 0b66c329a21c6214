/** Small scenarios that a sensible person might write, for laws that hold in all of them: every market rule, token and availability, failures,
 * entry and exit, clouds that grow, miners, machines on several networks, shocks, recorded demand, training jobs that lose and gain members.
 *
 * They are written as in a file and go through the schema, so defaults are in play too. Supply always has a core (four machines of eight
 * H100 on every network, a fleet of twenty-four in every cloud), so that every class can be served by somebody. */
import { Schema } from "effect"
import * as fc from "fast-check"
import type { Command } from "../../packages/sim/src/world/Command.ts"
import type { Inputs } from "../../packages/sim/src/world/Compile.ts"
import { Scenario } from "../../packages/sim/src/world/Scenario.ts"
import { course, file, readAs, recordedJobs } from "./Files.ts"

type Written = typeof Scenario.Encoded
type Part<K extends keyof Written> = NonNullable<Written[K]>
type Network = Part<"networks">[string]
type Cloud = Part<"clouds">[string]
type Supply = Part<"supply">
type Cohort = NonNullable<Supply["cohorts"]>[string]
type Miners = NonNullable<Supply["miners"]>
type JobClass = Part<"demand">[string]
type Shock = Part<"shocks">[number]

/** A scenario with what it reads from files and what somebody does to it while it runs. */
export interface Case {
  readonly written: Written
  readonly scenario: Scenario
  readonly seed: number
  readonly inputs: Inputs
  readonly commands: ReadonlyArray<Command>
}

export const decode: (written: Written) => Scenario = Schema.decodeUnknownSync(Scenario)

const day = 86_400
const regions = ["us-east", "europe-west", "asia-northeast"] as const
const trace = "jobs.csv"

// ── Networks and clouds ─────────────────────────────────────────────────────────────────────────────────────────────────

/** Every market rule. */
export const market: fc.Arbitrary<NonNullable<Network["market"]>> = fc.constantFrom(
  { kind: "posted-price" } as const,
  { kind: "reverse-auction" } as const,
  { kind: "reverse-auction", bids: 3, reputation_weight: 2 } as const,
  { kind: "double-auction", interval: "2 hours" } as const,
  { kind: "utilisation-priced", interval: "1 hour", target: "40%" } as const,
  { kind: "first-come-queue", backfill: true } as const,
  { kind: "first-come-queue", backfill: false } as const
)

const emission = fc.constantFrom(
  { kind: "none" } as const,
  { kind: "fixed", rate: "2000 tokens/day" } as const,
  { kind: "halving", rate: "3000 tokens/day", period: "3 days" } as const,
  { kind: "exponential-decay", rate: "1500 tokens/day", half_life: "5 days" } as const,
  { kind: "supply-halving", rate: "90000 tokens/day", cap: "2.2M tokens" } as const,
  { kind: "stepped-decay" } as const,
  { kind: "yearly-budgets", budgets: ["9000 tokens", "0 tokens", "4000 tokens"], year: "2 days" } as const,
  { kind: "filecoin", simple: "300k tokens", baseline: "700k tokens", epoch: "1 h", baseline_power: 60 } as const,
  { kind: "net-emission", rate: "2000 tokens/day", period: "3 days", remint: "100 tokens/day" } as const,
  { kind: "usd-payouts", vault: "5000 tokens", payout: "0.8 USD/GPU-hour" } as const,
  { kind: "utilisation-controller" } as const
)
const distribution = fc.constantFrom(
  { kind: "work-and-capacity" } as const,
  { kind: "work-and-capacity", work_share: "30%", treasury: "10%", stakers: "20%" } as const,
  {
    kind: "work-and-capacity",
    vested: "75%",
    vesting: "3 days",
    multipliers: { "H100-SXM": 4, "RTX-4090": 0 }
  } as const,
  {
    kind: "work-and-capacity",
    work_share: "100%",
    payout_band: { kind: "payer-band", floor: 0.8, ceiling: 1.2 }
  } as const
)
const credits = fc.constantFrom(
  {},
  { lead_time: "0 s", settle_spread: "2%" } as const,
  { lead_time: "3 days", vault: "20k tokens", halt: "99.5%", warn: "100%", longest_epoch: "3 days" } as const
)
const verification = fc.constantFrom(
  { kind: "none" } as const,
  { kind: "sampled-re-execution" } as const,
  { kind: "sampled-re-execution", sample: "40%", false_alarm: "30%", rents: "2 days", willing: "60%" } as const
)
/** Votes on a figure that takes effect before the run is over; some pass. */
const governance = fc.constantFrom(undefined, undefined, {
  period: "1 day",
  delay: "12 h",
  threshold: "30%"
} as const)
const stake = fc.constantFrom(
  { kind: "none" } as const,
  { kind: "tokens-per-gpu", amount: "20 tokens", unbonding: "2 days" } as const,
  { kind: "usd-per-gpu", amount: "30 USD", unbonding: "1 day", slashing: "20%" } as const,
  { kind: "stake-by-hardware", base: "3 tokens", unbonding: "1 day", capital_cost: "20% per year" } as const,
  { kind: "filecoin-pledge", most_per_power: 40 } as const
)
const selfDealing = fc.constantFrom(
  { kind: "none" } as const,
  { kind: "best-response" } as const,
  { kind: "best-response", willing: "50%", detection: "5%", speed: "40%", rents: "3 days" } as const
)

/** No token, or one with each kind of emission, stake, payment and self-dealing. */
export const token = (name: string): fc.Arbitrary<NonNullable<Network["token"]>> =>
  fc.oneof(
    fc.constantFrom({ kind: "none" } as const, { kind: "none", fee: "7%" } as const),
    fc.record({
      kind: fc.constant("network-token" as const),
      name: fc.constant(name),
      initial_supply: fc.constant("1M tokens"),
      pool: fc.constant({ depth: "100000 USD" }),
      outside_market: fc.constantFrom(
        { kind: "none" } as const,
        { kind: "value-and-trend" } as const,
        { kind: "given-path", price: file() } as const,
        { kind: "stochastic-path", volatility: 0.2 } as const
      ),
      emission,
      distribution,
      unlocks: fc.constantFrom(
        [],
        [{ tokens: "50k tokens", at_start: "10%", cliff: "2 days", at_cliff: "30%", linear: "2 days" }]
      ),
      unlock_selling: fc.constantFrom({}, { share: "100%", over: "0 s" }),
      verification,
      sink: fc.record({
        credits,
        payment: fc.constantFrom("usd" as const, "token" as const, "credits" as const),
        fee: fc.constantFrom("0%", "5%", "20%"),
        burn: fc.constantFrom("0%", "95%", "100%")
      }),
      stake,
      holding: fc.constantFrom({ held: "0%" }, { held: "60%" }),
      self_dealing: selfDealing
    })
  )

const network = (name: string): fc.Arbitrary<Network> =>
  fc
    .record({
      market,
      token: token(`${name}-token`),
      egress: fc.constantFrom("0 USD/GB", "0.05 USD/GB"),
      rules: governance
    })
    .map(({ rules, ...network }) => {
      if (rules === undefined || network.token.kind === "none") return network
      const set = `networks.${name}.token.sink.fee`
      const proposals = [
        { at: "1 day", set, value: 0.1, votes: [{ who: "holders", yes: "40%", no: "20%" } as const] },
        { at: "30 h", set, value: 1, votes: [{ who: "stakers", yes: "100%" } as const] }
      ]
      return { ...network, governance: { ...rules, proposals } }
    })

const cloud: fc.Arbitrary<Cloud> = fc.record({
  fleets: fc.constantFrom(
    [{ gpu_model: "H100-SXM", region: "us-east", gpus: 24, price: "3 USD/GPU-hour" }],
    [
      { gpu_model: "H100-SXM", region: "us-east", gpus: 24, price: "2.5 USD/GPU-hour" },
      { gpu_model: "A100-SXM", region: "europe-west", gpus: 12, price: file() }
    ]
  ),
  expansion: fc.constantFrom("0%", "50%"),
  target_utilisation: fc.constantFrom("20%", "85%"),
  lead_time: fc.constant("2 days"),
  review_every: fc.constant("1 day"),
  price_drift: fc.constantFrom(0, -0.5, 1),
  backfill: fc.boolean(),
  failure_every: fc.constantFrom("0 s", "300 h"),
  repair: fc.constant("5 h")
})

// ── Supply ──────────────────────────────────────────────────────────────────────────────────────────────────────────────

const availability: fc.Arbitrary<NonNullable<Cohort["availability"]>> = fc.constantFrom(
  { kind: "always" } as const,
  { kind: "daily", from_hour: 20, hours: 10 } as const,
  { kind: "daily", from_hour: 6, hours: 22, spread: 3 } as const,
  { kind: "random", online: "9 h", offline: "5 h" } as const,
  { kind: "trace", machines: file() } as const,
  { kind: "trace", machines: file(1, false), full: 4 } as const
)
const asking: fc.Arbitrary<Cohort["asking"]> = fc.constantFrom(
  { kind: "fixed", price: "1.5 USD/GPU-hour" } as const,
  { kind: "fixed", price: { kind: "uniform", from: "0.5 USD/GPU-hour", to: "3 USD/GPU-hour" } } as const,
  { kind: "adaptive", start: "2 USD/GPU-hour", step: "20%" } as const
)

const cohort = (networks: ReadonlyArray<string>): fc.Arbitrary<Cohort> =>
  fc.record({
    kind: fc.constantFrom("data-centre" as const, "idle-owner" as const),
    count: fc.integer({ min: 0, max: 5 }),
    potential: fc.integer({ min: 0, max: 9 }),
    gpu_model: fc.constantFrom("H100-SXM", "A100-SXM", "RTX-4090"),
    gpus: fc.constantFrom(
      1,
      8,
      20,
      { kind: "choice", values: [1, 4, 16], weights: [2, 1, 1] } as const,
      { kind: "lognormal", median: 3, p99: 20 } as const
    ),
    regions: fc.constantFrom([], ["us-east"], [...regions]),
    upload: fc.constantFrom("1 Gbit/s", "100 Mbit/s"),
    networks: fc.constantFrom([], networks.slice(0, 1)),
    asking,
    cost: fc.constantFrom("1 USD/GPU-hour", {
      kind: "lognormal",
      median: "0.6 USD/GPU-hour",
      p99: "2 USD/GPU-hour"
    } as const),
    running_cost: fc.constantFrom("30%", "100%"),
    power_price: fc.constantFrom("80 USD/MWh", file(100)),
    availability,
    failure_every: fc.constantFrom("0 s", "100 h", "1000 h"),
    repair: fc.constantFrom("1 h", "30 h"),
    entry_delay: fc.constantFrom("0 s", "30 h"),
    review_every: fc.constantFrom("12 h", "2 days"),
    response: fc.constantFrom("25%", "100%")
  })

/** Machines that are on every network whatever else there is. */
const core = (failures: string): Cohort => ({
  kind: "data-centre",
  count: 4,
  gpu_model: "H100-SXM",
  gpus: 8,
  regions: ["us-east"],
  asking: { kind: "fixed", price: "2 USD/GPU-hour" },
  cost: "0.5 USD/GPU-hour",
  failure_every: failures
})

/** Sites that go to the network as soon as it pays a little: so cheap are their GPUs, and so little does mining bring. */
export const eagerMiners: Miners = {
  sites: {
    cohorts: {
      sites: {
        count: 3,
        power: "2 MW",
        power_spread: 0,
        efficiency: "30 J/TH",
        power_price: "30 USD/MWh",
        region: "us-east",
        suitable: "100%"
      }
    },
    module: "0.1 MW",
    reinvested: "100%",
    spot: { lead_time: "10 days", life: 1, building: "1M USD/MW", debt: "90%", price: "300 USD" },
    waiting: { enabled: false }
  },
  hash_price: { kind: "given", price: "20 USD/PH/day" }
}

const supply = (networks: ReadonlyArray<string>): fc.Arbitrary<Supply> =>
  networks.length === 0
    ? fc.constant({})
    : fc
        .record({
          failures: fc.constantFrom("0 s", "200 h"),
          others: fc.dictionary(fc.constantFrom("a", "b", "c"), cohort(networks), {
            maxKeys: 3,
            noNullPrototype: true
          }),
          miners: fc.oneof(
            { weight: 7, arbitrary: fc.constant(undefined) },
            fc.constantFrom({ sites: {} }, eagerMiners)
          )
        })
        .map(({ failures, others, miners }) => ({
          cohorts: { core: core(failures), ...others },
          ...(miners === undefined ? {} : { miners })
        }))

// ── Demand and what happens from outside ────────────────────────────────────────────────────────────────────────────────

const requests: fc.Arbitrary<JobClass["requests"]> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant("users" as const),
      users: fc.integer({ min: 5, max: 40 }),
      requests_per_user: fc.constantFrom("1 per day", "0.4 per day"),
      burstiness: fc.constantFrom(0, 0.5, 1, 2.83),
      daily_swing: fc.constantFrom("0%", "100%"),
      growth: fc.constantFrom(0, 4),
      churn: fc.constantFrom(0, 50)
    })
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant("trace" as const),
      file: fc.constant(trace),
      load: fc.constantFrom(0.5, 1, 1.7),
      bootstrap: fc.boolean()
    })
  }
)

const gangs = [
  3,
  { kind: "choice", values: [1, 8, 20], weights: [6, 2, 1] } as const,
  {
    kind: "uniform",
    from: 1,
    to: 6
  } as const
]

/** What a class trains, if it does: models that one GPU holds, and some that take several; jobs of some hours on few GPUs, whose loss is within reach. */
export const training: fc.Arbitrary<NonNullable<JobClass["training"]>> = fc
  .record({
    continuation: fc.constantFrom("elastic" as const, "elastic" as const, "restart" as const),
    ring: fc.constantFrom("as-joined" as const, "ordered" as const),
    what: fc.constantFrom(
      {
        model: { parameters: 100e6 },
        tokens: "20B tokens",
        batch: "20M tokens",
        synchronisation: { kind: "data-parallel" } as const
      },
      {
        model: { parameters: 100e6 },
        tokens: { kind: "lognormal", median: "10B tokens", p99: "100B tokens" } as const,
        synchronisation: { kind: "asynchronous" } as const
      },
      {
        model: { parameters: 6e9 },
        tokens: { kind: "exponential", mean: "1B tokens" } as const,
        synchronisation: { kind: "diloco" } as const
      },
      {
        model: { parameters: 6e9 },
        tokens: "500M tokens",
        synchronisation: { kind: "streaming-diloco", inner_steps: 30 } as const
      }
    )
  })
  .map(({ what, ...rest }) => ({ ...rest, ...what }))

const ordinaryClass: fc.Arbitrary<JobClass> = fc.record({
  requests,
  gpus: fc.constantFrom(1, ...gangs),
  duration: fc.constantFrom(
    "3 h",
    { kind: "exponential", mean: "5 h" } as const,
    { kind: "lognormal", median: "1 h", p99: "30 h" } as const
  ),
  gpu_models: fc.constantFrom([], ["H100-SXM"], ["H100-SXM", "A100-SXM"]),
  regions: fc.constantFrom([], ["us-east"]),
  lowest_budget: fc.constantFrom("1 USD/GPU-hour", "3 USD/GPU-hour"),
  patience: fc.constantFrom("0 s", "1 year", { kind: "exponential", mean: "4 h" } as const),
  deadline: fc.constantFrom(0, 1.5),
  checkpoint_every: fc.constantFrom("0 s", "30 minutes"),
  restart: fc.constantFrom("0 s", "20 minutes"),
  inertia: fc.constantFrom(0, 2)
})

/** Two in five classes train. */
const jobClass: fc.Arbitrary<JobClass> = fc.oneof(
  { weight: 3, arbitrary: ordinaryClass },
  {
    weight: 2,
    arbitrary: fc
      .record({ ordinary: ordinaryClass, gpus: fc.constantFrom(8, ...gangs), training })
      .map(({ ordinary, ...rest }) => ({ ...ordinary, ...rest }))
  }
)

const shock = (length: number, clouds: ReadonlyArray<string>, classes: ReadonlyArray<string>): fc.Arbitrary<Shock> => {
  const at = fc.integer({ min: 0, max: length }).map((seconds) => `${seconds} s`)
  const factor = fc.constantFrom(0, 0.5, 3)
  return fc.oneof(
    fc.record({
      kind: fc.constant("region-fails" as const),
      at,
      region: fc.constantFrom(...regions),
      lasts: fc.constantFrom("0 s", "8 h", "90 days")
    }),
    fc.record({ kind: fc.constant("hash-price" as const), at, factor }),
    ...(clouds.length === 0
      ? []
      : [
          fc.record({
            kind: fc.constant("cloud-price" as const),
            at,
            cloud: fc.constantFrom(...clouds),
            factor: fc.constantFrom(0.5, 3)
          })
        ]),
    ...(classes.length === 0
      ? []
      : [fc.record({ kind: fc.constant("demand" as const), at, class: fc.constantFrom(...classes), factor })])
  )
}

const command = (length: number, written: Written): fc.Arbitrary<Command> => {
  const knobs = Object.keys(written.demand ?? {}).flatMap((name) => [
    { set: `demand.${name}.price_weight`, value: 5 },
    { set: `demand.${name}.elasticity`, value: 3 },
    { set: `demand.${name}.checkpoint_every`, value: 600 }
  ])
  const core =
    written.supply?.cohorts?.["core"] === undefined ? [] : [{ set: "supply.cohorts.core.margin", value: 0.5 }]
  return fc
    .record({
      at: fc.integer({ min: 0, max: length }),
      what: fc.constantFrom(...knobs, ...core, {
        shock: { kind: "region-fails", at: 0, region: "us-east", lasts: 7_200 } as const
      })
    })
    .map(({ at, what }) => ({ at, ...what }))
}

// ── The whole ───────────────────────────────────────────────────────────────────────────────────────────────────────────

/** What a caller may ask for. */
export interface Wishes {
  /** Longest run in days; miners decide monthly, so runs with miners take 70. Default 6. */
  readonly days?: number
  /** Whether commands come too. Default false. */
  readonly commands?: boolean
}

const named = <T>(names: ReadonlyArray<string>, item: (name: string) => fc.Arbitrary<T>) =>
  fc.record(Object.fromEntries(names.map((name) => [name, item(name)])))

/** Scenarios with their inputs, seeds and commands. */
export const cases = ({ days = 6, commands = false }: Wishes = {}): fc.Arbitrary<Case> =>
  fc
    .constantFrom(
      { networks: ["north"], clouds: [] },
      { networks: ["north", "south"], clouds: [] },
      { networks: ["north"], clouds: ["central"] },
      { networks: ["north", "south"], clouds: ["central"] },
      { networks: [], clouds: ["central"] }
    )
    .chain(({ networks, clouds }) =>
      fc.record({
        networks: named(networks, network),
        clouds: named(clouds, () => cloud),
        supply: supply(networks),
        demand: fc.dictionary(fc.constantFrom("train", "infer", "render"), jobClass, {
          minKeys: 1,
          maxKeys: 3,
          noNullPrototype: true
        })
      })
    )
    .chain((body) => {
      const length = (body.supply.miners === undefined ? days : 70) * day
      const written = {
        name: "a case",
        question: "does the law hold?",
        horizon: { kind: "terminating", length: `${length} s` },
        ...body
      } satisfies Written
      return fc.record({
        written: fc
          .array(shock(length, Object.keys(body.clouds), Object.keys(body.demand)), { maxLength: 3 })
          .map((shocks): Written => ({ ...written, shocks })),
        seed: fc.nat(),
        jobs: recordedJobs,
        courses: course.map(readAs),
        commands: commands ? fc.array(command(length, written), { maxLength: 3 }) : fc.constant([])
      })
    })
    .map(({ written, seed, jobs, courses, commands }) => ({
      written,
      scenario: decode(written),
      seed,
      inputs: { traces: { [trace]: jobs }, series: courses },
      commands
    }))
