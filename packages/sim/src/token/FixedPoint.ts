/** Decimal numbers with eighteen decimals, as the Cosmos SDK counts (`LegacyDec`): products and quotients are rounded half to even.
 *
 * Source: cosmos-sdk, math/legacy_dec.go. */

export type FixedPoint = bigint

const one = 10n ** 18n

export const fromWhole = (whole: bigint): FixedPoint => whole * one

/** The number as it is written in decimals. */
export const fromNumber = (value: number): FixedPoint => {
  const [mantissa = "0", exponent = "0"] = value.toExponential().split("e")
  const [head = "0", tail = ""] = mantissa.split(".")
  const digits = BigInt(head + tail)
  const shift = Number(exponent) - tail.length + 18
  return shift >= 0 ? digits * 10n ** BigInt(shift) : digits / 10n ** BigInt(-shift)
}

const roundHalfToEven = (dividend: bigint, divisor: bigint): bigint => {
  const quotient = dividend / divisor
  const twice = (dividend % divisor) * 2n
  const size = twice < 0n ? -twice : twice
  const up = size > divisor || (size === divisor && quotient % 2n !== 0n)
  return up ? quotient + (twice < 0n ? -1n : 1n) : quotient
}

export const times = (a: FixedPoint, b: FixedPoint): FixedPoint => roundHalfToEven(a * b, one)
export const over = (a: FixedPoint, b: FixedPoint): FixedPoint => roundHalfToEven(a * one, b)

/** By squaring, each product rounded. */
export const power = (base: FixedPoint, exponent: number): FixedPoint => {
  let result = one
  let square = base
  for (let left = exponent; left > 0; left = Math.floor(left / 2)) {
    if (left % 2 === 1) result = times(result, square)
    square = times(square, square)
  }
  return result
}

/** Whole units, cut off. */
export const whole = (value: FixedPoint): bigint => value / one
export const toNumber = (value: FixedPoint): number => Number(value) / Number(one)
