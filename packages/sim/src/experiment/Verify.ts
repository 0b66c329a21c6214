/** Checks that the engine on *this* machine does what theory says: the work of `lode verify`.
 *
 * Queues with known answers run through the kernel (pending events, keyed draws, distributions, statistics) in several independent
 * replications; each estimate must lie within its 99.9% interval around the theoretical value. Other checks (conservation of the
 * ledger, the digest of a reference run) have the same shape and are appended by the caller.
 *
 * **Gotchas** With another seed about one estimate in a thousand lies outside by chance; with the default seed none does. */
import { relativeError } from "../kernel/Quantiles.ts"
import * as Interval from "./Interval.ts"
import * as QueueModel from "./QueueModel.ts"
import * as Theory from "./QueueingTheory.ts"
import * as Seeds from "./Seeds.ts"
import { describe } from "./Thrown.ts"

/** What a check found. Numbers that do not exist for a check (a digest has no tolerance) are `null`. */
export interface CheckResult {
  readonly name: string
  readonly passed: boolean
  readonly expected: number | string
  readonly found: number | string
  /** Largest difference that passes, in the unit of `expected`. */
  readonly tolerance: number | null
  /** Where the expectation comes from and what the check exercises. */
  readonly note: string
}

/** A check, done in slices of at most about 0.1 s, so that whoever runs it can show progress and be interrupted between them. */
export interface Check {
  readonly name: string
  readonly run: () => Generator<void, ReadonlyArray<CheckResult>, void>
}

/** Confidence of the intervals in which theory must lie. */
const confidence = 0.999
const replications = 32

interface Expected {
  readonly name: string
  readonly expected: number
  readonly of: (measured: QueueModel.QueueMeasured) => number
  /** Error that the statistic itself is allowed, as a share of the value. */
  readonly slack?: number
  readonly note: string
}

const compare = (
  runs: ReadonlyArray<QueueModel.QueueMeasured>,
  { expected, name, note, of, slack }: Expected
): CheckResult => {
  const { mean, halfWidth } = Interval.ofMean(runs.map(of), confidence)
  const tolerance = (halfWidth ?? 0) + (slack ?? 0) * expected
  return { name, passed: Math.abs(mean - expected) <= tolerance, expected, found: mean, tolerance, note }
}

const little = (name: string, runs: ReadonlyArray<QueueModel.QueueMeasured>): CheckResult => {
  const times = runs.reduce((sum, run) => sum + run.timeInSystem, 0)
  const found = runs.reduce((sum, run) => sum + run.customerSeconds, 0) / times
  // An identity of every run that ends empty: only rounding of some million additions may show.
  const tolerance = 1e-9
  const note = "∫ customers in the system dt over the sum of their times in it: 1 but for rounding"
  return { name, passed: Math.abs(found - 1) <= tolerance, expected: 1, found, tolerance, note }
}

const queueCheck = (
  name: string,
  queue: QueueModel.QueueDescription,
  seed: number,
  expectations: ReadonlyArray<Expected>
): Check => ({
  name,
  run: function* () {
    const runs: Array<QueueModel.QueueMeasured> = []
    for (let replication = 0; replication < replications; replication++) {
      runs.push(QueueModel.run(queue, Seeds.ofReplication(seed, replication)))
      yield
    }
    return [...expectations.map((one) => compare(runs, one)), little(`${name}: Little's law`, runs)]
  }
})

const oneServer = (seed: number): Check => {
  const load = 0.8
  return queueCheck(
    "M/M/1",
    { servers: 1, arrivalRate: load, service: { kind: "exponential", mean: 1 }, customers: 20_000, warmUp: 2_000 },
    seed,
    [
      {
        name: "M/M/1: mean wait, s",
        expected: Theory.meanWait(1, load, 1),
        of: (run) => run.meanWait,
        note: "ρ / (μ − λ) at load ρ = 0.8"
      },
      {
        name: "M/M/1: 95% wait less than, s",
        expected: Theory.waitQuantile(0.95, 1, load, 1),
        of: (run) => run.p95Wait,
        slack: relativeError,
        note: "ln(ρ / 0.05) / (μ − λ); the histogram may be off by 1%"
      },
      {
        name: "M/M/1: share who wait",
        expected: load,
        of: (run) => run.delayed,
        note: "ρ: arrivals see time averages"
      }
    ]
  )
}

const manyServers = (seed: number): Check => {
  const servers = 100
  const offered = 90
  return queueCheck(
    "M/M/100",
    { servers, arrivalRate: offered, service: { kind: "exponential", mean: 1 }, customers: 100_000, warmUp: 5_000 },
    seed,
    [
      {
        name: "M/M/100: mean wait, s",
        expected: Theory.meanWait(servers, offered, 1),
        of: (run) => run.meanWait,
        note: "Erlang's C / (c μ − λ) at load 0.9"
      },
      {
        name: "M/M/100: share who wait",
        expected: Theory.probabilityOfWaiting(servers, offered),
        of: (run) => run.delayed,
        note: "Erlang's C"
      }
    ]
  )
}

const generalService = (
  name: string,
  service: QueueModel.QueueDescription["service"],
  cv: number,
  seed: number
): Check => {
  const load = 0.7
  return queueCheck(`${name}`, { servers: 1, arrivalRate: load, service, customers: 30_000, warmUp: 2_000 }, seed, [
    {
      name: `${name}: mean wait, s`,
      expected: Theory.meanWaitOneServer(load, 1, cv),
      of: (run) => run.meanWait,
      note: `Pollaczek and Khinchine: ρ (1 + cv²) / 2 (μ − λ) at load ρ = 0.7, cv ${cv}`
    }
  ])
}

/** The seed of the checks, unless the user gives one. */
export const defaultSeed = 1

/** The checks of the engine against queueing theory, to be run one after the other: about 14 million events, two seconds. */
export const queueChecks = (seed: number = defaultSeed): ReadonlyArray<Check> => [
  oneServer(seed),
  manyServers(seed),
  generalService("M/D/1", { kind: "constant", value: 1 }, 0, seed),
  generalService("M/G/1, gamma", { kind: "gamma", mean: 1, cv: 1.5 }, 1.5, seed),
  generalService("M/G/1, bursty", { kind: "hyperexponential", mean: 1, cv: 2 }, 2, seed)
]

/** Runs checks one after the other. A check that throws has failed: its results are replaced by one that says what was thrown. */
export function* runAll(checks: ReadonlyArray<Check>): Generator<void, ReadonlyArray<CheckResult>, void> {
  const results: Array<CheckResult> = []
  for (const check of checks) {
    try {
      results.push(...(yield* check.run()))
    } catch (thrown) {
      const { error, problem } = describe(thrown)
      results.push({
        name: check.name,
        passed: false,
        expected: "a result",
        found: `${error}: ${problem}`,
        tolerance: null,
        note: "the check itself failed"
      })
    }
  }
  return results
}
