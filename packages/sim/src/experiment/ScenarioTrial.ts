/** The trial behind `lode run`: one replication of a scenario, in slices, with its series, its providers and, if wanted, its jobs. */
import * as Catalog from "../catalog/Catalog.ts"
import { microUsd } from "../ledger/Money.ts"
import { jobStates, noVenue } from "../state/Jobs.ts"
import { ProviderKind, providerKinds, ProviderState } from "../state/Providers.ts"
import { Form, formNames, Revenue, Use } from "../supply/MinerForm.ts"
import type { Gang } from "../training/Gang.ts"
import { hour } from "../units/Time.ts"
import type { Command } from "../world/Command.ts"
import type { Inputs } from "../world/Compile.ts"
import { gauges } from "../world/Gauges.ts"
import { isRecruit } from "../world/GangChanges.ts"
import { measure } from "../world/Metrics.ts"
import { Run } from "../world/Run.ts"
import { settleProviders } from "../world/ProviderBooks.ts"
import type { Scenario } from "../world/Scenario.ts"
import type { World } from "../world/World.ts"
import type { Measured } from "./MetricDefinition.ts"
import type { Replication } from "./Replicate.ts"
import type { Trial } from "./Runner.ts"

/** What a replication is given: plain data, so that it can be sent to a worker or to another machine. */
export interface Assignment {
  readonly scenario: Scenario
  readonly inputs: Inputs
  readonly commands: ReadonlyArray<Command>
  /** Time removed from the start, s. */
  readonly warmUp: number
  /** Whether rows are wanted: of each job, of each provider, and the series also of replications after the first. */
  readonly jobs: boolean
}

/** The series of a run: a row per sample, columns named and with units. */
export interface RunSeries {
  readonly names: ReadonlyArray<string>
  readonly units: ReadonlyArray<string>
  /** Instants of the rows, s. */
  readonly time: Float64Array
  /** Values, row after row. */
  readonly values: Float64Array
}

type Cell = string | number | null
/** Rows of `jobs.csv` or `providers.csv`, cells in the order of the columns. */
export type Row = ReadonlyArray<Cell>

/** What a replication gives. */
export interface RunOutcome {
  readonly measured: Measured
  /** Empty when it is not wanted. */
  readonly series: RunSeries
  /** Empty when they are not wanted. */
  readonly providers: ReadonlyArray<Row>
  readonly events: number
  readonly jobs: number
  /** By class of training jobs: the first gang that it got on a network. */
  readonly gangs: Readonly<Record<string, FirstGang>>
}

/** Members of a gang, and the tokens of the job that it trained. */
export interface FirstGang {
  readonly tokens: number
  readonly members: ReadonlyArray<{
    readonly gpuModel: string
    readonly gpus: number
    readonly region: string
    /** Access link, bit/s. */
    readonly upload: number
    readonly download: number
  }>
}

/** Columns of `providers.csv` after the replication: who was there at the end or left before it, each stay a row, and miners' sites.
 *
 * Money is in USD at the price of the day, from the start of the stay or of the run on, **the warm-up included**; an empty cell does not apply.
 * - `gpus`, `revenue_jobs_usd`, `revenue_rewards_usd` (after fees), `cost_usd` (full cost of what was offered) and `profit_usd` (revenue − cost) are
 *   those of owners and of clouds' fleets.
 * - Sites have megawatts by use and revenue by source. What their GPUs on networks earned, jobs and rewards together, is `revenue_network_usd`
 *   of the site; the rows of these GPUs (`form` is spot) have no money of their own, so a column can be summed.
 * - `net_present_value_usd`, `pay_back_years` and `converted_s` are those of a site's conversion.
 * - `exited_s` is when an owner left or a site closed. */
export const providerColumns = [
  "provider",
  "kind",
  "form",
  "region",
  "gpus",
  "mw_mining",
  "mw_selling",
  "mw_idle",
  "mw_colocation",
  "mw_cloud",
  "mw_spot",
  "mw_converting",
  "mw_closed",
  "revenue_jobs_usd",
  "revenue_rewards_usd",
  "revenue_network_usd",
  "revenue_mining_usd",
  "revenue_power_usd",
  "revenue_colocation_usd",
  "revenue_cloud_usd",
  "cost_usd",
  "profit_usd",
  "net_present_value_usd",
  "pay_back_years",
  "converted_s",
  "exited_s"
] as const

/** Events between two slices: some ten milliseconds. */
const eventsOfSlice = 8192

/** One replication. */
export const scenarioTrial: Trial<Replication<Assignment>, RunOutcome, ReadonlyArray<Row>> = function* ({
  replication,
  scenario: assignment,
  seed
}) {
  const run = Run.make(assignment.scenario, { seed, inputs: assignment.inputs, commands: assignment.commands })
  const { world } = run
  const jobs: Array<Row> = []
  const left: Array<Row> = []
  if (assignment.jobs) {
    world.record({
      job: (_: World, job: number, now: number) => jobs.push(jobRow(world, job, now, replication)),
      provider: (_: World, provider: number, now: number) => left.push(providerRow(world, provider, now))
    })
  }
  const sampler = new Sampler(world, assignment.scenario.sample_every, assignment.jobs || replication === 0)
  let warm = assignment.warmUp === 0
  while (!run.isOver) {
    const until = warm ? sampler.nextAt : Math.min(sampler.nextAt, assignment.warmUp)
    const before = world.simulation.handled
    run.advance(until, eventsOfSlice)
    const paused = world.simulation.handled - before === eventsOfSlice && world.simulation.peek() <= until
    if (!paused) {
      if (!warm && until >= assignment.warmUp) {
        settleProviders(world, until)
        world.clearTallies(until)
        warm = true
      }
      if (until >= sampler.nextAt) sampler.sample(until)
    }
    yield jobs.length > 0 ? { done: run.now / world.length, chunk: jobs.splice(0) } : { done: run.now / world.length }
  }
  if (assignment.jobs) {
    const open = openJobs(world, replication)
    if (open.length > 0) yield { done: 1, chunk: open }
  }
  return {
    measured: measure(world),
    series: sampler.series(),
    providers: assignment.jobs ? [...left, ...remaining(world), ...siteRows(world)] : [],
    events: world.simulation.handled,
    jobs: world.jobsRequested,
    gangs: Object.fromEntries(
      world.streams.flatMap(({ firstGang, firstTokens, name }) =>
        firstGang.count === 0 ? [] : [[name, { tokens: firstTokens, members: membersOf(firstGang) }]]
      )
    )
  }
}

const membersOf = (gang: Gang): FirstGang["members"] =>
  Array.from({ length: gang.count }, (_, member) => ({
    gpuModel: Catalog.gpuAt(gang.gpuModel[member] ?? 0).name,
    gpus: gang.gpus[member] ?? 0,
    region: Catalog.regionAt(gang.region[member] ?? 0).name,
    upload: gang.upload[member] ?? 0,
    download: gang.download[member] ?? 0
  }))

class Sampler {
  nextAt = 0
  private readonly world: World
  private readonly every: number
  private readonly keeps: boolean
  private samples = 0
  private readonly columns: ReturnType<typeof gauges>
  private readonly time: Array<number> = []
  private readonly values: Array<number> = []

  /** `keeps`: whether the series is wanted. */
  constructor(world: World, every: number, keeps: boolean) {
    this.world = world
    this.every = every
    this.keeps = keeps
    this.columns = keeps ? gauges(world) : []
  }

  sample(now: number): void {
    if (this.keeps) this.time.push(now)
    for (const { of } of this.columns) this.values.push(of(this.world))
    const next = ++this.samples * this.every
    this.nextAt = next > this.world.length && now < this.world.length ? this.world.length : next
  }

  series(): RunSeries {
    return {
      names: this.columns.map(({ name }) => name),
      units: this.columns.map(({ unit }) => unit),
      time: Float64Array.from(this.time),
      values: Float64Array.from(this.values)
    }
  }
}

const jobRow = (world: World, job: number, now: number, replication: number): Row => {
  const { jobs } = world
  const state = jobs.state[job] ?? 0
  const started = jobs.startedAt[job] ?? -1
  const open = state < 3
  return [
    replication,
    jobs.number[job] ?? 0,
    world.stream(jobs.jobClass[job] ?? 0).name,
    jobs.submittedAt[job] ?? 0,
    started >= 0 ? started : null,
    open ? null : now,
    open ? "open" : (jobStates[state] ?? ""),
    jobs.gpus[job] ?? 0,
    (jobs.gpuSeconds[job] ?? 0) / hour,
    world.venues[jobs.venue[job] ?? noVenue]?.name ?? "",
    (jobs.paid[job] ?? 0) / microUsd,
    jobs.interruptions[job] ?? 0
  ]
}

/** Jobs that the horizon cuts off: those that wait are in some queue, those that run have a lease. */
const openJobs = (world: World, replication: number): ReadonlyArray<Row> => {
  const rows: Array<Row> = []
  const { jobs } = world
  for (let job = 0; job < jobs.used; job++) {
    if (jobs.isLive(job) && !isRecruit(world, job)) rows.push(jobRow(world, job, world.simulation.now, replication))
  }
  return rows.sort((a, b) => Number(a[1]) - Number(b[1]))
}

/** The name of a provider for people and files: its owner or fleet, and its number there. */
export const nameOfProvider = (world: World, provider: number): string => {
  const { providers } = world
  const owner = providers.cohort[provider] ?? 0
  const number = (providers.number[provider] ?? 0) + 1
  if (providers.kind[provider] === ProviderKind.cloud) return `${world.cloud(owner).name}-${number}`
  if (providers.kind[provider] === ProviderKind.minerSite)
    return `${world.sites?.miners.name(owner) ?? "site"}-spot-${number}`
  return `${world.cohort(owner).name}-${number}`
}

/** The row of a provider that left at an instant, or that is still there. */
const providerRow = (world: World, provider: number, leftAt: number | null): Row => {
  const { providers } = world
  const isSpot = providers.kind[provider] === ProviderKind.minerSite
  const earned = providers.earned[provider] ?? 0
  const rewarded = providers.rewarded[provider] ?? 0
  const cost = providers.cost[provider] ?? 0
  const none = Array.from({ length: 8 }, () => null)
  return [
    nameOfProvider(world, provider),
    providerKinds[providers.kind[provider] ?? 0] ?? "",
    isSpot ? "spot" : "",
    Catalog.regionAt(providers.region[provider] ?? 0).name,
    providers.gpus[provider] ?? 0,
    ...none,
    isSpot ? null : earned,
    isSpot ? null : rewarded,
    null,
    null,
    null,
    null,
    null,
    isSpot ? null : cost,
    isSpot ? null : earned + rewarded - cost,
    null,
    null,
    null,
    leftAt
  ]
}

const remaining = (world: World): ReadonlyArray<Row> => {
  const rows: Array<Row> = []
  settleProviders(world, world.simulation.now)
  for (let row = 0; row < world.providers.used; row++) {
    if (world.providers.state[row] !== ProviderState.left) rows.push(providerRow(world, row, null))
  }
  return rows
}

/** By site: what its GPUs on networks have earned since its books were last brought up to date. */
const uncollected = ({ providers }: World, sites: number): Float64Array => {
  const dollars = new Float64Array(sites)
  for (let row = 0; row < providers.used; row++) {
    if (providers.kind[row] !== ProviderKind.minerSite || providers.state[row] === ProviderState.left) continue
    const site = providers.cohort[row] ?? 0
    const income = (providers.earned[row] ?? 0) + (providers.rewarded[row] ?? 0)
    dollars[site] = (dollars[site] ?? 0) + income - (providers.collected[row] ?? 0)
  }
  return dollars
}

const finite = (value: number | undefined): number | null =>
  value !== undefined && Number.isFinite(value) ? value : null

const siteRows = (world: World): ReadonlyArray<Row> => {
  if (world.sites === undefined) return []
  const { miners } = world.sites
  const { sites } = miners
  const toCollect = uncollected(world, sites.count)
  return Array.from({ length: sites.count }, (_, site): Row => {
    const power = (use: Use) => sites.megawatts(site, use)
    const earned = (source: Revenue) => sites.revenueOf(site, source)
    return [
      miners.name(site),
      "miner-site",
      formNames[sites.form[site] ?? Form.none] ?? "",
      Catalog.regionAt(sites.region[site] ?? 0).name,
      null,
      power(Use.mining),
      power(Use.selling),
      power(Use.idle),
      power(Use.colocation),
      power(Use.cloud),
      power(Use.spot),
      power(Use.convertingColocation) + power(Use.convertingCloud) + power(Use.convertingSpot),
      power(Use.closed),
      null,
      null,
      earned(Revenue.network) + (toCollect[site] ?? 0),
      earned(Revenue.mining),
      earned(Revenue.power),
      earned(Revenue.colocation),
      earned(Revenue.cloud),
      sites.cost[site] ?? 0,
      null,
      sites.value[site] ?? 0,
      finite(sites.payBack[site]),
      finite(sites.convertedAt[site]),
      finite(sites.exitedAt[site])
    ]
  })
}
