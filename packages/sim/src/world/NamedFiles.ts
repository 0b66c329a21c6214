/** The files that a scenario names, and what must hold between them and the scenario once they are read. */
import { isSeriesFile, key, type SeriesFile } from "../state/SeriesConfig.ts"
import type { Inputs } from "./Compile.ts"
import type { Report } from "./Rule.ts"
import type { Scenario } from "./Scenario.ts"

type Path = ReadonlyArray<string | number>

/** Recorded jobs. */
export interface NamedTrace {
  readonly kind: "trace"
  /** Path of the key that names the file. */
  readonly path: Path
  readonly file: string
  /** Jobs that are submitted later than this (s in the file) are not needed; infinite when all are, as for a bootstrap. */
  readonly until: number
}

/** A series; `path` leads to the group with its keys. */
export interface NamedSeries {
  readonly kind: "series"
  readonly path: Path
  readonly config: SeriesFile
  /** Whether a value of zero makes no sense, besides negative ones. */
  readonly positive: boolean
}

/** Jobs that a run may plan from a trace: 1.2 GB. */
const mostPlanned = 50_000_000

/** What is divided by must not be zero. */
const divisors: ReadonlySet<string | number> = new Set(["hash_rate", "outside_market"])

/** Every file that a scenario names, in the order of the scenario. */
export const namedFiles = (scenario: Scenario): ReadonlyArray<NamedTrace | NamedSeries> => {
  const found: Array<NamedTrace | NamedSeries> = []
  for (const [name, { requests }] of Object.entries(scenario.demand)) {
    if (requests.kind !== "trace") continue
    const { bootstrap, file, stretch } = requests
    const until = bootstrap ? Infinity : scenario.horizon.length / stretch
    found.push({ kind: "trace", path: ["demand", name, "requests", "file"], file, until })
  }
  visit(scenario, [], found)
  return found
}

const visit = (value: unknown, path: Path, found: Array<NamedTrace | NamedSeries>): void => {
  if (typeof value !== "object" || value === null) return
  if (isSeriesFile(value)) {
    found.push({ kind: "series", path, config: value, positive: path.slice(-2).some((step) => divisors.has(step)) })
    return
  }
  const isList = Array.isArray(value)
  for (const [step, inner] of Object.entries(value)) visit(inner, [...path, isList ? Number(step) : step], found)
}

const owned = <A>(record: Readonly<Record<string, A>>, name: string): A | undefined =>
  Object.hasOwn(record, name) ? record[name] : undefined

/** What is impossible about a scenario together with what its files say. Only what has been read is looked at. */
export const inputProblems = (scenario: Scenario, inputs: Inputs, report: Report): void => {
  for (const [name, { requests }] of Object.entries(scenario.demand)) {
    const jobs = requests.kind === "trace" ? owned(inputs.traces, requests.file) : undefined
    if (requests.kind !== "trace" || jobs === undefined) continue
    const planned = jobs.submit.length * requests.load
    if (planned > mostPlanned) {
      report(
        ["demand", name, "requests", "load"],
        `${planned} jobs would be planned; at most ${mostPlanned} (24 bytes each in every replication)`
      )
    }
    const first = (jobs.submit[0] ?? 0) * requests.stretch
    if (first > scenario.horizon.length) {
      report(
        ["demand", name, "requests", "file"],
        `The first job of the trace comes after ${first} s, and the run ends after ${scenario.horizon.length} s: stretch it less, or simulate longer`
      )
    }
  }
  for (const [name, { token }] of Object.entries(scenario.networks)) {
    if (token.kind !== "network-token" || token.outside_market.kind !== "given-path") continue
    const { price } = token.outside_market
    const first = typeof price === "number" ? price : inputs.series[key(price)]?.value[0]
    const worth = first === undefined ? Infinity : token.initial_supply * first
    if (token.pool.depth < worth) continue
    report(
      ["networks", name, "token", "outside_market", "price"],
      `At its first price of ${first} USD all tokens together are worth ${worth} USD, and the pool's token side alone ${token.pool.depth} USD: more initial_supply or a smaller pool.depth would do`
    )
  }
  const { subnets } = scenario
  if (subnets?.outside_market.kind !== "given-path") return
  const { price } = subnets.outside_market
  const first = typeof price === "number" ? price : inputs.series[key(price)]?.value[0]
  const pools = Object.values(scenario.networks).reduce(
    (sum, { token }) => sum + (token.kind === "subnet" ? token.pool.tao : 0),
    0
  )
  const free = first === undefined ? Infinity : (subnets.issued * (1 - subnets.root) - pools) * first
  if (subnets.pool.depth < free) return
  report(
    ["subnets", "outside_market", "price"],
    `At its first price of ${first} USD what is neither on root nor in a subnet's pool is worth ${free} USD, and the pool's token side alone ${subnets.pool.depth} USD: a smaller pool.depth would do`
  )
}
