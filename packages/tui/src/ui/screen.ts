/** A session on the screen, from the first frame until the user quits. */
import { Effect } from "effect"
import { existsSync, writeFileSync } from "node:fs"
import type { Look } from "../charts/Theme.ts"
import { journalText } from "../session/JournalFile.ts"
import type { Order, ScreenName } from "../session/Wish.ts"
import * as Recording from "../session/Recording.ts"
import type { LaneView, Scene } from "../session/Scene.ts"
import { type Link, Session } from "../session/Session.ts"
import { svg } from "../screens/svg.ts"
import { windowOf } from "../screens/Window.ts"
import { Controller } from "./Controller.ts"
import { show } from "./Terminal.ts"

interface Opening {
  readonly screen: ScreenName
  /** Characters and colours that the terminal has. */
  readonly look: Omit<Look, "columns">
  /** The instant to go to and stop at, s. */
  readonly until: number | undefined
}

interface Options extends Opening {
  readonly record: string | undefined
}

const clock = (): number => performance.now()

/** Shows what simulates an order. Fails when the run throws. */
export const screen = (order: Order, simulator: Link, options: Options) =>
  showing(
    () => {
      simulator.post({ kind: "open", order })
      return options.record === undefined ? simulator : Recording.recording(simulator, options.record, clock)
    },
    { ...options, order }
  )

/** Plays a recording. */
export const replay = (recorded: Recording.Recorded, opening: Opening) =>
  showing(() => Recording.player(recorded, clock, (after, call) => void setTimeout(call, after)), {
    order: undefined,
    ...opening
  })

const showing = (
  open: () => Link,
  { look, order, screen, until }: Opening & { readonly order: Order | undefined }
): Effect.Effect<void, Error> =>
  Effect.callback((resume) => {
    const sizeNow = () => ({ columns: process.stdout.columns, rows: process.stdout.rows })
    const session = new Session(open())
    if (until !== undefined) session.send({ kind: "seek", at: until })
    const controller = new Controller(
      session,
      {
        quit: () => shown.close(),
        suspend: () => shown.suspend(),
        saveScreen: (scene) => saveScreen(scene, sizeNow(), look),
        saveJournal: (lane) => saveJournal(lane, order)
      },
      sizeNow(),
      order === undefined,
      screen
    )
    const shown = show(controller, look)
    let failure: Error | undefined
    session.subscribe(() => {
      const failed = session.get().failure
      if (failed === undefined || failure !== undefined) return
      failure = new Error(failed.message)
      failure.stack = failed.stack
      shown.close()
    })
    void shown.closed
      .catch((error: unknown) => {
        failure ??= error instanceof Error ? error : new Error(String(error))
      })
      .then(() => session.close())
      .then(() => resume(failure === undefined ? Effect.void : Effect.fail(failure)))
    return Effect.promise(async () => {
      shown.close()
      await session.close()
    })
  })

/** A name that is not taken: `name.txt`, `name-2.txt`, … */
const freeName = (name: string, ending: string): string => {
  for (let number = 1; ; number++) {
    const file = `${name}${number === 1 ? "" : `-${number}`}${ending}`
    if (!existsSync(file)) return file
  }
}

const plain = (name: string): string => name.replaceAll(/[^\w.-]+/g, "-")

const saveScreen = (scene: Scene, size: { columns: number; rows: number }, look: Omit<Look, "columns">): string => {
  const rows = windowOf(scene, size, { ...look, columns: size.columns })
  const [{ about, picture }] = scene.lanes
  const name = `${plain(about.name)}-day-${Math.floor(picture.now / 86_400) + 1}`
  const files = [freeName(name, ".txt"), freeName(name, ".svg")] as const
  // oxlint-disable-next-line no-control-regex
  const text = rows.map((row) => row.replaceAll(/\u001B\[[\d;]*m/g, "").trimEnd())
  writeFileSync(files[0], `${text.join("\n")}\n`)
  writeFileSync(files[1], svg(rows, size.columns, look.theme.ground))
  return files.join(" and ")
}

const saveJournal = (lane: LaneView, order: Order | undefined): string => {
  const scenario = order?.lanes[0]?.scenario
  if (scenario === undefined) throw new Error("a recording has no journal to write")
  const file = freeName(`${plain(lane.about.name)}-commands`, ".yaml")
  writeFileSync(file, journalText(scenario, lane.journal))
  return file
}
