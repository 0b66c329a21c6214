/** The work of `lode sensitivity`: screen, then find the indices of what is left, print, write. */
import { Laboratory, Sensitivity, type Sweep, Tuning } from "@lode/sim"
import { Effect } from "effect"
import { number } from "../../text/format.ts"
import { print, printJson } from "../output.ts"
import * as Progress from "../progress.ts"
import * as Report from "./sensitivity-report.ts"
import { writeEffects } from "./sensitivity-results.ts"
import { writeTrials } from "./study-results.ts"
import * as Session from "./study-session.ts"
import { UsageError } from "../usage.ts"

/** `lode sensitivity` */
export const sensitivity = (input: Session.Input) => Effect.scoped(sensitivityScoped(input))

type Points = ReadonlyArray<ReadonlyArray<number>>

const sensitivityScoped = Effect.fnUntraced(function* (input: Session.Input) {
  const session = yield* Session.open(input)
  const { folder, laboratory, name, notes, study } = session
  const screening = yield* Effect.mapError(
    Effect.fromResult(Sensitivity.screeningOf(study)),
    (message) => new UsageError({ message })
  )
  const first = Tuning.Morris.points(screening)
  const screened = yield* run(session, `screening ${name}`, first)
  const effects = Sensitivity.screened(study, screening, screened)
  const plan = Sensitivity.indexPlanOf(study, Sensitivity.worthIndices(effects), first.length)
  const answers = yield* run(session, `finding what moves ${name}`, plan.points)
  const points = [...first, ...plan.points]
  const samples = [...screened, ...answers]
  const tried = samples.map((own, trial): Sweep.Tried => ({
    trial,
    point: points[trial] ?? null,
    samples: own,
    judged: Tuning.Goal.judge(study.goal, own)
  }))
  const found: Report.Found = {
    study,
    name,
    factors: Sensitivity.factorsOf(study),
    trajectories: screening.trajectories,
    effects,
    kept: plan.kept,
    rows: plan.settings.rows,
    analyses: Sensitivity.analysed(study, plan, answers),
    trials: points.length,
    notes: [...notes, ...Session.impossibleNotes(laboratory.impossible)]
  }
  yield* folder.write("sensitivity", (results) =>
    Effect.all([
      writeEffects(results, found),
      writeTrials(
        results,
        study,
        tried,
        found.factors.map(({ dial }) => dial)
      ),
      results.json("sensitivity.json", Report.json(found))
    ])
  )
  yield* folder.finish
  yield* Session.tellReuse(session)
  yield* input.json ? printJson(Report.json(found)) : print(Report.text(found, folder.place("sensitivity")))
})

const run = Effect.fnUntraced(function* (
  { laboratory, listen, study }: Session.Session,
  label: string,
  points: Points
) {
  const progress = yield* Progress.make({ label, unit: "trials", total: points.length })
  const seeds = Laboratory.seedsOf(study.seed, study.budget.replications)
  const each = seeds.length * study.worlds.length
  const before = laboratory.work.done
  listen(({ done }) => progress.report(Number(number((done - before) / each))))
  return yield* laboratory.samples(
    points.map((point) => Sensitivity.settingsAt(study, point)),
    seeds
  )
}, Effect.scoped)
