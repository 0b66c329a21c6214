/** The files of `lode compare --out`: the comparison as JSON and CSV, what every run measured, and the scenarios, every default filled in. */
import { Language, Resolved, Seeds } from "@lode/sim"
import { OutputFile, type ResultFolder } from "@lode/sim/node"
import { Effect } from "effect"
import { type Found, json } from "./compare-report.ts"
import type { Line } from "./compare-sentence.ts"
import { version } from "../version.ts"

/** A row per metric. `comparison`: `variants`, or for arms `technology` and `market`. */
const columns = [
  "comparison",
  "metric",
  "unit",
  "first",
  "second",
  "difference",
  "half_width",
  "relative",
  "excludes_zero",
  "correlation",
  "replications_saved",
  "n"
]

/** Writes all of them; the folder appears whole or not at all. */
export const writeResults = Effect.fnUntraced(function* (folder: ResultFolder.ResultFolder, found: Found) {
  const { metrics } = found.contest
  const { contest, lines, market, runs, seed } = found
  yield* folder.json("comparison.json", json(found))
  const table = yield* folder.csv(
    "comparison.csv",
    columns.map((name) => ({ name }))
  )
  const every = yield* folder.csv("runs.csv", [
    { name: "variant" },
    { name: "replication" },
    { name: "seed" },
    ...metrics.map(({ name }) => ({ name }))
  ])
  const rowOf = (comparison: string, { difference: told, name }: Line) => [
    comparison,
    name,
    told.unit,
    told.first,
    told.second,
    told.difference,
    told.half_width,
    told.relative,
    told.excludes_zero === null ? null : String(told.excludes_zero),
    told.correlation,
    told.replications_saved,
    told.n
  ]
  yield* Effect.try({
    try: () => {
      const main = contest.kind === "arms" ? "technology" : "variants"
      for (const line of lines) table.row(rowOf(main, line))
      for (const line of market) table.row(rowOf("market", line))
      contest.sides.forEach(({ role }, side) => {
        runs[side]?.forEach((run, replication) => {
          const cells = metrics.map(({ name }) => run[name] ?? null)
          every.row([role, replication, Seeds.ofReplication(seed, replication), ...cells])
        })
      })
    },
    catch: OutputFile.OutputError.from(folder.path)
  })
  for (const { decoded, role } of contest.sides) {
    const text = Resolved.print(Language.language.schema, decoded, { program: version })
    yield* folder.text(`${role}.resolved.yaml`, text)
  }
})
