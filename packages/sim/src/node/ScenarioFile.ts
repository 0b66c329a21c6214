/** Scenario files on the disk: reading one with clear errors, and listing a folder of them. */
import { Effect, Result, Schema, type SchemaAST } from "effect"
import { linkSync, renameSync, rmSync } from "node:fs"
import { readdir, readFile, stat } from "node:fs/promises"
import { basename, dirname, extname, join } from "node:path"
import { isMap, isScalar, parseDocument } from "yaml"
import { OutputError, OutputFile } from "./OutputFile.ts"
import { nearest } from "../units/Nearest.ts"
import * as Path from "../scenario/Path.ts"
import * as Shape from "../scenario/Shape.ts"
import * as Source from "../scenario/Source.ts"
import * as Decode from "../scenario/Decode.ts"
import type { ScenarioError } from "../scenario/Problem.ts"

/** A file or folder that cannot be used as a scenario; the message says why and what would help. */
export class UnreadableFile extends Schema.TaggedError<UnreadableFile>()("UnreadableFile", {
  file: Schema.String,
  reason: Schema.String
}) {
  override get message(): string {
    return `${this.file}: ${this.reason}`
  }

  /** What the program ends with: the user named the wrong file. */
  get exitCode(): number {
    return 2
  }
}

/** What a folder says of one of its scenarios. */
export interface Entry {
  /** The path of the file, as the folder was named. */
  readonly file: string
  readonly name: string
  readonly question?: string
  /** Why the file is no scenario, if it is none. */
  readonly problem?: string
}

/** The file of nearly the same name in the folder where one was looked for. */
const besides = (file: string): Effect.Effect<string> =>
  Effect.promise(async () => {
    const names = await readdir(dirname(file)).catch(() => [])
    // Without their endings, which many names share.
    const byStem = new Map(names.map((name) => [basename(name, extname(name)), name]))
    const near = byStem.get(nearest(basename(file, extname(file)), [...byStem.keys()]) ?? "")
    return near === undefined ? "" : `, did you mean ${join(dirname(file), near)}?`
  })

/** The text of a file. At most a megabyte of UTF-8: data in bulk belongs in files that a scenario names. */
export const read = Effect.fn("ScenarioFile.read")(function* (file: string) {
  const unreadable = (reason: string) => new UnreadableFile({ file, reason })
  const about = yield* Effect.tryPromise({ try: () => stat(file), catch: reasonOf }).pipe(
    Effect.catch((reason) => Effect.flatMap(besides(file), (near) => Effect.fail(unreadable(reason + near))))
  )
  if (about.isDirectory())
    return yield* unreadable("is a folder, a scenario file is wanted (lode scenarios lists a folder)")
  if (about.size > Source.largestText) {
    const size = `${(about.size / 1e6).toFixed(1)} MB`
    return yield* unreadable(
      `is too large for a scenario (${size}, at most ${Source.largestText / 1e6} MB); is it a trace or other data?`
    )
  }
  const bytes = yield* Effect.tryPromise({
    try: (signal) => readFile(file, { signal }),
    catch: (cause) => unreadable(reasonOf(cause))
  })
  if (bytes.length > Source.largestText) return yield* unreadable("is too large for a scenario")
  const text = yield* Effect.try({
    try: () => new TextDecoder("utf-8", { fatal: true }).decode(bytes),
    catch: () => unreadable(`is not a text in UTF-8 (${firstFault(bytes)})`)
  })
  return text.includes("\u0000") ? yield* unreadable("is not a text (it holds a zero byte)") : text
})

/** What a file is by the keys at its top, and who takes it. */
const kinds = [
  { keys: ["knobs", "objectives"], kind: "a study", takers: "lode sweep, lode sensitivity and lode tune take it" },
  { keys: ["horizon", "question"], kind: "a scenario", takers: "lode run, lode compare and lode watch take it" },
  { keys: ["model", "sites"], kind: "a training set-up", takers: "lode training takes it" }
]

/** What a file of another language is; `undefined` when it may be one of this. */
const stranger = (schema: { readonly ast: SchemaAST.AST }, { tree }: Source.Source): string | undefined => {
  if (!Path.isRecord(tree)) return undefined
  const found = kinds.find(({ keys }) => keys.every((key) => Object.hasOwn(tree, key)))
  const shape = Shape.make(schema)
  const isOwn = shape._tag === "Group" && shape.keys.some(([name]) => found?.keys.includes(name) === true)
  return found === undefined || isOwn ? undefined : `is ${found.kind}: ${found.takers}`
}

/** Reads, overrides and decodes a file. */
export const load = Effect.fnUntraced(function* <T, E>(
  language: Decode.Language<T, E>,
  file: string,
  set: ReadonlyArray<string> = []
): Effect.fn.Return<Decode.Decoded<T>, UnreadableFile | ScenarioError> {
  const text = yield* read(file)
  const decoded = Decode.text(language, text, { file, set })
  if (Result.isSuccess(decoded)) return decoded.success
  const source = Source.parse(text, file)
  const reason = Result.isSuccess(source) ? stranger(language.schema, source.success) : undefined
  return yield* reason === undefined ? decoded.failure : new UnreadableFile({ file, reason })
})

/** Writes a small text whole or not at all: under a temporary name beside it, then under its own. An existing file needs `force`. */
export const write = (
  file: string,
  text: string,
  { force }: { readonly force: boolean }
): Effect.Effect<void, OutputError> =>
  Effect.try({
    try: () => {
      const temporary = `${file}.${process.pid}.part`
      const output = new OutputFile(temporary, file)
      try {
        output.write(new TextEncoder().encode(text))
        output.close()
        // A link fails when the name is taken, a rename replaces what is there.
        if (force) renameSync(temporary, file)
        else linkSync(temporary, file)
      } finally {
        rmSync(temporary, { force: true })
      }
    },
    catch: OutputError.from(file)
  })

/** The scenarios of a folder (`.yaml`, `.yml`), by name, each with its question. Files that are no scenarios are listed with the reason. */
export const list = Effect.fn("ScenarioFile.list")(function* (folder: string) {
  const names = yield* Effect.tryPromise({
    try: () => readdir(folder),
    catch: (cause) => new UnreadableFile({ file: folder, reason: reasonOf(cause) })
  })
  const files = names.filter((name) => /\.ya?ml$/i.test(name) && !name.startsWith(".")).toSorted()
  return yield* Effect.forEach(files, (name) => entry(join(folder, name)), { concurrency: 4 })
})

const entry = (file: string): Effect.Effect<Entry> => {
  const name = basename(file, extname(file))
  return Effect.result(read(file)).pipe(
    Effect.map((text) =>
      Result.isSuccess(text) ? headOf(file, name, text.success) : { file, name, problem: text.failure.reason }
    )
  )
}

/** Name and question alone: a listing need not decode every file. */
const headOf = (file: string, name: string, text: string): Entry => {
  const document = parseDocument(text, { prettyErrors: false, logLevel: "silent" })
  const { contents, errors } = document
  if (errors.length > 0 || !isMap(contents))
    return { file, name, problem: `is no scenario (lode validate ${file} says why)` }
  const textAt = (key: string): string | undefined => {
    const node: unknown = contents.get(key, true)
    return isScalar(node) && typeof node.value === "string" ? node.value.trim() : undefined
  }
  const question = textAt("question")
  if (!contents.has("lode")) return { file, name, problem: "is no scenario (it does not begin with lode: 1)" }
  return { file, name: textAt("name") ?? name, ...(question === undefined ? {} : { question }) }
}

const reasons: Readonly<Record<string, string>> = {
  ENOENT: "does not exist",
  EACCES: "may not be read (permission denied)",
  EPERM: "may not be read (permission denied)",
  EISDIR: "is a folder, a scenario file is wanted",
  ENOTDIR: "is not inside a folder",
  ELOOP: "is a link that leads to itself",
  ENAMETOOLONG: "has too long a name",
  EMFILE: "cannot be opened (too many open files)"
}

/** Why a file cannot be read, in words. */
export const reasonOf = (cause: unknown): string => {
  const code = typeof cause === "object" && cause !== null && "code" in cause ? String(cause.code) : ""
  return reasons[code] ?? `cannot be read (${code === "" ? String(cause) : code})`
}

/** Where the first byte stands that is no UTF-8, and a word on the usual cause. */
const firstFault = (bytes: Uint8Array): string => {
  if ((bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff))
    return "it looks like UTF-16"
  if (bytes[0] === 0x1f && bytes[1] === 0x8b) return "it is compressed with gzip"
  const lossy = new TextDecoder("utf-8").decode(bytes)
  const line = lossy.slice(0, lossy.indexOf("\ufffd")).split("\n").length
  return `a byte of line ${line} is wrong`
}
