/** Emission by a list of yearly budgets, each paid out evenly within its year: the shape of Render's schedule, and of any other that is voted on year by year.
 *
 * Source: rendernetwork/RNPs, RNP-003 and RNP-018 (9,126,804 RENDER in year 1, 5.9M in year 2). */
import { Schema } from "effect"
import * as Field from "../../units/Field.ts"

/** So many tokens in each year. */
export const YearlyBudgets = Schema.Struct({
  kind: Schema.tag("yearly-budgets"),
  budgets: Field.list(Field.quantity("tokens")({ description: "Tokens made in this year" }))({
    description: "Tokens made in each year, the first from the start of the scenario",
    default: ["9126804 tokens", "5.9M tokens"],
    source: "Render: RNP-003, RNP-018"
  }),
  afterwards: Field.quantity("tokens")({
    description: "Tokens made in each year after the last of the list",
    default: 0,
    source: "assumption"
  }),
  year: Field.quantity("duration", { minimum: 1 })({
    description: "Length of the time that a budget is for",
    default: "1 year",
    source: "Render: yearly (RNP-003)"
  })
}).annotate({ description: "so many tokens in each year, from a list (Render)" })
export type YearlyBudgets = typeof YearlyBudgets.Type

/** Tokens made between two times, seconds from the start. */
export const emitted = ({ afterwards, budgets, year }: YearlyBudgets, from: number, to: number): number => {
  let tokens = 0
  for (const [index, budget] of budgets.entries()) {
    const overlap = Math.min(to, (index + 1) * year) - Math.max(from, index * year)
    if (overlap > 0) tokens += (budget * overlap) / year
  }
  const later = to - Math.max(from, budgets.length * year)
  return later > 0 ? tokens + (afterwards * later) / year : tokens
}
