/** What `lode training` prints: the arms side by side, what equal loss takes, where the GPU time goes, what limits the run and what would help. */
import type { Appraisal, Arm } from "@lode/sim"
import { wrapped } from "../../charts/Text.ts"
import type { Look } from "../../charts/Theme.ts"
import { count, duration, energy, number, percent, quantity, unknown } from "../../text/format.ts"
import { table, type TableCell } from "../table.ts"
import { equalLossSentences, equalLossTable } from "./training-equal-loss.ts"
import { armColumns, limitSentence, timeTable } from "./training-limits.ts"

type Seen = Appraisal.Appraisal

/** The appraisal for people. */
export const text = (seen: Seen, look: Look): string => {
  const lines = (sentence: string): ReadonlyArray<string> => wrapped(sentence, look.columns)
  return [
    ...heading(seen).flatMap(lines),
    "",
    figures(seen, look),
    "",
    ...(seen.compared ? [equalLossTable(seen, look), ""] : []),
    timeTable(seen, look),
    "",
    ...limitSentence(seen).flatMap(lines),
    ...equalLossSentences(seen).flatMap(lines),
    ...seen.notes.flatMap((note) => lines(`Note: ${note}`))
  ].join("\n")
}

const heading = ({ law, network, setup }: Seen): ReadonlyArray<string> => {
  const { model, sites, synchronisation } = setup
  const goal =
    setup.target_loss === undefined ? `${quantity(setup.tokens ?? 0)} tokens` : `a loss of ${setup.target_loss}`
  const owners = sites.map(
    ({ count: owners, download, gpu_model, gpus, region, upload }) =>
      `${count(owners)} x ${count(gpus)} ${gpu_model} in ${region}` +
      (network.pace.replicas * network.pace.stages > 1
        ? ` (${quantity(upload, "bit/s")} up, ${quantity(download, "bit/s")} down)`
        : "")
  )
  const rare = network.pace.innerSteps > 1 ? `every ${count(network.pace.innerSteps)} steps` : "every step"
  const often = network.pace.replicas > 1 ? `, exchanging ${rare}` : ""
  return [
    `${quantity(model.parameters)} parameters, ${count(model.layers)} layers, to ${goal}; loss by the law "${law.name}"`,
    owners.join(", "),
    ...(network.pace.replicas > 1 ? [`${synchronisation.kind}${often}`] : [])
  ]
}

interface Figure {
  readonly name: string
  readonly of: (arm: Arm.Arm) => string
  /** What the last column compares. */
  readonly ratio?: (arm: Arm.Arm) => number
}

const rows: ReadonlyArray<Figure> = [
  {
    name: "replicas, of owners each",
    of: ({ pace }) => (pace.stages === 1 ? count(pace.replicas) : `${count(pace.replicas)} of ${count(pace.stages)}`)
  },
  { name: "a step", of: ({ pace }) => duration(pace.step), ratio: ({ pace }) => pace.step },
  {
    name: "an exchange",
    of: ({ pace }) => (pace.replicas === 1 ? unknown : duration(pace.exchange))
  },
  {
    name: "fetching the state, to join",
    of: ({ joining, pace }) => (pace.replicas === 1 ? unknown : duration(joining.seconds))
  },
  { name: "time computing", of: ({ pace }) => percent(pace.utilisation) },
  { name: "MFU", of: ({ pace }) => percent(pace.mfu) },
  {
    name: "tokens a second",
    of: ({ pace }) => quantity(pace.tokensPerSecond),
    ratio: ({ pace }) => pace.tokensPerSecond
  },
  { name: "batch averaged as one", of: ({ batch }) => quantity(batch) },
  { name: "critical batch", of: ({ criticalBatch }) => quantity(criticalBatch) },
  { name: "tokens", of: ({ tokens }) => quantity(tokens), ratio: ({ tokens }) => tokens },
  { name: "loss", of: ({ loss }) => loss.estimate.toFixed(3), ratio: ({ loss }) => loss.estimate },
  { name: "  between (95%)", of: ({ loss }) => `${loss.low.toFixed(2)} to ${loss.high.toFixed(2)}` },
  { name: "time if none failed or left", of: ({ secondsWithoutFailures }) => duration(secondsWithoutFailures) },
  {
    name: "time",
    of: ({ seconds }) => estimate(seconds, "s"),
    ratio: ({ seconds }) => seconds.mean
  },
  { name: "failures", of: ({ failures }) => (failures === Infinity ? unknown : number(failures)) },
  { name: "GPU-hours", of: ({ gpuHours }) => amountOrNever(gpuHours), ratio: ({ gpuHours }) => gpuHours },
  { name: "USD a GPU-hour", of: ({ price }) => number(price), ratio: ({ price }) => price },
  { name: "energy", of: (arm) => (arm.energy === Infinity ? "never" : energy(arm.energy)), ratio: (arm) => arm.energy },
  { name: "data sent", of: ({ sent }) => quantity(sent, "B") },
  { name: "cost", of: ({ cost }) => estimate(cost, "USD"), ratio: ({ cost }) => cost.mean }
]

/** A mean with its interval, where that is more than a thousandth. */
const estimate = ({ halfWidth, mean }: Arm.Estimate, unit: string): string =>
  mean === Infinity ? "never ends" : halfWidth > 1e-3 * mean ? quantity(mean, unit, halfWidth) : quantity(mean, unit)

const amountOrNever = (value: number): string => (value === Infinity ? "never" : quantity(Number(value.toPrecision(9))))

/** The arms side by side. */
const figures = ({ central, compared, network }: Seen, look: Look): string => {
  const ratioOf = (ratio: Figure["ratio"]): string => {
    const value = ratio === undefined ? Number.NaN : ratio(network) / ratio(central)
    return Number.isFinite(value) ? `x ${number(value)}` : ""
  }
  const cells = rows.map(({ name, of, ratio }): ReadonlyArray<TableCell> => [
    name,
    of(network),
    ...(compared ? [of(central), ratioOf(ratio)] : [])
  ])
  return table(armColumns("", compared), cells, look)
}
