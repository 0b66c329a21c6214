/** Commands: what somebody did to a run while it ran, as plain data. A journal of them, the scenario and the seed give the run again. */
import { Schema } from "effect"
import * as Field from "../units/Field.ts"
import { Shock } from "./Scenario.ts"
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

/** Applies a command now. Throws a `CommandError` when it names no knob. */
export const apply = (world: World, command: Command, now: number): void => {
  if ("shock" in command) return strike(world, command.shock, now)
  if (!isKnob(command.set)) {
    throw new CommandError({
      message: `${command.set} cannot be changed while a run goes on; what can: ${knobs.join(", ")}`
    })
  }
  const steps = command.set.split(".")
  const last = steps.pop() ?? ""
  let target: unknown = world.scenario
  for (const step of steps)
    target = typeof target === "object" && target !== null ? Reflect.get(target, step) : undefined
  if (typeof target !== "object" || target === null || typeof Reflect.get(target, last) !== "number") {
    throw new CommandError({ message: `${command.set} is no figure of this scenario` })
  }
  Reflect.set(target, last, command.value)
}
