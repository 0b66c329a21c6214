/** The program `lode`: as a process of its own, as a user starts it, and in this process, which costs no start and says the same. */
import { Console, Effect } from "effect"
import { Runner, ScenarioTrial } from "@lode/sim"
import { spawnSync } from "node:child_process"
import { join } from "node:path"
import { format } from "node:util"
import { outcomeOf } from "../../packages/tui/src/cli/exit.ts"
import { lode } from "../../packages/tui/src/cli/lode.ts"
import { Threads } from "../../packages/tui/src/cli/run/run-trials.ts"

/** The built program. */
export const program = join(import.meta.dirname, "..", "..", "packages", "tui", "dist", "lode.js")

export interface Ended {
  readonly code: number | null
  readonly out: string
  readonly err: string
}

/** Where a call stands: its folder, and variables of the environment besides those of the tests. */
export interface Surroundings {
  readonly folder?: string
  readonly env?: Readonly<Record<string, string>>
  readonly input?: string
  /** A command of the shell before the start, which limits it. */
  readonly limit?: string
}

const plain = { NO_COLOR: "1" }

/** Starts the built program and waits for its end. */
export const start = (
  words: ReadonlyArray<string>,
  { env = {}, folder = process.cwd(), input, limit }: Surroundings = {}
): Ended => {
  const line = [process.execPath, program, ...words]
  const [command = "", ...rest] = limit === undefined ? line : ["bash", "-c", `${limit}; exec "$@"`, "lode", ...line]
  const { status, stderr, stdout } = spawnSync(command, rest, {
    cwd: folder,
    encoding: "utf8",
    env: { ...process.env, ...plain, ...env },
    ...(input === undefined ? {} : { input })
  })
  return { code: status, out: stdout, err: stderr }
}

/** Calls the program in this process: replications run on this thread, and results name the engine `source`.
 *
 * **Gotchas** The folder and the environment are those of the whole process, so one call has to end before the next begins. */
export const call = async (
  words: ReadonlyArray<string>,
  { env = {}, folder = process.cwd() }: Pick<Surroundings, "env" | "folder"> = {}
): Promise<Ended> => {
  const before = { folder: process.cwd(), env: { ...process.env } }
  const said = { out: "", err: "" }
  const console: Console.Console = {
    ...globalThis.console,
    log: (...values) => void (said.out += `${format(...values)}\n`),
    error: (...values) => void (said.err += `${format(...values)}\n`)
  }
  process.chdir(folder)
  Object.assign(process.env, plain, env)
  try {
    const exit = await Effect.runPromiseExit(
      lode(words).pipe(
        Effect.provideService(Console.Console, console),
        Effect.provideService(Threads, () => Effect.succeed(Runner.inProcess(ScenarioTrial.scenarioTrial)))
      )
    )
    const { code, text } = outcomeOf(exit)
    return { code, out: said.out, err: text === "" ? said.err : `${said.err}${text}\n` }
  } finally {
    process.chdir(before.folder)
    for (const name of Object.keys({ ...plain, ...env })) {
      const value = before.env[name]
      if (value === undefined) delete process.env[name]
      else process.env[name] = value
    }
  }
}
