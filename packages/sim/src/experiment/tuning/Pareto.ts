/** Several objectives: who dominates whom, how good a front is, and a search for one.
 *
 * The search is NSGA-II (K. Deb, A. Pratap, S. Agarwal and T. Meyarivan, "A fast and elitist multiobjective genetic algorithm: NSGA-II", IEEE Transactions on
 * Evolutionary Computation 6(2), 2002): constrained domination, non-dominated sorting, crowding; simulated binary crossover and polynomial mutation for
 * real and whole knobs, for choices an exchange and another choice of chance. All objectives are to be made small. */
import { Draws } from "../../kernel/Draws.ts"
import type { Trial } from "./Cma.ts"
import type { Answer } from "./Constraints.ts"
import { shuffled } from "./Designs.ts"
import type { Method } from "./Method.ts"
import { cellsOf, type Knob, type Point, snap, type Space } from "./Space.ts"

/** Whether `a` is nowhere worse and somewhere better than `b`. What was not measured (NaN) is worst. */
export const dominates = (a: ReadonlyArray<number>, b: ReadonlyArray<number>): boolean => {
  let better = false
  for (let index = 0; index < a.length; index++) {
    const x = a[index] ?? Number.NaN
    const y = b[index] ?? Number.NaN
    if (Number.isNaN(x)) {
      if (!Number.isNaN(y)) return false
    } else if (Number.isNaN(y) || x < y) better = true
    else if (x > y) return false
  }
  return better
}

/** Domination with constraints: the feasible before others, of two that are not the nearer. */
export const dominatesFeasibly = (a: Answer, b: Answer): boolean =>
  a.violation !== b.violation ? a.violation < b.violation : dominates(a.objectives, b.objectives)

/** Positions by front: the first holds those that nobody dominates, the second those that only the first does, and so on. */
export const fronts = (answers: ReadonlyArray<Answer>): ReadonlyArray<ReadonlyArray<number>> => {
  const above = new Int32Array(answers.length)
  const below = answers.map((): Array<number> => [])
  answers.forEach((a, i) => {
    for (let j = 0; j < i; j++) {
      const b = answers[j]
      if (b === undefined) continue
      if (dominatesFeasibly(a, b)) {
        below[i]?.push(j)
        above[j] = (above[j] ?? 0) + 1
      } else if (dominatesFeasibly(b, a)) {
        below[j]?.push(i)
        above[i] = (above[i] ?? 0) + 1
      }
    }
  })
  const sorted: Array<ReadonlyArray<number>> = []
  let front = answers.map((_, index) => index).filter((index) => above[index] === 0)
  while (front.length > 0) {
    sorted.push(front)
    const next: Array<number> = []
    for (const index of front) {
      for (const other of below[index] ?? []) {
        above[other] = (above[other] ?? 0) - 1
        if (above[other] === 0) next.push(other)
      }
    }
    front = next.toSorted((a, b) => a - b)
  }
  return sorted
}

/** Crowding distance of each of a front: how much room its neighbours leave, infinite at the ends. */
export const crowding = (front: ReadonlyArray<ReadonlyArray<number>>): Float64Array => {
  const room = new Float64Array(front.length)
  const objectives = front[0]?.length ?? 0
  for (let objective = 0; objective < objectives; objective++) {
    const at = (index: number | undefined): number =>
      index === undefined ? Number.NaN : (front[index]?.[objective] ?? Number.NaN)
    const order = front.map((_, index) => index).toSorted((a, b) => at(a) - at(b) || a - b)
    const span = at(order.at(-1)) - at(order[0])
    order.forEach((index, place) => {
      const end = place === 0 || place === order.length - 1
      if (end) room[index] = Number.POSITIVE_INFINITY
      else if (span > 0) room[index] = (room[index] ?? 0) + (at(order[place + 1]) - at(order[place - 1])) / span
    })
  }
  return room
}

/** Positions of so many of a front that stand farthest apart, in their order: whoever has the least room goes, one after the other. */
export const spreadAlong = (front: ReadonlyArray<ReadonlyArray<number>>, count: number): ReadonlyArray<number> => {
  let kept = front.map((_, position) => position)
  while (kept.length > Math.max(0, count)) {
    const room = crowding(kept.map((position) => front[position] ?? []))
    const narrowest = room.indexOf(Math.min(...room))
    kept = kept.toSpliced(narrowest, 1)
  }
  return kept
}

/** Position of the one that is nearest to the best of every objective, each measured by its span over all of them: the plain compromise (Yu 1973). */
export const compromiseOf = (front: ReadonlyArray<ReadonlyArray<number>>): number => {
  const objectives = front[0]?.map((_, objective) => front.map((own) => own[objective] ?? Number.NaN)) ?? []
  const spans = objectives.map((values) => ({
    best: Math.min(...values),
    span: Math.max(...values) - Math.min(...values)
  }))
  const distances = front.map((own) =>
    spans.reduce((sum, { best, span }, objective) => {
      const away = span > 0 ? ((own[objective] ?? Number.NaN) - best) / span : 0
      return sum + away ** 2
    }, 0)
  )
  return distances.indexOf(Math.min(...distances))
}

/** Hypervolume of two or three objectives: how much of the box up to `reference` is dominated. The one figure that grows with every improvement of
 * a front. Points beyond the reference in any objective count for nothing. Throws a `RangeError` for another number of objectives. */
export const hypervolume = (points: ReadonlyArray<ReadonlyArray<number>>, reference: ReadonlyArray<number>): number => {
  const inside = points.filter((point) => point.every((value, index) => value < (reference[index] ?? 0)))
  const [width = 0, height = 0, depth = 0] = reference
  if (reference.length === 2) return area(inside, width, height)
  if (reference.length !== 3)
    throw new RangeError(`hypervolume is for two or three objectives, not ${reference.length}`)
  // Slices along the third objective: between two neighbouring heights the same points dominate.
  const rising = inside.toSorted((a, b) => (a[2] ?? 0) - (b[2] ?? 0))
  return rising.reduce((sum, point, index) => {
    const until = rising[index + 1]?.[2] ?? depth
    const thick = until - (point[2] ?? 0)
    return thick > 0 ? sum + thick * area(rising.slice(0, index + 1), width, height) : sum
  }, 0)
}

const area = (points: ReadonlyArray<ReadonlyArray<number>>, width: number, height: number): number => {
  let top = height
  let sum = 0
  for (const point of points.toSorted((a, b) => (a[0] ?? 0) - (b[0] ?? 0) || (a[1] ?? 0) - (b[1] ?? 0))) {
    const low = point[1] ?? 0
    if (low >= top) continue
    sum += (width - (point[0] ?? 0)) * (top - low)
    top = low
  }
  return sum
}

export interface Settings {
  readonly space: Space
  readonly seed: number
  /** Most trials to ask for. */
  readonly trials: number
  /** Points of a generation, and members that are kept of all; as `populationAt` says unless said. */
  readonly population?: number
  /** The first generation; points of chance unless said. */
  readonly start?: ReadonlyArray<Point>
}

/** A point of the population. */
export interface Member {
  readonly trial: number
  readonly point: Point
  readonly answer: Answer
}

/** Plain data. */
export interface State {
  readonly asked: number
  readonly generation: number
  /** Best first: by front, then by crowding. */
  readonly members: ReadonlyArray<Member>
}

const starts = Draws.purpose("tuning/pareto/start")
const matings = Draws.purpose("tuning/pareto/mating")
const children = Draws.purpose("tuning/pareto/child")

/** Sharpness of crossover and mutation: the larger, the nearer to the parents (Deb et al. 2002 take 20). */
const sharpness = 20
const crossoverChance = 0.9

const [fewest, most] = [12, 40]
/** Points of a generation after so many trials: a small population comes near the front in few trials, a large one holds all of it. How many trials are still to
 * come does not matter, so a longer search begins as a shorter one. */
export const populationAt = (trials: number): number => Math.max(fewest, Math.min(most, 2 * Math.ceil(trials / 20)))

const populationOf = ({ population }: Settings, trials: number): number =>
  population === undefined ? populationAt(trials) : population + (population % 2)

/** Simulated binary crossover of two positions: children whose spread follows that of the parents. Which child is nearer to which parent is left to chance,
 * knob by knob; otherwise children would never mix the knobs of their parents. */
const crossed = (draws: Draws, a: number, b: number): readonly [number, number] => {
  const u = draws.uniform()
  const spread = u < 0.5 ? (2 * u) ** (1 / (sharpness + 1)) : (1 / (2 * (1 - u))) ** (1 / (sharpness + 1))
  const nearA = ((1 + spread) * a + (1 - spread) * b) / 2
  const nearB = ((1 - spread) * a + (1 + spread) * b) / 2
  return draws.uniform() < 0.5 ? [nearA, nearB] : [nearB, nearA]
}

/** Polynomial mutation within 0 to 1 (the variant that knows the bounds). */
const mutated = (draws: Draws, position: number): number => {
  const u = draws.uniform()
  const power = 1 / (sharpness + 1)
  const delta =
    u < 0.5
      ? (2 * u + (1 - 2 * u) * (1 - position) ** (sharpness + 1)) ** power - 1
      : 1 - (2 * (1 - u) + (2 * u - 1) * position ** (sharpness + 1)) ** power
  return position + delta
}

const anotherChoice = (draws: Draws, knob: Knob, position: number): number => {
  const cells = cellsOf(knob)
  const cell = Math.min(cells - 1, Math.floor(position * cells))
  return (((cell + 1 + draws.integer(cells - 1)) % cells) + 0.5) / cells
}

const within = (position: number): number => Math.min(1, Math.max(0, position))

/** Parents of the generation, in pairs: two tournaments, each member twice in one (Deb's permutations). Members stand best first, so the lesser position wins. */
const parentsOf = (settings: Settings, state: State): ReadonlyArray<number> => {
  const size = state.members.length
  const draws = new Draws(settings.seed)
  const chosen: Array<number> = []
  for (let tournament = 0; chosen.length < populationOf(settings, state.asked); tournament++) {
    const order = shuffled(draws.at(matings, state.generation, tournament), size)
    for (let place = 0; place < size; place += 2) chosen.push(Math.min(order[place] ?? 0, order[place + 1] ?? size))
  }
  return chosen
}

/** The two children of a pair of parents. */
const pairOf = (
  settings: Settings,
  state: State,
  parents: ReadonlyArray<number>,
  pair: number
): readonly [Point, Point] => {
  const { space } = settings
  const draws = new Draws(settings.seed).at(children, state.generation, pair)
  const one = state.members[parents[2 * pair] ?? 0]?.point ?? []
  const two = state.members[parents[2 * pair + 1] ?? 0]?.point ?? []
  const mates = draws.uniform() < crossoverChance
  const both = space.map((knob, index): readonly [number, number] => {
    const a = one[index] ?? 0.5
    const b = two[index] ?? 0.5
    const exchange = mates && draws.uniform() < 0.5
    const [x, y] = !exchange ? [a, b] : knob.kind === "choice" ? [b, a] : crossed(draws, a, b)
    const change = (position: number): number =>
      draws.uniform() >= 1 / space.length
        ? within(position)
        : knob.kind === "choice"
          ? anotherChoice(draws, knob, position)
          : within(mutated(draws, within(position)))
    return [change(x), change(y)]
  })
  return [
    snap(
      space,
      both.map(([x]) => x)
    ),
    snap(
      space,
      both.map(([, y]) => y)
    )
  ]
}

const pointsOf = (settings: Settings, state: State): ReadonlyArray<Point> => {
  const size = populationOf(settings, state.asked)
  if (state.generation === 0) {
    const draws = new Draws(settings.seed)
    const first =
      settings.start ??
      Array.from({ length: size }, (_, index) => {
        draws.at(starts, index)
        return settings.space.map(() => draws.uniform())
      })
    return first.map((point) => snap(settings.space, point))
  }
  const parents = parentsOf(settings, state)
  return Array.from({ length: size / 2 }, (_, pair) => pairOf(settings, state, parents, pair)).flat()
}

/** Members in order: by front, then by crowding, then by number. */
export const sorted = (members: ReadonlyArray<Member>): ReadonlyArray<Member> =>
  fronts(members.map(({ answer }) => answer)).flatMap((front) => {
    const own = front.flatMap((index) => members[index] ?? [])
    const room = crowding(own.map(({ answer }) => answer.objectives))
    return own
      .map((member, index) => ({ member, room: room[index] ?? 0 }))
      .toSorted((a, b) => (a.room === b.room ? a.member.trial - b.member.trial : b.room - a.room))
      .map(({ member }) => member)
  })

const tell = (settings: Settings, state: State, answers: ReadonlyArray<Answer>): State => {
  const points = pointsOf(settings, state)
  const born = answers.map((answer, index) => ({ trial: state.asked + index, point: points[index] ?? [], answer }))
  const asked = state.asked + born.length
  return {
    asked,
    generation: state.generation + 1,
    members: sorted([...state.members, ...born]).slice(0, populationOf(settings, asked))
  }
}

/** The front that was found: members that no other dominates. */
export const frontOf = (state: State): ReadonlyArray<Member> => {
  const [first = []] = fronts(state.members.map(({ answer }) => answer))
  return first.flatMap((index) => state.members[index] ?? [])
}

/** The search as a method: rounds are generations. It ends when a whole further generation does not fit into the trials. */
export const make = (settings: Settings): Method<State, Trial, Answer> => ({
  begin: () => ({ asked: 0, generation: 0, members: [] }),
  asks: (state) => {
    const points = pointsOf(settings, state)
    return state.asked + points.length > settings.trials
      ? []
      : points.map((point, index) => ({ number: state.asked + index, point }))
  },
  tell: (state, answers) => tell(settings, state, answers)
})
