/** `lode trace`: figures of recorded jobs, import into plain jobs, replay on a pool of GPUs, and made-up traces. */
import { Replay, ReplayReport, TraceError, TraceFormats, TraceRates, TraceStatistics } from "@lode/sim"
import { type OutputFile, TraceFile, TraceOutput } from "@lode/sim/node"
import { Effect, Option, Schema } from "effect"
import { Argument, Command, Flag } from "effect/cli"
import { jsonFlag, notice, print, printJson } from "./output.ts"
import { align, amount, type Line, percent, time } from "./traceText.ts"

const positive = Schema.Finite.check(Schema.isGreaterThan(0))
const wholePositive = Schema.Int.check(Schema.isGreaterThan(0))

const file = Argument.String("file").pipe(Argument.withDescription("recorded jobs, plain or gzipped"))
const force = Flag.Boolean("force").pipe(Flag.withDescription("replace what is there already"), Flag.withDefault(false))
const format = Flag.Literals("format", TraceFormats.formatNames).pipe(
  Flag.withDescription("format of the file; told from its first line if left out"),
  Flag.optional
)
const prefillRate = Flag.Finite("prefill-rate").pipe(
  Flag.withSchema(positive),
  Flag.withDescription("azure: tokens/s at which a prompt is read (the default is an assumption)"),
  Flag.withDefault(TraceRates.defaultServingRates.prefill)
)
const decodeRate = Flag.Finite("decode-rate").pipe(
  Flag.withSchema(positive),
  Flag.withDescription("azure: tokens/s at which an answer is written (the default is an assumption)"),
  Flag.withDefault(TraceRates.defaultServingRates.decode)
)
const reading = { format, prefillRate, decodeRate }

interface Reading {
  readonly format: Option.Option<TraceFormats.FormatName>
  readonly prefillRate: number
  readonly decodeRate: number
}

const readOptions = ({ format, prefillRate, decodeRate }: Reading): TraceFile.ReadOptions => ({
  rates: { prefill: prefillRate, decode: decodeRate },
  ...Option.match(format, { onNone: () => ({}), onSome: (name) => ({ format: name }) })
})

type Report = Effect.Success<ReturnType<typeof TraceFile.scan>>

/** What every answer says about the file it is about. */
const sourceOf = (path: string, { format, jobs, skipped }: Report) => ({
  file: path,
  format: format.name,
  jobs,
  skipped,
  assumptions: format.assumptions
})

const sourceLines = (path: string, { format, jobs, skipped }: Report): ReadonlyArray<Line> => [
  ["file", path, format.title],
  ["jobs", amount(jobs), ""],
  ...(skipped > 0 ? [["skipped", amount(skipped), format.skips] as const] : []),
  ...format.assumptions.map(({ name, value, unit }): Line => [name, `${amount(value)} ${unit}`, "assumption"])
]

const stats = Command.make(
  "stats",
  {
    file,
    gpus: Flag.Int("gpus").pipe(
      Flag.withSchema(wholePositive),
      Flag.withDescription("also say what load the jobs are for so many GPUs"),
      Flag.optional
    ),
    ...reading,
    json: jsonFlag
  },
  Effect.fnUntraced(function* (flags) {
    const { statistics, report } = yield* TraceFile.statistics(flags.file, readOptions(flags))
    const gpus = Option.getOrUndefined(flags.gpus)
    const load = gpus === undefined ? undefined : TraceStatistics.offeredLoad(statistics, gpus)
    if (flags.json) return yield* printJson(statisticsJson(flags.file, report, statistics, gpus, load))
    const lines = [...sourceLines(flags.file, report), ...statisticsLines(statistics)]
    if (load !== undefined) lines.push(["offered load", load.toFixed(3), `on ${amount(gpus ?? 0)} GPUs over the span`])
    yield* print(align(lines))
  })
).pipe(
  Command.withDescription("Figures of recorded jobs: arrivals, sizes, run times, GPU-hours."),
  Command.withExamples([
    { command: "lode trace stats philly_oct.csv.gz --gpus 668", description: "Figures, and the load on 668 GPUs" },
    { command: "lode trace stats cluster.swf --json", description: "The same for a program" }
  ])
)

const statisticsLines = (figures: TraceStatistics.Statistics): Array<Line> => [
  time("span", figures.span, "first to last submit"),
  time("time between jobs, mean", figures.interarrivalMean),
  ["  variation (CV)", figures.interarrivalVariation.toFixed(2), "1 for Poisson arrivals, more for bursts"],
  ["GPUs of a job, mean", figures.demandMean.toFixed(2), ""],
  ["  largest", amount(figures.demandMax), ""],
  ...figures.sizes.map(({ demand, jobs, share }): Line => [
    `  ${amount(demand)} GPU${demand === 1 ? "" : "s"}`,
    amount(jobs),
    percent(share)
  ]),
  ...(figures.otherSizes > 0 ? [["  other sizes", amount(figures.otherSizes), ""] as const] : []),
  time("run time, mean", figures.durationMean),
  time("  median", figures.durationMedian),
  time("  p95", figures.durationP95),
  time("  p99", figures.durationP99),
  time("  longest", figures.durationMax),
  ["GPU-hours", amount(Math.round(figures.gpuHours)), ""]
]

const statisticsJson = (
  path: string,
  report: Report,
  figures: TraceStatistics.Statistics,
  gpus: number | undefined,
  load: number | undefined
) => ({
  ...sourceOf(path, report),
  span_s: figures.span,
  interarrival_mean_s: figures.interarrivalMean,
  interarrival_cv: figures.interarrivalVariation,
  demand_mean: figures.demandMean,
  demand_max: figures.demandMax,
  sizes: figures.sizes,
  jobs_of_other_sizes: figures.otherSizes,
  duration_mean_s: figures.durationMean,
  duration_median_s: figures.durationMedian,
  duration_p95_s: figures.durationP95,
  duration_p99_s: figures.durationP99,
  duration_max_s: figures.durationMax,
  gpu_hours: figures.gpuHours,
  ...(gpus === undefined ? {} : { gpus, offered_load: load })
})

const importJobs = Command.make(
  "import",
  {
    format: Argument.Literals("format", TraceFormats.formatNames),
    in: Argument.String("in").pipe(Argument.withDescription("the recorded file, plain or gzipped")),
    out: Argument.String("out").pipe(Argument.withDescription("the file of plain jobs; gzipped if it ends in .gz")),
    prefillRate,
    decodeRate,
    force,
    json: jsonFlag
  },
  Effect.fnUntraced(function* (flags) {
    const options = { ...readOptions({ ...flags, format: Option.some(flags.format) }), force: flags.force }
    const report = yield* TraceFile.importTo(flags.in, flags.out, options)
    if (flags.json) return yield* printJson({ ...sourceOf(flags.in, report), out: flags.out })
    yield* print(align([...sourceLines(flags.in, report), ["written", flags.out, "plain jobs"]]))
  })
).pipe(
  Command.withDescription("Rewrite recorded jobs as plain jobs (job,submit_s,demand,duration_s)."),
  Command.withExamples([
    { command: "lode trace import swf cluster.swf jobs.csv", description: "Standard Workload Format" },
    {
      command: "lode trace import alibaba openb_pod_list_default.csv pods.csv.gz",
      description: "Alibaba pods, gzipped"
    },
    {
      command:
        "lode trace import azure AzureLLMInferenceTrace_conv.csv requests.csv --prefill-rate 8000 --decode-rate 40",
      description: "Azure requests, with the rates at which they are served"
    }
  ])
)

const replayJobs = Command.make(
  "replay",
  {
    file,
    gpus: Flag.Int("gpus").pipe(Flag.withDescription("GPUs in the pool, all alike"), Flag.withSchema(wholePositive)),
    discipline: Flag.Literals("discipline", Replay.disciplines).pipe(
      Flag.withDescription("fifo: the first that does not fit holds up all behind it; backfill: whoever fits may pass")
    ),
    out: Flag.String("out").pipe(
      Flag.withMetavar("DIR"),
      Flag.withDescription("folder for jobs.csv and summary.json"),
      Flag.optional
    ),
    roundUp: Flag.Boolean("round-up").pipe(
      Flag.withDescription("round fractions of GPUs and of seconds up"),
      Flag.withDefault(false)
    ),
    ...reading,
    force,
    json: jsonFlag
  },
  Effect.fnUntraced(function* (flags) {
    const { trace, report } = yield* TraceFile.read(flags.file, readOptions(flags))
    const rounded = flags.roundUp ? Replay.roundUp(trace) : { trace, jobs: 0, addedGpuSeconds: 0 }
    const started = yield* run(rounded.trace, flags)
    const figures = ReplayReport.report(rounded.trace, flags.gpus, started)
    const summary = { ...sourceOf(flags.file, report), ...replayJson(flags.discipline, rounded, figures) }
    const out = Option.getOrUndefined(flags.out)
    if (out !== undefined) {
      yield* TraceOutput.writeReplay(out, { force: flags.force }, rounded.trace, started, summary)
      yield* notice(`written: ${out}`)
    }
    if (flags.json) return yield* printJson(summary)
    yield* print(align([...sourceLines(flags.file, report), ...replayLines(flags.discipline, rounded, figures)]))
  })
).pipe(
  Command.withDescription(
    "Run recorded jobs on a pool of identical GPUs, in whole seconds, and say how long they wait."
  ),
  Command.withExamples([
    {
      command: "lode trace replay philly_oct.csv.gz --gpus 858 --discipline fifo",
      description: "First come, first served"
    },
    {
      command: "lode trace replay jobs.csv --gpus 668 --discipline backfill --out replay",
      description: "Small jobs may pass; start and end of each job in replay/jobs.csv"
    }
  ])
)

/** Instants between two looks at an interruption: some 20 ms. */
const instantsAtOnce = 50_000

const run = Effect.fnUntraced(function* (trace: Replay.Recorded, options: Replay.ReplayOptions) {
  const replay = yield* Effect.try({
    try: () => new Replay.Replay(trace, options),
    catch: (error) => error
  }).pipe(Effect.catch((error) => (error instanceof TraceError.ReplayError ? Effect.fail(error) : Effect.die(error))))
  while (!replay.advance(instantsAtOnce)) yield* Effect.yieldNow
  return replay.started
})

const replayLines = (
  discipline: Replay.Discipline,
  rounded: Replay.Rounded,
  figures: ReplayReport.ReplayReport
): Array<Line> => [
  ...(rounded.jobs > 0
    ? [["rounded up", amount(rounded.jobs), `adds ${amount(Math.round(rounded.addedGpuSeconds))} GPU-seconds`] as const]
    : []),
  ["GPUs", amount(figures.gpus), discipline],
  ["jobs that waited", amount(figures.waited), percent(figures.waited / figures.jobs)],
  time("wait, sum", figures.waitSum),
  time("  mean", figures.waitMean),
  time("  median", figures.waitMedian),
  time("  p95", figures.waitP95),
  time("  p99", figures.waitP99),
  time("  longest", figures.waitMax),
  time("makespan", figures.makespan, "first submit to last completion"),
  ["GPUs busy", percent(figures.utilisation), "of the makespan"]
]

const replayJson = (discipline: Replay.Discipline, rounded: Replay.Rounded, figures: ReplayReport.ReplayReport) => ({
  gpus: figures.gpus,
  discipline,
  jobs_rounded_up: rounded.jobs,
  gpu_seconds_added_by_rounding: rounded.addedGpuSeconds,
  jobs_that_waited: figures.waited,
  wait_sum_s: figures.waitSum,
  wait_mean_s: figures.waitMean,
  wait_median_s: figures.waitMedian,
  wait_p95_s: figures.waitP95,
  wait_p99_s: figures.waitP99,
  wait_max_s: figures.waitMax,
  makespan_s: figures.makespan,
  busy_gpu_seconds: figures.busyGpuSeconds,
  utilisation: figures.utilisation
})

const synthesize = Command.make(
  "synthesize",
  {
    out: Argument.String("out").pipe(Argument.withDescription("the file of plain jobs; gzipped if it ends in .gz")),
    jobs: Flag.Int("jobs").pipe(Flag.withDescription("how many jobs"), Flag.withSchema(wholePositive)),
    seed: Flag.Int("seed").pipe(
      Flag.withSchema(Schema.Natural),
      Flag.withDescription("the same seed gives the same file"),
      Flag.withDefault(1)
    ),
    force,
    json: jsonFlag
  },
  Effect.fnUntraced(function* ({ out, jobs, seed, force, json }) {
    yield* TraceFile.synthesiseTo(out, { jobs, seed, force })
    if (json) return yield* printJson({ out, jobs, seed, synthetic: true })
    yield* print(
      align([
        ["written", out, "plain jobs"],
        ["jobs", amount(jobs), "synthetic: made up from figures fitted to the Philly cluster, October 2017"],
        ["seed", String(seed), ""]
      ])
    )
  })
).pipe(
  Command.withDescription(
    "Make a trace up from figures fitted to a real cluster; its first line says that it is synthetic."
  ),
  Command.withExamples([
    { command: "lode trace synthesize jobs.csv --jobs 2000 --seed 1", description: "2,000 made-up jobs" }
  ])
)

/** `lode trace`, to be hung into the root command. */
export const trace: Command.Command<
  "trace",
  {},
  {},
  TraceError.TraceError | TraceError.ReplayError | OutputFile.OutputError,
  never
> = Command.make("trace").pipe(
  Command.withDescription("Recorded jobs: figures, import, replay."),
  Command.withSubcommands([stats, importJobs, replayJobs, synthesize])
)
