import { spawnSync } from "node:child_process"
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, describe, expect, it } from "vitest"
import { journalText } from "../../packages/tui/src/session/JournalFile.ts"
import { Driven, load, orderOf } from "./sessions.ts"

/** `lode watch` where there is no terminal, and what a session leaves behind, given to the built program. */
const root = join(import.meta.dirname, "..", "..")
const program = join(root, "packages", "tui", "dist", "lode.js")
const scenario = join(root, "scenarios", "converted-miners.yaml")
const short = ["--set", "horizon.length=100 days", "--set", "shocks=[]"]
const folder = mkdtempSync(join(tmpdir(), "lode-printed-"))
afterAll(() => rmSync(folder, { recursive: true }))

const day = 86_400
const lode = (
  ...args: ReadonlyArray<string>
): { readonly code: number | null; readonly out: string; readonly err: string } => {
  const { status, stderr, stdout } = spawnSync(process.execPath, [program, ...args], { encoding: "utf8", cwd: folder })
  return { code: status, out: stdout, err: stderr }
}
const lines = (text: string): ReadonlyArray<Record<string, unknown>> =>
  text
    .trimEnd()
    .split("\n")
    .map((line): Record<string, unknown> => JSON.parse(line))

describe.skipIf(!existsSync(program))("lode watch in a pipe", () => {
  it("prints the last frame once, as plain text", () => {
    const { code, err, out } = lode("watch", scenario, ...short)
    expect({ code, err }).toEqual({ code: 0, err: "" })
    expect(out).toContain("[1 Overview]")
    expect(out).toContain("100% of 100 days")
    // oxlint-disable-next-line no-control-regex
    expect(out).not.toMatch(/\u001B/)
  })

  it("prints frames as lines of JSON, the same ones every time", () => {
    const { out } = lode("watch", scenario, ...short, "--json")
    const [about, ...frames] = lines(out)
    expect(about).toMatchObject({ lanes: [{ name: "converted-miners", length: 100 * day, seed: 1 }] })
    expect(frames.length).toBeLessThanOrEqual(102)
    const instants = frames.map(({ at }) => Number(at))
    expect(instants).toEqual(instants.toSorted((a, b) => a - b))
    expect(instants.at(-1)).toBe(100 * day)
    expect(frames.at(-1)).toMatchObject({ values: { hash_price: expect.any(Number) }, log: expect.any(Array) })
    expect(lode("watch", scenario, ...short, "--json").out).toBe(out)
  })

  it("shows two scenarios with the same luck side by side", () => {
    const other = join(folder, "other.yaml")
    writeFileSync(
      other,
      readFileSync(scenario, "utf8")
        .replace("length: 5 years", "length: 100 days")
        .replace("name: converted-miners", "name: other")
        .replace(/shocks:\n.*\n/, "")
    )
    const { code, out } = lode("watch", scenario, ...short, "--against", other)
    expect(code).toBe(0)
    expect(out).toContain("A converted-miners against B other")
    // they are the same but for their names
    expect(out).toMatch(/utilisation +[\d.]+%.* =/)
    const { code: refused, err } = lode("watch", scenario, "--against", other)
    expect(refused).toBe(2)
    expect(err).toContain("5 years against 100 days")
  })

  it("records, and plays the recording without simulating", () => {
    const file = join(folder, "seen.lode")
    const text = lode("watch", scenario, ...short, "--record", file).out
    const again = lode("watch", file).out
    expect(again.replace("lode plays", "lode watch").split("\n").slice(1)).toEqual(text.split("\n").slice(1))
    writeFileSync(file, readFileSync(file, "utf8").split("\n").slice(0, 2).join("\n"))
    const { code, err } = lode("watch", file)
    expect(code).toBe(2)
    expect(err).toContain("nothing recorded")
  })

  it("says what a speed may be", () => {
    const { code, err } = lode("watch", scenario, "--speed", "quickly")
    expect(code).toBe(2)
    expect(err).toContain("6 h, 1 day or full")
  })
})

describe.skipIf(!existsSync(program))("a journalled session", () => {
  it("replayed with lode run --commands gives the same figures", async () => {
    const loaded = await load("converted-miners", "horizon.length=100 days", "shocks=[]")
    const driven = new Driven(orderOf(loaded))
      .tell({ kind: "seek", at: 20.123_456 * day })
      .tell({ kind: "change", lane: 0, change: { set: "networks.network.token.emission.rate", value: 33_333.333 } })
      .tell({ kind: "seek", at: 50 * day })
      .tell({ kind: "change", lane: 0, change: { shock: { kind: "cloud-price", cloud: "central", factor: 0.7 } } })
      .tell({ kind: "play" })
    const journal = join(folder, "journal.yaml")
    writeFileSync(journal, journalText(loaded.scenario, driven.lane().journal))
    const { code, out } = lode("watch", scenario, ...short, "--commands", journal, "--json")
    expect(code).toBe(0)
    const { about, picture } = driven.lane()
    const last = lines(out).at(-1)
    expect(last).toMatchObject({ events: picture.events })
    const seen = about.columns.map(({ name }, place) => {
      const value = picture.values[place] ?? Number.NaN
      return [name, Number.isFinite(value) ? value : null]
    })
    expect(last?.["values"]).toEqual(Object.fromEntries(seen))
    // and it is a journal that lode run reads
    expect(lode("run", scenario, ...short, "--commands", journal, "--json").code).toBe(0)
  })
})
