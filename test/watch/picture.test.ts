/** Pictures of the screen for a page: `lode watch --svg`, and the one that the README opens with. */
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, describe, expect, it } from "vitest"
import { screenNames } from "../../packages/tui/src/session/Wish.ts"
import { screenOf } from "../../packages/tui/src/screens/screens.ts"
import { call } from "../cli/program.ts"

const root = join(import.meta.dirname, "..", "..")
const folder = mkdtempSync(join(tmpdir(), "lode-picture-"))
afterAll(() => rmSync(folder, { recursive: true }))

const scenario = join(root, "scenarios", "incentive-design.yaml")
const watch = (...flags: ReadonlyArray<string>) =>
  call(["watch", scenario, "--set", "horizon.length=40 days", ...flags], { folder })
const draw = async (file: string, ...flags: ReadonlyArray<string>): Promise<string> => {
  const { code, err, out } = await watch("--svg", file, ...flags)
  expect({ code, err, out }).toEqual({ code: 0, err: "", out: "" })
  return readFileSync(join(folder, file), "utf8")
}

/** The words of a picture, row by row. */
const rowsOf = (picture: string): ReadonlyArray<string> => {
  const rows = new Map<string, string>()
  for (const [, y = "", text = ""] of picture.matchAll(/<text x="[\d.]+" y="([\d.]+)"[^>]*>([^<]*)<\/text>/g)) {
    rows.set(y, `${rows.get(y) ?? ""}${text} `)
  }
  return [...rows.values()].map((row) => row.replaceAll(/\s+/g, " ").trim())
}

describe("a picture of the screen", () => {
  it("has the rows that the window has, at the instant that was asked for", async () => {
    const picture = await draw("half.svg", "--until", "50%", "--size", "100x30")
    const rows = rowsOf(picture)
    expect(rows).toHaveLength(30)
    expect(rows[0]).toMatch(/^lode watch incentive-design .* day 21 00:00$/)
    expect(rows.at(-2)).toContain("50% of 40 days")
    const { out } = await watch("--until", "50%", "--size", "100x30")
    const words = (text: string): string => text.replaceAll(/\s+/g, "")
    // the same frame as text: the last row, of keys, is for the screen
    expect(rows.slice(0, -1).map(words)).toEqual(out.trimEnd().split("\n").map(words))
  })

  it("is the same bytes every time, and replaces the one that was there", async () => {
    const first = await draw("again.svg", "--until", "day 10")
    expect(await draw("again.svg", "--until", "day 10")).toBe(first)
    expect(await draw("again.svg", "--until", "day 10", "--screen", "market")).not.toBe(first)
  })

  it("is refused with a word on what would do", async () => {
    const refused = async (...flags: ReadonlyArray<string>): Promise<string> => {
      const { code, err } = await watch(...flags)
      expect(code).toBe(2)
      return err
    }
    expect(await refused("--svg", "x.svg", "--size", "wide")).toContain(
      'found "wide", wanted columns and rows, such as 120x34'
    )
    expect(await refused("--size", "9999x9999")).toContain("from 40x12 to 400x120")
    expect(await refused("--svg", "x.svg", "--until", "soon")).toContain("try 200 days")
    expect(await refused("--svg", "x.svg", "--until", "41 days")).toContain("the run ends at 40 days")
    expect(await refused("--svg", "x.svg", "--json")).toContain("not both")
    expect(existsSync(join(folder, "x.svg"))).toBe(false)
    expect(await refused("--svg", "nowhere/x.svg")).toContain("--svg: ")
  })

  it("ends the frames of --json there too", async () => {
    const { out } = await watch("--until", "day 10", "--json")
    const frames: ReadonlyArray<{ readonly at?: number }> = out
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line))
    expect(frames.at(-1)?.at).toBe(9 * 86_400)
  })
})

describe.each([
  ["watch.svg", "dark"],
  ["watch-light.svg", "light"]
])("the picture %s of the README", (file, ground) => {
  const picture = readFileSync(join(root, "docs", file), "utf8")
  it("opens it, and says how it is made again", () => {
    const [, shown = ""] = /<picture>([^]*?)<\/picture>/.exec(readFileSync(join(root, "README.md"), "utf8")) ?? []
    expect(shown).toContain(`docs/${file}"`)
    expect(shown).toMatch(/<img [^>]*alt="lode watch [^"]+"/)
    const page = readFileSync(join(root, "docs", "watch.md"), "utf8")
    expect(page).toContain(`--svg docs/${file}`)
    expect(ground === "light").toBe(page.includes(`--theme light --svg docs/${file}`))
  })

  it("has letters that can be read on it", () => {
    const paper = /<rect [^>]*fill="(#[\da-f]{6})"/.exec(picture)?.[1] ?? ""
    expect(paper).toBe(ground === "light" ? "#ffffff" : "#16181d")
    expect(picture).toContain(`fill="${ground === "light" ? "#005faf" : "#5fafff"}"`)
  })

  it("is one of the program's own windows: its tabs, its keys, a run that is under way", () => {
    const rows = rowsOf(picture)
    expect(rows[0]).toMatch(/^lode watch converted-miners .* year \d day \d+/)
    for (const name of screenNames) expect(rows[1]).toContain(screenOf(name).title)
    expect(rows.at(-2)).toContain("of 5 years")
    expect(rows.at(-1)).toMatch(/^q quit \? keys/)
  })

  it("is small and needs nothing from elsewhere", () => {
    expect(picture.length).toBeLessThan(100_000)
    expect(picture.replace('xmlns="http://www.w3.org/2000/svg"', "")).not.toMatch(/https?:|<script|<image|@import|href/)
  })
})
