/** All formats of recorded jobs, and how to tell them apart. */
import { alibaba } from "./AlibabaFormat.ts"
import { azureLlm, type ServingRates } from "./AzureFormat.ts"
import type { Format, Parser, ParserOptions, ParserReport } from "./Format.ts"
import { plain } from "./PlainFormat.ts"
import { standardWorkload } from "./StandardWorkloadFormat.ts"
import { quote, TraceError } from "./TraceError.ts"

export const formatNames = ["plain", "swf", "alibaba", "azure"] as const
export type FormatName = (typeof formatNames)[number]

/** The format of that name. `rates` matter to `azure` only. */
export const formatNamed = (name: FormatName, rates?: ServingRates): Format => {
  switch (name) {
    case "plain":
      return plain
    case "swf":
      return standardWorkload
    case "alibaba":
      return alibaba
    case "azure":
      return azureLlm(rates)
  }
}

/** As long as the first line may be before the format must be known. */
const longestFirstLine = 65_536

/** A parser that looks at the first line to see which of the formats the file has. */
export const anyFormatParser = (options: ParserOptions, rates?: ServingRates): Parser => {
  let parser: Parser | undefined
  let start = ""
  const choose = (): Parser => {
    const line = firstLine(start)
    const format = formatNames.map((name) => formatNamed(name, rates)).find((candidate) => candidate.startsWith(line))
    if (format === undefined) throw unknownFormat(options.file, line)
    const chosen = format.parser(options)
    chosen.push(start)
    start = ""
    return chosen
  }
  return {
    push: (text) => {
      if (parser !== undefined) return parser.push(text)
      start += text
      if (start.length > longestFirstLine || hasLine(start)) parser = choose()
    },
    end: (): ParserReport => (parser ?? choose()).end()
  }
}

/** Whether a line that is not empty has ended. */
const hasLine = (text: string): boolean => {
  const from = text.search(/[^\ufeff\r\n]/)
  return from >= 0 && text.indexOf("\n", from) >= 0
}

/** The first line that is not empty. */
const firstLine = (text: string): string => /[^\ufeff\r\n][^\r\n]*/.exec(text)?.[0] ?? ""

const unknownFormat = (file: string, line: string): TraceError =>
  line === ""
    ? new TraceError({ file, found: "an empty file", allowed: `recorded jobs (${formatNames.join(", ")})` })
    : new TraceError({
        file,
        line: 1,
        column: 1,
        found: quote(line),
        allowed: `the first line of a known format (${formatNames.join(", ")}), or name the format`
      })
