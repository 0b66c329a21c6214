/** The folder of a study: what its runs measured, kept as they end, so that a study may be killed at any instant and goes on where it was.
 *
 * `cells.jsonl` grows by one line a run, each with a checksum: a line is there whole or it does not count. What a line stands for is its key, a hash of the
 * scenario (every default filled in), of what its files say, of the seed and of the engine that ran it; so another study, or a wider one, finds
 * the runs that it shares with this one. `finish` puts the lines into the order of their keys: the same study leaves the same bytes, however often it
 * was killed on the way. Tables of results stand in folders of their own beside it.
 *
 * *Gotchas* What another engine ran is no use here (its numbers may differ), and mixing them would make results that nobody can make again: the folder
 * is refused. A line that was damaged on the disk is run again. One program at a time writes to a folder. */
import { Effect, type Scope } from "effect"
import { join } from "node:path"
import type { Store } from "../experiment/study/Laboratory.ts"
import { Cells, type Options, StudyFolderError } from "./Cells.ts"
import { OutputError } from "./OutputFile.ts"
import * as ResultFolder from "./ResultFolder.ts"

export { type Options, StudyFolderError } from "./Cells.ts"

/** A folder that is open. */
export interface StudyFolder extends Store<StudyFolderError> {
  readonly path: string
  /** Runs that were kept here before. */
  readonly kept: number
  /** Lines that were damaged and do not count. */
  readonly damaged: number
  /** Where a table of results stands, or a folder of them. */
  readonly place: (name: string) => string
  /** Writes a folder of results there in one go, instead of what stood there. When it cannot be written, the runs are kept all the same. */
  readonly write: <A, R>(
    name: string,
    body: (results: ResultFolder.ResultFolder) => Effect.Effect<A, OutputError, R>
  ) => Effect.Effect<A, StudyFolderError, Exclude<R, Scope.Scope>>
  /** Puts what is kept into its final order. Nothing can be kept afterwards. */
  readonly finish: Effect.Effect<void, StudyFolderError>
}

/** Opens a study's folder, makes it if it is not there, and holds it until the scope closes. */
export const open = (
  path: string,
  options: Options
): Effect.Effect<StudyFolder, StudyFolderError | OutputError, Scope.Scope> =>
  Effect.map(
    Effect.acquireRelease(
      Effect.try({
        try: () => new Cells(path, options),
        catch: (error) => (error instanceof StudyFolderError ? error : OutputError.from(path)(error))
      }),
      (cells) => Effect.sync(() => cells.close())
    ),
    (cells): StudyFolder => {
      const attempt = <A>(step: () => A) => Effect.try({ try: step, catch: (error) => cells.cannotWrite(error) })
      return {
        path,
        kept: cells.kept,
        damaged: cells.damaged,
        keyOf: (assignment, seed) => cells.keyOf(assignment, seed),
        find: (key) => cells.find(key),
        keep: (key, measured) => attempt(() => cells.keep(key, measured)),
        place: (name) => join(path, name),
        write: (name, body) =>
          Effect.mapError(ResultFolder.write(join(path, name), { force: true }, body), (error) =>
            cells.cannotWrite(error)
          ),
        finish: attempt(() => cells.finish())
      }
    }
  )
