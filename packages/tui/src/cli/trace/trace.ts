/** `lode trace`: figures of recorded jobs, import into plain jobs, replay on a pool of GPUs, and made-up traces. */
import type { Replay, TraceFormats } from "@lode/sim"
import { Effect, Schema } from "effect"
import { Argument, Command, Flag } from "effect/cli"
import { jsonFlag } from "../output.ts"
import type { Failure } from "./trace-handler.ts"

// written out here, because the engine is not loaded at the start; the types and a test hold them to the engine's lists
export const formats = ["plain", "swf", "alibaba", "azure"] as const satisfies ReadonlyArray<TraceFormats.FormatName>
export const disciplines = ["fifo", "backfill"] as const satisfies ReadonlyArray<Replay.Discipline>
export const defaultRates = { prefill: 10_000, decode: 33 } as const

const load = Effect.promise(() => import("./trace-handler.ts"))

const aboveZero = Schema.Finite.check(Schema.isGreaterThan(0))
const oneOrMore = Schema.Int.check(Schema.isGreaterThanOrEqualTo(1))

const file = Argument.String("file").pipe(Argument.withDescription("recorded jobs, plain or gzipped"))
const out = Argument.String("out").pipe(
  Argument.withDescription("the file of plain jobs to write; gzipped if it ends in .gz")
)
const force = Flag.Boolean("force").pipe(Flag.withDescription("replace what is there already"), Flag.withDefault(false))
const format = Flag.Literals("format", formats).pipe(
  Flag.withDescription("format of the file (as its first line says)"),
  Flag.optional
)
const prefillRate = Flag.Finite("prefill-rate").pipe(
  Flag.withMetavar("NUMBER"),
  Flag.withSchema(aboveZero),
  Flag.withDescription(`azure: tokens/s at which a prompt is read (${defaultRates.prefill}, an assumption)`),
  Flag.withDefault(defaultRates.prefill)
)
const decodeRate = Flag.Finite("decode-rate").pipe(
  Flag.withMetavar("NUMBER"),
  Flag.withSchema(aboveZero),
  Flag.withDescription(`azure: tokens/s at which an answer is written (${defaultRates.decode}, an assumption)`),
  Flag.withDefault(defaultRates.decode)
)

const stats = Command.make(
  "stats",
  {
    file,
    gpus: Flag.Int("gpus").pipe(
      Flag.withSchema(oneOrMore),
      Flag.withMetavar("NUMBER"),
      Flag.withDescription("also the load of the jobs on so many GPUs"),
      Flag.optional
    ),
    format,
    prefillRate,
    decodeRate,
    json: jsonFlag
  },
  (input): Effect.Effect<void, Failure> => Effect.flatMap(load, (handler) => handler.stats(input))
).pipe(
  Command.withDescription("Figures of recorded jobs: arrivals, sizes, run times, GPU-hours."),
  Command.withShortDescription("figures of recorded jobs"),
  Command.withExamples([
    {
      command: "lode trace stats scenarios/replay-cluster.csv.gz --gpus 300",
      description: "figures, and the load on 300 GPUs"
    },
    { command: "lode trace stats cluster.swf --json", description: "the same for a program" }
  ])
)

const importJobs = Command.make(
  "import",
  {
    format: Argument.Literals("format", formats).pipe(Argument.withDescription("the format of the file to read")),
    in: Argument.String("in").pipe(Argument.withDescription("the recorded file, plain or gzipped")),
    out,
    prefillRate,
    decodeRate,
    force,
    json: jsonFlag
  },
  (input): Effect.Effect<void, Failure> => Effect.flatMap(load, (handler) => handler.importJobs(input))
).pipe(
  Command.withDescription(
    "Rewrite recorded jobs as plain jobs (job,submit_s,demand,duration_s). " +
      "swf: Standard Workload Format. alibaba: openb pods of 2023. azure: LLM inference requests of 2023."
  ),
  Command.withShortDescription("rewrite recorded jobs as plain jobs"),
  Command.withExamples([
    { command: "lode trace import swf cluster.swf jobs.csv", description: "Standard Workload Format" },
    {
      command: "lode trace import alibaba openb_pod_list_default.csv pods.csv.gz",
      description: "Alibaba pods, gzipped"
    },
    {
      command: "lode trace import azure AzureLLMInferenceTrace_conv.csv requests.csv --decode-rate 40",
      description: "Azure requests, with a rate at which they are served"
    }
  ])
)

const replay = Command.make(
  "replay",
  {
    file,
    gpus: Flag.Int("gpus").pipe(
      Flag.withSchema(oneOrMore),
      Flag.withMetavar("NUMBER"),
      Flag.withDescription("GPUs in the pool, all alike: 300")
    ),
    discipline: Flag.Literals("discipline", disciplines).pipe(
      Flag.withDescription("fifo: the first that does not fit holds up all behind it; backfill: whoever fits may pass")
    ),
    out: Flag.String("out").pipe(
      Flag.withMetavar("FOLDER"),
      Flag.withDescription("folder for jobs.csv and summary.json"),
      Flag.optional
    ),
    roundUp: Flag.Boolean("round-up").pipe(
      Flag.withDescription("round fractions of GPUs and of seconds up"),
      Flag.withDefault(false)
    ),
    format,
    prefillRate,
    decodeRate,
    force,
    json: jsonFlag
  },
  (input): Effect.Effect<void, Failure> => Effect.flatMap(load, (handler) => handler.replay(input))
).pipe(
  Command.withDescription(
    "Run recorded jobs on a pool of identical GPUs, in whole seconds and without preemption, and say how long they wait."
  ),
  Command.withShortDescription("run recorded jobs on a pool of GPUs"),
  Command.withExamples([
    {
      command: "lode trace replay scenarios/replay-cluster.csv.gz --gpus 300 --discipline fifo",
      description: "first come, first served"
    },
    {
      command: "lode trace replay scenarios/replay-cluster.csv.gz --gpus 300 --discipline backfill --out replay",
      description: "small jobs may pass; start and end of each job in replay/jobs.csv"
    }
  ])
)

const synthesize = Command.make(
  "synthesize",
  {
    out,
    jobs: Flag.Int("jobs").pipe(
      Flag.withSchema(oneOrMore),
      Flag.withMetavar("NUMBER"),
      Flag.withDescription("how many jobs: 2000")
    ),
    seed: Flag.Int("seed").pipe(
      Flag.withSchema(Schema.Natural),
      Flag.withMetavar("NUMBER"),
      Flag.withDescription("the same seed gives the same file (1)"),
      Flag.withDefault(1)
    ),
    force,
    json: jsonFlag
  },
  (input): Effect.Effect<void, Failure> => Effect.flatMap(load, (handler) => handler.synthesize(input))
).pipe(
  Command.withDescription(
    "Draw a trace from figures fitted to the Philly cluster of 2017; its first line says that it is synthetic."
  ),
  Command.withShortDescription("draw a trace from fitted figures"),
  Command.withExamples([{ command: "lode trace synthesize jobs.csv --jobs 2000 --seed 1", description: "2,000 jobs" }])
)

/** `lode trace`, to be hung into the root command. */
export const trace = Command.make("trace").pipe(
  Command.withDescription(
    "Recorded jobs: figures, import into one format, replay on a pool of GPUs, and synthetic ones."
  ),
  Command.withShortDescription("recorded jobs: figures, import, replay"),
  Command.withSubcommands([stats, importJobs, replay, synthesize])
)
