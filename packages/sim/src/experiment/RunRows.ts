/** The rows of a run: `jobs.csv`, a row a job, and `providers.csv`, a row a stay of a provider or a miner's site. Cells are named, and put in the order of the columns in
 * one place. */
import * as Catalog from "../catalog/Catalog.ts"
import { microUsd } from "../ledger/Money.ts"
import { jobStates, noVenue } from "../state/Jobs.ts"
import { ProviderKind, providerKinds, ProviderState } from "../state/Providers.ts"
import { Form, formNames, Revenue, Use } from "../supply/MinerForm.ts"
import { hour } from "../units/Time.ts"
import { isRecruit } from "../world/GangChanges.ts"
import { settleProviders } from "../world/ProviderBooks.ts"
import type { World } from "../world/World.ts"

type Cell = string | number | null
/** Cells in the order of the columns. */
export type Row = ReadonlyArray<Cell>

/** A row of named cells; what is not named does not apply. */
const rowOf = <Column extends string>(
  columns: ReadonlyArray<Column>,
  cells: Readonly<Partial<Record<Column, Cell>>>
): Row => columns.map((column) => cells[column] ?? null)

/** Columns of `jobs.csv`. */
export const jobColumns = [
  "replication",
  "job",
  "class",
  "submitted_s",
  "started_s",
  "ended_s",
  "state",
  "gpus",
  "gpu_hours",
  "venue",
  "paid_usd",
  "interruptions"
] as const

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

/** The row of a job that ended at an instant, or that is open then. */
export const jobRow = (world: World, job: number, now: number, replication: number): Row => {
  const { jobs } = world
  const state = jobs.state[job] ?? 0
  const started = jobs.startedAt[job] ?? -1
  const open = state < 3
  return rowOf(jobColumns, {
    replication,
    job: jobs.number[job] ?? 0,
    class: world.stream(jobs.jobClass[job] ?? 0).name,
    submitted_s: jobs.submittedAt[job] ?? 0,
    started_s: started >= 0 ? started : null,
    ended_s: open ? null : now,
    state: open ? "open" : (jobStates[state] ?? ""),
    gpus: jobs.gpus[job] ?? 0,
    gpu_hours: (jobs.gpuSeconds[job] ?? 0) / hour,
    venue: world.venues[jobs.venue[job] ?? noVenue]?.name ?? "",
    paid_usd: (jobs.paid[job] ?? 0) / microUsd,
    interruptions: jobs.interruptions[job] ?? 0
  })
}

/** Jobs that the horizon cuts off, in the order of their numbers: those that wait are in some queue, those that run have a lease. */
export const openJobs = (world: World, replication: number): ReadonlyArray<Row> => {
  const { jobs } = world
  const open = Array.from({ length: jobs.used }, (_, job) => job).filter(
    (job) => jobs.isLive(job) && !isRecruit(world, job)
  )
  return open
    .toSorted((a, b) => (jobs.number[a] ?? 0) - (jobs.number[b] ?? 0))
    .map((job) => jobRow(world, job, world.simulation.now, replication))
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
export const providerRow = (world: World, provider: number, leftAt: number | null): Row => {
  const { providers } = world
  const isSpot = providers.kind[provider] === ProviderKind.minerSite
  const earned = providers.earned[provider] ?? 0
  const rewarded = providers.rewarded[provider] ?? 0
  const cost = providers.cost[provider] ?? 0
  const money = {
    revenue_jobs_usd: earned,
    revenue_rewards_usd: rewarded,
    cost_usd: cost,
    profit_usd: earned + rewarded - cost
  }
  return rowOf(providerColumns, {
    provider: nameOfProvider(world, provider),
    kind: providerKinds[providers.kind[provider] ?? 0] ?? "",
    form: isSpot ? "spot" : "",
    region: Catalog.regionAt(providers.region[provider] ?? 0).name,
    gpus: providers.gpus[provider] ?? 0,
    ...(isSpot ? {} : money),
    exited_s: leftAt
  })
}

/** The rows of the providers that are there at the end. */
export const remaining = (world: World): ReadonlyArray<Row> => {
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

/** The rows of miners' sites. */
export const siteRows = (world: World): ReadonlyArray<Row> => {
  if (world.sites === undefined) return []
  const { miners } = world.sites
  const { sites } = miners
  const toCollect = uncollected(world, sites.count)
  return Array.from({ length: sites.count }, (_, site): Row => {
    const power = (use: Use) => sites.megawatts(site, use)
    const earned = (source: Revenue) => sites.revenueOf(site, source)
    return rowOf(providerColumns, {
      provider: miners.name(site),
      kind: "miner-site",
      form: formNames[sites.form[site] ?? Form.none] ?? "",
      region: Catalog.regionAt(sites.region[site] ?? 0).name,
      mw_mining: power(Use.mining),
      mw_selling: power(Use.selling),
      mw_idle: power(Use.idle),
      mw_colocation: power(Use.colocation),
      mw_cloud: power(Use.cloud),
      mw_spot: power(Use.spot),
      mw_converting: power(Use.convertingColocation) + power(Use.convertingCloud) + power(Use.convertingSpot),
      mw_closed: power(Use.closed),
      revenue_network_usd: earned(Revenue.network) + (toCollect[site] ?? 0),
      revenue_mining_usd: earned(Revenue.mining),
      revenue_power_usd: earned(Revenue.power),
      revenue_colocation_usd: earned(Revenue.colocation),
      revenue_cloud_usd: earned(Revenue.cloud),
      cost_usd: sites.cost[site] ?? 0,
      net_present_value_usd: sites.value[site] ?? 0,
      pay_back_years: finite(sites.payBack[site]),
      converted_s: finite(sites.convertedAt[site]),
      exited_s: finite(sites.exitedAt[site])
    })
  })
}
