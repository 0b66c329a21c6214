/** The one registry of metrics: what a run measures, in which unit, and how it is put together over replications.
 *
 * All are measured on true demand: work that providers pay themselves for is no demand. Ratios name their two parts, which are metrics
 * too, so that replications can be summarised as ratios of means. */
import type { JobTally, Venue } from "./Venue.ts"
import type { World } from "./World.ts"
import * as Concentration from "./Concentration.ts"
import { Use } from "../supply/MinerForm.ts"

/** One metric. `kind` says how replications are put together: see `experiment/MetricDefinition.ts`. */
export interface Metric {
  /** snake_case, the key in `summary.json`. */
  readonly name: string
  readonly unit: string
  readonly description: string
  readonly kind: "total" | "mean" | "ratio" | "quantile"
  readonly numerator?: string
  readonly denominator?: string
  readonly better?: "higher" | "lower"
  /** Value of one run; NaN when there was nothing to measure. */
  readonly of: (world: World) => number
}

const hour = 3600

const metric = (
  name: string,
  unit: string,
  kind: "total" | "mean" | "quantile",
  description: string,
  of: (world: World) => number,
  better?: "higher" | "lower"
): Metric => ({ name, unit, kind, description, of, ...(better === undefined ? {} : { better }) })

const sumOver = (world: World, isNetwork: boolean, of: (venue: Venue) => number): number => {
  let sum = 0
  for (const venue of world.venues) if (venue.isNetwork === isNetwork) sum += of(venue)
  return sum
}
const network = (of: (tally: JobTally) => number) => (world: World) => sumOver(world, true, (venue) => of(venue.tally))
const central = (of: (tally: JobTally) => number) => (world: World) => sumOver(world, false, (venue) => of(venue.tally))

const offeredHours = (isNetwork: boolean) => (world: World) =>
  sumOver(world, isNetwork, (venue) => venue.offered.integralUntil(world.simulation.now) / hour)
const rentedHours = (isNetwork: boolean) => (world: World) =>
  sumOver(world, isNetwork, (venue) => venue.rented.integralUntil(world.simulation.now) / hour)

const jobs: ReadonlyArray<Metric> = [
  metric("requests", "jobs", "total", "requests of all classes", (world) => world.all.requests),
  metric("started", "jobs", "total", "jobs that started", (world) => world.all.starts),
  metric("completed", "jobs", "total", "jobs that did all their work", (world) => world.all.completed, "higher"),
  metric(
    "unserved",
    "jobs",
    "total",
    "requests that gave up waiting or found nothing that they would pay for",
    (world) => world.all.abandoned + world.pricedOut,
    "lower"
  ),
  metric(
    "priced_out",
    "jobs",
    "total",
    "requests that found no venue at a price that they would pay",
    (world) => world.pricedOut
  ),
  metric("abandoned", "jobs", "total", "requests that gave up waiting", (world) => world.all.abandoned, "lower"),
  metric("late", "jobs", "total", "jobs completed after their deadline", (world) => world.all.late, "lower"),
  metric(
    "interruptions",
    "events",
    "total",
    "jobs that lost their machines",
    (world) => world.all.interruptions,
    "lower"
  ),
  metric(
    "wait_hours",
    "h",
    "total",
    "time from order to first start, of all jobs",
    (world) => world.all.waitSeconds / hour
  ),
  metric(
    "wait_hours_network",
    "h",
    "total",
    "the same on networks",
    network((tally) => tally.waitSeconds / hour)
  ),
  metric(
    "wait_hours_central",
    "h",
    "total",
    "the same in central clouds",
    central((tally) => tally.waitSeconds / hour)
  ),
  metric(
    "started_network",
    "jobs",
    "total",
    "jobs that started on networks",
    network((tally) => tally.starts)
  ),
  metric(
    "started_central",
    "jobs",
    "total",
    "jobs that started in central clouds",
    central((tally) => tally.starts)
  ),
  metric(
    "wait_p50",
    "h",
    "quantile",
    "median of the time from order to first start",
    (world) => world.all.waits.at(0.5) / hour,
    "lower"
  ),
  metric(
    "wait_p95",
    "h",
    "quantile",
    "95% of the jobs started within this time",
    (world) => world.all.waits.at(0.95) / hour,
    "lower"
  ),
  metric("gpu_hours", "GPU-hours", "total", "GPU-hours rented", (world) => world.all.gpuSeconds / hour),
  metric(
    "gpu_hours_network",
    "GPU-hours",
    "total",
    "GPU-hours rented on networks",
    network((tally) => tally.gpuSeconds / hour)
  ),
  metric(
    "gpu_hours_central",
    "GPU-hours",
    "total",
    "GPU-hours rented in central clouds",
    central((tally) => tally.gpuSeconds / hour)
  ),
  metric(
    "wasted_gpu_hours",
    "GPU-hours",
    "total",
    "GPU-hours rented for work that was lost, and for starting again",
    (world) => world.all.wastedGpuSeconds / hour,
    "lower"
  ),
  metric("paid_usd", "USD", "total", "paid by requesters", (world) => world.all.paidUsd),
  metric(
    "paid_usd_network",
    "USD",
    "total",
    "paid on networks",
    network((tally) => tally.paidUsd)
  ),
  metric(
    "paid_usd_central",
    "USD",
    "total",
    "paid in central clouds",
    central((tally) => tally.paidUsd)
  ),
  metric(
    "surplus_usd",
    "USD",
    "total",
    "what requesters of completed jobs would have paid at most, less what they paid",
    (world) => world.all.surplusUsd,
    "higher"
  )
]

const supply: ReadonlyArray<Metric> = [
  metric("offered_gpu_hours_network", "GPU-hours", "total", "GPU-hours on offer on networks", offeredHours(true)),
  metric(
    "offered_gpu_hours_central",
    "GPU-hours",
    "total",
    "GPU-hours on offer in central clouds",
    offeredHours(false)
  ),
  metric(
    "rented_gpu_hours_network",
    "GPU-hours",
    "total",
    "GPU-hours rented on networks, running jobs included",
    rentedHours(true)
  ),
  metric(
    "rented_gpu_hours_central",
    "GPU-hours",
    "total",
    "GPU-hours rented in central clouds, running jobs included",
    rentedHours(false)
  ),
  metric("gpus_online", "GPUs", "mean", "GPUs that can be rented or are rented, mean over time", (world) =>
    world.online.mean(world.simulation.now)
  ),
  metric("providers", "providers", "mean", "providers at the end, away or online", (world) => world.providers.live),
  metric("entries", "providers", "total", "owners who came", (world) => world.supplied.entries),
  metric("exits", "providers", "total", "owners who left", (world) => world.supplied.exits, "lower"),
  metric(
    "provider_income_usd",
    "USD",
    "total",
    "what providers earned from jobs and rewards",
    (world) => world.supplied.rewardedUsd + world.all.paidUsd
  ),
  metric(
    "provider_cost_usd",
    "USD",
    "total",
    "full cost of what providers offered",
    (world) => world.supplied.costUsd,
    "lower"
  ),
  metric(
    "energy",
    "MWh",
    "total",
    "energy drawn by rented GPUs at their rated power",
    (world) => world.supplied.energyMwh,
    "lower"
  ),
  metric(
    "gini",
    "",
    "mean",
    "Gini coefficient of what providers earned: 0 all alike, 1 one has all",
    (world) => Concentration.gini(world),
    "lower"
  ),
  metric(
    "hhi",
    "",
    "mean",
    "Herfindahl index of what providers earned: 1 one has all",
    (world) => Concentration.herfindahl(world),
    "lower"
  ),
  metric(
    "nakamoto",
    "providers",
    "mean",
    "providers who together earned more than half",
    (world) => Concentration.nakamoto(world),
    "higher"
  )
]

const token: ReadonlyArray<Metric> = [
  metric(
    "rewards_usd",
    "USD",
    "total",
    "worth of the tokens minted for providers, at the price of the day",
    (world) => world.supplied.rewardedUsd
  ),
  metric("burned_usd", "USD", "total", "worth of the tokens burned", (world) => world.supplied.burnedUsd),
  metric(
    "fake_work_usd",
    "USD",
    "total",
    "work that providers paid themselves for",
    (world) => world.supplied.fakeUsd,
    "lower"
  ),
  metric(
    "token_price",
    "USD",
    "mean",
    "price of the first network's token at the end",
    (world) => firstToken(world)?.price ?? Number.NaN
  ),
  metric(
    "token_supply",
    "token",
    "mean",
    "tokens of the first network at the end",
    (world) => firstToken(world)?.supply ?? Number.NaN
  ),
  metric(
    "sell_pressure",
    "USD/day",
    "mean",
    "tokens sold by providers on the last day",
    (world) => firstToken(world)?.sellPressureUsdPerDay ?? Number.NaN
  )
]

const firstToken = (world: World) =>
  world.venues.find((venue) => venue.incentives.token !== undefined)?.incentives.signals

const megawatts =
  (...uses: ReadonlyArray<Use>) =>
  (world: World) =>
    world.sites === undefined
      ? Number.NaN
      : uses.reduce<number>((sum, use) => sum + (world.sites?.miners.sites.total(use) ?? 0), 0)

const allMegawatts = (world: World): number => {
  if (world.sites === undefined) return Number.NaN
  return world.sites.miners.sites.gross.reduce((sum, power) => sum + power, 0)
}

const miners: ReadonlyArray<Metric> = [
  metric("megawatts", "MW", "mean", "gross power of all mining sites", allMegawatts),
  metric(
    "converted_megawatts",
    "MW",
    "mean",
    "power converted or being converted at the end",
    megawatts(Use.colocation, Use.cloud, Use.spot, Use.convertingColocation, Use.convertingCloud, Use.convertingSpot)
  ),
  metric(
    "colocation_megawatts",
    "MW",
    "mean",
    "power let to tenants with their own GPUs, under way included",
    megawatts(Use.colocation, Use.convertingColocation)
  ),
  metric(
    "gpu_cloud_megawatts",
    "MW",
    "mean",
    "power of GPUs let under contract, under way included",
    megawatts(Use.cloud, Use.convertingCloud)
  ),
  metric(
    "spot_megawatts",
    "MW",
    "mean",
    "power of GPUs offered to networks, under way included",
    megawatts(Use.spot, Use.convertingSpot)
  ),
  metric("mining_megawatts", "MW", "mean", "power that mines at the end", megawatts(Use.mining)),
  metric("closed_megawatts", "MW", "mean", "power shut for good", megawatts(Use.closed)),
  metric(
    "hash_price",
    "USD/PH/day",
    "mean",
    "hash price at the end",
    (world) => world.sites?.hashPrice.hashPrice ?? Number.NaN
  )
]

const base: ReadonlyArray<Metric> = [...jobs, ...supply, ...token, ...miners]

const ratio = (
  name: string,
  unit: string,
  numerator: string,
  denominator: string,
  description: string,
  better?: "higher" | "lower"
): Metric => {
  const part = (wanted: string) => {
    const found = base.find((candidate) => candidate.name === wanted)
    if (found === undefined) throw new RangeError(`no metric ${wanted}`)
    return found
  }
  const above = part(numerator)
  const below = part(denominator)
  return {
    name,
    unit,
    kind: "ratio",
    numerator,
    denominator,
    description,
    of: (world) => above.of(world) / below.of(world),
    ...(better === undefined ? {} : { better })
  }
}

const ratios: ReadonlyArray<Metric> = [
  ratio("completion", "share", "completed", "requests", "requests that were completed", "higher"),
  ratio("unmet_share", "share", "unserved", "requests", "requests that went unserved", "lower"),
  ratio("abandoned_share", "share", "abandoned", "requests", "requests that gave up waiting", "lower"),
  ratio("priced_out_share", "share", "priced_out", "requests", "requests that found every venue too dear"),
  ratio("network_share", "share", "gpu_hours_network", "gpu_hours", "GPU-hours served by networks"),
  ratio(
    "utilisation_network",
    "share",
    "rented_gpu_hours_network",
    "offered_gpu_hours_network",
    "rented share of what networks offered",
    "higher"
  ),
  ratio(
    "utilisation_central",
    "share",
    "rented_gpu_hours_central",
    "offered_gpu_hours_central",
    "rented share of what central clouds offered",
    "higher"
  ),
  ratio("wait_mean", "h", "wait_hours", "started", "mean time from order to first start", "lower"),
  ratio("wait_mean_network", "h", "wait_hours_network", "started_network", "the same on networks", "lower"),
  ratio("wait_mean_central", "h", "wait_hours_central", "started_central", "the same in central clouds", "lower"),
  ratio("price_network", "USD/GPU-hour", "paid_usd_network", "gpu_hours_network", "price paid on networks", "lower"),
  ratio(
    "price_central",
    "USD/GPU-hour",
    "paid_usd_central",
    "gpu_hours_central",
    "price paid in central clouds",
    "lower"
  ),
  ratio("wasted_share", "share", "wasted_gpu_hours", "gpu_hours", "rented GPU-hours lost to interruptions", "lower"),
  ratio("late_share", "share", "late", "completed", "completed jobs that missed their deadline", "lower"),
  ratio(
    "subsidy_per_gpu_hour",
    "USD/GPU-hour",
    "rewards_usd",
    "gpu_hours_network",
    "rewards for each GPU-hour of true demand on networks",
    "lower"
  ),
  ratio(
    "cost_recovery",
    "share",
    "provider_income_usd",
    "provider_cost_usd",
    "income of providers over their full cost",
    "higher"
  ),
  ratio(
    "converted_share",
    "share",
    "converted_megawatts",
    "megawatts",
    "miners' power that is converted or being converted"
  ),
  ratio(
    "colocation_share",
    "share",
    "colocation_megawatts",
    "megawatts",
    "miners' power let to tenants with their own GPUs"
  ),
  ratio("gpu_cloud_share", "share", "gpu_cloud_megawatts", "megawatts", "miners' power of GPUs let under contract"),
  ratio("spot_share", "share", "spot_megawatts", "megawatts", "miners' power of GPUs offered to networks"),
  ratio("closed_share", "share", "closed_megawatts", "megawatts", "miners' power shut for good")
]

/** Every metric, in the order in which tables show them. */
export const metrics: ReadonlyArray<Metric> = [...ratios, ...base]

/** What a run measured: a value per name; what could not be measured is NaN. */
export const measure = (world: World): Readonly<Record<string, number>> =>
  Object.fromEntries(metrics.map(({ name, of }) => [name, of(world)]))
