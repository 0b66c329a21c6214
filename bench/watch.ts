/** What the live screen costs and how quickly it answers. */
import { existsSync } from "node:fs"
import { join } from "node:path"
import { Worker } from "node:worker_threads"
import { Language } from "@lode/sim"
import { ScenarioFile, ScenarioInputs } from "@lode/sim/node"
import { Effect } from "effect"
import * as Theme from "../packages/tui/src/charts/Theme.ts"
import { inWorker } from "../packages/tui/src/session/Links.ts"
import type { LaneOrder, Order } from "../packages/tui/src/session/Wish.ts"
import { opened } from "../packages/tui/src/session/Scene.ts"
import { Session } from "../packages/tui/src/session/Session.ts"
import { windowOf } from "../packages/tui/src/screens/Window.ts"
import { lensOf } from "../packages/tui/src/ui/Controller.ts"
import { RealTerminal } from "../test/watch/RealTerminal.ts"
import { type Entry, median, type Row } from "./Entry.ts"

const root = join(import.meta.dirname, "..")
const program = join(root, "packages", "tui", "dist", "lode.js")
const file = join(root, "scenarios", "idle-gpus.yaml")
const size = { columns: 120, rows: 40 }
const look = { ...size, alphabet: "braille", theme: Theme.dark } as const
const pairs = 3
const keys = 200

const laneOf = (set: ReadonlyArray<string>): Promise<LaneOrder> =>
  Effect.runPromise(
    Effect.gen(function* () {
      const decoded = yield* ScenarioFile.load(Language.language, file, set)
      const inputs = yield* ScenarioInputs.load(decoded)
      return { name: "idle-gpus", scenario: decoded.scenario, inputs, commands: [] }
    })
  )

/** Events a second with nobody who watches. */
const alone = (lane: LaneOrder): Promise<number> =>
  new Promise((resolve, reject) => {
    const worker = new Worker(new URL("./watch-alone.ts", import.meta.url))
    worker.once("message", (rate: number) => void worker.terminate().then(() => resolve(rate)))
    worker.once("error", reject)
    worker.postMessage(lane)
  })

interface Watched {
  readonly eventsPerSecond: number
  readonly framesPerSecond: number
  readonly scrubs: ReadonlyArray<number>
  readonly megabytes: number
}

/** The same while every frame is drawn; then goes back to instants all over the run. */
const watched = (lane: LaneOrder): Promise<Watched> =>
  new Promise((resolve, reject) => {
    const order: Order = {
      lanes: [lane],
      seed: lane.scenario.seed,
      speed: Infinity,
      playing: true,
      lens: lensOf(opened, size)
    }
    const session = new Session(inWorker())
    const { length } = lane.scenario.horizon
    const scrubs: Array<number> = []
    let begun: number | undefined
    let frames = 0
    let found: Omit<Watched, "scrubs"> | undefined
    let asked = { at: 0, when: 0 }
    const scrub = (): void => {
      asked = { at: (((scrubs.length * 7 + 3) % 20) / 20) * length, when: performance.now() }
      session.send({ kind: "seek", at: asked.at })
    }
    session.subscribe(() => {
      const { failure, lanes, status } = session.get()
      if (failure !== undefined) return reject(new Error(failure.message))
      const [first] = lanes
      if (first === undefined || status === undefined) return
      windowOf({ lanes: [first], status, isRecording: false, ui: opened }, size, look)
      frames++
      begun ??= performance.now()
      const seconds = (performance.now() - begun) / 1000
      if (found === undefined && status.isOver) {
        found = {
          eventsPerSecond: first.picture.events / seconds,
          framesPerSecond: frames / seconds,
          megabytes: status.snapshotBytes / 2 ** 20
        }
        return scrub()
      }
      if (found === undefined || first.picture.now !== asked.at || status.seeking !== undefined) return
      scrubs.push(performance.now() - asked.when)
      if (scrubs.length < 20) return scrub()
      void Promise.resolve(session.close()).then(() => found !== undefined && resolve({ ...found, scrubs }))
    })
    session.send({ kind: "open", order })
  })

const at = (values: ReadonlyArray<number>, share: number): number => {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN
}

/** From the start of the built program to its first whole frame, ms. */
const firstFrame = async (): Promise<number> => {
  const begun = performance.now()
  const terminal = new RealTerminal(process.execPath, [program, "watch", file], size)
  await terminal.see("quit")
  const took = performance.now() - begun
  terminal.type("q")
  await terminal.end()
  terminal.close()
  return took
}

/** From a key to the screen that it opens, at full speed, ms. */
const answers = async (): Promise<ReadonlyArray<number>> => {
  const terminal = new RealTerminal(
    process.execPath,
    [program, "watch", file, "--set", "horizon.length=24 months", "--speed", "full"],
    size
  )
  await terminal.see("[1 Overview]")
  const took: Array<number> = []
  for (let key = 0; key < keys; key++) {
    const [digit, tab] = key % 2 === 0 ? ["6", "[6 Events]"] : ["1", "[1 Overview]"]
    const begun = performance.now()
    terminal.type(digit)
    await terminal.see(tab)
    took.push(performance.now() - begun)
  }
  terminal.type("q")
  await terminal.end()
  terminal.close()
  return took
}

export const watch: Entry = {
  name: "watch",
  what: "the live screen at 120×40 on idle-gpus: what it costs the run, and how quickly it answers",
  run: async () => {
    const lane = await laneOf([])
    const [without, withScreen]: [Array<number>, Array<Watched>] = [[], []]
    for (let pair = 0; pair < pairs; pair++) {
      without.push(await alone(lane))
      withScreen.push(await watched(lane))
    }
    const rates = withScreen.map(({ eventsPerSecond }) => eventsPerSecond)
    const rows: Array<Row> = [
      {
        case: "full speed with the screen",
        value: median(rates),
        unit: "events/s",
        reference: { name: "without", value: median(without) },
        ratio: median(rates.map((rate, pair) => rate / (without[pair] ?? Number.NaN))),
        target: "at least 0.9 times"
      },
      {
        case: "frames drawn",
        value: median(withScreen.map(({ framesPerSecond }) => framesPerSecond)),
        unit: "frames/s",
        target: "at least 20"
      },
      {
        case: "going back, slowest of 20",
        value: Math.max(...withScreen.flatMap(({ scrubs }) => scrubs)),
        unit: "ms",
        target: "at most 1,000"
      },
      {
        case: "snapshots",
        value: median(withScreen.map(({ megabytes }) => megabytes)),
        unit: "MB",
        target: "at most 192"
      }
    ]
    if (!existsSync(program)) throw new Error("The program is not built yet: npx pnpm@12 build")
    const starts: Array<number> = []
    for (let turn = 0; turn < 7; turn++) starts.push(await firstFrame())
    const took = await answers()
    return [
      ...rows,
      { case: "first frame of the built program", value: median(starts), unit: "ms", target: "at most 700" },
      { case: "a key at full speed, median", value: median(took), unit: "ms" },
      { case: "a key at full speed, 99%", value: at(took, 0.99), unit: "ms", target: "at most 50" }
    ]
  }
}
