/** Expected values by numerical integration, for distributions that have been bounded and so have no closed form any more.
 *
 * The trapezoidal rule on an unnormalised density over a transformed axis on which the density dies away at both ends, where the rule
 * converges faster than any power of the step; dividing by the sum of the weights makes the constant of the density superfluous. */

const steps = 20_000
/** The density is followed down to e^-40 of its value at the mode. */
const depth = 40

/** E f(Z) for a standard normal Z. */
export const overNormal = (f: (value: number) => number): number => {
  const end = Math.sqrt(2 * depth)
  return integrate(-end, end, (z) => (-z * z) / 2, f)
}

/** E f(X) for X from a gamma distribution with this shape and scale 1, integrated over ln X. The exponential is shape 1. */
export const overGamma = (shape: number, f: (value: number) => number): number => {
  const mode = Math.log(shape)
  const logDensity = (y: number): number => shape * (y - mode) - (Math.exp(y) - shape)
  // To the left the log density falls like shape × y, to the right like −e^y; near the mode like a parabola of curvature shape.
  const left = mode - Math.max((depth + shape) / shape, Math.sqrt((2 * depth) / shape))
  const right = Math.log(shape + depth + Math.sqrt(2 * depth * shape))
  return integrate(left, right, logDensity, (y) => f(Math.exp(y)))
}

const integrate = (from: number, to: number, logDensity: (x: number) => number, f: (x: number) => number): number => {
  const step = (to - from) / steps
  let weights = 0
  let sum = 0
  for (let index = 0; index <= steps; index++) {
    const x = from + index * step
    const weight = Math.exp(logDensity(x))
    weights += weight
    sum += weight * f(x)
  }
  return sum / weights
}
