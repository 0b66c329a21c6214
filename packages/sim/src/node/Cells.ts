/** The file of cells of a study: what its runs measured, found by key, and a line more for each that ends. See `StudyFolder.ts`. */
import { Schema } from "effect"
import { createHash } from "node:crypto"
import {
  closeSync,
  existsSync,
  fsyncSync,
  ftruncateSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync
} from "node:fs"
import { join } from "node:path"
import type { Measured } from "../experiment/MetricDefinition.ts"
import type { Assignment } from "../experiment/ScenarioTrial.ts"
import { type Cell, cellLine, isCell, isColumns, isHeader, lineOf, numberOf, read, writeAll } from "./CellLines.ts"
import * as FolderLock from "./FolderLock.ts"
import { makeFolder, OutputError } from "./OutputFile.ts"

const cellsFile = "cells.jsonl"
const lockFile = "lock"
const version = 1

/** A study's folder cannot be used, or could not be written to; the message says why and what would work. */
export class StudyFolderError extends Schema.TaggedError<StudyFolderError>()("StudyFolderError", {
  folder: Schema.String,
  reason: Schema.Literals(["other-engine", "not-a-study", "newer", "in-use", "cannot-write"]),
  problem: Schema.String
}) {
  override get message(): string {
    return `${this.folder}: ${this.problem}`
  }

  /** What the program ends with: these are for the user to put right. */
  get exitCode(): number {
    return 2
  }
}

/** How a folder is opened. */
export interface Options {
  /** Fingerprint of the engine that runs are made with. */
  readonly engine: string
  /** Start anew: forget what is kept in the folder. */
  readonly force?: boolean
}

const hashOf = (...parts: ReadonlyArray<string | Uint8Array>): string => {
  const hash = createHash("sha256")
  for (const part of parts) hash.update(part).update("\0")
  return hash.digest("hex").slice(0, 32)
}

/** What a number that JSON has no word for is written as. */
const exactly = (_: string, value: unknown): unknown =>
  typeof value === "number" && !Number.isFinite(value) ? String(value) : value

const bytesOf = (column: Float64Array): Uint8Array => {
  const copy = new Float64Array(column)
  return new Uint8Array(copy.buffer)
}

/** The file of cells and what is in it, held until it is closed. */
export class Cells {
  readonly kept: number
  damaged = 0
  private readonly folder: string
  private readonly engine: string
  private readonly cells = new Map<string, Cell>()
  private readonly names = new Map<string, ReadonlyArray<string>>()
  private readonly scenarios = new WeakMap<object, string>()
  private readonly inputs = new WeakMap<object, string>()
  private handle: number | undefined
  /** Bytes of the file that are whole lines. */
  private size = 0
  /** Whether the file is as `finish` would leave it. */
  private inOrder = true

  constructor(folder: string, { engine, force = false }: Options) {
    this.folder = folder
    this.engine = engine
    if (existsSync(folder) && !existsSync(join(folder, cellsFile))) this.refuseOthers()
    makeFolder(folder)
    const holder = FolderLock.take(join(folder, lockFile))
    if (holder !== undefined) {
      throw this.error(
        "in-use",
        `another lode (process ${holder}) is writing to it; wait for it, or name another folder with --out`
      )
    }
    try {
      // What a program that was killed left of results that it was writing.
      for (const name of readdirSync(folder))
        if (name.startsWith(".lode-") || name.endsWith(".part"))
          rmSync(join(folder, name), { recursive: true, force: true })
      if (force) rmSync(join(folder, cellsFile), { force: true })
      if (existsSync(join(folder, cellsFile))) this.load()
      this.kept = this.cells.size
      this.handle = openSync(join(folder, cellsFile), "a")
      // A line that was torn when the program was killed would spoil the next one.
      ftruncateSync(this.handle, this.size)
      if (this.size === 0) this.append(lineOf({ lode: "cells", version, engine }))
    } catch (error) {
      this.close()
      throw error
    }
  }

  keyOf({ inputs, jobs, scenario, warmUp }: Assignment, seed: number): string {
    let of = this.scenarios.get(scenario)
    if (of === undefined) {
      // What a scenario is called and which metrics it names changes no run.
      const { answer: _answer, name: _name, question: _question, report: _report, seed: _seed, ...rest } = scenario
      of = hashOf(JSON.stringify(rest, exactly))
      this.scenarios.set(scenario, of)
    }
    return hashOf(this.engine, of, this.contentOf(inputs), String(warmUp), String(seed), jobs ? "providers" : "")
  }

  find(key: string): Measured | undefined {
    const cell = this.cells.get(key)
    if (cell === undefined) return undefined
    return Object.fromEntries(
      (this.names.get(cell.columns) ?? []).map((name, at) => [name, cell.values[at] ?? Number.NaN])
    )
  }

  keep(key: string, measured: Measured): Measured {
    const names = Object.keys(measured)
    const columns = hashOf(JSON.stringify(names)).slice(0, 12)
    const isNew = !this.names.has(columns)
    // A zero below zero is a zero in JSON: what is used now must be what is found later.
    const values = Float64Array.from(names, (name) => (measured[name] ?? Number.NaN) + 0)
    const cell: Cell = { columns, values }
    this.append((isNew ? lineOf({ columns, names }) : "") + cellLine(key, cell))
    if (isNew) this.names.set(columns, names)
    this.cells.set(key, cell)
    this.inOrder = false
    return this.find(key) ?? measured
  }

  finish(): void {
    if (!this.inOrder || this.damaged > 0) {
      const byName = (a: readonly [string, unknown], b: readonly [string, unknown]) => (a[0] < b[0] ? -1 : 1)
      const used = new Set([...this.cells.values()].map(({ columns }) => columns))
      const part = join(this.folder, `${cellsFile}.part`)
      const handle = openSync(part, "w")
      try {
        writeAll(handle, lineOf({ lode: "cells", version, engine: this.engine }))
        for (const [columns, names] of [...this.names].sort(byName))
          if (used.has(columns)) writeAll(handle, lineOf({ columns, names }))
        for (const [key, cell] of [...this.cells].sort(byName)) writeAll(handle, cellLine(key, cell))
        fsyncSync(handle)
      } catch (error) {
        closeSync(handle)
        rmSync(part, { force: true })
        throw error
      }
      closeSync(handle)
      renameSync(part, join(this.folder, cellsFile))
    }
    this.close()
  }

  close(): void {
    if (this.handle !== undefined) closeSync(this.handle)
    this.handle = undefined
    FolderLock.release(join(this.folder, lockFile))
  }

  /** What to say when a file of the study cannot be written: the runs themselves are safe. */
  cannotWrite(error: unknown): StudyFolderError {
    if (error instanceof StudyFolderError) return error
    const { message, reason } = OutputError.from(join(this.folder, cellsFile))(error)
    return this.error(
      "cannot-write",
      reason === "full"
        ? "no room is left on that disk, or your quota is used up; what was measured until now is kept: free some room and call again to go on"
        : `${message.replace(/; nothing was kept$/, "")}; what was measured until now is kept`
    )
  }

  /** Appends whole lines, or nothing: a disk that fills in the middle leaves the file as it was. */
  private append(lines: string): void {
    const { handle } = this
    if (handle === undefined) throw new Error("the study's folder is closed")
    try {
      this.size += writeAll(handle, lines)
    } catch (error) {
      ftruncateSync(handle, this.size)
      throw error
    }
  }

  private contentOf(inputs: Assignment["inputs"]): string {
    const known = this.inputs.get(inputs)
    if (known !== undefined) return known
    const hash = hashOf(
      ...Object.entries(inputs.traces).flatMap(([file, { demand, duration, submit }]) => [
        file,
        bytesOf(submit),
        bytesOf(demand),
        bytesOf(duration)
      ]),
      ...Object.entries(inputs.series).flatMap(([file, { time, value }]) => [file, bytesOf(time), bytesOf(value)])
    )
    this.inputs.set(inputs, hash)
    return hash
  }

  private load(): void {
    const bytes = readFileSync(join(this.folder, cellsFile))
    let from = 0
    let before = ""
    for (let end = bytes.indexOf(10); end >= 0; end = bytes.indexOf(10, from)) {
      const said = read(bytes.toString("utf8", from, end))
      if (from === 0) this.checkHeader(said)
      else if (isColumns(said)) {
        this.names.set(said.columns, said.names)
        if (before !== "") this.inOrder = false
      } else if (isCell(said) && this.names.has(said.of)) {
        this.cells.set(said.key, { columns: said.of, values: Float64Array.from(said.values, numberOf) })
        if (said.key < before) this.inOrder = false
        before = said.key
      } else this.damaged += 1
      from = end + 1
    }
    // What stands behind the last whole line was torn off when the program was killed.
    this.size = from
  }

  private checkHeader(said: unknown): void {
    if (!isHeader(said)) {
      throw this.error(
        "not-a-study",
        `${cellsFile} does not begin as results of a study do; name another folder with --out, or start anew with --force`
      )
    }
    if (said.version !== version) {
      throw this.error("newer", `it was written by another version of lode; name another folder with --out`)
    }
    if (said.engine !== this.engine) {
      throw this.error(
        "other-engine",
        `it holds results of another engine (${said.engine}; this one is ${this.engine}), whose numbers may differ; name another folder with --out, or start anew with --force`
      )
    }
  }

  private refuseOthers(): void {
    if (!statSync(this.folder).isDirectory()) throw this.error("not-a-study", "it is a file; name a folder with --out")
    if (readdirSync(this.folder).some((name) => !name.startsWith(".")))
      throw this.error("not-a-study", "it holds something else than results of a study; name another folder with --out")
  }

  private error(reason: StudyFolderError["reason"], problem: string): StudyFolderError {
    return new StudyFolderError({ folder: this.folder, reason, problem })
  }
}
