/** What `lode compare` sets against what: loads the scenarios and names the sides. */
import { Compare, type Decode, Language, type MetricDefinition, metricsOf, type Scenario } from "@lode/sim"
import { ScenarioFile } from "@lode/sim/node"
import { Effect, Option } from "effect"
import { type Input as RunInput, planOf, shortened } from "../run/run-plan.ts"
import { UsageError } from "../usage.ts"

/** The flags of `lode compare`. */
export interface Input extends Pick<
  RunInput,
  "seed" | "until" | "set" | "replications" | "precision" | "out" | "force" | "json"
> {
  readonly first: string
  readonly second: Option.Option<string>
  readonly arms: boolean
}

/** One side: a scenario and how it is called. */
export interface Side {
  /** Short: heads columns and names files. */
  readonly role: "first" | "second" | "central" | "network" | "both"
  readonly name: string
  /** What makes it another than the first side. */
  readonly differs: string
  readonly file: string
  readonly decoded: Decode.Decoded<Scenario>
}

/** Two variants, or the arms of one scenario: all jobs to clouds, all to networks, jobs that choose. */
export interface Contest {
  readonly kind: "variants" | "arms"
  /** The first two are set against each other; the third is the market, for arms. */
  readonly sides: ReadonlyArray<Side>
  /** The metrics of all sides: classes that only one has bring some of their own. */
  readonly metrics: ReadonlyArray<MetricDefinition.MetricDefinition>
  /** How the sentence begins. */
  readonly opening: string
  /** Pairs of the first two sides, and of both arms in the runs of the third. */
  readonly pairs: ReadonlyArray<Compare.Pair>
  readonly marketPairs: ReadonlyArray<Compare.Pair>
  /** The metrics that the scenario names, as far as the first two sides can have them. */
  readonly report: ReadonlyArray<string>
  readonly notes: ReadonlyArray<string>
}

const refuse = (message: string) => new UsageError({ message })
const load = (file: string, set: ReadonlyArray<string>, until: Input["until"]) =>
  Effect.flatMap(ScenarioFile.load(Language.language, file, set), (decoded) => shortened(decoded, until))

/** Loads what is to be compared. */
export const contestOf = Effect.fnUntraced(function* (input: Input): Effect.fn.Return<Contest, unknown> {
  const { first, set, until } = input
  if (Option.isSome(input.second)) {
    if (input.arms) {
      return yield* refuse(
        "--arms compares the arms of one scenario; give one file, or leave --arms out to compare two"
      )
    }
    return variants(yield* load(first, [], until), yield* load(input.second.value, set, until), set)
  }
  if (set.length > 0 && !input.arms) return variants(yield* load(first, [], until), yield* load(first, set, until), set)
  const written = yield* load(first, set, until)
  const lacking = lacks(written.scenario)
  if (lacking !== undefined) {
    return yield* refuse(
      `${first}: ${lacking}, so it has no two arms to compare. Against another file: lode compare ${first} OTHER.yaml; against itself with a figure changed: --set "path=value"`
    )
  }
  const arm = (name: Scenario["arm"]) => load(first, [...set, `arm=${name}`], until)
  return arms(yield* arm("central"), yield* arm("network"), yield* arm("both"))
})

const lacks = ({ clouds, demand, networks }: Scenario): string | undefined => {
  if (Object.keys(networks).length === 0) return "the scenario has no networks"
  if (Object.keys(clouds).length === 0) return "the scenario has no central clouds"
  return Object.keys(demand).length === 0 ? "the scenario has no job classes under demand" : undefined
}

const metricsOfAll = (
  ...sides: ReadonlyArray<Decode.Decoded<Scenario>>
): ReadonlyArray<MetricDefinition.MetricDefinition> => [
  ...new Map(sides.flatMap(({ scenario }) => metricsOf(scenario)).map((metric) => [metric.name, metric])).values()
]

const variants = (
  first: Decode.Decoded<Scenario>,
  second: Decode.Decoded<Scenario>,
  set: ReadonlyArray<string>
): Contest => {
  const metrics = metricsOfAll(first, second)
  const oneFile = first.source.file === second.source.file
  const settings = set.join(", ")
  const changed = set.length > 2 || settings.length > 80 ? `${set.length} settings changed` : settings
  const titles = first.scenario.name === second.scenario.name
  const title = ({ scenario, source }: Decode.Decoded<Scenario>) => (titles ? source.file : scenario.name)
  const name = oneFile ? second.scenario.name : title(second)
  const differs = [...(oneFile ? [] : ["another file"]), ...(set.length === 0 ? [] : [settings])].join("; ")
  return {
    kind: "variants",
    sides: [
      { role: "first", name: oneFile ? name : title(first), differs: "", file: first.source.file, decoded: first },
      { role: "second", name, differs, file: second.source.file, decoded: second }
    ],
    metrics,
    opening: oneFile
      ? set.length === 0
        ? `Against itself, ${name}`
        : `With ${changed}, ${name}`
      : `Against ${title(first)}, ${name}`,
    pairs: Compare.pairsOf(metrics, 0, 1),
    marketPairs: [],
    report: [...new Set([...first.scenario.report, ...second.scenario.report])],
    notes: luck(first.scenario, second.scenario)
  }
}

/** Whether a metric has a meaning on one arm only, or where jobs choose. */
export const isOfOneArm = (metric: string): boolean => /_(network|central)$|^network_share$/.test(metric)

const arms = (
  central: Decode.Decoded<Scenario>,
  network: Decode.Decoded<Scenario>,
  both: Decode.Decoded<Scenario>
): Contest => {
  const { name, report } = both.scenario
  const { file } = both.source
  const metrics = metricsOfAll(both)
  return {
    kind: "arms",
    sides: [
      { role: "central", name, differs: "every job goes to central clouds", file, decoded: central },
      { role: "network", name, differs: "every job goes to networks", file, decoded: network },
      { role: "both", name, differs: "jobs choose between both", file, decoded: both }
    ],
    metrics,
    opening: "With every job forced through it, the network",
    pairs: Compare.pairsOf(metrics, 0, 1),
    marketPairs: Compare.armPairsOf(metrics, 2),
    // What only one arm can have cannot be compared between them.
    report: report.filter((metric) => !isOfOneArm(metric)),
    notes: []
  }
}

/** What keeps the luck from being common: draws belong to names. */
const luck = (first: Scenario, second: Scenario): ReadonlyArray<string> => {
  const apart = (what: string, one: object, other: object): ReadonlyArray<string> => {
    const lonely = (names: object, others: object) => Object.keys(names).filter((name) => !Object.hasOwn(others, name))
    const names = [...lonely(one, other), ...lonely(other, one)]
    return names.length === 0 ? [] : [`${what} ${names.join(", ")}`]
  }
  const lonely = [
    ...apart("job classes", first.demand, second.demand),
    ...apart("cohorts", first.supply.cohorts, second.supply.cohorts)
  ]
  return [
    ...(lonely.length === 0
      ? []
      : [
          `Luck is shared by name: what only one side has (${lonely.join("; ")}) cannot meet the same luck on the other.`
        ]),
    ...(first.horizon.length === second.horizon.length && first.horizon.kind === second.horizon.kind
      ? []
      : ["The horizons differ: totals are of different spans; compare shares, means and prices."])
  ]
}

/** Replications unless told otherwise. */
const usual = 10

/** How many replications: as many as asked for, ten, or as many as a precision of the differences takes. */
export const comparePlanOf = Effect.fnUntraced(function* (
  input: Input,
  { report, sides }: Contest
): Effect.fn.Return<Compare.Plan, UsageError> {
  const [first] = sides
  if (first === undefined) return { kind: "fixed", replications: usual }
  const replications = Option.isSome(input.precision)
    ? input.replications
    : Option.orElseSome(input.replications, () => usual)
  const plan = yield* planOf({ ...input, replications }, { ...first.decoded.scenario, report: [...report] })
  if (plan.kind === "fixed") return plan
  return { kind: "precision", relative: plan.target.relative, named: plan.target.metrics.map(({ name }) => name) }
})
