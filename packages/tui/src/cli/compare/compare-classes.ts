/** Classes of training jobs through both arms: what each took and cost, how sure its equal loss is, and from which bandwidth on both arms are level. */
import type { EqualLoss, LevelBandwidth, Scenario, ScenarioTrial } from "@lode/sim"
import type { Look } from "../../charts/Theme.ts"
import { AskedGang } from "./compare-left-open.ts"
import type { Line } from "./compare-sentence.ts"
import { percent, quantity, scaled, unknown } from "../../text/format.ts"
import { table, type TableCell } from "../table.ts"

const exaflop = 1e18

/** An estimate, and the middle 95% of what the laws of loss leave open; `null`: without end. */
interface Open {
  readonly estimate: number
  readonly low: number | null
  readonly high: number | null
}

/** One class through both arms; `null` for what did not happen. Times in hours, costs in USD an effective exaFLOP. */
export interface ClassLine {
  readonly name: string
  readonly run_hours: readonly [central: number | null, network: number | null]
  /** Network against central. */
  readonly time_ratio: Open | null
  readonly compute_utilisation: number | null
  readonly usd_per_effective_exaflop: readonly [central: number | null, network: number | null]
  /** Network against central, and half of the 95% interval that luck leaves. */
  readonly cost_ratio: Open | null
  readonly cost_ratio_half_width: number | null
  /** Tokens for each that one data centre needs. */
  readonly tokens_ratio: Open | null
  /** Access links at which both arms cost the same, bit/s up and down. */
  readonly level: LevelBandwidth.Level | null
  /** The same at both ends of what the laws of loss leave open. */
  readonly level_range: { readonly low: LevelBandwidth.Level; readonly high: LevelBandwidth.Level } | null
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
    const asked = gang === undefined ? undefined : new AskedGang(training, gang)
    const tokens = asked?.tokensRatio()
    const levels =
      first === null || price === null ? undefined : asked?.levels(first / exaflop, price, egressOf(scenario))
    return [
      {
        name,
        run_hours: [run?.first ?? null, run?.second ?? null],
        time_ratio: openRatio(over(run?.second ?? null, run?.first ?? null), tokens),
        compute_utilisation: found("compute_utilisation")?.second ?? null,
        usd_per_effective_exaflop: [first, cost?.second ?? null],
        cost_ratio: openRatio(over(cost?.second ?? null, first), tokens),
        cost_ratio_half_width: over(cost?.half_width ?? null, first),
        tokens_ratio: tokens === undefined ? null : openRatio(tokens.estimate, tokens),
        level: levels?.estimate ?? null,
        level_range: levels === undefined ? null : { low: levels.low, high: levels.high }
      }
    ]
  })

/** A ratio that goes with the network's tokens, with what is open about these. */
const openRatio = (estimate: number | null, tokens: EqualLoss.Range | undefined): Open | null => {
  if (estimate === null) return null
  const end = (value: number): number | null => {
    const ratio = (estimate * value) / (tokens?.estimate ?? 1)
    return Number.isFinite(ratio) ? ratio : null
  }
  return tokens === undefined
    ? { estimate, low: estimate, high: estimate }
    : { estimate, low: end(tokens.low), high: end(tokens.high) }
}

const over = (above: number | null, below: number | null): number | null =>
  above === null || below === null ? null : above / below

const priceOf = (usd: number | null, gpuHours: number | null): number | null =>
  usd === null || gpuHours === null || !(gpuHours > 0) || !(usd > 0) ? null : usd / gpuHours

/** What networks ask for data, USD/GB: the first that a scenario has. */
const egressOf = ({ networks }: Scenario): number => Object.values(networks)[0]?.egress ?? 0

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

const levelText = (level: LevelBandwidth.Level | null | undefined): string => {
  if (level === null || level === undefined) return unknown
  if (level.kind === "never") return "never"
  return level.kind === "always" ? "any link" : quantity(level.bandwidth, "bit/s")
}

const times = (ratio: number | null | undefined, half: number | null = null): string =>
  ratio === null || ratio === undefined
    ? unknown
    : quantity(ratio, "", half !== null && half > 0.01 * ratio ? half : undefined)

/** A row for each class, the network against central clouds, and a row below it for what the laws of loss leave open. */
export const classTable = (classes: ReadonlyArray<ClassLine>, look: Look): string =>
  table(
    [
      { header: "class", wraps: "joints" },
      { header: "time ×", align: "right" },
      { header: "computing", align: "right" },
      { header: "tokens ×", align: "right" },
      { header: "cost ×", align: "right" },
      { header: "level from", align: "right" }
    ],
    classes.flatMap((line) => [rowOf(line), ...openRow(line, look)]),
    look
  )

const rowOf = (line: ClassLine): ReadonlyArray<TableCell> => [
  line.name,
  times(line.time_ratio?.estimate),
  line.compute_utilisation === null ? unknown : percent(line.compute_utilisation, 2),
  times(line.tokens_ratio?.estimate),
  times(line.cost_ratio?.estimate, line.cost_ratio_half_width),
  levelText(line.level)
]

const openRow = ({ cost_ratio, level_range, time_ratio, tokens_ratio }: ClassLine, { theme }: Look) => {
  if (tokens_ratio === null || tokens_ratio.low === tokens_ratio.high) return []
  const cells = ["  left open", span(time_ratio), "", span(tokens_ratio), span(cost_ratio), levelSpan(level_range)]
  return [cells.map((text): TableCell => ({ text, style: theme.muted }))]
}

const levelSpan = (range: ClassLine["level_range"]): string => {
  if (range === null) return ""
  const [low, high] = [levelText(range.low), levelText(range.high)]
  if (low === high) return ""
  if (range.low.kind !== "at" || range.high.kind !== "at") return `${low}–${high}`
  const scale = scaled([range.low.bandwidth, range.high.bandwidth], "bit/s")
  return `${scale.number(range.low.bandwidth)}–${scale.number(range.high.bandwidth)} ${scale.unit}`
}

const span = (ratio: Open | null): string => {
  if (ratio === null) return ""
  const end = (value: number | null): string => (value === null ? "∞" : quantity(value))
  return `${end(ratio.low)}–${end(ratio.high)}`
}

const listed = (items: ReadonlyArray<string>): string =>
  items.length < 2 ? items.join("") : `${items.slice(0, -1).join(", ")} and ${items.at(-1)}`

/** Who wins where, by cost at equal loss: told outright only where neither luck nor what the laws of loss leave open could turn it round. */
export const classSentence = (classes: ReadonlyArray<ClassLine>): string => {
  const phrase = (wanted: Verdict, words: (names: string) => string): ReadonlyArray<string> => {
    const names = classes.filter((line) => verdictOf(line) === wanted).map(({ name }) => name)
    return names.length === 0 ? [] : [words(listed(names))]
  }
  const parts = [
    ...phrase("network", (names) => `the network is cheaper for ${names}`),
    ...phrase("central", (names) => `the central cloud is cheaper for ${names}`),
    ...phrase("network, maybe", (names) => `the network is cheaper, by an estimate that ${turned}, for ${names}`),
    ...phrase("central, maybe", (names) => `the central cloud is cheaper, by an estimate that ${turned}, for ${names}`),
    ...phrase("luck", (names) => `nothing can be told from luck for ${names}`),
    ...phrase("never", (names) => `${names} did not come to an end on both`)
  ]
  return `At equal loss ${parts.join("; ")}.`
}

const turned = "the laws of loss could turn round"

type Winner = "network" | "central"
type Verdict = Winner | `${Winner}, maybe` | "luck" | "never"

const verdictOf = ({ cost_ratio, cost_ratio_half_width }: ClassLine): Verdict => {
  if (cost_ratio === null) return "never"
  const { estimate, high, low } = cost_ratio
  const luck = (cost_ratio_half_width ?? 0) / estimate
  const winner = (from: number | null, to: number | null): Winner | undefined =>
    (to ?? Infinity) * (1 + luck) < 1 ? "network" : (from ?? Infinity) * (1 - luck) > 1 ? "central" : undefined
  const byEstimate = winner(estimate, estimate)
  if (byEstimate === undefined) return "luck"
  return winner(low, high) ?? `${byEstimate}, maybe`
}

/** What the columns mean. */
export const classNote = (classes: ReadonlyArray<ClassLine>): string =>
  "time, cost: the network's against the central arm's (× means times; ± is the luck of the runs). computing: share of the network's GPU time. tokens: for each that one data centre needs for the same loss. left open: the middle 95% of what the laws of loss leave open about tokens, and so about time and cost. level from: access links, up and down, from which on the network costs no more; never: over no access link; -: exchanges are given as measured, or did not run on both." +
  hindrances(classes)
