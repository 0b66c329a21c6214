/** How the program ends: its exit code, what it says about a failure, and that it always ends cleanly.
 *
 * | code | meaning |
 * | --- | --- |
 * | 0 | done; also when the reader of our output went away (`lode … | head`) |
 * | 1 | the run failed, or the program has a fault |
 * | 2 | what the user gave is wrong: flags, a scenario, a trace, a place for results |
 * | 130 | interrupted by Ctrl-C (143 by SIGTERM, 129 when the terminal was closed) |
 *
 * **For authors of errors.** Fail with a `Schema.TaggedError` whose `message` tells the user what is wrong and what to do. It ends the
 * program with 2 if it has a field or getter `exitCode` of 2, or if its `_tag` stands in `wrongInput` below; else with 1. Its message
 * is all that is printed. Anything else that is thrown is a fault of ours: one line, and the stack only with `LODE_DEBUG=1`. */
import { Cause, Effect, Exit, type Fiber } from "effect"
import { CliError } from "effect/cli"
import { inspect } from "node:util"

/** The closed list of exit codes. */
export const exitCodes = { done: 0, failed: 1, wrongInput: 2, interrupted: 130 } as const

/** Tags of errors that say that the user's input is wrong. */
const wrongInput: ReadonlySet<string> = new Set([
  "ScenarioError",
  "TraceError",
  "OutputError",
  "CommandsError",
  "UnknownPathError",
  "InputError",
  "UsageError"
])

/** What happened, for the end of the program: the code, and the text for stderr (empty: nothing to say, or said already). */
export interface Outcome {
  readonly code: number
  readonly text: string
}

const property = (value: unknown, name: string): unknown =>
  typeof value === "object" && value !== null ? Reflect.get(value, name) : undefined

const tagOf = (error: unknown): string => {
  const tag = property(error, "_tag")
  return typeof tag === "string" ? tag : ""
}

const messageOf = (error: unknown): string => {
  const message = property(error, "message")
  return typeof message === "string" && message !== "" ? message : typeof error === "string" ? error : inspect(error)
}

const said = (code: number, message: string): Outcome => ({
  code,
  // a report of several lines stands by itself; each line names its place already
  text: message.includes("\n") ? message : `lode: ${message}`
})

/** The outcome of a typed failure. */
const ofFailure = (error: unknown): Outcome => {
  // help and bad flags are printed by effect/cli, through our presenter
  if (CliError.isCliError(error)) {
    return {
      code: error._tag === "ShowHelp" && error.errors.length === 0 ? exitCodes.done : exitCodes.wrongInput,
      text: ""
    }
  }
  const own = property(error, "exitCode")
  if (typeof own === "number") return said(own, messageOf(error))
  // files that the user named: not there, not readable
  if (wrongInput.has(tagOf(error)) || tagOf(error) === "PlatformError") {
    return said(exitCodes.wrongInput, messageOf(error))
  }
  return said(exitCodes.failed, messageOf(error))
}

/** The outcome of what should never happen. `debug` adds the stack. */
const ofDefect = (defect: unknown, debug: boolean): Outcome => {
  // an error for the user that was thrown in the synchronous loop is still one for the user
  if (wrongInput.has(tagOf(defect)) || typeof property(defect, "exitCode") === "number") return ofFailure(defect)
  if (debug) return { code: exitCodes.failed, text: `lode: internal error: ${inspect(defect)}` }
  const line = messageOf(defect).split("\n", 1)[0] ?? ""
  const hint = "a fault in lode; please report it with what LODE_DEBUG=1 shows"
  return { code: exitCodes.failed, text: `lode: internal error: ${line} (${hint})` }
}

/** Reads the end of a program: what to print on stderr and the exit code. Pure, so that every case can be tested. */
export const outcomeOf = (exit: Exit.Exit<unknown, unknown>, debug = false): Outcome => {
  if (Exit.isSuccess(exit)) return { code: exitCodes.done, text: "" }
  const outcomes: Array<Outcome> = []
  for (const reason of exit.cause.reasons) {
    if (Cause.isDieReason(reason)) outcomes.push(ofDefect(reason.defect, debug))
    else if (Cause.isFailReason(reason)) outcomes.push(ofFailure(reason.error))
  }
  const first = outcomes[0]
  if (first === undefined) return { code: exitCodes.interrupted, text: "" }
  const texts = new Set(outcomes.map(({ text }) => text).filter((text) => text !== ""))
  return { code: first.code, text: [...texts].join("\n") }
}

/** Milliseconds that finalizers may take after Ctrl-C (they remove half-written results) before the program ends all the same. */
const patience = 2000

const signals = {
  SIGINT: 130,
  SIGTERM: 143,
  SIGHUP: 129,
  ...(process.platform === "win32" ? { SIGBREAK: 130 } : {})
} as const

/** Runs the program as the process: listens to signals and to broken pipes, prints the failure, flushes, exits.
 *
 * Ctrl-C interrupts the program's fiber; finalizers run; a second Ctrl-C ends at once. *Gotchas* A signal is heard only when the
 * event loop turns: long synchronous work must give way (`yield* Effect.yieldNow`) every 20 ms or so. */
export const runMain = <E>(program: Effect.Effect<unknown, E>): void => {
  const debug = (process.env["LODE_DEBUG"] ?? "") !== ""
  // the program starts in the next turn of the event loop, when everything below listens
  const fiber = Effect.runFork(Effect.andThen(Effect.yieldNow, program))
  // an effect that only waits has nothing that keeps the process alive
  const keepAlive = setInterval(() => {}, 2_147_483_647)
  /** The code that was settled from outside: a signal or a reader that went away. */
  let settled: number | undefined

  for (const [signal, code] of Object.entries(signals)) {
    process.on(signal, () => {
      if (settled !== undefined) process.exit(code)
      settled = code
      interrupt(fiber, code)
    })
  }
  process.stdout.on("error", (error: Error & { code?: string }) => {
    if (settled !== undefined) return
    // EOF is what Windows may say
    settled = error.code === "EPIPE" || error.code === "EOF" ? exitCodes.done : exitCodes.failed
    if (settled !== exitCodes.done) complain(`lode: cannot write the output: ${error.message}`)
    interrupt(fiber, settled)
  })
  // nobody reads our messages: no reason to stop the work
  process.stderr.on("error", () => {})
  const crash = (error: unknown): void => {
    complain(ofDefect(error, debug).text)
    process.exit(exitCodes.failed)
  }
  process.on("uncaughtException", crash)
  process.on("unhandledRejection", crash)

  fiber.addObserver((exit) => {
    clearInterval(keepAlive)
    if (settled !== undefined) process.exit(settled)
    const { code, text } = outcomeOf(exit, debug)
    if (text !== "") complain(text)
    flush(() => process.exit(settled ?? code))
  })
}

const interrupt = (fiber: Fiber.Fiber<unknown, unknown>, code: number): void => {
  setTimeout(() => process.exit(code), patience).unref()
  fiber.interruptUnsafe()
}

const complain = (text: string): void => {
  process.stderr.write(`${text}\n`)
}

/** Waits until all that was printed has left the process: pipes are asynchronous on Windows, and an exit would cut them off. */
const flush = (then: () => void): void => {
  let waiting = 2
  const done = (): void => {
    // one turn later, so that an error of the last write is heard as well
    if (--waiting === 0) setImmediate(then)
  }
  process.stdout.write("", done)
  process.stderr.write("", done)
}
