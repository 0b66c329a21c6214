/** One group of providers in a run: its potential members, drawn once, and where those who offer stand in the table. */
import * as Catalog from "../catalog/Catalog.ts"
import { Distribution } from "../kernel/Distribution.ts"
import { Draws } from "../kernel/Draws.ts"
import { microUsd } from "../ledger/Money.ts"
import { describe, wholeCount } from "../state/DistributionConfig.ts"
import * as SeriesConfig from "../state/SeriesConfig.ts"
import { none } from "../state/Table.ts"
import { ProviderKind } from "../state/Providers.ts"
import type { Cohort as CohortConfig } from "../supply/CohortConfig.ts"
import { year } from "../units/Time.ts"
import { Roll } from "./Roll.ts"

/** How often machines break, and whose draws decide it. */
export interface Reliability {
  /** Mean time between failures of one GPU, s; 0: never. */
  readonly failureEvery: number
  /** Mean time to repair, s. */
  readonly repair: number
  readonly failurePurpose: number
  readonly victimPurpose: number
  readonly repairPurpose: number
}

/** Reliability of a named group of machines. */
export const reliabilityOf = (name: string, failureEvery: number, repair: number): Reliability =>
  Object.freeze({
    failureEvery,
    repair,
    failurePurpose: Draws.purpose(`supply/${name}/failure`),
    victimPurpose: Draws.purpose(`supply/${name}/victim`),
    repairPurpose: Draws.purpose(`supply/${name}/repair`)
  })

/** Where a member of a cohort stands when it is not in the table of providers. */
export const Away = { out: none, coming: -2 } as const

export class Cohort {
  readonly index: number
  readonly name: string
  readonly config: CohortConfig
  readonly kind: ProviderKind
  readonly gpuModel: number
  readonly reliability: Reliability
  /** Venues on which its members are listed. */
  readonly venues: ReadonlyArray<number>
  readonly potential: number
  /** Row of each member in the table of providers, or `Away`. */
  readonly rows: Int32Array<ArrayBuffer>
  /** By member: failures, comings and goings of all its stays so far, so that it does not meet the same luck again. */
  readonly failures: Int32Array<ArrayBuffer>
  readonly turns: Int32Array<ArrayBuffer>
  /** By member, drawn once: access link, bit/s. */
  readonly upload: Float64Array<ArrayBuffer>
  readonly download: Float64Array<ArrayBuffer>
  /** By member, drawn once: GPUs, full cost of an offered GPU-hour (USD), first price (micro-USD per GPU-hour). */
  readonly gpus: Float64Array<ArrayBuffer>
  readonly cost: Float64Array<ArrayBuffer>
  readonly price: Float64Array<ArrayBuffer>
  readonly regions: ReadonlyArray<number>
  /** USD/MWh. */
  readonly powerPrice: SeriesConfig.Given
  /** USD an hour that a GPU under load draws in power, today. */
  powerPerRentedHour: number
  /** Who is there, when a file says how many are. */
  readonly roll: Roll | undefined
  readonly availabilityPurpose: number
  readonly responsePurpose: number
  /** Reviews so far. */
  reviews = 0

  /** `courses` are the files that the config names. */
  constructor(
    index: number,
    name: string,
    config: CohortConfig,
    venues: ReadonlyArray<number>,
    draws: Draws,
    courses: SeriesConfig.Courses
  ) {
    this.index = index
    this.name = name
    this.config = config
    this.kind = config.kind === "data-centre" ? ProviderKind.dataCentre : ProviderKind.idleOwner
    this.gpuModel = Catalog.gpuIndex(config.gpu_model)
    this.venues = Object.freeze(venues)
    this.reliability = reliabilityOf(name, config.failure_every, config.repair)
    this.potential = Math.max(config.count, config.potential)
    this.rows = new Int32Array(this.potential).fill(Away.out)
    this.failures = new Int32Array(this.potential)
    this.turns = new Int32Array(this.potential)
    this.regions = Object.freeze(
      config.regions.length === 0
        ? Catalog.regionNames.map((_, region) => region)
        : config.regions.map(Catalog.regionIndex)
    )
    this.powerPrice = SeriesConfig.given(config.power_price, courses)
    this.powerPerRentedHour = this.powerPerHourAt(0)
    const { availability } = config
    this.roll =
      availability.kind === "trace"
        ? new Roll(name, this.potential, SeriesConfig.given(availability.machines, courses), availability.full)
        : undefined
    while (this.roll !== undefined && this.roll.missing(0) > 0) this.roll.add(draws)
    this.availabilityPurpose = Draws.purpose(`supply/${name}/availability`)
    this.responsePurpose = Draws.purpose(`supply/${name}/response`)
    const { asking } = config
    const drawn = (what: string, distribution: Distribution, scale = 1) => {
      const purpose = Draws.purpose(`supply/${name}/${what}`)
      return Float64Array.from(
        { length: this.potential },
        (_, member) => scale * distribution.sample(draws.at(purpose, member, 0))
      )
    }
    this.gpus = drawn("gpus", Distribution.make(describe(config.gpus))).map(wholeCount)
    this.upload = drawn("upload", Distribution.make(describe(config.upload)))
    this.download = drawn("download", Distribution.make(describe(config.download)))
    this.cost = drawn("cost", Distribution.make(describe(config.cost)))
    const first = asking.kind === "fixed" ? asking.price : asking.start
    this.price = drawn("price", Distribution.make(describe(first)), microUsd).map(Math.round)
  }

  /** Members who offer from the start, in the order of their numbers: those with the lowest cost, as free entry would have left them, so
   * that the first reviews do not begin by putting a market to rights that never was. */
  starters(): ReadonlyArray<number> {
    const { config, cost, potential } = this
    return Array.from({ length: potential }, (_, member) => member)
      .sort((a, b) => (cost[a] ?? 0) - (cost[b] ?? 0) || a - b)
      .slice(0, config.count)
      .sort((a, b) => a - b)
  }

  /** Full cost of an offered GPU-hour, USD, of a member who comes at `now`. */
  costAt(member: number, now: number): number {
    return (this.cost[member] ?? 0) * (1 + this.config.cost_change) ** (now / year)
  }

  /** USD an hour that a GPU under load draws in power at an instant. */
  powerPerHourAt(now: number): number {
    return (Catalog.gpuAt(this.gpuModel).power.value / 1e6) * SeriesConfig.at(this.powerPrice, now)
  }

  /** Region of a member: members stand in the regions in turn. */
  regionOf(member: number): number {
    return this.regions[member % this.regions.length] ?? 0
  }
}
