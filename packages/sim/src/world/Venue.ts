import { lengthened } from "../kernel/Columns.ts"
import { TimeAverage } from "../kernel/TimeAverage.ts"
import type { AccountId } from "../ledger/Ledger.ts"
import type { Market } from "../market/Market.ts"
import { none } from "../state/Table.ts"
import type { Incentives } from "../token/Incentives.ts"
import { JobTally } from "./JobTally.ts"
import { Takings } from "./Takings.ts"

/** A place where orders meet offers: a decentralised network or a central cloud, behind the same market interface. */
export class Venue {
  readonly index: number
  readonly name: string
  readonly isNetwork: boolean
  readonly market: Market
  readonly incentives: Incentives
  /** Holds what running jobs may have to pay. */
  readonly escrow: AccountId
  readonly egressUsdPerByte: number
  readonly tally: JobTally
  /** GPUs on offer and GPUs rented through this venue. */
  readonly offered = new TimeAverage()
  readonly rented = new TimeAverage()
  /** The wait that the venue tells people, h: the mean of those who started on the last day. */
  quotedWaitHours = 0
  waitHoursOfDay = 0
  startsOfDay = 0
  /** GPU-hours of its providers that were rented today, on whichever network. */
  rentedHoursOfDay = 0
  /** Tokens in existence when the tallies were last cleared. */
  tokensBefore: number
  /** Of those that wait in its market, the recruits: they are no jobs. */
  recruits = 0
  readonly takings: Takings
  /** By provider: GPU-hours offered on this venue today, USD needed and not there, wallet of the network's token. */
  offeredGpuHours = new Float64Array(0)
  cashNeedUsd = new Float64Array(0)
  tokenWallets = new Int32Array(0)

  constructor(
    index: number,
    name: string,
    isNetwork: boolean,
    market: Market,
    incentives: Incentives,
    escrow: AccountId,
    egressUsdPerByte: number,
    models: number,
    all: JobTally
  ) {
    this.index = index
    this.name = name
    this.isNetwork = isNetwork
    this.market = market
    this.incentives = incentives
    this.tokensBefore = incentives.signals.supply
    this.escrow = escrow
    this.egressUsdPerByte = egressUsdPerByte
    this.takings = new Takings(models)
    this.tally = new JobTally(all)
  }

  /** Makes room for so many rows of providers, and for as many again, so that a column is rarely copied. */
  reserve(providers: number): void {
    if (this.offeredGpuHours.length >= providers) return
    const rows = 2 * providers
    this.offeredGpuHours = lengthened(this.offeredGpuHours, rows)
    this.cashNeedUsd = lengthened(this.cashNeedUsd, rows)
    this.tokenWallets = lengthened(this.tokenWallets, rows, none)
  }
}
