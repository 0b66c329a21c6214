import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterEach, beforeEach, describe, expect, it } from "vitest"
import { palettes } from "../../packages/tui/src/charts/Theme.ts"
import { RealTerminal, type TerminalOptions } from "./RealTerminal.ts"

/** The built program in a pseudo-terminal: what a person would see, and the state that the terminal is left in. */
const root = join(import.meta.dirname, "..", "..")
const program = join(root, "packages", "tui", "dist", "lode.js")
const scenario = join(root, "scenarios", "idle-gpus.yaml")
const key = {
  left: "\u001B[D",
  right: "\u001B[C",
  down: "\u001B[B",
  shiftLeft: "\u001B[1;2D",
  home: "\u001B[H",
  enter: "\r",
  escape: "\u001B",
  interrupt: "\u0003",
  stop: "\u001A"
}

let open: Array<RealTerminal> = []
let folder = ""
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "lode-watch-"))
})
afterEach(() => {
  for (const terminal of open) terminal.close()
  open = []
  rmSync(folder, { recursive: true, force: true })
})

const watching = (args: ReadonlyArray<string> = [], options: TerminalOptions = {}): RealTerminal => {
  const terminal = new RealTerminal(process.execPath, [program, "watch", scenario, ...args], {
    cwd: folder,
    ...options
  })
  open.push(terminal)
  return terminal
}

/** Watching, paused in the middle of the run. */
const paused = async (options: TerminalOptions = {}): Promise<RealTerminal> => {
  const terminal = watching(["--speed", "1 day"], options)
  await terminal.see("playing")
  terminal.type(" ")
  await terminal.see("paused")
  return terminal
}

/** The instant in the first line. */
const instant = (terminal: RealTerminal): string => /day \d+ \d\d:\d\d/.exec(terminal.rows[0] ?? "")?.[0] ?? ""

const expectRestored = (terminal: RealTerminal): void => {
  expect(terminal.isAlternate).toBe(false)
  // the cursor was shown after it was last hidden, and no mode is left on
  expect(terminal.written.lastIndexOf("\u001B[?25h")).toBeGreaterThan(terminal.written.lastIndexOf("\u001B[?25l"))
  expect(terminal.written.lastIndexOf("\u001B[?1049l")).toBeGreaterThan(terminal.written.lastIndexOf("\u001B[?1049h"))
}

describe.skipIf(!existsSync(program))("lode watch in a terminal", () => {
  it("starts, shows every screen by its key, and quits with the terminal as it was", async () => {
    const terminal = watching()
    await terminal.see("[1 Overview]")
    expect(terminal.isAlternate).toBe(true)
    for (const [digit, title, part] of [
      ["2", "Market", "Price by GPU model"],
      ["3", "Providers", "income $"],
      ["4", "Token", "oken"],
      ["5", "Training", "Training"],
      ["6", "Events", "all kinds"],
      ["1", "Overview", "Supply and demand"]
    ] as const) {
      terminal.type(digit)
      await terminal.until((text) => text.includes(`[${digit} ${title}]`) && text.includes(part), `screen ${digit}`)
    }
    terminal.type("q")
    expect(await terminal.end()).toBe(0)
    expectRestored(terminal)
  })

  it("pauses, steps, goes back, and shows the same screen again", async () => {
    const terminal = await paused()
    terminal.type("g")
    await terminal.see("an instant: 200 days")
    terminal.type(`day 9${key.enter}`)
    await terminal.until(() => instant(terminal) === "day 9 00:00" && !terminal.text.includes("going"), "day 9")
    // all but the line of time, which knows afterwards that the run has been farther
    const shown = (): string => terminal.rows.slice(1, -2).join("\n")
    await terminal.until((text) => text.includes("d8 "), "the log of day 8")
    const there = shown()
    terminal.type("]")
    await terminal.until(() => instant(terminal) === "day 10 00:00" && shown() !== there, "day 10")
    terminal.type("[")
    await terminal.until(() => instant(terminal) === "day 9 00:00" && shown() === there, "the same screen again")
    terminal.type(key.home)
    await terminal.until(() => instant(terminal) === "day 1 00:00", "the start")
  })

  it("speaks to a screen reader, and answers its keys", async () => {
    const terminal = await paused({ env: { INK_SCREEN_READER: "true" } })
    await terminal.see("Screen Overview.")
    expect(terminal.text).not.toMatch(/[╭│⣀]/)
    terminal.type("3")
    await terminal.see("Screen Providers.")
    terminal.type("q")
    expect(await terminal.end()).toBe(0)
    expectRestored(terminal)
  })

  it("fits every size that the window is given", async () => {
    const terminal = await paused()
    for (const [columns, rows] of [
      [80, 24],
      [40, 12],
      [200, 60],
      [120, 40]
    ] as const) {
      terminal.resize(columns, rows)
      await terminal.until(
        () =>
          terminal.rows.length === rows &&
          (terminal.rows[0] ?? "").includes("lode") &&
          (terminal.rows[rows - 1] ?? "").includes("quit") &&
          (terminal.rows[rows - 2] ?? "").includes("%") &&
          (terminal.rows[2] ?? "").length === columns,
        `${columns}×${rows}`
      )
    }
  })

  it("changes a figure with the arrow keys, writes the journal, and says why a key does not apply", async () => {
    const terminal = await paused()
    terminal.type("w")
    await terminal.see("nothing has been changed yet")
    terminal.type("t")
    await terminal.see("Tune")
    terminal.type(`${key.down}${key.right}`)
    await terminal.see("->")
    terminal.type(key.enter)
    await terminal.until((text) => !text.includes("Tune"), "the list is gone")
    terminal.type("6")
    await terminal.see("is set to")
    terminal.type("w")
    await terminal.see("the journal is in")
    const [journal = ""] = readdirSync(folder)
    expect(readFileSync(join(folder, journal), "utf8")).toMatch(/^- \{"at":".*","set":".*","value":.*\}\n$/)
  })

  it("opens at an instant, paused", async () => {
    const terminal = watching(["--until", "day 15"])
    await terminal.see("paused")
    await terminal.see("day 15 00:00")
  })

  it("branches, strikes the branch, and shows two lanes", async () => {
    const terminal = await paused()
    terminal.type("b")
    await terminal.see("against")
    terminal.type("x")
    await terminal.see("strikes now")
    terminal.type(key.enter)
    await terminal.until((text) => !text.includes("strikes now"), "the list is gone")
    terminal.type("6")
    await terminal.see(/shock +by hand/)
  })

  it("shows the keys, and saves the screen as text and as a picture", async () => {
    const terminal = await paused()
    terminal.type("?")
    await terminal.see("play or pause")
    terminal.type("?")
    await terminal.until((text) => !text.includes("play or pause"), "the help is gone")
    terminal.type("s")
    await terminal.see("saved as")
    const files = readdirSync(folder)
    expect(files.map((file) => file.slice(file.lastIndexOf(".")))).toEqual([".svg", ".txt"])
    expect(readFileSync(join(folder, files[1] ?? ""), "utf8")).toContain("idle-gpus")
  })

  it("records what is seen, and plays it without simulating", async () => {
    const recording = join(folder, "seen.lode")
    const terminal = watching([
      "--record",
      recording,
      "--speed",
      "full",
      "--set",
      "horizon={ kind: steady, length: 20 days, warm_up: 5 days }"
    ])
    await terminal.see("end")
    terminal.type("q")
    expect(await terminal.end()).toBe(0)
    const player = new RealTerminal(process.execPath, [program, "watch", recording], { cwd: folder })
    open.push(player)
    await player.see("lode plays idle-gpus")
    player.type("f")
    await player.see("end")
    player.type("t")
    await player.see("nothing in it can be changed")
    player.type("q")
    expect(await player.end()).toBe(0)
    expectRestored(player)
  })

  it("ends on Ctrl-C with the terminal as it was", async () => {
    const terminal = await paused()
    terminal.type(key.interrupt)
    expect(await terminal.end()).toBe(0)
    expectRestored(terminal)
  })

  it.skipIf(process.platform === "win32")("ends on a signal with the terminal as it was", async () => {
    const terminal = await paused()
    terminal.kill("SIGTERM")
    expect(await terminal.end()).toBe(143)
    expectRestored(terminal)
  })

  it.each(["screen", "simulator"])(
    "says what went wrong when the %s breaks, with the terminal as it was",
    async (where) => {
      const fault = join(import.meta.dirname, "fixtures", "breaks.mjs")
      const terminal = new RealTerminal(process.execPath, ["--import", fault, program, "watch", scenario], {
        cwd: folder,
        env: { BREAKS: where }
      })
      open.push(terminal)
      expect(await terminal.end()).toBe(1)
      expect(terminal.written).toContain("[1 Overview]")
      expectRestored(terminal)
      expect(terminal.text).toContain("broken on purpose")
    }
  )

  it.skipIf(process.platform === "win32")("goes to the shell on Ctrl-Z and comes back", async () => {
    const shell = new RealTerminal("/bin/sh", ["-i"], { cwd: folder, env: { PS1: "shell> ", ENV: "" } })
    open.push(shell)
    await shell.see("shell>")
    shell.type(`'${process.execPath}' '${program}' watch '${scenario}' --speed '1 day'\r`)
    await shell.see("playing")
    shell.type(key.stop)
    await shell.until((text, { isAlternate }) => !isAlternate && `${text.trimEnd()} `.endsWith("shell> "), "the shell")
    shell.type("fg\r")
    await shell.until((text, { isAlternate }) => isAlternate && text.includes("[1 Overview]"), "the screen again")
    shell.type("q")
    await shell.until(
      (text, { isAlternate }) => !isAlternate && text.trimEnd().endsWith("shell>"),
      "the shell at the end"
    )
    shell.type("echo still $((40 + 2))\r")
    await shell.see("still 42")
  })

  it("keeps to sixteen colours in a terminal that has no more", async () => {
    const terminal = watching([], { env: { TERM: "xterm" } })
    await terminal.see("[1 Overview]")
    expect(terminal.written).not.toContain("\u001B[38;5;")
    expect(["34", "33", "94", "33", "35"].some((code) => terminal.written.includes(`\u001B[${code}m`))).toBe(true)
    terminal.type("q")
    await terminal.end()
  })

  it.each([
    ["light", "ffff/ffff/ffff", palettes.light],
    ["dark", "1e1e/1e1e/1e1e", palettes.dark]
  ])("has the colours for a %s background where the terminal says that it is", async (_, background, palette) => {
    const terminal = watching([], { background })
    await terminal.see("[1 Overview]")
    expect(terminal.written).toContain(`\u001B[38;5;${palette.ink.muted}m`)
    terminal.type("q")
    expect(await terminal.end()).toBe(0)
    expectRestored(terminal)
  })

  it("takes what is typed while it opens as keys", async () => {
    const terminal = watching([], { background: "ffff/ffff/ffff" })
    terminal.type("2")
    await terminal.see("[2 Market]")
    terminal.type("q")
    expect(await terminal.end()).toBe(0)
  })

  it("has no colour with NO_COLOR, and nothing but ASCII in a locale without more", async () => {
    const terminal = watching([], { env: { NO_COLOR: "1", LC_ALL: "C", LANG: "C" } })
    await terminal.see("[1 Overview]")
    terminal.type("q")
    await terminal.end()
    // oxlint-disable-next-line no-control-regex
    expect(terminal.written).not.toMatch(/\u001B\[[\d;]*[1-9]\d*m/)
    expect(terminal.rows.join("")).toMatch(/^[\x20-\x7E]*$/)
  })

  it.each([["TERM", "dumb"]])("prints the last frame once where %s is %s", async (name, value) => {
    const short = join(folder, "short.yaml")
    writeFileSync(short, readFileSync(join(root, "scenarios", "train-72b.yaml")))
    const terminal = new RealTerminal(process.execPath, [program, "watch", short], {
      cwd: folder,
      env: { [name]: value }
    })
    open.push(terminal)
    expect(await terminal.end()).toBe(0)
    expect(terminal.written).toContain("train-72b")
    expect(terminal.written).not.toContain("\u001B[")
  })
})
