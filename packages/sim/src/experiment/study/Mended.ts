/** A study that cannot be read, without what is wrong with it: so that what else is wrong can be told at the same time. It is never run. */
import * as Path from "../../scenario/Path.ts"
import type { Problem } from "../../scenario/Problem.ts"

const named: ReadonlyArray<Path.Step | undefined> = ["knobs", "assumptions", "worlds", "set"]

/** What may stand in the place of one of a list: its neighbours keep their numbers, by which problems are told. */
const standIn = (group: Path.Step | undefined, written: unknown): unknown => {
  if (group === "constraints") return "completion >= 0%"
  const metric = Path.isRecord(written) && typeof written["metric"] === "string" ? written["metric"] : "completion"
  return { metric, direction: "minimise" }
}

const without = (
  record: Readonly<Record<string, unknown>>,
  key: Path.Step | undefined
): Readonly<Record<string, unknown>> => Object.fromEntries(Object.entries(record).filter(([name]) => name !== key))

const removed = (written: unknown, [step, ...rest]: Path.Path): unknown => {
  if (step === undefined || !Path.isRecord(written)) return written
  if (rest.length === 0) return without(written, step)
  return Object.hasOwn(written, step) ? { ...written, [step]: removed(written[step], rest) } : written
}

/** The tree without the very keys that the problems name, which may do where they can be left out. */
export const withoutKeys = (written: unknown, problems: ReadonlyArray<Problem>): unknown =>
  problems.reduce((mended, { path }) => removed(mended, Path.parse(path) ?? []), written)

/** The tree without what the problems name: a knob or a world whole, else the key. `undefined` when that leaves nothing to look at. */
export const tree = (written: unknown, problems: ReadonlyArray<Problem>): unknown => {
  let mended = written
  for (const { path } of problems) {
    const [group, key] = Path.parse(path) ?? []
    if (group === undefined || group === "scenario" || !Path.isRecord(mended)) return undefined
    const held = mended[group]
    if (Array.isArray(held) && typeof key === "number")
      mended = { ...mended, [group]: held.with(key, standIn(group, held[key])) }
    else if (named.includes(group) && key !== undefined && Path.isRecord(held))
      mended = { ...mended, [group]: without(held, key) }
    else mended = without(mended, group)
  }
  return mended
}

/** What is wrong beside what was known: nothing that only the mending made wrong. */
export const beside = (known: ReadonlyArray<Problem>, further: ReadonlyArray<Problem>): ReadonlyArray<Problem> => {
  const touched = known.map(({ path }) => Path.parse(path) ?? [])
  return further.filter(({ path }) => {
    const own = Path.parse(path) ?? []
    return !touched.some((one) => Path.isWithin(own, one) || Path.isWithin(one, own))
  })
}
