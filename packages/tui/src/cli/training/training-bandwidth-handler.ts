/** The work of `lode training bandwidth`. */
import { BandwidthNeeded, Nearest, Pipe, Quantity, SynchronisationConfig } from "@lode/sim"
import { Effect, Option } from "effect"
import { lineChart } from "../../charts/LineChart.ts"
import type { Look } from "../../charts/Theme.ts"
import { count, duration, number, percent, quantity } from "../../text/format.ts"
import { notice, print, printJson, stdout, themeOf } from "../output.ts"
import { table } from "../table.ts"
import { UsageError } from "../usage.ts"

export interface Input {
  readonly parameters: string
  readonly layers: number
  readonly step: string
  readonly sync: string
  readonly innerSteps: Option.Option<number>
  readonly fragments: Option.Option<number>
  readonly overlap: Option.Option<number>
  readonly exchangeBits: number
  readonly replicas: number
  readonly preset: Option.Option<"paper-tables">
  readonly json: boolean
}

const rules = ["data-parallel", "diloco", "streaming-diloco"] as const
type Rule = (typeof rules)[number]

/** More layers or replicas than anybody would train with: a slip of the hand. */
const most = 100_000

const refuse = (message: string) => Effect.fail(new UsageError({ message }))

/** `lode training bandwidth` */
export const bandwidth = Effect.fnUntraced(function* (input: Input): Effect.fn.Return<void, UsageError> {
  const setting = yield* settingOf(input)
  const needed = neededIn(setting)
  if (input.json) {
    return yield* printJson({
      utilisation: BandwidthNeeded.targets,
      gbit_per_s: needed.map((gbit) => (gbit === null ? null : Number(gbit.toPrecision(6))))
    })
  }
  const surface = stdout()
  yield* print(text(setting, needed, { ...surface, theme: themeOf(surface) }))
})

const neededIn = (setting: BandwidthNeeded.Setting): ReadonlyArray<number | null> => {
  const traffic = BandwidthNeeded.trafficOf(setting)
  return BandwidthNeeded.targets.map((target) => BandwidthNeeded.bandwidthNeeded(traffic, target))
}

/** The training run that the flags describe. */
const settingOf = Effect.fnUntraced(function* (input: Input): Effect.fn.Return<BandwidthNeeded.Setting, UsageError> {
  const parameters = Quantity.parseNumber(input.parameters)
  if (parameters === undefined || !(parameters >= 1)) {
    return yield* refuse(`--parameters: ${input.parameters} is no number of at least 1, such as 10B or 10e9`)
  }
  const step = Quantity.parse("duration", input.step)
  if (step === undefined) {
    const bare = Quantity.parseNumber(input.step) !== undefined
    const hint = `${input.step} has no unit: ${input.step}s or ${input.step}ms`
    return yield* refuse(`--step: ${bare ? hint : Quantity.explainFailure("duration", input.step)}`)
  }
  if (!(step > 0)) return yield* refuse(`--step: a step takes time; more than 0 s, such as 0.8s, not ${input.step}`)
  yield* within("--layers", input.layers, 1, most)
  yield* within("--replicas", input.replicas, 2, most, "; a replica alone has nobody to exchange with")
  const config = yield* configOf(input)
  const model = { parameters, layers: input.layers }
  const wrong = SynchronisationConfig.problems(config, model)
  if (wrong !== undefined) return yield* refuse(wrong)
  return {
    ...model,
    step,
    replicas: input.replicas,
    synchronisation: SynchronisationConfig.make(config, model),
    preset: Option.isSome(input.preset) ? BandwidthNeeded.paperTables : BandwidthNeeded.fullPayload
  }
})

const within = (flag: string, value: number, least: number, largest: number, why = "") =>
  value < least
    ? refuse(`${flag}: at least ${count(least)}, not ${value}${why}`)
    : value > largest
      ? refuse(`${flag}: at most ${count(largest)}, not ${value}`)
      : Effect.void

/** The rule that the flags describe. What the rule has no use for is said and left out, so that rules can be compared by `--sync` alone. */
const configOf = Effect.fnUntraced(function* (
  input: Input
): Effect.fn.Return<SynchronisationConfig.SynchronisationConfig, UsageError> {
  const kind = yield* ruleOf(input.sync)
  const innerSteps = Option.getOrElse(input.innerSteps, () => 100)
  const overlap = Option.getOrElse(input.overlap, () => 0)
  const exchange_bits = input.exchangeBits
  yield* within("--inner-steps", innerSteps, 1, Number.MAX_SAFE_INTEGER)
  yield* within("--overlap", overlap, 0, Number.MAX_SAFE_INTEGER)
  if (Option.isSome(input.fragments)) yield* within("--fragments", input.fragments.value, 1, most)
  if (!(exchange_bits > 0 && exchange_bits <= 64)) {
    return yield* refuse(`--exchange-bits: above 0 and at most 64 bits, not ${exchange_bits}`)
  }
  const leaveOut = (flag: string, given: Option.Option<number>, own: number, why: string) =>
    Option.isSome(given) && given.value !== own
      ? notice(`--${flag} ${given.value} is left out: ${kind} ${why}`)
      : Effect.void
  if (kind !== "streaming-diloco") {
    yield* leaveOut("fragments", input.fragments, 1, "exchanges everything at once")
    yield* leaveOut("overlap", input.overlap, 0, "waits for what it exchanges")
  }
  switch (kind) {
    case "data-parallel":
      yield* leaveOut("inner-steps", input.innerSteps, 1, "exchanges in every step")
      return { kind, exchange_bits }
    case "diloco":
      return { kind, inner_steps: innerSteps, exchange_bits, measured_exchange: 0 }
    case "streaming-diloco": {
      // 0: by the size of the model
      const fragments = Option.getOrElse(input.fragments, () => 0)
      return { kind, inner_steps: innerSteps, fragments, overlap, exchange_bits }
    }
  }
})

const ruleOf = (written: string): Effect.Effect<Rule, UsageError> => {
  const found = rules.find((rule) => rule === written)
  if (found !== undefined) return Effect.succeed(found)
  const near = Nearest.nearest(written, rules)
  const hint = near === undefined ? "" : `, did you mean ${near}?`
  return refuse(`--sync: there is no rule "${written}"${hint} (${rules.join(", ")})`)
}

const gbit = (value: number | null): string =>
  value === null ? "more than 1,000 Gbit/s" : `${number(value, 4)} Gbit/s`

const text = (setting: BandwidthNeeded.Setting, needed: ReadonlyArray<number | null>, look: Look): string => {
  const { layers, parameters, replicas, step, synchronisation } = setting
  const { bitsPerParameter, fragments, innerSteps, kind, overlapSteps } = synchronisation
  const often = innerSteps === 1 ? "every step" : `every ${count(innerSteps)} steps`
  const streaming = kind === "streaming-diloco" ? `, ${count(fragments)} fragments, overlap ${count(overlapSteps)}` : ""
  const plain = neededIn({ ...setting, synchronisation: dataParallel })
  return [
    `${quantity(parameters)} parameters, ${count(layers)} layers, ${duration(step)} a step, ${count(replicas)} replicas`,
    `${kind}: ${often}${streaming}, ${number(bitsPerParameter)} bits a parameter`,
    "",
    table(
      [
        { header: "time computing" },
        { header: kind, align: "right" },
        ...(kind === "data-parallel" ? [] : [{ header: "data-parallel, 16 bits", align: "right" as const }])
      ],
      BandwidthNeeded.targets.map((target, row) => [
        percent(target),
        gbit(needed[row] ?? null),
        ...(kind === "data-parallel" ? [] : [gbit(plain[row] ?? null)])
      ]),
      look
    ),
    "",
    chart(setting, look),
    "",
    reading(needed)
  ].join("\n")
}

const dataParallel = SynchronisationConfig.make(
  { kind: "data-parallel", exchange_bits: 16 },
  { parameters: 1, layers: 1 }
)

/** Time computing over bandwidth on a logarithmic scale. */
const chart = (setting: BandwidthNeeded.Setting, look: Look): string => {
  const traffic = BandwidthNeeded.trafficOf(setting)
  const values = BandwidthNeeded.grid.map((each) => 100 * Pipe.utilisation(traffic, 1e9 * each))
  return lineChart(
    [{ name: setting.synchronisation.kind, values, x: BandwidthNeeded.grid.map((each) => Math.log10(each)) }],
    { ...look, columns: Math.min(look.columns, 80) },
    {
      rows: 10,
      title: "time computing over bandwidth in Gbit/s",
      unit: "%",
      y: { low: 0, high: 100 },
      x: { low: -1, high: 3 },
      xLabel: (power) => number(10 ** power)
    }
  )
}

/** What the table says, in one line. */
const reading = (needed: ReadonlyArray<number | null>): string => {
  const row = BandwidthNeeded.targets.indexOf(0.95)
  const enough = needed[row] ?? null
  return enough === null
    ? "Even a link of 1,000 Gbit/s leaves less than 95% of the time for computing."
    : `A link of ${gbit(enough)} keeps a replica computing 95% of the time.`
}
