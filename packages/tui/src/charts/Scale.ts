/** Axes: ranges that do not twitch, ticks at round numbers, labels that can be read. */

/** From `low` to `high`, with `low < high`. */
export interface Range {
  readonly low: number
  readonly high: number
}

/** Beyond this, differences overflow; no figure of ours comes near. */
const farthest = 1e300
/** Whether a value can be drawn. */
export const drawable = (value: number): boolean => Math.abs(value) <= farthest

/** The range of the values that can be drawn, or `undefined` if there are none. Low and high may be equal here. */
export const extent = (values: Iterable<number>): Range | undefined => {
  let low = Number.POSITIVE_INFINITY
  let high = Number.NEGATIVE_INFINITY
  for (const value of values) {
    if (!drawable(value)) continue
    if (value < low) low = value
    if (value > high) high = value
  }
  return low <= high ? { low, high } : undefined
}

/** The smallest of 1, 2, 5 × a power of ten that is not below `value`. */
const roundStep = (value: number): number => {
  const power = 10 ** Math.floor(Math.log10(value))
  const factor = [1, 2, 5, 10].find((candidate) => candidate * power >= value * (1 - 1e-9)) ?? 10
  return factor * power
}

/** Removes what binary fractions add: `0.1 * 3` is `0.3`. */
const clean = (value: number): number => Number(value.toPrecision(12))

/** Widens a range of one value, so that something can be drawn: down or up to zero, and above it for zero itself. */
const widened = ({ high, low }: Range): Range => {
  const size = Math.max(Math.abs(low), Math.abs(high))
  if (size < 1e-200) return { low: 0, high: 1 }
  // a smaller difference is rounding noise of the numbers themselves
  if (high - low > size * 1e-9) return { low, high }
  return high > 0 ? { low: 0, high } : { low, high: 0 }
}

/** An axis: round numbers that lie in order, and the range from the first to the last. */
export interface Axis extends Range {
  readonly step: number
  readonly ticks: ReadonlyArray<number>
}

/** An axis over `range` with round ends and at most `most` ticks (at least two). */
export const axis = (range: Range, most: number): Axis => {
  const { high, low } = widened(range)
  const wanted = Math.max(2, Math.floor(most))
  let step = roundStep((high - low) / (wanted - 1))
  for (;;) {
    const first = Math.floor(clean(low / step))
    const last = Math.ceil(clean(high / step))
    if (last - first < wanted || wanted === 2) {
      const ticks = Array.from({ length: last - first + 1 }, (_, index) => clean((first + index) * step))
      return { low: clean(first * step), high: clean(last * step), step, ticks }
    }
    step = roundStep(step * 1.5)
  }
}

/** Rows from one tick to the next that one may choose from. */
const gaps = [2, 3, 4, 5, 6]

/** An axis for so many rows of text: every tick stands on a row, as many rows from the next as all others, and the data fill as much as they can.
 * Its low end is a tick, its high end need not be one. */
export const rowAxis = (range: Range, rows: number): Axis => {
  if (rows < 3) return axis(range, 2)
  const { high, low } = widened(range)
  const intervals = Math.floor(rows) - 1
  const candidates = gaps
    .filter((gap) => gap <= intervals)
    .map((gap) => {
      let step = roundStep(((high - low) * gap) / intervals)
      let from = clean(Math.floor(clean(low / step)) * step)
      while (clean(from + (step * intervals) / gap) < high) {
        step = roundStep(step * 1.5)
        from = clean(Math.floor(clean(low / step)) * step)
      }
      const ticks = Array.from({ length: Math.floor(intervals / gap) + 1 }, (_, tick) => clean(from + tick * step))
      return { low: from, high: clean(from + (step * intervals) / gap), step, ticks, gap }
    })
  // room above the data costs, and so do labels that stand closer or wider than one likes to read
  const usual = Math.max(2, Math.min(5, rows / 5))
  const cost = (each: Axis & { readonly gap: number }): number =>
    (each.high - each.low) * (1 + 0.1 * Math.abs(each.gap - usual))
  return candidates.reduce((best, other) => (cost(other) < cost(best) ? other : best))
}

/** Ticks at round numbers inside a range whose ends stay as they are, such as time. */
export const ticksWithin = ({ high, low }: Range, most: number): ReadonlyArray<number> => {
  if (!(high > low)) return [low]
  const step = roundStep((high - low) / Math.max(1, Math.floor(most) - 1))
  const first = Math.ceil(clean(low / step))
  const count = Math.floor(clean(high / step)) - first + 1
  return Array.from({ length: Math.max(0, count) }, (_, index) => clean((first + index) * step))
}

/** The range to draw now, given the one drawn before: an axis moves only when the data leave it, or fill less than a third of it. */
export const settle = (previous: Range | undefined, data: Range): Range => {
  if (previous === undefined) return data
  const inside = data.low >= previous.low && data.high <= previous.high
  const filled = (data.high - data.low) / (previous.high - previous.low)
  return inside && filled >= 1 / 3 ? previous : data
}

const multiples: ReadonlyArray<readonly [number, string]> = [
  [1e12, "T"],
  [1e9, "B"],
  [1e6, "M"],
  [1e3, "k"],
  [1, ""]
]

/** Labels of ticks, all with the same multiple (k, M, B, T) and the same number of decimals. */
export const labels = (ticks: ReadonlyArray<number>): ReadonlyArray<string> => {
  const largest = Math.max(0, ...ticks.map(Math.abs))
  const step = Math.min(...ticks.slice(1).map((tick, index) => tick - (ticks[index] ?? 0)), Number.POSITIVE_INFINITY)
  if (largest >= 1e15 || (largest > 0 && largest < 1e-4))
    return ticks.map((tick) => (tick === 0 ? "0" : exponent(tick)))
  const [factor, suffix] = largest < 1e4 ? ([1, ""] as const) : (multiples.find(([size]) => largest >= size) ?? [1, ""])
  const smallest = Number.isFinite(step) ? step / factor : Math.abs(largest) / factor || 1
  const decimals = Math.min(9, Math.max(0, -Math.floor(Math.log10(smallest) + 1e-9)))
  return ticks.map((tick) => {
    const text = (tick / factor).toFixed(decimals)
    return Number(text) === 0 ? "0" : text + suffix
  })
}

const exponent = (value: number): string => value.toExponential(1).replace(".0e", "e").replace("e+", "e")

/** Puts a value on a scale of `steps` whole places, 0 at the low end to `steps - 1` at the high end; outside values stop at the ends. */
export const place = (value: number, { high, low }: Range, steps: number): number => {
  const position = Math.round(((value - low) / (high - low)) * (steps - 1))
  return Math.min(steps - 1, Math.max(0, position))
}

/** Values averaged into at most `bins` bins of equal width in order; a bin without a finite value is NaN. */
export const resample = (values: ArrayLike<number>, bins: number): Float64Array => {
  const size = Math.min(values.length, Math.max(0, Math.floor(bins)))
  const means = new Float64Array(size)
  for (let bin = 0; bin < size; bin++) {
    const from = Math.floor((bin * values.length) / size)
    const to = Math.floor(((bin + 1) * values.length) / size)
    let sum = 0
    let count = 0
    for (let index = from; index < to; index++) {
      const value = values[index] ?? Number.NaN
      if (!drawable(value)) continue
      sum += value
      count++
    }
    means[bin] = count === 0 ? Number.NaN : sum / count
  }
  return means
}
