/** The language of scenario files: the schema that the world joins from the rooms, and the rules across its keys. */
import { rules } from "../world/Rules.ts"
import { Scenario } from "../world/Scenario.ts"
import type * as Decode from "./Decode.ts"

export { Scenario } from "../world/Scenario.ts"

/** What all commands and experiments decode scenarios with. */
export const language: Decode.Language<Scenario, typeof Scenario.Encoded> = { schema: Scenario, rules }
