/** The page `docs/tutorial.md`: its commands one after the other, as a newcomer copies them, and the keys that it says to press. */
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { basename, join } from "node:path"
import { afterAll, describe, expect, it } from "vitest"
import { Controller } from "../../packages/tui/src/ui/Controller.ts"
import { journalText } from "../../packages/tui/src/session/JournalFile.ts"
import { inProcess } from "../../packages/tui/src/session/Links.ts"
import { Session } from "../../packages/tui/src/session/Session.ts"
import { load, orderOf } from "../watch/sessions.ts"
import { call } from "./program.ts"

const root = join(import.meta.dirname, "..", "..")
const page = readFileSync(join(root, "docs", "tutorial.md"), "utf8")
const folder = mkdtempSync(join(tmpdir(), "lode-tutorial-"))
afterAll(() => rmSync(folder, { recursive: true }))

/** The page in its order: commands, files to write, and lines that a command is said to print. */
type Step =
  | { readonly kind: "command"; readonly line: string }
  | { readonly kind: "file"; readonly name: string; readonly text: string }
  | { readonly kind: "lines"; readonly text: string }

const spaced = (text: string): string => text.replaceAll(/\s+/g, " ").trim()

const steps: ReadonlyArray<Step> = [
  ...page.matchAll(/`([\w-]+\.yaml)`:\n\n```yaml\n(.*?)```|^((?: {4}[^\n]+\n)+)/gms)
].map(([, name = "", text = "", block = ""]) => {
  if (name !== "") return { kind: "file", name, text }
  const [, line] = /^ {4}npx pnpm@12 lode (.+)\n$/.exec(block) ?? []
  return line === undefined ? { kind: "lines", text: spaced(block) } : { kind: "command", line }
})
const commands = steps.flatMap((step) => (step.kind === "command" ? [step.line] : []))

/** Words of a line as a shell takes them apart. */
const words = (line: string): ReadonlyArray<string> =>
  [...line.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, bare]) => quoted ?? bare ?? "")

/** What each command said, in the order of the page. */
const said = new Map<string, string>()
const saidBy = (part: string): string => [...said].find(([line]) => line.includes(part))?.[1] ?? ""

mkdirSync(join(folder, "scenarios"))
for (const line of commands) {
  const [, file = ""] = / (scenarios\/\S+)/.exec(line) ?? []
  if (file !== "") cpSync(join(root, file), join(folder, "scenarios", basename(file)))
}

describe("the tutorial", { timeout: 300_000 }, () => {
  it("runs, every command of it, and prints what the page shows", async () => {
    let last = ""
    for (const step of steps) {
      if (step.kind === "file") writeFileSync(join(folder, step.name), step.text)
      else if (step.kind === "lines") expect(last).toContain(step.text)
      else {
        const { code, err, out } = await call(words(step.line), { folder, env: { COLUMNS: "100" } })
        expect({ line: step.line, code, err: code === 0 ? "" : err }).toEqual({ line: step.line, code: 0, err: "" })
        last = spaced(out)
        said.set(step.line, last)
      }
    }
    // every command of the page was seen
    expect(said.size).toBe(page.match(/npx pnpm@12 lode/g)?.length)
  })

  it("is right about the figures that it names", () => {
    expect(saidBy("requests=9 per year")).toContain("17.6% of the miners' megawatts convert")
    expect(saidBy("explain")).toMatch(/default: 3 per year source: assumption/)
    expect(saidBy("compare scenarios/train-10b")).toMatch(
      /slower in training \(5\.61 times\), .* dearer per job \(2 times\)/
    )
    expect(saidBy("compare scenarios/train-10b")).toMatch(/pretraining 5\.61 81%/)
    expect(said.get("run scenarios/incentive-design.yaml")).toMatch(/worth 1\.57M USD .* 337,423 USD/)
    expect(said.get("run scenarios/incentive-design.yaml")).toMatch(/utilisation_network 4\d/)
    expect(saidBy("--commands")).toMatch(/worth 1\.61M USD .* 1\.27% .* 235,721 USD/)
    expect(saidBy("sweep")).toMatch(/emission = (1[0-3]|9)\d\d tokens\/day.*emission: 74% of the differences/)
    expect(saidBy("tune")).toContain("finalist 2 931.4 tokens/day")
    expect(saidBy("tune")).toContain("20 replications that the search never saw")
    expect(saidBy("run scenarios/incentive-design.yaml --set")).toContain("worth 1.66M USD")
    expect(saidBy("compare scenarios/incentive-design")).toMatch(
      /better in net value USD by [5-6]\.\d+ ± .* rewards USD by 4\d/
    )
    expect(saidBy("compare scenarios/incentive-design")).toMatch(/worse at completing jobs by [12]\.\d/)
  })

  it("names the keys that do what it says: they write the journal of the page", async () => {
    const loaded = await load("incentive-design")
    const told: Array<string> = []
    let time = 0
    const link = inProcess(() => (time += 1))
    const session = new Session(link)
    const turn = (): void => {
      for (let wait = 0; wait !== Infinity; time += wait === Infinity ? 0 : wait) wait = link.simulator.turn()
    }
    const controller = new Controller(
      session,
      {
        quit: () => void told.push("quit"),
        suspend: () => {},
        saveScreen: () => "",
        saveJournal: (lane) => {
          told.push(journalText(loaded.scenario, lane.journal))
          // the name of its file is made of this one
          expect(lane.about.name).toBe("incentive-design, changed")
          return ""
        }
      },
      { columns: 120, rows: 40 }
    )
    session.send({ kind: "open", order: orderOf(loaded) })
    turn()
    // the table of the page, row by row: `key`, or: type `text`
    const keys = [...page.matchAll(/^\| (`.*`) \|/gm)].flatMap(([, cell = ""]) =>
      [...cell.matchAll(/(type )?`([^`]+)`/g)].flatMap(([, type, text = ""]) =>
        type === undefined ? [text] : Array.from(text, (sign) => (sign === " " ? "space" : sign))
      )
    )
    expect(keys.length).toBeGreaterThan(15)
    for (const chord of keys) {
      controller.press(chord)
      turn()
    }
    const [, changed = ""] = /```yaml\n(- \{"at".*?)```/s.exec(page) ?? []
    expect(told).toEqual([changed, "quit"])
    expect(controller.get()?.lanes.map(({ picture }) => picture.now)).toEqual([
      loaded.scenario.horizon.length,
      loaded.scenario.horizon.length
    ])
  })
})
