/** The state of one run: tables, ledger, venues, streams of jobs, cohorts. No behaviour: who does what stands in the files beside.
 *
 * Everything that changes is reachable from here, so a snapshot of a `World` is a snapshot of the run. */
import * as Catalog from "../catalog/Catalog.ts"
import type { Draws } from "../kernel/Draws.ts"
import type { EventId } from "../kernel/PendingEvents.ts"
import type { Simulation } from "../kernel/Simulation.ts"
import { TimeAverage } from "../kernel/TimeAverage.ts"
import type { AccountId, AssetId, Ledger } from "../ledger/Ledger.ts"
import { Gangs } from "../state/Gangs.ts"
import { Jobs, noVenue } from "../state/Jobs.ts"
import { Leases } from "../state/Leases.ts"
import { Offers } from "../state/Offers.ts"
import { ProviderKind, Providers } from "../state/Providers.ts"
import { none } from "../state/Table.ts"
import type { HashPrice } from "../supply/HashPrice.ts"
import type { MinerConfig } from "../supply/MinerConfig.ts"
import type { MinerSites } from "../supply/MinerSites.ts"
import type { SubnetChain } from "../token/subnet/SubnetChain.ts"
import { Gang } from "../training/network/Gang.ts"
import { Pace } from "../training/Pace.ts"
import type { Cloud } from "./Cloud.ts"
import type { Cohort, Reliability } from "./Cohort.ts"
import { type Event, phaseOf } from "./Event.ts"
import type { JobStream } from "./JobStream.ts"
import { JobTally } from "./JobTally.ts"
import { ProviderTally } from "./ProviderTally.ts"
import type { Scenario } from "./Scenario.ts"
import type { Venue } from "./Venue.ts"

/** Who is told about jobs and providers as their rows end; not part of the state. */
export interface Recorder {
  job?(world: World, job: number, now: number): void
  provider?(world: World, provider: number, now: number): void
}

/** Converted miners in a run. */
export interface Sites {
  readonly miners: MinerSites
  readonly hashPrice: HashPrice
  readonly spot: MinerConfig["spot"]
  readonly reliability: Reliability
  /** Row of the provider that each contract put on the network, by contract, or −1. */
  readonly rows: Array<number>
}

const named = <T>(list: ReadonlyArray<T>, index: number, what: string): T => {
  const found = list[index]
  if (found === undefined) throw new RangeError(`there is no ${what} ${index}`)
  return found
}

export class World {
  /** The run's own copy: a command may change a figure of it. */
  readonly scenario: Scenario
  /** Length of the run, s. */
  readonly length: number
  readonly simulation: Simulation
  readonly draws: Draws
  readonly ledger: Ledger
  readonly dollars: AssetId
  /** The world outside: owners of machines, and those whom providers pay for power and the like. */
  readonly owners: AccountId
  readonly suppliers: AccountId
  readonly providers = new Providers(64)
  readonly offers = new Offers(64)
  readonly jobs = new Jobs(64)
  readonly leases = new Leases(64)
  readonly gangs = new Gangs()
  readonly venues: Array<Venue> = []
  readonly streams: Array<JobStream> = []
  readonly cohorts: Array<Cohort> = []
  readonly clouds: Array<Cloud> = []
  sites: Sites | undefined = undefined
  /** The chain that networks are subnets of. */
  chain: SubnetChain | undefined = undefined
  /** Jobs of all venues, and requests for which no venue was possible. */
  readonly all = new JobTally()
  pricedOut = 0
  readonly supplied = new ProviderTally()
  /** Proposals that votes have passed, since the start of the run. */
  proposalsPassed = 0
  /** GPUs that can be rented or are rented, of all providers. */
  readonly online = new TimeAverage()
  /** The same without clouds: each GPU counts once, however many networks list it. */
  readonly onNetworks = new TimeAverage()
  jobsRequested = 0
  /** Jobs that lost their machines at this instant and have not ordered again yet. */
  readonly interrupted: Array<number> = []
  /** By region: until when it has failed. */
  readonly darkUntil = new Float64Array(Catalog.regionNames.length)
  /** 1 for venues on which something came free since they were last served. */
  moreOnOffer = new Uint8Array(0)
  /** Scratch: the gang that is looked at, and how fast it trains. */
  readonly gang = new Gang()
  readonly pace = new Pace()
  /** Scratch for the choice of venue. */
  utilities = new Float64Array(0)
  /** When the tallies were last cleared. */
  clearedAt = 0
  settledAt = 0
  settledDays = 0
  readonly #recorder: { current: Recorder } = { current: {} }

  constructor(scenario: Scenario, simulation: Simulation, draws: Draws, ledger: Ledger, dollars: AssetId) {
    this.scenario = scenario
    this.length = scenario.horizon.length
    this.simulation = simulation
    this.draws = draws
    this.ledger = ledger
    this.dollars = dollars
    this.owners = ledger.account("owners of machines", dollars, { outside: true })
    this.suppliers = ledger.account("power, sites and people", dollars, { outside: true })
  }

  /** Puts an event into the future; gives its id, or −1 when the run is over by then. */
  schedule(at: number, event: Event, subject: number): EventId {
    return at <= this.length ? this.simulation.schedule(at, phaseOf[event], event, subject) : none
  }

  venue(index: number): Venue {
    return named(this.venues, index, "venue")
  }

  /** Where a job is, or wants to be. Throws a `RangeError` for a job that has chosen no venue. */
  venueOf(job: number): Venue {
    return this.venue(this.jobs.venue[job] ?? noVenue)
  }

  stream(index: number): JobStream {
    return named(this.streams, index, "job class")
  }

  streamOf(job: number): JobStream {
    return this.stream(this.jobs.jobClass[job] ?? 0)
  }

  cohort(index: number): Cohort {
    return named(this.cohorts, index, "cohort")
  }

  cloud(index: number): Cloud {
    return named(this.clouds, index, "cloud")
  }

  /** How often a provider's machines break. */
  reliability(provider: number): Reliability {
    const { providers } = this
    const owner = providers.cohort[provider] ?? 0
    if (providers.kind[provider] === ProviderKind.cloud) return this.cloud(owner).reliability
    if (providers.kind[provider] !== ProviderKind.minerSite) return this.cohort(owner).reliability
    if (this.sites === undefined) throw new RangeError("a miner's provider without miners")
    return this.sites.reliability
  }

  /** From now on jobs and providers whose rows end are told to `recorder`. */
  record(recorder: Recorder): void {
    this.#recorder.current = recorder
  }

  recordJob(job: number, now: number): void {
    this.#recorder.current.job?.(this, job, now)
  }

  recordProvider(provider: number, now: number): void {
    this.#recorder.current.provider?.(this, provider, now)
  }

  /** Forgets what happened so far, as at the end of a warm-up; the run goes on unchanged. */
  clearTallies(now: number): void {
    this.clearedAt = now
    this.all.clear()
    this.pricedOut = 0
    this.supplied.clear()
    this.chain?.clearTallies()
    this.online.clear(now)
    this.onNetworks.clear(now)
    for (const stream of this.streams) stream.tally.clear()
    for (const venue of this.venues) {
      venue.tally.clear()
      venue.tokensBefore = venue.incentives.signals.supply
      venue.offered.clear(now)
      venue.rented.clear(now)
    }
  }
}
