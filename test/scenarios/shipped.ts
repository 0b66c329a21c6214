/** The scenarios that the project ships, read and run as `lode run` does. */
import { Effect, Result } from "effect"
import { readdirSync, readFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { ofReplication } from "../../packages/sim/src/experiment/Seeds.ts"
import * as Summary from "../../packages/sim/src/experiment/Summary.ts"
import { scenarioTrial } from "../../packages/sim/src/experiment/ScenarioTrial.ts"
import { load } from "../../packages/sim/src/node/ScenarioInputs.ts"
import * as Decode from "../../packages/sim/src/scenario/Decode.ts"
import * as Language from "../../packages/sim/src/scenario/Language.ts"
import { metricsOf } from "../../packages/sim/src/world/Metrics.ts"

const folder = new URL("../../scenarios/", import.meta.url)

/** Names of all scenarios. */
export const names = readdirSync(folder)
  .filter((file) => file.endsWith(".yaml"))
  .map((file) => file.slice(0, -".yaml".length))
  .toSorted()

export const fileOf = (name: string): string => fileURLToPath(new URL(`${name}.yaml`, folder))

export const textOf = (name: string): string => readFileSync(fileOf(name), "utf8")

/** A scenario as decoded, with figures changed as by `--set`. */
export const decode = (name: string, set: ReadonlyArray<string> = []) =>
  Result.getOrThrow(Decode.text(Language.language, textOf(name), { file: fileOf(name), set }))

type Measured = Readonly<Record<string, number>>

const done = new Map<string, Promise<Measured>>()

/** What one replication of a scenario measures. Runs that several tests look at are made once. */
export const measure = (name: string, set: ReadonlyArray<string> = [], replication = 0): Promise<Measured> => {
  const key = JSON.stringify([name, set, replication])
  const made = done.get(key) ?? replicate(name, set, replication)
  done.set(key, made)
  return made
}

const replicate = async (name: string, set: ReadonlyArray<string>, replication: number): Promise<Measured> => {
  const decoded = decode(name, set)
  const { scenario } = decoded
  const inputs = await Effect.runPromise(load(decoded))
  const warmUp = scenario.horizon.kind === "steady" ? scenario.horizon.warm_up : 0
  const assignment = { scenario, inputs, commands: [], warmUp, jobs: false }
  const trial = scenarioTrial({ scenario: assignment, seed: ofReplication(scenario.seed, replication), replication })
  for (;;) {
    const slice = trial.next()
    if (slice.done === true) return slice.value.measured
  }
}

/** Means over the first replications of a scenario. */
export const means = async (
  name: string,
  set: ReadonlyArray<string> = [],
  replications = 3
): Promise<(metric: string) => number> => {
  const runs: Array<Measured> = []
  for (let replication = 0; replication < replications; replication++) runs.push(await measure(name, set, replication))
  return (metric) => runs.reduce((sum, run) => sum + (run[metric] ?? Number.NaN), 0) / replications
}

/** What `lode run --replications` shows of each metric: means, and of ratios the ratio of means. */
export const summary = async (
  name: string,
  set: ReadonlyArray<string>,
  replications: number
): Promise<(metric: string) => number> => {
  const runs: Array<Measured> = []
  for (let replication = 0; replication < replications; replication++) runs.push(await measure(name, set, replication))
  const shown = Summary.summarise(metricsOf(decode(name, set).scenario), runs)
  return (metric) => shown[metric]?.mean ?? Number.NaN
}
