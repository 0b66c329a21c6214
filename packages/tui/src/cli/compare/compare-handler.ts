/** The work of `lode compare`: load both sides, replicate them under the same luck, print, write. */
import { Compare, type ScenarioTrial, Summary } from "@lode/sim"
import { ResultFolder } from "@lode/sim/node"
import { Effect, Option, type Scope } from "effect"
import { classLines } from "./compare-classes.ts"
import { leftOpen } from "./compare-left-open.ts"
import * as Report from "./compare-report.ts"
import { writeResults } from "./compare-results.ts"
import { linesOf } from "./compare-sentence.ts"
import { comparePlanOf, type Contest, contestOf, type Input } from "./compare-sides.ts"
import { print, printJson } from "../output.ts"
import * as Progress from "../progress.ts"
import { readInputs } from "../run/run-handler.ts"
import { type ScenarioRunner, Threads, warmUp } from "../run/run-trials.ts"

/** `lode compare` */
export const compare = (input: Input) => Effect.scoped(compareScoped(input))

const compareScoped = Effect.fnUntraced(function* (input: Input): Effect.fn.Return<void, unknown, Scope.Scope> {
  const contest = yield* contestOf(input)
  const plan = yield* comparePlanOf(input, contest)
  if (Option.isSome(input.out)) yield* ResultFolder.check(input.out.value, { force: input.force })
  const found = yield* answer(
    contest,
    plan,
    Option.getOrElse(input.seed, () => contest.sides[0]?.decoded.scenario.seed ?? 1)
  )
  if (Option.isSome(input.out)) {
    yield* ResultFolder.write(input.out.value, { force: input.force }, (folder) => writeResults(folder, found))
  }
  yield* input.json ? printJson(Report.json(found)) : print(Report.text(found, Option.getOrUndefined(input.out)))
})

/** Reads the files that the sides name; the arms of one scenario name the same. */
const assignments = Effect.fnUntraced(function* ({ kind, sides }: Contest, runner: ScenarioRunner, seed: number) {
  const made: Array<ScenarioTrial.Assignment> = []
  for (const { decoded } of sides) {
    const known = kind === "arms" ? made[0]?.inputs : undefined
    const inputs = known ?? (yield* readInputs(decoded))
    made.push({ scenario: decoded.scenario, inputs, commands: [], warmUp: 0, jobs: false })
  }
  const notes: Array<string> = []
  const warm: Array<number> = []
  for (const [index, assignment] of made.entries()) {
    const found = yield* warmUp({ assignment, seed }, runner)
    warm.push(found.seconds)
    notes.push(...found.notes.map((note) => `${sides[index]?.role ?? ""}: ${note}`))
  }
  // Both sides are measured over the same span where they can be: from the end of the longest warm-up on.
  const alike = new Set(made.map(({ scenario }) => `${scenario.horizon.kind} ${scenario.horizon.length}`)).size === 1
  const longest = Math.max(...warm)
  return {
    assignments: made.map((assignment, index) => ({ ...assignment, warmUp: alike ? longest : (warm[index] ?? 0) })),
    notes
  }
})

/** Replicates and compares. */
const answer = Effect.fnUntraced(function* (contest: Contest, plan: Compare.Plan, seed: number) {
  const { kind, marketPairs, pairs, sides } = contest
  const runner = yield* (yield* Threads)()
  const made = yield* assignments(contest, runner, seed)
  const label = `comparing ${[...new Set(sides.map(({ name }) => name))].join(" and ")}`
  const progress = yield* Progress.make({ label, unit: "replications", total: undefined })
  let series: ReadonlyArray<ScenarioTrial.RunSeries> = []
  let gangs: ReadonlyArray<ScenarioTrial.RunOutcome["gangs"]> = []
  let events = 0
  let jobs = 0
  const compared = yield* Compare.run({
    variants: made.assignments.map((scenario, index) => ({ name: sides[index]?.role ?? "", scenario })),
    pairs: [...pairs, ...marketPairs],
    seed,
    plan,
    runner,
    onResult: (replication, outcomes) =>
      Effect.sync(() => {
        if (replication === 0) {
          series = outcomes.map((outcome) => outcome.series)
          gangs = outcomes.map((outcome) => outcome.gangs)
        }
        for (const outcome of outcomes) {
          events += outcome.events
          jobs += outcome.jobs
        }
      }),
    onProgress: ({ done, planned, share }) => progress.report(share * planned, Math.max(planned, done))
  })
  const replications = compared.runs[0]?.length ?? 0
  const stopped =
    plan.kind === "precision" && compared.reason !== null
      ? [Compare.explain(plan.relative, compared.reason, replications)]
      : []
  const [first, second] = sides.map(({ decoded: { scenario } }, side) => ({ scenario, gangs: gangs[side] ?? {} }))
  const open = first === undefined || second === undefined ? undefined : leftOpen(first, second)
  const lines = linesOf(pairs, compared.differences, open)
  const found: Report.Found = {
    contest,
    runs: compared.runs,
    replications,
    seed,
    events,
    jobs,
    series,
    lines,
    classes: kind === "arms" && second !== undefined ? classLines(second.scenario, lines, second.gangs) : [],
    market: kind === "arms" ? linesOf(marketPairs, compared.differences.slice(pairs.length)) : [],
    share: Summary.summarise(contest.metrics, compared.runs[2] ?? [])["network_share"],
    notes: [...contest.notes, ...made.notes, ...stopped]
  }
  return found
})
