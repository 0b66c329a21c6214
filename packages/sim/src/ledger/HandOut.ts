/** Dividing what stands in one account over many wallets, to the unit. */
import type { AccountId, Ledger } from "./Ledger.ts"
import { move, splitDown } from "./Money.ts"

/** Sum of the first `count` values. */
export const sum = (column: Float64Array, count: number): number => {
  let total = 0
  for (let index = 0; index < count; index++) total += column[index] ?? 0
  return total
}

/** The largest float64 that is not above a whole `amount`. */
export const wholeBelow = (amount: bigint): number => {
  const nearest = Number(amount)
  return BigInt(nearest) <= amount ? nearest : nearest * (1 - 2 ** -53)
}

/** `part`/`whole` of an amount, rounded down; the ratio is taken to twelve digits, and exactly when it is 1. */
export const portion = (amount: bigint, part: number, whole: number): bigint => {
  if (!(whole > 0) || part <= 0) return 0n
  return part >= whole ? amount : (amount * BigInt(Math.floor((part / whole) * 1e12))) / 1_000_000_000_000n
}

/** Pays `amount` out of `from` to the first `count` wallets in proportion to `weights`; what cannot be divided goes to `rounding`.
 * `shares` is filled with what each got, in minor units. */
export const handOut = (
  ledger: Ledger,
  from: AccountId,
  amount: bigint,
  weights: Float64Array,
  wallets: ArrayLike<AccountId>,
  count: number,
  shares: Float64Array,
  rounding: AccountId
): void => {
  if (amount === 0n) return void shares.fill(0, 0, count)
  const kept = ledger.balance(from) - amount
  splitDown(wholeBelow(amount), weights, sum(weights, count), count, shares)
  for (let index = 0; index < count; index++) {
    const units = shares[index] ?? 0
    if (units > 0) move(ledger, from, wallets[index] ?? -1, units)
  }
  ledger.transferLarge(from, rounding, ledger.balance(from) - kept)
}
