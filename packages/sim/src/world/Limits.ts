/** How large a scenario may be: what the ledger's minor units hold, what fits into memory, and what can be simulated at all.
 *
 * A figure that is fine in itself may be too much together with others, and a slip of the hand (a rate per second instead of per day) must be told
 * before a run that would never end. Every message says what would work. */
import * as Catalog from "../catalog/Catalog.ts"
import { microUsd } from "../ledger/Money.ts"
import { describe, type DistributionConfig, mostCounted } from "../state/DistributionConfig.ts"
import * as Quantity from "../units/Quantity.ts"
import { day, hour, year } from "../units/Time.ts"
import type { Report, Rule } from "./Rule.ts"

/** What one posting of the ledger can hold: 2^52 micro-USD. */
const mostUsd = 2 ** 52 / microUsd
/** Years that a run, and any term in it, may last. */
const mostYears = 1000
const mostTermYears = 100
/** Rows of the series: a gigabyte in memory with a hundred columns. */
const mostSamples = 1_000_000
/** Owners in the tables: some 400 bytes each, and two pending events of the 2^24 that there may be. */
const mostMembers = 5_000_000
const mostSites = 100_000
const mostClasses = 200
/** Tokens that a pool begins with: a million minor units, so that prices have six digits. */
const leastPoolTokens = 0.001
/** GPUs of a cloud's fleet: positions in a table count to 2^31. */
const mostFleetGpus = 100_000_000
/** Events of one kind in one run: hours of computing. */
const mostEvents = 1e10
/** Jobs that are written down one by one: they are all in memory. */
const mostPlanned = 1e6
/** Requests of tenants in a run, and open ones: each site looks at each of them. */
const mostTenants = 1e6
const mostOpenTenants = 1e4
/** Gross MW of one site: more than any country has in one place. */
const mostMegawatts = 100_000

const figure = (value: number): string => Number(value.toPrecision(3)).toLocaleString("en-US")

/** A large value of a distribution: its largest, or one that few draws pass. */
const large = (config: DistributionConfig): number => {
  const it = describe(config)
  switch (it.kind) {
    case "constant":
      return it.value
    case "uniform":
      return it.to
    case "choice":
      return Math.max(0, ...it.values)
    case "lognormal":
      return it.p99
    case "exponential":
      return 5 * it.mean
    case "pareto":
    case "weibull":
      return 5 * it.scale
    case "lognormal-mean":
    case "gamma":
    case "hyperexponential":
      return it.mean * (1 + 5 * it.cv)
  }
}

// ── Time ────────────────────────────────────────────────────────────────────────────────────────────────────────────────

const lengthIsBearable: Rule = ({ horizon, sample_every }, report) => {
  if (horizon.length > mostYears * year) report(["horizon", "length"], `A run may last at most ${mostYears} years`)
  else if (horizon.length / sample_every > mostSamples) {
    report(
      ["sample_every"],
      `The series would have ${figure(horizon.length / sample_every)} rows; at most ${figure(mostSamples)}: sample every ${Quantity.format("duration", Math.ceil(horizon.length / mostSamples / 60) * 60)} or less often`
    )
  }
}

// ── Sizes ───────────────────────────────────────────────────────────────────────────────────────────────────────────────

const tablesHoldIt: Rule = ({ clouds, demand, supply }, report) => {
  if (Object.keys(demand).length > mostClasses) report(["demand"], `At most ${mostClasses} job classes`)
  let members = 0
  for (const [name, cohort] of Object.entries(supply.cohorts)) {
    const path = ["supply", "cohorts", name]
    const key = cohort.potential > cohort.count ? "potential" : "count"
    members += Math.max(cohort.count, cohort.potential)
    if (members > mostMembers) {
      report([...path, key], `At most ${figure(mostMembers)} providers in all cohorts: let one stand for several`)
    }
    notTooManyGpus([...path, "gpus"], cohort.gpus, report)
  }
  for (const [name, jobClass] of Object.entries(demand)) notTooManyGpus(["demand", name, "gpus"], jobClass.gpus, report)
  for (const [name, { fleets }] of Object.entries(clouds)) {
    fleets.forEach(({ gpus }, index) => {
      if (gpus > mostFleetGpus)
        report(["clouds", name, "fleets", index, "gpus"], `A fleet has at most ${figure(mostFleetGpus)} GPUs`)
    })
  }
}

const notTooManyGpus = (path: ReadonlyArray<string | number>, gpus: DistributionConfig, report: Report): void => {
  if (large(gpus) > mostCounted)
    report(path, `At most ${figure(mostCounted)} GPUs in one place, not ${figure(large(gpus))}`)
}

const sitesAreBearable: Rule = ({ horizon, supply }, report) => {
  if (supply.miners === undefined) return
  const { sites } = supply.miners
  const path = ["supply", "miners", "sites"]
  let count = 0
  for (const [name, cohort] of Object.entries(sites.cohorts)) {
    count += cohort.count
    if (count > mostSites) report([...path, "cohorts", name, "count"], `At most ${figure(mostSites)} sites`)
    if (cohort.power > mostMegawatts) {
      report(
        [...path, "cohorts", name, "power"],
        `A site draws at most ${figure(mostMegawatts)} MW: write several sites`
      )
    }
  }
  const { patience, requests } = sites.tenants
  const all = requests * horizon.length
  const open = requests * Math.min(patience, horizon.length)
  if (all > mostTenants || open > mostOpenTenants) {
    report(
      [...path, "tenants", "requests"],
      `About ${figure(all)} requests of tenants, ${figure(open)} of them open at once; at most ${figure(mostTenants)} and ${figure(mostOpenTenants)}: ask for more power less often`
    )
  }
  for (const key of ["longest_term", "cloud_term"] as const) {
    if (sites.tenants[key] > mostTermYears * year) {
      report([...path, "tenants", key], `A term is at most ${mostTermYears} years`)
    }
  }
  if (sites.spot.life > mostTermYears) report([...path, "spot", "life"], `At most ${mostTermYears} years`)
  if (sites.mining.horizon > mostTermYears) report([...path, "mining", "horizon"], `At most ${mostTermYears} years`)
}

// ── Money ───────────────────────────────────────────────────────────────────────────────────────────────────────────────

/** `path` names an amount of USD, such as a price, that the ledger must hold. */
const holds = (path: ReadonlyArray<string | number>, usd: number, report: Report): boolean => {
  if (usd <= mostUsd) return true
  report(path, `${figure(usd)} USD is more than the ledger holds in whole micro-USD: at most ${figure(mostUsd)} USD`)
  return false
}

const ledgerHoldsIt: Rule = ({ clouds, demand, supply }, report) => {
  for (const [name, jobClass] of Object.entries(demand)) {
    const path = ["demand", name]
    const budgets = (["lowest_budget", "highest_budget"] as const).filter((key) =>
      holds([...path, key], jobClass[key], report)
    )
    if (jobClass.lowest_budget === 0 && budgets.length === 2) {
      report(
        [...path, "lowest_budget"],
        "At 0 nobody would pay anything: what requests would pay begins at the lowest budget and falls off from there, so write the price at which demand is counted"
      )
    }
    const hours = large(jobClass.duration) / hour
    const gang = large(jobClass.gpus)
    const cost = hours * gang * jobClass.lowest_budget
    if (jobClass.restart > year) report([...path, "restart"], "Starting again costs a year of work at most")
    if (budgets.length === 2 && cost > mostUsd) {
      report(
        [...path, "duration"],
        `A job of ${figure(gang)} GPUs for ${figure(hours)} hours would cost ${figure(cost)} USD even at the lowest budget; the ledger holds ${figure(mostUsd)} USD in escrow`
      )
    }
  }
  for (const [name, cohort] of Object.entries(supply.cohorts)) {
    const path = ["supply", "cohorts", name]
    const { asking } = cohort
    if (asking.kind === "fixed") holds([...path, "asking", "price"], large(asking.price), report)
    else holds([...path, "asking", "start"], large(asking.start), report)
    const gpus = large(cohort.gpus)
    const watts = Catalog.gpu(cohort.gpu_model)?.power.value ?? 0
    costsFit([...path, "cost"], large(cohort.cost), gpus, report)
    if (typeof cohort.power_price === "number") {
      costsFit([...path, "power_price"], (cohort.power_price * watts) / 1e6, gpus, report)
    }
  }
  for (const [name, cloud] of Object.entries(clouds)) {
    cloud.fleets.forEach(({ cost, gpus, price }, index) => {
      const path = ["clouds", name, "fleets", index]
      if (typeof price === "number") holds([...path, "price"], price, report)
      costsFit([...path, "cost"], cost, gpus, report)
    })
  }
}

/** What a provider's machines cost in a day is one posting. */
const costsFit = (path: ReadonlyArray<string | number>, cost: number, gpus: number, report: Report): void => {
  const daily = cost * gpus * 24
  // Too many GPUs are told by themselves.
  if (daily <= mostUsd || gpus > mostFleetGpus) return
  report(
    path,
    `${figure(gpus)} GPUs would cost ${figure(daily)} USD a day; the ledger holds ${figure(mostUsd)} USD in one posting`
  )
}

const tokensFit: Rule = ({ horizon, networks }, report) => {
  for (const [name, { token }] of Object.entries(networks)) {
    if (token.kind !== "network-token") continue
    if (token.pool.depth / token.initial_price < leastPoolTokens) {
      report(
        ["networks", name, "token", "initial_price"],
        `The pool would begin with ${token.pool.depth / token.initial_price} tokens; at least ${leastPoolTokens} make a market`
      )
    }
    if (token.emission.kind === "none") continue
    const path = ["networks", name, "token", "emission"]
    const rate = "rate" in token.emission ? token.emission.rate : 0
    const made = (rate * horizon.length) / day
    const most = 2 ** 100 / 1e9
    if (made > most) report([...path, "rate"], `${figure(made)} tokens would be made; the ledger holds ${figure(most)}`)
    if (token.emission.kind === "halving" && token.emission.period < hour) {
      report([...path, "period"], "Halvings come at least an hour apart")
    }
  }
}

// ── Events ──────────────────────────────────────────────────────────────────────────────────────────────────────────────

/** Reports a number of events that would take days to simulate. */
const bearable = (
  path: ReadonlyArray<string | number>,
  events: number,
  what: string,
  advice: string,
  report: Report
) => {
  if (events > mostEvents)
    report(path, `About ${figure(events)} ${what} in one run; at most ${figure(mostEvents)}: ${advice}`)
}

const eventsAreBearable: Rule = ({ clouds, demand, horizon, networks, shocks, supply }, report) => {
  const { length } = horizon
  for (const [name, { requests }] of Object.entries(demand)) {
    if (requests.kind === "planned" && requests.at.length * requests.each > mostPlanned) {
      report(["demand", name, "requests", "each"], `At most ${figure(mostPlanned)} planned jobs; for more: kind: users`)
    }
    if (requests.kind !== "users") continue
    const grown =
      requests.growth > 0 ? Math.min(requests.ceiling, requests.users * Math.exp((requests.growth * length) / year)) : 0
    const shocked = shocks.reduce(
      (product, shock) =>
        shock.kind === "demand" && shock.class === name ? product * Math.max(1, shock.factor) : product,
      1
    )
    const asked = Math.max(requests.users, grown) * shocked * requests.requests_per_user * length
    const advice = "fewer users, each asking for more, or a shorter run (is the rate per the right time?)"
    bearable(["demand", name, "requests", "requests_per_user"], asked, "requests", advice, report)
  }
  for (const [name, { market }] of Object.entries(networks)) {
    if (!("interval" in market)) continue
    bearable(
      ["networks", name, "market", "interval"],
      length / market.interval,
      "clearings",
      "a longer interval",
      report
    )
  }
  for (const [name, cohort] of Object.entries(supply.cohorts)) {
    const path = ["supply", "cohorts", name]
    // Too many owners or GPUs are told by themselves.
    const members = Math.min(mostMembers, Math.max(cohort.count, cohort.potential))
    const gpus = members * Math.min(mostCounted, large(cohort.gpus))
    const failures = cohort.failure_every > 0 ? (gpus * length) / cohort.failure_every : 0
    bearable([...path, "failure_every"], failures, "failures", "0 s means never", report)
    bearable(
      [...path, "review_every"],
      (members * length) / cohort.review_every,
      "reviews of owners",
      "review less often",
      report
    )
    if (cohort.availability.kind !== "random") continue
    const { offline, online } = cohort.availability
    if (online + offline < 60) {
      report(
        [...path, "availability", "online"],
        "Machines that come and go must stay online and away for a minute together at least"
      )
    } else {
      bearable(
        [...path, "availability", "online"],
        (2 * members * length) / (online + offline),
        "comings and goings",
        "longer stays",
        report
      )
    }
  }
  for (const [name, cloud] of Object.entries(clouds)) {
    const gpus = cloud.fleets.reduce((sum, fleet) => sum + fleet.gpus, 0)
    const failures = cloud.failure_every > 0 ? (gpus * length) / cloud.failure_every : 0
    bearable(["clouds", name, "failure_every"], failures, "failures", "0 s means never", report)
  }
}

// ── Names ───────────────────────────────────────────────────────────────────────────────────────────────────────────────

const longestName = 100

/** Names stand in tables, charts and files: one line, nothing that a terminal obeys. */
const namesAreReadable: Rule = ({ clouds, demand, name, networks, supply }, report) => {
  const check = (path: ReadonlyArray<string | number>, written: string) => {
    if (/[\p{Cc}\p{Zl}\p{Zp}]/u.test(written)) report(path, "A name is one line without control characters")
    else if (written.trim() === "") report(path, "A name must be seen")
    else if (written.length > longestName) report(path, `A name has at most ${longestName} characters`)
  }
  check(["name"], name)
  for (const key of Object.keys(networks)) check(["networks", key], key)
  for (const key of Object.keys(clouds)) check(["clouds", key], key)
  for (const key of Object.keys(supply.cohorts)) check(["supply", "cohorts", key], key)
  for (const key of Object.keys(supply.miners?.sites.cohorts ?? {}))
    check(["supply", "miners", "sites", "cohorts", key], key)
  for (const key of Object.keys(demand)) check(["demand", key], key)
}

/** All limits. */
export const limits: ReadonlyArray<Rule> = [
  lengthIsBearable,
  tablesHoldIt,
  sitesAreBearable,
  ledgerHoldsIt,
  tokensFit,
  eventsAreBearable,
  namesAreReadable
]
