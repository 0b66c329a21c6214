/** What the program knows about the place where its text goes, and the printing of it.
 *
 * stdout carries the result, stderr everything else. Colour, braille and moving lines are for people at a terminal: with `NO_COLOR`,
 * in a pipe, on CI and on a dumb terminal there is plain text. */
import { Console, Effect, Option } from "effect"
import { CliConfig, type CliError, type CliOutput, Flag, GlobalFlag, type HelpDoc } from "effect/cli"
import * as Theme from "../charts/Theme.ts"
import { helpText } from "./output-help.ts"

/** The abilities of one output stream. */
export interface Surface {
  /** A person watches: lines may be overwritten. */
  readonly live: boolean
  readonly colour: boolean
  /** Which characters charts may use. */
  readonly alphabet: Theme.Alphabet
  /** Width in characters: the terminal's, or 80 in a pipe. */
  readonly columns: number
}

/** The part of a Node stream that tells about the terminal behind it. */
export interface TerminalStream {
  readonly isTTY?: boolean
  readonly columns?: number
}

type Environment = Readonly<Record<string, string | undefined>>

const isSet = (value: string | undefined): boolean => value !== undefined && value !== ""
const isOn = (value: string | undefined): boolean => isSet(value) && value !== "0" && value?.toLowerCase() !== "false"

/** Reads the abilities of a stream; pure, so that every kind of terminal can be tested. */
export const surfaceOf = (stream: TerminalStream, env: Environment, platform: string): Surface => {
  const terminal = stream.isTTY === true && env["TERM"] !== "dumb"
  const attended = terminal && !isOn(env["CI"])
  const forced = isOn(env["FORCE_COLOR"]) && env["TERM"] !== "dumb"
  const width = stream.columns ?? Number(env["COLUMNS"])
  return {
    live: attended,
    colour: !isSet(env["NO_COLOR"]) && env["FORCE_COLOR"] !== "0" && (attended || forced),
    alphabet: alphabetOf(env, platform),
    columns: Number.isInteger(width) && width > 0 ? width : 80
  }
}

/** Braille where it can be shown, blocks on bare consoles whose font has no braille, ASCII where the locale is not UTF-8. */
const alphabetOf = (env: Environment, platform: string): Theme.Alphabet => {
  if (platform === "win32") {
    const modern = isSet(env["WT_SESSION"]) || isSet(env["TERM_PROGRAM"]) || isSet(env["TERM"])
    return modern ? "braille" : "block"
  }
  const locale = [env["LC_ALL"], env["LC_CTYPE"], env["LANG"]].find(isSet) ?? ""
  const charset = /\.([^@]*)/.exec(locale)?.[1] ?? ""
  if (locale === "C" || locale === "POSIX") return "ascii"
  if (charset !== "" && !/^utf-?8$/i.test(charset)) return "ascii"
  return env["TERM"] === "linux" ? "block" : "braille"
}

/** The surface of stdout, where results go. */
export const stdout = (): Surface => surfaceOf(process.stdout, process.env, process.platform)

/** The surface of stderr, where progress and messages go. */
export const stderr = (): Surface => surfaceOf(process.stderr, process.env, process.platform)

/** The theme that fits a surface: 256 colours where the terminal says that it has them, else the sixteen that all have. */
export const themeOf = (surface: Surface, env: Environment = process.env): Theme.Theme => {
  if (!surface.colour) return Theme.none
  const rich =
    isSet(env["COLORTERM"]) || isSet(env["WT_SESSION"]) || /256|direct|kitty|alacritty/.test(env["TERM"] ?? "")
  return rich || isOn(env["FORCE_COLOR"]) ? Theme.ansi : Theme.sixteen
}

/** `--json`: the result as JSON on stdout and nothing else there. Every command has it. */
export const jsonFlag = Flag.Boolean("json").pipe(
  Flag.withDescription("print the result as JSON"),
  Flag.withDefault(false)
)

/** Prints a result to stdout. */
export const print = (text: string): Effect.Effect<void> => Console.log(text)

/** Prints a value to stdout as JSON: indented for people at a terminal, one line in a pipe. */
export const printJson = (value: unknown): Effect.Effect<void> =>
  Effect.suspend(() => Console.log(JSON.stringify(value, null, stdout().live ? 2 : undefined)))

/** Prints a message to stderr. */
export const notice = (text: string): Effect.Effect<void> => Console.error(text)

/** The name of an argument, with what it is. */
const argumentOf = (name: string, args: ReadonlyArray<HelpDoc.ArgDoc>): string => {
  const described = args.find((each) => each.name === name)?.description ?? Option.none()
  return Option.match(described, { onNone: () => name, onSome: (what) => `${name} (${what})` })
}

/** A call that cannot be understood, in one line. */
const wordsOf = (error: CliError.CliError, { args = [] }: HelpDoc.HelpDoc): string => {
  const meant =
    "suggestions" in error && error.suggestions.length > 0 ? `, did you mean ${error.suggestions.join(" or ")}?` : ""
  switch (error._tag) {
    case "UnrecognizedOption":
      return `${(error.command ?? ["lode"]).join(" ")} has no flag ${error.option}${meant}`
    case "UnknownSubcommand":
      return error.subcommand.endsWith(".yaml")
        ? `${error.subcommand} is no command, did you mean lode run ${error.subcommand}?`
        : `there is no command ${[...(error.parent ?? ["lode"]), error.subcommand].join(" ")}${meant}`
    case "MissingArgument":
      return `${argumentOf(error.argument, args)} is missing`
    case "MissingOption":
      return `--${error.option.replace(/^--/, "")} is missing`
    case "UnexpectedArgument":
      return `${error.arguments.map((word) => JSON.stringify(word)).join(" ")} is one word too many; values with spaces stand in quotation marks`
    default:
      return error.message.replaceAll(/\n\s*/g, " ")
  }
}

/** Prints help, versions and wrong flags: what was asked for to stdout, what went wrong to stderr. */
export const presenter: CliOutput.Presenter = {
  present: (event) => {
    switch (event._tag) {
      case "Help":
        return Console.log(helpText(event.helpDoc, stdout().columns, themeOf(stdout())))
      case "Version":
        return Console.log(`${event.name} ${event.version}`)
      case "InvalidInvocation": {
        const command = event.commandPath.join(" ")
        const problems = [...new Set(event.errors.map((error) => `lode: ${wordsOf(error, event.helpDoc)}`))]
        return Console.error([...problems, "", `usage: ${event.helpDoc.usage}`, `help:  ${command} --help`].join("\n"))
      }
    }
  }
}

/** The global flags that make sense here: help, version, completions. */
export const config = CliConfig.make({ builtIns: [GlobalFlag.Help, GlobalFlag.Version, GlobalFlag.Completions] })
