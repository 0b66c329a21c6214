/** What keys do: holds the state of the screen, sends wishes to the session, and tells who draws that there is something new. No React, no terminal. */
import { type Action, meaningOf, modeOf } from "../keys/keys.ts"
import { type Lens, logKinds, providerSorts, type ScreenName, screenNames, type Subject } from "../session/Protocol.ts"
import { type LaneView, opened, type Overlay, type Question, type Scene, type Ui } from "../session/Scene.ts"
import type { Session } from "../session/Session.ts"
import { insideOf } from "../screens/Window.ts"
import type { Size } from "../screens/Screen.ts"
import { instantOf, seedOf } from "./answers.ts"
import { typedBy } from "./chords.ts"
import { type Tuning, tuned } from "./tuning.ts"

/** What lies outside of the screen. What is saved gives the names of the files, or throws an `Error` that says why not. */
export interface Outside {
  readonly quit: () => void
  readonly suspend: () => void
  readonly saveScreen: (scene: Scene) => string
  readonly saveJournal: (lane: LaneView) => string
}

const day = 86_400
const hour = 3600
/** Seconds of the model a second. */
export const speeds: ReadonlyArray<number> = [60, 600, hour, 6 * hour, day, 3 * day, 7 * day, 28 * day, Infinity]

/** The lens that fits a screen. */
export const lensOf = (ui: Ui, size: Size): Lens => ({
  screen: ui.screen,
  venue: ui.venue,
  table: {
    sort: ui.table.sort,
    descending: ui.table.descending,
    filter: ui.table.filter,
    from: ui.table.from,
    rows: Math.max(1, insideOf(size).rows)
  },
  watched: ui.watched
})

export class Controller {
  private readonly session: Session
  private readonly outside: Outside
  private readonly isRecording: boolean
  private readonly listeners = new Set<() => void>()
  private ui: Ui
  private size: Size
  private scene: Scene | undefined
  private lens = ""
  private refusals = 0
  /** Keys that came before the first frame. */
  private readonly early: Array<string> = []

  constructor(session: Session, outside: Outside, size: Size, isRecording = false, screen: ScreenName = "overview") {
    this.session = session
    this.outside = outside
    this.size = size
    this.isRecording = isRecording
    this.ui = { ...opened, screen }
    session.subscribe(() => this.follow())
    this.follow()
  }

  /** What is to be drawn; undefined before the first frame. A new object with every change. */
  readonly get = (): Scene | undefined => this.scene

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  /** The window has another size. */
  resize(size: Size): void {
    if (size.columns === this.size.columns && size.rows === this.size.rows) return
    this.size = size
    this.show({})
  }

  /** A key was pressed. */
  press(chord: string): void {
    const { scene } = this
    if (scene === undefined) {
      if (chord === "q" || chord === "ctrl+c") return this.outside.quit()
      this.early.push(chord)
      return
    }
    const typed = typedBy(chord)
    if (this.ui.overlay.kind === "ask" && typed !== undefined) {
      return this.show({ overlay: { ...this.ui.overlay, typed: this.ui.overlay.typed + typed } })
    }
    const meaning = meaningOf(chord, scene)
    const told = this.ui.message
    if (meaning === undefined) return told === undefined ? undefined : this.show({ message: undefined })
    if (meaning.whyNot !== undefined) return this.tell("refused", meaning.whyNot)
    this.ui = { ...this.ui, message: undefined }
    try {
      this.act(meaning.action, scene)
    } catch (error) {
      this.tell("refused", error instanceof Error ? error.message : String(error))
    }
    this.show({})
  }

  // ── State ─────────────────────────────────────────────────────────────────────────────────────────────────────────────

  private follow(): void {
    const { refusal } = this.session.get()
    if (refusal !== undefined && refusal.number !== this.refusals) {
      this.refusals = refusal.number
      this.ui = { ...this.ui, message: { kind: "refused", text: refusal.message } }
    }
    this.show({})
    if (this.scene !== undefined) for (const chord of this.early.splice(0)) this.press(chord)
  }

  private show(change: Partial<Ui>): void {
    if (Object.keys(change).length > 0) this.ui = { ...this.ui, ...change }
    const { lanes, status } = this.session.get()
    const [first, ...others] = lanes
    if (first !== undefined && status !== undefined) {
      const lane = Math.min(this.ui.lane, others.length)
      this.scene = {
        lanes: [first, ...others],
        status,
        isRecording: this.isRecording,
        ui: lane === this.ui.lane ? this.ui : { ...this.ui, lane }
      }
    }
    const lens = lensOf(this.ui, this.size)
    const text = JSON.stringify(lens)
    if (text !== this.lens && this.scene !== undefined) {
      this.lens = text
      this.session.send({ kind: "lens", lens })
    }
    for (const listener of this.listeners) listener()
  }

  private tell(kind: "done" | "refused", text: string): void {
    this.show({ message: { kind, text } })
  }

  // ── What actions do ───────────────────────────────────────────────────────────────────────────────────────────────────

  private act(action: Action, scene: Scene): void {
    const { session, ui } = this
    const [{ about, picture }] = scene.lanes
    const at = picture.now
    const seek = (to: number) => session.send({ kind: "seek", at: Math.max(0, Math.min(about.length, to)) })
    const step = (by: "event" | "hour" | "day", back: boolean) => session.send({ kind: "step", by, back })
    switch (action) {
      case "play": {
        const { playing, seeking } = scene.status
        return session.send({ kind: playing || seeking !== undefined ? "pause" : "play" })
      }
      case "faster":
        return this.speed(scene.status.speed, 1)
      case "slower":
        return this.speed(scene.status.speed, -1)
      case "fullSpeed":
        return session.send({ kind: "speed", speed: Infinity })
      case "hourOn":
      case "hourBack":
        return step("hour", action === "hourBack")
      case "dayOn":
      case "dayBack":
        return step("day", action === "dayBack")
      case "eventOn":
      case "eventBack":
        return step("event", action === "eventBack")
      case "scrubOn":
        return seek(at + about.length / 40)
      case "scrubBack":
        return seek(at - about.length / 40)
      case "toStart":
        return seek(0)
      case "toReached":
        return seek(scene.status.reached)
      case "goTo":
        return this.ask("instant")
      case "seed":
        return this.ask("seed")
      case "filter":
        return this.ask("filter")
      case "toOverview":
        return this.open("overview")
      case "toMarket":
        return this.open("market")
      case "toProviders":
        return this.open("providers")
      case "toToken":
        return this.open("token")
      case "toTraining":
        return this.open("training")
      case "toEvents":
        return this.open("events")
      case "nextScreen":
        return this.turnTo(1)
      case "previousScreen":
        return this.turnTo(-1)
      case "why":
        return this.ask("watched")
      case "open": {
        const { detail } = picture
        const row = detail.kind === "table" ? detail.table.rows[ui.table.chosen - detail.table.from] : undefined
        return row === undefined ? undefined : this.watch({ kind: "provider", name: row.name })
      }
      case "nextVenue":
        return this.show({ venue: (ui.venue + 1) % about.venues.length })
      case "tune":
        return this.over({ kind: "tune", chosen: 0, value: this.knobsOf(scene)[0] ?? 0 })
      case "shock":
        return this.over({ kind: "shock", chosen: 0 })
      case "branch":
        this.show({ lane: scene.lanes.length > 1 ? 0 : 1 })
        return session.send({ kind: "branch" })
      case "lane":
        return this.show({ lane: (scene.ui.lane + 1) % scene.lanes.length })
      case "journal":
        return this.tell(
          "done",
          `the journal is in ${this.outside.saveJournal(scene.lanes[scene.ui.lane] ?? scene.lanes[0])}`
        )
      case "up":
      case "down":
        return this.move(action === "down" ? 1 : -1, scene)
      case "pageUp":
      case "pageDown":
        return this.move((action === "pageDown" ? 1 : -1) * Math.max(1, insideOf(this.size).rows - 4), scene)
      case "sort": {
        const next = providerSorts[(providerSorts.indexOf(ui.table.sort) + 1) % providerSorts.length]
        return this.show({
          table: { ...ui.table, sort: next ?? "name", descending: next !== "name", from: 0, chosen: 0 }
        })
      }
      case "reverse":
        return this.show({ table: { ...ui.table, descending: !ui.table.descending, from: 0, chosen: 0 } })
      case "kind": {
        const place = ui.log.kind === undefined ? 0 : logKinds.indexOf(ui.log.kind) + 1
        return this.show({ log: { ...ui.log, kind: logKinds[place], back: 0 } })
      }
      case "save":
        return this.tell("done", `saved as ${this.outside.saveScreen(scene)}`)
      case "help":
        return this.over({ kind: "help", from: 0 })
      case "suspend":
        return this.outside.suspend()
      case "quit":
      case "stop":
      case "stopTuning":
      case "stopShock":
      case "stopAsking":
      case "stopStory":
        return this.outside.quit()
      default:
        return this.actOver(action, scene)
    }
  }

  /** Actions of what lies over the screen. */
  private actOver(action: Action, scene: Scene): void {
    const { overlay } = this.ui
    switch (overlay.kind) {
      case "none":
        return
      case "help":
        if (action === "helpClose") return this.over({ kind: "none" })
        return this.over({ kind: "help", from: Math.max(0, overlay.from + (action === "helpDown" ? 5 : -5)) })
      case "tune":
        return this.tuneBy(action, overlay, scene)
      case "shock":
        return this.shockBy(action, overlay.chosen, scene)
      case "story":
        if (action !== "storyClose") {
          return this.over({ kind: "story", back: Math.max(0, overlay.back + (action === "storyUp" ? 5 : -5)) })
        }
        this.show({ watched: undefined })
        return this.over({ kind: "none" })
      case "ask":
        if (action === "erase") return this.over({ ...overlay, typed: Array.from(overlay.typed).slice(0, -1).join("") })
        this.over({ kind: "none" })
        return action === "answer" ? this.answer(overlay, scene) : undefined
    }
  }

  private tuneBy(action: Action, overlay: Tuning, scene: Scene): void {
    const next = tuned(action, overlay, this.knobsOf(scene))
    if (next !== undefined) return this.over(next)
    if (action === "knobSet") {
      const lane = scene.lanes[scene.ui.lane] ?? scene.lanes[0]
      const path = lane.about.knobs[overlay.chosen]?.path ?? ""
      this.session.send({ kind: "change", lane: scene.ui.lane, change: { set: path, value: overlay.value } })
    }
    this.over({ kind: "none" })
  }

  private shockBy(action: Action, chosen: number, scene: Scene): void {
    const { shocks } = scene.lanes[0].about
    if (action === "shockUp") return this.over({ kind: "shock", chosen: (chosen + shocks.length - 1) % shocks.length })
    if (action === "shockDown") return this.over({ kind: "shock", chosen: (chosen + 1) % shocks.length })
    const offered = shocks[chosen]
    if (action === "shockStrike" && offered !== undefined) {
      this.session.send({ kind: "change", lane: scene.ui.lane, change: { shock: offered.shock } })
    }
    this.over({ kind: "none" })
  }

  private answer({ typed, what }: Extract<Overlay, { kind: "ask" }>, scene: Scene): void {
    switch (what) {
      case "instant":
        return this.session.send({ kind: "seek", at: instantOf(typed, scene.lanes[0].about.length) })
      case "seed":
        return this.session.send({ kind: "restart", seed: seedOf(typed) })
      case "watched": {
        const text = typed.trim()
        const isJob = /^\d+$/.test(text)
        return this.watch(isJob ? { kind: "job", number: Number(text) } : { kind: "provider", name: text })
      }
      case "filter":
        if (this.ui.screen === "events") return this.show({ log: { ...this.ui.log, filter: typed, back: 0 } })
        return this.show({ table: { ...this.ui.table, filter: typed, from: 0, chosen: 0 } })
    }
  }

  private over(overlay: Overlay): void {
    this.ui = { ...this.ui, overlay }
  }

  private watch(watched: Subject): void {
    this.ui = { ...this.ui, watched, overlay: { kind: "story", back: 0 } }
  }

  private ask(what: Question): void {
    this.over({ kind: "ask", what, typed: "" })
  }

  private open(screen: ScreenName): void {
    this.ui = { ...this.ui, screen }
  }

  private turnTo(by: number): void {
    const place = (screenNames.indexOf(this.ui.screen) + by + screenNames.length) % screenNames.length
    this.open(screenNames[place] ?? "overview")
  }

  private speed(now: number, by: number): void {
    const place = speeds.findIndex((speed) => speed >= now)
    const speed = speeds[Math.max(0, Math.min(speeds.length - 1, (place < 0 ? speeds.length - 1 : place) + by))]
    this.session.send({ kind: "speed", speed: speed ?? Infinity })
  }

  private knobsOf(scene: Scene): ReadonlyArray<number> {
    return (scene.lanes[scene.ui.lane] ?? scene.lanes[0]).knobs
  }

  private move(by: number, { lanes: [lane] }: Scene): void {
    const { log, screen, table } = this.ui
    if (screen === "events") return this.show({ log: { ...log, back: Math.max(0, log.back + by) } })
    const total = lane.picture.detail.kind === "table" ? lane.picture.detail.table.total : lane.picture.providers
    const chosen = Math.max(0, Math.min(total - 1, table.chosen + by))
    const rows = Math.max(1, insideOf(this.size).rows - 3)
    const from = chosen < table.from ? chosen : chosen >= table.from + rows ? chosen - rows + 1 : table.from
    this.show({ table: { ...table, chosen, from } })
  }
}

/** Whether keys are typed into a line. */
export const isTyping = (scene: Scene | undefined): boolean => scene !== undefined && modeOf(scene.ui.overlay) === "ask"
