/** A study, ready to be run: its file read together with the scenario that it is about. See `Resolve.ts`. */
import { Result } from "effect"
import { type Decoded, scenario as decodeScenario } from "../../scenario/Decode.ts"
import { language, type Scenario } from "../../scenario/Language.ts"
import * as Path from "../../scenario/Path.ts"
import { ScenarioError } from "../../scenario/Problem.ts"
import * as Source from "../../scenario/Source.ts"
import type { MetricDefinition } from "../MetricDefinition.ts"
import type { Goal } from "../tuning/Goal.ts"
import * as Space from "../tuning/Space.ts"
import { type Attack, withOneAlone } from "./OneAlone.ts"
import type * as Dial from "./Dial.ts"
import * as Place from "./Place.ts"

/** A value at a path. */
export interface Setting {
  readonly path: string
  readonly value: unknown
}

/** A study whose every path, value and metric is known to exist. */
export interface Study {
  /** The study's file, as it was named. */
  readonly file: string
  /** The scenario as the study starts from it: its file with `set` applied. */
  readonly base: Decoded<Scenario>
  readonly knobs: ReadonlyArray<Dial.Dial>
  readonly assumptions: ReadonlyArray<Dial.Dial>
  /** What one self-interested provider may do; `undefined` when the study does not say. */
  readonly attack: Attack | undefined
  /** The knobs, as methods of search see them. */
  readonly space: Space.Space
  readonly goal: Goal
  /** What is different in each world of the goal. */
  readonly worlds: ReadonlyArray<ReadonlyArray<Setting>>
  /** What the constraints say, for readers. */
  readonly requirements: ReadonlyArray<string>
  readonly metrics: ReadonlyArray<MetricDefinition>
  readonly budget: { readonly trials: number; readonly replications: number }
  readonly seed: number
}

/** Which scenario of a study: positions of its knobs and of its assumptions (`null`: as the scenario has them), and a world by its number. */
export interface Variation {
  readonly knobs: Space.Point | null
  readonly world: number
  readonly assumptions: ReadonlyArray<number | null> | null
  /** One provider stands alone: positions of what it may turn, `null` when it plays like the others. Left out: nobody does. */
  readonly attack?: Space.Point | null
}

/** The scenario as it is written, the version of the language left out. */
export const treeOf = ({ source }: Decoded<Scenario>): Place.Tree => {
  if (!Path.isRecord(source.tree)) return {}
  const { lode: _version, ...tree } = source.tree
  return tree
}

/** The scenario of a variation, or why there can be none: combinations of values that are each allowed may be impossible. */
export const scenarioAt = (study: Study, variation: Variation): Result.Result<Scenario, ScenarioError> => {
  const { assumptions, knobs, world } = variation
  const turned = (
    dials: ReadonlyArray<Dial.Dial>,
    point: ReadonlyArray<number | null> | null
  ): ReadonlyArray<Setting> =>
    dials.flatMap(({ path, writtenAt }, index) => {
      const position = point?.[index] ?? null
      return position === null ? [] : [{ path, value: writtenAt(position) }]
    })
  const settings = [
    ...(study.worlds[world] ?? []),
    ...turned(study.assumptions, assumptions),
    ...turned(study.knobs, knobs)
  ]
  let tree: unknown = treeOf(study.base)
  for (const { path, value } of settings) {
    const changed = Place.set(tree, path, value)
    if (Result.isFailure(changed)) return Result.fail(problemOf(study, path, changed.failure.message))
    tree = changed.success
  }
  const made = decodeScenario(language, Source.fromTree(tree, study.base.source.file))
  const { attack } = variation
  return study.attack === undefined || attack === undefined || Result.isFailure(made)
    ? made
    : attacked(study, study.attack, withOneAlone(tree, made.success, study.attack.cohort), attack)
}

const attacked = (
  study: Study,
  { knobs }: Attack,
  tree: unknown,
  point: Space.Point | null
): Result.Result<Scenario, ScenarioError> => {
  let turned = tree
  for (const [index, { path, writtenAt }] of knobs.entries()) {
    const changed = point === null ? Result.succeed(turned) : Place.set(turned, path, writtenAt(point[index] ?? 0))
    if (Result.isFailure(changed)) return Result.fail(problemOf(study, path, changed.failure.message))
    turned = changed.success
  }
  return decodeScenario(language, Source.fromTree(turned, study.base.source.file))
}

const problemOf = ({ base }: Study, path: string, message: string): ScenarioError =>
  new ScenarioError({ problems: [{ file: base.source.file, line: 0, column: 0, path, message }] })

/** The starting point: where the knobs stand in the scenario as it is written; `null` when it lies outside of their ranges. */
export const startOf = (study: Study): Space.Point | null => {
  const written = JSON.stringify(study.base.scenario)
  const point: Array<number> = []
  for (const { knob, path, writtenAt } of study.knobs) {
    const isWritten = (position: number): boolean => {
      const changed = Place.set(treeOf(study.base), path, writtenAt(position))
      if (Result.isFailure(changed)) return false
      const decoded = decodeScenario(language, Source.fromTree(changed.success))
      return Result.isSuccess(decoded) && JSON.stringify(decoded.success) === written
    }
    const position =
      knob.kind === "choice"
        ? knob.choices.map((choice) => Space.positionOf(knob, choice) ?? 0).find(isWritten)
        : positionIn(study, path, writtenAt(0), knob)
    if (position === undefined || position === null) return null
    point.push(position)
  }
  return point
}

const positionIn = (study: Study, path: string, example: unknown, knob: Space.Knob): number | null => {
  const place = Place.at(treeOf(study.base), path, example)
  const value = Result.isSuccess(place) ? Place.valueIn(study.base.scenario, place.success) : undefined
  return value === undefined ? null : Space.positionOf(knob, value)
}
