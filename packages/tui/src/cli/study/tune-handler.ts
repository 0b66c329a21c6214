/** The work of `lode tune`: search, score the winner on unseen luck, look at what it rests on, print, write. */
import { Attack, Study, Tune, type Tuning } from "@lode/sim"
import { Effect } from "effect"
import { print, printJson } from "../output.ts"
import * as Progress from "../progress.ts"
import { objectiveName, shown, unitOf } from "./study-report.ts"
import { writeTrials } from "./study-results.ts"
import * as Session from "./study-session.ts"
import { json } from "./tune-json.ts"
import { text } from "./tune-report.ts"
import type { Found } from "./tune-words.ts"
import { UsageError } from "../usage.ts"

/** `lode tune` */
export const tune = (input: Session.Input) => Effect.scoped(tuneScoped(input))

/** Finalists that are scored again beside the winner; of a front more, since each of it is an answer. */
const [scored, scoredOfFront] = [3, 12]

const tuneScoped = Effect.fnUntraced(function* (input: Session.Input) {
  const session = yield* Session.open(input)
  const { folder, laboratory, name, notes, study } = session
  if (study.budget.trials < 2)
    return yield* new UsageError({
      message: `1 trial is too few to tune anything, as the scenario as it is takes one: at least 2 are wanted, ${12 * study.knobs.length} are better (--trials, or the study's budget)`
    })
  const { outcome, searched, tried } = yield* withProgress(session)
  const winner = outcome?.finalists[0]
  if (outcome === null || winner === undefined) return yield* Effect.die("the search ended without an answer")
  const isFront = study.goal.objectives.length > 1
  const start = JSON.stringify(Study.startOf(study))
  const isStart = ({ point }: Tuning.Tuner.Finalist): boolean => JSON.stringify(point) === start
  // The scenario as it is is scored in any case, and counts once.
  const others = outcome.finalists.slice(0, isFront ? outcome.front : undefined).filter((one) => !isStart(one))
  const finalists = isFront ? Tune.spreadAlong(others, scoredOfFront) : others.slice(0, scored)
  const steps = study.attack === undefined ? 4 : 5
  const scores = yield* phase(
    session,
    `scoring the winner of ${name} on unseen luck (step 2 of ${steps})`,
    Tune.score(
      laboratory,
      finalists.map(({ point }) => point)
    )
  )
  const answer = isFront ? Tune.compromiseOf(scores) : Tune.answerOf(scores, isStart(winner))
  const setting = scores[answer]?.point ?? winner.point
  const found: Found = {
    study,
    name,
    tried,
    trials: outcome.trials,
    runs: outcome.runs,
    searched,
    raced: outcome.finalists.length,
    scores,
    front: isFront ? Tune.frontOf(scores) : [],
    answer,
    unsure: yield* phase(
      session,
      `drawing the assumptions of ${name} (step 3 of ${steps})`,
      Tune.underAssumptions(laboratory, setting)
    ),
    attacked: yield* attack(session, setting),
    moves: yield* phase(
      session,
      `turning everything around the winner of ${name} (step ${steps} of ${steps})`,
      Tune.around(laboratory, setting)
    ),
    notes: [...notes, ...Session.impossibleNotes(laboratory.impossible)]
  }
  yield* folder.write("tune", (results) =>
    Effect.andThen(writeTrials(results, study, tried), results.json("tune.json", json(found)))
  )
  yield* folder.finish
  yield* Session.tellReuse(session)
  yield* input.json ? printJson(json(found)) : print(text(found, folder.place("tune")))
})

/** One step with a known number of runs, with a line that says how far it is. */
const phase = Effect.fnUntraced(function* <A, E>(
  { laboratory, listen }: Session.Session,
  label: string,
  work: Effect.Effect<A, E>
) {
  const { done: before, wanted } = laboratory.work
  const progress = yield* Progress.make({ label, unit: "runs", total: undefined })
  listen((now) => progress.report(now.done - before, now.wanted - wanted))
  return yield* work
}, Effect.scoped)

const attack = Effect.fnUntraced(function* (session: Session.Session, setting: Tuning.Space.Point) {
  const { laboratory, listen, name, study } = session
  if (study.attack === undefined) return undefined
  const total = Attack.trialsOf(study.attack) + mostFinalists
  const progress = yield* Progress.make({
    label: `attacking the winner of ${name} (step 4 of 5)`,
    unit: "trials",
    total
  })
  let trials = 0
  listen(() => progress.report(Math.min(trials, total)))
  return yield* Attack.run(laboratory, setting, (step) => (trials = step.trials))
}, Effect.scoped)

/** Finalists of a search at most: the best seen, the middle and the start. */
const mostFinalists = 8

/** Searches, with a line that says how far that is and what is best so far. */
const withProgress = Effect.fnUntraced(function* ({ laboratory, listen, name, study }: Session.Session) {
  const total = study.budget.trials + mostFinalists
  const label = `tuning ${name} (step 1 of ${study.attack === undefined ? 4 : 5})`
  const progress = yield* Progress.make({ label, unit: "trials", total })
  let trials = 0
  let note = ""
  let searched = false
  const sign = study.goal.objectives[0]?.direction === "maximise" ? -1 : 1
  // The finalists run longest: until they have, the search is not at its end.
  listen(() => progress.report(Math.min(trials, study.budget.trials), total, note))
  const found = yield* Tune.search(laboratory, (step) => {
    trials = step.trials
    searched ||= step.stage === "search"
    const best = step.best?.[0]
    if (best === undefined) return
    note = `${step.stage === "last" ? "racing the finalists, " : ""}best ${objectiveName(study, 0)} ${shown({ mean: sign * best, half_width: null }, unitOf(study, 0))}`
  })
  return { ...found, searched }
}, Effect.scoped)
