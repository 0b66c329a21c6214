/** Small helpers of the trace tests. */
import type { Format, ParserReport } from "../../packages/sim/src/trace/Format.ts"
import { defaultName, type Trace, TraceColumns } from "../../packages/sim/src/trace/Trace.ts"

/** The message of what `body` throws. */
export const mistakeIn = (body: () => unknown): string => {
  try {
    body()
  } catch (error) {
    if (error instanceof Error) return error.message
  }
  throw new Error("nothing was thrown")
}

/** Parses a text in pieces of `piece` characters. */
export const parse = (
  format: Pick<Format, "parser">,
  text: string,
  piece = text.length
): { readonly trace: Trace; readonly report: ParserReport } => {
  const columns = new TraceColumns()
  const parser = format.parser({ file: "t.csv", sink: columns })
  for (let at = 0; at < text.length; at += piece) parser.push(text.slice(at, at + piece))
  const report = parser.end()
  return { trace: columns.take(report.format.nameOf), report }
}

/** A trace from rows of submit, demand, duration. */
export const traceOf = (rows: ReadonlyArray<readonly [submit: number, demand: number, duration: number]>): Trace => ({
  number: Float64Array.from(rows.keys()),
  submit: Float64Array.from(rows, (row) => row[0]),
  demand: Float64Array.from(rows, (row) => row[1]),
  duration: Float64Array.from(rows, (row) => row[2]),
  nameOf: defaultName
})
