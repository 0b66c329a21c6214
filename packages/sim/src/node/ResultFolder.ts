/** A folder of results that appears whole, under its final name, at the end, or not at all.
 *
 * All files are written into a hidden folder beside the final one (same disk, so that the last step is a rename). `commit` closes the
 * files and renames; an existing folder is renamed aside first and removed afterwards, so that at no time a mixture can be seen. When
 * the scope closes without a commit (a failure, Ctrl-C), and also when the process exits in between, the hidden folder is removed.
 *
 * *Gotchas* A process that is killed (SIGKILL, power) leaves `.lode-…` folders behind, which may be deleted; if that happened between
 * the two renames of a replacement, `.lode-…-old` is the former result. */
import { Effect, type Scope } from "effect"
import {
  closeSync,
  existsSync,
  lstatSync,
  mkdirSync,
  openSync,
  readSync,
  realpathSync,
  renameSync,
  rmdirSync,
  rmSync
} from "node:fs"
import { homedir } from "node:os"
import { dirname, join, parse, resolve, sep } from "node:path"
import { randomUUID } from "node:crypto"
import { CsvInOrder, type CsvPart } from "./CsvInOrder.ts"
import { type CsvColumn, CsvWriter } from "./CsvWriter.ts"
import { makeFolder, OutputError, OutputFile } from "./OutputFile.ts"
import { type ParquetColumn, ParquetWriter } from "./ParquetWriter.ts"

/** A results folder while it is being written. File names are plain names without a path. */
export interface ResultFolder {
  /** Where the results will stand. */
  readonly path: string
  /** Where they are being written until then. */
  readonly temporary: string
  /** Writes a whole text file, for example `scenario.resolved.yaml`. */
  readonly text: (name: string, content: string) => Effect.Effect<void, OutputError>
  /** Writes a value as indented JSON with a line feed at the end. */
  readonly json: (name: string, value: unknown) => Effect.Effect<void, OutputError>
  /** Opens a CSV file for rows; `commit` closes it. */
  readonly csv: (name: string, columns: ReadonlyArray<CsvColumn>) => Effect.Effect<CsvWriter, OutputError>
  /** Opens a CSV file for rows that come in parts, several at a time; `commit` closes it. */
  readonly csvInOrder: (name: string, columns: ReadonlyArray<CsvColumn>) => Effect.Effect<CsvInOrder, OutputError>
  /** Opens a Parquet file for rows; `commit` closes it. */
  readonly parquet: (name: string, columns: ReadonlyArray<ParquetColumn>) => Effect.Effect<ParquetWriter, OutputError>
  /** Closes all files and gives the folder its final name. Nothing can be written afterwards. */
  readonly commit: Effect.Effect<void, OutputError>
}

/** What to do with a folder that is there already. */
export interface ResultFolderOptions {
  /** Replace an existing folder (the whole of it) instead of refusing. */
  readonly force?: boolean
}

/** Opens a results folder for writing; nothing is seen at `path` before `commit`.
 *
 * Missing parents are made (and removed again without a commit). Whether the place can be written to is known here, before a long run. */
export const make = (
  path: string,
  options: ResultFolderOptions = {}
): Effect.Effect<ResultFolder, OutputError, Scope.Scope> =>
  Effect.map(
    Effect.acquireRelease(
      Effect.try({ try: () => new Draft(path, options.force === true), catch: OutputError.from(path) }),
      (draft) => Effect.sync(() => draft.abandon())
    ),
    (draft): ResultFolder => ({
      path: draft.path,
      temporary: draft.temporary,
      text: (name, content) => draft.attempt(name, () => draft.writeText(name, content)),
      json: (name, value) => draft.attempt(name, () => draft.writeText(name, `${JSON.stringify(value, null, 2)}\n`)),
      csv: (name, columns) => draft.attempt(name, () => draft.keep(new CsvWriter(draft.file(name), columns))),
      csvInOrder: (name, columns) =>
        draft.attempt(name, () => {
          const whole = draft.keep(new CsvWriter(draft.file(name), columns))
          return new CsvInOrder(whole, (part) => draft.part(name, part, columns))
        }),
      parquet: (name, columns) => draft.attempt(name, () => draft.keep(new ParquetWriter(draft.file(name), columns))),
      commit: Effect.uninterruptible(commit(draft))
    })
  )

/** Writes a results folder with `body` and commits it if `body` succeeds; otherwise leaves no trace. */
export const write = <A, E, R>(
  path: string,
  options: ResultFolderOptions,
  body: (folder: ResultFolder) => Effect.Effect<A, E, R>
): Effect.Effect<A, E | OutputError, Exclude<R, Scope.Scope>> =>
  Effect.scoped(
    Effect.gen(function* () {
      const folder = yield* make(path, options)
      const result = yield* body(folder)
      yield* folder.commit
      return result
    })
  )

/** Asks whether results could be written to `path`, without writing any: for a check before a long run. */
export const check = (path: string, options: ResultFolderOptions = {}): Effect.Effect<void, OutputError> =>
  Effect.scoped(Effect.asVoid(make(path, options)))

/** The folder under its temporary name, with what is open in it. */
class Draft {
  readonly path: string
  readonly temporary: string
  private readonly shownAs: string
  private readonly force: boolean
  private readonly firstMadeParent: string | undefined
  private readonly writers: Array<{ close(): void }> = []
  private readonly files: Array<OutputFile> = []
  private state: "open" | "committed" | "abandoned" = "open"
  private readonly onExit = (): void => this.abandon()

  constructor(path: string, force: boolean) {
    this.shownAs = path
    this.force = force
    this.path = finalPath(path)
    refuseWhatIsThere(this.path, path, force)
    const parent = dirname(this.path)
    this.firstMadeParent = makeFolder(parent)
    this.temporary = join(parent, `.lode-${process.pid}-${randomUUID().slice(0, 8)}`)
    try {
      mkdirSync(this.temporary)
    } catch (error) {
      removeEmptyParents(parent, this.firstMadeParent)
      throw error
    }
    // covers what no finalizer sees: process.exit and errors outside of Effect
    process.once("exit", this.onExit)
  }

  attempt<A>(name: string, step: () => A): Effect.Effect<A, OutputError> {
    return Effect.try({ try: step, catch: OutputError.from(join(this.shownAs, name)) })
  }

  file(name: string): OutputFile {
    if (this.state !== "open") throw new Error(`${name}: the results folder is closed`)
    const file = new OutputFile(join(this.temporary, name), join(this.shownAs, name))
    this.files.push(file)
    return file
  }

  /** A file beside `name` for the rows of a part, until they can be moved there. */
  part(name: string, part: number, columns: ReadonlyArray<CsvColumn>): CsvPart {
    const partName = `.${name}.${part}`
    const writer = new CsvWriter(this.file(partName), columns, { header: false })
    const moveTo = (whole: CsvWriter): void => {
      const path = join(this.temporary, partName)
      try {
        writer.close()
        const handle = openSync(path, "r")
        try {
          whole.lines(writer.rows, (bytes) => readSync(handle, bytes))
        } finally {
          closeSync(handle)
        }
        rmSync(path)
      } catch (error) {
        throw OutputError.from(join(this.shownAs, name))(error)
      }
    }
    return { writer, moveTo }
  }

  keep<W extends { close(): void }>(writer: W): W {
    this.writers.push(writer)
    return writer
  }

  writeText(name: string, content: string): void {
    const file = this.file(name)
    file.write(Buffer.from(content))
    file.close()
  }

  /** Closes all files; the folder is then ready for its name. */
  finish(): void {
    for (const writer of this.writers) writer.close()
  }

  /** The renames. `false`: the system has the folder in use for a moment, try again. */
  publish(): boolean {
    refuseWhatIsThere(this.path, this.shownAs, this.force)
    const former = existsSync(this.path) ? `${this.temporary}-old` : undefined
    try {
      if (former !== undefined) renameSync(this.path, former)
    } catch (error) {
      if (isBusy(error)) return false
      throw error
    }
    try {
      renameSync(this.temporary, this.path)
    } catch (error) {
      if (former !== undefined) renameSync(former, this.path)
      if (isBusy(error)) return false
      throw error
    }
    this.state = "committed"
    process.removeListener("exit", this.onExit)
    if (former !== undefined) removeQuietly(former)
    return true
  }

  /** Removes every trace, unless committed. */
  abandon(): void {
    if (this.state !== "open") return
    this.state = "abandoned"
    process.removeListener("exit", this.onExit)
    for (const file of this.files) file.abandon()
    removeQuietly(this.temporary)
    removeEmptyParents(dirname(this.path), this.firstMadeParent)
  }
}

/** Virus scanners and indexers on Windows hold new files for a moment; elsewhere a refusal is a refusal. */
const attempts = process.platform === "win32" ? 20 : 1

const commit = Effect.fnUntraced(function* (draft: Draft) {
  yield* draft.attempt("", () => draft.finish())
  for (let attempt = 1; attempt <= attempts; attempt++) {
    if (yield* draft.attempt("", () => draft.publish())) return
    yield* Effect.sleep("100 millis")
  }
  return yield* new OutputError({ path: draft.path, reason: "denied", detail: "another program has it open" })
})

const isBusy = (error: unknown): boolean =>
  attempts > 1 &&
  error instanceof Error &&
  "code" in error &&
  (error.code === "EPERM" || error.code === "EACCES" || error.code === "EBUSY")

/** The absolute path; a link to a folder stands for the folder itself, so that the link stays. */
const finalPath = (path: string): string => {
  const absolute = resolve(path)
  try {
    return realpathSync(absolute)
  } catch {
    return absolute
  }
}

const refuseWhatIsThere = (path: string, shownAs: string, force: boolean): void => {
  if (path === parse(path).root) throw new OutputError({ path: shownAs, reason: "protected", detail: "" })
  // lstat: a link that points nowhere is there, too
  const found = lstatSync(path, { throwIfNoEntry: false })
  if (found === undefined) return
  if (!found.isDirectory()) throw new OutputError({ path: shownAs, reason: "not-a-folder", detail: "" })
  if (!force) throw new OutputError({ path: shownAs, reason: "exists", detail: "" })
  const contains = (inner: string): boolean => inner === path || inner.startsWith(path + sep)
  const precious = contains(process.cwd()) || contains(homedir()) || existsSync(join(path, ".git"))
  if (precious) throw new OutputError({ path: shownAs, reason: "protected", detail: "" })
}

const removeQuietly = (folder: string): void => {
  try {
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 })
  } catch {
    // a leftover under a hidden name is not worth failing a result for
  }
}

/** Removes the parents that we made, from the innermost up to `firstMade`, as long as they are empty. */
const removeEmptyParents = (parent: string, firstMade: string | undefined): void => {
  if (firstMade === undefined) return
  try {
    for (let folder = parent; folder.length >= firstMade.length; folder = dirname(folder)) rmdirSync(folder)
  } catch {
    // somebody else put something there meanwhile: theirs to keep
  }
}
