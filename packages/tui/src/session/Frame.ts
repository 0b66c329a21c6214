/** What the thread that simulates says to the screen. Plain data only, so that it can be sent, recorded and played again.
 *
 * The thread never waits for the screen and the screen never waits for the thread: a frame is sent only when the screen has taken the last one
 * (`taken`), and it shows the newest state, so frames never queue up. What must not be lost, history and log, is told by what is new since the last
 * frame. */
import type { Command } from "@lode/sim"
import type { Picture } from "./Picture.ts"
import type { Strike, Subject } from "./Wish.ts"

/** From the thread to the screen. */
export type FromSimulator =
  | { readonly kind: "about"; readonly abouts: ReadonlyArray<About> }
  | { readonly kind: "frame"; readonly frame: Frame }
  /** What was asked for cannot be done; says why. */
  | { readonly kind: "refused"; readonly message: string }
  /** The run threw. Nothing follows. */
  | { readonly kind: "failed"; readonly message: string; readonly stack: string }

/** What stays as it is while a lane runs. */
export interface About {
  readonly name: string
  readonly title: string
  readonly question: string
  /** Length of the run, s. */
  readonly length: number
  readonly seed: number
  /** Seconds between rows of the history. */
  readonly sampleEvery: number
  /** Columns of the history and of `Picture.values`. */
  readonly columns: ReadonlyArray<Column>
  readonly venues: ReadonlyArray<{ readonly name: string; readonly isNetwork: boolean; readonly hasToken: boolean }>
  /** `flopPerGpuHour`: what an hour of the reference GPU trains in one data centre; zero for classes that do not train. */
  readonly classes: ReadonlyArray<{
    readonly name: string
    readonly trains: boolean
    /** Whether its runs are so few that each is planned: then the course of the loss is that of one run. */
    readonly isPlanned: boolean
    readonly flopPerGpuHour: number
  }>
  /** Until when figures are warming up, s: a study leaves it out, the screen says so. Zero: not at all. */
  readonly warmUp: number
  readonly regions: ReadonlyArray<string>
  readonly gpuModels: ReadonlyArray<string>
  readonly hasMiners: boolean
  /** Figures that may be changed while the run goes on, as they stand in the scenario. */
  readonly knobs: ReadonlyArray<Knob>
  readonly shocks: ReadonlyArray<OfferedShock>
}

export interface Column {
  readonly name: string
  readonly unit: string
}

/** A figure that a command may change. */
export interface Knob {
  readonly path: string
  readonly value: number
  /** Its unit in the language of scenarios (`USD/GPU-hour`), empty for a plain number. */
  readonly unit: string
  readonly description: string
}

/** A shock that the screen offers, with what it says of it. */
export interface OfferedShock {
  readonly label: string
  readonly shock: Strike
}

/** One frame: everything that changed since the last one. */
export interface Frame {
  readonly number: number
  readonly status: Status
  readonly lanes: ReadonlyArray<LaneFrame>
}

/** How the simulating goes, by the wall clock: the one part of a frame that is not the same in every session. */
export interface Status {
  readonly playing: boolean
  readonly speed: number
  /** Where it is going, s; undefined: it plays or stands still. */
  readonly seeking: number | undefined
  readonly isOver: boolean
  readonly eventsPerSecond: number
  /** Seconds of the model a second, as measured. */
  readonly pace: number
  readonly seed: number
  /** Snapshots kept, and their bytes. */
  readonly snapshots: number
  readonly snapshotBytes: number
  /** How far this run has been, s: ahead of now after going back. */
  readonly reached: number
}

export interface LaneFrame {
  readonly picture: Picture
  readonly history: NewRows
  readonly log: NewEntries
  readonly journal: ReadonlyArray<Command.Command>
  /** The knobs as they stand now, in the order of `About.knobs`. */
  readonly knobs: ReadonlyArray<number>
  /** Of the subject that the lens watches. */
  readonly story: Story | undefined
}

/** What happened to a job or provider so far, in order. */
export interface Story {
  readonly subject: Subject
  readonly lines: ReadonlyArray<StoryLine>
  /** Whether it has come to where the lane is; else it is still being told. */
  readonly isWhole: boolean
}

export interface StoryLine {
  readonly at: number
  readonly text: string
}

/** Rows of the history from row `from` on; what the screen had from there on is void. Row i is the instant i × `sampleEvery`. */
export interface NewRows {
  readonly from: number
  readonly values: Float64Array
}

/** Entries of the log; what the screen had with a number of `from` or more is void. */
export interface NewEntries {
  readonly from: number
  readonly entries: ReadonlyArray<LogEntry>
}

export const logKinds = [
  "conversion",
  "entry",
  "exit",
  "failure",
  "slash",
  "vote",
  "shock",
  "command",
  "cloud"
] as const
export type LogKind = (typeof logKinds)[number]

/** Something that happened and is worth a line. */
export interface LogEntry {
  /** Counts up from 0 along the run. */
  readonly number: number
  readonly at: number
  readonly kind: LogKind
  readonly text: string
}
