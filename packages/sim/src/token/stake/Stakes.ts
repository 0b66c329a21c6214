/** Who has how much of the token locked up. The tokens stand in one ledger account; the columns here say whose they are.
 *
 * Law: staked plus unbonding, summed over providers, is the account's balance.
 *
 * **Gotchas** Stakes are kept in lots of 4,096 minor units (four millionths of a token), so that a column holds up to 36 billion tokens exactly. */
import { lengthened } from "../../kernel/Columns.ts"
import { type AccountId, type AssetId, type Ledger } from "../../ledger/Ledger.ts"
import { move } from "../../ledger/Money.ts"
import { adjustment } from "./Stake.ts"

const lot = 4_096
const inLots = (units: number): number => Math.trunc(units / lot) * lot

/** The locked tokens of one network, by provider, in minor units. */
export class Stakes {
  private readonly ledger: Ledger
  /** Where all locked tokens stand. */
  readonly account: AccountId
  /** Locked for capacity on offer. */
  staked = new Float64Array(0)
  /** Taken since the start, minor units. */
  slashed = 0
  /** Locked until `freeAt`. */
  unbonding = new Float64Array(0)
  /** Seconds; one date for each provider: giving up more capacity starts the wait anew for all that is unbonding. */
  private freeAt = new Float64Array(0)

  constructor(ledger: Ledger, token: AssetId, name: string) {
    this.ledger = ledger
    this.account = ledger.account(`${name} stakes`, token)
  }

  /** Makes room for provider numbers below `count`. */
  reserve(count: number): void {
    if (count <= this.staked.length) return
    for (const column of ["staked", "unbonding", "freeAt"] as const) this[column] = lengthened(this[column], count * 2)
  }

  /** Gives back what has waited long enough; returns the minor units. */
  release(provider: number, wallet: AccountId, now: number): number {
    const units = this.unbonding[provider] ?? 0
    if (units === 0 || now < (this.freeAt[provider] ?? 0)) return 0
    this.unbonding[provider] = 0
    move(this.ledger, this.account, wallet, units)
    return units
  }

  /** Brings a stake to what is needed: unbonds what is over, locks again what is unbonding, then what the wallet holds.
   * Returns the minor units that are still missing. */
  adjust(provider: number, wallet: AccountId, needed: number, days: number, freeAt: number): number {
    const staked = this.staked[provider] ?? 0
    const change = inLots(adjustment(staked, Math.ceil(needed / lot) * lot, days))
    if (change < 0) {
      this.staked[provider] = staked + change
      this.unbonding[provider] = (this.unbonding[provider] ?? 0) - change
      this.freeAt[provider] = freeAt
      return 0
    }
    const again = Math.min(change, this.unbonding[provider] ?? 0)
    this.unbonding[provider] = (this.unbonding[provider] ?? 0) - again
    const held = inLots(Math.min(change - again, this.ledger.spendable(wallet)))
    if (held > 0) move(this.ledger, wallet, this.account, held)
    this.staked[provider] = staked + again + held
    return change - again - held
  }

  /** Locks tokens that came from elsewhere, whole lots only. */
  add(provider: number, from: AccountId, tokens: number): void {
    const units = inLots(tokens)
    move(this.ledger, from, this.account, units)
    this.staked[provider] = (this.staked[provider] ?? 0) + units
  }

  /** Burns up to so many minor units of what a provider has locked, unbonding tokens included; returns what was burned. */
  slash(provider: number, tokens: number): number {
    const units = inLots(tokens)
    const fromStaked = Math.min(units, this.staked[provider] ?? 0)
    const fromUnbonding = Math.min(units - fromStaked, this.unbonding[provider] ?? 0)
    const lost = fromStaked + fromUnbonding
    if (lost <= 0) return 0
    this.ledger.burnLarge(this.account, BigInt(lost))
    this.slashed += lost
    this.staked[provider] = (this.staked[provider] ?? 0) - fromStaked
    this.unbonding[provider] = (this.unbonding[provider] ?? 0) - fromUnbonding
    return lost
  }

  /** A provider is gone: everything it has locked goes to `to`. */
  clear(provider: number, to: AccountId): void {
    const units = (this.staked[provider] ?? 0) + (this.unbonding[provider] ?? 0)
    if (units > 0) move(this.ledger, this.account, to, units)
    this.staked[provider] = 0
    this.unbonding[provider] = 0
  }
}
