/** Between keys and session: holds the state of the screen, finds what a key means, and tells who draws that there is something new. What keys do stands
 * in `screenActs.ts` and `overlayActs.ts`. No React, no terminal. */
import { meaningOf } from "../keys/keys.ts"
import type { Size } from "../screens/Screen.ts"
import { insideOf } from "../screens/Window.ts"
import type { Lens, ScreenName } from "../session/Wish.ts"
import { opened, type Scene, type Ui } from "../session/Scene.ts"
import type { Session } from "../session/Session.ts"
import { typedBy } from "./chords.ts"
import type { Desk, Outside } from "./Desk.ts"
import { overlayActs } from "./overlayActs.ts"
import { screenActs } from "./screenActs.ts"

const acts = { ...screenActs, ...overlayActs }

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
    const { message, overlay } = this.ui
    if (overlay.kind === "ask" && typed !== undefined) {
      return this.show({ overlay: { ...overlay, typed: overlay.typed + typed } })
    }
    const meaning = meaningOf(chord, scene)
    if (meaning === undefined) return message === undefined ? undefined : this.show({ message: undefined })
    this.ui = { ...this.ui, message: undefined }
    try {
      if (meaning.whyNot !== undefined) throw new Error(meaning.whyNot)
      acts[meaning.action](this.desk(), scene)
    } catch (error) {
      this.say("refused", error instanceof Error ? error.message : String(error))
    }
    this.show({})
  }

  private desk(): Desk {
    const { outside, session, size, ui } = this
    return {
      ui,
      size,
      outside,
      send: session.send,
      set: (change) => {
        this.ui = { ...this.ui, ...change }
      },
      say: (text) => this.say("done", text)
    }
  }

  private say(kind: "done" | "refused", text: string): void {
    this.ui = { ...this.ui, message: { kind, text } }
  }

  private follow(): void {
    const { refusal } = this.session.get()
    if (refusal !== undefined && refusal.number !== this.refusals) {
      this.refusals = refusal.number
      this.say("refused", refusal.message)
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
}
