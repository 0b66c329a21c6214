/** What training jobs did: how fast, at what cost, and where the time of their GPUs went.
 *
 * A rented GPU-hour of a training job is one of four: *useful* (one data centre would have needed it too), *stalled* (waiting for links, slower members, stages of
 * a pipeline, or held no replica), *extra* (tokens that make up for rare exchanges, to end at the same loss) or *lost* (after a checkpoint or an exchange, and for starting
 * again). The first three are booked while jobs run and add up to what was rented; lost hours are told when they are lost, so they were booked as one of those before. */
import { hour } from "../units/Time.ts"
import { trainedSoFar } from "./GangChanges.ts"
import { type Metric, metric, ratioOf } from "./Metric.ts"
import type { TrainingTally } from "./TrainingTally.ts"

const exaflop = 1e18

const stalled = ({ computingGpuSeconds, gpuSeconds }: TrainingTally): number => gpuSeconds - computingGpuSeconds
const extra = ({ computingGpuSeconds, usefulGpuSeconds }: TrainingTally): number =>
  computingGpuSeconds - usefulGpuSeconds

export const training: ReadonlyArray<Metric> = [
  metric(
    "training_completed",
    "jobs",
    "total",
    "training jobs that reached their loss",
    (world) => world.all.training.completed,
    "higher"
  ),
  metric(
    "training_out_of_reach",
    "jobs",
    "total",
    "training jobs that did not start, because the gang that they found would never reach their loss",
    (world) => world.all.training.outOfReach,
    "lower"
  ),
  metric(
    "training_hours",
    "h",
    "total",
    "time from start to completion, of all training jobs",
    (world) => world.all.training.runSeconds / hour
  ),
  metric(
    "training_gpu_hours",
    "GPU-hours",
    "total",
    "GPU-hours rented by training jobs",
    (world) => trainedSoFar(world).gpuSeconds / hour
  ),
  metric(
    "computing_gpu_hours",
    "GPU-hours",
    "total",
    "GPU-hours of training jobs in which GPUs did not wait; lost work and restarts, of which wasted_share tells, count as well",
    (world) => trainedSoFar(world).computingGpuSeconds / hour
  ),
  metric(
    "stalled_gpu_hours",
    "GPU-hours",
    "total",
    "GPU-hours of training jobs that waited for links, slower members or stages of a pipeline, or held no replica",
    (world) => stalled(trainedSoFar(world)) / hour,
    "lower"
  ),
  metric(
    "extra_token_gpu_hours",
    "GPU-hours",
    "total",
    "GPU-hours of training jobs on tokens that only make up for rare exchanges, at equal loss",
    (world) => extra(trainedSoFar(world)) / hour,
    "lower"
  ),
  metric(
    "members_lost",
    "events",
    "total",
    "members that running gangs lost and went on without",
    (world) => world.all.membersLost,
    "lower"
  ),
  metric(
    "effective_exaflop",
    "EFLOP",
    "total",
    "compute that one data centre would have needed for what training jobs did: of open ones the part that they have done",
    (world) => trainedSoFar(world).effectiveFlop / exaflop,
    "higher"
  ),
  metric(
    "training_usd",
    "USD",
    "total",
    "paid by training jobs, completed or not, moving data and what open ones owe included",
    (world) => trainedSoFar(world).spentUsd
  )
]

/** The figures of one class of training jobs: named after it, so that the classes of a scenario can be told apart. */
export const ofClass = (name: string, stream: number): ReadonlyArray<Metric> => {
  const total = (
    what: string,
    unit: string,
    description: string,
    of: (tally: TrainingTally) => number,
    better?: "higher" | "lower"
  ): Metric =>
    metric(
      `${name}.${what}`,
      unit,
      "total",
      `${name}: ${description}`,
      (world) => of(trainedSoFar(world, world.stream(stream))),
      better
    )
  const completed = total("completed", "jobs", "jobs that reached their loss", (tally) => tally.completed, "higher")
  const hours = total("hours", "h", "time from start to completion", (tally) => tally.runSeconds / hour)
  const dollars = total("usd", "USD", "paid, moving data and what open jobs owe included", (tally) => tally.spentUsd)
  const flop = total("exaflop", "EFLOP", "compute that counts, at equal loss", (tally) => tally.effectiveFlop / exaflop)
  const rented = total("gpu_hours", "GPU-hours", "GPU-hours rented", (tally) => tally.gpuSeconds / hour)
  const computing = total(
    "computing_gpu_hours",
    "GPU-hours",
    "GPU-hours in which GPUs did not wait",
    (tally) => tally.computingGpuSeconds / hour
  )
  const useful = total(
    "useful_gpu_hours",
    "GPU-hours",
    "of computing_gpu_hours all but those on tokens that only make up for rare exchanges",
    (tally) => tally.usefulGpuSeconds / hour
  )
  return [
    ratioOf(`${name}.run_mean`, "h", hours, completed, `${name}: mean time from start to completion`, "lower"),
    ratioOf(
      `${name}.compute_utilisation`,
      "share",
      computing,
      rented,
      `${name}: GPU-hours in which GPUs did not wait`,
      "higher"
    ),
    ratioOf(
      `${name}.tokens_ratio`,
      "",
      computing,
      useful,
      `${name}: tokens for each that one data centre needs for the same loss`,
      "lower"
    ),
    ratioOf(
      `${name}.usd_per_effective_exaflop`,
      "USD/EFLOP",
      dollars,
      flop,
      `${name}: cost of compute that counts, at equal loss`,
      "lower"
    ),
    completed,
    hours,
    dollars,
    flop,
    rented,
    computing,
    useful
  ]
}
