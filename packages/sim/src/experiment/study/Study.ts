/** A study, ready to be run: its file read together with the scenario that it is about. See `Resolve.ts`. */
import { Result } from "effect"
import { type Decoded, scenario as decodeScenario } from "../../scenario/Decode.ts"
import { language, type Scenario } from "../../scenario/Language.ts"
import * as Path from "../../scenario/Path.ts"
import * as Source from "../../scenario/Source.ts"
import type { MetricDefinition } from "../MetricDefinition.ts"
import type { Goal } from "../tuning/Goal.ts"
import * as Space from "../tuning/Space.ts"
import type { Attack } from "./OneAlone.ts"
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

/** What of its worlds a study makes no use of, for readers: where a world sets what a knob or an assumption turns, the latter stands. */
export const overlapsOf = ({ assumptions, goal, knobs, worlds }: Study): ReadonlyArray<string> =>
  worlds.flatMap((settings, world) =>
    settings.flatMap(({ path }) => {
      const name = goal.worlds[world]?.name ?? ""
      if (knobs.some((knob) => knob.path === path))
        return [`What the world ${name} sets at ${path} counts for the scenario as it is alone: a knob turns it.`]
      return assumptions.some((assumption) => assumption.path === path)
        ? [
            `Where the assumptions are drawn, what the world ${name} sets at ${path} counts for nothing: one of them turns it.`
          ]
        : []
    })
  )

/** The scenario as it is written, the version of the language left out. */
export const treeOf = ({ source }: Decoded<Scenario>): Place.Tree => {
  if (!Path.isRecord(source.tree)) return {}
  const { lode: _version, ...tree } = source.tree
  return tree
}

/** The starting point: where the knobs stand in the scenario as it is written; `null` when it lies outside of their ranges. */
export const startOf = (study: Study): Space.Point | null => {
  const { scenario } = study.base
  const written = JSON.stringify(scenario)
  const point: Array<number> = []
  for (const { knob, path, place, writtenAt } of study.knobs) {
    const isWritten = (position: number): boolean => {
      const changed = Place.set(treeOf(study.base), path, writtenAt(position))
      if (Result.isFailure(changed)) return false
      const decoded = decodeScenario(language, Source.fromTree(changed.success))
      return Result.isSuccess(decoded) && JSON.stringify(decoded.success) === written
    }
    const value = place === undefined ? undefined : Place.valueIn(scenario, place)
    const position =
      knob.kind === "choice"
        ? knob.choices.map((choice) => Space.positionOf(knob, choice) ?? 0).find(isWritten)
        : value === undefined
          ? null
          : Space.positionOf(knob, value)
    if (position === undefined || position === null) return null
    point.push(position)
  }
  return point
}
