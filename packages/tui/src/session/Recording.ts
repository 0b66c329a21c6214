/** A session as a file, to be played again without simulating: lines of JSON, what the simulator said, one message a line.
 *
 * Frames that follow each other closely are told together: five a second are enough to play. Playing goes by the time of the model: play, pause, speed,
 * step and seek work, changes are refused.
 *
 * **Gotchas** A recording is what was seen: of the table of providers and the depth of a market it has what the screen asked for then. */
import { Effect } from "effect"
import { createWriteStream, openSync, readFileSync, readSync, closeSync } from "node:fs"
import { UnreadableFile } from "./RecordingError.ts"
import type { Lane } from "./Lane.ts"
import type { About, Frame, FromSimulator, LaneFrame, Status } from "./Frame.ts"
import type { Lens, ToSimulator } from "./Wish.ts"
import type { Link } from "./Session.ts"

const header = { lode: "recording", version: 1 }
/** Least time between two frames of a recording, ms. */
const frameMs = 200

// ── Lines ───────────────────────────────────────────────────────────────────────────────────────────────────────────────

/** Numbers that JSON does not have, and columns of numbers. */
const encoded = (_: string, value: unknown): unknown => {
  if (value instanceof Float64Array) return { column: Array.from(value, unusual) }
  return typeof value === "number" ? unusual(value) : value
}
const unusual = (value: number): number | string => (Number.isFinite(value) ? value : String(value))

const decoded = (_: string, value: unknown): unknown => {
  if (value === "NaN" || value === "Infinity" || value === "-Infinity") return Number(value)
  if (typeof value !== "object" || value === null || !("column" in value) || !Array.isArray(value.column)) return value
  return Float64Array.from(value.column, Number)
}

const lineOf = (message: unknown): string => `${JSON.stringify(message, encoded)}\n`

// ── Recording ───────────────────────────────────────────────────────────────────────────────────────────────────────────

/** A link that writes down what comes through it. */
export const recording = (link: Link, file: string, clock: () => number): Link => {
  const output = createWriteStream(file)
  output.write(lineOf(header))
  let pending: Frame | undefined
  let writtenAt = -Infinity
  const flush = (): void => {
    if (pending !== undefined) output.write(lineOf({ kind: "frame", frame: pending }))
    pending = undefined
    writtenAt = clock()
  }
  return {
    post: link.post,
    listen: (hear) =>
      link.listen((message) => {
        if (message.kind === "about") {
          flush()
          output.write(lineOf(message))
        }
        if (message.kind === "frame") {
          const both = pending === undefined ? message.frame : together(pending, message.frame)
          if (both === undefined) flush()
          pending = both ?? message.frame
          if (clock() - writtenAt >= frameMs) flush()
        }
        hear(message)
      }),
    close: async () => {
      await link.close()
      flush()
      await new Promise<void>((resolve) => output.end(() => resolve()))
    }
  }
}

/** Two frames as one; undefined when the second takes back what the first said. */
const together = (first: Frame, second: Frame): Frame | undefined => {
  const lanes = second.lanes.map((lane, index): LaneFrame | undefined => {
    const before = first.lanes[index]
    if (before === undefined) return undefined
    const rows = before.picture.values.length
    const follows =
      lane.history.from === before.history.from + before.history.values.length / rows &&
      (before.log.entries.at(-1)?.number ?? -1) < lane.log.from
    if (!follows) return undefined
    const values = new Float64Array(before.history.values.length + lane.history.values.length)
    values.set(before.history.values)
    values.set(lane.history.values, before.history.values.length)
    return {
      ...lane,
      history: { from: before.history.from, values },
      log: { from: before.log.from, entries: [...before.log.entries, ...lane.log.entries] }
    }
  })
  return first.lanes.length === lanes.length && lanes.every((lane) => lane !== undefined)
    ? { ...second, lanes }
    : undefined
}

/** Records lanes that somebody else drives: gives what writes a frame of now. Closed with the scope. */
export const recordLanes = (file: string, lanes: ReadonlyArray<Lane>, lens: Lens) =>
  Effect.map(
    Effect.acquireRelease(
      Effect.sync(() => createWriteStream(file)),
      (output) => Effect.promise(() => new Promise<void>((resolve) => output.end(() => resolve())))
    ),
    (output) => {
      output.write(lineOf(header))
      output.write(lineOf({ kind: "about", abouts: lanes.map(({ about }) => about) }))
      let number = 0
      return (now: Lens = lens): void => {
        const frame: Frame = { number: number++, status: standing(lanes), lanes: lanes.map((lane) => lane.frame(now)) }
        output.write(lineOf({ kind: "frame", frame }))
      }
    }
  )

const standing = (lanes: ReadonlyArray<Lane>): Status => ({
  playing: true,
  speed: Infinity,
  seeking: undefined,
  isOver: lanes.every((lane) => lane.isOver),
  eventsPerSecond: 0,
  pace: 0,
  seed: lanes[0]?.about.seed ?? 0,
  snapshots: 0,
  snapshotBytes: 0,
  reached: Math.max(0, ...lanes.map(({ now }) => now))
})

// ── Playing ─────────────────────────────────────────────────────────────────────────────────────────────────────────────

/** Whether a file begins as a recording does. False when it cannot be read: then whoever reads scenarios says why. */
export const isRecording = (file: string): boolean => {
  try {
    const start = new Uint8Array(32)
    const handle = openSync(file, "r")
    try {
      readSync(handle, start)
    } finally {
      closeSync(handle)
    }
    return new TextDecoder().decode(start).startsWith('{"lode":"recording"')
  } catch {
    return false
  }
}

/** What a file recorded. Throws an `UnreadableFile` when it is no recording. */
export const read = (file: string): Recorded => {
  const abouts: Array<ReadonlyArray<About>> = []
  const frames: Array<Frame> = []
  const lines = readFileSync(file, "utf8").split("\n")
  lines.slice(1).forEach((line, index) => {
    // the last line of a recording that was cut off is no whole line
    if (line === "" || index === lines.length - 2) return
    const message: FromSimulator = parsed(file, line, index + 2)
    if (message.kind === "about") abouts.push(message.abouts)
    if (message.kind === "frame") frames.push(message.frame)
  })
  const last = abouts.at(-1)
  if (last === undefined || frames.length === 0)
    throw new UnreadableFile({ file, reason: "has nothing recorded in it" })
  // a branch or another seed begins a new telling; the last one is played
  return { abouts: last, frames: frames.filter(({ lanes }) => lanes.length === last.length) }
}

const parsed = (file: string, line: string, number: number): FromSimulator => {
  try {
    return JSON.parse(line, decoded)
  } catch {
    throw new UnreadableFile({ file, reason: `line ${number} is no line of a recording` })
  }
}

export interface Recorded {
  readonly abouts: ReadonlyArray<About>
  readonly frames: ReadonlyArray<Frame>
}

const stepSeconds = { event: 0, hour: 3600, day: 86_400 }

/** Plays what was recorded. `tick` calls back after ms. */
export const player = (
  { abouts, frames }: Recorded,
  clock: () => number,
  tick: (after: number, call: () => void) => void
): Link => {
  let hear: (message: FromSimulator) => void = () => {}
  let [place, playing, speed, told, isClosed] = [0, true, 7 * 86_400, false, false]
  let anchor = { wall: clock(), model: 0 }
  const nowOf = (index: number): number => frames[index]?.lanes[0]?.picture.now ?? 0
  const end = nowOf(frames.length - 1)

  /** All that the recording knows of the past, told with the first frame. */
  const past = (lane: LaneFrame, index: number): Pick<LaneFrame, "history" | "log"> => {
    const rows = lane.picture.values.length
    if (told) {
      return {
        history: { from: lane.history.from + lane.history.values.length / rows, values: new Float64Array(0) },
        log: { from: Infinity, entries: [] }
      }
    }
    const parts = frames.flatMap(({ lanes }) => lanes[index] ?? [])
    const height = Math.max(0, ...parts.map(({ history }) => history.from + history.values.length / rows))
    const values = new Float64Array(height * rows).fill(Number.NaN)
    for (const { history } of parts) values.set(history.values, history.from * rows)
    return { history: { from: 0, values }, log: { from: 0, entries: parts.flatMap(({ log }) => log.entries) } }
  }

  const show = (): void => {
    const frame = frames[place]
    if (frame === undefined) return
    const lanes = frame.lanes.map((lane, index) => ({ ...lane, ...past(lane, index) }))
    const isOver = place === frames.length - 1
    const status = { ...frame.status, playing: playing && !isOver, speed, seeking: undefined, isOver, reached: end }
    hear({ kind: "frame", frame: { number: frame.number, status, lanes } })
    told = true
  }
  const goTo = (at: number): void => {
    place = Math.max(
      0,
      frames.findLastIndex((_, index) => nowOf(index) <= at)
    )
    anchor = { wall: clock(), model: Math.max(at, 0) }
    show()
  }
  const turn = (): void => {
    if (isClosed) return
    if (playing) {
      const before = place
      const due = speed === Infinity ? Infinity : anchor.model + ((clock() - anchor.wall) / 1000) * speed
      if (due === Infinity) place = Math.min(frames.length - 1, place + 1)
      else while (place < frames.length - 1 && nowOf(place + 1) <= due) place++
      if (place !== before) show()
      if (place === frames.length - 1) playing = false
    }
    tick(33, turn)
  }
  const obey = (message: ToSimulator): void => {
    switch (message.kind) {
      case "play":
      case "pause":
        playing = message.kind === "play"
        return goTo(nowOf(place))
      case "speed":
        speed = message.speed
        return goTo(nowOf(place))
      case "seek":
        playing = false
        return goTo(message.at)
      case "step":
        playing = false
        if (message.by === "event") return goTo(nowOf(place + (message.back ? -1 : 1)))
        return goTo(nowOf(place) + stepSeconds[message.by] * (message.back ? -1 : 1))
      case "change":
      case "branch":
      case "restart":
        return hear({ kind: "refused", message: "a recording is played: nothing in it can be changed" })
      case "stop":
        isClosed = true
        return
      default:
    }
  }
  return {
    post: obey,
    listen: (listener) => {
      hear = listener
      tick(0, () => {
        hear({ kind: "about", abouts })
        show()
        turn()
      })
    },
    close: () => {
      isClosed = true
    }
  }
}
