/** The scenarios of a study: its own, with some of what it turns turned.
 *
 * A study asks for thousands of them, and most differ from each other in a few figures. So what is no figure (groups that a world or a choice puts in) is decoded
 * once, and figures are then put into the decoded scenario, where the schema's checks and the rules of the language look at them as ever. Where that
 * is not plainly the same, the whole is decoded anew; that is also what finds the words for what is wrong. */
import { Result, Schema } from "effect"
import { scenario as decodeScenario } from "../../scenario/Decode.ts"
import { language, Scenario } from "../../scenario/Language.ts"
import * as Path from "../../scenario/Path.ts"
import { ScenarioError } from "../../scenario/Problem.ts"
import * as Source from "../../scenario/Source.ts"
import type * as Space from "../tuning/Space.ts"
import type { Dial } from "./Dial.ts"
import { type Attack, identitiesAt, withOneAlone } from "./OneAlone.ts"
import * as Place from "./Place.ts"
import { type Setting, type Study, treeOf } from "./Study.ts"

/** Which scenario of a study: positions of its knobs and of its assumptions (`null`: as the scenario has them), and a world by its number. */
export interface Variation {
  readonly knobs: Space.Point | null
  readonly world: number
  readonly assumptions: ReadonlyArray<number | null> | null
  /** One provider stands alone: positions of what it may turn, `null` when it plays like the others. Left out: nobody does. */
  readonly attack?: Space.Point | null
}

/** What a variation sets, in order: what comes later stands. */
const settingsAt = (study: Study, { assumptions, knobs, world }: Variation): ReadonlyArray<Setting> => [
  ...(study.worlds[world] ?? []),
  ...turned(study.assumptions, assumptions),
  ...turned(study.knobs, knobs)
]

const turned = (dials: ReadonlyArray<Dial>, point: ReadonlyArray<number | null> | null): ReadonlyArray<Setting> =>
  dials.flatMap(({ path, writtenAt }, index) => {
    const position = point?.[index] ?? null
    return position === null ? [] : [{ path, value: writtenAt(position) }]
  })

/** A scenario as it is written, and what that means. */
interface Written {
  readonly tree: unknown
  readonly scenario: Scenario
}

const decoded = (
  study: Study,
  settings: ReadonlyArray<Setting>,
  from: unknown
): Result.Result<Written, ScenarioError> => {
  const { file } = study.base.source
  let tree = from
  for (const { path, value } of settings) {
    const changed = Place.set(tree, path, value)
    if (Result.isFailure(changed)) {
      const problem = { file, line: 0, column: 0, path, message: changed.failure.message }
      return Result.fail(new ScenarioError({ problems: [problem] }))
    }
    tree = changed.success
  }
  return Result.map(decodeScenario(language, Source.fromTree(tree, file)), (scenario) => ({ tree, scenario }))
}

const attackedBy = (
  study: Study,
  attack: Attack,
  { scenario, tree }: Written,
  point: Space.Point | null
): Result.Result<Written, ScenarioError> =>
  decoded(
    study,
    point === null ? [] : turned(attack.knobs, point),
    withOneAlone(tree, scenario, attack.cohort, identitiesAt(attack, point))
  )

/** The scenario of a variation, decoded whole, or why there can be none: combinations of values that are each allowed may be impossible. */
export const scenarioAt = (study: Study, variation: Variation): Result.Result<Scenario, ScenarioError> => {
  const { attack } = study
  const { attack: point } = variation
  const everybody = decoded(study, settingsAt(study, variation), treeOf(study.base))
  const all =
    attack === undefined || point === undefined
      ? everybody
      : Result.flatMap(everybody, (written) => attackedBy(study, attack, written, point))
  return Result.map(all, ({ scenario }) => scenario)
}

/** A decoded scenario in which figures may be put, and where: by path, `undefined` where that is not plain. */
interface Frame {
  readonly written: Written
  readonly places: Map<string, Place.Place | undefined>
}

/** By key of a scenario, whether what stands there is allowed. What holds between keys is left to the rules: the schema of the whole has no checks of its own. */
const allows = new Map<string, (value: unknown) => boolean>(
  Object.entries(Scenario.fields).map(([key, field]) => [key, Schema.is<Schema.Schema<unknown>>(field)])
)

/** Whether a scenario that had figures put in under some keys is one yet. */
const isStillScenario = (changed: unknown, touched: ReadonlySet<string>): changed is Scenario =>
  [...touched].every((key) => allows.get(key)?.(Path.lookup(changed, [key])) === true)

const keepsRules = (scenario: Scenario): boolean => {
  let kept = true
  for (const rule of language.rules) rule(scenario, () => (kept = false))
  return kept
}

/** Scenarios, and groups decoded for them, that are remembered: replications of one setting come one after the other. */
const most = 64

const remember = <Value>(memory: Map<string, Value>, key: string, value: Value): Value => {
  if (memory.size >= most) memory.clear()
  memory.set(key, value)
  return value
}

/** Scenarios of variations, equal to those of `scenarioAt`. */
export class Scenarios {
  private readonly study: Study
  /** Paths of figures that overlap with nothing else that the study turns: in whichever order they are set. */
  private readonly figures: ReadonlySet<string>
  private readonly made = new Map<string, Result.Result<Scenario, ScenarioError>>()
  private readonly frames = new Map<string, Frame | undefined>()

  constructor(study: Study) {
    this.study = study
    const dials = [...study.assumptions, ...study.knobs]
    const paths = [...dials, ...study.worlds.flat()].map(({ path }) => Path.parse(path) ?? [])
    const overlaps = (path: Path.Path) =>
      paths.filter((other) => Path.isWithin(path, other) || Path.isWithin(other, path)).length > 1
    this.figures = new Set(
      dials.flatMap(({ path, place }) => (place === undefined || overlaps(Path.parse(path) ?? []) ? [] : [path]))
    )
  }

  at(variation: Variation): Result.Result<Scenario, ScenarioError> {
    const key = JSON.stringify(variation)
    const known = this.made.get(key)
    if (known !== undefined) return known
    const quick = variation.attack === undefined ? this.withFigures(settingsAt(this.study, variation)) : undefined
    return remember(this.made, key, quick === undefined ? scenarioAt(this.study, variation) : Result.succeed(quick))
  }

  /** `undefined` where it has to be decoded whole, be it for the words of what is wrong. */
  private withFigures(settings: ReadonlyArray<Setting>): Scenario | undefined {
    const frame = this.frameOf(settings.filter(({ path }) => !this.figures.has(path)))
    if (frame === undefined) return undefined
    let changed: unknown = frame.written.scenario
    const touched = new Set<string>()
    for (const { path, value } of settings) {
      if (!this.figures.has(path)) continue
      const place = placeIn(frame, path, value)
      const figure = place === undefined ? Number.NaN : Place.numberOf(place, value)
      if (place === undefined || Number.isNaN(figure)) return undefined
      changed = Place.withNumber(changed, place.path, figure)
      touched.add(String(place.path[0]))
    }
    return isStillScenario(changed, touched) && keepsRules(changed) ? changed : undefined
  }

  private frameOf(groups: ReadonlyArray<Setting>): Frame | undefined {
    const key = JSON.stringify(groups)
    if (this.frames.has(key)) return this.frames.get(key)
    const made = Result.map(decoded(this.study, groups, treeOf(this.study.base)), (written): Frame => ({
      written,
      places: new Map()
    }))
    return remember(this.frames, key, Result.getOrUndefined(made))
  }
}

/** Where a figure stands in a frame: a number, plainly, before and after. */
const placeIn = ({ places, written }: Frame, path: string, value: unknown): Place.Place | undefined => {
  if (places.has(path) || !Path.isRecord(written.tree)) return places.get(path)
  const found = Result.getOrUndefined(Place.at(written.tree, path, value))
  const place = found !== undefined && Place.valueIn(written.scenario, found) !== undefined ? found : undefined
  places.set(path, place)
  return place
}
