/** A journal of commands as a file: YAML or JSON, a list of entries with `at` and either `set` and `value`, or `shock`.
 *
 *     - { at: 6 months, set: networks.main.token.emission.rate, value: 50000 tokens/day }
 *     - { at: 1 year, shock: { kind: hash-price, factor: 0.5 } }
 *
 * The whole journal is checked before a run begins, each mistake at its place. */
import { Effect, Schema } from "effect"
import type { Decoded } from "../scenario/Decode.ts"
import * as Check from "../scenario/Check.ts"
import { language } from "../scenario/Language.ts"
import * as Path from "../scenario/Path.ts"
import { type Finding, inOrder, type Problem, ScenarioError, show } from "../scenario/Problem.ts"
import * as Shape from "../scenario/Shape.ts"
import * as Source from "../scenario/Source.ts"
import * as Field from "../units/Field.ts"
import { nearest } from "../units/Nearest.ts"
import { check, type Command, CommandError, isKnob, knobs } from "../world/Command.ts"
import { type Scenario, Shock } from "../world/Scenario.ts"
import { read } from "./ScenarioFile.ts"

/** Entries of a journal; a shock's own instant is that of its entry. */
const Instant = Field.quantity("duration")({ description: "when it takes effect" })
const Setting = Schema.Struct({
  at: Instant,
  set: Field.text({ description: "path of the figure, as for --set" }),
  value: Schema.Union([Schema.Finite, Schema.String])
})
const Striking = Schema.Struct({ at: Instant, shock: Shock })

/** Reads a journal for a scenario. Fails with every mistake in it. */
export const load = Effect.fnUntraced(function* (file: string, { scenario }: Decoded<Scenario>) {
  const source = yield* Effect.fromResult(Source.parse(yield* read(file), file))
  const findings: Array<Finding> = []
  const commands: Array<Command> = []
  if (Array.isArray(source.tree)) {
    source.tree.forEach((entry: unknown, index) => {
      const taken = take(entry, scenario, [index], findings)
      if (taken !== undefined) commands.push(taken)
    })
  } else
    findings.push({
      path: [],
      message: `found ${show(source.tree)}, wanted a list of entries: - { at: ..., set: ..., value: ... }`
    })
  const problems = [...source.problems, ...findings.map((finding): Problem => Source.locate(source, finding))]
  if (problems.length > 0) return yield* new ScenarioError({ problems: inOrder(problems) })
  return commands
})

/** One entry as a command, or findings on what is wrong with it. */
const take = (written: unknown, scenario: Scenario, path: Path.Path, findings: Array<Finding>): Command | undefined => {
  const entry = withInstant(written)
  const isShock = Path.isRecord(entry) && Object.hasOwn(entry, "shock")
  const find = (finding: Finding) => findings.push({ ...finding, path: [...path, ...finding.path] })
  const wrong = Check.findings(Shape.make(isShock ? Striking : Setting), entry)
  wrong.forEach(find)
  if (wrong.length > 0) return undefined
  const command = isShock
    ? Schema.decodeUnknownSync(Striking)(entry)
    : settingOf(Schema.decodeUnknownSync(Setting)(entry), scenario, find)
  if (command === undefined) return undefined
  const refusal = refusalOf(scenario, command)
  if (refusal === undefined) return command
  find({ path: [isShock ? "shock" : "set"], message: refusal })
  return undefined
}

/** The entry with its instant given to its shock, which in a scenario stands inside. */
const withInstant = (entry: unknown): unknown => {
  if (!Path.isRecord(entry) || !Path.isRecord(entry["shock"]) || Object.hasOwn(entry["shock"], "at")) return entry
  return { ...entry, shock: { at: entry["at"], ...entry["shock"] } }
}

/** A setting with its value in the unit of the figure. */
const settingOf = (
  { at, set, value }: typeof Setting.Type,
  scenario: Scenario,
  find: (finding: Finding) => void
): Command | undefined => {
  if (!isKnob(set)) {
    const suggestion = nearest(set, knobs)
    const near = suggestion === undefined ? "" : ` Did you mean "${suggestion}"?`
    const allowed = knobs.join(", ")
    find({
      path: ["set"],
      message: `${set} cannot be changed while a run goes on; what can (* is any name): ${allowed}.${near}`
    })
    return undefined
  }
  const steps = Path.parse(set) ?? []
  const leaf = Shape.at(Shape.make(language.schema), scenario, steps)
  if (leaf?._tag !== "Leaf" || typeof Path.lookup(scenario, steps) !== "number") {
    find({ path: ["set"], message: `${set} is no figure of this scenario` })
    return undefined
  }
  const wrong = Check.findings(leaf, value)
  for (const finding of wrong) find({ ...finding, path: ["value"] })
  const decoded = leaf.decode(value)
  return wrong.length > 0 || typeof decoded !== "number" ? undefined : { at, set, value: decoded }
}

/** Why a scenario cannot take a command: it names what is not there, or no run could bear it. */
const refusalOf = (scenario: Scenario, command: Command): string | undefined => {
  try {
    check(scenario, [command])
  } catch (error) {
    if (error instanceof CommandError) return error.message
    throw error
  }
  if ("shock" in command) return undefined
  const changed = structuredClone(scenario)
  const steps = Path.parse(command.set) ?? []
  const group = Path.lookup(changed, steps.slice(0, -1))
  if (typeof group !== "object" || group === null) return undefined
  Reflect.set(group, steps.at(-1) ?? "", command.value)
  const problems: Array<string> = []
  for (const rule of language.rules) rule(changed, (_, message) => problems.push(message))
  return problems[0]
}
