/** Figures of a scenario that may change while a run goes on, by command or by vote, named by their path. */
import { Result, Schema, SchemaIssue } from "effect"
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

const fixed = (path: string): string => `${path} cannot be changed while a run goes on; what can: ${knobs.join(", ")}`

/** Sets a figure of a scenario if it is a knob and a scenario with it could have been written; gives what it was, or in words why it cannot be. */
export const set = (scenario: Scenario, path: string, value: number): number | string => {
  if (!isKnob(path)) return fixed(path)
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

/** Why a figure cannot be read: its path names none, or the value does not fit it. */
export interface Misfit {
  readonly on: "set" | "value"
  readonly message: string
}

const encoded = Schema.encodeUnknownSync(Scenario)
const decoded = Schema.decodeUnknownResult(Scenario)
const told = SchemaIssue.makeFormatterStandardSchemaV1()

/** Groups with another value at a path. */
const placed = (group: unknown, [step, ...rest]: ReadonlyArray<string>, value: unknown): unknown =>
  step === undefined || typeof group !== "object" || group === null
    ? value
    : { ...group, [step]: placed(Reflect.get(group, step), rest, value) }

/** What a value would be in base units if the scenario had it at the path of a knob: `50000 tokens/day` where that is wanted, a bare number where the
 * figure is a number or a share. */
export const read = (scenario: Scenario, path: string, written: number | string): Result.Result<number, Misfit> => {
  const steps = stepsOf(path)
  const last = steps.at(-1) ?? ""
  const misfit = (on: Misfit["on"], message: string) => Result.fail({ on, message })
  if (!isKnob(path)) return misfit("set", fixed(path))
  if (holderOf(scenario, steps) === undefined) return misfit("set", `${path} is no figure of this scenario`)
  const result = decoded(placed(encoded(scenario), steps, written))
  if (Result.isFailure(result)) {
    return misfit("value", `${path} cannot be ${written}: ${told(result.failure.issue).issues[0]?.message ?? ""}`)
  }
  const figure: unknown = Reflect.get(holderOf(result.success, steps) ?? {}, last)
  return typeof figure === "number" ? Result.succeed(figure) : misfit("value", `${path} cannot be ${written}`)
}
