/** The language of scenario files: the schema that the world joins from the rooms, and the rules across its keys. */
import { Schema } from "effect"
import * as Field from "../units/Field.ts"
import type * as Decode from "./Decode.ts"

// Until the world joins the rooms, a scenario has only its name and its question.
const schema = Schema.Struct({
  name: Field.text({ description: "name of the scenario" }),
  question: Field.text({ description: "the question that the scenario asks" })
})

/** A decoded scenario. */
export type Scenario = typeof schema.Type

/** What all commands and experiments decode scenarios with. */
export const language: Decode.Language<Scenario, typeof schema.Encoded> = { schema, rules: [] }
