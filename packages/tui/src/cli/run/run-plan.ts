/** What `lode run` was asked for, checked: how long, how often, with which commands, where to. */
import { type Decode, metricsOf, Quantity, type Replicate, type Scenario } from "@lode/sim"
import { Effect, Option } from "effect"
import { duration } from "../../text/format.ts"
import { UsageError } from "../usage.ts"

/** The flags of `lode run`. */
export interface Input {
  readonly scenario: string
  readonly seed: Option.Option<number>
  readonly until: Option.Option<string>
  readonly set: ReadonlyArray<string>
  readonly replications: Option.Option<number>
  readonly precision: Option.Option<string>
  readonly commands: Option.Option<string>
  readonly out: Option.Option<string>
  readonly force: boolean
  readonly json: boolean
}

/** Replications of one call: more would take days, and a slip of the hand would fill the memory with their results. */
const mostReplications = 100_000

const refuse = (message: string) => new UsageError({ message })

/** The scenario with the end that was asked for. */
export const shortened = Effect.fnUntraced(function* (
  decoded: Decode.Decoded<Scenario>,
  until: Option.Option<string>
): Effect.fn.Return<Decode.Decoded<Scenario>, UsageError> {
  if (Option.isNone(until)) return decoded
  const length = Quantity.parse("duration", until.value)
  if (length === undefined) {
    return yield* refuse(`--until: ${Quantity.explainFailure("duration", until.value)}`)
  }
  const { horizon } = decoded.scenario
  if (!(length > 0)) return yield* refuse(`--until: ${until.value} leaves nothing to simulate`)
  if (length > horizon.length) {
    return yield* refuse(
      `--until: ${until.value} is beyond the end of the scenario after ${duration(horizon.length)}; for a longer run --set "horizon.length=${until.value}"`
    )
  }
  if (horizon.kind === "steady" && horizon.warm_up >= length) {
    return yield* refuse(`--until: ${until.value} ends before the scenario's warm-up of ${duration(horizon.warm_up)}`)
  }
  return { ...decoded, scenario: { ...decoded.scenario, horizon: { ...horizon, length } } }
})

/** How many replications: as many as asked for, one, or as many as a precision takes. */
export const planOf = Effect.fnUntraced(function* (
  { precision, replications, seed }: Pick<Input, "precision" | "replications" | "seed">,
  scenario: Scenario
): Effect.fn.Return<Replicate.Plan, UsageError> {
  if (Option.isSome(seed) && !(seed.value >= 0 && Number.isSafeInteger(seed.value))) {
    return yield* refuse(`--seed: a seed is a whole number from 0 to 2^53, not ${seed.value}`)
  }
  if (Option.isSome(precision) && Option.isSome(replications)) {
    return yield* refuse("Give --replications or --precision, not both")
  }
  if (Option.isSome(precision)) return yield* precisionOf(precision.value, scenario)
  const count = Option.getOrElse(replications, () => 1)
  if (count < 1) return yield* refuse(`--replications: at least 1, not ${count}`)
  if (count > mostReplications) {
    return yield* refuse(`--replications: at most ${mostReplications.toLocaleString("en-US")}, not ${count}`)
  }
  const plan: Replicate.Plan = { kind: "fixed", replications: count }
  return plan
})

const precisionOf = Effect.fnUntraced(function* (asked: string, scenario: Scenario) {
  const relative = Quantity.parse("share", asked)
  if (relative === undefined || !(relative > 0 && relative < 1)) {
    return yield* refuse(`--precision: ${asked} is not between 0% and 100%; a share such as 2% is wanted`)
  }
  const named = metricsOf(scenario).filter(({ name }) => scenario.report.includes(name))
  if (named.length === 0) {
    return yield* refuse(
      '--precision: the scenario names no metrics that it should hold for; list some under `report`, or --set "report=[unmet_share]"'
    )
  }
  const plan: Replicate.Plan = { kind: "precision", target: { metrics: named, relative } }
  return plan
})
