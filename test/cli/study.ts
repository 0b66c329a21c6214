/** The program `lode` as a user calls it, in a folder with a market and studies of it. */
import { type ChildProcess, spawn, spawnSync } from "node:child_process"
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { market } from "../experiment/study/studies.ts"

const root = join(import.meta.dirname, "..", "..")
const program = join(root, "packages", "tui", "dist", "lode.js")

export interface Ended {
  readonly code: number | null
  readonly out: string
  readonly err: string
}

export interface Place {
  readonly folder: string
  readonly lode: (...args: ReadonlyArray<string>) => Ended
  /** Starts the program without waiting for it. */
  readonly start: (...args: ReadonlyArray<string>) => ChildProcess
  /** Runs it with a limit of the size of files, in kB: a disk that fills. */
  readonly cramped: (kilobytes: number, ...args: ReadonlyArray<string>) => Ended
  readonly put: (name: string, text: string) => string
  /** All files below a folder with their bytes. */
  readonly files: (name: string) => Readonly<Record<string, string>>
}

/** Builds the program and makes a folder with `market.yaml`. */
export const build = (): void => {
  const { status, stderr } = spawnSync(process.execPath, [join(root, "packages", "tui", "build.ts")], {
    encoding: "utf8"
  })
  if (status !== 0) throw new Error(stderr)
}

/** A folder with `market.yaml`; `remove` takes it away. */
export const place = (): Place & { readonly remove: () => void } => {
  const folder = mkdtempSync(join(tmpdir(), "lode-study-"))
  writeFileSync(join(folder, "market.yaml"), market)
  const env = { ...process.env, NO_COLOR: "1", COLUMNS: "100" }
  const ended = (command: string, args: ReadonlyArray<string>): Ended => {
    const { status, stderr, stdout } = spawnSync(command, args, { cwd: folder, encoding: "utf8", env })
    return { code: status, out: stdout, err: stderr }
  }
  return {
    folder,
    lode: (...args) => ended(process.execPath, [program, ...args]),
    start: (...args) => spawn(process.execPath, [program, ...args], { cwd: folder, env, stdio: "ignore" }),
    cramped: (kilobytes, ...args) =>
      ended("bash", ["-c", `ulimit -f ${kilobytes}; exec "$@"`, "lode", process.execPath, program, ...args]),
    put: (name, text) => {
      writeFileSync(join(folder, name), text)
      return name
    },
    files: (name) =>
      Object.fromEntries(
        readdirSync(join(folder, name), { recursive: true, withFileTypes: true })
          .filter((entry) => entry.isFile())
          .map(({ name: file, parentPath }) => join(parentPath, file))
          .toSorted()
          .map((path) => [path.slice(join(folder, name).length + 1), readFileSync(path, "latin1")])
      ),
    remove: () => rmSync(folder, { recursive: true, force: true })
  }
}
