/** Time for a table of 75 cells: the bandwidth that five rules need on three models for five utilisations.
 *
 *     node bench/main.ts training-bandwidth
 *
 * *Published* rows hold one exchange at a time in the pipe, for which there is a formula; *overlapping* ones, where exchanges queue, walk
 * through 2,000 steps. */
import { type Entry, median, type Row } from "./Entry.ts"
import { bandwidthNeeded, paperTables, targets, trafficOf } from "../packages/sim/src/training/BandwidthNeeded.ts"
import { make, type SynchronisationConfig } from "../packages/sim/src/training/synchronisation/SynchronisationConfig.ts"

const models = [
  { parameters: 1e9, layers: 24, step: 0.1 },
  { parameters: 1e10, layers: 48, step: 0.8 },
  { parameters: 1e11, layers: 108, step: 5 }
]

const streaming = (overlap: number, exchange_bits: number, inner_steps = 100): SynchronisationConfig => ({
  kind: "streaming-diloco",
  inner_steps,
  fragments: 0,
  overlap,
  exchange_bits
})
const tables: Readonly<Record<string, ReadonlyArray<SynchronisationConfig>>> = {
  published: [
    { kind: "data-parallel", exchange_bits: 16 },
    { kind: "diloco", inner_steps: 100, exchange_bits: 16, measured_exchange: 0 },
    streaming(0, 16),
    streaming(1, 16),
    streaming(1, 4)
  ],
  overlapping: [1, 2, 4, 8, 16].map((overlap) => streaming(overlap, 16, 16))
}

/** Seconds for one table. */
const turn = (rules: ReadonlyArray<SynchronisationConfig>): number => {
  const start = performance.now()
  let cells = 0
  for (const model of models) {
    for (const rule of rules) {
      const traffic = trafficOf({ ...model, replicas: 2, synchronisation: make(rule, model), preset: paperTables })
      for (const target of targets) if (bandwidthNeeded(traffic, target) !== 0) cells++
    }
  }
  if (cells !== 75) throw new Error(`${cells} cells are not the table`)
  return (performance.now() - start) / 1000
}

const measure = ([name, rules]: readonly [string, ReadonlyArray<SynchronisationConfig>]): ReadonlyArray<Row> => {
  const first = turn(rules)
  const later = median(Array.from({ length: 21 }, () => turn(rules)))
  return [
    { case: `${name}, the first`, value: 1000 * first, unit: "ms", target: "under 200 ms" },
    { case: `${name}, median of later ones`, value: 1000 * later, unit: "ms" }
  ]
}

export const trainingBandwidth: Entry = {
  name: "training-bandwidth",
  what: "a table of 75 cells: bandwidth needed by rule, model and utilisation",
  run: () => Object.entries(tables).flatMap(measure)
}
