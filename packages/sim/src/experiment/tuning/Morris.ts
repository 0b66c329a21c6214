/** Morris screening: which knobs matter at all, for few trials.
 *
 * M. D. Morris, "Factorial sampling plans for preliminary computational experiments", Technometrics 33 (1991), with μ* of F. Campolongo, J. Cariboni and
 * A. Saltelli (2007). Each trajectory turns every knob once, in an order of chance, by Δ = p / (2 (p − 1)) of its range on a grid of p levels; an
 * elementary effect is the change of the answer over the change of the position.
 *
 * - `mu`: mean effect, with its sign. - `muStar`: mean size: how much the knob matters. - `sigma`: spread: it bends or works together with others.
 *
 * **Gotchas** Effects are per full range of the knob as the study states it: a wider range matters more. For a choice `mu` has no sign that means anything. */
import { Draws } from "../../kernel/Draws.ts"
import * as Interval from "../Interval.ts"
import { shuffled } from "./Designs.ts"
import { type Point, snap, type Space } from "./Space.ts"

export interface Settings {
  readonly space: Space
  readonly trajectories: number
  readonly seed: number
  /** Levels of the grid: an even number; 4 unless said. */
  readonly levels?: number
}

const walks = Draws.purpose("tuning/morris/trajectory")

const stepOf = (levels: number): number => levels / (2 * (levels - 1))

interface Walk {
  readonly start: ReadonlyArray<number>
  readonly order: ReadonlyArray<number>
}

/** Where a trajectory starts and in which order it turns the knobs. Each position moves up or down as there is room: Δ is over half of the range. */
const walkOf = ({ levels = 4, seed, space }: Settings, trajectory: number): Walk => {
  const draws = new Draws(seed).at(walks, trajectory)
  return { start: space.map(() => draws.integer(levels) / (levels - 1)), order: shuffled(draws, space.length) }
}

/** All points: trajectory after trajectory, one more a trajectory than there are knobs. A design of more trajectories begins with that of fewer. */
export const points = (settings: Settings): ReadonlyArray<Point> => {
  const { levels = 4, space, trajectories } = settings
  if (levels < 2 || levels % 2 !== 0)
    throw new RangeError(`Morris' levels are an even number, for example 4, not ${levels}`)
  const step = stepOf(levels)
  return Array.from({ length: trajectories }, (_, trajectory) => {
    const { order, start } = walkOf(settings, trajectory)
    const position = [...start]
    const visited = [snap(space, position)]
    for (const knob of order) {
      const from = position[knob] ?? 0
      position[knob] = from + step <= 1 + 1e-9 ? Math.min(1, from + step) : Math.max(0, from - step)
      visited.push(snap(space, position))
    }
    return visited
  }).flat()
}

/** What was found of a knob, over trajectories. */
export interface Effect {
  readonly mu: Interval.Interval
  readonly muStar: Interval.Interval
  readonly sigma: number
}

/** Effects by knob, from the answers in the order of the points. A trajectory's step next to an answer that is NaN is left out.
 *
 * **Gotchas** Noise of the answers makes every `muStar` larger than it is: give the same luck to all points, and means of several replications. */
export const effects = (settings: Settings, answers: ReadonlyArray<number>): ReadonlyArray<Effect> => {
  const { levels = 4, space, trajectories } = settings
  const step = stepOf(levels)
  const found = space.map(() => new Float64Array(trajectories))
  for (let trajectory = 0; trajectory < trajectories; trajectory++) {
    const { order, start } = walkOf(settings, trajectory)
    const base = trajectory * (space.length + 1)
    order.forEach((knob, place) => {
      const change = (answers[base + place + 1] ?? Number.NaN) - (answers[base + place] ?? Number.NaN)
      const up = (start[knob] ?? 0) + step <= 1 + 1e-9
      const own = found[knob]
      if (own !== undefined) own[trajectory] = (up ? change : -change) / step
    })
  }
  return found.map((own) => ({
    mu: Interval.ofMean(own),
    muStar: Interval.ofMean(own.map(Math.abs)),
    sigma: Math.sqrt(Interval.moments(own).variance)
  }))
}
