/** What the screen says to the thread that simulates: what to begin with, what it looks at, and what it wishes. Plain data only, so that it can be sent,
 * recorded and played again. */
import type { Command, Scenario, ScenarioTrial } from "@lode/sim"

/** The screens, in the order of their keys 1 to 6. */
export const screenNames = ["overview", "market", "providers", "token", "training", "events"] as const
export type ScreenName = (typeof screenNames)[number]

type Shock = Extract<Command.Command, { readonly shock: unknown }>["shock"]
type WithoutInstant<T> = T extends unknown ? Omit<T, "at"> : never
/** A shock without its instant. */
export type Strike = WithoutInstant<Shock>
/** A command without its instant: it takes effect now. */
export type Change = { readonly set: string; readonly value: number } | { readonly shock: Strike }

/** One lane: a run of a scenario. Two lanes of one session have the same seed, so the same luck. */
export interface LaneOrder {
  readonly name: string
  readonly scenario: Scenario
  readonly inputs: ScenarioTrial.Assignment["inputs"]
  readonly commands: ReadonlyArray<Command.Command>
}

/** What a session begins with. */
export interface Order {
  readonly lanes: ReadonlyArray<LaneOrder>
  readonly seed: number
  /** Seconds of the model a second; Infinity: as fast as it can. */
  readonly speed: number
  readonly playing: boolean
  readonly lens: Lens
}

/** What the screen looks at: it decides which detail a picture has. */
export interface Lens {
  readonly screen: ScreenName
  /** Position of the venue that the market screen shows. */
  readonly venue: number
  /** The table of providers. */
  readonly table: TableLens
  /** The job or provider whose story is told. */
  readonly watched: Subject | undefined
}

export const providerSorts = ["income", "profit", "gpus", "rented", "price", "reputation", "failures", "name"] as const
export type ProviderSort = (typeof providerSorts)[number]

/** Which rows of the table of providers are wanted. */
export interface TableLens {
  readonly sort: ProviderSort
  readonly descending: boolean
  /** Rows of which name, kind, region or model hold this text; empty: all. */
  readonly filter: string
  readonly from: number
  readonly rows: number
}

/** A job by its number in the run, or a provider by its name. */
export type Subject =
  | { readonly kind: "job"; readonly number: number }
  | { readonly kind: "provider"; readonly name: string }

/** From the screen to the thread. */
export type ToSimulator =
  | { readonly kind: "open"; readonly order: Order }
  | { readonly kind: "play" }
  | { readonly kind: "pause" }
  | { readonly kind: "speed"; readonly speed: number }
  /** Goes on, or back, by one event, hour or day, and pauses there. */
  | { readonly kind: "step"; readonly by: "event" | "hour" | "day"; readonly back: boolean }
  /** Goes to an instant, ahead or back, and pauses there. */
  | { readonly kind: "seek"; readonly at: number }
  /** Changes the run now; what lay ahead of this instant in its journal is forgotten. Journalled. */
  | { readonly kind: "change"; readonly lane: number; readonly change: Change }
  /** Splits the run here into two lanes; the second one takes the changes. With two lanes: drops the second. */
  | { readonly kind: "branch" }
  /** Begins again, with other luck and the same journal of commands. */
  | { readonly kind: "restart"; readonly seed: number }
  | { readonly kind: "lens"; readonly lens: Lens }
  /** The screen has taken the frame with this number. */
  | { readonly kind: "taken"; readonly number: number }
  | { readonly kind: "stop" }
