/** How often something falls into each of a few bins, as meters with shares. */
import { meters } from "./Bars.ts"
import { drawable } from "./Scale.ts"
import type { Look } from "./Theme.ts"

/** What falls into a bin: a count, or a weight such as GPU-hours. */
export interface Bin {
  readonly label: string
  readonly total: number
}

/** Draws one line a bin, in the order given. What is not finite or below zero counts as nothing. */
export const histogram = (bins: ReadonlyArray<Bin>, look: Look): string => {
  const totals = bins.map(({ total }) => (drawable(total) ? Math.max(0, total) : 0))
  const sum = totals.reduce((all, total) => all + total, 0)
  const shares = totals.map((total) => (sum > 0 ? total / sum : 0))
  return meters(
    bins.map(({ label }, bin) => ({
      label,
      value: shares[bin] ?? 0,
      text: `${((shares[bin] ?? 0) * 100).toFixed(1)}%`
    })),
    look
  )
}
