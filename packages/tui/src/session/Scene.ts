/** What screens draw: the newest frame put together with the past, and the state of the screen itself. Plain data and read-only for whoever draws. */
import type { History } from "./History.ts"
import type { About, LaneFrame, LogEntry, LogKind, Status } from "./Frame.ts"
import type { Picture } from "./Picture.ts"
import type { ProviderSort, ScreenName, Subject, TableLens } from "./Wish.ts"

/** One lane as the screen knows it. */
export interface LaneView {
  readonly about: About
  readonly picture: Picture
  /** Rows may be known beyond `picture.now` after going back; `History.column(name, now)` leaves them out. */
  readonly history: History
  /** In the order of numbers. */
  readonly log: ReadonlyArray<LogEntry>
  readonly journal: LaneFrame["journal"]
  readonly knobs: ReadonlyArray<number>
  readonly story: LaneFrame["story"]
}

/** What lies over the screen and takes the keys. */
export type Overlay =
  | { readonly kind: "none" }
  | { readonly kind: "help"; readonly from: number }
  /** Knobs: the chosen one, and the value that it would get. */
  | { readonly kind: "tune"; readonly chosen: number; readonly value: number }
  | { readonly kind: "shock"; readonly chosen: number }
  /** The story of whom is watched, so many lines up from its end. */
  | { readonly kind: "story"; readonly back: number }
  /** A line to type: an instant, a seed, a filter. */
  | { readonly kind: "ask"; readonly what: Question; readonly typed: string }

export type Question = "instant" | "seed" | "filter" | "watched"

/** The state of the screen: what no run knows. */
export interface Ui {
  readonly screen: ScreenName
  readonly overlay: Overlay
  /** The lane that takes changes. */
  readonly lane: number
  /** Position of the venue on the screens that show one. */
  readonly venue: number
  readonly table: Omit<TableLens, "rows"> & { readonly chosen: number }
  readonly log: LogLens
  /** The job or provider whose story is told. */
  readonly watched: Subject | undefined
  /** Told once, until the next key. */
  readonly message: { readonly kind: "done" | "refused"; readonly text: string } | undefined
}

/** What of the log is shown. */
export interface LogLens {
  /** Undefined: all kinds. */
  readonly kind: LogKind | undefined
  readonly filter: string
  /** Lines up from the newest one. */
  readonly back: number
}

/** Everything that a screen may look at. There is at least one lane. */
export interface Scene {
  readonly lanes: readonly [LaneView, ...ReadonlyArray<LaneView>]
  readonly status: Status
  /** Whether a recording is played: then nothing can be changed. */
  readonly isRecording: boolean
  readonly ui: Ui
}

/** The screen as it opens. */
export const opened: Ui = {
  screen: "overview",
  overlay: { kind: "none" },
  lane: 0,
  venue: 0,
  table: { sort: "income" satisfies ProviderSort, descending: true, filter: "", from: 0, chosen: 0 },
  log: { kind: undefined, filter: "", back: 0 },
  watched: undefined,
  message: undefined
}
