/** Payment in credits worth one USD each, made only by burning tokens and paid out to providers in tokens of the day's price: Akash's burn-mint equilibrium.
 *
 * Users buy credits some time before their work is settled: so many credits are outstanding as they spend in `lead_time`. Their USD buy tokens in the pool, which go
 * into the vault (B = A/P). Settling burns credits and pays S = A/P tokens at that day's price: out of what was burned before (remint credits) while that lasts,
 * newly minted beyond. So the tokens that circulate change by S − B: when the price has fallen in between, providers get more than users burned.
 *
 * The breaker is read once an epoch: collateral ratio = vault × price / credits. Below `warn` the time from one purchase to the next grows by `back_off` for each
 * tenth of a percent; at `halt` nobody buys credits, and work that the credits left do not cover is paid with tokens bought directly.
 *
 * Every step is a posting: credits are an asset of their own, the vault is two accounts (remint credits; funding and spreads, which are collateral only).
 *
 * Source: AEP-76, AEP-79; akash-network/node, x/bme. Conversions and breaker are those of `AkashBurnMint.ts`; the same rules block by block: `AkashMintQueue.ts`.
 *
 * **Gotchas** Users pay pool fee, slippage and spread on top of what the market charges: their purchase is larger than the credits it brings. What credits do not cover on a day
 * stays owed to the next. */
import { Schema } from "effect"
import { type AccountId, type AssetId, type Ledger } from "../../ledger/Ledger.ts"
import { microUsd, move, usd } from "../../ledger/Money.ts"
import * as Field from "../../units/Field.ts"
import { day } from "../../units/Time.ts"
import { convert, epochBlocks, live, statusOf } from "./AkashBurnMint.ts"
import { wholeBelow } from "../../ledger/HandOut.ts"

const aep = "Akash: x/bme parameters, Mainnet 17"

export const Credits = Schema.Struct({
  lead_time: Field.quantity("duration")({
    description: "Mean time between buying credits and settling them: so much of their spending users hold as credits",
    default: "10 days",
    source: "assumption"
  }),
  vault: Field.quantity("tokens")({
    description: "Tokens with which the vault is funded at the start, out of the initial supply: collateral only",
    default: 0,
    source: "assumption"
  }),
  warn: Field.share({
    description: "Collateral ratio at and below which the time between purchases stretches",
    default: "95%",
    source: aep
  }),
  halt: Field.share({
    description: "Collateral ratio at and below which nobody can buy credits",
    default: "90%",
    source: aep
  }),
  back_off: Field.share({
    description: "Growth of that time for each tenth of a percent below `warn`",
    default: "10%",
    source: aep
  }),
  longest_epoch: Field.quantity("duration", { minimum: 60 })({
    description: "Longest time between purchases below `warn`",
    default: "1 day",
    source: `${aep}: 14,400 blocks of six seconds`
  }),
  mint_spread: Field.share({
    description: "Share of bought credits that stays in the vault",
    default: "0.25%",
    source: aep
  }),
  settle_spread: Field.share({
    description: "Share of the tokens paid out that stays in the vault",
    default: 0,
    source: aep
  })
}).check(
  Schema.makeFilter(({ halt, warn }) =>
    halt <= warn ? undefined : { path: ["halt"], issue: "At most `warn`: the breaker warns before it halts" }
  )
)
export type Credits = typeof Credits.Type

const unitsPerToken = 1e9
/** A token has so many times the minor units of a USD: what a minor unit of a credit is worth where one of a token is worth the price. */
const unitsPerMicroUsd = unitsPerToken / microUsd
/** USD below which the arithmetic of the chain knows no price. */
const leastPrice = 1e-17
const secondsPerBlock = 6
/** Weight of a day in the smoothed spending: a week of memory, an assumption. */
const memoryDays = 7

/** What is bought in an epoch, micro-USD. */
export interface Plan {
  /** For credits. */
  readonly credits: number
  /** For tokens that go to providers directly. */
  readonly direct: number
}

/** The vault, the credits and the breaker of one token. */
export class BurnMint {
  private readonly rule: Credits
  private readonly ledger: Ledger
  /** Credits that users hold, and those kept as spread. */
  private readonly asset: AssetId
  private readonly held: AccountId
  private readonly kept: AccountId
  /** Tokens that were burned and may be minted again; tokens that are collateral only. */
  private readonly remint: AccountId
  private readonly reserve: AccountId
  /** Users' money for credits that no work has used yet. */
  private readonly advances: AccountId
  /** Smoothed spending, micro-USD a day. */
  private spending = 0
  private daysSeen = 0
  /** From when on credits can be bought again, s. */
  private nextPurchase = 0
  isHalted = false
  /** Of the last epoch, minor units: tokens paid out for credits, and tokens burned for credits. */
  paidOut = 0n
  burned = 0n

  constructor(rule: Credits, ledger: Ledger, token: AssetId, dollars: AssetId, name: string) {
    this.rule = rule
    this.ledger = ledger
    this.asset = ledger.asset(`${name} credits`, usd.decimals)
    this.held = ledger.account(`${name} credits of users`, this.asset)
    this.kept = ledger.account(`${name} credits kept as spread`, this.asset)
    this.remint = ledger.account(`${name} vault`, token)
    this.reserve = ledger.account(`${name} vault reserve`, token)
    this.advances = ledger.account(`${name} users' advances`, dollars, { outside: true })
  }

  /** Funds the vault out of the initial supply, as far as it goes. */
  endow(holders: AccountId): void {
    const wanted = BigInt(Math.floor(this.rule.vault * unitsPerToken))
    const there = this.ledger.balance(holders)
    this.ledger.transferLarge(holders, this.reserve, wanted < there ? wanted : there)
  }

  /** Credits outstanding, USD. */
  get outstanding(): number {
    return this.ledger.approximateSupply(this.asset) / microUsd
  }

  /** Tokens in the vault: they do not circulate. */
  get vault(): number {
    return Number(this.ledger.balance(this.remint) + this.ledger.balance(this.reserve)) / unitsPerToken
  }

  /** Vault at a price over credits; 0 while there are no credits. */
  ratio(price: number): number {
    const { outstanding } = this
    return outstanding > 0 ? (this.vault * price) / outstanding : 0
  }

  /** What users buy in an epoch in which work worth `owed` micro-USD is to be settled, of which `paid` is new. */
  plan(owed: number, paid: number, now: number, days: number, price: number): Plan {
    const { rule } = this
    this.daysSeen += days
    const weight = Math.max(-Math.expm1(-days / memoryDays), Math.min(1, days / this.daysSeen))
    this.spending += weight * (paid / days - this.spending)
    const basis = this.outstanding > 0 ? Math.floor(Math.min(1e9, this.ratio(price) * 10_000)) : 1e9
    const parameters = {
      ...live,
      warn: Math.round(rule.warn * 10_000),
      halt: Math.round(rule.halt * 10_000),
      backOff: rule.back_off * 100,
      maxEpoch: Math.round(rule.longest_epoch / secondsPerBlock)
    }
    this.isHalted = statusOf(parameters, basis) === "halted"
    const covered = this.ledger.spendable(this.held)
    if (this.isHalted) return { credits: 0, direct: Math.max(0, owed - covered) }
    if (now < this.nextPurchase) return { credits: 0, direct: 0 }
    this.nextPurchase = now + epochBlocks(parameters, basis) * secondsPerBlock
    const target = (this.spending * rule.lead_time) / day
    const lacking = Math.max(0, owed + target - covered)
    return { credits: Math.ceil(lacking / Math.max(0.01, 1 - rule.mint_spread)), direct: 0 }
  }

  /** Brings `amount` of users' money to where it buys: what jobs have paid first, the rest in advance; what is not needed was paid in advance before. */
  fund(payments: AccountId, purchases: AccountId, amount: number): void {
    const { ledger } = this
    const paid = wholeBelow(ledger.balance(payments))
    const now = Math.min(paid, amount)
    move(ledger, payments, purchases, now)
    move(ledger, payments, this.advances, paid - now)
    move(ledger, this.advances, purchases, amount - now)
  }

  /** Pays in USD what a provider who leaves is still owed. */
  payInUsd(payments: AccountId, wallet: AccountId, amount: number): void {
    const now = Math.min(amount, this.ledger.spendable(payments))
    move(this.ledger, payments, wallet, now)
    move(this.ledger, this.advances, wallet, amount - now)
  }

  /** Burns tokens for credits at a price. */
  mint(from: AccountId, tokens: bigint, price: number): void {
    const { ledger, rule } = this
    this.burned = tokens
    if (tokens === 0n) return
    const { received, spread } = convert(tokens, price, unitsPerMicroUsd, rule.mint_spread)
    ledger.transferLarge(from, this.remint, tokens)
    ledger.mintLarge(this.held, received)
    ledger.mintLarge(this.kept, spread)
  }

  /** Burns credits for up to `amount` micro-USD and pays tokens at a price into `to`; returns what the credits covered. */
  settle(to: AccountId, amount: number, price: number): number {
    const { ledger, rule } = this
    this.paidOut = 0n
    const covered = Math.min(Math.max(0, Math.floor(amount)), ledger.spendable(this.held))
    if (covered === 0 || !(price > leastPrice)) return 0
    ledger.burnLarge(this.held, BigInt(covered))
    const { minted, received, spread } = convert(BigInt(covered), unitsPerMicroUsd, price, rule.settle_spread)
    const burnedBefore = ledger.balance(this.remint)
    const reminted = minted < burnedBefore ? minted : burnedBefore
    ledger.transferLarge(this.remint, to, reminted)
    ledger.mintLarge(to, minted - reminted)
    ledger.transferLarge(to, this.reserve, spread)
    this.paidOut = received
    return covered
  }
}
