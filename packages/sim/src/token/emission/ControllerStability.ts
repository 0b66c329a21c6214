/** Whether the emission controller and the supply that answers it come to rest.
 *
 * **Plant**, near rest and in relative deviations: supply x closes the part a of its gap each epoch, aims at G times the deviation v of emission, and moves utilisation U the other way:
 *
 *     x' = (1 − a) x + a G v,    e = −U x
 *
 * With free entry supply is income over cost, so G is the share of emission in what providers earn. With b = U a G, gains per epoch P, i, d and the controller of
 * `EmissionController.ts`, the poles of the closed loop are the roots of
 *
 *     z³ + (b (P + i + d) − 2 + a) z² + (1 − a − b (P + 2 d)) z + b d
 *
 * All inside the unit circle: deviations die out. The Jury criterion decides; the largest modulus is found by scaling z until the criterion turns.
 *
 * **Gotchas** Without an integral gain the integrator is no part of the loop: its pole at 1 is left out. */

/** The supply behind the controller. */
export interface Plant {
  /** Part of the gap to where supply is heading that it closes in an epoch, above 0 and at most 1. */
  readonly response: number
  /** Relative change of supply at rest for a relative change of emission: the share of emission in what providers earn. */
  readonly elasticity: number
  /** Utilisation at rest. */
  readonly utilisation: number
}

/** The controller's gains in the unit of an epoch. */
export interface Gains {
  readonly proportional: number
  readonly integral: number
  readonly derivative: number
}

/** Gains by day as gains by epochs of so many days. */
export const perEpoch = ({ derivative, integral, proportional }: Gains, days: number): Gains => ({
  proportional,
  integral: integral * days,
  derivative: derivative / days
})

/** The polynomial z³ + square z² + linear z + constant. */
interface Cubic {
  readonly square: number
  readonly linear: number
  readonly constant: number
}

/** What the poles of the closed loop are the roots of. */
export const characteristic = (plant: Plant, { derivative, integral, proportional }: Gains): Cubic => {
  const a = plant.response
  const b = plant.utilisation * a * plant.elasticity
  if (integral === 0) {
    // z (z − 1 + a) + b (P z + d (z − 1)), times z.
    return { square: a - 1 + b * (proportional + derivative), linear: -b * derivative, constant: 0 }
  }
  return {
    square: b * (proportional + integral + derivative) - 2 + a,
    linear: 1 - a - b * (proportional + 2 * derivative),
    constant: b * derivative
  }
}

/** Whether all roots lie inside the circle of that radius (Jury's criterion for a cubic whose variable is scaled). */
const allInside = (polynomial: Cubic, radius: number): boolean => {
  const square = polynomial.square / radius
  const linear = polynomial.linear / radius ** 2
  const constant = polynomial.constant / radius ** 3
  return (
    1 + square + linear + constant > 0 &&
    1 - square + linear - constant > 0 &&
    Math.abs(constant) < 1 &&
    1 - constant ** 2 > Math.abs(linear - constant * square)
  )
}

/** Whether deviations die out. */
export const isStable = (plant: Plant, gains: Gains): boolean => allInside(characteristic(plant, gains), 1)

/** Largest modulus of a pole: the factor by which a deviation shrinks, or grows, in an epoch once the rest has died out. */
export const spectralRadius = (plant: Plant, gains: Gains): number => {
  const polynomial = characteristic(plant, gains)
  const { constant, linear, square } = polynomial
  // Cauchy's bound: no root is larger.
  let high = 1 + Math.max(Math.abs(square), Math.abs(linear), Math.abs(constant))
  let low = 0
  for (let step = 0; step < 100; step++) {
    const middle = (low + high) / 2
    if (middle > 0 && allInside(polynomial, middle)) high = middle
    else low = middle
  }
  return high
}

/** Factor on all gains together beyond which the loop swings ever wider; infinite when none is found up to a million. */
export const gainMargin = (plant: Plant, gains: Gains): number => {
  const stableAt = (factor: number) =>
    isStable(plant, {
      proportional: gains.proportional * factor,
      integral: gains.integral * factor,
      derivative: gains.derivative * factor
    })
  let low = 1e-6
  if (!stableAt(low)) return 0
  let high = low
  while (stableAt(high)) {
    low = high
    high *= 2
    if (high > 1e6) return Number.POSITIVE_INFINITY
  }
  for (let step = 0; step < 60; step++) {
    const middle = (low + high) / 2
    if (stableAt(middle)) low = middle
    else high = middle
  }
  return low
}
