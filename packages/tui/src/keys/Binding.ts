/** What a key of the table is: its chords, its words, and when it applies. */
import type { Scene } from "../session/Scene.ts"

export type Mode = "screen" | "help" | "tune" | "shock" | "ask" | "story"
export const groups = ["Time", "Screens", "What if", "Lists", "Program"] as const

export interface Binding {
  readonly chords: ReadonlyArray<string>
  /** For the footer: a word or two. */
  readonly short: string
  /** For the help page: a sentence. */
  readonly help: string
  readonly group: (typeof groups)[number]
  readonly mode: Mode
  /** Whether it is offered at all where the user is. */
  readonly where?: (scene: Scene) => boolean
  /** Why it does not apply now; undefined: it does. */
  readonly whyNot?: (scene: Scene) => string | undefined
  /** Place in the footer, the smallest first; without one it stands on the help page only. */
  readonly footer?: number
}

/** Makes bindings of one group and mode. */
export const bindings =
  (group: Binding["group"], mode: Mode) =>
  (binding: Omit<Binding, "group" | "mode">): Binding => ({ ...binding, group, mode })
