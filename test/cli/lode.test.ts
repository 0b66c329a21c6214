/** The built program, as a user calls it. */
import { spawnSync } from "node:child_process"
import { readFileSync, statSync } from "node:fs"
import { join } from "node:path"
import { spawn } from "@lydell/node-pty"
import { describe, expect, it } from "vitest"

const root = join(import.meta.dirname, "..", "..")
const lode = join(root, "packages", "tui", "dist", "lode.js")
const build = join(root, "packages", "tui", "build.ts")

interface Answer {
  readonly code: number | null
  readonly out: string
  readonly err: string
}
const node = (args: ReadonlyArray<string>, env: Record<string, string> = {}): Answer => {
  const { status, stderr, stdout } = spawnSync(process.execPath, args, {
    encoding: "utf8",
    env: { ...process.env, ...env }
  })
  return { code: status, out: stdout, err: stderr }
}
const run = (...args: ReadonlyArray<string>): Answer => node([lode, ...args])

/** What a person at a terminal sees. */
const atTerminal = (args: ReadonlyArray<string>, env: Record<string, string>): Promise<string> =>
  new Promise((resolve) => {
    const { CI: _ci, NO_COLOR: _noColor, FORCE_COLOR: _forceColor, ...rest } = process.env
    const terminal = spawn(process.execPath, [lode, ...args], {
      cols: 60,
      rows: 40,
      env: { ...rest, TERM: "xterm-256color", ...env }
    })
    let seen = ""
    terminal.onData((text) => (seen += text))
    terminal.onExit(() => resolve(seen))
  })

describe("the built program", { timeout: 30_000 }, () => {
  it("lists its commands with what they do", () => {
    const { code, err, out } = run("--help")
    expect({ code, err }).toEqual({ code: 0, err: "" })
    expect(out).toMatch(/Commands\n(.*\n)*  validate {2,}\S/)
    expect(out).toMatch(/Examples\n/)
  })

  it("knows its version and the fingerprint of its engine", () => {
    const version = /"version": "(.*?)"/.exec(readFileSync(join(root, "packages", "tui", "package.json"), "utf8"))?.[1]
    expect(run("--version").out).toMatch(new RegExp(`^lode ${version} \\(engine [0-9a-f]{12}\\)\n$`))
  })

  it("ends with 2 for wrong flags and commands, says what is wrong on stderr, and nothing on stdout", () => {
    for (const args of [["--nope"], ["nope"], ["validate", "--nope"], ["trace", "replay"]]) {
      const { code, err, out } = run(...args)
      expect({ args, code, out }).toEqual({ args, code: 2, out: "" })
      expect(err).toMatch(/^lode: .+\n[^]*usage: lode/)
    }
  })

  it.each([
    [["rn", "x.yaml"], "there is no command lode rn, did you mean run?"],
    [["x.yaml"], "x.yaml is no command, did you mean lode run x.yaml?"],
    [["run"], "scenario (scenario file) is missing"],
    [["run", "x.yaml", "--replication", "3"], "lode run has no flag --replication, did you mean --replications?"],
    [["run", "x.yaml", "--set", "a.b", "5%"], '"5%" is one word too many; values with spaces stand in quotation marks'],
    [["trace", "replay", "x.csv", "--gpus", "3"], "--discipline is missing"]
  ])("says of the call %j what would work", (words, message) => {
    expect(run(...words).err.split("\n")[0]).toBe(`lode: ${message}`)
  })

  it("prints completions for every shell", () => {
    for (const shell of ["bash", "zsh", "fish", "powershell"]) {
      const { code, out } = run("--completions", shell)
      expect(code).toBe(0)
      expect(out).toContain("validate")
    }
  })

  it("is plain in a pipe, and with NO_COLOR at a terminal; else it has colour", async () => {
    expect(run("--help").out).not.toContain("\u001B")
    expect(await atTerminal(["--help"], { NO_COLOR: "1" })).not.toContain("\u001B[1m")
    expect(await atTerminal(["--help"], { CI: "true" })).not.toContain("\u001B[1m")
    expect(await atTerminal(["--help"], {})).toContain("\u001B[1m")
  })

  it("is not built again when nothing changed", () => {
    const before = statSync(join(root, "packages", "tui", "dist", "build.json")).mtimeMs
    expect(node([build]).code).toBe(0)
    expect(statSync(join(root, "packages", "tui", "dist", "build.json")).mtimeMs).toBe(before)
  })
})
