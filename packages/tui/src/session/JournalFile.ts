/** A journal of commands as the text of a file that `lode run --commands` reads back to the very same numbers. */
import { type Command, Quantity, type Scenario } from "@lode/sim"
import { written } from "./Knobs.ts"

/** One entry a line, in the order of instants. */
export const journalText = (scenario: Scenario, commands: ReadonlyArray<Command.Command>): string =>
  commands.map((command) => `- ${JSON.stringify(entryOf(scenario, command))}\n`).join("")

const entryOf = (scenario: Scenario, command: Command.Command): unknown => {
  const at = Quantity.format("duration", command.at)
  if ("set" in command) return { at, set: command.set, value: written(scenario, command.set, command.value) }
  const { at: _, ...shock } = command.shock
  return { at, shock: "lasts" in shock ? { ...shock, lasts: Quantity.format("duration", shock.lasts) } : shock }
}
