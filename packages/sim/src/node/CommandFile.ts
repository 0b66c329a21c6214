/** A journal of commands as a file: YAML or JSON, a list of entries with `at` and either `set` and `value`, or `shock`. */
import { Effect, Result, Schema } from "effect"
import * as Source from "../scenario/Source.ts"
import * as Quantity from "../units/Quantity.ts"
import { type Command, isKnob, Journal, knobs } from "../world/Command.ts"
import { read } from "./ScenarioFile.ts"

/** A journal that cannot be applied; the message says which entry and why. */
export class CommandsError extends Schema.TaggedError<CommandsError>()("CommandsError", {
  file: Schema.String,
  reason: Schema.String
}) {
  override get message(): string {
    return `${this.file}: ${this.reason}`
  }
}

/** Reads a journal; every entry is checked before the run starts. */
export const load = Effect.fnUntraced(function* (file: string) {
  const wrong = (reason: string) => new CommandsError({ file, reason })
  const source = yield* Effect.fromResult(Source.parse(yield* read(file), file))
  const decoded = Schema.decodeUnknownResult(Journal, { errors: "all", onExcessProperty: "error" })(source.tree)
  if (Result.isFailure(decoded)) return yield* wrong(decoded.failure.message)
  const commands: Array<Command> = []
  for (const [index, entry] of decoded.success.entries()) {
    if ("shock" in entry) {
      commands.push({ at: entry.at, shock: entry.shock })
      continue
    }
    const value = valueOf(entry.value)
    if (value === undefined) return yield* wrong(`entry ${index + 1}: ${entry.value} is no figure`)
    if (!isKnob(entry.set)) {
      return yield* wrong(
        `entry ${index + 1}: ${entry.set} cannot be changed while a run goes on. What can (* is any name):\n  ${knobs.join("\n  ")}`
      )
    }
    commands.push({ at: entry.at, set: entry.set, value })
  }
  return commands
})

/** A figure in any of the forms of scenario files: a number, or a quantity of whichever dimension reads it. */
const valueOf = (written: number | string): number | undefined => {
  if (typeof written === "number") return written
  const plain = Quantity.parseNumber(written)
  if (plain !== undefined) return plain
  const [dimension] = Quantity.dimensionsOf(written)
  return dimension === undefined ? undefined : Quantity.parse(dimension, written)
}
