/** The heads of the scenarios say what the program measures.
 *
 * Their figures are those of several replications, which together take minutes. So what these measured stands in `expected/`, beside what a single run measured of the same metrics then. When
 * that has moved, write both anew, one after the other, and mend the heads that are found stale:
 *
 *     LODE_RENEW=1 npx vitest run test/scenarios/Scenarios.test.ts
 *     LODE_RENEW=1 npx vitest run test/scenarios/Headlines.test.ts */
import { existsSync, readFileSync, writeFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { isDeepStrictEqual } from "node:util"
import { Schema } from "effect"
import { describe, expect, it } from "vitest"
import { type Headline, headlines } from "./headlines.ts"
import { names, summary, textOf } from "./shipped.ts"

const renewing = process.env["LODE_RENEW"] === "1"

const Figures = Schema.Record(Schema.String, Schema.Number)
/** What a single run measured of the metrics of the headlines, and the headlines themselves by `keyOf`. */
const Recorded = Schema.Struct({ single: Figures, headlines: Figures })

const pathOf = (file: string): string => fileURLToPath(new URL(`expected/${file}`, import.meta.url))

/** What a single run measures of the metrics that the headlines of a scenario name, by its expected summary. */
const singleOf = (name: string): typeof Figures.Type => {
  const summary = Schema.decodeUnknownSync(Schema.fromJsonString(Figures))(readFileSync(pathOf(`${name}.json`), "utf8"))
  const named = new Set((headlines[name] ?? []).map(({ metric }) => metric))
  return Object.fromEntries(Object.entries(summary).filter(([metric]) => named.has(metric)))
}

const recordOf = (name: string): typeof Recorded.Type | undefined => {
  const file = pathOf(`${name}.headlines.json`)
  return existsSync(file)
    ? Schema.decodeUnknownSync(Schema.fromJsonString(Recorded))(readFileSync(file, "utf8"))
    : undefined
}

/** The figure without its words, which may change. */
const keyOf = ({ metric, of = [], over }: Headline): string =>
  [
    metric,
    ...(of.length > 0 ? [`with ${of.join(", ")}`] : []),
    ...(over === undefined ? [] : [`over ${over.join(", ")}`])
  ].join(" ")

/** The head as one line without its marks. */
const headOf = (name: string): string => {
  const lines = textOf(name).split("\n")
  const head = lines.slice(
    0,
    lines.findIndex((line) => !line.startsWith("#"))
  )
  return head.map((line) => line.slice(1).trim()).join(" ")
}

const replicationsOf = (name: string): number => Number(/\((?:.*?\D)?(\d+) replications/.exec(headOf(name))?.[1] ?? 3)

const measured = async (name: string, { metric, of = [], over }: Headline): Promise<number> => {
  const value = await summary(name, of, replicationsOf(name))
  return over === undefined ? value(metric) : value(metric) / (await summary(name, over, replicationsOf(name)))(metric)
}

const scales: Readonly<Record<string, number>> = { "%": 100, M: 1e-6, " minutes": 60 }

/** The figure of a text, what one of it is in the metric's unit, and what may be off: half of the last digit that counts. */
const figureOf = (text: string) => {
  const [, digits = "", unit = ""] = /([\d,]*\d(?:\.\d+)?)(%|M| minutes)?/.exec(text) ?? []
  const plain = digits.replaceAll(",", "")
  const decimals = plain.split(".")[1]?.length ?? 0
  const zeros = decimals > 0 || !digits.includes(",") ? 0 : (/0*$/.exec(plain)?.[0].length ?? 0)
  return { figure: Number(plain), scale: scales[unit] ?? 1, slack: 0.5 * 10 ** (zeros - decimals) }
}

describe.each(names)("the head of %s", (name) => {
  it("leads with figures that the scenario measures", { timeout: 600_000 }, async () => {
    const said = headlines[name] ?? []
    expect(said.length).toBeGreaterThan(1)
    if (renewing && !isDeepStrictEqual(recordOf(name)?.single, singleOf(name))) {
      const figures: Record<string, number> = {}
      for (const headline of said) figures[keyOf(headline)] = await measured(name, headline)
      writeFileSync(
        pathOf(`${name}.headlines.json`),
        `${JSON.stringify({ single: singleOf(name), headlines: figures }, null, 2)}\n`
      )
    }
    const recorded = recordOf(name)
    expect(recorded?.single, "a single run has moved: see the head of this file").toEqual(singleOf(name))
    const head = headOf(name)
    for (const headline of said) {
      const { text } = headline
      expect(head).toContain(text)
      const { figure, scale, slack } = figureOf(text)
      const value = (recorded?.headlines[keyOf(headline)] ?? Number.NaN) * scale
      expect(Math.abs(value - figure), `${text}: measured ${value}`).toBeLessThanOrEqual(slack * 1.0001)
    }
  })
})
