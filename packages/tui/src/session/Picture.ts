/** The figures of one instant, which a screen draws. A picture is a pure function of the state of the run and of the `Lens`, so the same instant gives the
 * same picture to the byte, whether it was reached by playing, by stepping or by going back. If a screen needs a figure that is not there: add it here
 * and to `Pictures.ts`; what is expensive belongs into a `Detail`, which is made only while the lens asks for it. */
import type { Run } from "@lode/sim"

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
