/** Reads the files that a scenario names: recorded jobs and series of prices. Paths are relative to the scenario's folder. */
import { Effect } from "effect"
import { dirname, resolve } from "node:path"
import type { Inputs } from "../world/Compile.ts"
import type { Scenario } from "../world/Scenario.ts"
import * as TraceFile from "./TraceFile.ts"

/** Everything that a scenario reads, by the path as the scenario writes it. */
export const load = Effect.fnUntraced(function* (scenario: Scenario, scenarioFile: string) {
  const folder = dirname(scenarioFile)
  const traces: Record<string, Inputs["traces"][string]> = {}
  const series: Record<string, Inputs["series"][string]> = {}
  for (const { requests } of Object.values(scenario.demand)) {
    if (requests.kind !== "trace" || requests.file in traces) continue
    const { trace } = yield* TraceFile.read(resolve(folder, requests.file))
    traces[requests.file] = { submit: trace.submit, demand: trace.demand, duration: trace.duration }
  }
  for (const file of seriesFiles(scenario)) {
    if (file in series) continue
    series[file] = yield* TraceFile.readSeries(resolve(folder, file))
  }
  const inputs: Inputs = { traces, series }
  return inputs
})

const seriesFiles = (scenario: Scenario): ReadonlyArray<string> => {
  const config = scenario.supply.miners?.hash_price
  if (config === undefined) return []
  if (config.kind === "given") return config.file === undefined ? [] : [config.file]
  return config.btc_price.kind === "series" ? [config.btc_price.file] : []
}
