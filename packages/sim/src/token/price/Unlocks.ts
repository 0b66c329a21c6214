/** Grants that are released while a run goes on, and the selling that follows. */
import type { AccountId, AssetId, Ledger } from "../../ledger/Ledger.ts"
import { mint, move } from "../../ledger/Money.ts"
import { type Grant, justBefore, releasedBetween, sell, type Selling } from "../distribution/Vesting.ts"

/** Tokens of investors, team and foundation: minted when they become free, into the hands of holders, who sell a part by and by. */
export class Unlocks {
  /** Minor units put on sale in this epoch. */
  onSale = 0
  private readonly grants: ReadonlyArray<Grant>
  private readonly selling: Selling
  private readonly ledger: Ledger
  /** Where those tokens stand that are free and wait to be sold. */
  readonly account: AccountId
  private readonly unitsPerToken: number
  /** Tokens released that are not whole minor units yet. */
  private carried = 0

  constructor(
    grants: ReadonlyArray<Grant>,
    selling: Selling,
    ledger: Ledger,
    token: AssetId,
    name: string,
    unitsPerToken: number
  ) {
    this.grants = grants
    this.selling = selling
    this.ledger = ledger
    this.account = ledger.account(`${name} unlocked`, token)
    this.unitsPerToken = unitsPerToken
  }

  /** Releases what falls due between two times and puts what its owners sell now into `sales`; the rest stays theirs. */
  settle(from: number, to: number, holders: AccountId, sales: AccountId): void {
    this.onSale = 0
    if (this.grants.length === 0) return
    const { ledger, selling, unitsPerToken } = this
    const due = releasedBetween(this.grants, from > 0 ? from : justBefore, to) * unitsPerToken + this.carried
    const units = Math.floor(due)
    this.carried = due - units
    const toSell = Math.floor(units * selling.share)
    mint(ledger, this.account, toSell)
    mint(ledger, holders, units - toSell)
    const waiting = ledger.spendable(this.account)
    const now = Math.floor(sell({ ...selling, share: 1 }, waiting, 0, to - from).sold)
    if (now > 0) move(ledger, this.account, sales, now)
    this.onSale = now
  }
}
