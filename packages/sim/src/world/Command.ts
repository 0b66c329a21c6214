/** Commands: what somebody did to a run while it ran, as plain data. A journal of them, the scenario and the seed give the run again. */
import { Result, Schema } from "effect"
import * as Catalog from "../catalog/Catalog.ts"
import * as Field from "../units/Field.ts"
import { Scenario, Shock } from "./Scenario.ts"
import { strike } from "./Shocks.ts"
import type { World } from "./World.ts"

/** One entry of a journal. */
export type Command =
  | { readonly at: number; readonly set: string; readonly value: number }
  | { readonly at: number; readonly shock: Shock }

/** A journal as it stands in a file: entries with `at` and either `set` with `value`, or `shock`. */
export const Journal = Schema.Array(
  Schema.Union([
    Schema.Struct({
      at: Field.quantity("duration")({ description: "when the command takes effect" }),
      set: Field.text({ description: "path of the figure in the scenario" }),
      value: Schema.Union([Schema.Finite, Schema.String])
    }),
    Schema.Struct({
      at: Field.quantity("duration")({ description: "when the shock strikes" }),
      shock: Shock
    })
  ])
)

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

/** Whether a path names a knob. */
export const isKnob = (path: string): boolean => {
  const steps = path.split(".")
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

/** Sets a figure of a scenario, if a scenario with it could have been written; gives what it was. */
const assign = (scenario: Scenario, path: string, value: number): number => {
  if (!isKnob(path)) refuse(`${path} cannot be changed while a run goes on; what can: ${knobs.join(", ")}`)
  const steps = path.split(".")
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
  const result = validated(scenario)
  if (Result.isSuccess(result)) return before
  Reflect.set(target, last, before)
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

/** Throws a `CommandError` when a command cannot be applied to a scenario: better before a run than in the middle of it. */
export const check = (scenario: Scenario, commands: ReadonlyArray<Command>): void => {
  for (const command of commands) {
    if ("shock" in command) requireNames(scenario, command.shock)
    else assign(scenario, command.set, assign(scenario, command.set, command.value))
  }
}

/** Applies a command now. Throws a `CommandError` when it names no knob, or a value that no scenario may have. */
export const apply = (world: World, command: Command, now: number): void => {
  if ("shock" in command) strike(world, command.shock, now)
  else assign(world.scenario, command.set, command.value)
}
