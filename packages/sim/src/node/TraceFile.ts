/** Recorded traces as files: plain or gzipped (told by their first bytes, not by their names), read and written as streams.
 *
 * Memory: importing needs the same whatever the length of the file, and so do statistics (but for 8 bytes for each run time that is no
 * whole number of seconds). A replay keeps all columns, its
 * own state and its results, at most {@link replayBytesPerJob} bytes a job, and takes at most {@link mostJobs} jobs, so that it stays
 * under 2.5 GB. Beside that stand some 150 MB for the program and the pieces of the file that are in flight.
 *
 * *Gotchas* Parsers throw `TraceError` from within the stream, where no Effect stands; it comes out here as the typed failure. */
import { Effect } from "effect"
import { createReadStream } from "node:fs"
import { pipeline } from "node:stream/promises"
import { createGunzip } from "node:zlib"
import type { ServingRates } from "../trace/AzureFormat.ts"
import type { Parser, ParserOptions, ParserReport } from "../trace/Format.ts"
import { anyFormatParser, type FormatName, formatNamed } from "../trace/Formats.ts"
import { plainFields } from "../trace/PlainFormat.ts"
import { type Series, type SeriesOptions, SeriesParser } from "../trace/Series.ts"
import { type Statistics, StatisticsCollector } from "../trace/Statistics.ts"
import { label, Synthesis } from "../trace/Synthesis.ts"
import { type JobSink, type Trace, TraceColumns } from "../trace/Trace.ts"
import { TraceError } from "../trace/TraceError.ts"
import { CsvWriter } from "./CsvWriter.ts"
import { OutputError } from "./OutputFile.ts"
import { writeFile, type WriteOptions } from "./TraceOutput.ts"

/** Jobs that a trace in memory may have. */
export const mostJobs = 25_000_000
/** Bytes that reading, rounding, replaying and reporting one job need at most, all together. */
export const replayBytesPerJob = 100
/** Bytes of the file that are read at once; what is parsed between two looks at an interruption. */
const pieceBytes = 1 << 20

/** Jobs that are made up between two looks at an interruption. */
const jobsAtOnce = 16_384

/** How a file is to be read. */
export interface ReadOptions {
  /** Left out, the format is told from the first line. */
  readonly format?: FormatName
  /** For `azure`: how fast requests are served. */
  readonly rates?: ServingRates
  /** Told how many bytes of the file have been read so far, every megabyte. */
  readonly onBytes?: (bytes: number) => void
}

/** Sends every job of a file through a sink, as it is read. */
export const scan = (
  path: string,
  sink: JobSink,
  { format, onBytes, rates }: ReadOptions = {}
): Effect.Effect<ParserReport, ScanError> => {
  const options: ParserOptions = { file: path, sink }
  return readThrough(
    path,
    (): Parser => (format === undefined ? anyFormatParser(options, rates) : formatNamed(format, rates).parser(options)),
    onBytes
  )
}

/** A whole trace in memory, with what its parser has to say. Refuses files of more than {@link mostJobs} jobs. */
export const read = (
  path: string,
  options: ReadOptions = {}
): Effect.Effect<{ readonly trace: Trace; readonly report: ParserReport }, ScanError> =>
  Effect.suspend(() => {
    const columns = new TraceColumns()
    const limited: JobSink = {
      job: (number, submit, demand, duration) => {
        if (columns.jobs === mostJobs) throw tooManyJobs(path)
        columns.job(number, submit, demand, duration)
      }
    }
    return Effect.map(scan(path, limited, options), (report) => ({ trace: columns.take(report.format.nameOf), report }))
  })

/** The figures of a trace. */
export const statistics = (
  path: string,
  options: ReadOptions = {}
): Effect.Effect<{ readonly statistics: Statistics; readonly report: ParserReport }, ScanError> =>
  Effect.suspend(() => {
    const collector = new StatisticsCollector()
    return Effect.map(scan(path, collector, options), (report) => ({ statistics: collector.take(), report }))
  })

/** Rewrites a trace as plain jobs; gzipped when the name of the output ends in `.gz`. The output appears whole or not at all. */
export const importTo = (
  path: string,
  out: string,
  options: ReadOptions & WriteOptions = {}
): Effect.Effect<ParserReport, ScanError> => writePlain(out, options, "", (sink) => scan(path, sink, options))

/** Writes a synthetic trace as plain jobs, labelled so in its first line. The same seed gives the same file. */
export const synthesiseTo = (
  out: string,
  { jobs, seed, force = false }: WriteOptions & { readonly jobs: number; readonly seed: number }
): Effect.Effect<void, ScanError> =>
  writePlain(
    out,
    { force },
    label(jobs, seed),
    Effect.fnUntraced(function* (sink) {
      const synthesis = new Synthesis(seed)
      while (synthesis.made < jobs) {
        const next = Math.min(jobsAtOnce, jobs - synthesis.made)
        yield* Effect.try({ try: () => synthesis.send(next, sink), catch: readingFailed(out) })
        yield* Effect.yieldNow
      }
    })
  )

/** Writes the jobs that `fill` sends as plain jobs. */
const writePlain = <A>(
  out: string,
  options: WriteOptions,
  comment: string,
  fill: (sink: JobSink) => Effect.Effect<A, ScanError>
): Effect.Effect<A, ScanError> =>
  writeFile(out, options, (file) =>
    Effect.gen(function* () {
      const attempt = <B>(step: () => B) => Effect.try({ try: step, catch: OutputError.from(out) })
      const writer = yield* attempt(() => {
        file.write(Buffer.from(comment))
        return new CsvWriter(file, plainColumns)
      })
      const result = yield* fill({
        job: (number, submit, demand, duration) => {
          writer.number(number)
          writer.number(submit)
          writer.number(demand)
          writer.number(duration)
          writer.endRow()
        }
      })
      yield* attempt(() => writer.close())
      return result
    })
  )

const plainColumns = plainFields.map((name) => ({ name }))

/** A series from a file, plain or gzipped. */
export const readSeries = (
  path: string,
  { onBytes, ...options }: Omit<SeriesOptions, "file"> & Pick<ReadOptions, "onBytes"> = {}
): Effect.Effect<Series, ScanError> => readThrough(path, () => new SeriesParser({ ...options, file: path }), onBytes)

/** Why a file could not be read; or why what was read could not be written by the sink. */
type ScanError = TraceError | OutputError

/** Anything that takes text in pieces and has a result when the text ends. */
interface TextConsumer<A> {
  push(text: string): void
  end(): A
}

const readThrough = <A>(
  path: string,
  make: () => TextConsumer<A>,
  onBytes?: (bytes: number) => void
): Effect.Effect<A, ScanError> =>
  Effect.tryPromise({
    try: async (signal) => {
      const consumer = make()
      const pieces = await open(path, onBytes)
      const consume = async (source: AsyncIterable<Uint8Array>): Promise<void> => {
        const decoder = new TextDecoder()
        for await (const piece of source) consumer.push(decoder.decode(piece, { stream: true }))
        consumer.push(decoder.decode())
      }
      if (pieces.gzipped) await pipeline(pieces.bytes, createGunzip({ chunkSize: pieceBytes }), consume, { signal })
      else await pipeline(pieces.bytes, consume, { signal })
      return consumer.end()
    },
    catch: readingFailed(path)
  })

/** The bytes of a file. Works for pipes too, which cannot be read twice: that is why the first piece is kept. */
const open = async (
  path: string,
  onBytes: ((bytes: number) => void) | undefined
): Promise<{ readonly gzipped: boolean; readonly bytes: AsyncGenerator<Uint8Array> }> => {
  const stream = createReadStream(path, { highWaterMark: pieceBytes })
  const iterator: AsyncIterator<Buffer> = stream[Symbol.asyncIterator]()
  let head = Buffer.alloc(0)
  for (let next = await iterator.next(); next.done !== true; next = await iterator.next()) {
    head = Buffer.concat([head, next.value])
    if (head.length >= 2) break
  }
  const bytes = async function* (): AsyncGenerator<Uint8Array> {
    try {
      if (head.length > 0) yield head
      for (let next = await iterator.next(); next.done !== true; next = await iterator.next()) {
        onBytes?.(stream.bytesRead)
        yield next.value
      }
    } finally {
      stream.destroy()
    }
  }
  return { gzipped: head[0] === 0x1f && head[1] === 0x8b, bytes: bytes() }
}

const troubles: Record<string, readonly [found: string, allowed: string]> = {
  ENOENT: ["no such file", "the path of a file that is there"],
  ENOTDIR: ["no such file", "the path of a file that is there"],
  EISDIR: ["a folder", "a file"],
  EACCES: ["a file that you may not read", "a file that you may read"],
  EPERM: ["a file that you may not read", "a file that you may read"],
  Z_BUF_ERROR: ["gzipped data that is cut off in the middle", "a whole gzip file"],
  Z_DATA_ERROR: ["gzipped data that is damaged", "a whole gzip file"]
}

const readingFailed =
  (file: string) =>
  (error: unknown): ScanError => {
    if (error instanceof TraceError || error instanceof OutputError) return error
    const code = error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : ""
    const [found, allowed] = troubles[code] ?? [error instanceof Error ? error.message : String(error), "a file"]
    return new TraceError({ file, found, allowed })
  }

/** A trace of more than {@link mostJobs} jobs, where all of them would be kept. */
export const tooManyJobs = (file: string): TraceError =>
  new TraceError({
    file,
    found: `more than ${mostJobs.toLocaleString("en-US")} jobs`,
    allowed: `at most that many in memory (${replayBytesPerJob} bytes each); cut the file, or ask for its statistics only`
  })
