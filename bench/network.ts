/** How many jobs a second a whole network gets through on one core, what providers cost by themselves, and how much memory it takes.
 *
 * A network of 10,000 providers (100,000 GPUs) serves 1,000,000 jobs in a year by reverse auction with 20 bids, at a load of 0.8, with ledger,
 * failures, owners who come and go, prices that adapt every day, and all metrics. Then a tenth and ten times of it at the same load: what does a
 * job cost once the network is full? And two years instead of one: does memory grow?
 *
 * Every run has a process of its own, whose greatest resident memory is told. Rates are told by the clock and by the processor time of the
 * thread: alike on an idle machine, and on a busy one the latter can be trusted more. What providers cost by themselves (coming, going,
 * breaking, the books of the day) comes from a further run in which those events are timed.
 *
 * Targets: 200,000 jobs a second, below 400 MB, a job at most 1.5 times as dear in a network ten times as large, memory that does not grow. */
import { Event, measure as metricsOf, Run, Scenario } from "@lode/sim"
import { Schema } from "effect"
import { spawnSync } from "node:child_process"
import * as Inlining from "../packages/sim/src/node/Inlining.ts"
import type { Entry, Row } from "./Entry.ts"

const providers = 10_000
/** Years after which the network is full and the code compiled. */
const filling = 0.1
const year = 8760 * 3600

/** What a run is asked for. */
export interface Options {
  readonly providers: number
  readonly years: number
  /** Whether providers' own events are timed. */
  readonly timed: boolean
}

/** What a run told. */
export interface Measurement extends Options {
  readonly jobs: number
  readonly events: number
  /** From the scenario to the world at time zero. */
  readonly secondsToMake: number
  /** The whole run, by the clock and by processor time. */
  readonly seconds: number
  readonly processorSeconds: number
  /** After the network has filled: jobs, events, processor time. */
  readonly steadyJobs: number
  readonly steadyEvents: number
  readonly steadySeconds: number
  /** Of the time after the network has filled, the share that providers' own events took, and their number; 0 when events were not timed. */
  readonly providersShare: number
  readonly providersEvents: number
  readonly peakMegabytes: number
  readonly utilisation: number
  readonly completion: number
  readonly interruptions: number
}

/** A network of so many providers with 10 GPUs each on average, who get 100 jobs a year each.
 *
 * Nine in ten GPUs stand in data centres and ask what the market gives; the others belong to owners of idle machines, who are there for two
 * weeks and away for two days. Half of the jobs train on one to 16 of the faster GPUs (3.68 on average), half infer on a single GPU of either model; 300 h
 * on average make a load of 0.8. All figures are assumptions, chosen for that load. Nobody joins or leaves for good, so that all sizes of network
 * are alike. */
export const scenario = ({ providers, years }: Options): Scenario =>
  Schema.decodeUnknownSync(Scenario)({
    name: "bench",
    question: "How many jobs a second?",
    horizon: { kind: "terminating", length: `${years} years` },
    networks: { network: { market: { kind: "reverse-auction", bids: 20 } } },
    supply: {
      cohorts: {
        centres: {
          kind: "data-centre",
          count: providers * 0.6,
          gpu_model: "H100-SXM",
          gpus: { kind: "choice", values: [4, 8, 16, 32], weights: [18, 30, 30, 22] },
          asking: {
            kind: "adaptive",
            start: { kind: "lognormal", median: "2 USD/GPU-hour", p99: "3 USD/GPU-hour" },
            target_utilisation: "80%"
          },
          cost: { kind: "lognormal", median: "1.5 USD/GPU-hour", p99: "2.5 USD/GPU-hour" },
          response: "0%"
        },
        owners: {
          kind: "idle-owner",
          count: providers * 0.4,
          gpu_model: "A100-SXM",
          gpus: { kind: "choice", values: [1, 2, 4], weights: [25, 40, 35] },
          asking: { kind: "fixed", price: { kind: "lognormal", median: "0.3 USD/GPU-hour", p99: "0.6 USD/GPU-hour" } },
          cost: "0.2 USD/GPU-hour",
          availability: { kind: "random", online: "14 days", offline: "2 days" },
          response: "0%"
        }
      }
    },
    demand: {
      training: {
        requests: { kind: "users", users: providers, requests_per_user: "50 per year" },
        gpus: { kind: "choice", values: [1, 2, 4, 8, 16], weights: [40, 20, 20, 14, 6] },
        gpu_models: ["H100-SXM"],
        duration: { kind: "lognormal", median: "150 h", p99: "2318 h" },
        lowest_budget: "5 USD/GPU-hour"
      },
      inference: {
        requests: { kind: "users", users: providers, requests_per_user: "50 per year" },
        duration: { kind: "lognormal", median: "150 h", p99: "2318 h" },
        lowest_budget: "5 USD/GPU-hour"
      }
    }
  })

const processorSeconds = (): number => {
  const { system, user } = process.threadCpuUsage()
  return (system + user) / 1e6
}

/** Hands events on to a run and counts the milliseconds that providers' own took. */
class Stopwatch {
  milliseconds = 0
  events = 0
  private readonly run: Run
  constructor(run: Run) {
    this.run = run
  }

  handle(kind: number, subject: number, now: number): void {
    if (kind === Event.jobArrives || kind === Event.jobCompletes || kind === Event.jobGivesUp) {
      return this.run.handle(kind, subject, now)
    }
    const start = performance.now()
    this.run.handle(kind, subject, now)
    this.milliseconds += performance.now() - start
    this.events++
  }
}

/** One run in this process. */
export const runOnce = (options: Options): Measurement => {
  const decoded = scenario(options)
  const made = performance.now()
  const run = Run.make(decoded)
  const { simulation } = run.world
  const start = performance.now()
  const startCpu = processorSeconds()
  run.advance(filling * year)
  const filled = {
    jobs: run.world.jobsRequested,
    events: simulation.handled,
    cpu: processorSeconds(),
    clock: performance.now()
  }
  const stopwatch = new Stopwatch(run)
  if (options.timed) simulation.runUntil(stopwatch, run.world.length)
  else run.finish()
  const endCpu = processorSeconds()
  const end = performance.now()
  const metrics = metricsOf(run.world)
  return {
    ...options,
    jobs: run.world.jobsRequested,
    events: simulation.handled,
    secondsToMake: (start - made) / 1000,
    seconds: (end - start) / 1000,
    processorSeconds: endCpu - startCpu,
    steadyJobs: run.world.jobsRequested - filled.jobs,
    steadyEvents: simulation.handled - filled.events,
    steadySeconds: endCpu - filled.cpu,
    providersShare: stopwatch.milliseconds / (end - filled.clock),
    providersEvents: stopwatch.events,
    peakMegabytes: process.resourceUsage().maxRSS / 1024,
    utilisation: metrics["utilisation_network"] ?? Number.NaN,
    completion: metrics["completion"] ?? Number.NaN,
    interruptions: metrics["interruptions"] ?? Number.NaN
  }
}

/** One run in a process of its own. */
const runApart = (options: Options): Measurement => {
  // As on the program's worker threads.
  const arguments_ = [Inlining.option, import.meta.filename, JSON.stringify(options)]
  const { status, stderr, stdout } = spawnSync(process.execPath, arguments_, { encoding: "utf8" })
  if (status !== 0) throw new Error(`the run failed: ${stderr}`)
  const measurement: Measurement = JSON.parse(stdout)
  return measurement
}

/** What a job costs in a network of a size, without providers' own events, and those apart: microseconds of processor time. */
const costOf = (providers: number, years: number): { readonly job: number; readonly own: number } => {
  const plain = runApart({ providers, years, timed: false })
  const timed = runApart({ providers, years, timed: true })
  const each = (plain.steadySeconds / plain.steadyJobs) * 1e6
  return { job: each * (1 - timed.providersShare), own: each * timed.providersShare }
}

const count = (value: number): string => value.toLocaleString("en")

const ofYear = (): ReadonlyArray<Row> => {
  const one = runApart({ providers, years: 1, timed: false })
  const two = runApart({ providers, years: 2, timed: false })
  const name = `${count(providers)} providers, a year`
  return [
    { case: name, value: one.jobs / one.seconds, unit: "jobs/s", target: "200,000" },
    { case: `${name}, processor time`, value: one.jobs / one.processorSeconds, unit: "jobs/s", target: "200,000" },
    { case: name, value: one.events / one.seconds, unit: "events/s" },
    { case: `${name}, to start with`, value: one.secondsToMake, unit: "s" },
    { case: `${name}, GPU-hours rented`, value: one.utilisation, unit: "of those on offer" },
    { case: `${name}, greatest memory`, value: one.peakMegabytes, unit: "MB", target: "below 400" },
    {
      case: `${count(providers)} providers, two years`,
      value: two.peakMegabytes,
      unit: "MB",
      reference: { name: "one year", value: one.peakMegabytes },
      ratio: two.peakMegabytes / one.peakMegabytes,
      target: "does not grow"
    }
  ]
}

const bySize = (): ReadonlyArray<Row> => {
  const base = costOf(providers, 0.6)
  const sizes = [
    { size: providers / 10, ...costOf(providers / 10, 1.1) },
    { size: providers, ...base },
    { size: providers * 10, ...costOf(providers * 10, 0.3) }
  ]
  const name = count(providers)
  return sizes.flatMap(({ size, job, own }): ReadonlyArray<Row> => [
    {
      case: `a job, ${count(size)} providers`,
      value: job,
      unit: "µs",
      reference: { name, value: base.job },
      ratio: job / base.job,
      ...(size > providers ? { target: "less than 1.5" } : {})
    },
    {
      case: `providers' own events, ${count(size)} providers`,
      value: own,
      unit: "µs a job",
      reference: { name, value: base.own },
      ratio: own / base.own
    }
  ])
}

export const network: Entry = {
  name: "network",
  what: "jobs a second of a whole network on one core, the cost of a job by its size, memory",
  run: () => [...ofYear(), ...bySize()]
}

// The process of one run.
if (import.meta.main) {
  const options: Options = JSON.parse(process.argv[2] ?? "{}")
  console.log(JSON.stringify(runOnce(options)))
}
