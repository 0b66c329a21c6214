/** Commands: what somebody did to a run while it ran, as plain data. A journal of them, the scenario and the seed give the run again. */
import { Result, Schema } from "effect"
import * as Catalog from "../catalog/Catalog.ts"
import * as Quantity from "../units/Quantity.ts"
import { rules } from "./Rules.ts"
import { Scenario, type Shock } from "./Scenario.ts"
import { strike } from "./Shocks.ts"
import type { World } from "./World.ts"

/** One entry of a journal. */
export type Command =
  | { readonly at: number; readonly set: string; readonly value: number }
  | { readonly at: number; readonly shock: Shock }

/** Figures that a command may change while a run goes on: those that mechanisms read as they go. `*` stands for any name.
 * Other figures are read once, when the world is compiled. */
export const knobs: ReadonlyArray<string> = [
  "networks.*.token.emission.rate",
  "networks.*.token.sink.fee",
  "networks.*.token.sink.burn",
  "networks.*.token.distribution.work_share",
  "clouds.*.price_drift",
  "clouds.*.expansion",
  "clouds.*.target_utilisation",
  "demand.*.price_weight",
  "demand.*.wait_weight",
  "demand.*.inertia",
  "demand.*.lowest_budget",
  "demand.*.elasticity",
  "demand.*.checkpoint_every",
  "supply.cohorts.*.margin",
  "supply.cohorts.*.response",
  "supply.cohorts.*.token_discount",
  "supply.cohorts.*.asking.step",
  "supply.cohorts.*.asking.target_utilisation",
  "supply.miners.sites.mining.upkeep",
  "supply.miners.sites.colocation.margin",
  "supply.miners.sites.spot.lead_time"
]

/** The names along a path; one that holds a dot stands in quotation marks: `networks."a.b".token.emission.rate`. */
const stepsOf = (path: string): ReadonlyArray<string> =>
  [...path.matchAll(/"((?:[^"\\]|\\.)*)"|[^."]+/g)].map(([written, quoted]) => quoted ?? written)

/** Whether a path names a knob. */
export const isKnob = (path: string): boolean => {
  const steps = stepsOf(path)
  return knobs.some((knob) => {
    const pattern = knob.split(".")
    return pattern.length === steps.length && pattern.every((step, index) => step === "*" || step === steps[index])
  })
}

/** A command names what cannot be changed while a run goes on. */
export class CommandError extends Schema.TaggedError<CommandError>()("CommandError", { message: Schema.String }) {}

const refuse = (message: string): never => {
  throw new CommandError({ message })
}
const validated = Schema.decodeUnknownResult(Schema.toType(Scenario))

/** Puts a figure into a scenario; gives what it was. */
const put = (scenario: Scenario, path: string, value: number): number => {
  const steps = [...stepsOf(path)]
  const last = steps.pop() ?? ""
  let target: unknown = scenario
  for (const step of steps)
    target =
      typeof target === "object" && target !== null && Object.hasOwn(target, step) ? Reflect.get(target, step) : {}
  const before: unknown = typeof target === "object" && target !== null ? Reflect.get(target, last) : undefined
  if (typeof target !== "object" || target === null || typeof before !== "number") {
    return refuse(`${path} is no figure of this scenario`)
  }
  Reflect.set(target, last, value)
  return before
}

/** Sets a figure of a scenario, if a scenario with it could have been written; gives what it was. */
const assign = (scenario: Scenario, path: string, value: number): number => {
  if (!isKnob(path)) refuse(`${path} cannot be changed while a run goes on; what can: ${knobs.join(", ")}`)
  const before = put(scenario, path, value)
  const result = validated(scenario)
  if (Result.isSuccess(result)) return before
  put(scenario, path, before)
  return refuse(`${path} cannot be ${value}: ${result.failure.message.split("\n")[0] ?? ""}`)
}

const requireNames = (scenario: Scenario, shock: Shock): void => {
  if (shock.kind === "cloud-price" && !Object.hasOwn(scenario.clouds, shock.cloud)) {
    refuse(`There is no cloud ${shock.cloud}`)
  }
  if (shock.kind === "demand" && !Object.hasOwn(scenario.demand, shock.class)) {
    refuse(`There is no job class ${shock.class}`)
  }
  if (shock.kind === "region-fails" && Catalog.regionIndex(shock.region) < 0) {
    refuse(`There is no region ${shock.region}; there are ${Catalog.regionNames.join(", ")}`)
  }
}

const requireInstant = ({ horizon }: Scenario, at: number): void => {
  const told = (seconds: number) => Quantity.format("duration", seconds)
  if (!(at >= 0)) refuse(`A command cannot come at ${at} s: a run begins at 0 s`)
  if (at > horizon.length) {
    refuse(`A command at ${told(at)} would come after the end of the run at ${told(horizon.length)}`)
  }
}

/** What the rules across keys say of a scenario. */
const findings = (scenario: Scenario): ReadonlyArray<string> => {
  const found: Array<string> = []
  for (const rule of rules) rule(scenario, (path, message) => found.push(`${path.join(".")}: ${message}`))
  return found
}

/** Throws a `CommandError` when commands, one after the other, cannot be applied to a scenario: better before a run than in the middle of
 * it. The scenario is as before afterwards. */
export const check = (scenario: Scenario, commands: ReadonlyArray<Command>): void => {
  const changed: Array<readonly [path: string, before: number]> = []
  const known = commands.some((command) => "set" in command) ? findings(scenario) : []
  try {
    for (const command of commands) {
      requireInstant(scenario, command.at)
      if ("shock" in command) {
        requireNames(scenario, command.shock)
        continue
      }
      changed.push([command.set, assign(scenario, command.set, command.value)])
      const [problem] = findings(scenario).filter((finding) => !known.includes(finding))
      if (problem !== undefined) refuse(`${command.set} cannot be ${command.value}. ${problem}`)
    }
  } finally {
    for (const [path, before] of changed.toReversed()) put(scenario, path, before)
  }
}

/** Brings up to now what has gone on at a rate that a command is about to change. */
const settle = (world: World, path: string, now: number): void => {
  const [group, name, key] = stepsOf(path)
  if (group !== "clouds" || key !== "price_drift") return
  for (const cloud of world.clouds) if (cloud.name === name) cloud.driftOn(now)
}

/** Applies a command now. Throws a `CommandError` when it names no knob, or a value that no scenario may have. */
export const apply = (world: World, command: Command, now: number): void => {
  if ("shock" in command) return strike(world, command.shock, now)
  settle(world, command.set, now)
  assign(world.scenario, command.set, command.value)
}
