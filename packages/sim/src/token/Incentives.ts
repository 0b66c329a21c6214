/** What the world needs of a network's incentives, whether there is a token or not. */
import type { AccountId, AssetId } from "../ledger/Ledger.ts"
import type { Signals } from "./Signals.ts"

/** Who stands behind a row, by names and not by rows: what is drawn for an owner is the same whatever the others do, and when it comes back. */
export interface Owner {
  /** 32-bit number of the name of its group (`Draws.purpose`). */
  readonly group: number
  /** Its number there. */
  readonly number: number
}

/** What the world knows about an epoch, by provider row. Rows without capacity and work cost next to nothing. */
export interface Epoch {
  /** End of the epoch, seconds from the start of the scenario. */
  readonly now: number
  /** Length, seconds. */
  readonly seconds: number
  /** Rows 0 to `providers` − 1 are looked at. */
  readonly providers: number
  /** GPU-hours listed on this network during the epoch. */
  readonly offeredGpuHours: Float64Array
  /** GPU-hours of all of them that were rented, on whichever network. */
  readonly rentedGpuHours: number
  /** Position of each row's GPU model in the catalogue. */
  readonly gpuModels: ArrayLike<number>
  /** USD that the provider must find now (power, debt) and does not have. */
  readonly cashNeedUsd: Float64Array
  /** Accounts of USD and of the token, opened by the world; −1 for rows that have none, which may neither offer nor be paid. */
  readonly usdWallets: ArrayLike<AccountId>
  readonly tokenWallets: ArrayLike<AccountId>
  /** Who owns a row that is in use. */
  readonly ownerOf: (provider: number) => Owner
}

/** The incentives of one network. */
export interface Incentives {
  /** The token's asset, if there is a token. */
  readonly token: AssetId | undefined
  /** Share of each payment that providers do not get: what the network keeps, and what stays in a vault. */
  readonly feeShare: number
  /** What is known after the last settlement. */
  readonly signals: Signals
  /** Worth of the tokens minted for each provider in the last epoch, USD. May be shorter than the table of providers: absent is 0. */
  readonly rewardUsd: Float64Array
  /** Fake work of the last epoch by provider, USD. Absent is 0. */
  readonly fakeUsd: Float64Array
  /** Whether users pay with credits, which a vault covers. */
  readonly paysCredits?: boolean
  /** What an offered hour of a GPU model, by position in the catalogue, earns for being there against the mean of all: 1 where all count alike. */
  capacityFactor?(model: number): number
  /** Pays for work: `amount` micro-USD leave `from`. Returns the micro-USD that the provider has earned: in its wallet now, or, where payments
   * are in tokens, as tokens of that worth at the next settlement. */
  payOut(from: AccountId, provider: number, usdWallet: AccountId, amount: number): number
  /** A provider is gone; call it before its row is used again. Empties `tokenWallet` (−1: it has none), so that it can be closed. */
  leave(provider: number, usdWallet: AccountId, tokenWallet: AccountId): void
  /** Settles one epoch. */
  settleEpoch(epoch: Epoch): void
}
