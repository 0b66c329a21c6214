/** What the screen and the thread that simulates say to each other. Plain data only, so that it can be sent, recorded and played again.
 *
 * The thread never waits for the screen and the screen never waits for the thread: a frame is sent only when the screen has taken the last one
 * (`taken`), and it shows the newest state, so frames never queue up. What must not be lost, history and log, is told by what is new since the last
 * frame.
 *
 * **For authors of screens.** A screen draws a `Picture`: the figures of one instant. It is a pure function of the state of the run and of the
 * `Lens`, so the same instant gives the same picture to the byte, whether it was reached by playing, by stepping or by going back. If a screen needs
 * a figure that is not there: add it to `Picture` here and to `Pictures.ts`; what is expensive belongs into a `Detail`, which is made only while
 * the lens asks for it. */
import type { Command, Run, Scenario, ScenarioTrial } from "@lode/sim"

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

/** The figures of one instant. Money in USD, power in MW, prices in USD per GPU-hour. */
export interface Picture {
  /** Instant, s, and events handled so far. */
  readonly now: number
  readonly events: number
  /** In the order of `About.columns`; NaN: unknown. */
  readonly values: Float64Array
  /** GPUs by kind of provider (`providerKinds`) and state (`gpuStates`), row after row. */
  readonly supply: Float64Array
  /** By region of the catalogue: GPUs owned, online, rented; row after row. */
  readonly regions: Float64Array
  readonly venues: ReadonlyArray<VenuePicture>
  readonly classes: ReadonlyArray<ClassPicture>
  readonly providers: number
  readonly jobs: number
  readonly detail: Detail
}

/** What a GPU of a provider does, the second axis of `Picture.supply`. */
export const gpuStates = ["rented", "free", "broken", "away"] as const
/** The first axis of `Picture.supply`. */
export const providerKinds = ["data-centre", "idle-owner", "miner-site", "cloud"] as const

/** Ends of the bins of waits, s, and what they are called. */
export const waitSteps = [
  [60, "a minute"],
  [600, "ten minutes"],
  [3600, "an hour"],
  [6 * 3600, "six hours"],
  [24 * 3600, "a day"]
] as const

/** What one venue has done since the start, and how it stands. */
export interface VenuePicture {
  readonly offered: number
  readonly rented: number
  readonly waiting: number
  readonly queuedGpus: number
  readonly requests: number
  readonly starts: number
  readonly completed: number
  readonly abandoned: number
  readonly late: number
  readonly interruptions: number
  readonly paidUsd: number
  readonly gpuHours: number
  readonly wastedGpuHours: number
  /** Mean and quantiles of the wait of those who started, h. */
  readonly waitMean: number
  readonly waitMedian: number
  readonly wait95: number
  /** Starts by how long they waited: at once, and up to each of `waitSteps`; the last: longer. */
  readonly waits: Float64Array
  /** By GPU model of the catalogue: what a requester sees for one, USD per GPU-hour of that model; NaN: not on offer. */
  readonly quotes: Float64Array
  readonly training: TrainingPicture
  readonly token: TokenPicture | undefined
  readonly subnet: SubnetPicture | undefined
}

/** What training jobs did since the start. */
export interface TrainingPicture {
  readonly completed: number
  readonly ended: number
  readonly runHours: number
  readonly gpuHours: number
  readonly computingGpuHours: number
  readonly usefulGpuHours: number
  readonly effectiveFlop: number
  readonly spentUsd: number
}

/** A network's token after its last settlement; see `token/Signals.ts` of the engine for the meaning and unit of each. */
export interface TokenPicture {
  readonly price: number
  readonly supply: number
  readonly burned: number
  readonly staked: number
  readonly slashed: number
  readonly vesting: number
  readonly unlocked: number
  readonly emitted: number
  readonly emissionUsd: number
  readonly subsidyPerOfferedGpuHour: number
  readonly subsidyPerWorkedUsd: number
  readonly trueWorkUsd: number
  readonly fakeWorkUsd: number
  readonly sellPressureUsdPerDay: number
  readonly buyPressureUsdPerDay: number
  readonly burnedUsd: number
  readonly feesUsd: number
  readonly falsifiedUsd: number
  readonly checkingUsd: number
  /** Credits that users hold, USD; what covers them over that; 1 while nobody can buy any. Zero without credits. */
  readonly creditsUsd: number
  readonly collateralRatio: number
  readonly halted: number
  readonly poolDepthUsd: number
}

/** One class of jobs. */
export interface ClassPicture {
  readonly users: number
  readonly requested: number
  readonly training: TrainingPicture | undefined
  /** Of the run that goes on longest, see `Losses.ts`; undefined: none does. */
  readonly losses: Losses | undefined
}

/** Losses in nats per token, of the run of a class that goes on longest. */
export interface Losses {
  readonly loss: number
  /** The loss that it ends at. */
  readonly target: number
  /** Where as many GPUs of the reference model in one data centre would be if they had begun at the same instant. */
  readonly central: number
  /** Seconds since it began, and those that such a data centre needs in all. */
  readonly seconds: number
  readonly centralSeconds: number
  /** Where it is carried out. */
  readonly isOnNetwork: boolean
}

/** A subnet of a chain: its share of what the chain mints, what its own token costs in the chain's, tokens of the chain that it got since the start. */
export interface SubnetPicture {
  readonly share: number
  readonly price: number
  readonly minted: number
}

/** What only one screen needs. */
export type Detail =
  | { readonly kind: "none" }
  | { readonly kind: "depth"; readonly depth: Depth }
  | { readonly kind: "table"; readonly table: ProviderTable }

/** Offers and orders of one venue by price. Step functions: the GPUs offered at `prices[i]` or less, and wanted at `prices[i]` or more. */
export interface Depth {
  readonly venue: number
  readonly prices: Float64Array
  readonly offered: Float64Array
  readonly wanted: Float64Array
}

/** Rows of the table of providers, sorted and filtered. */
export interface ProviderTable {
  /** Rows that pass the filter, and the first one given. */
  readonly total: number
  readonly from: number
  readonly rows: ReadonlyArray<ProviderRow>
}

export interface ProviderRow {
  readonly name: string
  readonly kind: (typeof providerKinds)[number]
  readonly region: string
  readonly gpuModel: string
  readonly gpus: number
  readonly rented: number
  readonly broken: number
  readonly online: boolean
  /** Lowest asking price, USD per GPU-hour. */
  readonly price: number
  readonly reputation: number
  readonly failures: number
  /** Since it joined, USD. */
  readonly earned: number
  readonly rewarded: number
  readonly cost: number
}

/** The run behind a lane, for those who draw pictures of it. */
export type World = Run["world"]
