import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import { JobState } from "../../packages/sim/src/state/Jobs.ts"
import { ProviderState } from "../../packages/sim/src/state/Providers.ts"
import { noInputs } from "../../packages/sim/src/world/Compile.ts"
import { leave } from "../../packages/sim/src/world/Enrolment.ts"
import { join } from "../../packages/sim/src/world/Entry.ts"
import { isRecruit } from "../../packages/sim/src/world/GangChanges.ts"
import type { Scenario } from "../../packages/sim/src/world/Scenario.ts"
import { Run } from "../../packages/sim/src/world/Run.ts"
import type { World } from "../../packages/sim/src/world/World.ts"
import { type Case, cases, decode, market, token } from "../arbitraries/Scenarios.ts"

type Written = typeof Scenario.Encoded
type JobClass = NonNullable<Written["demand"]>[string]

/** Everything about a run that is luck and not consequence, by who had it. */
interface Luck {
  /** By class, in order: instant, GPUs, work and budget of each request. */
  readonly requests: Readonly<Record<string, ReadonlyArray<string>>>
  /** Patience of those who gave up their first wait, by class and number of the request. */
  readonly patience: ReadonlyMap<string, number>
  /** Venue that each request chose, by class, in order. */
  readonly venues: Readonly<Record<string, ReadonlyArray<string>>>
  /** By cohort and member: GPUs, cost, first price. */
  readonly owners: Readonly<Record<string, string>>
  /** By cohort and member: how often its machines broke, for those who are there. */
  readonly failures: Readonly<Record<string, number>>
  /** By network: price and supply of its token at the end. */
  readonly tokens: Readonly<Record<string, string>>
  /** By network, cohort and member: USD of fake work on the last day, for those who are there. */
  readonly fakes: Readonly<Record<string, number>>
}

const luckOf = ({ scenario, seed, inputs }: Pick<Case, "scenario" | "seed" | "inputs">): Luck => {
  const run = Run.make(scenario, { seed, inputs })
  const { world } = run
  const rows: Array<{ number: number; of: string; asked: string; venue: string; gaveUpAfter: number }> = []
  const note = ({ jobs }: World, job: number, now: number) => {
    const of = world.stream(jobs.jobClass[job] ?? 0).name
    const asked = [jobs.submittedAt, jobs.gpus, jobs.work, jobs.highestPrice].map((column) => column[job]).join(" ")
    const venue = world.venues[jobs.venue[job] ?? 0]?.name ?? "none"
    const gaveUp = venue !== "none" && jobs.state[job] === JobState.abandoned && jobs.interruptions[job] === 0
    const gaveUpAfter = gaveUp ? now - (jobs.since[job] ?? now) : Number.NaN
    rows.push({ number: jobs.number[job] ?? 0, of, asked, venue, gaveUpAfter })
  }
  world.record({ job: note })
  run.finish()
  for (let job = 0; job < world.jobs.used; job++) {
    const state: number = world.jobs.state[job] ?? JobState.completed
    // Who asks for a lost member of a gang is no request of its own.
    if (state <= JobState.interrupted && !isRecruit(world, job)) note(world, job, run.now)
  }
  rows.sort((a, b) => a.number - b.number)
  const requests: Record<string, Array<string>> = {}
  const venues: Record<string, Array<string>> = {}
  const patience = new Map<string, number>()
  for (const { of, asked, venue, gaveUpAfter } of rows) {
    const index = (requests[of] ??= []).push(asked) - 1
    ;(venues[of] ??= []).push(venue)
    if (!Number.isNaN(gaveUpAfter)) patience.set(`${of} ${index}`, gaveUpAfter)
  }
  return {
    requests,
    venues,
    patience,
    owners: ownersOf(world),
    failures: failuresOf(world),
    tokens: tokensOf(world),
    fakes: fakesOf(world)
  }
}

const ownersOf = ({ cohorts }: World): Record<string, string> =>
  Object.fromEntries(
    cohorts.flatMap(({ name, potential, gpus, cost, price }) =>
      Array.from({ length: potential }, (_, member) => [
        `${name} ${member}`,
        [gpus[member], cost[member], price[member]].join(" ")
      ])
    )
  )

const failuresOf = (world: World): Record<string, number> => {
  const { providers } = world
  const failures: Record<string, number> = {}
  // Whoever came later had less time to break.
  if (world.supplied.entries > 0) return failures
  for (const cohort of world.cohorts) {
    cohort.rows.forEach((row, member) => {
      if (row < 0 || providers.state[row] === ProviderState.left) return
      failures[`${cohort.name} ${member}`] = providers.failures[row] ?? 0
    })
  }
  return failures
}

const tokensOf = ({ venues }: World): Record<string, string> =>
  Object.fromEntries(
    venues
      .filter(({ isNetwork }) => isNetwork)
      .map(({ name, incentives: { signals } }) => [name, `${signals.price} ${signals.supply}`])
  )

const fakesOf = ({ cohorts, venues }: World): Record<string, number> =>
  Object.fromEntries(
    venues.flatMap((venue) =>
      cohorts
        .filter(({ venues: listed }) => listed.includes(venue.index))
        .flatMap(({ name, rows }) =>
          Array.from(rows, (row, member): [string, number] => [
            `${venue.name} ${name} ${member}`,
            venue.incentives.fakeUsd[row] ?? 0
          ])
        )
    )
  )

/** What both have must be equal. */
const agree = <T>(before: Readonly<Record<string, T>>, after: Readonly<Record<string, T>>): void => {
  for (const [name, value] of Object.entries(before))
    if (name in after) expect([name, after[name]]).toEqual([name, value])
}
const agreeOnPatience = (before: Luck, after: Luck): void => {
  for (const [request, value] of before.patience) {
    const other = after.patience.get(request)
    if (other !== undefined && Math.abs(other - value) > 1e-6) expect([request, other]).toEqual([request, value])
  }
}

/** Users who do not leave for want of service: else what providers do would change how many there are. */
const loyal = (jobClass: JobClass): JobClass =>
  jobClass.requests.kind === "users" ? { ...jobClass, requests: { ...jobClass.requests, churn: 0 } } : jobClass

const changed = ({ written, ...rest }: Case, change: (written: Written) => Written): Case => {
  const next = change(written)
  return { ...rest, written: next, scenario: decode(next) }
}
const withLoyalUsers = (one: Case): Case =>
  changed(one, (written) => ({
    ...written,
    demand: Object.fromEntries(Object.entries(written.demand ?? {}).map(([name, value]) => [name, loyal(value)]))
  }))

const loyalCases = cases({ days: 4 }).map(withLoyalUsers)

/** Nothing that is luck differs, but for the names in `apart`. */
const sameLuck = (one: Case, other: Case): void => {
  const before = luckOf(one)
  const after = luckOf(other)
  agree(before.requests, after.requests)
  agree(before.failures, after.failures)
  agreeOnPatience(before, after)
}

const cohort = {
  kind: "idle-owner",
  count: 5,
  gpu_model: "H100-SXM",
  gpus: 4,
  asking: { kind: "fixed", price: "0.8 USD/GPU-hour" },
  cost: "0.1 USD/GPU-hour",
  failure_every: "90 h"
} as const

describe("luck belongs to whom it befalls", () => {
  it("another price of one cohort leaves every request, patience, failure and owner as it was", () => {
    fc.assert(
      fc.property(
        loyalCases.filter(({ scenario }) => "core" in scenario.supply.cohorts),
        (one) => {
          const other = changed(one, (written) => ({
            ...written,
            supply: {
              ...written.supply,
              cohorts: {
                ...written.supply?.cohorts,
                core: {
                  ...cohort,
                  ...written.supply?.cohorts?.["core"],
                  asking: { kind: "fixed", price: "0.3 USD/GPU-hour" }
                }
              }
            }
          }))
          sameLuck(one, other)
        }
      ),
      { numRuns: 25, seed: 31 }
    )
  })

  it("one more cohort leaves every request, patience, failure and owner as it was", () => {
    fc.assert(
      fc.property(loyalCases, (one) => {
        const other = changed(one, (written) => ({
          ...written,
          supply: { ...written.supply, cohorts: { newcomers: cohort, ...written.supply?.cohorts } }
        }))
        sameLuck(one, other)
        agree(luckOf(one).owners, luckOf(other).owners)
      }),
      { numRuns: 25, seed: 32 }
    )
  })

  it("other market rules and tokens leave every request, patience, failure and owner as it was", () => {
    fc.assert(
      fc.property(loyalCases, market, token("other"), (one, rule, incentives) => {
        const names = Object.keys(one.written.networks ?? {}).slice(0, 1)
        const networks = Object.fromEntries(names.map((name) => [name, { market: rule, token: incentives }]))
        const other = changed(one, (written) => ({ ...written, networks: { ...written.networks, ...networks } }))
        sameLuck(one, other)
        agree(luckOf(one).owners, luckOf(other).owners)
      }),
      { numRuns: 25, seed: 33 }
    )
  })

  it("one more class of jobs leaves the requests and the patience of the others as they were", () => {
    fc.assert(
      fc.property(loyalCases, (one) => {
        const other = changed(one, (written) => ({
          ...written,
          demand: {
            newcomers: {
              requests: { kind: "users", users: 40, requests_per_user: "1 per day" },
              duration: "2 h",
              lowest_budget: "5 USD/GPU-hour"
            },
            ...written.demand
          }
        }))
        sameLuck(one, other)
      }),
      { numRuns: 25, seed: 34 }
    )
  })

  it("a network in front on which nobody offers what anybody wants changes nobody's choice and no token", () => {
    fc.assert(
      fc.property(loyalCases, (one) => {
        const limited = changed(one, (written) => ({
          ...written,
          demand: Object.fromEntries(
            Object.entries(written.demand ?? {}).map(([name, value]) => [name, { ...value, gpu_models: ["H100-SXM"] }])
          ),
          supply: {
            ...written.supply,
            cohorts: Object.fromEntries(
              Object.entries(written.supply?.cohorts ?? {}).map(([name, value]) => [
                name,
                { ...value, networks: Object.keys(written.networks ?? {}) }
              ])
            )
          }
        }))
        const other = changed(limited, (written) => ({
          ...written,
          networks: { empty: {}, ...written.networks },
          supply: {
            ...written.supply,
            cohorts: { ...written.supply?.cohorts, alone: { ...cohort, gpu_model: "RTX-3090", networks: ["empty"] } }
          }
        }))
        const [before, after] = [luckOf(limited), luckOf(other)]
        agree(before.venues, after.venues)
        agree(before.tokens, after.tokens)
      }),
      { numRuns: 25, seed: 35 }
    )
  })

  it("whoever would fake work would do so whatever else there is, and again when it comes back", () => {
    const networks: Written["networks"] = {
      main: {
        token: {
          kind: "network-token",
          emission: { kind: "fixed", rate: "20000 tokens/day" },
          self_dealing: { kind: "best-response", willing: "50%" }
        }
      },
      other: {}
    }
    const dealers = { ...cohort, count: 20, networks: ["main"] }
    const written = (cohorts: NonNullable<NonNullable<Written["supply"]>["cohorts"]>): Written => ({
      name: "test",
      question: "?",
      horizon: { kind: "terminating", length: "10 days" },
      networks,
      supply: { cohorts }
    })
    const lone = luckOf({ scenario: decode(written({ dealers })), seed: 1, inputs: noInputs })
    expect(new Set(Object.values(lone.fakes).map((usd) => usd > 0))).toEqual(new Set([true, false]))
    const newcomers = { ...cohort, networks: ["other"] }
    const joined = luckOf({ scenario: decode(written({ newcomers, dealers })), seed: 1, inputs: noInputs })
    agree(lone.fakes, joined.fakes)
    const run = Run.make(decode(written({ dealers })), { seed: 1 })
    const { world } = run
    run.advance(4 * 86_400)
    const owners = world.cohorts[0]
    if (owners === undefined) throw new RangeError("no cohort")
    for (const member of [0, 7, 3, 12]) leave(world, owners.rows[member] ?? -1, run.now)
    for (const member of [12, 0, 3, 7]) join(world, owners, member, run.now)
    run.finish()
    expect(Object.values(fakesOf(world)).map((usd) => usd > 0)).toEqual(Object.values(lone.fakes).map((usd) => usd > 0))
  })
})
