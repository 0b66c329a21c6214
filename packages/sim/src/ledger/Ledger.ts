/** Double-entry accounts for every asset, in whole minor units, exact far beyond 2^53.
 *
 * A movement takes from one account what it gives to another of the same asset; minting and burning are postings too and
 * their totals are kept. So at every instant, for every asset, *minted − burned = sum of balances*, exactly: balances of
 * `outside` accounts (the rest of the world: users' banks, exchanges, utilities) are part of that sum and may go below zero.
 *
 * A balance is `high × 2^52 + low` with `0 ≤ low < 2^52` and both limbs whole float64 numbers, so an amount of up to 2^52 minor
 * units (4.5 billion USD in micro-USD) moves without allocating, and balances are exact up to 2^104.
 *
 * **Gotchas** An `Overdraft` is a bug in the model, not an event of the market: ask `covers` first where somebody may be short.
 * Amounts are minor units: `Money.ts` converts. The whole state is arrays, so a snapshot copies it. */
import { doubled } from "../kernel/Columns.ts"

declare const assetBrand: unique symbol
declare const accountBrand: unique symbol
/** Position of an asset in the ledger. Any array of numbers may hold it. */
export type AssetId = number & { readonly [assetBrand]?: never }
/** Position of an account in the ledger. Any array of numbers may hold it. */
export type AccountId = number & { readonly [accountBrand]?: never }

/** The most that one allocation-free posting can move: 2^52 minor units. */
export const largestAmount = 4_503_599_627_370_496
const limb = largestAmount
const limbBits = 52n
const limbMask = (1n << limbBits) - 1n
/** Balances beyond ±2^104 are refused: no asset needs them, and the limbs would stop being exact. */
const largestBalance = 1n << 104n

/** An account that is not `outside` would go below zero. */
export class Overdraft extends Error {
  readonly _tag = "Overdraft"
  override readonly name = "Overdraft"
  readonly account: string
  readonly asset: string
  readonly balance: bigint
  readonly amount: bigint
  constructor(account: string, asset: string, balance: bigint, amount: bigint, counterpart: string) {
    super(`${account} holds ${balance} minor units of ${asset} and cannot pay ${amount} to ${counterpart}`)
    this.account = account
    this.asset = asset
    this.balance = balance
    this.amount = amount
  }
}

/** A posting that makes no sense: an amount that is not whole or out of range, an account that is not open, two assets in one transfer. */
export class InvalidPosting extends Error {
  readonly _tag = "InvalidPosting"
  override readonly name = "InvalidPosting"
}

/** How an account is opened. */
export interface AccountOptions {
  /** May go below zero: the world outside the model. */
  readonly outside?: boolean
  /** A number behind the name (`provider/17`), kept as a number so that a hundred thousand accounts share one text. */
  readonly number?: number
}

/** The books of one run. */
export class Ledger {
  private readonly assetNames: Array<string> = []
  private readonly assetDecimals: Array<number> = []
  private readonly accountNames: Array<string> = []
  private readonly closed: Array<AccountId> = []
  private opened = 0
  // One slot per account; float64 throughout so that the fast path never converts.
  private assetOf = new Float64Array(64).fill(-1)
  private numberOf = new Float64Array(64)
  private mayOwe = new Float64Array(64)
  private high = new Float64Array(64)
  private low = new Float64Array(64)
  // Two slots per asset: minted at 2 × asset, burned at 2 × asset + 1.
  private totalHigh = new Float64Array(8)
  private totalLow = new Float64Array(8)

  /** Declares an asset whose minor unit is 10^−`decimals`; asking again for a known name gives the same id. */
  asset(name: string, decimals: number): AssetId {
    const known = this.assetNames.indexOf(name)
    if (known >= 0) {
      if (this.assetDecimals[known] === decimals) return known
      throw new InvalidPosting(`${name} has ${this.assetDecimals[known]} decimals, not ${decimals}`)
    }
    if (!Number.isInteger(decimals) || decimals < 0 || decimals > 18) {
      throw new InvalidPosting(`${name} must have between 0 and 18 decimals, not ${decimals}`)
    }
    const id = this.assetNames.push(name) - 1
    this.assetDecimals.push(decimals)
    if (2 * id + 2 > this.totalLow.length) {
      this.totalHigh = doubled(this.totalHigh)
      this.totalLow = doubled(this.totalLow)
    }
    return id
  }

  /** Opens an account with balance zero. Ids of closed accounts are used again. */
  account(name: string, asset: AssetId, options: AccountOptions = {}): AccountId {
    if (this.assetNames[asset] === undefined) throw new InvalidPosting(`${name} names an asset that is not declared`)
    const id = this.closed.pop() ?? this.opened++
    if (id >= this.low.length) this.grow()
    this.accountNames[id] = name
    this.assetOf[id] = asset
    this.numberOf[id] = options.number ?? -1
    this.mayOwe[id] = options.outside === true ? 1 : 0
    this.high[id] = 0
    this.low[id] = 0
    return id
  }

  /** Closes an empty account, so that its id can be given again. */
  close(account: AccountId): void {
    this.requireOpen(account)
    if (this.high[account] !== 0 || this.low[account] !== 0) {
      throw new InvalidPosting(`${this.name(account)} still holds ${this.balance(account)} and cannot be closed`)
    }
    this.assetOf[account] = -1
    this.closed.push(account)
  }

  /** Moves a whole `amount` of up to 2^52 minor units. Allocates nothing. */
  transfer(from: AccountId, to: AccountId, amount: number): void {
    const asset = this.assetOf[from]
    if (asset === undefined || asset < 0 || asset !== this.assetOf[to]) this.refuseAccounts(from, to)
    if (!(amount >= 0 && amount <= limb && Math.floor(amount) === amount)) this.refuseAmount(from, to, amount)
    this.take(from, to, amount)
    this.give(to, amount)
  }

  /** Moves any whole amount. */
  transferLarge(from: AccountId, to: AccountId, amount: bigint): void {
    const asset = this.assetOf[from]
    if (asset === undefined || asset < 0 || asset !== this.assetOf[to]) this.refuseAccounts(from, to)
    this.requireLarge(amount)
    if (from === to) return this.requireCover(from, to, amount)
    const left = this.balance(from) - amount
    const arrived = this.balance(to) + amount
    this.requireCover(from, to, amount)
    this.requireRange(left)
    this.requireRange(arrived)
    this.write(from, left)
    this.write(to, arrived)
  }

  /** Makes a whole `amount` of up to 2^52 new minor units. Allocates nothing. */
  mint(to: AccountId, amount: number): void {
    const asset = this.requireOpen(to)
    if (!(amount >= 0 && amount <= limb && Math.floor(amount) === amount)) this.refuseAmount(-1, to, amount)
    this.give(to, amount)
    this.count(2 * asset, amount)
  }

  /** Makes any whole amount of new minor units. */
  mintLarge(to: AccountId, amount: bigint): void {
    const asset = this.requireOpen(to)
    this.requireLarge(amount)
    const arrived = this.balance(to) + amount
    const total = this.total(2 * asset) + amount
    this.requireRange(arrived)
    this.requireRange(total)
    this.write(to, arrived)
    this.writeTotal(2 * asset, total)
  }

  /** Destroys a whole `amount` of up to 2^52 minor units. Allocates nothing. */
  burn(from: AccountId, amount: number): void {
    const asset = this.requireOpen(from)
    if (!(amount >= 0 && amount <= limb && Math.floor(amount) === amount)) this.refuseAmount(from, -1, amount)
    this.take(from, -1, amount)
    this.count(2 * asset + 1, amount)
  }

  /** Destroys any whole amount of minor units. */
  burnLarge(from: AccountId, amount: bigint): void {
    const asset = this.requireOpen(from)
    this.requireLarge(amount)
    this.requireCover(from, -1, amount)
    const left = this.balance(from) - amount
    const total = this.total(2 * asset + 1) + amount
    this.requireRange(left)
    this.requireRange(total)
    this.write(from, left)
    this.writeTotal(2 * asset + 1, total)
  }

  /** Whether the account can pay `amount` minor units now; accounts of the outside world always can. */
  covers(account: AccountId, amount: number): boolean {
    if (this.requireOpen(account) >= 0 && this.mayOwe[account] === 1) return true
    const high = this.high[account] ?? 0
    // `high ≥ 1` holds at least 2^52 beside a low limb that is never negative.
    if (amount <= limb) return high >= 1 || (this.low[account] ?? 0) >= amount
    return Number.isFinite(amount) && this.balance(account) >= BigInt(amount)
  }

  /** What the account holds, exactly, in minor units. */
  balance(account: AccountId): bigint {
    this.requireOpen(account)
    return (BigInt(this.high[account] ?? 0) << limbBits) + BigInt(this.low[account] ?? 0)
  }

  /** What the account holds in minor units, rounded to the nearest float64: exact up to 2^53. Allocates nothing. */
  approximateBalance(account: AccountId): number {
    return (this.high[account] ?? 0) * limb + (this.low[account] ?? 0)
  }

  /** A float64 that the account surely covers: its balance up to 2^53, beyond that a little less. Allocates nothing. */
  spendable(account: AccountId): number {
    const balance = this.approximateBalance(account)
    return balance < 2 * limb ? balance : balance * (1 - 2 ** -51)
  }

  /** Everything of this asset ever made, in minor units. */
  minted(asset: AssetId): bigint {
    return this.total(2 * asset)
  }

  /** Everything of this asset ever destroyed, in minor units. */
  burned(asset: AssetId): bigint {
    return this.total(2 * asset + 1)
  }

  /** Minted − burned, rounded to the nearest float64. Allocates nothing. */
  approximateSupply(asset: AssetId): number {
    const mint = 2 * asset
    const high = (this.totalHigh[mint] ?? 0) - (this.totalHigh[mint + 1] ?? 0)
    return high * limb + ((this.totalLow[mint] ?? 0) - (this.totalLow[mint + 1] ?? 0))
  }

  /** Sum of all balances of an asset: the law says that it is `minted − burned`. Walks over every account. */
  sumOfBalances(asset: AssetId): bigint {
    let high = 0n
    let low = 0n
    for (let account = 0; account < this.opened; account++) {
      if (this.assetOf[account] !== asset) continue
      high += BigInt(this.high[account] ?? 0)
      low += BigInt(this.low[account] ?? 0)
    }
    return (high << limbBits) + low
  }

  /** The account's name for people: `provider/17` when it was opened with a number. */
  name(account: AccountId): string {
    const name = this.accountNames[account] ?? `account ${account}`
    const number = this.numberOf[account] ?? -1
    return number >= 0 ? `${name}/${number}` : name
  }

  /** The asset that an open account holds. */
  assetOfAccount(account: AccountId): AssetId {
    return this.requireOpen(account)
  }

  assetName(asset: AssetId): string {
    return this.assetNames[asset] ?? `asset ${asset}`
  }

  decimals(asset: AssetId): number {
    const decimals = this.assetDecimals[asset]
    if (decimals === undefined) throw new InvalidPosting(`asset ${asset} is not declared`)
    return decimals
  }

  /** How many assets are declared: their ids run from 0. */
  get assets(): number {
    return this.assetNames.length
  }

  /** How many account ids have been given out so far, closed ones included. */
  get accounts(): number {
    return this.opened
  }

  private take(from: AccountId, to: AccountId, amount: number): void {
    let low = (this.low[from] ?? 0) - amount
    if (low < 0) {
      const high = (this.high[from] ?? 0) - 1
      if (high < 0 && this.mayOwe[from] !== 1) this.refuseOverdraft(from, to, BigInt(amount))
      this.high[from] = high
      low += limb
    }
    this.low[from] = low
  }

  private give(to: AccountId, amount: number): void {
    let low = (this.low[to] ?? 0) + amount
    if (low >= limb) {
      low -= limb
      this.high[to] = (this.high[to] ?? 0) + 1
    }
    this.low[to] = low
  }

  private count(slot: number, amount: number): void {
    let low = (this.totalLow[slot] ?? 0) + amount
    if (low >= limb) {
      low -= limb
      this.totalHigh[slot] = (this.totalHigh[slot] ?? 0) + 1
    }
    this.totalLow[slot] = low
  }

  private write(account: AccountId, balance: bigint): void {
    this.high[account] = Number(balance >> limbBits)
    this.low[account] = Number(balance & limbMask)
  }

  private writeTotal(slot: number, total: bigint): void {
    this.totalHigh[slot] = Number(total >> limbBits)
    this.totalLow[slot] = Number(total & limbMask)
  }

  private total(slot: number): bigint {
    return (BigInt(this.totalHigh[slot] ?? 0) << limbBits) + BigInt(this.totalLow[slot] ?? 0)
  }

  private grow(): void {
    this.assetOf = doubled(this.assetOf, -1)
    this.numberOf = doubled(this.numberOf)
    this.mayOwe = doubled(this.mayOwe)
    this.high = doubled(this.high)
    this.low = doubled(this.low)
  }

  private requireOpen(account: AccountId): AssetId {
    const asset = this.assetOf[account]
    if (asset === undefined || asset < 0) throw new InvalidPosting(`${this.name(account)} is not open`)
    return asset
  }

  private requireLarge(amount: bigint): void {
    if (amount < 0n || amount > largestBalance) throw new InvalidPosting(`${amount} is not between 0 and 2^104`)
  }

  private requireCover(from: AccountId, to: AccountId, amount: bigint): void {
    if (this.mayOwe[from] !== 1 && this.balance(from) < amount) this.refuseOverdraft(from, to, amount)
  }

  private requireRange(balance: bigint): void {
    if (balance > largestBalance || balance < -largestBalance) {
      throw new InvalidPosting(`${balance} minor units are beyond what an account can hold (2^104)`)
    }
  }

  private refuseOverdraft(from: AccountId, to: AccountId, amount: bigint): never {
    const asset = this.assetName(this.assetOf[from] ?? -1)
    throw new Overdraft(this.name(from), asset, this.balance(from), amount, to < 0 ? "be burned" : this.name(to))
  }

  private refuseAccounts(from: AccountId, to: AccountId): never {
    this.requireOpen(from)
    this.requireOpen(to)
    const assets = [from, to].map((account) => this.assetName(this.assetOf[account] ?? -1))
    throw new InvalidPosting(
      `${this.name(from)} holds ${assets[0]} and ${this.name(to)} holds ${assets[1]}: a transfer moves one asset`
    )
  }

  private refuseAmount(from: AccountId, to: AccountId, amount: number): never {
    const parties = [from, to].map((account) => (account < 0 ? "nobody" : this.name(account))).join(" to ")
    throw new InvalidPosting(`${amount} from ${parties} is not a whole number of minor units between 0 and 2^52`)
  }
}
