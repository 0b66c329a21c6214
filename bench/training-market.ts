/** How long a year of a market of training jobs takes on one core, on both sides: gangs of machines of many owners in several regions, which lose and
 * gain members, against central fleets of about the same size.
 *
 * 5,000 providers of eight H100 each serve 100,000 elastic jobs of 8 to 64 GPUs that train by DiLoCo; then the same jobs go to clouds. Then ten times of both:
 * what does a job cost in a larger market? Each arm has a process of its own. Target: both arms together below 10 s. */
import { measure as metricsOf, Run, Scenario } from "@lode/sim"
import { Schema } from "effect"
import { spawnSync } from "node:child_process"
import * as Inlining from "../packages/sim/src/node/Inlining.ts"
import type { Entry, Row } from "./Entry.ts"

type Arm = "network" | "central"

/** What a run is asked for. */
export interface Options {
  readonly providers: number
  readonly arm: Arm
}

/** What a run told. */
export interface Measurement extends Options {
  readonly jobs: number
  readonly events: number
  readonly seconds: number
  readonly processorSeconds: number
  readonly membersLost: number
  readonly utilisation: number
  readonly completion: number
}

const regions = ["us-east", "us-west", "europe-west", "asia-northeast"] as const

/** A market of so many providers, who get 20 jobs a year each: a gang of 17 GPUs on average for about a week makes a load of a quarter in clouds and of a half on
 * the network, where links stall the large gangs. Providers come and go in the midst of jobs. All figures are assumptions, chosen for that load. */
export const scenario = ({ arm, providers }: Options): Scenario =>
  Schema.decodeUnknownSync(Scenario)({
    name: "bench",
    question: "How long does a year take?",
    horizon: { kind: "terminating", length: "1 year" },
    arm,
    networks: { network: { market: { kind: "posted-price" } } },
    clouds: {
      central: {
        fleets: regions.map((region) => ({
          gpu_model: "H100-SXM",
          region,
          gpus: (providers * 8) / regions.length,
          price: "3 USD/GPU-hour"
        }))
      }
    },
    supply: {
      cohorts: {
        nodes: {
          kind: "data-centre",
          count: providers,
          gpu_model: "H100-SXM",
          gpus: 8,
          regions,
          upload: "1 Gbit/s",
          download: "1 Gbit/s",
          asking: { kind: "fixed", price: { kind: "lognormal", median: "2 USD/GPU-hour", p99: "3 USD/GPU-hour" } },
          cost: "1.5 USD/GPU-hour",
          availability: { kind: "random", online: "60 days", offline: "2 days" },
          response: "0%"
        }
      }
    },
    demand: {
      training: {
        requests: { kind: "users", users: providers, requests_per_user: "20 per year" },
        gpus: { kind: "choice", values: [8, 16, 32, 64], weights: [50, 30, 15, 5] },
        lowest_budget: "10 USD/GPU-hour",
        training: {
          model: { parameters: 4e9 },
          tokens: { kind: "lognormal", median: "40B tokens", p99: "160B tokens" },
          synchronisation: { kind: "diloco", exchange_bits: 8 },
          flows: 8,
          continuation: "elastic"
        }
      }
    }
  })

/** One run in this process. */
export const runOnce = (options: Options): Measurement => {
  const run = Run.make(scenario(options))
  const start = performance.now()
  const before = process.threadCpuUsage()
  run.finish()
  const { system, user } = process.threadCpuUsage(before)
  const seconds = (performance.now() - start) / 1000
  const metrics = metricsOf(run.world)
  return {
    ...options,
    jobs: run.world.jobsRequested,
    events: run.world.simulation.handled,
    seconds,
    processorSeconds: (system + user) / 1e6,
    membersLost: metrics["members_lost"] ?? Number.NaN,
    utilisation: metrics[`utilisation_${options.arm}`] ?? Number.NaN,
    completion: metrics["completion"] ?? Number.NaN
  }
}

/** One run in a process of its own, as on the program's worker threads. */
const runApart = (options: Options): Measurement => {
  const arguments_ = [Inlining.option, import.meta.filename, JSON.stringify(options)]
  const { status, stderr, stdout } = spawnSync(process.execPath, arguments_, { encoding: "utf8" })
  if (status !== 0) throw new Error(`the run failed: ${stderr}`)
  const measurement: Measurement = JSON.parse(stdout)
  return measurement
}

const count = (value: number): string => value.toLocaleString("en")

const rowsOf = (
  providers: number,
  target: string | undefined
): { readonly rows: ReadonlyArray<Row>; readonly cost: number } => {
  const arms = (["network", "central"] as const).map((arm) => runApart({ providers, arm }))
  const name = `${count(providers)} providers`
  const seconds = arms.reduce((sum, arm) => sum + arm.seconds, 0)
  const processor = arms.reduce((sum, arm) => sum + arm.processorSeconds, 0)
  const jobs = arms.reduce((sum, arm) => sum + arm.jobs, 0)
  const rows = [
    { case: `${name}, both arms`, value: seconds, unit: "s", ...(target === undefined ? {} : { target }) },
    { case: `${name}, both arms, processor time`, value: processor, unit: "s" },
    ...arms.flatMap((arm) => [
      { case: `${name}, ${arm.arm}`, value: arm.jobs, unit: "jobs" },
      { case: `${name}, ${arm.arm}`, value: arm.events, unit: "events" },
      { case: `${name}, ${arm.arm}`, value: arm.processorSeconds, unit: "s" },
      { case: `${name}, ${arm.arm}, GPU-hours rented`, value: arm.utilisation, unit: "of those on offer" },
      { case: `${name}, ${arm.arm}, completed`, value: arm.completion, unit: "of the requests" },
      { case: `${name}, ${arm.arm}, members lost`, value: arm.membersLost, unit: "events" }
    ])
  ]
  return { rows, cost: (processor / jobs) * 1e6 }
}

export const trainingMarket: Entry = {
  name: "training-market",
  what: "a year of a market of training jobs on both sides, on one core; a job by the size of the market",
  run: () => {
    const base = rowsOf(5_000, "below 10")
    const large = rowsOf(50_000, undefined)
    return [
      ...base.rows,
      ...large.rows,
      {
        case: "a job, 50,000 providers",
        value: large.cost,
        unit: "µs",
        reference: { name: "5,000", value: base.cost },
        ratio: large.cost / base.cost
      }
    ]
  }
}

// The process of one run.
if (import.meta.main) {
  const options: Options = JSON.parse(process.argv[2] ?? "{}")
  console.log(JSON.stringify(runOnce(options)))
}
