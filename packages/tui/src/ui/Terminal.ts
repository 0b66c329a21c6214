/** The screen in a terminal: from the first frame until the user quits, and the terminal as it was afterwards, whatever happens. */
import { render } from "ink"
import { createElement } from "react"
import { writeSync } from "node:fs"
import type { Look } from "../charts/Theme.ts"
import { App } from "./App.tsx"
import type { Controller } from "./Controller.ts"
import { Signs } from "./signs.ts"

/** Leaves the alternate screen, shows the cursor, ends styles and bracketed paste. */
const restored = "\u001B[?2026l\u001B[?1049l\u001B[?25h\u001B[?2004l\u001B[0m"

/** A screen that is shown. */
export interface Shown {
  /** Hands the terminal to the shell until the program is called back. */
  readonly suspend: () => void
  readonly close: () => void
  /** Settles when the screen is gone. */
  readonly closed: Promise<unknown>
}

/** Shows a controller's scene in the alternate screen. */
export const show = (controller: Controller, look: Omit<Look, "columns">): Shown => {
  let suspendWith: ((meanwhile: () => Promise<void>) => void) | undefined
  let isShown = true
  const signs = new Signs()
  // a crash ends in `process.exit`, which no asynchronous clean-up survives
  const restore = (): void => {
    if (!isShown) return
    isShown = false
    // or Ink would draw its last frame over what is said from now on
    app.unmount()
    if (process.stdin.isTTY) process.stdin.setRawMode(false)
    try {
      writeSync(process.stdout.fd, restored)
    } catch {
      // the terminal is gone
    }
  }
  process.on("exit", restore)
  // and says why: that must be read on the screen that stays
  process.on("uncaughtExceptionMonitor", restore)
  process.prependListener("unhandledRejection", restore)
  const app = render(
    createElement(App, {
      controller,
      look,
      signs,
      onTerminal: (suspend) => {
        suspendWith = suspend
      }
    }),
    {
      alternateScreen: true,
      exitOnCtrlC: false,
      patchConsole: false,
      incrementalRendering: true,
      // frames come at their own pace, and a key is answered at once: there is nothing to hold back
      maxFps: 1000,
      stdout: signs.through(process.stdout)
    }
  )
  const closed = app.waitUntilExit().finally(() => {
    isShown = false
    process.off("exit", restore)
    process.off("uncaughtExceptionMonitor", restore)
    process.off("unhandledRejection", restore)
  })
  return { suspend: () => suspendWith?.(untilCalledBack), close: () => app.unmount(), closed }
}

/** Stops the process as Ctrl-Z does in a shell; settles when the shell continues it. */
const untilCalledBack = (): Promise<void> =>
  new Promise((resolve) => {
    if (process.platform === "win32") return resolve()
    process.once("SIGCONT", () => resolve())
    process.kill(0, "SIGTSTP")
  })
