/** How much bandwidth a synchronisation rule needs for a compute utilisation, as published tables ask it.
 *
 * Sources: Streaming DiLoCo (arXiv 2501.18512), table 4; Scaling Laws for DiLoCo (arXiv 2503.09799), table 6. Every bandwidth in these tables is
 * one of 50 that rise evenly on a logarithmic scale from 0.1 to 1,000 Gbit/s; the answer is the smallest of them that reaches the utilisation. */
import { type Traffic, utilisation } from "./network/Pipe.ts"
import type { Synchronisation } from "./synchronisation/Synchronisation.ts"

/** Constants of the model that its rules leave open. */
export interface Preset {
  /** Bits sent over bits of the parameters. */
  readonly payloadFactor: number
  /** Share of a step through which buckets become ready. */
  readonly overlappedShare: number
}

/** All that a rule sends, ready through the backward pass, which is two thirds of a step. */
export const fullPayload: Preset = { payloadFactor: 1, overlappedShare: 2 / 3 }

/** Two constants fitted to the two tables together, one setting for all their rows: for comparison with these tables and nothing else. Why the
 * tables hold 0.80 of the payload is not documented; rounded step times and parameters outside of layers may be why. */
export const paperTables: Preset = { payloadFactor: 0.8, overlappedShare: 0.633 }

/** The utilisations of the tables' columns. */
export const targets: ReadonlyArray<number> = [0.5, 0.8, 0.9, 0.95, 0.99]

/** The bandwidths of the tables, Gbit/s, rising: 0.1 x 10^(4k/49). One is 1.207 times the one before. */
export const grid: ReadonlyArray<number> = Array.from({ length: 50 }, (_, k) => 0.1 * 10 ** ((4 * k) / 49))

/** A training run as the tables see it. */
export interface Setting {
  readonly parameters: number
  readonly layers: number
  /** Time of a step without communication, s. */
  readonly step: number
  /** Replicas that average; 2 in the tables. */
  readonly replicas: number
  readonly synchronisation: Synchronisation
  readonly preset: Preset
}

/** What goes through a replica's link: of an all-reduce, 2 (1 - 1/replicas) times its payload, the bandwidth-optimal bound.
 *
 * *Gotchas* The tables let buckets of every rule become ready in the backward pass, pseudo-gradients too; `readyInBackward` is not asked. */
export const trafficOf = ({ layers, parameters, preset, replicas, step, synchronisation }: Setting): Traffic => ({
  step,
  readyShare: preset.overlappedShare,
  bits: preset.payloadFactor * parameters * synchronisation.bitsPerParameter * 2 * (1 - 1 / replicas),
  innerSteps: synchronisation.innerSteps,
  fragments: synchronisation.fragments,
  buckets: synchronisation.buckets(layers),
  overlapSteps: synchronisation.overlapSteps,
  latency: 0
})

/** The smallest bandwidth of the grid, Gbit/s, at which utilisation reaches `target`; `null` if the largest does not. By bisection, because
 * utilisation never falls with bandwidth. */
export const bandwidthNeeded = (traffic: Traffic, target: number): number | null => {
  let low = 0
  let high = grid.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (utilisation(traffic, 1e9 * (grid[middle] ?? Number.NaN)) >= target) high = middle
    else low = middle + 1
  }
  return grid[low] ?? null
}
