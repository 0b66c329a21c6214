/** Akash's burn-and-mint: tenants burn AKT at the oracle price for ACT, a credit of one USD that cannot be passed on; settling burns ACT and pays AKT.
 *
 * All amounts are whole micro-units (uakt, uact), rounded as the chain rounds: prices are divided to eighteen decimals, what is minted and the spread are each cut
 * to whole units, and the spread stays in the vault. Burned AKT is kept in the vault as *remint credits*, which settlements use up before anything is minted
 * anew. So a provider who is settled at half the price gets twice the AKT that was burned, half of it new: the supply changes by S − B with B = A/P at the mint
 * and S = A/P at the settlement.
 *
 * A circuit breaker watches the collateral ratio, the vault's AKT (less what is pending) at the oracle price over all ACT: at `warn` mints come in ever longer
 * epochs, at `halt` there are none, while settlements go on. Without an oracle price nothing goes on at all.
 *
 * Source: AEP-76 and AEP-79 (Akash Enhancement Proposals); akash-network/node, x/bme/keeper (keeper.go, abci.go and their tests). AEP-76 prints the change of supply
 * with the opposite sign; its examples agree with S − B.
 *
 * **Gotchas** Without any ACT there is nothing to cover, and the breaker here is closed. The chain then takes the worth of the vault for the ratio, so that a vault
 * that was never funded stays halted; the live one was funded at launch. */
import * as FixedPoint from "./FixedPoint.ts"

/** Whole micro-units of AKT or ACT. */
export type MicroUnits = bigint

export interface Parameters {
  /** Collateral ratio, bps, at and below which mint epochs stretch. */
  readonly warn: number
  /** Collateral ratio, bps, at and below which nothing is minted. */
  readonly halt: number
  /** Share of minted ACT that stays in the vault, bps. */
  readonly mintSpread: number
  /** Share of settled AKT that stays in the vault, bps. */
  readonly settleSpread: number
  /** Blocks from one mint to the next while the ratio is at or above `warn`. */
  readonly minEpoch: number
  /** Growth of the epoch for each 10 bps below `warn`, percent. */
  readonly backOff: number
  /** Longest epoch, blocks: a day at six seconds a block. */
  readonly maxEpoch: number
  /** Least uact that one mint may bring. */
  readonly minMint: MicroUnits
  /** Least uakt that one settlement may bring. */
  readonly minSettle: MicroUnits
  /** Records that the end of one block may execute. */
  readonly maxRecords: number
}

/** The live parameters of Mainnet 17 (March 2026). */
export const live: Parameters = {
  warn: 9500,
  halt: 9000,
  mintSpread: 25,
  settleSpread: 0,
  minEpoch: 10,
  backOff: 10,
  maxEpoch: 14_400,
  minMint: 10_000_000n,
  minSettle: 0n,
  maxRecords: 50
}

/** What the module holds and what is outstanding. */
export interface Vault {
  /** uakt in the module's account, `pending` included. */
  readonly akt: MicroUnits
  /** uakt sent in for mints that have not been executed: no collateral yet. */
  readonly pending: MicroUnits
  /** uakt that may be paid out again before anything is minted anew. */
  readonly remintCredits: MicroUnits
  /** uact that exist, those kept as spread included. */
  readonly actSupply: MicroUnits
}

/** What a conversion brings. `minted = received + spread`. */
export interface Conversion {
  readonly minted: MicroUnits
  readonly spread: MicroUnits
  readonly received: MicroUnits
}

const basisPoints = FixedPoint.fromWhole(10_000n)

/** Converts whole units at two prices of a unit, above 10⁻¹⁸ and in any money, of which a share stays behind as spread. */
export const convert = (amount: bigint, priceFrom: number, priceTo: number, spread: number): Conversion => {
  const rate = FixedPoint.over(FixedPoint.fromNumber(priceFrom), FixedPoint.fromNumber(priceTo))
  const exact = FixedPoint.times(FixedPoint.fromWhole(amount), rate)
  const minted = FixedPoint.whole(exact)
  const kept = FixedPoint.whole(FixedPoint.times(exact, FixedPoint.fromNumber(spread)))
  return { minted, spread: kept, received: minted - kept }
}

/** uact for burned uakt at a price in USD per AKT; spread in bps. */
export const actFor = (akt: MicroUnits, price: number, spread = 0): Conversion =>
  convert(akt, price, 1, spread / 10_000)

/** uakt for burned uact at a price in USD per AKT: 1,000,000 uact at 3 USD are 333,333 uakt, and 330,000 with a spread of 100 bps. */
export const aktFor = (act: MicroUnits, price: number, spread = 0): Conversion =>
  convert(act, 1, price, spread / 10_000)

/** uakt to burn for ACT worth an amount of USD, B = A/P: 877.192983 AKT for 1,000 USD at 1.14. Rounded up, so that the whole amount is there to be settled. */
export const burnFor = (act: MicroUnits, price: number): MicroUnits => {
  const below = aktFor(act, price).minted
  return actFor(below, price).minted < act ? below + 1n : below
}

/** The chain keeps the ratio in 32 bits. */
const largestRatio = 4_294_967_295n

/** The collateral ratio; `undefined` when there is no ACT to cover. */
export const collateralRatio = (vault: Vault, price: number): number | undefined =>
  vault.actSupply === 0n ? undefined : FixedPoint.toNumber(fixedRatio(vault, price))

const fixedRatio = ({ actSupply, akt, pending }: Vault, price: number): FixedPoint.FixedPoint =>
  FixedPoint.over(
    FixedPoint.times(FixedPoint.fromWhole(akt - pending), FixedPoint.fromNumber(price)),
    FixedPoint.fromWhole(actSupply)
  )

/** The ratio in whole bps, cut off, as the breaker sees it. */
export const collateralBasisPoints = (vault: Vault, price: number): number => {
  if (vault.actSupply === 0n) return Number(largestRatio)
  const ratio = FixedPoint.whole(FixedPoint.times(fixedRatio(vault, price), basisPoints))
  return Number(ratio < largestRatio ? ratio : largestRatio)
}

/** Blocks from one mint to the next: ⌊minEpoch × (1 + backOff)^steps⌋ with a step for each whole 10 bps below `warn`, at most `maxEpoch`. */
export const epochBlocks = ({ backOff, maxEpoch, minEpoch, warn }: Parameters, ratio: number): number => {
  const steps = Math.floor((warn - ratio) / 10)
  if (steps <= 0 || backOff === 0) return minEpoch
  const growth = FixedPoint.over(FixedPoint.fromNumber(100 + backOff), FixedPoint.fromWhole(100n))
  const blocks = FixedPoint.whole(
    FixedPoint.times(FixedPoint.fromWhole(BigInt(minEpoch)), FixedPoint.power(growth, steps))
  )
  const longest = BigInt(maxEpoch)
  return Math.max(minEpoch, Number(blocks < longest ? blocks : longest))
}

export type Status = "healthy" | "warning" | "halted" | "no-price"

/** What the breaker says of a ratio in bps; of none when the oracle is silent. A halt for want of collateral stays one while the oracle is silent. */
export const statusOf = ({ halt, warn }: Parameters, ratio: number | undefined, before: Status = "healthy"): Status => {
  if (ratio === undefined) return before === "halted" ? "halted" : "no-price"
  return ratio > warn ? "healthy" : ratio > halt ? "warning" : "halted"
}

/** Why a request is not carried out. */
export type Refusal =
  | "no-price"
  | "halted"
  | "not-halted"
  | "below-minimum"
  | "nothing-comes-out"
  | "more-act-than-exists"

/** One request and what became of it. */
export interface Outcome {
  readonly vault: Vault
  readonly burned: MicroUnits
  /** All zero when refused. */
  readonly conversion: Conversion
  /** uakt paid out of remint credits. */
  readonly reminted: MicroUnits
  /** uakt or uact that came to exist. */
  readonly fresh: MicroUnits
  readonly refusal?: Refusal
}

const nothing: Conversion = { minted: 0n, spread: 0n, received: 0n }
const refused = (vault: Vault, refusal: Refusal): Outcome => ({
  vault,
  burned: 0n,
  conversion: nothing,
  reminted: 0n,
  fresh: 0n,
  refusal
})

/** A price that the oracle does not give is `undefined`; zero is none either. */
export type Price = number | undefined
const isGiven = (price: Price): price is number => price !== undefined && price > 0

/** Burns `amount` uakt and mints ACT at once, if the breaker lets it. */
export const mint = (vault: Vault, parameters: Parameters, amount: MicroUnits, price: Price): Outcome => {
  if (!isGiven(price)) return refused(vault, "no-price")
  if (statusOf(parameters, collateralBasisPoints(vault, price)) === "halted") return refused(vault, "halted")
  return mintPastBreaker(vault, parameters, amount, price)
}

/** As `mint`, for requests that the breaker has let through already. */
export const mintPastBreaker = (vault: Vault, parameters: Parameters, amount: MicroUnits, price: number): Outcome => {
  const conversion = actFor(amount, price, parameters.mintSpread)
  if (conversion.minted <= 0n) return refused(vault, "nothing-comes-out")
  if (conversion.minted < parameters.minMint) return refused(vault, "below-minimum")
  return {
    vault: {
      ...vault,
      akt: vault.akt + amount,
      remintCredits: vault.remintCredits + amount,
      actSupply: vault.actSupply + conversion.minted
    },
    burned: amount,
    conversion,
    reminted: 0n,
    fresh: conversion.minted
  }
}

/** Burns `amount` uact and pays AKT, out of remint credits first; goes on while minting is halted. */
export const settle = (vault: Vault, parameters: Parameters, amount: MicroUnits, price: Price): Outcome => {
  if (!isGiven(price)) return refused(vault, "no-price")
  if (amount > vault.actSupply) return refused(vault, "more-act-than-exists")
  const conversion = aktFor(amount, price, parameters.settleSpread)
  if (conversion.minted <= 0n) return refused(vault, "nothing-comes-out")
  if (conversion.minted < parameters.minSettle) return refused(vault, "below-minimum")
  const reminted = conversion.minted < vault.remintCredits ? conversion.minted : vault.remintCredits
  const fresh = conversion.minted - reminted
  return {
    vault: {
      ...vault,
      akt: vault.akt + fresh - conversion.received,
      remintCredits: vault.remintCredits - reminted,
      actSupply: vault.actSupply - amount
    },
    burned: amount,
    conversion,
    reminted,
    fresh
  }
}

/** Pays a debt of `debt` uact with the payer's own AKT at the oracle price, past the vault: only while minting is halted, when a tenant's ACT has run out. Nothing
 * is burned or minted. */
export const payDirectly = (vault: Vault, parameters: Parameters, debt: MicroUnits, price: Price): Outcome => {
  if (!isGiven(price)) return refused(vault, "no-price")
  if (statusOf(parameters, collateralBasisPoints(vault, price)) !== "halted") return refused(vault, "not-halted")
  const conversion = aktFor(debt, price)
  if (conversion.minted <= 0n) return refused(vault, "nothing-comes-out")
  return { vault, burned: 0n, conversion, reminted: 0n, fresh: 0n }
}
