/** `lode watch` where there is no terminal: the last frame once as text, or frames as lines of JSON. The same run gives the same bytes. */
import { Console, Effect } from "effect"
import type { Look } from "../charts/Theme.ts"
import { Lane } from "../session/Lane.ts"
import type { Column, Frame, Order, ScreenName } from "../session/Protocol.ts"
import * as Recording from "../session/Recording.ts"
import { opened, type Scene } from "../session/Scene.ts"
import { Session } from "../session/Session.ts"
import { sceneOf } from "../session/Still.ts"
import { windowOf } from "../screens/Window.ts"
import { stdout, themeOf } from "./output.ts"

interface Options {
  readonly json: boolean
  readonly record: string | undefined
}

/** Frames of a run that are told, at most. */
const frames = 100
/** Events between two chances for Ctrl-C. */
const slice = 4096
/** Rows of the last frame as text. */
const rows = 40

/** Runs to the end and prints. */
export const printed = Effect.fnUntraced(function* (order: Order, { json, record }: Options) {
  const lanes = order.lanes.map((lane) => Lane.make(lane, order.seed, 0))
  const recording = record === undefined ? undefined : yield* Recording.recordLanes(record, lanes, order.lens)
  if (json) yield* Console.log(JSON.stringify(aboutOf(lanes)))
  for (const at of instants(lanes)) {
    for (const lane of lanes) yield* reach(lane, at)
    if (json)
      yield* Effect.forEach(lanes, (lane) => Console.log(JSON.stringify(frameOf(lane, lanes))), { discard: true })
    recording?.(order.lens)
  }
  if (!json) yield* Console.log(drawn(sceneOf(lanes, order.lens)))
})

/** Goes on until an instant, with a breath for signals in between. */
const reach = Effect.fnUntraced(function* (lane: Lane, at: number) {
  while (lane.advance(at, slice) >= slice) yield* Effect.yieldNow
})

/** Instants of the frames: rows of the history, evenly, and the end. */
const instants = ([lane]: ReadonlyArray<Lane>): ReadonlyArray<number> => {
  if (lane === undefined) return []
  const { length, sampleEvery } = lane.about
  const every = sampleEvery * Math.ceil(length / sampleEvery / frames)
  const whole = Math.floor(length / every)
  const found = Array.from({ length: whole + 1 }, (_, frame) => frame * every)
  return (found.at(-1) ?? 0) < length ? [...found, length] : found
}

/** The same of a recording. */
export const printedRecording = Effect.fnUntraced(function* (
  recorded: Recording.Recorded,
  { json, screen }: { readonly json: boolean; readonly screen: ScreenName }
) {
  if (json) {
    for (const frame of recorded.frames) yield* Console.log(JSON.stringify(recordedFrame(recorded, frame)))
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
  session.send({ kind: "seek", at: Infinity })
  const { lanes, status } = session.get()
  const [first, ...others] = lanes
  if (first === undefined || status === undefined) return
  const ui = { ...opened, screen }
  yield* Console.log(drawn({ lanes: [first, ...others], status, isRecording: true, ui }))
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

const drawn = (scene: Scene): string => {
  const surface = stdout()
  const look: Look = { columns: surface.columns, alphabet: surface.alphabet, theme: themeOf(surface) }
  return windowOf(scene, { columns: surface.columns, rows }, look)
    .slice(0, -1)
    .map((row) => row.trimEnd())
    .join("\n")
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
