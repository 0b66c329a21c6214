/** What an action has to work with: the state of the screen, the session, and the world outside. */
import type { Action } from "../keys/keys.ts"
import type { Size } from "../screens/Screen.ts"
import type { ToSimulator } from "../session/Wish.ts"
import type { LaneView, Scene, Ui } from "../session/Scene.ts"

/** What lies outside of the screen. What is saved gives the names of the files, or throws an `Error` that says why not. */
export interface Outside {
  readonly quit: () => void
  readonly suspend: () => void
  readonly saveScreen: (scene: Scene) => string
  readonly saveJournal: (lane: LaneView) => string
}

export interface Desk {
  readonly ui: Ui
  readonly size: Size
  readonly outside: Outside
  /** Tells whoever simulates. */
  readonly send: (message: ToSimulator) => void
  /** Changes the state of the screen. */
  readonly set: (change: Partial<Ui>) => void
  /** Says that something is done, until the next key. */
  readonly say: (text: string) => void
}

/** What a key does. May throw an `Error` that says why it cannot. */
export type Act = (desk: Desk, scene: Scene) => void

/** What each of some keys does. */
export type Acts<Keys extends Action> = Readonly<Record<Keys, Act>>

/** The lane that takes changes. */
export const chosenLane = ({ lanes, ui }: Scene): LaneView => lanes[ui.lane] ?? lanes[0]
