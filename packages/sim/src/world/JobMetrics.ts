/** What happened to the jobs of a run. */
import { hour } from "../units/Time.ts"
import { central, type Metric, metric, network } from "./Metric.ts"

export const jobs: ReadonlyArray<Metric> = [
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
    "time from order to first start, of all jobs on networks",
    network((tally) => tally.waitSeconds / hour)
  ),
  metric(
    "wait_hours_central",
    "h",
    "total",
    "time from order to first start, of all jobs in central clouds",
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
  metric(
    "run_hours",
    "h",
    "total",
    "time from start to completion, of all jobs",
    (world) => world.all.runSeconds / hour
  ),
  metric(
    "turnaround_hours",
    "h",
    "total",
    "time from request to completion, of all jobs",
    (world) => world.all.turnaroundSeconds / hour
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
    "spent_usd",
    "USD",
    "total",
    "paid by requesters, moving data included",
    (world) => world.all.paidUsd + world.all.egressUsd
  ),
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
    "egress_usd",
    "USD",
    "total",
    "paid for moving data, beside what is paid for machines",
    (world) => world.all.egressUsd,
    "lower"
  ),
  metric(
    "surplus_usd",
    "USD",
    "total",
    "what requesters of completed jobs would have paid at most, less what they paid, moving data included",
    (world) => world.all.surplusUsd,
    "higher"
  )
]
