/** The work of `lode tune`: search, score the winner on unseen luck, look at what it rests on, print, write. */
import { Attack, Study, Tune } from "@lode/sim"
import { Effect } from "effect"
import { print, printJson } from "./output.ts"
import * as Progress from "./progress.ts"
import { objectiveName, shown, unitOf } from "./study-report.ts"
import { writeTrials } from "./study-results.ts"
import * as Session from "./study-session.ts"
import * as Report from "./tune-report.ts"
import { UsageError } from "./usage.ts"

/** `lode tune` */
export const tune = (input: Session.Input) => Effect.scoped(tuneScoped(input))

/** Finalists that are scored again beside the winner; of a front more, since each of it is an answer. */
const [scored, scoredOfFront] = [3, 12]

const tuneScoped = Effect.fnUntraced(function* (input: Session.Input) {
  const session = yield* Session.open(input)
  const { folder, laboratory, name, notes, study } = session
  const { outcome, tried } = yield* withProgress(session)
  const winner = outcome?.finalists[0]
  if (outcome === null || winner === undefined)
    return yield* new UsageError({
      message: `${study.budget.trials} trials are too few to tune anything; give more --trials`
    })
  const start = JSON.stringify(Study.startOf(study))
  // The scenario as it is is scored in any case.
  const others = outcome.finalists.filter((finalist) => finalist === winner || JSON.stringify(finalist.point) !== start)
  const finalists = others.slice(0, outcome.front > 1 ? Math.min(outcome.front, scoredOfFront) : scored)
  const progress = yield* Progress.make({ label: `scoring the winner of ${name}`, unit: "runs", total: undefined })
  session.listen(({ done }) => progress.report(done))
  const scores = yield* Tune.score(
    laboratory,
    finalists.map(({ point }) => point)
  )
  const found: Report.Found = {
    study,
    name,
    tried,
    trials: outcome.trials,
    runs: outcome.runs,
    front: outcome.front,
    scores,
    unsure: yield* Tune.underAssumptions(laboratory, winner.point),
    attacked: yield* Attack.run(laboratory, winner.point),
    moves: yield* Tune.around(laboratory, winner.point),
    notes: [...notes, ...Session.impossibleNotes(laboratory.impossible)]
  }
  yield* folder.write("tune", (results) =>
    Effect.andThen(writeTrials(results, study, tried), results.json("tune.json", Report.json(found)))
  )
  yield* folder.finish
  yield* Session.tellReuse(session)
  yield* input.json ? printJson(Report.json(found)) : print(Report.text(found, folder.place("tune")))
})

/** Searches, with a line that says how far that is and what is best so far. */
const withProgress = Effect.fnUntraced(function* ({ laboratory, listen, name, study }: Session.Session) {
  const progress = yield* Progress.make({ label: `tuning ${name}`, unit: "trials", total: study.budget.trials })
  let trials = 0
  let note = ""
  const sign = study.goal.objectives[0]?.direction === "maximise" ? -1 : 1
  listen(() => progress.report(Math.min(trials, study.budget.trials), study.budget.trials, note))
  return yield* Tune.search(laboratory, (step) => {
    trials = step.trials
    const best = step.best?.[0]
    if (best === undefined) return
    note = `best ${objectiveName(study, 0)} ${shown({ mean: sign * best, half_width: null }, unitOf(study, 0))}`
  })
}, Effect.scoped)
