/** Joins a study's file with the scenario that it is about. Everything that is wrong is told at once, at its place in the study's file. */
import { Result } from "effect"
import type { Decoded } from "../../scenario/Decode.ts"
import type { Scenario } from "../../scenario/Language.ts"
import type * as Path from "../../scenario/Path.ts"
import { type Finding, inOrder, ScenarioError } from "../../scenario/Problem.ts"
import * as Source from "../../scenario/Source.ts"
import { nearest } from "../../units/Nearest.ts"
import { metricsOf } from "../../world/Metrics.ts"
import type { MetricDefinition } from "../MetricDefinition.ts"
import type { Constraint } from "../tuning/Constraints.ts"
import { type Objective, onlyWorld } from "../tuning/Objectives.ts"
import * as Space from "../tuning/Space.ts"
import * as OneAlone from "./OneAlone.ts"
import type * as Dial from "./Dial.ts"
import * as Place from "./Place.ts"
import * as Requirement from "./Requirement.ts"
import { assumptionOf, checkRanges, dialsOf, knobOf, type Refuse } from "./ResolveDials.ts"
import { type Study, treeOf } from "./Study.ts"
import type { StudyConfig } from "./StudyConfig.ts"

type Tree = Place.Tree

/** Joins a study with its scenario. `base` is the scenario with the study's `set` applied. */
export const resolve = (
  decoded: Decoded<StudyConfig>,
  base: Decoded<Scenario>
): Result.Result<Study, ScenarioError> => {
  const { scenario: config, source } = decoded
  const findings: Array<Finding> = []
  const refuse = (path: Path.Path, { message, suggestion }: Requirement.Refusal, on: "key" | "value" = "value") =>
    void findings.push({ path, on, message, ...(suggestion === undefined ? {} : { suggestion }) })
  const tree = treeOf(base)
  const metrics = metricsOf(base.scenario)
  const knobs = dialsOf(config.knobs, (name, knob) => knobOf(tree, name, knob, refuse))
  const assumptions = dialsOf(config.assumptions, (name, given) => assumptionOf(tree, name, given, refuse))
  checkRanges(config, knobs, assumptions, refuse)
  const attack = attackOf(config, base.scenario, tree, refuse)
  const worlds = Object.entries(config.worlds)
  for (const [name, { set }] of worlds) {
    for (const [path, value] of Object.entries(set)) {
      const { path: wrong, values } = Place.check(tree, path, [value])
      const refusal = wrong ?? values[0]
      if (refusal !== undefined) refuse(["worlds", name, "set", path], refusal, wrong === undefined ? "value" : "key")
    }
  }
  if (worlds.length > 0 && worlds.every(([, { weight }]) => weight === 0))
    refuse(["worlds"], { message: "no world has a weight, so none counts" })
  const objectives = objectivesOf(config, metrics, refuse)
  const constraints = constraintsOf(config, metrics, refuse)
  for (const key of ["trials", "replications"] as const) {
    if (config.budget[key] < 1)
      refuse(["budget", key], {
        message: `the budget is empty: at least 1 of ${key} is wanted, such as ${key}: ${key === "trials" ? 100 : 5}`
      })
  }
  if (findings.length > 0)
    return Result.fail(
      new ScenarioError({ problems: inOrder(findings.map((finding) => Source.locate(source, finding))) })
    )
  return Result.succeed({
    file: source.file,
    base,
    knobs,
    assumptions,
    attack,
    space: knobs.map(({ knob }) => knob),
    goal: {
      worlds: worlds.length === 0 ? onlyWorld : worlds.map(([name, { weight }]) => ({ name, weight })),
      objectives,
      constraints
    },
    worlds:
      worlds.length === 0
        ? [[]]
        : worlds.map(([, { set }]) => Object.entries(set).map(([path, value]) => ({ path, value }))),
    requirements: config.constraints.map((given) =>
      typeof given === "string"
        ? given
        : given.probability === undefined
          ? given.require
          : `${given.require} in ${Number((given.probability * 100).toPrecision(6))}% of runs`
    ),
    metrics,
    budget: config.budget,
    seed: config.seed
  })
}

const objectivesOf = (
  config: StudyConfig,
  metrics: ReadonlyArray<MetricDefinition>,
  refuse: Refuse
): ReadonlyArray<Objective> => {
  const objectives = config.objectives.flatMap(({ metric: name, direction, over }, index): ReadonlyArray<Objective> => {
    const metric = Requirement.metricOf(name, metrics)
    if (Result.isSuccess(metric)) return [{ metric: metric.success, direction, over }]
    refuse(["objectives", index, "metric"], metric.failure)
    return []
  })
  if (config.objectives.length === 0) refuse(["objectives"], { message: "a study needs at least one objective" })
  config.objectives.forEach(({ over }, index) => {
    if (over.kind === "cvar" && over.tail === 0)
      refuse(["objectives", index, "over", "tail"], {
        message: "a tail of nothing has no mean; 100% is the mean of all worlds"
      })
  })
  return objectives
}

const constraintsOf = (
  config: StudyConfig,
  metrics: ReadonlyArray<MetricDefinition>,
  refuse: Refuse
): ReadonlyArray<Constraint> =>
  config.constraints.flatMap((given, index): ReadonlyArray<Constraint> => {
    const isText = typeof given === "string"
    const read = Requirement.parse(isText ? given : given.require, metrics)
    if (Result.isFailure(read)) {
      for (const refusal of read.failure) refuse(["constraints", index, ...(isText ? [] : ["require"])], refusal)
      return []
    }
    const probability = isText ? undefined : given.probability
    if (probability === undefined) return [{ ...read.success, kind: "mean" }]
    if (probability > 0 && probability < 1) return [{ ...read.success, kind: "chance", probability }]
    refuse(["constraints", index, "probability"], {
      message: "a probability above 0 and below 1 is wanted: what holds for certain no number of runs can show"
    })
    return []
  })

const attackOf = (
  { attack }: StudyConfig,
  scenario: Scenario,
  tree: Tree,
  refuse: Refuse
): OneAlone.Attack | undefined => {
  if (attack === undefined) return undefined
  const { cohort, identities, knobs } = attack
  const cohorts = Object.keys(scenario.supply.cohorts)
  const found = scenario.supply.cohorts[cohort]
  if (found === undefined) {
    const suggestion = nearest(cohort, cohorts)
    const hint =
      suggestion === undefined ? `there are: ${cohorts.join(", ") || "none"}` : `did you mean "${suggestion}"?`
    refuse(["attack", "cohort"], { message: `There is no cohort "${cohort}", ${hint}` })
    return undefined
  }
  const names = OneAlone.namesFor(found, identities)
  if (Object.keys(knobs).length === 0 && names.length < 2)
    refuse(["attack", "knobs"], { message: "an attack needs something to turn, such as asking.price" })
  if (identities > 1 && names.length < 2)
    refuse(["attack", "identities"], {
      message: `the GPUs of one of ${cohort} cannot be split evenly among ${identities} names or fewer: a fixed number of GPUs that ${identities} or less divides is wanted`
    })
  const turned = ["count", "potential", "gpus"]
  for (const [name, { path }] of Object.entries(knobs))
    if (identities > 1 && turned.includes(path))
      refuse(["attack", "knobs", name, "path"], { message: `identities turns ${turned.join(", ")} already` })
  const dials = Object.entries(knobs).flatMap(([name, config]) => {
    const path = OneAlone.pathIn(cohort, config.path)
    const dial = knobOf(tree, name, { ...config, path }, refuse, ["attack", "knobs", name])
    if (dial === undefined) return []
    const alone: Dial.Dial = { ...dial, path: OneAlone.pathIn(OneAlone.alone, config.path) }
    return [{ alone, honest: honestOf(tree, scenario, dial) }]
  })
  return {
    cohort,
    knobs: dials.map(({ alone }) => alone),
    honest: dials.map(({ honest }) => honest),
    identities: names
  }
}

/** What a cohort has where one of it may turn something. */
const honestOf = (tree: Tree, scenario: Scenario, { knob, path, textAt, writtenAt }: Dial.Dial): string | null => {
  const place = Place.at(tree, path, writtenAt(0))
  const value = Result.isSuccess(place) ? Place.valueIn(scenario, place.success) : undefined
  if (value === undefined || knob.kind === "choice") return null
  const position = Space.positionOf(knob, value)
  return position === null || position === undefined ? null : textAt(position)
}
