/** What a study turns: knobs, which one may choose, and assumptions, which nobody knows. A search sees a position from 0 to 1; a scenario sees a value.
 *
 * Positions of an assumption are those of its distribution: a position drawn evenly from 0 to 1 gives a value drawn from it. */
import { describe, isDimension } from "../../units/Dimension.ts"
import { format } from "../../units/Quantity.ts"
import * as Space from "../tuning/Space.ts"
import * as Place from "./Place.ts"
import type { AssumptionConfig, KnobConfig } from "./StudyConfig.ts"

export interface Dial {
  /** As the study calls it. */
  readonly name: string
  readonly path: string
  /** Where that is in the scenario, when a figure stands there. */
  readonly place?: Place.Place
  /** How a method of search sees it. */
  readonly knob: Space.Knob
  /** Unit of `valueAt`; empty for choices and plain numbers. */
  readonly unit: string
  /** What the scenario says at a position. */
  readonly writtenAt: (position: number) => unknown
  /** The same as a number: in the base unit, or the number of the choice from 0. */
  readonly valueAt: (position: number) => number
  /** The same for a table. */
  readonly textAt: (position: number) => string
  /** Values in a grid, if the study says. */
  readonly steps?: number
}

type Range = Extract<KnobConfig, { readonly kind: "range" }>

const unitOf = ({ leaf }: Place.Place): string => (isDimension(leaf.kind) ? describe(leaf.kind).base : "")

/** A number rounded for a table: the digits that a search makes up are no reader's business. */
const rounded = ({ leaf }: Place.Place, value: number): string =>
  isDimension(leaf.kind) ? format(leaf.kind, value, { digits: 4 }) : String(Number(value.toPrecision(4)))

const ofNumbers = (
  name: string,
  path: string,
  place: Place.Place,
  knob: Space.RealKnob | Space.WholeKnob,
  valueAt: (position: number) => number
): Dial => ({
  name,
  path,
  place,
  knob,
  unit: unitOf(place),
  valueAt,
  writtenAt: (position) => Place.writtenOf(place, valueAt(position)),
  textAt: (position) => (knob.kind === "whole" ? String(valueAt(position)) : rounded(place, valueAt(position)))
})

const spaced = (knob: Space.Knob) => (position: number) => Number(Space.valueAt(knob, position))

/** A knob over the figures from `config.from` to `config.to`. */
export const range = (name: string, config: Range, place: Place.Place): Dial => {
  const { path, scale, steps } = config
  const ends = { path, scale, least: Place.numberOf(place, config.from), most: Place.numberOf(place, config.to) }
  const isWhole = config.whole ?? place.leaf.kind === "count"
  const knob: Space.RealKnob | Space.WholeKnob = {
    kind: isWhole || place.leaf.kind === "count" ? "whole" : "real",
    ...ends
  }
  return { ...ofNumbers(name, path, place, knob, spaced(knob)), ...(steps === undefined ? {} : { steps }) }
}

/** A knob with a list of values. */
export const choices = (name: string, path: string, values: ReadonlyArray<unknown>): Dial => {
  const labels = values.map(Place.shown)
  const knob: Space.ChoiceKnob = { kind: "choice", path, choices: labels }
  const cell = (position: number) => labels.indexOf(String(Space.valueAt(knob, position)))
  return {
    name,
    path,
    knob,
    unit: "",
    valueAt: cell,
    writtenAt: (position) => values[cell(position)],
    textAt: (position) => labels[cell(position)] ?? ""
  }
}

type Uniform = Extract<AssumptionConfig, { readonly kind: "uniform" }>
type Triangular = Extract<AssumptionConfig, { readonly kind: "triangular" }>

/** An assumption that may lie anywhere between two figures. */
export const uniform = (name: string, config: Uniform, place: Place.Place): Dial =>
  range(name, { ...config, kind: "range" }, place)

/** An assumption with a most likely figure; its quantile is that of the triangular distribution. */
export const triangular = (name: string, config: Triangular, place: Place.Place): Dial => {
  const [least, likely, most] = [config.from, config.likely, config.to].map((written) => Place.numberOf(place, written))
  const [low, middle, high] = [least ?? Number.NaN, likely ?? Number.NaN, most ?? Number.NaN]
  const turn = (middle - low) / (high - low)
  const quantile = (position: number): number => {
    const share = Math.min(1, Math.max(0, position))
    return share < turn
      ? low + Math.sqrt(share * (high - low) * (middle - low))
      : high - Math.sqrt((1 - share) * (high - low) * (high - middle))
  }
  const isWhole = place.leaf.kind === "count"
  const knob: Space.RealKnob = { kind: "real", path: config.path, least: low, most: high, scale: "linear" }
  return ofNumbers(name, config.path, place, knob, isWhole ? (position) => Math.round(quantile(position)) : quantile)
}

/** An assumption that is one of several values; weights left empty make them alike. */
export const weighted = (
  name: string,
  path: string,
  values: ReadonlyArray<unknown>,
  weights: ReadonlyArray<number>
): Dial => {
  const even = choices(name, path, values)
  if (weights.length === 0) return even
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  const cell = (position: number): number => {
    let below = 0
    const at = weights.findIndex((weight) => (below += weight / total) > position)
    return at < 0 ? weights.findLastIndex((weight) => weight > 0) : at
  }
  const middle = (position: number) => (cell(position) + 0.5) / values.length
  return {
    ...even,
    valueAt: cell,
    writtenAt: (position) => even.writtenAt(middle(position)),
    textAt: (position) => even.textAt(middle(position))
  }
}
