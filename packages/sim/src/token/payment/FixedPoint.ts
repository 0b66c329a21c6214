/** Numbers with eighteen decimals in whole bigints, as Cosmos chains reckon (cosmos-sdk, math/legacy_dec.go): what they print can be reproduced to the last unit.
 *
 * Products and quotients round half to even at the eighteenth decimal, whole amounts are cut off. Nothing here is negative.
 *
 * **Gotchas** A third is cut to eighteen digits here as there: three micro-units at 3 USD are worth 0.999999999999999999, not one. */

/** A number times 10^18. */
export type FixedPoint = bigint

export const one: FixedPoint = 1_000_000_000_000_000_000n

/** A quotient of bigints as the nearest whole number, half to even. */
const nearest = (amount: bigint, divisor: bigint): bigint => {
  const below = amount / divisor
  const twice = 2n * (amount - below * divisor)
  return twice > divisor || (twice === divisor && below % 2n === 1n) ? below + 1n : below
}

/** The decimal digits that a number is written with, cut off after the eighteenth: 1.14 is exactly 1.14. */
export const fromNumber = (value: number): FixedPoint => {
  const [mantissa = "0", exponent = "0"] = String(value).split("e")
  const [head = "0", tail = ""] = mantissa.split(".")
  const shift = 18 - tail.length + Number(exponent)
  const digits = BigInt(head + tail)
  return shift >= 0 ? digits * 10n ** BigInt(shift) : digits / 10n ** BigInt(-shift)
}

export const fromWhole = (amount: bigint): FixedPoint => amount * one

export const toNumber = (value: FixedPoint): number => Number(value) / 1e18

/** The whole part. */
export const whole = (value: FixedPoint): bigint => value / one

export const times = (a: FixedPoint, b: FixedPoint): FixedPoint => nearest(a * b, one)

/** The divisor is above zero. The quotient is first cut at the 36th decimal, then rounded, as the chain does. */
export const over = (a: FixedPoint, b: FixedPoint): FixedPoint => nearest((a * one * one) / b, one)

/** `base` to a whole power by repeated squaring, in the chain's order of roundings. */
export const power = (base: FixedPoint, exponent: number): FixedPoint => {
  if (exponent <= 0) return one
  let result = one
  let square = base
  for (let left = exponent; left > 1; left = Math.floor(left / 2)) {
    if (left % 2 === 1) result = times(result, square)
    square = times(square, square)
  }
  return times(square, result)
}
