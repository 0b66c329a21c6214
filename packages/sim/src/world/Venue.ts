import { lengthened } from "../kernel/Columns.ts"
import { Quantiles } from "../kernel/Quantiles.ts"
import { TimeAverage } from "../kernel/TimeAverage.ts"
import type { AccountId } from "../ledger/Ledger.ts"
import type { Market } from "../market/Market.ts"
import { none } from "../state/Table.ts"
import type { Incentives } from "../token/Incentives.ts"
import { Takings } from "./Takings.ts"
import { TrainingTally } from "./TrainingTally.ts"

/** What happened to the jobs of one venue, or of all, since the tallies were cleared. Sums; nothing here steers the run. */
export class JobTally {
  requests = 0
  starts = 0
  completed = 0
  abandoned = 0
  late = 0
  interruptions = 0
  /** Members that running gangs lost and went on without. */
  membersLost = 0
  readonly training = new TrainingTally()
  /** Of completed jobs: from first start, and from request, to completion. */
  runSeconds = 0
  turnaroundSeconds = 0
  waitSeconds = 0
  readonly waits = new Quantiles()
  gpuSeconds = 0
  wastedGpuSeconds = 0
  paidUsd = 0
  /** What requesters would have paid for the same GPU-hours at most, less what they paid. */
  surplusUsd = 0
  /** Paid for moving data. */
  egressUsd = 0

  /** A job starts for the first time after so many seconds. */
  start(wait: number): void {
    this.starts++
    this.waitSeconds += wait
    this.waits.add(wait)
  }

  complete(late: boolean, surplusUsd: number, runSeconds: number, turnaroundSeconds: number): void {
    this.completed++
    this.runSeconds += runSeconds
    this.turnaroundSeconds += turnaroundSeconds
    if (late) this.late++
    this.surplusUsd += surplusUsd
  }

  /** A training job does not start: the gang that it found would not reach its loss. */
  turnDown(): void {
    this.abandoned++
    this.training.outOfReach++
  }

  pay(usd: number, gpuSeconds: number): void {
    this.paidUsd += usd
    this.gpuSeconds += gpuSeconds
  }

  clear(): void {
    this.requests = 0
    this.starts = 0
    this.completed = 0
    this.abandoned = 0
    this.late = 0
    this.interruptions = 0
    this.membersLost = 0
    this.training.clear()
    this.runSeconds = 0
    this.turnaroundSeconds = 0
    this.waitSeconds = 0
    this.waits.clear()
    this.gpuSeconds = 0
    this.wastedGpuSeconds = 0
    this.paidUsd = 0
    this.surplusUsd = 0
    this.egressUsd = 0
  }
}

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
  readonly tally = new JobTally()
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
    models: number
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
