/** Requests to language models, as in the Azure LLM inference traces of November 2023
 * (github.com/Azure/AzurePublicDataset, CC-BY-4.0): arrival to 100 ns, tokens in, tokens out.
 *
 * The files do not say how long a request took; that follows from two rates, which are assumptions. */
import { type Format, lineFormat } from "./Format.ts"
import { parseTimestamp, secondsBetween, type Timestamp } from "./Timestamp.ts"
import { quote } from "./TraceError.ts"

/** How fast one request is served, in tokens per second. Both are assumptions: they depend on model, GPU and batching. */
export interface ServingRates {
  /** Tokens of the prompt that are read per second. */
  readonly prefill: number
  /** Tokens of the answer that are written per second. */
  readonly decode: number
}

/** Assumption. The order of magnitude of a 70-billion-parameter model on a server of eight H100: a prompt of about a thousand tokens in
 * about a tenth of a second, a token about each 30 ms. */
export const defaultServingRates: ServingRates = { prefill: 10_000, decode: 33 }

const fields = ["TIMESTAMP", "ContextTokens", "GeneratedTokens"]
const at = [0, 1, 2] as const

/** Submit is the time since the first request, demand one GPU (assumption), duration tokens in / prefill + tokens out / decode. */
export const azureLlm = (rates: ServingRates = defaultServingRates): Format =>
  lineFormat(
    {
      name: "azure",
      title: "Azure LLM inference requests (2023)",
      skips: "none",
      assumptions: [
        { name: "prefill rate", value: rates.prefill, unit: "tokens/s" },
        { name: "decode rate", value: rates.decode, unit: "tokens/s" },
        { name: "GPUs of one request", value: 1, unit: "GPU" }
      ],
      startsWith: (line) => line.startsWith("TIMESTAMP,"),
      nameOf: (number) => `request ${number}`
    },
    {
      separator: "comma",
      fields,
      header: true,
      reader: () => {
        let first: Timestamp | undefined
        let requests = 0
        return (row, intake) => {
          const time = parseTimestamp(row.field(0))
          if (time === undefined) {
            throw row.mistake(0, `TIMESTAMP ${quote(row.field(0))}`, "a time such as 2023-11-16 18:17:03.9799600")
          }
          first ??= time
          const tokensIn = row.finite(1, "ContextTokens")
          const tokensOut = row.finite(2, "GeneratedTokens")
          for (const [index, tokens] of [tokensIn, tokensOut].entries()) {
            if (tokens < 0) throw row.mistake(index + 1, `${tokens} tokens`, "0 or more")
          }
          const duration = tokensIn / rates.prefill + tokensOut / rates.decode
          intake.job(row, requests++, secondsBetween(first, time), 1, duration, at)
        }
      }
    }
  )
