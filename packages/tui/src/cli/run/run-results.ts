/** The files of `lode run --out`: jobs as they end, series and providers as replications end, the summary at the end. */
import { type Decode, Language, type Replicate, Resolved, type Scenario, ScenarioTrial } from "@lode/sim"
import { type CsvInOrder, type CsvWriter, OutputFile, ResultTables } from "@lode/sim/node"
import type { ResultFolder } from "@lode/sim/node"
import { Effect } from "effect"
import { version } from "../version.ts"

type Writer = CsvWriter.CsvWriter
type Folder = ResultFolder.ResultFolder

interface SeriesColumns {
  readonly replication: Array<number>
  readonly time: Array<number>
  readonly values: Array<Array<number>>
  names: ReadonlyArray<string>
}

/** Rows on their way into a results folder. */
export class ResultRows {
  private readonly folder: Folder
  private readonly jobRows: CsvInOrder.CsvInOrder
  private readonly providerRows: Writer
  private readonly series: SeriesColumns = { replication: [], time: [], values: [], names: [] }

  private constructor(folder: Folder, jobRows: CsvInOrder.CsvInOrder, providerRows: Writer) {
    this.folder = folder
    this.jobRows = jobRows
    this.providerRows = providerRows
  }

  /** Opens the files that rows stream into. */
  static open(folder: Folder) {
    return Effect.gen(function* () {
      const jobs = yield* folder.csvInOrder("jobs.csv", ResultTables.jobColumns)
      const providers = yield* folder.csv("providers.csv", [
        { name: "replication" },
        ...ScenarioTrial.providerColumns.map((name) => ({ name }))
      ])
      return new ResultRows(folder, jobs, providers)
    })
  }

  /** Jobs that ended in a slice of a replication. */
  jobs(replication: number, rows: ReadonlyArray<ScenarioTrial.Row>) {
    return this.attempt(() => this.jobRows.append(replication, rows))
  }

  /** What one replication gave. */
  result(replication: number, outcome: ScenarioTrial.RunOutcome) {
    const { names, time, values } = outcome.series
    this.series.names = names
    time.forEach((instant, row) => {
      this.series.replication.push(replication)
      this.series.time.push(instant)
      names.forEach((_, column) => {
        const cells = (this.series.values[column] ??= [])
        cells.push(values[row * names.length + column] ?? Number.NaN)
      })
    })
    return this.attempt(() => {
      this.jobRows.end(replication)
      for (const row of outcome.providers) this.providerRows.row([replication, ...row])
    })
  }

  /** Series, summary and the resolved scenario. */
  finish({
    decoded,
    replicated
  }: {
    readonly decoded: Decode.Decoded<Scenario>
    readonly replicated: Replicate.Replicated
  }) {
    const { folder, series } = this
    return Effect.gen(function* () {
      yield* ResultTables.writeTable(folder, "series", [
        { name: "replication", values: series.replication, integer: true },
        { name: "time_s", values: Float64Array.from(series.time) },
        ...series.names.map((name, column) => ({ name, values: Float64Array.from(series.values[column] ?? []) }))
      ])
      yield* folder.json("summary.json", replicated.summary)
      yield* folder.text(
        "scenario.resolved.yaml",
        Resolved.print(Language.language.schema, decoded, { program: version })
      )
    })
  }

  private attempt(write: () => void) {
    return Effect.try({ try: write, catch: OutputFile.OutputError.from(this.folder.path) })
  }
}
