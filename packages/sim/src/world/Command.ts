/** Commands: what somebody did to a run while it ran, as plain data. A journal of them, the scenario and the seed give the run again. */
import { Result, Schema } from "effect"
import * as Catalog from "../catalog/Catalog.ts"
import * as Quantity from "../units/Quantity.ts"
import { read, set, stepsOf } from "./Knobs.ts"
import { rules } from "./Rules.ts"
import type { Scenario, Shock } from "./Scenario.ts"
import { strike } from "./Shocks.ts"
import type { World } from "./World.ts"

export { isKnob, knobs } from "./Knobs.ts"

/** One entry of a journal. */
export type Command =
  | { readonly at: number; readonly set: string; readonly value: number }
  | { readonly at: number; readonly shock: Shock }

/** A command names what cannot be changed while a run goes on. */
export class CommandError extends Schema.TaggedError<CommandError>()("CommandError", { message: Schema.String }) {}

const refuse = (message: string): never => {
  throw new CommandError({ message })
}
/** Sets a figure of a scenario, if a scenario with it could have been written; gives what it was. */
const assign = (scenario: Scenario, path: string, value: number): number => {
  const before = set(scenario, path, value)
  return typeof before === "number" ? before : refuse(before)
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
    for (const [path, before] of changed.toReversed()) set(scenario, path, before)
  }
}

/** Brings up to now what has gone on at a rate that a command is about to change. */
const settle = (world: World, path: string, now: number): void => {
  const [group, name, key] = stepsOf(path)
  if (group !== "clouds" || key !== "price_drift") return
  for (const cloud of world.clouds) if (cloud.name === name) cloud.driftOn(now)
}

/** The command that sets a figure to what a scenario would write for it. Throws a `CommandError` when it cannot be that. */
export const setting = (
  scenario: Scenario,
  at: number,
  { set: path, value }: { readonly set: string; readonly value: number | string }
): Command => {
  const figure = read(scenario, path, value)
  return Result.isSuccess(figure) ? { at, set: path, value: figure.success } : refuse(figure.failure.message)
}

/** Applies a command now. Throws a `CommandError` when it names no knob, or a value that no scenario may have. */
export const apply = (world: World, command: Command, now: number): void => {
  if ("shock" in command) return strike(world, command.shock, now)
  settle(world, command.set, now)
  assign(world.scenario, command.set, command.value)
}
