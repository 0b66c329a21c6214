/** What one flow carries between two places on the internet, as data.
 *
 * Source: DS3Lab/DT-FM scheduler/generate_sim_com_matrices.py (Yuan et al. 2022, arXiv 2206.01288), one flow between AWS regions. */
import { fact } from "./Fact.ts"

export interface MeasuredFlow {
  /** Cities, in the order of the table. */
  readonly from: string
  readonly to: string
  /** ms. The paper says delay; its figures agree with other people's round trips. */
  readonly roundTrip: number
  /** bit/s, the same in both directions. */
  readonly rate: number
}

/** Round trip (ms) / rate (Gbit/s) from each city to those after it. */
const table: ReadonlyArray<readonly [city: string, ...rest: ReadonlyArray<string>]> = [
  [
    "Oregon",
    "67/0.79",
    "49/1.10",
    "96/0.523",
    "124/0.46",
    "163/0.341",
    "139/0.36",
    "136/0.42",
    "143/0.404",
    "124/0.482"
  ],
  ["Virginia", "11/1.12", "143/0.524", "172/0.50", "230/0.364", "197/0.383", "76/1.16", "90/1.02", "67/1.05"],
  ["Ohio", "130/0.694", "159/0.529", "197/0.452", "185/0.484", "86/1.05", "99/0.799", "77/1.14"],
  ["Tokyo", "34/1.10", "73/1.01", "100/0.761", "210/0.366", "223/0.36", "199/0.465"],
  ["Seoul", "74/1.14", "148/0.58", "238/0.342", "235/0.358", "228/0.335"],
  ["Singapore", "92/0.816", "169/0.50", "155/0.535", "179/0.492"],
  ["Sydney", "262/0.326", "265/0.328", "254/0.344"],
  ["London", "14/1.14", "12/1.09"],
  ["Frankfurt", "24/1.08"],
  ["Ireland"]
]

/** All 45 pairs. The fit of `fittedFlowRate` rests on all of them, so the two cities without a region here are kept. */
export const measuredFlows: ReadonlyArray<MeasuredFlow> = table.flatMap(([from, ...cells], row) =>
  cells.map((cell, column) => {
    const [milliseconds, gigabits] = cell.split("/").map(Number)
    return {
      from,
      to: table[row + column + 1]?.[0] ?? "",
      roundTrip: milliseconds ?? Number.NaN,
      rate: (gigabits ?? Number.NaN) * 1e9
    }
  })
)

/** The cities of the table and the regions of the catalogue that stand there. London and Seoul have none: nobody measured round trips for them
 * in the matrix that the catalogue's delays come from. */
export const cityRegions: ReadonlyMap<string, string> = new Map([
  ["Oregon", "us-west"],
  ["Virginia", "us-east"],
  ["Ohio", "us-midwest"],
  ["Tokyo", "asia-northeast"],
  ["Singapore", "asia-southeast"],
  ["Sydney", "australia"],
  ["Frankfurt", "europe-central"],
  ["Ireland", "europe-west"]
])

/** Rate of one flow between two machines of one region, bit/s. */
export const sameRegionFlow = fact(2e9, "DS3Lab/DT-FM, scenario of one region: 5 ms, 2 Gbit/s")

/** Rate of one flow, bit/s, as it follows from a round trip: min(1.12, 43.6 × ms^−0.887) Gbit/s.
 *
 * Fitted to the 45 pairs of `measuredFlows`; median error 8%, worst about 50%. */
export const fittedFlowRate = (milliseconds: number): number => Math.min(1.12, 43.6 * milliseconds ** -0.887) * 1e9

/** Slow round trips over median ones: the 90th percentile over the 50th, median of all pairs of regions (nine pairs in ten are below 1.13). */
export const jitter = fact(
  1.04,
  "commonwarexyz/monorepo examples/estimator/src/p90.json over p50.json, AWS regions, July 2025"
)
