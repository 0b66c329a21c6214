/** How many jobs a second a whole network gets through on one core, what providers cost by themselves, and how much memory it takes.
 *
 *     node bench/network.ts [--providers N] [--json]
 *
 * A network of 10,000 providers (100,000 GPUs) serves 1,000,000 jobs in a year by reverse auction with 20 bids, at a load of 0.8, with ledger,
 * failures, owners who come and go, prices that adapt every day, and all metrics. Then a tenth and ten times of it at the same load: what does a
 * job cost once the network is full? And two years instead of one: does memory grow?
 *
 * Every run has a process of its own, whose greatest resident memory is told. Rates are told by the clock and by the processor time of the
 * thread: alike on an idle machine, and the latter can be trusted a little more on a busy one. What providers cost by themselves (coming, going,
 * breaking, the books of the day) comes from a further run in which those events are timed.
 *
 * Targets: 200,000 jobs a second, below 400 MB, a job at most 1.5 times as dear in a network ten times as large, memory that does not grow. */
import { Event, measure as metricsOf, Run, Scenario } from "@lode/sim"
import { Schema } from "effect"
import { spawnSync } from "node:child_process"
import { parseArgs } from "node:util"

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
export const runApart = (options: Options): Measurement => {
  const child = spawnSync(process.execPath, [import.meta.filename, "--one", JSON.stringify(options)], {
    encoding: "utf8",
    maxBuffer: 1e8
  })
  if (child.status !== 0) throw new Error(`the run failed: ${child.stderr}`)
  const measurement: Measurement = JSON.parse(child.stdout)
  return measurement
}

/** What a job cost once the network was full: microseconds without providers' own events, and those apart. */
export interface Cost {
  readonly providers: number
  readonly jobMicroseconds: number
  readonly providersMicrosecondsAJob: number
  readonly providersEventsAJob: number
}

export interface Results {
  /** The network of the target, a whole year. */
  readonly network: Measurement
  /** The same for two years. */
  readonly twice: Measurement
  /** Networks of a tenth, once and ten times the size. */
  readonly costs: ReadonlyArray<Cost>
}

const costOf = (providers: number, years: number): Cost => {
  const plain = runApart({ providers, years, timed: false })
  const timed = runApart({ providers, years, timed: true })
  const each = (plain.steadySeconds / plain.steadyJobs) * 1e6
  return {
    providers,
    jobMicroseconds: each * (1 - timed.providersShare),
    providersMicrosecondsAJob: each * timed.providersShare,
    providersEventsAJob: timed.providersEvents / timed.steadyJobs
  }
}

/** All of it: about two minutes with 10,000 providers. */
export const measure = (providers = 10_000): Results => ({
  network: runApart({ providers, years: 1, timed: false }),
  twice: runApart({ providers, years: 2, timed: false }),
  costs: [costOf(providers / 10, 1.1), costOf(providers, 0.6), costOf(providers * 10, 0.3)]
})

/** The entry of the bench. */
export const network = {
  name: "network",
  what: "jobs a second of a whole network, cost of a job by its size, memory",
  run: (): Results => measure()
}

const whole = (value: number): string => Math.round(value).toLocaleString("en-US")

const report = ({ costs, network, twice }: Results): void => {
  const { jobs, processorSeconds, seconds } = network
  console.log(
    `${whole(network.providers)} providers, ${whole(jobs)} jobs, ${whole(network.events)} events in a year; ` +
      `rented ${(network.utilisation * 100).toFixed(0)}%, completed ${(network.completion * 100).toFixed(0)}%`
  )
  console.log(`  ${whole(jobs / seconds)} jobs/s, ${whole(network.events / seconds)} events/s by the clock`)
  console.log(
    `  ${whole(jobs / processorSeconds)} jobs/s, ${whole(network.events / processorSeconds)} events/s by processor time`
  )
  console.log(`  peak ${whole(network.peakMegabytes)} MB; in two years ${whole(twice.peakMegabytes)} MB`)
  console.log("cost of a job in the full network, processor time")
  const base = costs[1]?.jobMicroseconds ?? Number.NaN
  for (const cost of costs) {
    console.log(
      `  ${whole(cost.providers).padStart(9)} providers  ${cost.jobMicroseconds.toFixed(2)} µs (${(cost.jobMicroseconds / base).toFixed(2)} times)` +
        `, and providers' own events ${cost.providersMicrosecondsAJob.toFixed(2)} µs (${cost.providersEventsAJob.toFixed(2)} a job)`
    )
  }
}

if (import.meta.main) {
  const { values } = parseArgs({
    options: {
      providers: { type: "string", default: "10000" },
      json: { type: "boolean", default: false },
      one: { type: "string" }
    }
  })
  if (values.one !== undefined) {
    const options: Options = JSON.parse(values.one)
    console.log(JSON.stringify(runOnce(options)))
  } else {
    const results = measure(Number(values.providers))
    if (values.json) console.log(JSON.stringify(results))
    else report(results)
  }
}
