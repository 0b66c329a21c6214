/** What a rule across the keys of a scenario is. */
import type { Scenario } from "./Scenario.ts"

/** Says what is wrong at a path; the shape of `scenario/Decode.ts`. */
export type Report = (
  path: ReadonlyArray<string | number>,
  message: string,
  parts?: { readonly allowed?: string }
) => void

/** Looks at a whole scenario and reports the path of each key that has to change. */
export type Rule = (scenario: Scenario, report: Report) => void
