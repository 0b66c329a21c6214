/** The work of `lode sweep`: lay out the settings, run them, rank them, print, write. */
import { Laboratory, Study, Sweep, Tuning } from "@lode/sim"
import { Effect } from "effect"
import { number } from "../../text/format.ts"
import { print, printJson } from "../output.ts"
import * as Progress from "../progress.ts"
import { estimateOf, objectiveName, shown, unitOf } from "./study-report.ts"
import { writeTrials } from "./study-results.ts"
import * as Session from "./study-session.ts"
import * as Report from "./sweep-report.ts"
import { UsageError } from "../usage.ts"

export interface Input extends Session.Input {
  readonly design: Sweep.Design
}

/** `lode sweep` */
export const sweep = (input: Input) => Effect.scoped(sweepScoped(input))

const sweepScoped = Effect.fnUntraced(function* (input: Input) {
  const session = yield* Session.open(input)
  const { folder, laboratory, name, notes, study } = session
  const points = yield* Effect.mapError(
    Effect.fromResult(Sweep.pointsOf(study, input.design, study.budget.trials)),
    (message) => new UsageError({ message })
  )
  const seeds = Laboratory.seedsOf(study.seed, study.budget.replications)
  const samples = yield* Effect.scoped(withProgress(session, [null, ...points], seeds))
  const tried = Sweep.triedOf(study, Study.startOf(study), points, samples)
  const found: Report.Found = {
    study,
    name,
    design: input.design,
    tried,
    ranked: Sweep.ranked(tried),
    effects: study.goal.objectives.map((_, objective) => Sweep.effectsOf(study, tried, objective)),
    notes: [...notes, ...Session.impossibleNotes(laboratory.impossible)]
  }
  yield* folder.write("sweep", (results) =>
    Effect.andThen(writeTrials(results, study, tried), results.json("sweep.json", Report.json(found)))
  )
  yield* folder.finish
  yield* Session.tellReuse(session)
  yield* input.json ? printJson(Report.json(found)) : print(Report.text(found, folder.place("sweep")))
})

/** Runs all settings, with a line that says how far that is and what is best so far. */
const withProgress = Effect.fnUntraced(function* (
  { laboratory, listen, name, study }: Session.Session,
  points: ReadonlyArray<ReadonlyArray<number> | null>,
  seeds: ReadonlyArray<number>
) {
  const progress = yield* Progress.make({ label: `sweeping ${name}`, unit: "trials", total: points.length })
  const each = seeds.length * study.worlds.length
  let best: Sweep.Tried["judged"] | undefined
  let note = ""
  listen(({ done }) => progress.report(Number(number(done / each)), points.length, note))
  const settings = points.map((knobs) => ({ knobs, assumptions: null }))
  return yield* laboratory.samples(settings, seeds, (index, samples) => {
    const [tried] = Sweep.triedOf(study, null, [], [samples])
    if (tried === undefined || (best !== undefined && Tuning.Constraints.compare(best, tried.judged) <= 0)) return
    best = tried.judged
    note = `best ${objectiveName(study, 0)} ${shown({ ...estimateOf(study, tried, 0), half_width: null }, unitOf(study, 0))} (trial ${index})`
  })
})
