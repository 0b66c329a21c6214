/** The tables that every command of a study writes: its trials, and every run of them. Each as CSV and as Parquet. */
import { type Dial, Seeds, type Study, type Sweep } from "@lode/sim"
import { type OutputFile, type ResultFolder, ResultTables } from "@lode/sim/node"
import { Effect } from "effect"
import { estimateOf, objectiveName } from "./study-report.ts"

type Column = ResultTables.TableColumn

/** A column for each knob or assumption: numbers in the base unit of the scenario, choices as they are written. */
export const knobColumns = (
  dials: ReadonlyArray<Dial.Dial>,
  points: ReadonlyArray<Sweep.Tried["point"]>
): ReadonlyArray<Column> =>
  dials.map(({ knob, name, textAt, valueAt }, index): Column => ({
    name,
    values: points.map((point) => {
      if (point === null) return null
      const position = point[index] ?? 0
      return knob.kind === "choice" ? textAt(position) : valueAt(position)
    })
  }))

/** `trials`: a row per setting, points being positions of `dials`. `cells`: a row per run, with all that it measured. */
export const writeTrials = Effect.fnUntraced(function* (
  folder: ResultFolder.ResultFolder,
  study: Study.Study,
  tried: ReadonlyArray<Sweep.Tried & { readonly replications?: ReadonlyArray<number> }>,
  dials: ReadonlyArray<Dial.Dial> = study.knobs
): Effect.fn.Return<void, OutputFile.OutputError> {
  const points = tried.map(({ point }) => point)
  yield* ResultTables.writeTable(folder, "trials", [
    { name: "trial", values: tried.map(({ trial }) => trial), integer: true },
    ...knobColumns(dials, points),
    ...study.goal.objectives.flatMap((_, objective): ReadonlyArray<Column> => {
      const estimates = tried.map((one) => estimateOf(study, one, objective))
      const name = objectiveName(study, objective)
      return [
        { name, values: estimates.map(({ mean }) => mean) },
        { name: `${name} half_width`, values: estimates.map(({ half_width }) => half_width) }
      ]
    }),
    ...study.requirements.flatMap((requirement, index): ReadonlyArray<Column> => [
      { name: requirement, values: tried.map(({ judged }) => judged.kept[index]?.found ?? null) },
      { name: `${requirement} probability`, values: tried.map(({ judged }) => judged.kept[index]?.probability ?? null) }
    ]),
    { name: "violation", values: tried.map(({ judged }) => judged.violation) },
    { name: "probability_feasible", values: tried.map(({ judged }) => judged.feasible) }
  ])
  const cells = tried.flatMap(({ point, replications, samples, trial }) =>
    samples.flatMap((sample, index) =>
      sample.map((measured, world) => ({ trial, point, replication: replications?.[index] ?? index, world, measured }))
    )
  )
  yield* ResultTables.writeTable(folder, "cells", [
    { name: "trial", values: cells.map(({ trial }) => trial), integer: true },
    { name: "world", values: cells.map(({ world }) => study.goal.worlds[world]?.name ?? "") },
    { name: "replication", values: cells.map(({ replication }) => replication), integer: true },
    {
      name: "seed",
      values: cells.map(({ replication }) => Seeds.ofReplication(study.seed, replication)),
      integer: true
    },
    ...knobColumns(
      dials,
      cells.map(({ point }) => point)
    ),
    ...study.metrics.map(({ name }): Column => ({
      name,
      values: Float64Array.from(cells, ({ measured }) => measured[name] ?? Number.NaN)
    }))
  ])
})
