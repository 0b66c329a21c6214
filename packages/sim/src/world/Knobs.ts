/** Figures of a scenario that may change while a run goes on, by command or by vote, named by their path. */
import { Result, Schema } from "effect"
import { Scenario } from "./Scenario.ts"

/** Figures that may change while a run goes on: those that mechanisms read as they go. `*` stands for any name.
 * Other figures are read once, when the world is compiled. */
export const knobs: ReadonlyArray<string> = [
  "networks.*.token.emission.rate",
  "networks.*.token.sink.fee",
  "networks.*.token.sink.burn",
  "networks.*.token.distribution.work_share",
  "networks.*.token.distribution.treasury",
  "networks.*.token.stake.amount",
  "networks.*.token.verification.sample",
  "networks.*.token.owner.buys",
  "networks.*.token.owner.burns",
  "networks.*.token.owner.sells",
  "networks.*.token.validators.sells",
  "networks.*.token.stakers.inflow",
  "subnets.share",
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
export const stepsOf = (path: string): ReadonlyArray<string> =>
  [...path.matchAll(/"((?:[^"\\]|\\.)*)"|[^."]+/g)].map(([written, quoted]) => quoted ?? written)

/** Whether a path names a knob. */
export const isKnob = (path: string): boolean => {
  const steps = stepsOf(path)
  return knobs.some((knob) => {
    const pattern = knob.split(".")
    return pattern.length === steps.length && pattern.every((step, index) => step === "*" || step === steps[index])
  })
}

const validated = Schema.decodeUnknownResult(Schema.toType(Scenario))

/** The group that holds the last name of a path, if it holds a figure there. */
const holderOf = (scenario: Scenario, steps: ReadonlyArray<string>): object | undefined => {
  let target: unknown = scenario
  for (const step of steps.slice(0, -1)) {
    target =
      typeof target === "object" && target !== null && Object.hasOwn(target, step) ? Reflect.get(target, step) : {}
  }
  if (typeof target !== "object" || target === null) return undefined
  return typeof Reflect.get(target, steps.at(-1) ?? "") === "number" ? target : undefined
}

/** Sets a figure of a scenario if it is a knob and a scenario with it could have been written; gives what it was, or in words why it cannot be. */
export const set = (scenario: Scenario, path: string, value: number): number | string => {
  if (!isKnob(path)) return `${path} cannot be changed while a run goes on; what can: ${knobs.join(", ")}`
  const steps = stepsOf(path)
  const last = steps.at(-1) ?? ""
  const holder = holderOf(scenario, steps)
  const before: unknown = holder === undefined ? undefined : Reflect.get(holder, last)
  if (holder === undefined || typeof before !== "number") return `${path} is no figure of this scenario`
  Reflect.set(holder, last, value)
  const result = validated(scenario)
  if (Result.isSuccess(result)) return before
  Reflect.set(holder, last, before)
  return `${path} cannot be ${value}: ${result.failure.message.split("\n")[0] ?? ""}`
}
