/** What `lode mechanism` says when it is not asked to answer: the list of mechanisms, and the form of one. */
import { type Mechanism, MechanismReference } from "@lode/sim"
import { width, wrapped } from "../../charts/Text.ts"
import type { Look } from "../../charts/Theme.ts"

/** Wider lines are hard to read. */
const widest = 110

const room = ({ columns }: Look): number => Math.max(30, Math.min(columns, widest))

/** Every mechanism with what it is for and its source. */
export const list = (mechanisms: ReadonlyArray<Mechanism>, look: Look): string => {
  const { theme } = look
  const entries = mechanisms.flatMap(({ description, name, source }) => [
    theme.title(name),
    ...indented(description, look),
    ...indented(`source: ${source}`, look).map(theme.muted)
  ])
  return [...entries, "", "lode mechanism NAME tells the form of its input and output."].join("\n")
}

const indented = (text: string, look: Look, left = "  "): ReadonlyArray<string> =>
  wrapped(text, room(look) - width(left)).map((line) => left + line)

/** Rules, source, keys and example of one mechanism. */
export const documentation = (mechanism: Mechanism, look: Look): string => {
  const { theme } = look
  const section = (title: string, lines: ReadonlyArray<string>): ReadonlyArray<string> => [
    theme.title(title),
    ...lines,
    ""
  ]
  return [
    theme.title(mechanism.name),
    ...indented(mechanism.description, look),
    "",
    ...section("Rules", indented(mechanism.rules, look)),
    ...section("Source", indented(mechanism.source, look)),
    ...section("Input", keys(MechanismReference.keysOf(mechanism.input), true, look)),
    ...section("Output", keys(MechanismReference.keysOf(mechanism.output), false, look)),
    ...section("Example", json(mechanism.example, look)),
    ...section("gives", json(MechanismReference.answerOf(mechanism), look)),
    `lode mechanism ${mechanism.name} --input FILE.json answers yours.`
  ].join("\n")
}

const json = (value: unknown, look: Look): ReadonlyArray<string> =>
  MechanismReference.pretty(value, true, room(look) - 2)
    .split("\n")
    .map((line) => `  ${line}`)

/** Names wider than this stand on a line of their own. */
const nameColumn = 24

/** Each key with what it means, what may stand there, and what stands there when it is left out. */
const keys = (all: ReadonlyArray<MechanismReference.Key>, isInput: boolean, look: Look): ReadonlyArray<string> =>
  all.flatMap((key) => {
    const facts = [
      key.within === undefined ? "" : `only ${key.within}`,
      key.allowed,
      key.unit ?? "",
      isInput && key.default !== undefined ? `default ${key.default}` : "",
      isInput && key.required ? "required" : "",
      key.required || key.default !== undefined ? "" : "may be left out"
    ]
    const meaning = `${key.meaning} (${facts.filter((fact) => fact !== "").join("; ")})`
    const lines = wrapped(meaning, room(look) - nameColumn - 4).map((line) => `${" ".repeat(nameColumn + 4)}${line}`)
    const name = `  ${key.path}`
    if (width(key.path) > nameColumn) return [name, ...lines]
    const [first = "", ...others] = lines
    return [name + first.slice(width(name)), ...others]
  })
