import { type ChildProcess, spawn, spawnSync } from "node:child_process"
import { existsSync, mkdtempSync, openSync, readdirSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, beforeAll, describe, expect, it } from "vitest"

const fixture = join(import.meta.dirname, "fixtures", "program.ts")
const tui = join(import.meta.dirname, "..", "..", "packages", "tui")
const folder = mkdtempSync(join(tmpdir(), "lode-process-"))
const program = join(folder, "program.js")
afterAll(() => rmSync(folder, { recursive: true, force: true }))
/** Bundled, because each start would otherwise load hundreds of files. */
beforeAll(() => {
  const banner = `--banner:js=import { createRequire } from "node:module"; const require = createRequire(import.meta.url);`
  const esbuild = join(tui, "node_modules", "esbuild", "bin", "esbuild")
  const options = ["--bundle", "--platform=node", "--format=esm", `--outfile=${program}`, banner]
  const { status, stderr } = spawnSync(process.execPath, [esbuild, fixture, ...options], { encoding: "utf8" })
  if (status !== 0) throw new Error(stderr)
})
const posix = process.platform !== "win32"

interface Ended {
  readonly code: number | null
  readonly out: string
  readonly err: string
}

const start = (args: ReadonlyArray<string>, env: Record<string, string> = {}, stdout: "pipe" | number = "pipe") =>
  spawn(process.execPath, [program, ...args], {
    env: { ...process.env, ...env },
    stdio: ["ignore", stdout, "pipe"]
  })

const ended = (child: ChildProcess): Promise<Ended> =>
  new Promise((resolve) => {
    let out = ""
    let err = ""
    child.stdout?.on("data", (chunk) => (out += String(chunk)))
    child.stderr?.on("data", (chunk) => (err += String(chunk)))
    child.on("close", (code) => resolve({ code, out, err }))
  })

const firstOutput = (child: ChildProcess): Promise<void> =>
  new Promise((resolve) => child.stdout?.once("data", () => resolve()))

describe("the process", { timeout: 30_000 }, () => {
  it("ends with 0 when done, and all that was printed arrives", async () => {
    expect(await ended(start(["done"]))).toEqual({ code: 0, out: "the result\n", err: "" })
    expect((await ended(start(["printing much"]))).out).toHaveLength(3_000_001)
  })

  it.runIf(posix)("stops at Ctrl-C in the middle of a run with 130, and leaves no half-written results", async () => {
    const parent = join(folder, "made")
    const child = start(["running", join(parent, "out")])
    const end = ended(child)
    await firstOutput(child)
    expect(readdirSync(parent)).toHaveLength(1)
    child.kill("SIGINT")
    expect(await end).toMatchObject({ code: 130, err: "" })
    expect(existsSync(parent)).toBe(false)
  })

  it.runIf(posix)("stops at Ctrl-C while it waits, and at SIGTERM with 143", async () => {
    for (const [signal, code] of [
      ["SIGINT", 130],
      ["SIGTERM", 143]
    ] as const) {
      const child = start(["waiting"])
      const end = ended(child)
      await firstOutput(child)
      child.kill(signal)
      expect(await end).toMatchObject({ code, err: "" })
    }
  })

  it("ends with 0 and in silence when the reader of its output goes away", async () => {
    const child = start(["printing"])
    const end = ended(child)
    await firstOutput(child)
    child.stdout?.destroy()
    expect(await end).toMatchObject({ code: 0, err: "" })
  })

  it.runIf(existsSync("/dev/full"))("says so when its output cannot be written", async () => {
    const { code, err } = await ended(start(["done"], {}, openSync("/dev/full", "w")))
    expect(code).toBe(1)
    expect(err).toMatch(/^lode: cannot write the output: .*no space/)
  })

  it("shows no stack for its own faults, unless asked", async () => {
    const quiet = await ended(start(["defect"]))
    expect(quiet.code).toBe(1)
    expect(quiet.err).toMatch(/^lode: internal error: cannot read the weather .*\n$/)
    expect((await ended(start(["defect"], { LODE_DEBUG: "1" }))).err).toMatch(/\n\s+at /)
  })

  it("ends at a fault that nobody awaited", async () => {
    const { code, err } = await ended(start(["stray rejection"]))
    expect(code).toBe(1)
    expect(err).toMatch(/^lode: internal error: nobody listens .*\n$/)
  })
})
