/** How often values fall into ranges with round ends, as horizontal bars with shares. */
import { meters } from "./Bars.ts"
import { axis, drawable, extent, labels } from "./Scale.ts"
import type { Look } from "./Theme.ts"

/** What a histogram may be told: the most bins it may draw, and a weight for each value (GPU-hours instead of jobs). */
export interface HistogramOptions {
  readonly bins?: number
  readonly weights?: ArrayLike<number>
}

/** Draws a histogram of the finite values, one line a bin; a line says so when there are none. */
export const histogram = (values: ArrayLike<number>, look: Look, options: HistogramOptions = {}): string => {
  const range = extent(Array.from(values))
  if (range === undefined) return "(no values)".slice(0, look.columns)
  const { high, low, step, ticks } = axis(range, (options.bins ?? 10) + 1)
  const totals = new Float64Array(Math.max(1, ticks.length - 1))
  for (let index = 0; index < values.length; index++) {
    const value = values[index] ?? Number.NaN
    if (!drawable(value)) continue
    // the largest value belongs to the last bin, whose upper end it may be
    const bin = Math.min(totals.length - 1, Math.floor((value - low) / step + 1e-9))
    totals[bin] = (totals[bin] ?? 0) + (options.weights?.[index] ?? 1)
  }
  const ends = labels(high > low ? ticks : [low, high])
  const longest = Math.max(...ends.map((end) => end.length))
  return binned(
    Array.from(totals, (total, bin) => ({
      label: `${(ends[bin] ?? "").padStart(longest)} to ${(ends[bin + 1] ?? "").padStart(longest)}`,
      total
    })),
    look
  )
}

/** What falls into a bin. */
export interface Bin {
  readonly label: string
  readonly total: number
}

/** Draws a histogram whose bins are known already, one line a bin. */
export const binned = (bins: ReadonlyArray<Bin>, look: Look): string => {
  const sum = bins.reduce((all, { total }) => all + total, 0)
  return meters(
    bins.map(({ label, total }) => ({
      label,
      value: sum === 0 ? 0 : total / sum,
      text: `${sum === 0 ? "0" : ((total / sum) * 100).toFixed(1)}%`
    })),
    look
  )
}
