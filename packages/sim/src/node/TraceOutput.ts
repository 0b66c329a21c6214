/** One output file that appears whole, under its final name, at the end, or not at all; and the results of a replay. */
import { Effect } from "effect"
import { lstatSync, realpathSync, renameSync, rmSync } from "node:fs"
import { randomUUID } from "node:crypto"
import { dirname, join, resolve } from "node:path"
import { gzipSync } from "node:zlib"
import type { Recorded } from "../trace/Replay.ts"
import { TraceError } from "../trace/TraceError.ts"
import { makeFolder, OutputError, OutputFile } from "./OutputFile.ts"
import * as ResultFolder from "./ResultFolder.ts"

export interface WriteOptions {
  /** Replace what is there already instead of refusing. */
  readonly force?: boolean
}

/** Compressed at once; each such piece is a gzip member of its own, which every reader of gzip joins again. */
const memberBytes = 1 << 20

/** A file that is gzipped on its way out. The same bytes in give the same bytes out: no time stamp is written. */
export class GzippedFile extends OutputFile {
  private readonly pending = Buffer.allocUnsafe(memberBytes)
  private used = 0

  override write(bytes: Uint8Array, length: number = bytes.length): void {
    for (let from = 0; from < length;) {
      const taken = Math.min(length - from, memberBytes - this.used)
      this.pending.set(bytes.subarray(from, from + taken), this.used)
      this.used += taken
      from += taken
      if (this.used === memberBytes) this.flush()
    }
  }

  override close(): void {
    this.flush()
    super.close()
  }

  private flush(): void {
    if (this.used === 0) return
    super.write(gzipSync(this.pending.subarray(0, this.used)))
    this.used = 0
  }
}

/** Writes one file with `body`, under a temporary name beside `path` until `body` has succeeded. A name that ends in `.gz` is gzipped. */
export const writeFile = <A, E, R>(
  path: string,
  options: WriteOptions,
  body: (file: OutputFile) => Effect.Effect<A, E, R>
): Effect.Effect<A, E | OutputError | TraceError, R> => {
  const attempt = <B>(step: () => B): Effect.Effect<B, OutputError | TraceError> =>
    Effect.try({
      try: step,
      catch: (error) => (error instanceof TraceError ? error : OutputError.from(path)(error))
    })
  return Effect.acquireUseRelease(
    attempt(() => openDraft(path, options)),
    (draft) =>
      Effect.tap(body(draft.file), () =>
        attempt(() => {
          draft.file.close()
          refuseExisting(draft.final, path, options)
          renameSync(draft.temporary, draft.final)
        })
      ),
    (draft) => Effect.sync(() => draft.discard())
  )
}

interface Draft {
  readonly file: OutputFile
  readonly temporary: string
  readonly final: string
  /** Removes the temporary file if it is still there. */
  readonly discard: () => void
}

const openDraft = (path: string, options: WriteOptions): Draft => {
  const final = finalPath(path)
  refuseExisting(final, path, options)
  const folder = dirname(final)
  makeFolder(folder)
  const temporary = join(folder, `.lode-${process.pid}-${randomUUID().slice(0, 8)}`)
  const file = path.endsWith(".gz") ? new GzippedFile(temporary, path) : new OutputFile(temporary, path)
  const discard = (): void => {
    process.removeListener("exit", discard)
    file.abandon()
    rmSync(temporary, { force: true })
  }
  // covers what no finalizer sees: process.exit and errors outside of Effect
  process.once("exit", discard)
  return { file, temporary, final, discard }
}

/** The absolute path; a link stands for the file that it points to, so that the link stays. */
const finalPath = (path: string): string => {
  try {
    return realpathSync(resolve(path))
  } catch {
    return resolve(path)
  }
}

/** Only a file may be replaced, and only when asked: never a folder, a device or a pipe. */
const refuseExisting = (final: string, path: string, { force = false }: WriteOptions): void => {
  const found = lstatSync(final, { throwIfNoEntry: false })
  if (found === undefined) return
  if (!found.isFile()) {
    const what = found.isDirectory() ? "a folder" : "something that is no file"
    throw new TraceError({ file: path, found: what, allowed: "the name of a new file" })
  }
  if (!force) throw new OutputError({ path, reason: "exists", detail: "" })
}

/** Rows that are written between two looks at an interruption. */
const rowsAtOnce = 65_536

const replayColumns = ["job", "submitted_s", "started_s", "ended_s", "gpus"].map((name) => ({ name }))

/** Writes a folder with `jobs.csv` (jobs numbered from 0 in the order of the file, whole seconds) and `summary.json`. */
export const writeReplay = (
  folder: string,
  options: WriteOptions,
  trace: Recorded,
  started: Float64Array,
  summary: unknown
): Effect.Effect<void, OutputError> =>
  ResultFolder.write(
    folder,
    options,
    Effect.fnUntraced(function* (results) {
      const writer = yield* results.csv("jobs.csv", replayColumns)
      const rows = (from: number, to: number): void => {
        for (let job = from; job < to; job++) {
          writer.number(job)
          writer.number(trace.submit[job] ?? 0)
          writer.number(started[job] ?? 0)
          writer.number((started[job] ?? 0) + (trace.duration[job] ?? 0))
          writer.number(trace.demand[job] ?? 0)
          writer.endRow()
        }
      }
      for (let from = 0; from < started.length; from += rowsAtOnce) {
        const to = Math.min(started.length, from + rowsAtOnce)
        yield* Effect.try({ try: () => rows(from, to), catch: OutputError.from(folder) })
        yield* Effect.yieldNow
      }
      yield* results.json("summary.json", summary)
    })
  )
