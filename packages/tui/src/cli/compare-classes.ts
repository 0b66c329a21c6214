/** Classes of training jobs through both arms: what each took and cost, how sure its equal loss is, and from which bandwidth on both arms are level. */
import {
  Catalog,
  EqualLoss,
  Gang,
  LevelBandwidth,
  Pace,
  ReplicaPenalty,
  type Scenario,
  type ScenarioTrial,
  Training
} from "@lode/sim"
import type { Look } from "../charts/Theme.ts"
import type { Line } from "./compare-sentence.ts"
import { percent, quantity, unknown } from "../text/format.ts"
import { table } from "./table.ts"

const exaflop = 1e18
const bitsOfGigabyte = 8e9
const secondsOfHour = 3600

/** One class through both arms; `null` for what did not happen. Times in hours, costs in USD an effective exaFLOP. */
export interface ClassLine {
  readonly name: string
  readonly run_hours: readonly [central: number | null, network: number | null]
  readonly compute_utilisation: number | null
  readonly usd_per_effective_exaflop: readonly [central: number | null, network: number | null]
  /** Network against central, and half of its 95% interval. */
  readonly cost_ratio: number | null
  readonly cost_ratio_half_width: number | null
  /** Tokens for each that one data centre needs, and the middle 95% of what the laws of loss leave open. */
  readonly tokens_ratio: { readonly estimate: number; readonly low: number; readonly high: number | null } | null
  /** Access links at which both arms cost the same, bit/s up and down. */
  readonly level: LevelBandwidth.Level | null
}

/** What the classes of a scenario did, if it has any that train. */
export const classLines = (
  scenario: Scenario,
  lines: ReadonlyArray<Line>,
  gangs: ScenarioTrial.RunOutcome["gangs"]
): ReadonlyArray<ClassLine> =>
  Object.entries(scenario.demand).flatMap(([name, { training }]) => {
    if (training === undefined) return []
    const found = (metric: string) => lines.find((line) => line.name === `${name}.${metric}`)?.difference
    const run = found("run_mean")
    const cost = found("usd_per_effective_exaflop")
    const first = cost?.first ?? null
    const price = priceOf(found("usd")?.second ?? null, found("gpu_hours")?.second ?? null)
    const gang = gangs[name]
    const asked = gang === undefined ? undefined : new Question(training, gang)
    return [
      {
        name,
        run_hours: [run?.first ?? null, run?.second ?? null],
        compute_utilisation: found("compute_utilisation")?.second ?? null,
        usd_per_effective_exaflop: [first, cost?.second ?? null],
        cost_ratio: over(cost?.second ?? null, first),
        cost_ratio_half_width: over(cost?.half_width ?? null, first),
        tokens_ratio: asked?.tokensRatio() ?? null,
        level:
          asked === undefined || first === null || price === null
            ? null
            : asked.level(first / exaflop, price, egressOf(scenario))
      }
    ]
  })

const over = (above: number | null, below: number | null): number | null =>
  above === null || below === null ? null : above / below

const priceOf = (usd: number | null, gpuHours: number | null): number | null =>
  usd === null || gpuHours === null || !(gpuHours > 0) || !(usd > 0) ? null : usd / gpuHours

/** What networks ask for data, USD/GB: the first that a scenario has. */
const egressOf = ({ networks }: Scenario): number => Object.values(networks)[0]?.egress ?? 0

type TrainingConfig = NonNullable<Scenario["demand"][string]["training"]>

/** A gang that a class got, to be asked what is open about it. */
class Question {
  private readonly training: Training
  private readonly gang = new Gang()
  private readonly tokens: number
  private readonly penalty: number

  constructor(config: TrainingConfig, { members, tokens }: ScenarioTrial.FirstGang) {
    this.training = new Training(config)
    this.tokens = tokens
    this.penalty = config.replica_penalty
    for (const { download, gpuModel, gpus, region, upload } of members)
      this.gang.add(Catalog.gpuIndex(gpuModel), gpus, Catalog.regionIndex(region), upload, download)
  }

  tokensRatio(): ClassLine["tokens_ratio"] {
    const { gang, penalty, tokens, training } = this
    const pace = new Pace()
    if (!training.pace(gang, tokens, gang.size, pace)) return null
    const { parameters } = training.practice.model
    const arm: EqualLoss.Arm = {
      multiplier: ReplicaPenalty.multiplier(pace.replicas, pace.innerSteps, parameters) ** penalty,
      multiplierLogError: penalty === 0 ? 0 : ReplicaPenalty.logError(pace.replicas, pace.innerSteps),
      addedLoss: pace.replicas > 1 ? training.synchronisation.staleLoss : 0
    }
    const { estimate, high, low } = EqualLoss.interval(training.law, parameters, tokens, arm).tokensRatio
    // What a batch beyond the critical one takes besides is the same whatever the law of replicas.
    const batch = Number.isFinite(estimate) ? pace.tokensRatio / estimate : 1
    return {
      estimate: batch * estimate,
      low: batch * Math.max(1, low),
      high: Number.isFinite(high) ? batch * high : null
    }
  }

  /** The crossing; `null` where exchanges take a measured time, which links do not change.
   *
   * @param usdPerGpuHour all that was paid for a GPU-hour: what its members sent each other is in it, and counted with the links instead */
  level(central: number, usdPerGpuHour: number, usdPerGigabyte: number): LevelBandwidth.Level | null {
    const { gang, penalty, tokens, training } = this
    const pace = new Pace()
    if (training.synchronisation.measuredExchange > 0 || !training.pace(gang, tokens, gang.size, pace)) return null
    const usdOfSending = ((pace.sending / bitsOfGigabyte) * usdPerGigabyte * secondsOfHour) / gang.size
    return LevelBandwidth.levelBandwidth({
      training,
      gang,
      wanted: gang.size,
      reference: tokens,
      replicaPenalty: penalty,
      usdPerGpuHour: Math.max(0, usdPerGpuHour - usdOfSending),
      usdPerGigabyte,
      goodput: 1,
      central
    })
  }
}

const why: Readonly<Record<LevelBandwidth.Hindrance, string>> = {
  price: "price",
  egress: "egress",
  replicas: "replicas",
  "critical batch": "batch",
  distance: "distance"
}

/** Why the two are never level, for the classes of which that is so. */
const hindrances = (classes: ReadonlyArray<ClassLine>): string => {
  const told = new Map<string, Array<string>>()
  for (const { level, name } of classes) {
    if (level?.kind !== "never") continue
    const causes = level.because.map((cause) => why[cause]).join(level.together ? " and " : " or ")
    told.set(causes, [...(told.get(causes) ?? []), name])
  }
  const parts = [...told].map(([causes, names]) => `${causes} (${listed(names)})`)
  return parts.length === 0 ? "" : ` Never level, because of ${parts.join("; ")}.`
}

const levelText = (level: LevelBandwidth.Level | null): string => {
  if (level === null) return unknown
  if (level.kind === "never") return "never"
  return level.kind === "always" ? "any link" : quantity(level.bandwidth, "bit/s")
}

const times = (ratio: number | null, half: number | null = null): string =>
  ratio === null ? unknown : quantity(ratio, "", half !== null && half > 0.01 * ratio ? half : undefined)

const ratioOf = ([central, network]: readonly [number | null, number | null]): number | null =>
  central === null || network === null ? null : network / central

/** A row for each class: the network against central clouds. */
export const classTable = (classes: ReadonlyArray<ClassLine>, look: Look): string =>
  table(
    [
      { header: "class" },
      { header: "time ×", align: "right" },
      { header: "computing", align: "right" },
      { header: "tokens ×, 95%", align: "right" },
      { header: "cost ×", align: "right" },
      { header: "level from", align: "right" }
    ],
    classes.map((line) => [
      line.name,
      times(ratioOf(line.run_hours)),
      line.compute_utilisation === null ? unknown : percent(line.compute_utilisation, 2),
      tokensText(line.tokens_ratio),
      times(line.cost_ratio, line.cost_ratio_half_width),
      levelText(line.level)
    ]),
    look
  )

const tokensText = (ratio: ClassLine["tokens_ratio"]): string => {
  if (ratio === null) return unknown
  const { estimate, high, low } = ratio
  if (estimate === 1 && low === 1 && high === 1) return "1"
  const shown = (value: number) => quantity(value, "")
  return `${shown(estimate)} (${shown(low)}–${high === null ? "∞" : shown(high)})`
}

const listed = (items: ReadonlyArray<string>): string =>
  items.length < 2 ? items.join("") : `${items.slice(0, -1).join(", ")} and ${items.at(-1)}`

/** Who wins where, by cost at equal loss. */
export const classSentence = (classes: ReadonlyArray<ClassLine>): string => {
  const side = (wanted: (line: ClassLine) => boolean) => classes.filter(wanted).map(({ name }) => name)
  const clear = (line: ClassLine) => Math.abs((line.cost_ratio ?? 1) - 1) > (line.cost_ratio_half_width ?? 0)
  const network = side((line) => line.cost_ratio !== null && line.cost_ratio < 1 && clear(line))
  const central = side((line) => line.cost_ratio !== null && line.cost_ratio > 1 && clear(line))
  const open = side((line) => line.cost_ratio !== null && !clear(line))
  const never = side((line) => line.cost_ratio === null)
  const parts = [
    ...(network.length === 0 ? [] : [`the network is cheaper for ${listed(network)}`]),
    ...(central.length === 0
      ? []
      : [`the central cloud ${network.length === 0 ? "is cheaper " : ""}for ${listed(central)}`]),
    ...(open.length === 0 ? [] : [`nothing can be told for ${listed(open)}`]),
    ...(never.length === 0 ? [] : [`${listed(never)} did not come to an end on both`])
  ]
  const turned = side((line) => line.cost_ratio !== null && clear(line) && mayTurn(line))
  const doubt =
    turned.length === 0 ? "" : ` What the laws of loss leave open could turn that round for ${listed(turned)}.`
  return `At equal loss ${parts.join("; ")}.${doubt}`
}

/** Whether the other arm would be cheaper at an end of what the laws of loss leave open: the network's cost goes with its tokens. */
const mayTurn = ({ cost_ratio: cost, tokens_ratio: tokens }: ClassLine): boolean => {
  if (cost === null || tokens === null) return false
  const end = cost > 1 ? tokens.low : (tokens.high ?? Infinity)
  return cost > 1 !== (cost * end) / tokens.estimate > 1
}

/** What the columns mean. */
export const classNote = (classes: ReadonlyArray<ClassLine>): string =>
  "time, cost: the network's against the central arm's. computing: share of the network's GPU time. tokens: for each that one data centre needs for the same loss, with the middle 95% of what the laws of loss leave open (× means times); costs carry the estimate. level from: access links, up and down, from which on the network costs no more; never: over no access link; -: exchanges are given as measured, or did not run on both." +
  hindrances(classes)
