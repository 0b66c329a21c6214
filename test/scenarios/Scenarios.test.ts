/** The shipped scenarios: each says what it asks and where its figures come from, and one run of it measures what it did before.
 *
 * The expected summaries in `expected/` hold every metric of a run with the scenario's own seed, of the longer ones over a shorter time. When a change of the model is meant to
 * move them, write them anew with `LODE_RENEW=1 npx vitest run test/scenarios`, and look at the difference before it is committed. */
import { existsSync, readFileSync, writeFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { describe, expect, it } from "vitest"
import * as Language from "../../packages/sim/src/scenario/Language.ts"
import * as Sources from "../../packages/sim/src/scenario/Sources.ts"
import { decode, measure, names, textOf } from "./shipped.ts"

/** What is changed so that all runs together take seconds. */
const shorter: Readonly<Record<string, ReadonlyArray<string>>> = {
  "converted-miners": ["horizon.length=30 months"],
  "idle-gpus": ["horizon.length=7 weeks", "horizon.warm_up=4 weeks"],
  "spill-over": ["horizon.length=5 months"]
}

const renewing = process.env["LODE_RENEW"] === "1"

const expectedFile = (name: string): string => fileURLToPath(new URL(`expected/${name}.json`, import.meta.url))

/** The comment that a scenario opens with, without its marks. */
const opening = (name: string): string => {
  const lines = textOf(name).split("\n")
  return lines
    .slice(
      0,
      lines.findIndex((line) => !line.startsWith("#"))
    )
    .map((line) => line.slice(2))
    .join("\n")
}

describe.each(names)("the scenario %s", (name) => {
  it("opens with what it asks, what it shows, what to try and where its figures come from", () => {
    for (const part of ["Asks", "Shows", "Try", "Sources"])
      expect(opening(name)).toMatch(new RegExp(`^${part}\\b`, "m"))
  })

  it("has a source or a reason for every figure that its file names", () => {
    const { figures } = Sources.collect(Language.language.schema, decode(name))
    const bare = figures.filter(({ from, source, why }) => from === "file" && source === undefined && why === undefined)
    expect(bare.map(({ path }) => path)).toEqual([])
    expect(figures.filter(({ from }) => from === "file").length).toBeGreaterThan(15)
  })

  it("suggests only changes that can be made", () => {
    const suggested = opening(name)
      .split("\n")
      .map((line) =>
        [...line.matchAll(/--set "([^"]+)"/g)].flatMap(([, change]) => (change === undefined ? [] : [change]))
      )
      .filter((changes) => changes.length > 0)
    expect(suggested.length).toBeGreaterThan(2)
    for (const changes of suggested) expect(decode(name, changes).scenario.name).toBe(name)
  })

  it("answers in words that stay true whatever is changed: every number in them is measured", () => {
    const { scenario } = decode(name)
    expect(scenario.answer).toMatch(/\{[\w.-]+\}/)
    expect(scenario.answer.replaceAll(/\{[\w.-]+\}|95%/g, "")).not.toMatch(/\d/)
    expect(scenario.report.length).toBeGreaterThan(3)
  })

  it("measures what it did before", async () => {
    const measured = await measure(name, shorter[name])
    const found = Object.fromEntries(Object.entries(measured).filter(([, value]) => Number.isFinite(value)))
    if (renewing) writeFileSync(expectedFile(name), `${JSON.stringify(found, null, 2)}\n`)
    expect(existsSync(expectedFile(name)), "no expected summary: see the head of this file").toBe(true)
    const expected: unknown = JSON.parse(readFileSync(expectedFile(name), "utf8"))
    if (typeof expected !== "object" || expected === null) throw new TypeError(`${expectedFile(name)} is no summary`)
    expect(Object.keys(found)).toEqual(Object.keys(expected))
    const moved = Object.entries(expected).flatMap(([metric, before]: [string, unknown]) => {
      const now = found[metric] ?? Number.NaN
      const same = typeof before === "number" && Math.abs(now - before) <= 1e-9 * Math.abs(before)
      return same ? [] : [`${metric}: ${String(before)} before, ${now} now`]
    })
    expect(moved).toEqual([])
  })
})
