/** Reads the knobs and assumptions of a study: paths, values and ranges, and what is wrong with them. */
import { Result } from "effect"
import type * as Path from "../../scenario/Path.ts"
import * as Space from "../tuning/Space.ts"
import * as Dial from "./Dial.ts"
import * as Place from "./Place.ts"
import type * as Requirement from "./Requirement.ts"
import type { AssumptionConfig, KnobConfig, StudyConfig } from "./StudyConfig.ts"

type Tree = Place.Tree
/** Told of what is wrong, at its place in the file. */
export type Refuse = (path: Path.Path, refusal: Requirement.Refusal, on?: "key" | "value") => void

/** The dials of a group of the file; what cannot be one has been told. */
export const dialsOf = <Config>(
  configs: Readonly<Record<string, Config>>,
  make: (name: string, config: Config) => Dial.Dial | undefined
): ReadonlyArray<Dial.Dial> =>
  Object.entries(configs).flatMap(([name, config]) => {
    const dial = make(name, config)
    return dial === undefined ? [] : [dial]
  })

/** Tells what is wrong with a path and the values that shall stand there; whether all is well. */
const isFine = (
  tree: Tree,
  path: string,
  given: ReadonlyArray<readonly [key: Path.Path, value: unknown]>,
  under: Path.Path,
  refuse: Refuse
): boolean => {
  const { path: wrong, values } = Place.check(
    tree,
    path,
    given.map(([, value]) => value)
  )
  if (wrong !== undefined) refuse([...under, "path"], wrong)
  values.forEach((refusal, index) => {
    if (refusal !== undefined) refuse([...under, ...(given[index]?.[0] ?? [])], refusal)
  })
  return wrong === undefined && values.every((refusal) => refusal === undefined)
}

/** A knob, or `undefined` when something is wrong with it. */
export const knobOf = (
  tree: Tree,
  name: string,
  config: KnobConfig,
  refuse: Refuse,
  under: Path.Path = ["knobs", name]
): Dial.Dial | undefined => {
  const { path } = config
  if (config.kind === "choices") {
    const given = config.choices.map((choice, index) => [["choices", index], choice] as const)
    return isFine(tree, path, given, under, refuse) ? Dial.choices(name, path, config.choices) : undefined
  }
  const place = placeOf(tree, path, endsOf(config), under, refuse)
  return place === undefined ? undefined : Dial.range(name, config, place)
}

/** An assumption, or `undefined` when something is wrong with it. */
export const assumptionOf = (
  tree: Tree,
  name: string,
  config: AssumptionConfig,
  refuse: Refuse
): Dial.Dial | undefined => {
  const under = ["assumptions", name]
  const { path } = config
  if (config.kind === "choices") {
    const given = config.choices.map((choice, index) => [["choices", index], choice] as const)
    const { choices, weights } = config
    if (weights.length > 0 && (weights.length !== choices.length || weights.every((weight) => weight === 0)))
      refuse([...under, "weights"], {
        message: `${choices.length} weights are wanted, one for each choice, not all of them 0`
      })
    return isFine(tree, path, given, under, refuse) ? Dial.weighted(name, path, choices, weights) : undefined
  }
  if (config.kind === "uniform") {
    const place = placeOf(tree, path, endsOf(config), under, refuse)
    return place === undefined ? undefined : Dial.uniform(name, config, place)
  }
  const ends = [
    ["from", config.from],
    ["likely", config.likely],
    ["to", config.to]
  ] as const
  const place = placeOf(tree, path, ends, under, refuse)
  if (place === undefined) return undefined
  const [low = 0, likely = 0, high = 0] = ends.map(([, written]) => Place.numberOf(place, written))
  if (low < high && !(likely >= low && likely <= high))
    refuse([...under, "likely"], { message: `${config.likely} does not lie from ${config.from} to ${config.to}` })
  return Dial.triangular(name, config, place)
}

type Written = readonly [key: string, value: unknown]

const endsOf = ({ from, to }: { readonly from: unknown; readonly to: unknown }): ReadonlyArray<Written> => [
  ["from", from],
  ["to", to]
]

const placeOf = (
  tree: Tree,
  path: string,
  given: ReadonlyArray<Written>,
  under: Path.Path,
  refuse: Refuse
): Place.Place | undefined => {
  if (
    !isFine(
      tree,
      path,
      given.map(([key, value]) => [[key], value] as const),
      under,
      refuse
    )
  )
    return undefined
  const place = Place.at(tree, path, given[0]?.[1])
  if (Result.isSuccess(place)) return place.success
  refuse([...under, "path"], place.failure)
  return undefined
}

/** What `Space` finds wrong, at the keys of the file. */
export const checkRanges = (
  config: StudyConfig,
  knobs: ReadonlyArray<Dial.Dial>,
  assumptions: ReadonlyArray<Dial.Dial>,
  refuse: Refuse
): void => {
  if (Object.keys(config.knobs).length === 0) refuse(["knobs"], { message: "a study needs at least one knob" })
  const fields = { path: "path", least: "from", most: "to", scale: "scale", choices: "choices" } as const
  const tell = (group: "knobs" | "assumptions", dials: ReadonlyArray<Dial.Dial>) => {
    const upsideDown = new Set<string>()
    for (const [name, given] of Object.entries(config[group])) {
      const knob = dials.find((dial) => dial.name === name)?.knob
      if (given.kind === "choices" || knob === undefined || knob.kind === "choice" || knob.least <= knob.most) continue
      upsideDown.add(name)
      refuse([group, name, "to"], {
        message: `the range is upside down, from ${given.from} to ${given.to}; from: ${given.to}, to: ${given.from} would do`
      })
    }
    for (const { allowed, field, found, knob } of Space.problemsOf(dials.map((dial) => dial.knob))) {
      const name = dials[knob]?.name ?? ""
      if (upsideDown.has(name)) continue
      refuse([group, name, fields[field]], { message: `found ${found}, wanted ${allowed}` })
    }
  }
  tell("knobs", knobs)
  tell("assumptions", assumptions)
  for (const { name, path } of assumptions) {
    const knob = knobs.find((dial) => dial.path === path)
    if (knob !== undefined)
      refuse(["assumptions", name, "path"], {
        message: `the knob ${knob.name} turns it already: what is chosen is not unknown`
      })
  }
}
