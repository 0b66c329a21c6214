/** What an entry of the bench is, and the tools that entries share. */
import { spawnSync } from "node:child_process"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"

/** One figure that was measured. */
export interface Row {
  /** What was measured, within the entry: `exponential delays, 1,000 pending`. */
  readonly case: string
  readonly value: number
  readonly unit: string
  /** The same figure of something else, measured in turns with ours. */
  readonly reference?: { readonly name: string; readonly value: number }
  /** Ours over the reference: median of the ratios of neighbouring turns. */
  readonly ratio?: number
  /** What we aim for, in words. */
  readonly target?: string
}

/** One thing that is measured: one file that exports one of these, and one line in `main.ts`. */
export interface Entry {
  readonly name: string
  /** One sentence: what is measured, against what. */
  readonly what: string
  readonly run: () => ReadonlyArray<Row> | Promise<ReadonlyArray<Row>>
}

export const median = (values: ReadonlyArray<number>): number => {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[sorted.length >> 1] ?? Number.NaN
}

/** Runs a program to its end and gives the numbers on the first line that it prints. */
export const numbersOf = (program: string, args: ReadonlyArray<string>): ReadonlyArray<number> => {
  const { error, status, stderr, stdout } = spawnSync(program, args, { encoding: "utf8" })
  if (error !== undefined || status !== 0) throw new Error(`${program} failed: ${error?.message ?? stderr}`)
  return (stdout.split("\n")[0] ?? "").trim().split(" ").map(Number)
}

/** Gives `use` an empty temporary folder that is gone afterwards. */
export const withFolder = <A>(use: (folder: string) => A): A => {
  const folder = mkdtempSync(join(tmpdir(), "lode-bench-"))
  try {
    return use(folder)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Compiles `reference/NAME.cpp` with -O3 into the folder. `undefined` when this machine has no C++ compiler. */
export const compileReference = (name: string, folder: string): string | undefined => {
  const source = join(import.meta.dirname, "reference", `${name}.cpp`)
  const program = join(folder, name)
  for (const compiler of ["c++", "g++", "clang++"]) {
    const { error, status, stderr } = spawnSync(compiler, ["-O3", "-std=c++17", "-o", program, source], {
      encoding: "utf8"
    })
    if (error !== undefined) continue
    if (status !== 0) throw new Error(`${compiler} could not compile ${source}: ${stderr}`)
    return program
  }
  return undefined
}

export interface Turns {
  readonly ours: number
  readonly theirs?: number
  readonly ratio?: number
}

/** Lets two measurements take turns, so that a machine that slows down or serves others hits both alike. Figures are medians. */
export const takeTurns = (pairs: number, ours: () => number, theirs: (() => number) | undefined): Turns => {
  const mine: Array<number> = []
  const other: Array<number> = []
  for (let pair = 0; pair < pairs; pair++) {
    if (theirs !== undefined) other.push(theirs())
    mine.push(ours())
  }
  if (theirs === undefined) return { ours: median(mine) }
  const ratio = median(mine.map((value, pair) => value / (other[pair] ?? Number.NaN)))
  return { ours: median(mine), theirs: median(other), ratio }
}
