/** What the parts of one token's economy share: accounts, exchange, stakes, signals, and what is known of each provider. */
import { lengthened } from "../../kernel/Columns.ts"
import type { Draws } from "../../kernel/Draws.ts"
import type { AccountId, AssetId, Ledger } from "../../ledger/Ledger.ts"
import { microUsd, move, scaleOf, tokenDecimals } from "../../ledger/Money.ts"
import type { Exchange } from "../price/Exchange.ts"
import type { Signals } from "../Signals.ts"
import { feeOf } from "../payment/Sink.ts"
import type { Stakes } from "../stake/Stakes.ts"
import type { TokenAccounts } from "./TokenAccounts.ts"
import type { NetworkToken } from "../TokenConfig.ts"

export const unitsPerToken = scaleOf(tokenDecimals)

const columns = [
  "workUsd",
  "owed",
  "received",
  "onSale",
  "missing",
  "dishonestyCost",
  "fakeUsd",
  "rewardUsd",
  "measured",
  "capacity",
  "slashable",
  "falsified",
  "shares"
] as const

/** Columns by provider row. */
export class ProviderColumns {
  /** What users paid through the network, USD. */
  workUsd = new Float64Array(0)
  /** What they paid that is still to be turned into tokens, micro-USD. */
  owed = new Float64Array(0)
  /** Tokens that came in since the last sale, and tokens on sale, minor units. */
  received = new Float64Array(0)
  onSale = new Float64Array(0)
  /** Stake that is still to be bought, minor units. */
  missing = new Float64Array(0)
  /** What fake work cost in this epoch, USD. */
  dishonestyCost = new Float64Array(0)
  /** Fake work and worth of the rewards of the last epoch, USD. */
  fakeUsd = new Float64Array(0)
  rewardUsd = new Float64Array(0)
  /** Work as the network measures it, USD; GPU-hours offered, by weight. */
  measured = new Float64Array(0)
  capacity = new Float64Array(0)
  /** What one proven fault would cost, USD. */
  slashable = new Float64Array(0)
  /** Share of its true work whose results are made up. */
  falsified = new Float64Array(0)
  /** 1 willing to fake, 0 not, −1 not yet drawn; the same for making up results. */
  willing = new Float64Array(0)
  willingToFalsify = new Float64Array(0)
  /** Scratch. */
  shares = new Float64Array(0)

  get length(): number {
    return this.workUsd.length
  }

  /** Makes room for provider rows below `count`. */
  reserve(count: number): void {
    if (count <= this.length) return
    for (const name of columns) this[name] = lengthened(this[name], count * 2)
    for (const name of ["willing", "willingToFalsify"] as const) this[name] = lengthened(this[name], count * 2, -1)
  }

  /** A provider is gone: nothing of it is left in its row. */
  clear(provider: number): void {
    for (const column of [this.workUsd, this.owed, this.received, this.fakeUsd, this.rewardUsd, this.falsified]) {
      column[provider] = 0
    }
    this.willing[provider] = -1
    this.willingToFalsify[provider] = -1
  }
}

/** The parts of one economy. */
export interface EconomyState {
  readonly config: NetworkToken
  readonly ledger: Ledger
  readonly token: AssetId
  readonly draws: Draws
  readonly accounts: TokenAccounts
  readonly exchange: Exchange
  readonly stakes: Stakes
  readonly signals: Signals
  readonly columns: ProviderColumns
}

/** Takes micro-USD out of a provider's wallet; its owner advances what is missing. */
export const payFromWallet = (
  { ledger, accounts }: EconomyState,
  wallet: AccountId,
  to: AccountId,
  amount: number
): void => {
  if (!ledger.covers(wallet, amount)) move(ledger, accounts.owners, wallet, amount)
  move(ledger, wallet, to, amount)
}

/** The fee of so many USD, micro-USD. */
export const feeOfUsd = ({ config }: EconomyState, amount: number): number =>
  feeOf(config.sink, Math.floor(amount * microUsd))
