/** Finds the warm-up of a steady run with MSER-5: the start that, cut off, makes the mean of the rest most certain.
 *
 * The series is averaged in batches of five; for each number of batches d cut off, the squared standard error of the mean of the rest,
 * Σ (x − mean)² / (n − d)², is computed as if batches were independent; the d with the least is the warm-up (White, Cobb and Spratt
 * 2000, "A comparison of five steady-state truncation heuristics for simulation"; Hoad, Robinson and Davies 2010 found it the best
 * of 42 methods). Only the first half of the batches may be cut off: a least value at the border says that the
 * run is too short for its warm-up to be seen.
 *
 * **Gotchas** A single noisy run can look warm by accident; the same cut is used for all replications and told. */
import { hour } from "../units/Time.ts"
import type { Scenario } from "../world/Scenario.ts"
import type { RunSeries } from "./ScenarioTrial.ts"

/** Observations in a batch. */
export const batchSize = 5

/** What was found. */
export interface WarmUp {
  /** Observations to remove from the start; a multiple of five. */
  readonly observations: number
  /** False when the least is at the border or the series has fewer than 10 batches: do not trust the rest to be steady. */
  readonly converged: boolean
  /** Share of the series that is removed. */
  readonly share: number
  /** Mean with and without the warm-up, so that a reader sees what removing it did. */
  readonly meanBefore: number
  readonly meanAfter: number
}

const batchMeans = (series: ArrayLike<number>): Float64Array => {
  const means = new Float64Array(Math.floor(series.length / batchSize))
  for (let batch = 0; batch < means.length; batch++) {
    let sum = 0
    for (let i = 0; i < batchSize; i++) sum += series[batch * batchSize + i] ?? 0
    means[batch] = sum / batchSize
  }
  return means
}

/** Smallest number of batches that can say anything. */
const fewestBatches = 10

/** Finds the warm-up of a series of equally spaced observations. One pass from the end, in time linear in the length. */
export const find = (series: ArrayLike<number>): WarmUp => {
  const batches = batchMeans(series)
  const last = Math.floor(batches.length / 2)
  let sum = 0
  let deviations = 0
  let best = 0
  let least = Number.POSITIVE_INFINITY
  let meanBefore = Number.NaN
  const means = new Float64Array(last + 1)
  for (let d = batches.length - 1; d >= 0; d--) {
    // Welford's update, so that a level far above its changes loses no digits.
    const value = batches[d] ?? 0
    const count = batches.length - d
    const away = value - (count === 1 ? 0 : sum / (count - 1))
    sum += value
    if (count > 1) deviations += away * (value - sum / count)
    if (d > last) continue
    means[d] = sum / count
    const error = deviations / count ** 2
    // On equal errors the smaller cut wins: nothing is removed from a constant series.
    if (error <= least) {
      least = error
      best = d
    }
    if (d === 0) meanBefore = sum / count
  }
  const enough = batches.length >= fewestBatches
  return {
    observations: enough ? best * batchSize : 0,
    converged: enough && best < last,
    share: enough ? (best * batchSize) / series.length : 0,
    meanBefore,
    meanAfter: enough ? (means[best] ?? Number.NaN) : meanBefore
  }
}

/** Seconds that a scenario itself says are to be removed from the start of a run; `undefined` when a pilot run must tell. */
export const said = ({ horizon }: Scenario): number | undefined => {
  if (horizon.kind !== "steady") return 0
  return horizon.warm_up > 0 ? horizon.warm_up : undefined
}

/** Finds the warm-up of a run in the number of jobs that run, which follows demand and supply. */
export const inPilot = ({ names, time, values }: RunSeries): WarmUp => {
  const column = names.indexOf("jobs_running")
  return find(Float64Array.from(time, (_, row) => values[row * names.length + column] ?? 0))
}

/** One sentence for the user. `step` is the time between observations in seconds. */
export const explain = (found: WarmUp, step: number): string => {
  const hours = Number(((found.observations * step) / hour).toPrecision(3))
  return found.converged
    ? `Warm-up: the first ${hours} h (${Math.round(found.share * 100)}%) are not counted.`
    : "Warm-up: no steady level was found in this run; make it longer, or trust its means less."
}
