/** One file that a run writes: synchronous, in big chunks, with errors that say what to do.
 *
 * Rows come out of the synchronous run loop, so a file must take them at once: there is nothing to wait for, and the operating
 * system's own buffer is the back-pressure. Writers above this module gather bytes and hand over chunks of some 100 kB.
 *
 * *Gotchas* Methods throw `OutputError`; they are called from the run loop, where no Effect may stand. A command catches it with
 * `Effect.try({ try, catch: OutputError.from(path) })`, or lets it pass: the program's edge reports it like a typed failure. */
import { Schema } from "effect"
import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, writeSync } from "node:fs"
import { dirname } from "node:path"

/** Why a result could not be written. All but `failed` are for the user to put right: another folder, more room, `--force`. */
export const OutputReason = Schema.Literals([
  "exists",
  "not-a-folder",
  "protected",
  "denied",
  "read-only",
  "full",
  "missing",
  "bad-name",
  "failed"
])
export type OutputReason = typeof OutputReason.Type

const advice: Record<OutputReason, string> = {
  exists: "it exists already; add --force to replace it, or name another",
  "not-a-folder": "it, or a part of the path to it, is a file and not a folder; name another folder",
  protected:
    "it is, or contains, the folder you are in, your home folder, a repository or a whole disk, which lode will not replace; name a folder of its own",
  denied: "you may not write there; name another folder or change its permissions",
  "read-only": "that disk is read-only; name a folder on another one",
  full: "no room is left on that disk, or your quota is used up; free some or name a folder on another one; nothing was kept",
  missing: "the folder that it should stand in is not there, or cannot be made; nothing was kept",
  "bad-name": "the name is too long or has characters that a file name may not have; name another folder",
  failed: "the operating system refused; nothing was kept"
}

const reasons: Record<string, OutputReason> = {
  EEXIST: "exists",
  ENOTEMPTY: "exists",
  ENOTDIR: "not-a-folder",
  EISDIR: "not-a-folder",
  EACCES: "denied",
  EPERM: "denied",
  EROFS: "read-only",
  ENOSPC: "full",
  EDQUOT: "full",
  EFBIG: "full",
  ENOENT: "missing",
  ENAMETOOLONG: "bad-name",
  EINVAL: "bad-name",
  EILSEQ: "bad-name",
  ELOOP: "bad-name",
  ERR_INVALID_ARG_VALUE: "bad-name"
}

const codeOf = (error: unknown): string =>
  error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : ""

/** Makes a folder and all that it stands in; gives the first of them that was not there. Throws what the operating system says.
 *
 * **Gotchas** `mkdirSync` with `recursive` never ends where a folder cannot be made in one that is there (`/proc/x`). */
export const makeFolder = (folder: string): string | undefined => {
  if (existsSync(folder)) return undefined
  const first = makeFolder(dirname(folder))
  try {
    mkdirSync(folder)
  } catch (error) {
    // Another program may have made it meanwhile.
    if (!existsSync(folder)) throw error
  }
  return first ?? folder
}

/** A result could not be written: which path, why, and (in `message`) what to do about it. */
export class OutputError extends Schema.TaggedError<OutputError>()("OutputError", {
  path: Schema.String,
  reason: OutputReason,
  /** The operating system's own word, for the cases that `reason` does not know. */
  detail: Schema.String
}) {
  /** Sentence for the user: what, why, what to do. */
  override get message(): string {
    const detail = this.reason === "failed" && this.detail !== "" ? ` (${this.detail})` : ""
    return `cannot write ${this.path}: ${advice[this.reason]}${detail}`
  }

  /** What the program ends with: 2 for what the user can put right, 1 when the machine itself failed. */
  get exitCode(): number {
    return this.reason === "failed" ? 1 : 2
  }

  /** Turns whatever `node:fs` threw about `path` into an `OutputError`. */
  static from(path: string): (error: unknown) => OutputError {
    return (error) => {
      if (error instanceof OutputError) return error
      const detail = error instanceof Error ? error.message : String(error)
      return new OutputError({ path, reason: reasons[codeOf(error)] ?? "failed", detail })
    }
  }
}

/** A file that is open for writing.
 *
 * `path` is where the bytes go, `shownAs` the name in messages (the final one: nobody knows the temporary folder). */
export class OutputFile {
  readonly shownAs: string
  private readonly handle: number
  private open = true

  constructor(path: string, shownAs: string) {
    this.shownAs = shownAs
    try {
      this.handle = openSync(path, "wx")
    } catch (error) {
      throw OutputError.from(shownAs)(error)
    }
  }

  /** Writes the first `length` bytes of `bytes`, all of them or none that counts: a disk that takes only a part is full. */
  write(bytes: Uint8Array, length: number = bytes.length): void {
    try {
      let written = 0
      while (written < length) {
        const taken = writeSync(this.handle, bytes, written, length - written)
        if (taken === 0) throw new OutputError({ path: this.shownAs, reason: "full", detail: "" })
        written += taken
      }
    } catch (error) {
      throw OutputError.from(this.shownAs)(error)
    }
  }

  /** Makes the bytes durable and closes. A disk that is full may say so only here. Closing twice does nothing. */
  close(): void {
    if (!this.open) return
    this.open = false
    try {
      fsyncSync(this.handle)
    } catch (error) {
      // some network and container file systems cannot sync; the bytes are written all the same
      const code = codeOf(error)
      if (code !== "EINVAL" && code !== "ENOTSUP" && code !== "ENOSYS" && code !== "EPERM") {
        this.release()
        throw OutputError.from(this.shownAs)(error)
      }
    }
    try {
      closeSync(this.handle)
    } catch (error) {
      throw OutputError.from(this.shownAs)(error)
    }
  }

  /** Closes without a word, when the file is about to be removed. */
  abandon(): void {
    if (!this.open) return
    this.open = false
    this.release()
  }

  private release(): void {
    try {
      closeSync(this.handle)
    } catch {
      // the disk is gone: there is nothing left to save
    }
  }
}
