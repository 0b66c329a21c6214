/** The one registry of metrics: what a run measures, in which unit, and how it is put together over replications.
 *
 * All are measured on true demand: work that providers pay themselves for is no demand. Ratios name their two parts, which are metrics
 * too, so that replications can be summarised as ratios of means. */
import { jobs } from "./JobMetrics.ts"
import { nearestFew } from "../units/Nearest.ts"
import { type Metric, ratioOf } from "./Metric.ts"
import { miners } from "./MinerMetrics.ts"
import type { Scenario } from "./Scenario.ts"
import { ofClass, training } from "./TrainingMetrics.ts"
import { ofSubnets } from "./SubnetMetrics.ts"
import { supply, token } from "./SupplyMetrics.ts"
import type { World } from "./World.ts"

const base: ReadonlyArray<Metric> = [...jobs, ...training, ...supply, ...token, ...miners]

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
  return ratioOf(name, unit, part(numerator), part(denominator), description, better)
}

/** The same, of which the upper part is no part of the lower one. */
const quotient = (...parts: Parameters<typeof ratio>): Metric => ({ ...ratio(...parts), isQuotient: true })

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
  ratio(
    "wait_mean_network",
    "h",
    "wait_hours_network",
    "started_network",
    "mean time from order to first start on networks",
    "lower"
  ),
  ratio(
    "wait_mean_central",
    "h",
    "wait_hours_central",
    "started_central",
    "mean time from order to first start in central clouds",
    "lower"
  ),
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
  ratio("run_mean", "h", "run_hours", "completed", "mean time from start to completion", "lower"),
  ratio("turnaround_mean", "h", "turnaround_hours", "completed", "mean time from request to completion", "lower"),
  ratio("paid_per_job", "USD", "spent_usd", "completed", "paid for each completed job, moving data included", "lower"),
  ratio("energy_per_job", "MWh", "energy", "completed", "energy of rented GPUs for each completed job", "lower"),
  ratio(
    "training_run_mean",
    "h",
    "training_hours",
    "training_completed",
    "mean time of training jobs from start to completion",
    "lower"
  ),
  ratio(
    "compute_utilisation",
    "share",
    "computing_gpu_hours",
    "training_gpu_hours",
    "share of training jobs' GPU-hours in which GPUs did not wait for links, slower members or stages of a pipeline",
    "higher"
  ),
  ratio(
    "usd_per_effective_exaflop",
    "USD/EFLOP",
    "training_usd",
    "effective_exaflop",
    "cost of compute that counts, at equal loss: what training jobs paid over what one data centre would have computed",
    "lower"
  ),
  ratio("late_share", "share", "late", "completed", "completed jobs that missed their deadline", "lower"),
  ratio(
    "subsidy_per_gpu_hour",
    "USD/GPU-hour",
    "rewards_usd",
    "gpu_hours_network",
    "rewards for each GPU-hour of true demand on networks",
    "lower"
  ),
  quotient(
    "sustainability",
    "share",
    "fees_usd",
    "rewards_usd",
    "what networks kept of payments over the worth of the rewards that they gave: at 1 they carry themselves",
    "higher"
  ),
  quotient(
    "dilution",
    "share",
    "tokens_added",
    "token_supply",
    "part of the first network's token that a holder who does nothing has lost over the run: tokens added over tokens at the end; below 0 when tokens became fewer",
    "lower"
  ),
  ratio(
    "falsified_share",
    "share",
    "falsified_usd",
    "paid_usd_network",
    "of what users paid on networks, the part whose results were made up",
    "lower"
  ),
  quotient(
    "cost_recovery",
    "share",
    "provider_income_usd",
    "provider_cost_usd",
    "income of data centres and owners of idle GPUs over their full cost",
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

/** The metrics that every run has, in the order in which tables show them. */
export const metrics: ReadonlyArray<Metric> = [...ratios, ...base]

/** The metrics of a scenario: those of every run, and those of its subnets, and those of each of its classes of training jobs. */
export const metricsOf = (scenario: Scenario): ReadonlyArray<Metric> => [
  ...metrics,
  ...ofSubnets(scenario),
  ...Object.entries(scenario.demand).flatMap(([name, jobClass], stream) =>
    jobClass.training === undefined ? [] : ofClass(name, stream)
  )
]

/** What to say to somebody who named a metric that there is not. */
export const nearMetrics = (name: string, names: ReadonlyArray<string>): string =>
  `near it are ${nearestFew(name, names, 3).join(", ")}; lode explain metrics tells all`

/** What a run measured: a value per name; what could not be measured is NaN. */
export const measure = (world: World): Readonly<Record<string, number>> =>
  Object.fromEntries(metricsOf(world.scenario).map(({ name, of }) => [name, of(world)]))
