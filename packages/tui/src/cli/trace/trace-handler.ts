/** The work of `lode trace`. */
import { Replay, ReplayReport, TraceError, TraceStatistics, type TraceFormats } from "@lode/sim"
import { type OutputFile, TraceFile, TraceOutput } from "@lode/sim/node"
import { Effect, Option } from "effect"
import { notice, print, printJson } from "../output.ts"
import * as Report from "./trace-report.ts"

/** What can go wrong: a file, a replay that it does not go through, a place for results. */
export type Failure = TraceError.TraceError | TraceError.ReplayError | OutputFile.OutputError

/** How the file is to be read. */
interface Reading {
  readonly format: Option.Option<TraceFormats.FormatName>
  readonly prefillRate: number
  readonly decodeRate: number
}

export interface StatsInput extends Reading {
  readonly file: string
  readonly gpus: Option.Option<number>
  readonly json: boolean
}

export interface ImportInput extends Omit<Reading, "format"> {
  readonly format: TraceFormats.FormatName
  readonly in: string
  readonly out: string
  readonly force: boolean
  readonly json: boolean
}

export interface ReplayInput extends Reading {
  readonly file: string
  readonly gpus: number
  readonly discipline: Replay.Discipline
  readonly out: Option.Option<string>
  readonly roundUp: boolean
  readonly force: boolean
  readonly json: boolean
}

export interface SynthesizeInput {
  readonly out: string
  readonly jobs: number
  readonly seed: number
  readonly force: boolean
  readonly json: boolean
}

const readOptions = ({ format, prefillRate, decodeRate }: Reading): TraceFile.ReadOptions => ({
  rates: { prefill: prefillRate, decode: decodeRate },
  ...Option.match(format, { onNone: () => ({}), onSome: (name) => ({ format: name }) })
})

/** `lode trace stats` */
export const stats = Effect.fnUntraced(function* (input: StatsInput): Effect.fn.Return<void, Failure> {
  const { statistics, report } = yield* TraceFile.statistics(input.file, readOptions(input))
  const load = Option.map(input.gpus, (gpus) => ({ gpus, load: TraceStatistics.offeredLoad(statistics, gpus) }))
  const answer = { file: input.file, report, statistics, load: Option.getOrUndefined(load) }
  yield* input.json ? printJson(Report.statisticsJson(answer)) : print(Report.statisticsText(answer))
})

/** `lode trace import` */
export const importJobs = Effect.fnUntraced(function* (input: ImportInput): Effect.fn.Return<void, Failure> {
  const options = readOptions({ ...input, format: Option.some(input.format) })
  const report = yield* TraceFile.importTo(input.in, input.out, { ...options, force: input.force })
  const answer = { file: input.in, report, out: input.out }
  yield* input.json ? printJson(Report.importJson(answer)) : print(Report.importText(answer))
})

/** `lode trace replay` */
export const replay = Effect.fnUntraced(function* (input: ReplayInput): Effect.fn.Return<void, Failure> {
  const { trace, report } = yield* TraceFile.read(input.file, readOptions(input))
  const rounded = input.roundUp ? Replay.roundUp(trace) : { trace, jobs: 0, addedGpuSeconds: 0 }
  const started = yield* run(rounded.trace, input)
  const figures = ReplayReport.report(rounded.trace, input.gpus, started)
  const answer = { file: input.file, report, discipline: input.discipline, rounded, figures }
  const summary = Report.replayJson(answer)
  const out = Option.getOrUndefined(input.out)
  if (out !== undefined) {
    yield* TraceOutput.writeReplay(out, { force: input.force }, rounded.trace, started, summary)
    yield* notice(`written: ${out}`)
  }
  yield* input.json ? printJson(summary) : print(Report.replayText(answer))
})

/** `lode trace synthesize` */
export const synthesize = Effect.fnUntraced(function* ({
  out,
  jobs,
  seed,
  force,
  json
}: SynthesizeInput): Effect.fn.Return<void, Failure> {
  yield* TraceFile.synthesiseTo(out, { jobs, seed, force })
  yield* json ? printJson({ out, jobs, seed, synthetic: true }) : print(Report.synthesisText({ out, jobs, seed }))
})

/** Instants between two looks at an interruption: some 20 ms. */
const instantsAtOnce = 50_000

const run = Effect.fnUntraced(function* (trace: Replay.Recorded, options: Replay.ReplayOptions) {
  const pool = yield* Effect.try({
    try: () => new Replay.Replay(trace, options),
    catch: (error) => error
  }).pipe(Effect.catch((error) => (error instanceof TraceError.ReplayError ? Effect.fail(error) : Effect.die(error))))
  while (!pool.advance(instantsAtOnce)) yield* Effect.yieldNow
  return pool.started
})
