/** The ledger accounts of one token's economy, beside those of its exchange and its stakes. */
import type { AccountId, AssetId, Ledger } from "../../ledger/Ledger.ts"

export interface TokenAccounts {
  /** Tokens waiting to be sold, and the USD they bring. */
  readonly sales: AccountId
  readonly proceeds: AccountId
  /** USD waiting to buy tokens, and the tokens bought. */
  readonly purchases: AccountId
  readonly bought: AccountId
  /** USD paid by users of a network whose payments are in tokens, until the next settlement. */
  readonly payments: AccountId
  /** USD kept of payments, until the next settlement. */
  readonly fees: AccountId
  /** What the network keeps for good. */
  readonly treasuryUsd: AccountId
  readonly treasuryTokens: AccountId
  /** Units that could not be divided. */
  readonly roundingUsd: AccountId
  readonly roundingTokens: AccountId
  /** Providers' own money: pays for stakes and for the fees of fake work. */
  readonly owners: AccountId
  /** Takes what fake work costs beside the fee. */
  readonly elsewhere: AccountId
}

/** Opens the accounts of one token. */
export const openTokenAccounts = (ledger: Ledger, name: string, token: AssetId, usd: AssetId): TokenAccounts => ({
  sales: ledger.account(`${name} sales`, token),
  proceeds: ledger.account(`${name} proceeds of sales`, usd),
  purchases: ledger.account(`${name} purchases`, usd),
  bought: ledger.account(`${name} bought`, token),
  payments: ledger.account(`${name} payments`, usd),
  fees: ledger.account(`${name} fees`, usd),
  treasuryUsd: ledger.account(`${name} treasury USD`, usd),
  treasuryTokens: ledger.account(`${name} treasury`, token),
  roundingUsd: ledger.account(`${name} rounding USD`, usd),
  roundingTokens: ledger.account(`${name} rounding`, token),
  owners: ledger.account(`${name} providers' own money`, usd, { outside: true }),
  elsewhere: ledger.account(`${name} elsewhere`, usd, { outside: true })
})
