/** From numbers that people write (USD, tokens) to the whole minor units of the ledger and back, and dividing an amount without losing a unit. */
import { type AccountId, largestAmount, type Ledger } from "./Ledger.ts"

/** The USD of the model: micro-USD, as stable coins count. */
export const usd = { name: "USD", decimals: 6 } as const
/** Decimals of tokens: 10^−9, the minor unit of TAO and SOL. */
export const tokenDecimals = 9

const scales = [1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18]
const largestHeld = 2 ** 104
const exact = 2 ** 53

/** A number that an asset's minor units cannot hold: not finite, or too large. */
export class AmountOutOfRange extends Error {
  readonly _tag = "AmountOutOfRange"
  override readonly name = "AmountOutOfRange"
}

/** Minor units in one whole unit of an asset with that many decimals. */
export const scaleOf = (decimals: number): number => {
  const scale = scales[decimals]
  if (scale === undefined) throw new AmountOutOfRange(`An asset has between 0 and 18 decimals, not ${decimals}`)
  return scale
}

/** Micro-USD in a USD. */
export const microUsd = scaleOf(usd.decimals)

/** Half to even, so that many roundings do not drift. */
const rounded = (value: number): number => {
  const below = Math.floor(value)
  const above = value - below
  return above < 0.5 || (above === 0.5 && below % 2 === 0) ? below : below + 1
}

/** `amount` in whole minor units of an asset with `decimals`, up to the 2^104 units that an account can hold.
 *
 * **Gotchas** The fraction times 10^decimals is first rounded to the nearest float64, as any product of two numbers is. */
export const wholeUnitsLarge = (amount: number, decimals: number): bigint => {
  const scale = scaleOf(decimals)
  if (!(Math.abs(amount) * scale <= largestHeld)) {
    throw new AmountOutOfRange(
      `${amount} does not fit an account: with ${decimals} decimals it can hold ${largestHeld / scale}`
    )
  }
  const whole = Math.floor(amount)
  return BigInt(whole) * BigInt(scale) + BigInt(rounded((amount - whole) * scale))
}

/** Minor units as a number of whole units, to the nearest float64. */
export const fromUnits = (units: number | bigint, decimals: number): number => Number(units) / scaleOf(decimals)

/** Moves a whole number of minor units of any size: without allocating up to 2^52, by `transferLarge` beyond. */
export const move = (ledger: Ledger, from: AccountId, to: AccountId, units: number): void => {
  if (units <= largestAmount) ledger.transfer(from, to, units)
  else ledger.transferLarge(from, to, BigInt(units))
}

/** Makes a whole number of new minor units of any size, as `move` moves them. */
export const mint = (ledger: Ledger, to: AccountId, units: number): void => {
  if (units <= largestAmount) ledger.mint(to, units)
  else ledger.mintLarge(to, BigInt(units))
}

/** Divides `amount` over the first `count` weights into `shares`, each the whole part of its proportion, and returns the units that
 * remain (fewer than `count`, or 2^−40 of an amount beyond 2^53; all of it when every weight is zero): the caller posts them to a rounding account. Allocates nothing.
 *
 * `amount` is whole and may be any float64; `total` is the sum of the weights. Never gives away more than there is. */
export const splitDown = (
  amount: number,
  weights: Float64Array,
  total: number,
  count: number,
  shares: Float64Array
): number => {
  let left = amount
  // Beyond 2^53 `left` itself is rounded: hold back far more than that can amount to.
  const perWeight = total > 0 ? (amount > exact ? amount * (1 - 2 ** -40) : amount) / total : 0
  for (let index = 0; index < count; index++) {
    const share = Math.floor((weights[index] ?? 0) * perWeight)
    const given = share < left ? share : left
    shares[index] = given
    left -= given
  }
  return left
}

/** As `splitDown`, but nothing remains: the units left over go one each to the largest remainders (Hamilton's rule), the earlier first among equals.
 * `order` is scratch of at least `count`. Allocates nothing. Returns what could not be given because all weights are zero. */
export const splitInto = (
  amount: number,
  weights: Float64Array,
  total: number,
  count: number,
  shares: Float64Array,
  order: Uint32Array
): number => {
  let left = splitDown(amount, weights, total, count, shares)
  if (!(total > 0)) return left
  while (left > 0) {
    const round = Math.min(left, count)
    bringLargestForward(round, count, order, weights, amount / total, shares)
    for (let place = 0; place < round; place++) {
      const index = order[place] ?? 0
      shares[index] = (shares[index] ?? 0) + 1
    }
    left -= round
  }
  return 0
}

/** Whether `a` gets a unit left over before `b`: the larger remainder first, the earlier among equals. */
const precedes = (a: number, b: number, weights: Float64Array, perWeight: number, shares: Float64Array): boolean => {
  const ofA = (weights[a] ?? 0) * perWeight - (shares[a] ?? 0)
  const ofB = (weights[b] ?? 0) * perWeight - (shares[b] ?? 0)
  return ofA === ofB ? a < b : ofA > ofB
}

/** Puts the `wanted` indexes with the largest remainders first in `order` (quickselect). */
const bringLargestForward = (
  wanted: number,
  count: number,
  order: Uint32Array,
  weights: Float64Array,
  perWeight: number,
  shares: Float64Array
): void => {
  for (let index = 0; index < count; index++) order[index] = index
  let start = 0
  let end = count - 1
  while (start < end) {
    const pivot = order[(start + end) >>> 1] ?? 0
    let from = start
    let to = end
    while (from <= to) {
      while (precedes(order[from] ?? 0, pivot, weights, perWeight, shares)) from++
      while (precedes(pivot, order[to] ?? 0, weights, perWeight, shares)) to--
      if (from > to) break
      const swap = order[from] ?? 0
      order[from++] = order[to] ?? 0
      order[to--] = swap
    }
    if (wanted - 1 <= to) end = to
    else if (wanted - 1 >= from) start = from
    else return
  }
}
