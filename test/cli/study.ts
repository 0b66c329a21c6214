/** The program `lode` as a user calls it, in a folder with a market and studies of it. */
import { type ChildProcess, spawn } from "node:child_process"
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { market } from "../experiment/study/studies.ts"
import { call, type Ended, program, start } from "./program.ts"

export interface Place {
  readonly folder: string
  /** Calls it in this process. */
  readonly lode: (...args: ReadonlyArray<string>) => Promise<Ended>
  /** Runs the built program on as many threads as the machine runs. */
  readonly built: (...args: ReadonlyArray<string>) => Ended
  /** Starts the built program without waiting for it. */
  readonly start: (...args: ReadonlyArray<string>) => ChildProcess
  /** Runs it with a limit of the size of files, in kB: a disk that fills. */
  readonly cramped: (kilobytes: number, ...args: ReadonlyArray<string>) => Ended
  readonly put: (name: string, text: string) => string
  /** All files below a folder with their bytes. */
  readonly files: (name: string) => Readonly<Record<string, string>>
}

/** A folder with `market.yaml`; `remove` takes it away. */
export const place = (): Place & { readonly remove: () => void } => {
  const folder = mkdtempSync(join(tmpdir(), "lode-study-"))
  writeFileSync(join(folder, "market.yaml"), market)
  const env = { ...process.env, NO_COLOR: "1", COLUMNS: "100" }
  const here = { folder, env: { COLUMNS: "100" } }
  return {
    folder,
    lode: (...args) => call(args, here),
    built: (...args) => start(args, here),
    start: (...args) => spawn(process.execPath, [program, ...args], { cwd: folder, env, stdio: "ignore" }),
    cramped: (kilobytes, ...args) => start(args, { ...here, limit: `ulimit -f ${kilobytes}` }),
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
