/** The text of a scenario as plain data, with the place and the comments of everything in it.
 *
 * Reads YAML 1.2 (JSON is YAML too) without anchors, aliases, merge keys and several documents in a file: every value stands where it
 * counts, so that a message can point at it. Mistakes that leave the rest readable (a key twice, a NaN) are kept in
 * `problems` and told together with those of decoding; text that cannot be read at all fails at once.
 *
 * **Gotchas** Named entries may have any name except `__proto__`; a name that looks like a number stays a text. */
import { Result } from "effect"
import { isAlias, isMap, isScalar, isSeq, Lexer, parseDocument } from "yaml"
import type { Document, ParsedNode, Scalar, YAMLMap, YAMLSeq } from "yaml"
import * as Path from "./Path.ts"
import { type Finding, inOrder, type Problem, ScenarioError } from "./Problem.ts"

/** The largest text that is read: a scenario is written by hand, data in bulk belongs in files of its own. */
export const largestText = 1_000_000
/** The deepest nesting of groups and lists. */
export const deepest = 40

/** A line and column of the text, both from 1. */
export interface Position {
  readonly line: number
  readonly column: number
}

/** Where a value stands: its key (for an item of a list the item itself), its first character, and its own text. */
export interface Place {
  readonly key: Position
  readonly value: Position
  /** The line whose trailing comment speaks of the whole value: the last of a single value or of `[...]`, the key's of a block below it. */
  readonly remarkLine?: number
  readonly written: string
}

export interface Source {
  readonly file: string
  /** The lines of the text; none for plain data. */
  readonly lines: ReadonlyArray<string>
  readonly tree: unknown
  readonly places: ReadonlyMap<string, Place>
  /** Trailing and whole-line comments by line, without the `#`. */
  readonly comments: ReadonlyMap<number, { readonly text: string; readonly wholeLine: boolean }>
  /** Values that were given on the command line, by path. */
  readonly overrides: ReadonlyArray<{ readonly path: Path.Path; readonly text: string }>
  readonly problems: ReadonlyArray<Problem>
}

/** Reads a text. Fails when it is no YAML, too long or nested too deeply. */
export const parse = (text: string, file = "scenario"): Result.Result<Source, ScenarioError> => {
  if (text.length > largestText) {
    return failed(file, [], 0, `the text has ${text.length} characters, at most ${largestText} are read`)
  }
  const lines = text.split(/\r?\n/)
  const document = compose(text)
  const at = positions(text)
  const faults = syntaxFaults(document)
  if (faults.length > 0) {
    const problems = faults.map(({ message, offset }) => ({
      ...at(offset),
      message,
      path: "",
      ...excerptOf(lines, at(offset).line),
      file
    }))
    return Result.fail(new ScenarioError({ problems: inOrder(problems) }))
  }
  const reader = new Reader(text, at)
  const { contents } = document
  const tree = contents === null ? undefined : reader.read(contents, [], at(contents.range[0]))
  if (tree === undefined || tree === null) return failed(file, lines, 1, "the file is empty")
  const source: Source = {
    file,
    lines,
    tree,
    places: reader.places,
    comments: commentsOf(text, at, lines),
    overrides: [],
    problems: []
  }
  return Result.succeed({ ...source, problems: reader.findings.map((finding) => locate(source, finding)) })
}

/** A single value as a file would write it (a figure, a text, `[1, 2]`, `{ kind: posted }`), or why it is none. */
export const parseValue = (text: string): Result.Result<unknown, string> => {
  const document = compose(text)
  const [fault] = syntaxFaults(document)
  if (fault !== undefined) return Result.fail(fault.message)
  const reader = new Reader(text, positions(text))
  const { contents } = document
  const value = contents === null ? null : reader.read(contents, [], { line: 1, column: 1 })
  const [finding] = reader.findings
  return finding === undefined ? Result.succeed(value) : Result.fail(finding.message)
}

const compose = (text: string): Document.Parsed =>
  parseDocument(text, {
    prettyErrors: false,
    uniqueKeys: false,
    merge: false,
    resolveKnownTags: false,
    logLevel: "error"
  })

/** The line and column of an offset. Counted by ourselves: the library's counter misses lines in texts that are badly broken. */
const positions = (text: string): ((offset: number) => Position) => {
  const starts = [0]
  for (let end = text.indexOf("\n"); end >= 0; end = text.indexOf("\n", end + 1)) starts.push(end + 1)
  return (offset) => {
    let low = 0
    let high = starts.length
    while (high - low > 1) {
      const middle = (low + high) >> 1
      if ((starts[middle] ?? 0) <= offset) low = middle
      else high = middle
    }
    return { line: low + 1, column: Math.min(offset, text.length) - (starts[low] ?? 0) + 1 }
  }
}

/** Plain data in the place of a text, for callers that build scenarios themselves. */
export const fromTree = (tree: unknown, name = "scenario"): Source => ({
  file: name,
  lines: [],
  tree,
  places: new Map(),
  comments: new Map(),
  overrides: [],
  problems: []
})

/** A finding with its place: on the command line if it was set there, else in the file, at the nearest thing that is written. */
export const locate = (source: Source, finding: Finding): Problem => {
  const { on = "value", path, position, ...rest } = finding
  const shown = { ...rest, path: Path.format(path) }
  if (position !== undefined)
    return { ...shown, file: source.file, ...position, ...excerptOf(source.lines, position.line) }
  const override = source.overrides.findLast((given) => Path.isWithin(path, given.path))
  if (override !== undefined) return { ...shown, file: `--set ${override.text}`, line: 0, column: 0 }
  for (let length = path.length; length >= 0; length -= 1) {
    const place = source.places.get(Path.key(path.slice(0, length)))
    if (place === undefined) continue
    // What is missing points at the key of the group that should hold it.
    const { column, line } = length < path.length || on === "key" ? place.key : place.value
    return { ...shown, file: source.file, line, column, ...excerptOf(source.lines, line) }
  }
  return { ...shown, file: source.file, line: source.lines.length > 0 ? 1 : 0, column: source.lines.length > 0 ? 1 : 0 }
}

/** What a comment at a path says: at the end of its line, else in the lines right above its key. */
export const commentsAt = (source: Source, path: Path.Path): ReadonlyArray<string> => {
  const place = source.places.get(Path.key(path))
  if (place === undefined) return []
  const remark = place.remarkLine === undefined ? undefined : source.comments.get(place.remarkLine)
  const above: Array<string> = []
  for (let line = place.key.line - 1; source.comments.get(line)?.wholeLine === true; line -= 1) {
    above.unshift(source.comments.get(line)?.text ?? "")
  }
  const trailing = remark === undefined || remark.wholeLine ? [] : [remark.text]
  return [...trailing, ...(above.length === 0 ? [] : [above.join("\n")])]
}

const excerptOf = (lines: ReadonlyArray<string>, line: number): { readonly excerpt?: string } => {
  const excerpt = lines[line - 1]
  return excerpt === undefined ? {} : { excerpt }
}

const failed = (file: string, lines: ReadonlyArray<string>, line: number, message: string) =>
  Result.fail(
    new ScenarioError({ problems: [{ file, line, column: line, path: "", message, ...excerptOf(lines, line) }] })
  )

/** What the YAML library refuses, in our words where its own would lead astray. */
const syntaxFaults = (
  document: Document.Parsed
): ReadonlyArray<{ readonly message: string; readonly offset: number }> => {
  const faults = [...document.errors, ...document.warnings].map(({ code, message, pos }) => ({
    offset: pos[0],
    message:
      code === "MULTIPLE_DOCS"
        ? "a file holds one scenario, a second document begins here"
        : message.includes("call stack")
          ? `nested more than ${deepest} levels deep`
          : code === "TAG_RESOLVE_FAILED"
            ? "tags such as !name are not allowed"
            : `this is not YAML: ${message.replace(/^./, (first) => first.toLowerCase())}`
  }))
  const seen = new Set<string>()
  // One slip often makes the library complain many times at one place or with one text; the first of each is enough.
  return faults
    .filter(({ message, offset }) => !seen.has(message) && !seen.has(`${offset}`) && seen.add(message).add(`${offset}`))
    .slice(0, 20)
}

/** Walks the document once: plain data out, places and findings on the side. */
class Reader {
  readonly places = new Map<string, Place>()
  readonly findings: Array<Finding> = []
  readonly #text: string
  readonly #at: (offset: number) => Position

  constructor(text: string, at: (offset: number) => Position) {
    this.#text = text
    this.#at = at
  }

  read(node: ParsedNode | null, path: Path.Path, key: Position): unknown {
    if (node === null) {
      this.places.set(Path.key(path), { key, value: key, remarkLine: key.line, written: "" })
      return null
    }
    this.places.set(Path.key(path), this.#place(node, key))
    if (isAlias(node)) return this.#refuse(path, "aliases (*name) are not allowed: write the value itself")
    if (node.anchor !== undefined) this.#refuse(path, "anchors (&name) are not allowed")
    if (path.length > deepest) return this.#refuse(path.slice(0, 3), `nested more than ${deepest} levels deep`)
    if (isMap(node)) return this.#map(node, path)
    if (isSeq(node)) return this.#list(node, path)
    return isScalar(node) ? this.#scalar(node, path, this.#text.slice(node.range[0], node.range[1])) : null
  }

  #place(node: ParsedNode, key: Position): Place {
    const [start, end] = node.range
    const written = isScalar(node) ? this.#text.slice(start, end) : ""
    // Nothing after a colon is placed at its key, where a reader looks for it.
    const value = isScalar(node) && written === "" ? key : this.#at(start)
    if ((isMap(node) || isSeq(node)) && node.flow !== true) {
      return { key, value, written, ...(value.line > key.line ? { remarkLine: key.line } : {}) }
    }
    return {
      key,
      value,
      written,
      remarkLine: written === "" && isScalar(node) ? key.line : this.#at(Math.max(start, end - 1)).line
    }
  }

  #map(map: YAMLMap<ParsedNode, ParsedNode | null>, path: Path.Path): Readonly<Record<string, unknown>> {
    const tree: Record<string, unknown> = {}
    for (const { key, value } of map.items) {
      const position = this.#at(key.range[0])
      const name = isScalar(key) ? (typeof key.value === "string" ? key.value : (key.source ?? "")) : undefined
      if (name === undefined || name === "") {
        this.#refuseAt(path, position, "a key must be a name")
      } else if (name === "<<" || name === "__proto__") {
        this.#refuseAt(
          [...path, name],
          position,
          name === "<<" ? "merge keys (<<) are not allowed" : `the name ${name} is not allowed`
        )
      } else if (Object.hasOwn(tree, name)) {
        const first = this.places.get(Path.key([...path, name]))?.key.line
        this.#refuseAt([...path, name], position, `the key "${name}" stands here a second time, first in line ${first}`)
      } else {
        tree[name] = this.read(value, [...path, name], position)
      }
    }
    return tree
  }

  #list(list: YAMLSeq<ParsedNode | null>, path: Path.Path): ReadonlyArray<unknown> {
    const here = this.#at(list.range?.[0] ?? 0)
    return list.items.map((item, index) => {
      const position = item === null ? here : this.#at(item.range[0])
      return this.read(item, [...path, index], position)
    })
  }

  #scalar(node: Scalar, path: Path.Path, written: string): unknown {
    const { value } = node
    if (typeof value === "number" && !Number.isFinite(value)) {
      const infinite = /^[+-]?\.inf$/i.test(written)
      const what = Number.isNaN(value) ? "is not a number" : infinite ? "is infinite" : "is too large a number"
      this.#refuse(path, `${written} ${what}, a finite number is wanted`)
    } else if (typeof value === "number" && isRounded(written, value)) {
      this.#refuse(
        path,
        `${written} is a whole number beyond 2^53 and would be rounded; write it with a unit or as 1e20`
      )
    }
    return value
  }

  #refuse(path: Path.Path, message: string): undefined {
    this.findings.push({ path, message })
  }

  /** For a key that has no place of its own in the table. */
  #refuseAt(path: Path.Path, position: Position, message: string): void {
    this.findings.push({ path, position, message })
  }
}

/** Whether a whole number is written with more digits than a number holds. What a number prints as is never refused. */
const isRounded = (written: string, value: number): boolean =>
  /^[+-]?\d+$/.test(written) && !Number.isSafeInteger(value) && String(value) !== written.replace(/^\+/, "")

/** The comments of a text. Only the lexer knows whether a `#` begins one. */
const commentsOf = (text: string, at: (offset: number) => Position, lines: ReadonlyArray<string>) => {
  const comments = new Map<number, { readonly text: string; readonly wholeLine: boolean }>()
  let offset = 0
  let inScalar = false
  for (const token of new Lexer().lex(text)) {
    // The lexer's own marks (document, end of flow, scalar) stand for no text.
    if (token === "\u0002" || token === "\u0018" || token === "\u001f") {
      inScalar = token === "\u001f"
      continue
    }
    if (!inScalar && token.startsWith("#")) {
      const { line } = at(offset)
      comments.set(line, {
        text: token.replace(/^#+\s?/, "").trimEnd(),
        wholeLine: (lines[line - 1] ?? "").trimStart().startsWith("#")
      })
    }
    inScalar = false
    offset += token.length
  }
  return comments
}
