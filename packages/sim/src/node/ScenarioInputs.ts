/** Reads the files that a scenario names: recorded jobs and series. Paths are relative to the scenario's folder.
 *
 * What is wrong with any of them is told all together, each at the key that names the file.
 *
 * Columns stand in shared memory, so that worker threads read them where they are.
 *
 * **Gotchas** Of a trace the jobs that the run needs are held in memory (24 bytes a job here, as much again in each running replication, at most
 * `TraceFile.mostJobs` jobs), a series as a whole (16 bytes a row, at most `Series.mostRows`). The rest of a file is looked at all the same. */
import { Effect, Result } from "effect"
import { dirname, isAbsolute, join } from "node:path"
import type { RecordedJobs } from "../demand/TraceDemand.ts"
import type { Decoded, Report } from "../scenario/Decode.ts"
import * as Path from "../scenario/Path.ts"
import { type Finding, inOrder, type Problem, ScenarioError } from "../scenario/Problem.ts"
import * as Source from "../scenario/Source.ts"
import * as SeriesConfig from "../state/SeriesConfig.ts"
import { GrowingColumn, type JobSink } from "../trace/Trace.ts"
import type { TraceError } from "../trace/TraceError.ts"
import type { Inputs } from "../world/Compile.ts"
import { inputProblems, namedFiles, type NamedSeries, type NamedTrace } from "../world/NamedFiles.ts"
import type { Scenario } from "../world/Scenario.ts"
import type { OutputError } from "./OutputFile.ts"
import * as TraceFile from "./TraceFile.ts"

/** Told of each file in turn how many of its bytes have been read. */
export type OnRead = (file: string, bytes: number) => void

/** Everything that a scenario reads. Fails with a problem for each file that cannot be used, at its key in the scenario. */
export const load = Effect.fnUntraced(function* (decoded: Decoded<Scenario>, onRead: OnRead = () => {}) {
  const { scenario, source } = decoded
  const files = namedFiles(scenario)
  const reading = new Reading(dirname(source.file), files, onRead)
  const findings: Array<Finding> = []
  for (const named of files) {
    const found = yield* named.kind === "trace" ? reading.trace(named) : reading.series(named)
    if (found !== undefined) findings.push(found)
  }
  const inputs: Inputs = { traces: reading.traces, series: reading.courses }
  const report: Report = (path, message) => {
    findings.push({ path: typeof path === "string" ? (Path.parse(path) ?? [path]) : path, message })
  }
  inputProblems(scenario, inputs, report)
  if (findings.length > 0) {
    const problems = inOrder(findings.map((finding): Problem => Source.locate(source, finding)))
    return yield* new ScenarioError({ problems })
  }
  return inputs
})

/** Files are read once, however often they are named. */
class Reading {
  readonly traces: Record<string, RecordedJobs> = {}
  readonly courses: Record<string, SeriesConfig.Course> = {}
  private readonly folder: string
  private readonly refused = new Map<string, string>()
  /** By trace: up to when somebody needs its jobs. */
  private readonly until = new Map<string, number>()

  private readonly onRead: OnRead

  constructor(folder: string, files: ReadonlyArray<NamedTrace | NamedSeries>, onRead: OnRead) {
    this.folder = folder
    this.onRead = onRead
    for (const named of files) {
      if (named.kind === "trace") this.until.set(named.file, Math.max(named.until, this.until.get(named.file) ?? 0))
    }
  }

  trace({ file, path }: NamedTrace) {
    const known = this.known(file, Object.hasOwn(this.traces, file), path)
    if (known !== "new") return Effect.succeed(known)
    const onBytes = (bytes: number) => this.onRead(file, bytes)
    const columns = new NeededJobs(this.pathOf(file), this.until.get(file) ?? Infinity)
    return Effect.map(Effect.result(TraceFile.scan(this.pathOf(file), columns, { onBytes })), (result) => {
      if (Result.isFailure(result)) return this.refuse(file, path, saidOf(result.failure))
      this.traces[file] = columns.take()
      return undefined
    })
  }

  series({ config, path, positive }: NamedSeries) {
    const key = SeriesConfig.key(config)
    const at = [...path, "file"]
    const known = this.known(key, Object.hasOwn(this.courses, key) && !positive, at)
    if (known !== "new") return Effect.succeed(known)
    const secondsPerUnit = SeriesConfig.secondsPerUnit[config.time_unit]
    const onBytes = (bytes: number) => this.onRead(config.file, bytes)
    const read = TraceFile.readSeries(this.pathOf(config.file), { kind: "not-negative", secondsPerUnit, onBytes })
    return Effect.map(Effect.result(read), (result) => {
      if (Result.isFailure(result)) return this.refuse(key, at, saidOf(result.failure))
      const course = SeriesConfig.courseOf(result.success, config)
      if ("problem" in course) return { path: [...path, course.key], message: course.problem }
      const zero = positive ? course.value.indexOf(0) : -1
      if (zero >= 0) {
        return {
          path: at,
          message: `${this.pathOf(config.file)}: found a 0 at ${course.time[zero]} s of the run; allowed: more than 0`
        }
      }
      this.courses[key] = Object.freeze({ ...course, time: shared(course.time), value: shared(course.value) })
      return undefined
    })
  }

  /** Where a file stands, as the user would write it. */
  private pathOf(file: string): string {
    return isAbsolute(file) ? file : join(this.folder, file)
  }

  /** What is known of a file that was read before. */
  private known(name: string, isRead: boolean, path: Path.Path): Finding | undefined | "new" {
    const refusal = this.refused.get(name)
    if (refusal !== undefined) return { path, message: refusal }
    return isRead ? undefined : "new"
  }

  private refuse(name: string, path: Path.Path, message: string): Finding {
    this.refused.set(name, message)
    return { path, message }
  }
}

/** Keeps the jobs that a run needs, in shared memory in the end. The first one is always kept, to know when it came. */
class NeededJobs implements JobSink {
  private readonly file: string
  private readonly until: number
  private readonly submit = new GrowingColumn()
  private readonly demand = new GrowingColumn()
  private readonly duration = new GrowingColumn()

  constructor(file: string, until: number) {
    this.file = file
    this.until = until
  }

  job(_number: number, submit: number, demand: number, duration: number): void {
    const kept = this.submit.length
    if (submit > this.until && kept > 0) return
    if (kept === TraceFile.mostJobs) throw TraceFile.tooManyJobs(this.file)
    this.submit.push(submit)
    this.demand.push(demand)
    this.duration.push(duration)
  }

  take(): RecordedJobs {
    return {
      submit: this.submit.take(sharedColumn),
      demand: this.demand.take(sharedColumn),
      duration: this.duration.take(sharedColumn)
    }
  }
}

/** What is wrong, with the place in the data file. */
const saidOf = (error: TraceError | OutputError): string => error.message

const sharedColumn = (length: number): Float64Array =>
  new Float64Array(new SharedArrayBuffer(length * Float64Array.BYTES_PER_ELEMENT))

/** The same numbers where every thread sees them. */
const shared = (column: Float64Array): Float64Array => {
  const copy = sharedColumn(column.length)
  copy.set(column)
  return copy
}
