/** The text of a question to a mechanism: a file, or standard input. */
import { Effect } from "effect"
import { readFile } from "node:fs/promises"
import { text } from "node:stream/consumers"
import { reasonOf, UnreadableFile } from "./ScenarioFile.ts"

/** What stands for standard input in the place of a file. */
export const standardInput = "-"

/** Reads a file whole; `-` is standard input. */
export const read = Effect.fnUntraced(function* (file: string) {
  const unreadable = (cause: unknown) =>
    new UnreadableFile({ file, reason: reasonOf(cause).replace("a scenario file", "a JSON file") })
  if (file === standardInput) return yield* Effect.tryPromise({ try: () => text(process.stdin), catch: unreadable })
  return yield* Effect.tryPromise({ try: (signal) => readFile(file, { encoding: "utf8", signal }), catch: unreadable })
})
