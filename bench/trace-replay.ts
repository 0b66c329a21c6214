/** How many recorded jobs a second a replay gets through, warm, without reading and writing.
 *
 *     node bench/trace-replay.ts [FILE] [--gpus N] [--json]
 *
 * Without a file: 46,070 made-up jobs with the figures of the Philly month. Without `--gpus`: the pool on which they are a load of 0.9
 * (668 GPUs for the real month). Target: 2 million jobs a second for either discipline. */
import { Replay, TraceStatistics, TraceSynthesis } from "@lode/sim"
import { TraceFile } from "@lode/sim/node"
import { Effect } from "effect"
import { parseArgs } from "node:util"

/** What one discipline took. */
export interface Measurement {
  readonly discipline: Replay.Discipline
  readonly jobs: number
  readonly gpus: number
  /** Of the repetitions, the median: a machine that does something else for a moment must not decide. */
  readonly millisecondsMedian: number
  readonly millisecondsBest: number
  readonly jobsPerSecond: number
}

const warmUp = 20
const repetitions = 41
const load = 0.9
const syntheticJobs = 46_070

/** Replays the trace again and again with each discipline. */
export const measure = (trace: Replay.Recorded, gpus: number): ReadonlyArray<Measurement> =>
  Replay.disciplines.map((discipline) => {
    const once = (): number => {
      const start = performance.now()
      Replay.replay(trace, { gpus, discipline })
      return performance.now() - start
    }
    for (let turn = 0; turn < warmUp; turn++) once()
    const times = Float64Array.from({ length: repetitions }, once).sort()
    const median = times[repetitions >> 1] ?? NaN
    const jobs = trace.submit.length
    return {
      discipline,
      jobs,
      gpus,
      millisecondsMedian: median,
      millisecondsBest: times[0] ?? NaN,
      jobsPerSecond: (jobs / median) * 1000
    }
  })

/** Made-up jobs in memory. */
export const synthetic = (jobs = syntheticJobs): Replay.Recorded => {
  const columns = {
    number: new Float64Array(jobs),
    submit: new Float64Array(jobs),
    demand: new Float64Array(jobs),
    duration: new Float64Array(jobs)
  }
  new TraceSynthesis.Synthesis(1).send(jobs, {
    job: (number, submit, demand, duration) => {
      columns.number[number] = number
      columns.submit[number] = submit
      columns.demand[number] = demand
      columns.duration[number] = duration
    }
  })
  return { ...columns, nameOf: (number) => `job ${number}` }
}

/** The pool on which the trace is a load of 0.9. */
export const poolFor = (trace: Replay.Recorded): number => {
  const collector = new TraceStatistics.StatisticsCollector()
  trace.submit.forEach((submit, job) => collector.job(job, submit, trace.demand[job] ?? 0, trace.duration[job] ?? 0))
  return Math.ceil(TraceStatistics.offeredLoad(collector.take(), 1) / load)
}

if (import.meta.main) {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { gpus: { type: "string" }, json: { type: "boolean", default: false } }
  })
  const [file] = positionals
  const trace = file === undefined ? synthetic() : (await Effect.runPromise(TraceFile.read(file))).trace
  const results = measure(trace, values.gpus === undefined ? poolFor(trace) : Number(values.gpus))
  if (values.json) console.log(JSON.stringify(results))
  else {
    for (const { discipline, jobs, gpus, millisecondsMedian, millisecondsBest, jobsPerSecond } of results) {
      const rate = `${(jobsPerSecond / 1e6).toFixed(2)} million jobs/s`
      const times = `median ${millisecondsMedian.toFixed(2)} ms, best ${millisecondsBest.toFixed(2)} ms`
      console.log(`${discipline.padEnd(9)} ${rate} (${jobs} jobs on ${gpus} GPUs: ${times})`)
    }
  }
}
