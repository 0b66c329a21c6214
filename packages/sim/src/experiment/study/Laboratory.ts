/** Where the runs of a study are made, once each: what the store has is not run again, and what is run is kept before it counts.
 *
 * A run is plain data in (a scenario with everything turned, what its files say, a seed) and plain data out (a number per metric), so that the runner
 * may stand anywhere. What is given back is in the order of the requests, whoever finishes first. */
import { Effect, Result, Schema } from "effect"
import type { Scenario } from "../../scenario/Language.ts"
import type { Measured } from "../MetricDefinition.ts"
import type { Replication } from "../Replicate.ts"
import { TrialFailed } from "../Runner.ts"
import type { Assignment, Row } from "../ScenarioTrial.ts"
import * as Seeds from "../Seeds.ts"
import type { Sample } from "../tuning/Objectives.ts"
import * as WarmUp from "../WarmUp.ts"
import { profit, profitOf } from "./OneAlone.ts"
import type { Study } from "./Study.ts"
import { Scenarios, type Variation } from "./Variation.ts"

/** What results are kept in. */
export interface Store<E> {
  /** A text that is the same for equal runs by equal engines, and for no others. */
  readonly keyOf: (assignment: Assignment, seed: number) => string
  readonly find: (key: string) => Measured | undefined
  /** Keeps what a run measured and gives it back as `find` will. */
  readonly keep: (key: string, measured: Measured) => Effect.Effect<Measured, E>
}

/** One run: which scenario under which luck. */
export interface Request {
  readonly variation: Variation
  readonly seed: number
}

/** Settings to be run in every world: positions of the knobs and of the assumptions (`null`: as the scenario has them). */
export type Settings = Omit<Variation, "world">

/** How far a laboratory is. */
export interface Work {
  /** Runs that were asked for so far. */
  readonly wanted: number
  /** How many of them have an answer. */
  readonly done: number
  /** How many of these are different from each other: a run that is asked for again is not made again. */
  readonly runs: number
  /** How many of the different ones the store had from before. */
  readonly reused: number
}

/** A run of a study failed in the engine; those before it are kept. */
export class StudyRunFailed extends Schema.TaggedError<StudyRunFailed>()("StudyRunFailed", {
  settings: Schema.String,
  seed: Schema.Int,
  failure: TrialFailed
}) {
  override get message() {
    return `the run with ${this.settings} (seed ${this.seed}) failed: ${this.failure.message}`
  }
}

/** What a run gives: what it measured and, where one provider stands alone, the rows of its providers. */
interface Outcome {
  readonly measured: Measured
  readonly providers?: ReadonlyArray<Row>
}

/** What a laboratory is made of. `E`: what may go wrong with the store and with files. */
export interface Equipment<E> {
  readonly study: Study
  /** A runner of scenarios, wherever it stands: only what a run measured is wanted. */
  readonly runner: {
    readonly size: number
    readonly ahead?: number
    readonly run: (run: Replication<Assignment>) => Effect.Effect<Outcome, TrialFailed>
  }
  readonly store: Store<E>
  /** What the files of a scenario say. */
  readonly inputsOf: (scenario: Scenario) => Effect.Effect<Assignment["inputs"], E>
  /** Time to remove from the start of steady runs whose scenario does not say, s. */
  readonly warmUp: number
  readonly onWork?: (work: Work) => void
}

/** Runs of a study. */
export class Laboratory<E> {
  readonly study: Study
  /** Why settings could not be run, each reason once: values that are each allowed may be impossible together. */
  readonly impossible = new Set<string>()
  private readonly equipment: Equipment<E>
  private readonly scenarios: Scenarios
  private readonly known = new Set<string>()
  private wanted = 0
  private done = 0
  private reused = 0

  constructor(equipment: Equipment<E>) {
    this.equipment = equipment
    this.study = equipment.study
    this.scenarios = new Scenarios(equipment.study)
  }

  get work(): Work {
    return { wanted: this.wanted, done: this.done, runs: this.known.size, reused: this.reused }
  }

  /** Makes runs, or finds them in the store; what cannot be is told as nothing measured. `onDone` is told of each as it comes. */
  measure(
    requests: ReadonlyArray<Request>,
    onDone: (index: number, measured: Measured) => void = () => {}
  ): Effect.Effect<ReadonlyArray<Measured>, E | StudyRunFailed> {
    this.wanted += requests.length
    const { ahead = 0, size } = this.equipment.runner
    return Effect.forEach(
      requests,
      (request, index) => Effect.tap(this.one(request), (measured) => Effect.sync(() => onDone(index, measured))),
      { concurrency: size + ahead }
    )
  }

  /** Samples of settings in every world under the same luck, by settings and replication. `onSettings` is told of each when all of it is there. */
  samples(
    settings: ReadonlyArray<Settings>,
    seeds: ReadonlyArray<number>,
    onSettings: (index: number, samples: ReadonlyArray<Sample>) => void = () => {}
  ): Effect.Effect<ReadonlyArray<ReadonlyArray<Sample>>, E | StudyRunFailed> {
    const worlds = this.study.worlds.length
    const each = worlds * seeds.length
    const requests = settings.flatMap((own) =>
      seeds.flatMap((seed) => this.study.worlds.map((_, world): Request => ({ variation: { ...own, world }, seed })))
    )
    const measured: Array<Measured> = []
    const left = settings.map(() => each)
    const samplesOf = (index: number): ReadonlyArray<Sample> =>
      seeds.map((_, replication) => {
        const from = index * each + replication * worlds
        return measured.slice(from, from + worlds)
      })
    const onDone = (request: number, one: Measured): void => {
      measured[request] = one
      const index = Math.floor(request / each)
      left[index] = (left[index] ?? 0) - 1
      if (left[index] === 0) onSettings(index, samplesOf(index))
    }
    return Effect.map(this.measure(requests, onDone), () => settings.map((_, index) => samplesOf(index)))
  }

  private one({ seed, variation }: Request): Effect.Effect<Measured, E | StudyRunFailed> {
    return Effect.gen({ self: this }, function* () {
      const { runner, store } = this.equipment
      const made = this.scenarios.at(variation)
      if (Result.isFailure(made)) {
        this.impossible.add(made.failure.problems[0]?.message ?? "")
        return this.count({})
      }
      const scenario = made.success
      const inputs = yield* this.equipment.inputsOf(scenario)
      const warmUp = WarmUp.said(scenario) ?? this.equipment.warmUp
      const assignment: Assignment = { scenario, inputs, commands: [], warmUp, jobs: variation.attack !== undefined }
      const key = store.keyOf(assignment, seed)
      const known = store.find(key)
      if (known !== undefined && !this.known.has(key)) this.reused += 1
      this.known.add(key)
      if (known !== undefined) return this.count(known)
      // Replication 0 would keep its series.
      const { measured, providers } = yield* runner
        .run({ scenario: assignment, seed, replication: 1 })
        .pipe(
          Effect.mapError((failure) => new StudyRunFailed({ settings: describe(this.study, variation), seed, failure }))
        )
      const whole =
        variation.attack === undefined ? measured : { ...measured, [profit.name]: profitOf(providers ?? []) }
      return this.count(yield* store.keep(key, whole))
    })
  }

  private count(measured: Measured): Measured {
    this.done += 1
    this.equipment.onWork?.(this.work)
    return measured
  }
}

/** The settings of a variation in words. */
export const describe = ({ assumptions, goal, knobs }: Study, variation: Variation): string => {
  const turned = (dials: Study["knobs"], point: ReadonlyArray<number | null> | null): ReadonlyArray<string> =>
    dials.flatMap(({ name, textAt }, index) => {
      const position = point?.[index] ?? null
      return position === null ? [] : [`${name} = ${textAt(position)}`]
    })
  const parts = [...turned(knobs, variation.knobs), ...turned(assumptions, variation.assumptions)]
  const world = goal.worlds.length > 1 ? ` in the world ${goal.worlds[variation.world]?.name ?? ""}` : ""
  return `${parts.length === 0 ? "the scenario as it is" : parts.join(", ")}${world}`
}

/** Seeds of replications that searches see. */
export const seedsOf = (seed: number, replications: number): ReadonlyArray<number> =>
  Array.from({ length: replications }, (_, replication) => Seeds.ofReplication(seed, replication))

/** The first number of replications that no search ever sees. */
const unseen = 1_000_000

/** Seeds that no search ever sees: a winner is scored again on these, since on the seeds of its search it is partly the luckiest. */
export const unseenSeedsOf = (seed: number, replications: number): ReadonlyArray<number> =>
  Array.from({ length: replications }, (_, replication) => Seeds.ofReplication(seed, unseen + replication))
