/** Rewards that are paid and may not be sold yet. They stand in one account; the column says whose they are. */
import { lengthened } from "../../kernel/Columns.ts"
import { type AccountId, type AssetId, type Ledger } from "../../ledger/Ledger.ts"
import { mint, move } from "../../ledger/Money.ts"

export class VestedRewards {
  private readonly ledger: Ledger
  readonly account: AccountId
  /** Minor units, by provider. */
  private locked = new Float64Array(0)

  constructor(ledger: Ledger, token: AssetId, name: string) {
    this.ledger = ledger
    this.account = ledger.account(`${name} vesting rewards`, token)
  }

  /** Mints units that a provider will get later. */
  lock(provider: number, units: number): void {
    if (units === 0) return
    if (provider >= this.locked.length) this.locked = lengthened(this.locked, 2 * provider + 2)
    mint(this.ledger, this.account, units)
    this.locked[provider] = (this.locked[provider] ?? 0) + units
  }

  /** Pays out that share of what a provider has locked; gives the minor units. */
  release(provider: number, wallet: AccountId, share: number): number {
    const held = this.locked[provider] ?? 0
    const units = held < 2 ? held : Math.floor(held * share)
    if (units === 0) return 0
    this.locked[provider] = held - units
    move(this.ledger, this.account, wallet, units)
    return units
  }

  /** A provider is gone: what it has locked goes with its owner, who is a holder from now on. */
  clear(provider: number, holders: AccountId): void {
    const units = this.locked[provider] ?? 0
    if (units > 0) move(this.ledger, this.account, holders, units)
    if (provider < this.locked.length) this.locked[provider] = 0
  }
}
