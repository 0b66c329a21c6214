/** `effects.csv` and `effects.parquet`: a row per knob or assumption and objective. */
import { type OutputFile, type ResultFolder, ResultTables } from "@lode/sim/node"
import type { Effect } from "effect"
import { linesOf, type Found } from "./sensitivity-report.ts"
import { objectiveName } from "./study-report.ts"

/** Writes the effects; `null` indices are those of what the screening left out. */
export const writeEffects = (
  folder: ResultFolder.ResultFolder,
  found: Found
): Effect.Effect<void, OutputFile.OutputError> => {
  const lines = found.study.goal.objectives.flatMap((_, objective) =>
    linesOf(found, objective).map((line) => ({ ...line, objective: objectiveName(found.study, objective) }))
  )
  const column = (name: string, of: (line: (typeof lines)[number]) => string | number | null) => ({
    name,
    values: lines.map(of)
  })
  return ResultTables.writeTable(folder, "effects", [
    column("objective", ({ objective }) => objective),
    column("name", ({ name }) => name),
    column("role", ({ role }) => role),
    column("path", ({ path }) => path),
    column("morris_mu_star", ({ morris }) => morris.mu_star),
    column("morris_mu", ({ morris }) => morris.mu),
    column("morris_sigma", ({ morris }) => morris.sigma),
    column("first", ({ first }) => first?.value ?? null),
    column("first_low", ({ first }) => first?.low ?? null),
    column("first_high", ({ first }) => first?.high ?? null),
    column("total", ({ total }) => total?.value ?? null),
    column("total_low", ({ total }) => total?.low ?? null),
    column("total_high", ({ total }) => total?.high ?? null)
  ])
}
