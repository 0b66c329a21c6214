/** Study files on the disk: a study, the scenario that it names, and what that reads. */
import { Effect, Result } from "effect"
import { basename, dirname, isAbsolute, join } from "node:path"
import * as Mended from "../experiment/study/Mended.ts"
import { resolve } from "../experiment/study/Resolve.ts"
import type { Study } from "../experiment/study/Study.ts"
import * as StudyConfig from "../experiment/study/StudyConfig.ts"
import * as Decode from "../scenario/Decode.ts"
import { language, type Scenario } from "../scenario/Language.ts"
import * as Override from "../scenario/Override.ts"
import * as Path from "../scenario/Path.ts"
import { inOrder, ScenarioError, show } from "../scenario/Problem.ts"
import * as Source from "../scenario/Source.ts"
import type { Inputs } from "../world/Compile.ts"
import { namedFiles } from "../world/NamedFiles.ts"
import * as ScenarioFile from "./ScenarioFile.ts"
import * as ScenarioInputs from "./ScenarioInputs.ts"

/** Reads a study and its scenario. All problems of the study come at once, those of the scenario before them. */
export const load = Effect.fn("StudyFile.load")(function* (file: string) {
  const source = yield* Effect.fromResult(Source.parse(yield* ScenarioFile.read(file), file))
  if (isScenario(source.tree)) {
    const reason = `is a scenario, and a study is wanted: a file that names it (scenario: ${basename(file)}) with knobs and objectives`
    return yield* new ScenarioFile.UnreadableFile({ file, reason })
  }
  const config = Decode.scenario(StudyConfig.language, source)
  if (Result.isSuccess(config)) return yield* joined({ scenario: config.success, source })
  const known = config.failure.problems
  const mended = mendedOf(source, known)
  if (Result.isFailure(mended)) return yield* config.failure
  const rest = yield* Effect.result(joined({ scenario: mended.success, source }))
  const further = Result.isFailure(rest) && rest.failure._tag === "ScenarioError" ? rest.failure.problems : []
  return yield* new ScenarioError({ problems: inOrder([...known, ...Mended.beside(known, further)]) })
})

/** A study without what is wrong with it: the keys alone where that is enough, else what they belong to. */
const mendedOf = (source: Source.Source, known: ScenarioError["problems"]) => {
  const decoded = (tree: unknown) => Decode.scenario(StudyConfig.language, { ...source, tree, problems: [] })
  const keys = Mended.withoutKeys(source.tree, known)
  const nearly = decoded(keys)
  return Result.isSuccess(nearly) ? nearly : decoded(Mended.tree(keys, nearly.failure.problems))
}

/** A study with the scenario that it names. */
const joined = Effect.fnUntraced(function* (decoded: Decode.Decoded<StudyConfig.StudyConfig>) {
  const { scenario: config, source } = decoded
  const { file } = source
  const named = isAbsolute(config.scenario) ? config.scenario : join(dirname(file), config.scenario)
  const text = yield* ScenarioFile.read(named).pipe(
    Effect.catchTag("UnreadableFile", ({ message }) =>
      Effect.fail(new ScenarioError({ problems: [Source.locate(source, { path: ["scenario"], message })] }))
    )
  )
  const written = yield* Effect.fromResult(Source.parse(text, named))
  const base = yield* Effect.fromResult(baseOf(decoded, written))
  return yield* Effect.fromResult(resolve(decoded, base))
})

/** Whether somebody named the scenario in place of the study. */
const isScenario = (tree: unknown): boolean =>
  Path.isRecord(tree) && Object.hasOwn(tree, "horizon") && !Object.hasOwn(tree, "knobs")

/** The scenario with what the study sets in it. */
const baseOf = (
  { scenario: config, source }: Decode.Decoded<StudyConfig.StudyConfig>,
  written: Source.Source
): Result.Result<Decode.Decoded<Scenario>, ScenarioError> => {
  let tree = written.tree
  const refused: Array<ScenarioError["problems"][number]> = []
  for (const [path, value] of Object.entries(config.set)) {
    const changed = Override.set(language.schema, tree, path, value)
    if (Result.isSuccess(changed)) tree = changed.success
    else refused.push(Source.locate(source, { ...changed.failure, path: ["set", path], on: "key" }))
  }
  if (refused.length > 0) return Result.fail(new ScenarioError({ problems: inOrder(refused) }))
  const overrides = Object.entries(config.set).map(([path, value]) => ({
    path: Path.parse(path) ?? [],
    text: `${path}=${show(value)}`
  }))
  const base = { ...written, tree, overrides }
  return Result.map(Decode.scenario(language, base), (scenario) => ({ scenario, source: base }))
}

/** Scenarios whose files are held in memory at once: a knob may name another file in every trial. */
const mostInputs = 4

/** Reads what scenarios of a study name, each set of files once. */
export const reader = ({ base }: Study): ((scenario: Scenario) => Effect.Effect<Inputs, ScenarioError>) => {
  const known = new Map<string, Inputs>()
  return Effect.fnUntraced(function* (scenario) {
    const key = JSON.stringify(namedFiles(scenario))
    const found = known.get(key)
    if (found !== undefined) return found
    const inputs = yield* ScenarioInputs.load({ scenario, source: base.source })
    if (known.size >= mostInputs) known.clear()
    known.set(key, inputs)
    return inputs
  })
}
