/** The flags that `lode run`, `lode watch` and `lode compare` share.
 *
 * In every description the words after a colon are examples, and what stands in parentheses at the end is the default. */
import { Flag } from "effect/cli"

/** A flag that may be left out, with a text that its handler reads. */
export const textFlag = (name: string, metavar: string, description: string) =>
  Flag.String(name).pipe(Flag.withMetavar(metavar), Flag.withDescription(description), Flag.optional)

export const numberFlag = (name: string, description: string) =>
  Flag.Int(name).pipe(Flag.withMetavar("NUMBER"), Flag.withDescription(description), Flag.optional)

export const fileFlag = (name: string, metavar: "FILE" | "FOLDER", description: string) =>
  Flag.Path(name).pipe(Flag.withMetavar(metavar), Flag.withDescription(description), Flag.optional)

export const setFlag = (description: string) =>
  Flag.String("set").pipe(Flag.withMetavar("PATH=VALUE"), Flag.withDescription(description), Flag.atLeast(0))

export const setScenario = setFlag('change a figure of the scenario: "horizon.length=2 years"; may be repeated')
export const seed = numberFlag("seed", "seed of all random draws (the scenario's)")
export const until = textFlag("until", "DURATION", "end earlier than the scenario's horizon: 6 months")
export const commands = fileFlag(
  "commands",
  "FILE",
  "YAML list of what happens while the run goes on: { at: 1 year, set: path, value: ... } or { at: 2 years, shock: { kind: hash-price, factor: 0.5 } }"
)
export const out = fileFlag("out", "FOLDER", "write the results there as files")
export const force = Flag.Boolean("force").pipe(
  Flag.withDescription("replace a results folder that exists"),
  Flag.withDefault(false)
)
