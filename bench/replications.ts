/** How many times the replications of one thread several threads get through.
 *
 *     node bench/replications.ts [SCENARIO] [--threads N] [--replications N] [--pairs N] [--json]
 *
 * Without a scenario: a queue of 100 servers on the kernel, so that the pool itself is judged. One thread and N threads take turns, so that
 * a machine that slows down or serves others hits both alike; the answer is the median of the ratios. Target: 1.8 with two cores.
 * Threads are warm (their code compiled); how long the first start takes is told apart. */
import { Language, type QueueModel, Replicate, type Runner, type ScenarioTrial } from "@lode/sim"
import { ScenarioFile, ScenarioInputs, Workers } from "@lode/sim/node"
import { Effect, type Scope } from "effect"
import { parseArgs } from "node:util"

/** What was measured. */
export interface Measurement {
  readonly threads: number
  readonly replications: number
  /** Replications a second on one thread and on all, medians. */
  readonly perSecondAlone: number
  readonly perSecondTogether: number
  /** Median of the ratios of neighbouring turns, with the least and the most. */
  readonly speedUp: number
  readonly speedUpLeast: number
  readonly speedUpMost: number
  /** Processor time of a replication together over alone, median: 1 when threads do not get in each other's way. The speed-up that free
   * cores would give is about `threads` divided by this, which can be told on a busy machine too. */
  readonly processorTime: number
  /** From nothing to the first result of a cold thread, less the time of a warm one. */
  readonly millisecondsToStart: number
}

/** What is measured. */
export interface Options {
  readonly threads: number
  readonly replications: number
  readonly pairs: number
}

export const defaults: Options = { threads: 2, replications: 24, pairs: 9 }

interface Turn {
  /** Milliseconds on the clock. */
  readonly elapsed: number
  /** Microseconds of processor time of all threads. */
  readonly processor: number
}

/** Takes turns between one thread and several. */
export const measure = Effect.fnUntraced(function* <Scenario, Output extends Replicate.Outcome, Chunk>(
  scenario: Scenario,
  open: (
    size: number
  ) => Effect.Effect<Runner.Runner<Replicate.Replication<Scenario>, Output, Chunk>, never, Scope.Scope>,
  { pairs, replications, threads }: Options = defaults
) {
  const turn = (runner: Runner.Runner<Replicate.Replication<Scenario>, Output, Chunk>, count: number) =>
    Effect.suspend(() => {
      const start = performance.now()
      const cpu = process.cpuUsage()
      const plan = { kind: "fixed", replications: count } as const
      return Effect.map(Replicate.run({ scenario, seed: 1, plan, metrics: [], runner }), (): Turn => {
        const { system, user } = process.cpuUsage(cpu)
        return { elapsed: performance.now() - start, processor: user + system }
      })
    })
  const alone = yield* open(1)
  const together = yield* open(threads)
  const cold = yield* turn(alone, 1)
  yield* turn(alone, replications)
  yield* turn(together, replications)
  const times: Array<readonly [alone: Turn, together: Turn]> = []
  for (let pair = 0; pair < pairs; pair++)
    times.push([yield* turn(alone, replications), yield* turn(together, replications)])
  const ratios = times.map(([one, many]) => one.elapsed / many.elapsed).toSorted((a, b) => a - b)
  const middle = (values: ReadonlyArray<number>) => values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN
  const oneWarm = middle(times.map(([one]) => one.elapsed)) / replications
  const found: Measurement = {
    threads,
    replications,
    perSecondAlone: 1_000 / oneWarm,
    perSecondTogether: (1_000 * replications) / middle(times.map(([, many]) => many.elapsed)),
    speedUp: middle(ratios),
    speedUpLeast: ratios[0] ?? Number.NaN,
    speedUpMost: ratios.at(-1) ?? Number.NaN,
    processorTime: middle(times.map(([one, many]) => many.processor / one.processor)),
    millisecondsToStart: cold.elapsed - oneWarm
  }
  return found
}, Effect.scoped)

const queue: QueueModel.QueueDescription = {
  servers: 100,
  arrivalRate: 90,
  service: { kind: "exponential", mean: 1 },
  customers: 120_000,
  warmUp: 5_000
}

/** Measures the pool with the made-up trial. */
export const synthetic = (options: Options = defaults) =>
  measure(
    queue,
    (size) =>
      Workers.pool<Replicate.Replication<QueueModel.QueueDescription>, Replicate.Outcome>({
        module: new URL("./replications-worker.ts", import.meta.url),
        size
      }),
    options
  )

/** Measures the pool with a scenario. */
export const ofScenario = Effect.fnUntraced(function* (
  file: string,
  options: Options = defaults
): Effect.fn.Return<Measurement, unknown> {
  const decoded = yield* ScenarioFile.load(Language.language, file, [])
  const { scenario } = decoded
  const inputs = yield* ScenarioInputs.load(decoded)
  const assignment: ScenarioTrial.Assignment = { scenario, inputs, commands: [], warmUp: 0, jobs: false }
  const module = new URL("../packages/tui/src/worker.ts", import.meta.url)
  return yield* measure(
    assignment,
    (size) =>
      Workers.pool<
        Replicate.Replication<ScenarioTrial.Assignment>,
        ScenarioTrial.RunOutcome,
        ReadonlyArray<ScenarioTrial.Row>
      >({ module, size }),
    options
  )
})

const whole = (text: string | undefined, otherwise: number): number => {
  const value = Number(text ?? otherwise)
  if (!Number.isInteger(value) || value < 1) throw new RangeError(`expected a whole number from 1, not ${text}`)
  return value
}

if (import.meta.main) {
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: {
      threads: { type: "string" },
      replications: { type: "string" },
      pairs: { type: "string" },
      json: { type: "boolean" }
    }
  })
  const options: Options = {
    threads: whole(values.threads, defaults.threads),
    replications: whole(values.replications, defaults.replications),
    pairs: whole(values.pairs, defaults.pairs)
  }
  const file = positionals[0]
  const found = await Effect.runPromise(file === undefined ? synthetic(options) : ofScenario(file, options))
  const digits = (value: number) => value.toPrecision(3)
  console.log(
    values.json === true
      ? JSON.stringify(found)
      : `${found.threads} threads get through ${digits(found.speedUp)} times the replications of one ` +
          `(${digits(found.speedUpLeast)} to ${digits(found.speedUpMost)} in ${options.pairs} pairs; target 1.8 for two cores)\n` +
          `${digits(found.perSecondAlone)} replications a second alone, ${digits(found.perSecondTogether)} together; ` +
          `processor time of one ${digits(found.processorTime)} times as long together; a thread starts in ${digits(found.millisecondsToStart)} ms`
  )
}
