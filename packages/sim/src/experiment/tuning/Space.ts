/** Knobs: what a study may turn, and how far. A method of search sees a knob as a position from 0 to 1; a trial sees its value.
 *
 * A real knob spreads positions evenly over its range, or over the logarithm of it. A whole number or a choice owns a cell of positions for each
 * of its values; `snap` moves a position to the middle of its cell, so that equal settings are equal points (and equal cells of a study). */

/** A quantity. */
export interface RealKnob {
  readonly kind: "real"
  /** Where in the scenario it stands. */
  readonly path: string
  readonly least: number
  readonly most: number
  readonly scale: "linear" | "log"
}

/** A count. */
export interface WholeKnob {
  readonly kind: "whole"
  readonly path: string
  readonly least: number
  readonly most: number
  readonly scale: "linear" | "log"
}

/** One of several, in no order. */
export interface ChoiceKnob {
  readonly kind: "choice"
  readonly path: string
  readonly choices: ReadonlyArray<string | number | boolean>
}

export type Knob = RealKnob | WholeKnob | ChoiceKnob

/** Knobs in the order of a point's positions. */
export type Space = ReadonlyArray<Knob>

/** Positions from 0 to 1, one a knob. */
export type Point = ReadonlyArray<number>

/** Values by path: what a trial is given. */
export type Values = Readonly<Record<string, string | number | boolean>>

/** What is wrong with a knob. */
export interface KnobProblem {
  /** Position among the knobs. */
  readonly knob: number
  readonly path: string
  readonly field: "path" | "least" | "most" | "scale" | "choices"
  readonly found: string
  /** What is allowed, and what would work. */
  readonly allowed: string
}

const problemsOfRange = (knob: RealKnob | WholeKnob): ReadonlyArray<Omit<KnobProblem, "knob" | "path">> => {
  const { kind, least, most, scale } = knob
  const found = `${least} to ${most}`
  const lowest = kind === "whole" ? 1 : 0
  if (!Number.isFinite(least)) return [{ field: "least", found: `${least}`, allowed: "a finite number" }]
  if (!Number.isFinite(most)) return [{ field: "most", found: `${most}`, allowed: "a finite number" }]
  if (least > most)
    return [{ field: "most", found, allowed: `a range from the lesser to the greater: ${most} to ${least}` }]
  if (least === most)
    return [
      { field: "most", found, allowed: "a range with more than one value; what is fixed belongs in the scenario" }
    ]
  if (kind === "whole" && !(Number.isSafeInteger(least) && Number.isSafeInteger(most)))
    return [
      {
        field: "least",
        found,
        allowed: `whole numbers, for example ${Math.floor(least)} to ${Math.ceil(most)}, or a real knob`
      }
    ]
  if (scale === "log" && (kind === "whole" ? least < lowest : least <= lowest))
    return [
      {
        field: "scale",
        found: `log from ${least}`,
        allowed: `a log scale from ${kind === "whole" ? "1 upwards" : "above 0"}, for example ${kind === "whole" ? 1 : most / 1_000} to ${most}, or a linear one`
      }
    ]
  return []
}

/** All that is wrong with knobs; empty when they can be used. Whether a path exists in the scenario is for whoever knows the scenario. */
export const problemsOf = (space: Space): ReadonlyArray<KnobProblem> => {
  const problems: Array<KnobProblem> = []
  const seen = new Map<string, number>()
  space.forEach((knob, position) => {
    const { path } = knob
    const first = seen.get(path)
    if (first !== undefined)
      problems.push({
        knob: position,
        path,
        field: "path",
        found: path,
        allowed: `each path once; knob ${first + 1} turns it already`
      })
    else seen.set(path, position)
    if (knob.kind === "choice") {
      const kinds = new Set(knob.choices.map((choice) => `${typeof choice} ${choice}`))
      if (kinds.size < 2 || kinds.size < knob.choices.length)
        problems.push({
          knob: position,
          path,
          field: "choices",
          found: knob.choices.length === 0 ? "none" : knob.choices.join(", "),
          allowed: "at least two choices, each once"
        })
    } else problems.push(...problemsOfRange(knob).map((problem) => ({ knob: position, path, ...problem })))
  })
  return problems
}

/** How many different values a knob has: infinitely many for a real one. */
export const cellsOf = (knob: Knob): number =>
  knob.kind === "real"
    ? Number.POSITIVE_INFINITY
    : knob.kind === "whole"
      ? knob.most - knob.least + 1
      : knob.choices.length

const within = (position: number): number => Math.min(1, Math.max(0, position))

/** On a log scale the cell of a whole number reaches from half below it to half above it. */
const logEdges = ({ least, most }: WholeKnob) => ({
  low: Math.log(least - 0.5),
  span: Math.log(most + 0.5) - Math.log(least - 0.5)
})

/** Number of the cell that a position falls into, of a knob that has cells. */
const cellAt = (knob: WholeKnob | ChoiceKnob, position: number): number => {
  const cells = cellsOf(knob)
  if (knob.kind === "whole" && knob.scale === "log") {
    const { low, span } = logEdges(knob)
    return Math.min(cells - 1, Math.max(0, Math.round(Math.exp(low + within(position) * span)) - knob.least))
  }
  return Math.min(cells - 1, Math.floor(within(position) * cells))
}

/** Position in the middle of a cell. */
export const middleOf = (knob: WholeKnob | ChoiceKnob, cell: number): number => {
  if (knob.kind === "whole" && knob.scale === "log") {
    const { low, span } = logEdges(knob)
    const value = knob.least + cell
    return ((Math.log(value - 0.5) + Math.log(value + 0.5)) / 2 - low) / span
  }
  return (cell + 0.5) / cellsOf(knob)
}

/** Value of a knob at a position. */
export const valueAt = (knob: Knob, position: number): string | number | boolean => {
  if (knob.kind === "choice") return knob.choices[cellAt(knob, position)] ?? ""
  if (knob.kind === "whole") return knob.least + cellAt(knob, position)
  const { least, most, scale } = knob
  const share = within(position)
  // The ends are met exactly, whatever rounding does in between.
  if (share === 0) return least
  if (share === 1) return most
  const value = scale === "log" ? least * (most / least) ** share : least + share * (most - least)
  return Math.min(most, Math.max(least, value))
}

/** Values at a point: what a trial is given. */
export const valuesAt = (space: Space, point: Point): Values =>
  Object.fromEntries(space.map((knob, index) => [knob.path, valueAt(knob, point[index] ?? 0)]))

/** Position of a value, `null` when the knob does not have it. A real or whole value outside of the range has none. */
export const positionOf = (knob: Knob, value: string | number | boolean): number | null => {
  if (knob.kind === "choice") {
    const cell = knob.choices.indexOf(value)
    return cell < 0 ? null : middleOf(knob, cell)
  }
  if (typeof value !== "number" || !(value >= knob.least && value <= knob.most)) return null
  if (knob.kind === "whole") return Number.isInteger(value) ? middleOf(knob, value - knob.least) : null
  const { least, most, scale } = knob
  return scale === "log" ? Math.log(value / least) / Math.log(most / least) : (value - least) / (most - least)
}

/** Point of values, for example of the starting point; `null` when a knob is missing or does not have its value. */
export const pointOf = (space: Space, values: Values): Point | null => {
  const point: Array<number> = []
  for (const knob of space) {
    const value = values[knob.path]
    const position = value === undefined ? null : positionOf(knob, value)
    if (position === null) return null
    point.push(position)
  }
  return point
}

/** The point with whole numbers and choices in the middle of their cells: equal settings become equal points. */
export const snap = (space: Space, point: Point): Point =>
  space.map((knob, index) => {
    const position = within(point[index] ?? 0)
    return knob.kind === "real" ? position : middleOf(knob, cellAt(knob, position))
  })

/** Whether all knobs are real, so that `Cma` can turn them; otherwise `Mixed` does. */
export const isReal = (space: Space): boolean => space.every(({ kind }) => kind === "real")
