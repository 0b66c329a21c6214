/** What `lode sweep`, `lode sensitivity` and `lode tune` have in common: the study, the folder that keeps its runs, and the threads that make them. */
import { Laboratory, type Problem, type ScenarioTrial, Study, WarmUp } from "@lode/sim"
import { StudyFile, StudyFolder } from "@lode/sim/node"
import { Effect, Option, type Scope } from "effect"
import { basename, dirname, extname, join } from "node:path"
import { count, duration } from "../../text/format.ts"
import { notice } from "../output.ts"
import { pilot, type ScenarioRunner, Threads } from "../run/run-trials.ts"
import { UsageError } from "../usage.ts"
import { engineHash } from "../version.ts"

/** The flags that all three take. */
export interface Input {
  readonly study: string
  readonly trials: Option.Option<number>
  readonly replications: Option.Option<number>
  readonly threads: Option.Option<number>
  readonly out: Option.Option<string>
  readonly force: boolean
  readonly json: boolean
}

type Failure = StudyFolder.StudyFolderError | Problem.ScenarioError

/** A study that is open. */
export interface Session {
  readonly study: Study.Study
  /** How the study is called: its file without folder and ending. */
  readonly name: string
  readonly folder: StudyFolder.StudyFolder
  readonly laboratory: Laboratory.Laboratory<Failure>
  /** What the reader has to know about how runs are made. */
  readonly notes: ReadonlyArray<string>
  /** Told of every run that is there. */
  readonly listen: (onWork: (work: Laboratory.Work) => void) => void
}

/** More would fill the memory with results. */
const mostTrials = 100_000

const budgetOf = Effect.fnUntraced(function* (study: Study.Study, input: Input) {
  const counts = { trials: input.trials, replications: input.replications }
  for (const [name, given] of Object.entries(counts)) {
    if (Option.isNone(given)) continue
    if (given.value < 1) return yield* new UsageError({ message: `--${name}: at least 1, not ${given.value}` })
  }
  if (Option.isSome(input.threads) && input.threads.value < 1)
    return yield* new UsageError({ message: `--threads: at least 1, not ${input.threads.value}` })
  const budget = {
    trials: Option.getOrElse(input.trials, () => study.budget.trials),
    replications: Option.getOrElse(input.replications, () => study.budget.replications)
  }
  if (budget.trials > mostTrials)
    return yield* new UsageError({
      message: `a study has at most ${count(mostTrials)} trials, not ${count(budget.trials)}`
    })
  return { ...study, budget }
})

/** Where a study keeps its runs unless told otherwise: beside its file, under its name. */
export const folderOf = (study: string): string => join(dirname(study), `${basename(study, extname(study))}.results`)

/** Opens a study: everything that could be wrong with it is told before anything runs. */
export const open = Effect.fnUntraced(function* (input: Input): Effect.fn.Return<Session, unknown, Scope.Scope> {
  const study = yield* budgetOf(yield* StudyFile.load(input.study), input)
  const inputsOf = StudyFile.reader(study)
  const inputs = yield* inputsOf(study.base.scenario)
  const path = Option.getOrElse(input.out, () => folderOf(input.study))
  const folder = yield* StudyFolder.open(path, { engine: engineHash, force: input.force })
  if (folder.damaged > 0)
    yield* notice(`${path}: ${count(folder.damaged)} damaged lines were dropped; what they held is run again.`)
  const runner = yield* (yield* Threads)(Option.getOrUndefined(input.threads))
  const assignment = { scenario: study.base.scenario, inputs, commands: [], warmUp: 0, jobs: false }
  const warm = yield* warmUpOf(assignment, study.seed, runner, folder)
  let listener: (work: Laboratory.Work) => void = () => {}
  const laboratory = new Laboratory.Laboratory<Failure>({
    study,
    runner,
    store: folder,
    inputsOf,
    warmUp: warm.seconds,
    onWork: (work) => listener(work)
  })
  return {
    study,
    name: basename(input.study, extname(input.study)),
    folder,
    laboratory,
    notes: [...warm.notes, ...Study.overlapsOf(study)],
    listen: (onWork) => {
      listener = onWork
    }
  }
})

/** Time to remove from steady runs, the same for all of a study: what a pilot of the scenario as it is finds, kept with the runs. */
const warmUpOf = Effect.fnUntraced(function* (
  assignment: ScenarioTrial.Assignment,
  seed: number,
  runner: ScenarioRunner,
  folder: StudyFolder.StudyFolder
) {
  const { scenario } = assignment
  if (WarmUp.said(scenario) !== undefined) return { seconds: 0, notes: [] }
  const key = folder.keyOf({ ...assignment, warmUp: Number.NaN }, seed)
  const known = folder.find(key)
  const seconds = known?.["warm_up_s"] ?? (yield* pilot(assignment, seed, runner)).observations * scenario.sample_every
  if (known === undefined) yield* folder.keep(key, { warm_up_s: seconds })
  return {
    seconds,
    notes: [`The first ${duration(seconds)} of every run are removed: the warm-up that MSER-5 finds in a pilot run.`]
  }
})

/** Says on stderr how much of the work was there already; the result is the same either way. */
export const tellReuse = ({ laboratory }: Session): Effect.Effect<void> => {
  const { reused, runs } = laboratory.work
  return reused === 0 ? Effect.void : notice(`${count(reused)} of ${count(runs)} runs were kept from before.`)
}

/** Why some settings could not be run. */
export const impossibleNotes = (impossible: ReadonlySet<string>): ReadonlyArray<string> =>
  [...impossible].toSorted().map((reason) => `Some settings are impossible and were not run: ${reason}`)
