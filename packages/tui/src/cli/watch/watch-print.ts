/** `lode watch` where there is no screen: the last frame once as text or as a picture, or frames as lines of JSON. The same run gives the same bytes. */
import { Console, Effect } from "effect"
import { writeFileSync } from "node:fs"
import * as Theme from "../../charts/Theme.ts"
import { Lane } from "../../session/Lane.ts"
import type { Column, Frame } from "../../session/Frame.ts"
import type { Order, ScreenName } from "../../session/Wish.ts"
import * as Recording from "../../session/Recording.ts"
import { opened, type Scene } from "../../session/Scene.ts"
import { Session } from "../../session/Session.ts"
import { sceneOf } from "../../session/Still.ts"
import type { Size } from "../../screens/Screen.ts"
import { svg } from "../../screens/svg.ts"
import { windowOf } from "../../screens/Window.ts"
import { stdout, themeOf } from "../output.ts"
import { UsageError } from "../usage.ts"

interface Still {
  readonly json: boolean
  /** File of the picture. */
  readonly svg: string | undefined
  readonly size: Size | undefined
  /** The ground of the picture; dark unless given. */
  readonly theme: "dark" | "light" | undefined
  /** The instant of the last frame, s; the end unless given. */
  readonly until: number | undefined
}

interface Options extends Still {
  readonly record: string | undefined
}

/** Frames of a run that are told, at most. */
const frames = 100
/** Events between two chances for Ctrl-C. */
const slice = 4096
/** Rows of the last frame as text. */
const rows = 40

/** Runs to the end, or to where it shall stop, and prints. */
export const printed = Effect.fnUntraced(function* (order: Order, options: Options) {
  const { json, record } = options
  const lanes = order.lanes.map((lane) => Lane.make(lane, order.seed, 0))
  const recording = record === undefined ? undefined : yield* Recording.recordLanes(record, lanes, order.lens)
  if (json) yield* Console.log(JSON.stringify(aboutOf(lanes)))
  for (const at of instants(lanes, options.until)) {
    for (const lane of lanes) yield* reach(lane, at)
    if (json)
      yield* Effect.forEach(lanes, (lane) => Console.log(JSON.stringify(frameOf(lane, lanes))), { discard: true })
    recording?.(order.lens)
  }
  if (!json) yield* show(sceneOf(lanes, order.lens), options)
})

/** Goes on until an instant, with a breath for signals in between. */
const reach = Effect.fnUntraced(function* (lane: Lane, at: number) {
  while (lane.advance(at, slice) >= slice) yield* Effect.yieldNow
})

/** Instants of the frames: rows of the history, evenly, and the last one. */
const instants = ([lane]: ReadonlyArray<Lane>, until = Infinity): ReadonlyArray<number> => {
  if (lane === undefined) return []
  const { sampleEvery } = lane.about
  const length = Math.min(until, lane.about.length)
  const every = sampleEvery * Math.ceil(Math.max(length, sampleEvery) / sampleEvery / frames)
  const whole = Math.floor(length / every)
  const found = Array.from({ length: whole + 1 }, (_, frame) => frame * every)
  return (found.at(-1) ?? 0) < length ? [...found, length] : found
}

/** The same of a recording. */
export const printedRecording = Effect.fnUntraced(function* (
  recorded: Recording.Recorded,
  options: Still & { readonly screen: ScreenName }
) {
  const until = options.until ?? Infinity
  if (options.json) {
    const frames = recorded.frames.filter(({ lanes }) => (lanes[0]?.picture.now ?? 0) <= until)
    for (const frame of frames) yield* Console.log(JSON.stringify(recordedFrame(recorded, frame)))
    return
  }
  const calls: Array<() => void> = []
  const session = new Session(
    Recording.player(
      recorded,
      () => 0,
      (_, call) => void calls.push(call)
    )
  )
  calls.shift()?.()
  session.send({ kind: "seek", at: until })
  const { lanes, status } = session.get()
  const [first, ...others] = lanes
  if (first === undefined || status === undefined) return
  const ui = { ...opened, screen: options.screen }
  yield* show({ lanes: [first, ...others], status, isRecording: true, ui }, options)
})

const recordedFrame = ({ abouts }: Recording.Recorded, { lanes }: Frame): unknown => ({
  lanes: lanes.map(({ picture }, index) => ({
    at: picture.now,
    events: picture.events,
    values: named(abouts[index]?.columns ?? [], picture.values)
  }))
})

/** Columns by name; null: unknown. */
const named = (columns: ReadonlyArray<Column>, values: Float64Array): unknown =>
  Object.fromEntries(
    columns.map(({ name }, column) => {
      const value = values[column] ?? Number.NaN
      return [name, Number.isFinite(value) ? value : null]
    })
  )

/** Prints a scene, or draws it into a file. */
const show = (scene: Scene, { size, svg: file, theme }: Still): Effect.Effect<void, UsageError> => {
  const surface = stdout()
  const { columns, rows: height } = size ?? { columns: surface.columns, rows }
  if (file === undefined) {
    const look = { columns, alphabet: surface.alphabet, theme: Theme.onGround(themeOf(surface), theme ?? "unknown") }
    const text = windowOf(scene, { columns, rows: height }, look).slice(0, -1)
    return Console.log(text.map((row) => row.trimEnd()).join("\n"))
  }
  // the picture is the same wherever it is made: it has colours and an alphabet of its own
  const drawn = theme === "light" ? Theme.light : Theme.dark
  const picture = windowOf(scene, { columns, rows: height }, { columns, alphabet: "braille", theme: drawn })
  return Effect.try({
    try: () => writeFileSync(file, svg(picture, columns, drawn.ground)),
    catch: (error) => new UsageError({ message: `--svg: ${error instanceof Error ? error.message : String(error)}` })
  })
}

const aboutOf = (lanes: ReadonlyArray<Lane>): unknown => ({
  lanes: lanes.map(({ about }) => ({
    name: about.name,
    question: about.question,
    length: about.length,
    seed: about.seed,
    columns: about.columns
  }))
})

const told = new WeakMap<Lane, number>()

/** One line: the instant, every column by name (null: unknown), and what the log has got since the last one. */
const frameOf = (lane: Lane, lanes: ReadonlyArray<Lane>): unknown => {
  const values = lane.values()
  const from = told.get(lane) ?? 0
  told.set(lane, lane.log.next)
  return {
    ...(lanes.length === 1 ? {} : { lane: lane.name }),
    at: lane.now,
    events: lane.events,
    values: named(lane.about.columns, values),
    log: lane.log.since(from).map(({ at, kind, text }) => ({ at, kind, text }))
  }
}
