/** One class of jobs in a run: when its requests come, what they want, what the class remembers of the venues. */
import * as Catalog from "../catalog/Catalog.ts"
import { Arrivals } from "../demand/Arrivals.ts"
import type { TracePlan } from "../demand/TraceDemand.ts"
import { Distribution } from "../kernel/Distribution.ts"
import { Draws } from "../kernel/Draws.ts"
import type { AccountId } from "../ledger/Ledger.ts"
import { describe } from "../state/DistributionConfig.ts"
import { noVenue } from "../state/Jobs.ts"
import { Gang } from "../training/network/Gang.ts"
import type { JobClass } from "./Scenario.ts"
import { TrainingClass } from "./TrainingClass.ts"
import { TrainingTally } from "./TrainingTally.ts"

const gigabyte = 1e9
/** Requesters who share one memory of the venue that they used last. */
export const representatives = 1024

/** Everything that one class of jobs needs while the run goes on. */
export class JobStream {
  readonly index: number
  readonly name: string
  readonly config: JobClass
  readonly arrivals: Arrivals | undefined
  readonly plan: TracePlan | undefined
  readonly gpus: Distribution
  readonly duration: Distribution
  readonly patience: Distribution
  /** What its training jobs did. */
  readonly tally = new TrainingTally()
  /** The first gang that one of its training jobs got on a network, for questions about its links, and the tokens of that job. */
  readonly firstGang = new Gang()
  firstTokens = 0
  /** What its jobs train, if they do. */
  readonly training: TrainingClass | undefined
  /** Models and regions that its jobs accept, as masks. */
  readonly gpuModels: number
  readonly regions: number
  /** Utility of each venue before price and wait, by venue. */
  readonly trust: Float64Array<ArrayBuffer>
  /** Who pays: the world outside. */
  readonly users: AccountId
  readonly purposes: {
    readonly gpus: number
    readonly duration: number
    readonly tokens: number
    readonly budget: number
    readonly patience: number
    /** By venue, named after it: other venues do not disturb how a job sees this one. */
    readonly choice: ReadonlyArray<number>
    readonly requester: number
  }
  /** Stock of users. */
  stock: number
  /** Requests so far: the entity of the next request's draws. */
  requested = 0
  /** Expected wait by venue, h. */
  readonly remembered: Float64Array<ArrayBuffer>
  /** Progress of its training jobs by venue, against as many GPUs of the same model in one data centre, as the class remembers it; 1 for other jobs. */
  readonly progress: Float64Array<ArrayBuffer>
  /** Venue used last by each representative requester, or `noVenue`. */
  readonly lastVenue: Uint8Array<ArrayBuffer>
  /** Today's requests and those that were not served, for the growth of the stock. */
  requestsOfDay = 0
  unservedOfDay = 0

  constructor(
    index: number,
    name: string,
    config: JobClass,
    venues: ReadonlyArray<string>,
    users: AccountId,
    plan: TracePlan | undefined
  ) {
    this.index = index
    this.name = name
    this.config = config
    this.plan = plan
    const purpose = (what: string) => Draws.purpose(`demand/${name}/${what}`)
    const { requests } = config
    this.stock = requests.kind === "users" ? requests.users : 1
    this.arrivals =
      requests.kind === "users"
        ? new Arrivals(requests.users * requests.requests_per_user, requests.burstiness, requests, purpose("arrivals"))
        : undefined
    this.gpus = Distribution.make(describe(config.gpus))
    this.duration = Distribution.make(describe(config.duration))
    this.training = config.training === undefined ? undefined : new TrainingClass(config.training)
    this.patience = Distribution.make(describe(config.patience))
    this.gpuModels = Catalog.gpuMask(
      (gpu) =>
        (config.gpu_models.length === 0 || config.gpu_models.includes(gpu.name)) &&
        gpu.memory.value * gigabyte >= config.memory
    )
    this.regions =
      config.regions.length === 0
        ? Catalog.allRegions
        : Catalog.regionMask((region) => config.regions.includes(region.name))
    this.trust = Float64Array.from(venues, (venue) =>
      Object.hasOwn(config.trust, venue) ? (config.trust[venue] ?? 0) : 0
    )
    this.users = users
    this.purposes = Object.freeze({
      gpus: purpose("gpus"),
      duration: purpose("duration"),
      tokens: purpose("tokens"),
      budget: purpose("budget"),
      patience: purpose("patience"),
      choice: Object.freeze(venues.map((venue) => purpose(`choice/${venue}`))),
      requester: purpose("requester")
    })
    this.remembered = new Float64Array(venues.length)
    this.progress = new Float64Array(venues.length).fill(1)
    this.lastVenue = new Uint8Array(representatives).fill(noVenue)
  }
}
