/** The text of `--help`, wrapped to the terminal: what it is, how to call it, its commands, arguments, flags, examples. */
import { Option } from "effect"
import type { HelpDoc } from "effect/cli"
import { width, wrapped } from "../charts/Text.ts"
import type { Theme } from "../charts/Theme.ts"

/** A name with what it means. */
type Entry = readonly [name: string, meaning: string]

const indent = 2

const entries = (items: ReadonlyArray<Entry>, columns: number): ReadonlyArray<string> => {
  const names = Math.min(Math.floor(columns / 3), Math.max(...items.map(([name]) => width(name))))
  const left = indent + names + 2
  return items.flatMap(([name, meaning]) => {
    const lines = wrapped(meaning, Math.max(20, columns - left))
    const start = " ".repeat(indent) + name
    // a long name takes a line of its own
    const first = width(name) > names ? [start] : []
    return [
      ...first,
      ...lines.map((line, index) => `${(index === 0 && first.length === 0 ? start : "").padEnd(left)}${line}`)
    ]
  })
}

const flagEntry = ({ aliases, description, name, type }: HelpDoc.FlagDoc): Entry => [
  `${[...aliases, `--${name}`].join(", ")}${type === "boolean" ? "" : ` ${type}`}`,
  Option.getOrElse(description, () => "")
]

const argumentEntry = ({ description, name, required, variadic }: HelpDoc.ArgDoc): Entry => [
  variadic ? `${name}...` : name,
  Option.getOrElse(description, () => "") + (required ? "" : " (optional)")
]

/** Formats a help page for so many columns. */
export const helpText = (doc: HelpDoc.HelpDoc, columns: number, theme: Theme): string => {
  const room = Math.max(30, Math.min(columns, 110))
  const section = (title: string, lines: ReadonlyArray<string>): ReadonlyArray<string> =>
    lines.length === 0 ? [] : [theme.title(title), ...lines, ""]
  const list = (title: string, items: ReadonlyArray<Entry>): ReadonlyArray<string> =>
    items.length === 0 ? [] : section(title, entries(items, room))
  const commands = (doc.subcommands ?? []).flatMap(({ commands }) => commands)
  const examples = (doc.examples ?? []).flatMap(({ command, description }) => [
    ...(description === undefined ? [] : wrapped(description, room - 4).map((line) => theme.muted(`  # ${line}`))),
    `  ${command}`
  ])
  // what goes for the program as a whole is told once, at the top
  const isRoot = (doc.commandPath ?? []).length < 2
  const everywhere = (doc.globalFlags ?? []).filter(({ name }) => isRoot || name === "help")
  const flags = [...doc.flags, ...(doc.inheritedFlags ?? []), ...everywhere].map(flagEntry)
  return [
    ...wrapped(doc.description, room),
    "",
    ...section("Usage", [`  ${doc.usage}`]),
    ...list(
      "Commands",
      commands.map(({ description, name, shortDescription }) => [name, shortDescription ?? description])
    ),
    ...list("Arguments", (doc.args ?? []).map(argumentEntry)),
    ...list("Flags", flags),
    ...section("Examples", examples)
  ]
    .join("\n")
    .trimEnd()
}
