/** The side of the thread that simulates: lanes that go on in slices of a few milliseconds, and between slices messages are heard and frames are sent.
 *
 * It knows neither threads nor timers: a host (the worker, a test, a pipe) hands in messages with `receive`, calls `turn` again and again, and is told
 * with every turn how long it may wait for the next one.
 *
 * A frame goes out when something changed, the screen has taken the last one, and a twenty-eighth of a second has passed; an answer to a message goes
 * out at once. */
import { Command } from "@lode/sim"
import { Lane, type Place } from "./Lane.ts"
import { Pace } from "./Pace.ts"
import type { Frame, FromSimulator, Status } from "./Frame.ts"
import type { Lens, Order, ToSimulator } from "./Wish.ts"

/** Where a simulator runs. */
export interface Host {
  /** Wall clock, ms. */
  readonly clock: () => number
  readonly post: (message: FromSimulator) => void
}

/** Longest slice, ms: a message waits no longer than that, one event apart. */
const sliceMs = 6
/** Events between two looks at the clock. */
const chunk = 64
/** Least time between two frames, ms. */
const frameMs = 1000 / 28
/** Between snapshots, ms: at least so much, and so many times what the last one took. */
const snapshotEveryMs = 250
const snapshotShare = 20
const stepSeconds = { hour: 3600, day: 86_400 }

export class Simulator {
  private readonly host: Host
  private order: Order | undefined
  private lanes: Array<Lane> = []
  private lens: Lens | undefined
  private playing = false
  private readonly pace = new Pace()
  private goal: Place | undefined
  private taken = true
  private dirty = false
  private urgent = false
  private frames = 0
  private sentAt = -Infinity
  private keptAt = -Infinity
  private keepingMs = 0
  private isStopped = false
  /** Whether the story had come to now at the last look. */
  private wasTold = true

  constructor(host: Host) {
    this.host = host
  }

  /** Hears a message. Never throws: what cannot be done is told to the screen. */
  receive(message: ToSimulator): void {
    if (this.isStopped) return
    try {
      this.obey(message)
    } catch (error) {
      if (error instanceof Command.CommandError) this.host.post({ kind: "refused", message: error.message })
      else this.fail(error)
    }
  }

  /** Works for a slice and sends a frame when it is time. Gives the ms that the host may wait before the next turn; Infinity: until a message comes. */
  turn(): number {
    if (this.isStopped || this.lanes.length === 0) return Infinity
    try {
      const busy = Math.min(this.work(), this.listen())
      this.keepNow()
      this.measure()
      const wait = this.frame()
      return busy === 0 ? 0 : Math.min(busy, wait)
    } catch (error) {
      this.fail(error)
      return Infinity
    }
  }

  /** Lanes, for those who compare states. */
  get all(): ReadonlyArray<Lane> {
    return this.lanes
  }

  private get first(): Lane {
    const [lane] = this.lanes
    if (lane === undefined) throw new RangeError("nothing has been opened")
    return lane
  }

  private fail(error: unknown): void {
    this.isStopped = true
    const [message, stack] = error instanceof Error ? [error.message, error.stack ?? ""] : [String(error), ""]
    this.host.post({ kind: "failed", message, stack })
  }

  private obey(message: ToSimulator): void {
    switch (message.kind) {
      case "open":
        return this.open(message.order, message.order.seed)
      case "play":
        this.goal = undefined
        this.playing = !this.isOver
        this.anchorNow()
        break
      case "pause":
        this.playing = false
        this.goal = undefined
        break
      case "speed":
        this.pace.speed = message.speed
        this.anchorNow()
        break
      case "step":
        this.go(this.stepFrom(message.by, message.back))
        break
      case "seek":
        this.go({ at: message.at })
        break
      case "change": {
        const lane = this.lanes[message.lane]
        // both lanes stand at the same instant before one of them is changed
        if (lane !== undefined) lane.change(message.change)
        break
      }
      case "branch":
        if (this.lanes.length > 1) this.lanes.length = 1
        else this.lanes.push(this.first.branch(`${this.first.name}, changed`))
        this.tellAbout()
        break
      case "restart":
        if (this.order !== undefined) {
          this.open(
            { ...this.order, lanes: this.lanes.map(({ again }) => again), speed: this.pace.speed, playing: true },
            message.seed
          )
        }
        return
      case "lens":
        this.lens = message.lens
        break
      case "taken":
        this.taken = true
        return
      case "stop":
        this.isStopped = true
        return
    }
    this.dirty = true
    this.urgent = true
  }

  private open(order: Order, seed: number): void {
    this.order = { ...order, seed }
    this.lens ??= order.lens
    this.lanes = order.lanes.map((lane) => Lane.make(lane, seed))
    this.pace.speed = order.speed
    this.playing = order.playing
    this.goal = undefined
    this.anchorNow()
    this.tellAbout()
    this.dirty = true
    this.urgent = true
  }

  private tellAbout(): void {
    this.host.post({ kind: "about", abouts: this.lanes.map(({ about }) => about) })
    for (const lane of this.lanes) lane.tellAll()
  }

  private get isOver(): boolean {
    return this.lanes.every((lane) => lane.isOver)
  }

  private anchorNow(): void {
    this.pace.from(this.host.clock(), this.first.now)
  }

  // ── Going on ──────────────────────────────────────────────────────────────────────────────────────────────────────────

  /** A step from where it is, or from where it is going: on the way it may have gone back to a snapshot far behind. */
  private stepFrom(by: "event" | "hour" | "day", back: boolean): Place {
    const { events, next, now } = this.first
    const { goal } = this
    if (by !== "event") return { at: (goal?.at ?? now) + stepSeconds[by] * (back ? -1 : 1) }
    if (goal === undefined)
      return back ? { at: now, events: Math.max(0, events - 1) } : { at: next, events: events + 1 }
    // how many events lie before an instant is not known before one is there
    if (goal.events === undefined) return goal
    return { at: back ? goal.at : Infinity, events: Math.max(0, goal.events + (back ? -1 : 1)) }
  }

  /** Sets out for a place, back to a snapshot first where that is needed. */
  private go({ at, ...rest }: Place): void {
    const goal = { at: Math.min(Math.max(at, 0), this.first.about.length), ...rest }
    for (const lane of this.lanes) lane.rewind(lane === this.first ? goal : { at: goal.at })
    this.goal = goal
    this.playing = false
  }

  /** Does a slice of work. Gives 0 if there is more to do at once, else the ms to the next reason to look. */
  private work(): number {
    if (this.goal !== undefined) {
      if (this.reach(this.goal)) this.goal = undefined
      this.dirty = true
      return this.goal === undefined ? Infinity : 0
    }
    if (!this.playing) return Infinity
    const start = this.host.clock()
    const until = this.pace.due(start, this.first.now, frameMs)
    const there = this.slice(until, start)
    this.dirty = true
    if (this.isOver) {
      this.playing = false
      this.urgent = true
      return Infinity
    }
    return there ? frameMs / 2 : 0
  }

  /** Lets lanes go on telling the story that is asked for; 0 if there is more to tell. */
  private listen(): number {
    const watched = this.lens?.watched
    const start = this.host.clock()
    let isTold: boolean
    do isTold = this.lanes.map((lane) => lane.listen(watched, chunk)).every(Boolean)
    while (!isTold && this.host.clock() - start < sliceMs)
    if (watched === undefined || isTold === this.wasTold) return isTold ? Infinity : 0
    this.wasTold = isTold
    this.dirty = true
    this.urgent = true
    return isTold ? Infinity : 0
  }

  /** Goes on until an instant or the end of the slice; true when all lanes are there. */
  private slice(until: number, start: number): boolean {
    const [first, ...others] = this.lanes
    if (first === undefined) return true
    const end = Math.min(until, first.about.length)
    do {
      first.advance(end, chunk)
      for (const lane of others) lane.advance(first.now)
      if (first.now >= end && first.next > end) return true
    } while (this.host.clock() - start < sliceMs)
    return false
  }

  /** The same towards a place. */
  private reach({ at, events = Infinity }: Place): boolean {
    const start = this.host.clock()
    const [first, ...others] = this.lanes
    if (first === undefined) return true
    do {
      first.advance(at, Math.min(chunk, events - first.events))
      for (const lane of others) lane.advance(first.now)
      if (first.events >= events || (first.now >= at && first.next > at)) return true
    } while (this.host.clock() - start < sliceMs)
    return false
  }

  // ── Snapshots, frames ─────────────────────────────────────────────────────────────────────────────────────────────────

  private keepNow(): void {
    const now = this.host.clock()
    if (now - this.keptAt < Math.max(snapshotEveryMs, snapshotShare * this.keepingMs)) return
    for (const lane of this.lanes) lane.keep()
    this.keptAt = this.host.clock()
    this.keepingMs = this.keptAt - now
  }

  private measure(): void {
    const events = this.lanes.reduce((sum, lane) => sum + lane.events, 0)
    this.pace.measure({ wall: this.host.clock(), model: this.first.now, events })
  }

  /** Sends a frame if one is wanted; gives the ms until one may be. */
  private frame(): number {
    if (!this.dirty || !this.taken || this.lens === undefined) return Infinity
    const now = this.host.clock()
    const wait = this.sentAt + frameMs - now
    if (wait > 0 && !this.urgent) return wait
    this.dirty = false
    this.urgent = false
    this.taken = false
    this.sentAt = now
    const { lens } = this
    const frame: Frame = {
      number: this.frames++,
      status: this.status(),
      lanes: this.lanes.map((lane) => lane.frame(lens))
    }
    this.host.post({ kind: "frame", frame })
    return Infinity
  }

  private status(): Status {
    const standing = !this.playing && this.goal === undefined
    return {
      playing: this.playing,
      speed: this.pace.speed,
      seeking: this.goal?.at,
      isOver: this.isOver,
      eventsPerSecond: standing ? 0 : this.pace.events,
      pace: standing ? 0 : this.pace.model,
      seed: this.order?.seed ?? 0,
      snapshots: this.lanes.reduce((sum, { snapshots }) => sum + snapshots.count, 0),
      snapshotBytes: this.lanes.reduce((sum, { snapshots }) => sum + snapshots.bytes, 0),
      reached: Math.max(...this.lanes.map(({ reached }) => reached))
    }
  }
}
